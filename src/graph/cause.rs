//! Chains of causes: how a thing is reached from a leg, step by step.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::graph::{Graph, Vertex};
use crate::model::{Carrier, Corridor, Over};

/// One step of a chain: `rider` rides on `on`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Step {
    pub rider: Vertex,
    pub on: Vertex,
}

/// Shortest chains from the items of one `over` to everything below them.
#[derive(Debug)]
pub struct Causes {
    /// For each vertex reached: the item of the `over` through which, and the vertex before it.
    reached: FxHashMap<Vertex, (usize, Option<Vertex>)>,
}

impl Graph {
    /// The vertices that an item of an `over` stands for: a cable is all its spans, and itself.
    pub fn carrier(&self, corridor: &Corridor<'_>, carrier: Carrier) -> Vec<Vertex> {
        use crate::graph::Node;
        match carrier {
            Carrier::Span(span) => vec![self.vertex(Node::Span(span))],
            Carrier::Link(link) => vec![self.vertex(Node::Link(link))],
            Carrier::Channel(channel) => vec![self.vertex(Node::Channel(channel))],
            Carrier::Cable(cable) => {
                let spans = corridor.cable(cable).spans.iter().map(|&span| self.vertex(Node::Span(span)));
                spans.chain([self.vertex(Node::Cable(cable))]).collect()
            }
        }
    }

    /// Breadth-first from all items of an `over` at once: of equally short chains the one through the first item,
    /// then through the smallest ids. What holds only of a conduit assumed straight comes after all that is certain.
    pub fn causes(&self, corridor: &Corridor<'_>, over: &Over) -> Causes {
        let mut reached = FxHashMap::default();
        let mut queue = VecDeque::new();
        let mut assumed = Vec::new();
        for (item, carrier) in over.iter().enumerate() {
            for vertex in carrier.iter().flat_map(|&carrier| self.carrier(corridor, carrier)) {
                if let std::collections::hash_map::Entry::Vacant(e) = reached.entry(vertex) {
                    e.insert((item, None));
                    queue.push_back(vertex);
                }
            }
        }
        while let Some(vertex) = queue.pop_front() {
            let (item, _) = reached[&vertex];
            for &below in self.below(vertex) {
                if self.is_assumed(vertex, below) {
                    // Risks ride on nothing: no chain goes on from here.
                    assumed.push((below, (item, Some(vertex))));
                    continue;
                }
                reached.entry(below).or_insert_with(|| {
                    queue.push_back(below);
                    (item, Some(vertex))
                });
            }
        }
        for (below, how) in assumed {
            reached.entry(below).or_insert(how);
        }
        Causes { reached }
    }
}

impl Causes {
    /// The item of the `over` through which a thing is reached.
    pub fn item(&self, vertex: Vertex) -> Option<usize> {
        self.reached.get(&vertex).map(|&(item, _)| item)
    }

    /// The steps from the item of the `over` down to a thing; empty where the item is the thing itself. Of a chain that
    /// is longer than anybody reads, the last ones.
    pub fn chain(&self, vertex: Vertex) -> Vec<Step> {
        const MOST: usize = 24;
        let mut steps = Vec::new();
        let mut on = vertex;
        while let Some(&(_, Some(rider))) = self.reached.get(&on) {
            if steps.len() == MOST {
                break;
            }
            steps.push(Step { rider, on });
            on = rider;
        }
        steps.reverse();
        steps
    }
}
