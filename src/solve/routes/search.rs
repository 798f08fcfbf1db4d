//! The search for disjoint routes: exact, over what each route must avoid.
//!
//! Every solution survives in one case of each branch, up to the routes' numbers, and each case makes some route avoid
//! one label more, or two routes share one more; so the search ends, and what it did not find does not exist.

use crate::proof::{Sharing, Step};
use crate::solve::routes::reduce::Reduced;
use crate::solve::routes::shortest::{Route, Shortest};
use crate::solve::routes::state::State;

/// What came of a search.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Routes were found, and no better ones were asked for.
    Found,
    /// All cases were looked at.
    Exhausted,
    /// The budget is spent.
    Spent,
}

/// Where labels are forced, the cases of a branch.
#[derive(Debug)]
struct Branch {
    /// The route that is stuck.
    route: usize,
    labels: Vec<(u32, usize)>,
    at: usize,
    stage: Stage,
    /// What holds in all cases that are left.
    mark: usize,
    /// Whether the case that is left behind the last label is to be looked at.
    has_rest: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    New,
    /// The case that the other route avoids the label was looked at.
    Avoided {
        ends: bool,
    },
    /// The case that both share it was looked at, too.
    Shared,
}

/// What is to be done at one point of the search.
enum Node {
    Found,
    Dead,
    /// Labels were forced: look again.
    Again,
    Branch(Branch),
}

pub(super) struct Search<'n> {
    pub net: &'n Reduced,
    pub sharing: Option<Sharing>,
    pub shortest: Shortest,
    pub state: State,
    /// Steps in the reduced net's labels, where a refusal is looked for.
    pub steps: Vec<Step>,
    /// The best routes found, with the sum of their weights.
    pub best: Option<(u64, Vec<Route>)>,
    /// Look on for routes with a smaller sum.
    pub is_minimising: bool,
    branches: Vec<Branch>,
    /// Searches that may be made in all: one point of the search of a large net can take hundreds.
    most: u64,
    /// Of each edge, how many of its labels earlier routes took.
    taken: Vec<u32>,
    /// What edges cost more for now.
    pub penalty: Vec<u64>,
}

/// A greedy choice of routes that came to an end: which is stuck, and on labels of which others.
pub(super) struct Stuck {
    route: usize,
    pub labels: Vec<(u32, usize)>,
}

impl<'n> Search<'n> {
    pub fn new(net: &'n Reduced, routes: usize, limit: Option<u64>, sharing: Option<Sharing>) -> Self {
        Self {
            net,
            sharing,
            shortest: Shortest::new(net, limit),
            state: State::new(net, routes),
            steps: Vec::new(),
            best: None,
            is_minimising: false,
            branches: Vec::new(),
            most: u64::MAX,
            taken: vec![0; net.edges.len()],
            penalty: Vec::new(),
        }
    }

    /// Takes back all that routes must avoid.
    pub fn restart(&mut self) {
        self.state.undo(self.net, 0);
        self.branches.clear();
        self.steps.clear();
    }

    /// So many times the shortest route of all: no choice has a smaller sum.
    pub fn least(&mut self) -> u64 {
        self.restart();
        let alone = self.shortest.route(self.net, self.state.blocks(0), |_| 0);
        alone.map_or(0, |route| route.weight.saturating_mul(self.state.routes() as u64))
    }

    /// Searches until something is found, all is looked at, or so many searches are made in all.
    pub fn run(&mut self, budget: u64) -> Outcome {
        self.restart();
        self.most = budget;
        let outcome = self.within();
        self.most = u64::MAX;
        outcome
    }

    fn is_spent(&self) -> bool {
        self.shortest.steps >= self.most
    }

    fn within(&mut self) -> Outcome {
        let mut is_new = true;
        loop {
            if is_new {
                if self.is_spent() {
                    return Outcome::Spent;
                }
                match self.node() {
                    Node::Found => return Outcome::Found,
                    Node::Again => continue,
                    Node::Dead => {}
                    Node::Branch(branch) => self.branches.push(branch),
                }
            }
            let Some(mut branch) = self.branches.pop() else { return Outcome::Exhausted };
            is_new = self.next_case(&mut branch);
            if is_new {
                self.branches.push(branch);
            }
        }
    }

    /// Goes on to the next case of a branch; false where none is left.
    fn next_case(&mut self, branch: &mut Branch) -> bool {
        self.state.undo(self.net, branch.mark);
        loop {
            let Some(&(label, other)) = branch.labels.get(branch.at) else {
                return std::mem::take(&mut branch.has_rest);
            };
            match branch.stage {
                Stage::New => {
                    let is_same = |third: usize| third != other && self.state.is_same(third, other);
                    let ends = self.sharing.is_none() && (0..self.state.routes()).any(is_same);
                    self.state.avoid(self.net, other, label);
                    branch.stage = Stage::Avoided { ends };
                    return true;
                }
                // What is left is the same with the numbers of two routes changed.
                Stage::Avoided { ends: true } => return false,
                Stage::Avoided { ends: false } => {
                    branch.stage = Stage::Shared;
                    if self.may_share(label, branch.route, other) {
                        self.state.share(label, branch.route, other);
                        return true;
                    }
                }
                Stage::Shared => {
                    for third in (0..self.state.routes()).filter(|&third| third != other) {
                        if third == branch.route || !self.may_share(label, other, third) {
                            self.state.avoid(self.net, third, label);
                        }
                    }
                    branch.mark = self.state.mark();
                    branch.at += 1;
                    branch.stage = Stage::New;
                }
            }
        }
    }

    fn may_share(&self, label: u32, one: usize, other: usize) -> bool {
        self.state.may_share(self.sharing.as_ref(), label, one, other)
    }

    fn node(&mut self) -> Node {
        let mut alone: Vec<Route> = Vec::with_capacity(self.state.routes());
        for route in 0..self.state.routes() {
            if let Some(same) = (0..route).find(|&other| self.state.is_same(route, other)) {
                alone.push(alone[same].clone());
                continue;
            }
            let Some(found) = self.shortest.route(self.net, self.state.blocks(route), |_| 0) else {
                self.steps.push(Step::Dead { route });
                return Node::Dead;
            };
            alone.push(found);
        }
        // No choice has a smaller sum than the routes chosen each for itself.
        let least = alone.iter().fold(0_u64, |sum, route| sum.saturating_add(route.weight));
        if self.is_minimising && self.best.as_ref().is_some_and(|(best, _)| least >= *best) {
            return Node::Dead;
        }
        let forwards: Vec<usize> = (0..self.state.routes()).collect();
        let mut orders = vec![forwards.clone()];
        if (1..self.state.routes()).any(|route| !self.state.is_same(0, route)) {
            orders.push(forwards.into_iter().rev().collect());
        }
        let (mut stuck, mut is_found): (Option<Stuck>, bool) = (None, false);
        for order in orders {
            match self.greedy(&order, &alone) {
                Ok(()) if !self.is_minimising => return Node::Found,
                Ok(()) if self.best.as_ref().is_some_and(|(best, _)| least >= *best) => return Node::Dead,
                Ok(()) => is_found = true,
                Err(new) if stuck.as_ref().is_none_or(|old| new.labels.len() < old.labels.len()) => stuck = Some(new),
                Err(_) => {}
            }
        }
        match stuck {
            Some(stuck) if !is_found => self.unstick(stuck, &alone),
            _ => self.conflict(&alone),
        }
    }

    fn unstick(&mut self, stuck: Stuck, alone: &[Route]) -> Node {
        if self.force(alone) {
            return Node::Again;
        }
        self.steps.push(Step::Cases { route: stuck.route, labels: stuck.labels.clone() });
        let mark = self.state.mark();
        Node::Branch(Branch {
            route: stuck.route,
            labels: stuck.labels,
            at: 0,
            stage: Stage::New,
            mark,
            has_rest: false,
        })
    }

    /// Chooses routes in an order, each around the labels of those before it, and keeps them if they are the best.
    pub fn greedy(&mut self, order: &[usize], alone: &[Route]) -> Result<(), Stuck> {
        let mut chosen: Vec<(usize, Route)> = Vec::with_capacity(order.len());
        let mut result = Ok(());
        for &route in order {
            let mut taken: Vec<(u32, usize)> = Vec::new();
            for (other, before) in &chosen {
                for &label in before.labels.iter().filter(|&&label| !self.state.shares(label, route, *other)) {
                    taken.push((label, *other));
                }
            }
            taken.sort_unstable();
            taken.dedup_by_key(|(label, _)| *label);
            self.take(&taken, true);
            // The first one chooses freely, which was found before.
            let free = alone.get(route).filter(|_| chosen.is_empty());
            let found = free.cloned().or_else(|| {
                let (state, held) = (self.state.blocks(route), &self.taken);
                let penalty = &self.penalty;
                let more = |edge: u32| penalty.get(edge as usize).copied().unwrap_or(0);
                self.shortest.route(self.net, |edge| state(edge) || held[edge as usize] > 0, more)
            });
            if found.is_none() {
                taken = self.thinned(route, taken);
            }
            self.take(&taken, false);
            let Some(found) = found else {
                result = Err(Stuck { route, labels: taken });
                break;
            };
            chosen.push((route, found));
        }
        if result.is_ok() {
            let sum = chosen.iter().fold(0_u64, |sum, (_, route)| sum.saturating_add(route.weight));
            if self.best.as_ref().is_none_or(|(best, _)| sum < *best) {
                chosen.sort_by_key(|(route, _)| *route);
                self.best = Some((sum, chosen.into_iter().map(|(_, route)| route).collect()));
            }
        }
        result
    }

    fn take(&mut self, labels: &[(u32, usize)], is_taken: bool) {
        for (label, _) in labels {
            for &edge in &self.net.edges_of[*label as usize] {
                let count = &mut self.taken[edge as usize];
                *count = if is_taken { *count + 1 } else { *count - 1 };
            }
        }
    }

    /// Of labels that together part the two sites, a smallest list that still does: leaving out any opens a route.
    /// The labels are held before and after. Once all searches are made, the rest is kept untried.
    fn thinned(&mut self, route: usize, labels: Vec<(u32, usize)>) -> Vec<(u32, usize)> {
        let mut kept = Vec::new();
        for one in labels {
            if self.is_spent() {
                kept.push(one);
                continue;
            }
            self.take(&[one], false);
            let leads = {
                let (state, held) = (self.state.blocks(route), &self.taken);
                self.shortest.leads(self.net, |edge| state(edge) || held[edge as usize] > 0)
            };
            if leads {
                self.take(&[one], true);
                kept.push(one);
            }
        }
        kept
    }

    /// Makes the others avoid every label that a route cannot; true where that says something new.
    fn force(&mut self, alone: &[Route]) -> bool {
        let mut is_new = false;
        for (route, by_itself) in alone.iter().enumerate() {
            let mut open = by_itself.labels.clone();
            while !self.is_spent()
                && let Some(label) = open.pop()
            {
                let avoided = &self.net.edges_of[label as usize];
                let is_on = |edge: u32| avoided.binary_search(&edge).is_ok();
                let around = {
                    let state = self.state.blocks(route);
                    self.shortest.route(self.net, |edge| state(edge) || is_on(edge), |_| 0)
                };
                if let Some(around) = around {
                    open.retain(|label| around.labels.binary_search(label).is_ok());
                    continue;
                }
                let others: Vec<usize> = (0..self.state.routes())
                    .filter(|&other| other != route && !self.may_share(label, route, other))
                    .collect();
                let mark = self.state.mark();
                for other in others {
                    self.state.avoid(self.net, other, label);
                }
                if self.state.mark() > mark {
                    self.steps.push(Step::Forced { route, label });
                    is_new = true;
                }
            }
        }
        is_new
    }

    /// Routes were found, and others may have a smaller sum: of a label that two of the shortest ones have in common,
    /// one of the two must avoid it.
    fn conflict(&mut self, alone: &[Route]) -> Node {
        let mut worst: Option<(u32, usize, usize)> = None;
        for other in 0..alone.len() {
            for one in 0..other {
                let common = alone[one].labels.iter().find(|label| {
                    alone[other].labels.binary_search(label).is_ok() && !self.state.shares(**label, one, other)
                });
                if let (None, Some(&label)) = (worst, common) {
                    worst = Some((label, one, other));
                }
            }
        }
        let Some((label, one, other)) = worst else { return Node::Dead };
        let mark = self.state.mark();
        Node::Branch(Branch {
            route: other,
            labels: vec![(label, one)],
            at: 0,
            stage: Stage::New,
            mark,
            has_rest: true,
        })
    }
}
