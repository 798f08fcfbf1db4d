//! One route, again and again: the shortest that is left when some edges fail.

use crate::proof::{Net, Question};
use crate::solve::routes::reduce::{Reduced, reduce};
use crate::solve::routes::shortest::Shortest;

/// A net that is asked for one route.
#[derive(Debug)]
pub struct Single {
    net: Reduced,
    shortest: Shortest,
}

impl Single {
    /// `None` where no route leads between the two sites at all. How many routes the question wants does not matter.
    pub fn new(net: &Net, question: &Question) -> Option<Self> {
        let net = reduce(net, question)?;
        let shortest = Shortest::new(&net, question.limit);
        Some(Self { net, shortest })
    }

    /// The edges of the shortest route that leads over none that is down, in order from the one site to the other.
    pub fn route(&mut self, is_down: impl Fn(u32) -> bool) -> Option<Vec<u32>> {
        let route = self.shortest.route(&self.net, |edge| is_down(self.net.edge_was[edge as usize]), |_| 0)?;
        Some(route.edges.iter().map(|&edge| self.net.edge_was[edge as usize]).collect())
    }

    /// Edges of the net that matter: what one search looks at.
    pub fn edges(&self) -> usize {
        self.net.edges.len()
    }
}
