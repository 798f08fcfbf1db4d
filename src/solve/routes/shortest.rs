//! Shortest routes around blocked edges.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::solve::routes::reduce::Reduced;

/// A route: its edges from the one site to the other, and their weight.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Route {
    pub weight: u64,
    pub edges: Vec<u32>,
    /// The labels on it, sorted.
    pub labels: Vec<u32>,
}

/// Scratch space for searches of one net.
#[derive(Debug)]
pub(super) struct Shortest {
    /// The exact distance of each site to the end in the whole net: what guides every search.
    ahead: Vec<u64>,
    limit: Option<u64>,
    epoch: u32,
    seen: Vec<u32>,
    least: Vec<u64>,
    through: Vec<(u32, u32)>,
    heap: BinaryHeap<(Reverse<u64>, Reverse<u32>)>,
    /// Searches made.
    pub steps: u64,
}

impl Shortest {
    pub fn new(net: &Reduced, limit: Option<u64>) -> Self {
        Self {
            ahead: Self::distances(net),
            limit,
            epoch: 0,
            seen: vec![0; net.sites],
            least: vec![0; net.sites],
            through: vec![(0, 0); net.sites],
            heap: BinaryHeap::new(),
            steps: 0,
        }
    }

    /// Distances of all sites to the end.
    fn distances(net: &Reduced) -> Vec<u64> {
        let mut least = vec![u64::MAX; net.sites];
        let mut heap = BinaryHeap::from([(Reverse(0), net.to)]);
        least[net.to as usize] = 0;
        while let Some((Reverse(sum), site)) = heap.pop() {
            if sum > least[site as usize] {
                continue;
            }
            for &(edge, other) in &net.at_site[site as usize] {
                let there = sum.saturating_add(net.edges[edge as usize].weight);
                if there < least[other as usize] {
                    least[other as usize] = there;
                    heap.push((Reverse(there), other));
                }
            }
        }
        least
    }

    /// The shortest route over edges that are not blocked, with what some of them cost more; of equal ones always the
    /// same.
    pub fn route(
        &mut self,
        net: &Reduced,
        is_blocked: impl Fn(u32) -> bool,
        more: impl Fn(u32) -> u64,
    ) -> Option<Route> {
        self.search(net, is_blocked, more).then(|| self.collect(net))
    }

    /// Whether a route leads over edges that are not blocked.
    pub fn leads(&mut self, net: &Reduced, is_blocked: impl Fn(u32) -> bool) -> bool {
        self.search(net, is_blocked, |_| 0)
    }

    /// A\* (Hart, Nilsson and Raphael, 1968) with exact distances ahead.
    fn search(&mut self, net: &Reduced, is_blocked: impl Fn(u32) -> bool, more: impl Fn(u32) -> u64) -> bool {
        self.steps += 1;
        self.epoch += 1;
        self.heap.clear();
        self.seen[net.from as usize] = self.epoch;
        self.least[net.from as usize] = 0;
        self.heap.push((Reverse(self.ahead[net.from as usize]), Reverse(net.from)));
        while let Some((Reverse(estimate), Reverse(site))) = self.heap.pop() {
            let here = site as usize;
            if self.limit.is_some_and(|limit| estimate > limit) {
                return false;
            }
            if site == net.to {
                return true;
            }
            let sum = self.least[here];
            if estimate > sum.saturating_add(self.ahead[here]) {
                continue;
            }
            for &(edge, other) in &net.at_site[here] {
                if is_blocked(edge) {
                    continue;
                }
                let there = sum.saturating_add(net.edges[edge as usize].weight).saturating_add(more(edge));
                let to = other as usize;
                if self.seen[to] != self.epoch || there < self.least[to] {
                    self.seen[to] = self.epoch;
                    self.least[to] = there;
                    self.through[to] = (edge, site);
                    self.heap.push((Reverse(there.saturating_add(self.ahead[to])), Reverse(other)));
                }
            }
        }
        false
    }

    fn collect(&self, net: &Reduced) -> Route {
        let mut edges = Vec::new();
        let mut site = net.to;
        while site != net.from {
            let (edge, before) = self.through[site as usize];
            edges.push(edge);
            site = before;
        }
        edges.reverse();
        let weight = edges.iter().fold(0_u64, |sum, &edge| sum.saturating_add(net.edges[edge as usize].weight));
        let mut labels: Vec<u32> = edges.iter().flat_map(|&edge| &net.edges[edge as usize].labels).copied().collect();
        labels.sort_unstable();
        labels.dedup();
        Route { weight, edges, labels }
    }
}
