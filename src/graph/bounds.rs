//! What is too deep or too much to be followed: chains of one layer that no plant has, and legs that ride on so much
//! that all of it could not be gone through for each. What is cut is left out, so that nothing is judged by it.

use crate::graph::{Closures, Graph, LAYERS, Unknown, Vertex};

/// Things of one sort that ride on each other in a row: conduits within conduits, parents of parents.
pub const MOST_DEEP: usize = 64;

/// Things that the closures of all legs, links, channels, line systems and spans hold together, each counted as often as
/// it is in one; and so many more for each vertex.
const MOST_IN_CLOSURES: u64 = 10_000_000;
const MOST_FOR_EACH: u64 = 200;

/// Layers whose vertices are asked for all that they ride on: legs to spans.
const ASKED: usize = 5;

/// What was cut.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// What rides on too many of its own sort in a row, in order.
    pub deep: Vec<Vertex>,
    /// What rides on so much that it is not followed, in order.
    pub wide: Vec<Vertex>,
    /// Not all areas were compared with all sites and conduits: what lies in one is unknown.
    pub areas: bool,
}

impl Graph {
    /// Cuts what is too deep, then what is too much.
    pub(super) fn bound(&mut self) {
        let mut deep = self.too_deep();
        if !deep.is_empty() {
            if !self.cycles().is_empty() {
                self.before = Some(Box::new(self.clone()));
            }
            let layer = |vertex: Vertex| self.layer(vertex);
            let keeps: Vec<bool> =
                self.edges().map(|(from, to)| layer(from) != layer(to) || deep.binary_search(&from).is_err()).collect();
            self.keep(&keeps);
        }
        let wide = self.too_wide();
        if !wide.is_empty() {
            let keeps: Vec<bool> = self.edges().map(|(from, _)| wide.binary_search(&from).is_err()).collect();
            self.keep(&keeps);
        }
        for vertex in deep.iter().chain(&wide) {
            let unknown = &mut self.unknown[vertex.0 as usize];
            *unknown = unknown.with(Unknown::LEFT_OUT);
        }
        // What rides on itself is told as such.
        if let Some(before) = &self.before {
            let mut round: Vec<Vertex> = before.cycles().into_iter().flatten().collect();
            round.sort_unstable();
            deep.retain(|vertex| round.binary_search(vertex).is_err());
        }
        self.cut = Cut { deep, wide, ..self.cut };
    }

    fn layer(&self, vertex: Vertex) -> usize {
        self.first[1..].partition_point(|&first| first <= vertex.0)
    }

    fn edges(&self) -> impl Iterator<Item = (Vertex, Vertex)> {
        (0..self.vertices() as u32).map(Vertex).flat_map(|from| self.below(from).iter().map(move |&to| (from, to)))
    }

    fn keep(&mut self, keeps: &[bool]) {
        let mut kept = Vec::with_capacity(self.targets.len());
        let mut offsets = Vec::with_capacity(self.offsets.len());
        offsets.push(0);
        for range in self.offsets.windows(2) {
            let range = range[0] as usize..range[1] as usize;
            kept.extend(
                self.targets[range.clone()].iter().zip(&keeps[range]).filter(|(_, keeps)| **keeps).map(|(to, _)| *to),
            );
            offsets.push(kept.len() as u32);
        }
        self.targets = kept;
        self.offsets = offsets;
    }

    /// Folds what lies below each vertex, in the order of dependency; what leads back to itself counts as nothing there.
    fn fold(&self, follows: impl Fn(Vertex, Vertex) -> bool, mut of: impl FnMut(Vertex, &[u64]) -> u64) -> Vec<u64> {
        let mut done = vec![false; self.vertices()];
        let mut seen = vec![false; self.vertices()];
        let mut value = vec![0_u64; self.vertices()];
        let mut work: Vec<(Vertex, usize)> = Vec::new();
        let mut below = Vec::new();
        for root in (0..self.vertices() as u32).map(Vertex) {
            if seen[root.0 as usize] {
                continue;
            }
            seen[root.0 as usize] = true;
            work.push((root, 0));
            while let Some((vertex, edge)) = work.last_mut() {
                let vertex = *vertex;
                if let Some(&to) = self.below(vertex).get(*edge) {
                    *edge += 1;
                    if !seen[to.0 as usize] && follows(vertex, to) {
                        seen[to.0 as usize] = true;
                        work.push((to, 0));
                    }
                    continue;
                }
                work.pop();
                below.clear();
                let known = self.below(vertex).iter().filter(|&&to| follows(vertex, to) && done[to.0 as usize]);
                below.extend(known.map(|to| value[to.0 as usize]));
                value[vertex.0 as usize] = of(vertex, &below);
                done[vertex.0 as usize] = true;
            }
        }
        value
    }

    fn too_deep(&self) -> Vec<Vertex> {
        let layers: Vec<u8> = (0..LAYERS as u8)
            .flat_map(|layer| {
                let count = self.first[usize::from(layer) + 1] - self.first[usize::from(layer)];
                std::iter::repeat_n(layer, count as usize)
            })
            .collect();
        let is_same = |one: Vertex, other: Vertex| layers[one.0 as usize] == layers[other.0 as usize];
        let mut deep = Vec::new();
        self.fold(is_same, |vertex, below| {
            let depth = below.iter().max().map_or(0, |depth| depth + 1);
            if depth > MOST_DEEP as u64 {
                deep.push(vertex);
                return 0;
            }
            depth
        });
        deep.sort_unstable();
        deep
    }

    fn too_wide(&self) -> Vec<Vertex> {
        let most = MOST_IN_CLOSURES + MOST_FOR_EACH * self.vertices() as u64;
        let asked = (0..self.first[ASKED]).map(Vertex);
        // What is shared below is counted as often as it is met: where even so it is little, it is.
        let at_most = self.fold(|_, _| true, |_, below| below.iter().fold(1, |sum, &below| sum.saturating_add(below)));
        if asked.clone().map(|vertex| at_most[vertex.0 as usize]).fold(0, u64::saturating_add) <= most {
            return Vec::new();
        }
        let mut closures = Closures::new(self);
        let mut left = most;
        let mut wide = Vec::new();
        // What carries legs comes first: where it is too much, they are, too.
        for vertex in asked.rev() {
            let size = if left == 0 { 0 } else { closures.of(&[vertex]).0.len() as u64 };
            left = left.saturating_sub(size);
            if left == 0 {
                wide.push(vertex);
            }
        }
        wide.reverse();
        wide
    }
}
