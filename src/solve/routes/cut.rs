//! Least cuts: as few labels as possible that every route between two sites carries one of.

use crate::proof::{Net, Question};
use crate::solve::routes::reduce::{Reduced, reduce};
use crate::solve::routes::shortest::{Route, Shortest};

/// Which labels are cut, which are not to be, and which edges that blocks.
struct Cutting<'n> {
    net: &'n Reduced,
    shortest: Shortest,
    blocked: Vec<u32>,
    cut: Vec<u32>,
    is_kept: Vec<bool>,
    budget: u64,
}

/// A least set of labels, fewer than so many, that every route carries one of; of several the one with the smallest
/// labels that the search meets first. `None` where there is none so small, or it was not found in so many searches.
pub fn least_cut(net: &Net, question: &Question, fewer_than: usize, budget: u64) -> Option<Vec<u32>> {
    let Some(reduced) = reduce(net, question) else { return (fewer_than > 0).then(Vec::new) };
    let mut cutting = Cutting {
        net: &reduced,
        shortest: Shortest::new(&reduced, question.limit),
        blocked: vec![0; reduced.edges.len()],
        cut: Vec::new(),
        is_kept: vec![false; reduced.label_was.len()],
        budget,
    };
    let is_found = (0..fewer_than).any(|labels| cutting.is_cut(labels));
    let mut cut: Vec<u32> = cutting.cut.iter().map(|&label| reduced.label_was[label as usize]).collect();
    cut.sort_unstable();
    is_found.then_some(cut)
}

impl Cutting<'_> {
    /// Whether so many labels more cut every route; they are left in `cut` if they do.
    fn is_cut(&mut self, more: usize) -> bool {
        if self.shortest.steps >= self.budget {
            return false;
        }
        let Some(route) = self.around(&[]) else { return true };
        if more == 0 || self.packs(&route, more) {
            return false;
        }
        let open: Vec<u32> = route.labels.into_iter().filter(|&label| !self.is_kept[label as usize]).collect();
        let mut kept = Vec::new();
        for label in open {
            self.block(label, true);
            self.cut.push(label);
            if self.is_cut(more - 1) {
                return true;
            }
            self.cut.pop();
            self.block(label, false);
            self.is_kept[label as usize] = true;
            kept.push(label);
        }
        for label in kept {
            self.is_kept[label as usize] = false;
        }
        false
    }

    /// A route around what is cut and around these labels.
    fn around(&mut self, labels: &[u32]) -> Option<Route> {
        for &label in labels {
            self.block(label, true);
        }
        let blocked = &self.blocked;
        let route = self.shortest.route(self.net, |edge| blocked[edge as usize] > 0, |_| 0);
        for &label in labels {
            self.block(label, false);
        }
        route
    }

    /// Whether more routes than labels are left have nothing in common that could be cut: each needs one of its own.
    fn packs(&mut self, first: &Route, labels: usize) -> bool {
        let mut used: Vec<u32> = Vec::new();
        let mut route = first.clone();
        for _ in 0..labels {
            used.extend(route.labels.iter().filter(|&&label| !self.is_kept[label as usize]));
            match self.around(&used) {
                Some(next) => route = next,
                None => return false,
            }
        }
        true
    }

    fn block(&mut self, label: u32, is_blocked: bool) {
        for &edge in &self.net.edges_of[label as usize] {
            let count = &mut self.blocked[edge as usize];
            *count = if is_blocked { *count + 1 } else { *count - 1 };
        }
    }
}
