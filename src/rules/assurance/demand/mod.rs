//! Whether routes exist that meet the policy of a demand: met with the routes, refused with what proves it, or not
//! known.

mod asked;
mod between;
mod tell;

use crate::diagnostic::Level;
use crate::graph::{Closures, Unknown};
use crate::lower::parallel;
use crate::model::{Carrier, Date, Demand, DemandId, Ends, Policy, Status};
use crate::proof::{self, Net, Question, Step};
use crate::rules::Cx;
use crate::rules::diversity::Terms;
pub use crate::rules::diversity::comparisons;
use crate::solve::routes::{self, Answer, Budget, Met};

pub use crate::rules::assurance::round_trip::straight;
pub(super) use asked::preference;
pub use asked::{Asked, Label, Plant, Way, length};
pub use between::between;
pub use tell::{reason, routes_in_words};
pub(super) use tell::{refused, undecided, unknown};

/// What became of a demand.
#[derive(Debug)]
pub struct Verdict {
    pub demand: DemandId,
    pub state: State,
}

#[derive(Debug)]
pub enum State {
    Met(Routes),
    Refused(Box<Refusal>),
    /// It can be met only over these, of which something is not known that the policy asks for.
    Unknown {
        hangs_on: Vec<Carrier>,
        /// What the policy asks for.
        mask: Unknown,
        /// Not all that might be too near was compared.
        is_spent: bool,
    },
    /// Not decided in so many searches of the net.
    Undecided {
        searches: u64,
    },
    /// What it would rest on could not be read, or nothing connects the two sites: other findings say so.
    Unjudged,
}

/// Routes that meet a demand.
#[derive(Debug)]
pub struct Routes {
    pub routes: Vec<Vec<Carrier>>,
    /// No such routes are shorter in all: proven.
    pub are_shortest: bool,
    /// The policy allows so long a round trip, so that by it, and not by length, they are the shortest.
    pub by_round_trip: bool,
}

/// Why there are no such routes.
#[derive(Debug)]
pub struct Refusal {
    pub asked: Asked,
    /// Fewer labels than routes are wanted, of which every route carries one: the strongest reason.
    pub cut: Option<Vec<u32>>,
    pub steps: Vec<Step>,
}

/// Searches that may be made to find shorter routes than the first ones.
const MINIMISE: u64 = 2_000;
/// Edges that all searches for all demands may look at, unless somebody allows more searches: a second's.
const EDGES: u64 = 80_000_000;
/// What all demands may ask of all that their ways ride on, and so much more for each thing that there is, unless somebody
/// allows more searches; the later ones are not decided.
const ASKED: u64 = 3_000_000;
const ASKED_FOR_EACH: u64 = 200;
/// Searches of the net that decide a demand.
pub const SEARCHES: u64 = 1_000_000;
/// Searches that may be made to find a cut; a refusal without one is told by its steps.
const CUT: u64 = 20_000;

/// The verdicts on all demands, in their order.
pub fn judge(cx: &Cx<'_>, searches: Option<u64>) -> Vec<Verdict> {
    let demands = &cx.corridor.demands;
    if demands.is_empty() {
        return Vec::new();
    }
    let plant = Plant::new(cx.corridor, cx.graph);
    let decided = decided(cx, &plant, searches);
    let all: Vec<u32> = (0..demands.len() as u32).collect();
    let shares: Vec<&[u32]> = all.chunks(demands.len().div_ceil(parallel::threads() * 8).max(1)).collect();
    let judged = parallel::each(shares.len(), |at| {
        let mut closures = Closures::new(cx.graph);
        let verdict = |&demand: &u32| {
            let state = match wanted(cx, &demands[demand as usize]) {
                Some(_) if demand as usize >= decided => State::Undecided { searches: 0 },
                Some(wanted) => decide(cx, &plant, &wanted, Effort { searches, demands: demands.len() }, &mut closures),
                None => State::Unjudged,
            };
            Verdict { demand: DemandId(demand), state }
        };
        shares[at].iter().map(verdict).collect::<Vec<_>>()
    });
    judged.into_iter().flatten().collect()
}

/// How many demands are decided: the first ones, so many that what all their ways ride on can be looked at for each.
pub(super) fn decided(cx: &Cx<'_>, plant: &Plant, searches: Option<u64>) -> usize {
    let demands = &cx.corridor.demands;
    if searches.is_some() {
        return demands.len();
    }
    let most = ASKED + ASKED_FOR_EACH * cx.graph.vertices() as u64;
    asked_up_to(cx, plant).take_while(|asked| *asked <= most).count().max(1)
}

/// How many things that ways ride on are looked at for the first demand, the first two, and so on.
fn asked_up_to(cx: &Cx<'_>, plant: &Plant) -> impl Iterator<Item = u64> {
    let size = 1_000 + plant.ways.iter().map(|way| 8 + way.closure.len() as u64).sum::<u64>();
    cx.corridor.demands.iter().scan(0_u64, move |asked, demand| {
        let lines = demand.policy.map_or(1, |policy| asks(cx.corridor.policy(policy)));
        *asked = asked.saturating_add(size.saturating_mul(lines));
        Some(*asked)
    })
}

/// How many things that ways ride on are looked at to decide all demands once.
pub(super) fn looked_at(cx: &Cx<'_>) -> u64 {
    if cx.corridor.demands.is_empty() {
        return 0;
    }
    let plant = Plant::new(cx.corridor, cx.graph);
    let decided = decided(cx, &plant, cx.budget);
    asked_up_to(cx, &plant).take(decided).last().unwrap_or_default()
}

/// About how many edges deciding all demands once has looked at: all that could be, where that did not end.
pub(super) fn spent(cx: &Cx<'_>) -> u64 {
    let each = EDGES / cx.corridor.demands.len().max(1) as u64;
    let of = |verdict: &Verdict| match &verdict.state {
        State::Undecided { .. } => each,
        State::Refused(refusal) => (refusal.steps.len() * refusal.asked.net.edges.len()) as u64,
        State::Met(routes) if !routes.are_shortest => each / 10,
        State::Met(_) | State::Unknown { .. } | State::Unjudged => 0,
    };
    cx.demands().iter().map(of).sum()
}

/// How often a policy has all that a way rides on looked at.
fn asks(policy: &Policy<'_>) -> u64 {
    let avoids: usize = policy.avoid.iter().map(|avoid| avoid.values.len()).sum();
    (1 + policy.disjoint.len() / 8 + avoids / 8 + policy.except.len() / 64) as u64
}

/// What is wanted: so many disjoint routes between two sites, under a policy, on a day.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'c, 'a> {
    pub ends: Ends,
    pub routes: usize,
    pub policy: Option<&'c Policy<'a>>,
    pub date: Date,
    /// Comparisons of pieces that may tell how far apart ways run.
    pub comparisons: u64,
}

/// What a demand wants; `None` where some of it could not be read, and for one that nobody has any more.
pub(super) fn wanted<'c, 'a>(cx: &'c Cx<'a>, demand: &Demand) -> Option<Wanted<'c, 'a>> {
    let policy = demand.policy.map(|policy| cx.corridor.policy(policy));
    let is_read = policy.is_some() || !demand.names_policy;
    let is_retired = cx.corridor.declaration(demand.id).lifecycle.status == Status::Retired;
    let ends = demand.ends.filter(|_| is_read && !is_retired)?;
    let date = cx.demands_at.or(demand.by).unwrap_or(cx.as_of);
    let comparisons = comparisons(cx.corridor.demands.len());
    Some(Wanted { ends, routes: demand.routes, policy, date, comparisons })
}

/// What a demand asks of one route alone, whatever is known of it; `None` where the demand could not be read.
pub(super) fn alone(cx: &Cx<'_>, plant: &Plant, demand: &Demand, closures: &mut Closures<'_>) -> Option<Asked> {
    let wanted = wanted(cx, demand)?;
    Some(ask(cx, plant, &wanted, closures))
}

/// What is wanted, as a question to a net.
fn ask(cx: &Cx<'_>, plant: &Plant, wanted: &Wanted<'_, '_>, closures: &mut Closures<'_>) -> Asked {
    let ends = [wanted.ends.from, wanted.ends.to];
    let terms = wanted.policy.map(|policy| Terms::new(cx.corridor, cx.graph, policy, ends, closures));
    asked::ask(cx.corridor, cx.graph, plant, wanted, terms.as_ref())
}

/// How much may be spent on each demand.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Searches that somebody allows; left out, [`SEARCHES`], and fewer where there are many demands of large nets.
    pub searches: Option<u64>,
    /// How many demands there are.
    pub demands: usize,
}

impl Effort {
    fn budget(self, net: &Net) -> Budget {
        // All demands together look at so many edges, whatever a corridor declares.
        let each = EDGES / (net.edges.len().max(1) as u64 * self.demands.max(1) as u64);
        let decide = self.searches.unwrap_or_else(|| SEARCHES.min(each).max(1));
        Budget { decide, minimise: MINIMISE.min(each / 10) }
    }
}

/// Whether what is wanted can be had.
pub fn decide(
    cx: &Cx<'_>,
    plant: &Plant,
    wanted: &Wanted<'_, '_>,
    effort: Effort,
    closures: &mut Closures<'_>,
) -> State {
    let asked = ask(cx, plant, wanted, closures);
    let budget = effort.budget(&asked.net);
    let way = |edge: &u32| &plant.ways[asked.ways[*edge as usize]];
    match outcome(plant, &asked, wanted, budget) {
        Outcome::Met { routes, are_shortest } => {
            let carriers = |route: &Vec<u32>| route.iter().map(|edge| way(edge).carrier).collect();
            let routes = routes.iter().map(carriers).collect();
            State::Met(Routes { routes, are_shortest, by_round_trip: asked.question.limit.is_some() })
        }
        Outcome::Unknown { routes, .. } => {
            let hangs_on = asked.hangs_on(&routes).iter().map(|edge| way(edge).carrier).collect();
            State::Unknown { hangs_on, mask: asked.mask, is_spent: asked.is_spent }
        }
        Outcome::Undecided { searches } => State::Undecided { searches },
        Outcome::Unjudged => State::Unjudged,
        Outcome::Refused(steps) => {
            let question = asked.question;
            // Where two routes may share some labels, few labels refuse nothing.
            let cut = (asked.net.sharing.is_none())
                .then(|| routes::least_cut(&asked.net, &question, question.routes, CUT.min(budget.decide)))
                .flatten();
            let steps = if cut.is_none() { fewest(&asked.net, &question, steps) } else { steps };
            State::Refused(Box::new(Refusal { asked, cut, steps }))
        }
    }
}

/// What came of a question, with the edges of its net.
#[derive(Debug)]
pub enum Outcome {
    Met {
        routes: Vec<Vec<u32>>,
        are_shortest: bool,
    },
    /// Routes if all that is not known is as good as can be, and the proof that without it there are none.
    Unknown {
        routes: Vec<Vec<u32>>,
        steps: Vec<Step>,
    },
    Refused(Vec<Step>),
    Undecided {
        searches: u64,
    },
    Unjudged,
}

fn outcome(plant: &Plant, asked: &Asked, wanted: &Wanted<'_, '_>, budget: Budget) -> Outcome {
    let met = |met: Met| Outcome::Met { are_shortest: met.least == met.sum, routes: met.routes };
    let takes_unknown = asked.takes_unknown(wanted);
    let mut without = None;
    // What is known alone may do.
    if !asked.is_known() && !takes_unknown {
        let (net, kept) = asked.known();
        match routes::answer(&net, &asked.question, budget) {
            Answer::Met(mut found) => {
                found.routes.iter_mut().flatten().for_each(|edge| *edge = kept[*edge as usize]);
                return met(found);
            }
            Answer::Undecided { searches } => without = Some(Err(searches)),
            Answer::Refused(steps) => without = Some(Ok(steps)),
        }
    }
    match (routes::answer(&asked.net, &asked.question, budget), without) {
        (Answer::Met(found), None) => met(found),
        (Answer::Met(_), Some(Err(searches))) | (Answer::Undecided { searches }, _) => Outcome::Undecided { searches },
        (Answer::Met(found), Some(Ok(steps))) => {
            let routes = match asked.question.limit {
                Some(_) => found.routes,
                // Of routes that may do, those that hang on least.
                None => match routes::answer(&asked.by_unknown(), &asked.question, budget) {
                    Answer::Met(met) => met.routes,
                    Answer::Refused(_) | Answer::Undecided { .. } => found.routes,
                },
            };
            let is_left_out = |edge: &u32| plant.ways[asked.ways[*edge as usize]].unknown.meets(Unknown::LEFT_OUT);
            if asked.hangs_on(&routes).iter().any(is_left_out) {
                return Outcome::Unjudged;
            }
            Outcome::Unknown { routes, steps }
        }
        (Answer::Refused(_), _) if is_told_elsewhere(plant, asked) => Outcome::Unjudged,
        (Answer::Refused(steps), _) => Outcome::Refused(steps),
    }
}

/// A demand as it is judged, with its net: for evidence.
pub(in crate::rules) struct Shown<'c, 'a> {
    pub wanted: Wanted<'c, 'a>,
    pub asked: Asked,
    pub outcome: Outcome,
}

/// The demands that are decided and could be read.
pub(in crate::rules) fn judged<'c>(cx: &'c Cx<'_>, plant: &Plant) -> impl Iterator<Item = &'c Demand> {
    let decided = cx.corridor.demands.iter().take(decided(cx, plant, cx.budget));
    decided.filter(|demand| wanted(cx, demand).is_some())
}

/// Judges a demand anew and keeps its net; `None` where it could not be read.
pub(in crate::rules) fn show<'c, 'a>(
    cx: &'c Cx<'a>,
    plant: &Plant,
    demand: &Demand,
    closures: &mut Closures<'_>,
) -> Option<Shown<'c, 'a>> {
    let wanted = wanted(cx, demand)?;
    let asked = ask(cx, plant, &wanted, closures);
    let effort = Effort { searches: cx.budget, demands: cx.corridor.demands.len() };
    let outcome = outcome(plant, &asked, &wanted, effort.budget(&asked.net));
    // Evidence has no word for what a policy lets pass and the tool has not looked at.
    let is_told = !asked.is_spent || wanted.policy.is_none_or(|policy| policy.unknown != Level::Allow);
    is_told.then_some(Shown { wanted, asked, outcome })
}

/// A proof without the steps that it does not need, where it is short enough to be told.
fn fewest(net: &Net, question: &Question, mut steps: Vec<Step>) -> Vec<Step> {
    const LONG: usize = 64;
    if steps.len() > LONG {
        return steps;
    }
    for at in (0..steps.len()).rev() {
        if matches!(steps[at], Step::Forced { .. }) {
            let mut fewer = steps.clone();
            fewer.remove(at);
            if proof::check(net, question, &fewer).is_ok() {
                steps = fewer;
            }
        }
    }
    steps
}

/// Whether something could not be read that might have been a way, or nothing leads between the sites at all.
fn is_told_elsewhere(plant: &Plant, asked: &Asked) -> bool {
    let bare = Net { sharing: None, ..asked.net.clone() };
    let any = Question { routes: 1, limit: None, ..asked.question };
    let nothing = Budget { decide: 1, minimise: 0 };
    plant.is_lost || (!asked.avoids_some && matches!(routes::answer(&bare, &any, nothing), Answer::Refused(_)))
}
