//! Disjoint routes: whether so many exist, which are the shortest, and what proves that they do not.
//!
//! The question is NP-complete (Hu, *Diverse routing in optical mesh networks*, 2003), so the budget counts searches of
//! the net, never time, and what it did not decide is said to be undecided.

mod cut;
mod pigeonhole;
mod ranked;
mod reduce;
mod search;
mod shortest;
mod single;
mod state;

pub use cut::least_cut;
pub use ranked::{Ranked, ranked};
pub use single::Single;

use crate::proof::{Net, Question, Sharing, Step};
use crate::solve::routes::reduce::{Reduced, reduce};
use crate::solve::routes::search::{Outcome, Search};

/// How many searches of the net may be made.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// To decide whether routes exist.
    pub decide: u64,
    /// To find the shortest ones.
    pub minimise: u64,
}

/// What came of a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    Met(Met),
    /// No such routes exist, and these steps prove it.
    Refused(Vec<Step>),
    /// Neither was found, in so many searches.
    Undecided {
        searches: u64,
    },
}

/// Disjoint routes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Met {
    /// The edges of each route, in order from the one site to the other.
    pub routes: Vec<Vec<u32>>,
    /// The sum of their weights.
    pub sum: u64,
    /// No such routes have a smaller sum than this; the sum itself where these are proven to be the shortest.
    pub least: u64,
}

/// Searches from the start before other ways are tried, and rounds of those.
const FIRST: u64 = 2_000;
const ROUNDS: u64 = 40;
/// Searches that may be made to find few labels that refuse all.
const CUT: u64 = 2_000;

/// Answers a question about disjoint routes.
pub fn answer(net: &Net, question: &Question, budget: Budget) -> Answer {
    if question.routes == 0 || question.from == question.to {
        return Answer::Met(Met { routes: vec![Vec::new(); question.routes], sum: 0, least: 0 });
    }
    let Some(reduced) = reduce(net, question) else {
        return Answer::Refused(vec![Step::Dead { route: 0 }]);
    };
    let answer = decide(net, &reduced, question, budget);
    if let Answer::Refused(steps) = &answer {
        debug_assert_eq!(crate::proof::check(net, question, steps), Ok(()), "a refusal is proven");
    }
    answer
}

fn decide(whole: &Net, net: &Reduced, question: &Question, budget: Budget) -> Answer {
    let sharing = whole.sharing.as_ref();
    let takes = |sharing: &Sharing| net.label_was.iter().map(|&was| sharing.takes[was as usize].clone()).collect();
    let sharing = sharing.map(|sharing| Sharing { units: sharing.units.clone(), takes: takes(sharing) });
    let mut search = Search::new(net, question.routes, question.limit, sharing);
    let mut outcome = search.run(budget.decide.min(FIRST));
    if matches!(outcome, Outcome::Spent) && budget.decide > FIRST {
        // Few labels that all routes cross are soon found where there are some, and proven to refuse more routes.
        if whole.sharing.is_none()
            && let Some(cut) = least_cut(whole, question, question.routes, CUT)
            && let Some(steps) = pigeonhole::steps(&cut, question.routes)
        {
            return Answer::Refused(steps);
        }
        if question.limit.is_none() && penalised(&mut search) {
            outcome = Outcome::Found;
        } else {
            let made = search.shortest.steps;
            outcome = search.run(made.saturating_add(budget.decide));
        }
    }
    match outcome {
        Outcome::Exhausted => Answer::Refused(renamed(net, &search.steps)),
        Outcome::Spent => Answer::Undecided { searches: search.shortest.steps },
        Outcome::Found => Answer::Met(shortest(search, budget.minimise)),
    }
}

/// Greedy choices, where what stood in the way of one costs more in the next; true where routes were found.
fn penalised(search: &mut Search<'_>) -> bool {
    search.restart();
    let order: Vec<usize> = (0..search.state.routes()).collect();
    let edges = search.net.edges.len() as u64;
    let unit = search.net.edges.iter().fold(0_u64, |sum, edge| sum.saturating_add(edge.weight)) / edges.max(1) + 1;
    search.penalty = vec![0; search.net.edges.len()];
    let mut is_found = false;
    for round in 1..=ROUNDS {
        match search.greedy(&order, &[]) {
            Ok(()) => is_found = true,
            Err(stuck) => {
                for (label, _) in stuck.labels {
                    for &edge in &search.net.edges_of[label as usize] {
                        let penalty = &mut search.penalty[edge as usize];
                        *penalty = penalty.saturating_add(unit.saturating_mul(round) / 4);
                    }
                }
                continue;
            }
        }
        break;
    }
    search.penalty.clear();
    is_found
}

/// Looks for shorter routes than those that were found.
fn shortest(mut search: Search<'_>, budget: u64) -> Met {
    search.is_minimising = true;
    let least = search.least();
    let made = search.shortest.steps;
    let is_proven = match &search.best {
        Some((best, _)) if *best == least => true,
        _ => matches!(search.run(made.saturating_add(budget)), Outcome::Exhausted),
    };
    let (sum, routes) = search.best.expect("routes were found");
    let was = |route: &shortest::Route| route.edges.iter().map(|&edge| search.net.edge_was[edge as usize]).collect();
    let routes = routes.iter().map(was).collect();
    Met { routes, sum, least: if is_proven { sum } else { least } }
}

/// The steps with the labels' numbers as they were.
fn renamed(net: &Reduced, steps: &[Step]) -> Vec<Step> {
    let was = |label: &u32| net.label_was[*label as usize];
    let step = |step: &Step| match step {
        Step::Dead { route } => Step::Dead { route: *route },
        Step::Forced { route, label } => Step::Forced { route: *route, label: was(label) },
        Step::Cases { route, labels } => {
            Step::Cases { route: *route, labels: labels.iter().map(|(label, other)| (was(label), *other)).collect() }
        }
    };
    steps.iter().map(step).collect()
}
