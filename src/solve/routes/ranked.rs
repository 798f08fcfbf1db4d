//! Routes in the order of their weight, each over labels of its own: ten fibres of one duct are one way.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use rustc_hash::FxHashSet;

use crate::proof::{Net, Question};

/// A route as its edges, in order, and their weight.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Ranked {
    pub weight: u64,
    pub edges: Vec<u32>,
}

/// The lightest simple routes, lightest first and of equal ones the one with the smaller edges, so many that carry
/// different sets of labels (Yen, *Finding the k shortest loopless paths in a network*, 1971, with Lawler's rule of
/// 1972: only what comes behind the place where a route left its parent is varied). The limit of the question holds.
///
/// Of edges between the same sites with the same labels only the lightest is used. Ends before so many are found where
/// there are no more, or where so many searches are made.
pub fn ranked(net: &Net, question: &Question, searches: u64) -> Vec<Ranked> {
    let graph = Graph::new(net);
    let mut left = searches;
    let mut found: Vec<Ranked> = Vec::new();
    let mut told: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut heap = BinaryHeap::new();
    // What is varied from which place on, and which edges it may not go on with there.
    let first = graph.shortest(question.from, question.to, &FxHashSet::default(), &FxHashSet::default());
    heap.extend(first.map(|route| Reverse((route, 0_usize, BTreeSet::<u32>::new()))));
    while let Some(Reverse((route, place, barred))) = heap.pop() {
        if question.limit.is_some_and(|limit| route.weight > limit) {
            break;
        }
        if told.insert(labels(net, &route.edges)) {
            found.push(route.clone());
        }
        if found.len() == question.routes {
            break;
        }
        let (mut site, mut weight) = (question.from, 0_u64);
        let mut passed: FxHashSet<u32> = FxHashSet::default();
        for at in 0..route.edges.len() {
            let edge = route.edges[at];
            if at >= place {
                let Some(less) = left.checked_sub(1) else { return found };
                left = less;
                let mut bars = if at == place { barred.clone() } else { BTreeSet::new() };
                bars.insert(edge);
                let banned: FxHashSet<u32> = bars.iter().copied().collect();
                if let Some(rest) = graph.shortest(site, question.to, &passed, &banned) {
                    let edges: Vec<u32> = route.edges[..at].iter().copied().chain(rest.edges).collect();
                    let varied = Ranked { weight: weight.saturating_add(rest.weight), edges };
                    heap.push(Reverse((varied, at, bars)));
                }
            }
            passed.insert(site);
            let kept = &net.edges[edge as usize];
            weight = weight.saturating_add(kept.weight);
            site = if kept.ends[0] == site { kept.ends[1] } else { kept.ends[0] };
        }
    }
    found
}

fn labels(net: &Net, edges: &[u32]) -> Vec<u32> {
    let mut labels: Vec<u32> = edges.iter().flat_map(|&edge| &net.edges[edge as usize].labels).copied().collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// The edges at each site, of equal ones the lightest, with the site at the other end and the weight.
struct Graph {
    at_site: Vec<Vec<(u32, u32, u64)>>,
}

impl Graph {
    fn new(net: &Net) -> Self {
        let mut order: Vec<u32> = (0..net.edges.len() as u32).collect();
        let between = |edge: u32| {
            let [one, other] = net.edges[edge as usize].ends;
            (one.min(other), one.max(other))
        };
        order.sort_by_key(|&edge| (net.edges[edge as usize].weight, edge));
        let mut seen: FxHashSet<((u32, u32), &[u32])> = FxHashSet::default();
        order.retain(|&edge| seen.insert((between(edge), &net.edges[edge as usize].labels)));
        order.sort_unstable();
        let mut at_site = vec![Vec::new(); net.sites as usize];
        for edge in order {
            let kept = &net.edges[edge as usize];
            let [one, other] = kept.ends;
            at_site[one as usize].push((edge, other, kept.weight));
            at_site[other as usize].push((edge, one, kept.weight));
        }
        Self { at_site }
    }

    /// The shortest route that passes none of these sites and does not begin with one of these edges.
    fn shortest(&self, from: u32, to: u32, passed: &FxHashSet<u32>, banned: &FxHashSet<u32>) -> Option<Ranked> {
        let mut least: Vec<Option<(u64, u32, u32)>> = vec![None; self.at_site.len()];
        let mut heap = BinaryHeap::from([Reverse((0_u64, from))]);
        least[from as usize] = Some((0, u32::MAX, from));
        while let Some(Reverse((sum, site))) = heap.pop() {
            if site == to {
                return Some(Self::collect(&least, from, to));
            }
            if least[site as usize].is_some_and(|(best, _, _)| sum > best) {
                continue;
            }
            for &(edge, other, weight) in &self.at_site[site as usize] {
                if passed.contains(&other) || (site == from && banned.contains(&edge)) {
                    continue;
                }
                let there = sum.saturating_add(weight);
                if least[other as usize].is_none_or(|(best, _, _)| there < best) {
                    least[other as usize] = Some((there, edge, site));
                    heap.push(Reverse((there, other)));
                }
            }
        }
        None
    }

    fn collect(least: &[Option<(u64, u32, u32)>], from: u32, to: u32) -> Ranked {
        let (mut edges, mut site) = (Vec::new(), to);
        let weight = least[to as usize].map_or(0, |(sum, _, _)| sum);
        while site != from {
            let (_, edge, before) = least[site as usize].expect("a route was followed to here");
            edges.push(edge);
            site = before;
        }
        edges.reverse();
        Ranked { weight, edges }
    }
}
