//! What each route must avoid at one point of the search, and how that is taken back.

use crate::proof::Sharing;
use crate::solve::routes::reduce::Reduced;

/// What was added, to be taken back.
#[derive(Clone, Copy, Debug)]
enum Change {
    Avoids { route: usize, label: u32 },
    Shares { label: u32, one: usize, other: usize },
}

#[derive(Debug)]
pub(super) struct State {
    /// Of each route and edge, how many labels of the edge it must avoid.
    blocked: Vec<Vec<u32>>,
    /// Of each route and label, whether it must avoid it.
    avoids: Vec<Vec<bool>>,
    /// Of each route, a sum that tells most unequal sets apart.
    digest: Vec<u64>,
    /// Labels that two routes share, with the numbers of the routes in order.
    shared: Vec<(u32, usize, usize)>,
    changes: Vec<Change>,
}

impl State {
    pub fn new(net: &Reduced, routes: usize) -> Self {
        Self {
            blocked: vec![vec![0; net.edges.len()]; routes],
            avoids: vec![vec![false; net.label_was.len()]; routes],
            digest: vec![0; routes],
            shared: Vec::new(),
            changes: Vec::new(),
        }
    }

    pub fn routes(&self) -> usize {
        self.avoids.len()
    }

    pub fn blocks(&self, route: usize) -> impl Fn(u32) -> bool {
        let blocked = &self.blocked[route];
        |edge| blocked[edge as usize] > 0
    }

    /// Whether two routes must avoid the very same labels.
    pub fn is_same(&self, one: usize, other: usize) -> bool {
        self.digest[one] == self.digest[other] && self.avoids[one] == self.avoids[other]
    }

    /// Makes a route avoid a label; false where it does already.
    pub fn avoid(&mut self, net: &Reduced, route: usize, label: u32) -> bool {
        if std::mem::replace(&mut self.avoids[route][label as usize], true) {
            return false;
        }
        for &edge in &net.edges_of[label as usize] {
            self.blocked[route][edge as usize] += 1;
        }
        self.digest[route] ^= scrambled(label);
        self.changes.push(Change::Avoids { route, label });
        true
    }

    /// Lets two routes share a label.
    pub fn share(&mut self, label: u32, one: usize, other: usize) {
        let (one, other) = (one.min(other), one.max(other));
        self.shared.push((label, one, other));
        self.changes.push(Change::Shares { label, one, other });
    }

    pub fn shares(&self, label: u32, one: usize, other: usize) -> bool {
        self.shared.contains(&(label, one.min(other), one.max(other)))
    }

    /// Whether two routes share a label, or still may. `takes` knows the labels of the net.
    pub fn may_share(&self, sharing: Option<&Sharing>, label: u32, one: usize, other: usize) -> bool {
        let Some(sharing) = sharing else { return false };
        if self.shares(label, one, other) {
            return true;
        }
        let (one, other) = (one.min(other), one.max(other));
        let takes = &sharing.takes[label as usize];
        let used = |line: usize| -> u32 {
            let of_pair = self.shared.iter().filter(|(_, a, b)| (*a, *b) == (one, other));
            let taken = of_pair.flat_map(|(known, _, _)| &sharing.takes[*known as usize]);
            taken.filter(|(at, _)| *at == line).map(|(_, units)| units).sum()
        };
        !takes.is_empty() && takes.iter().all(|&(line, units)| used(line) + units <= sharing.units[line])
    }

    pub fn mark(&self) -> usize {
        self.changes.len()
    }

    /// Takes back all since a mark.
    pub fn undo(&mut self, net: &Reduced, mark: usize) {
        while self.changes.len() > mark {
            match self.changes.pop().expect("there are changes beyond the mark") {
                Change::Avoids { route, label } => {
                    self.avoids[route][label as usize] = false;
                    for &edge in &net.edges_of[label as usize] {
                        self.blocked[route][edge as usize] -= 1;
                    }
                    self.digest[route] ^= scrambled(label);
                }
                Change::Shares { label, one, other } => {
                    let last = self.shared.pop();
                    debug_assert_eq!(last, Some((label, one, other)), "changes are taken back in their order");
                }
            }
        }
    }
}

/// `SplitMix64` (Steele, Lea and Flood, 2014) of a label.
fn scrambled(label: u32) -> u64 {
    let mut z = (u64::from(label) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
