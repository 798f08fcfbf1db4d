//! The verdicts on declared legs: what two of them share, what is not known, what is passed that should be avoided.
//!
//! Of a pair, in one dimension: *shared* if a common thing exists, else *unknown* if either leg is unknown in it,
//! else *disjoint*. Closures are compared exactly.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashSet;

use crate::graph::{Closures, Graph, Node, Unknown, Vertex};
use crate::lower::parallel;
use crate::model::{Corridor, Dimension, Disjoint, LegId, LinkId, Service, ServiceId, Status, Thing};
use crate::rules::diversity::separation::{Apart, Asked, Drawings, comparisons};
use crate::rules::diversity::terms::Terms;
use crate::solve::area::Budget;
use crate::solve::separation::Spent;

/// All verdicts, in the order of services, pairs of legs, dimensions and things.
#[derive(Debug, Default)]
pub struct Verdicts {
    pub shared: Vec<Shared>,
    pub unknown: Vec<UnknownLeg>,
    pub avoided: Vec<AvoidedBy>,
    pub exempted: Vec<Exempted>,
    /// Of each pair of legs whose policy asks for separation.
    pub separations: Vec<Separated>,
    /// Of each pair of legs, each line and each kind on it, and of each leg and each `avoid` line: kept for evidence.
    pub told: Vec<Told>,
    /// Each leg and link once.
    pub warranted: Vec<Warranted>,
    /// Services whose legs share so much that not all pairs were compared.
    pub cut: Vec<Cut>,
}

/// A service whose legs were not all compared.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub service: ServiceId,
    /// Pairs of legs that were not compared.
    pub pairs: usize,
}

/// Steps of comparing legs for all services, some hundred million a second. A service may take as many again, if those
/// before it have not taken them all; the rest is not compared.
const MOST_STEPS: u64 = 60_000_000;
/// Things that the legs of one service ride on whose courses are held at once.
const MOST_HELD: usize = 50_000;
/// What one thing that two legs share, or may share, counts in steps: it becomes a finding, or a line of evidence.
const SHARED_STEPS: u64 = 4_000;

/// A leg that is held diverse because a link on it is warranted to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Warranted {
    pub leg: LegId,
    pub link: LinkId,
}

/// A thing that two legs have in common and must not.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    pub service: ServiceId,
    pub earlier: LegId,
    pub later: LegId,
    pub dimension: Dimension,
    /// The `disjoint` line of the policy.
    pub line: usize,
    pub thing: Vertex,
}

/// One verdict, with what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    pub service: ServiceId,
    pub of: Of,
    pub verdict: Verdict,
    /// What is shared, or met.
    pub things: Vec<Vertex>,
    pub exempt: Vec<Vertex>,
}

/// What a verdict is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// Two legs, as their places in the service; a `disjoint` line; a kind on it.
    Pair { legs: [usize; 2], line: usize, dimension: Dimension },
    /// A leg and an `avoid` line.
    Avoid { leg: usize, line: usize },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// Nothing is shared, or met.
    Clear,
    /// A warranty says so.
    Warranted,
    /// Part of a leg could not be read.
    NotJudged,
    Unknown,
    /// Something is shared, or met.
    Found,
}

/// How far apart two legs run.
#[derive(Clone, Debug)]
pub struct Separated {
    pub service: ServiceId,
    pub earlier: LegId,
    pub later: LegId,
    pub apart: Apart,
}

/// A leg of which it cannot be said that it is diverse.
#[derive(Clone, Debug)]
pub struct UnknownLeg {
    pub service: ServiceId,
    pub leg: LegId,
    pub why: Undecided,
}

/// What cannot be said of a leg, and which lines of its policy ask for it.
#[derive(Clone, Debug, Default)]
pub struct Undecided {
    pub dimensions: BTreeSet<Dimension>,
    /// What is unknown at the vertices that decide it.
    pub mask: Unknown,
    /// The first `disjoint` line that asks.
    pub disjoint: Option<usize>,
    /// The first `avoid` line that asks.
    pub avoid: Option<usize>,
    /// What does not say where it runs, though `separation` asks.
    pub runs: BTreeSet<Vertex>,
    /// `separation` asks, and the comparison was not made to the end.
    pub is_spent: bool,
}

impl Undecided {
    fn add(&mut self, dimension: Dimension, mask: Unknown) {
        self.dimensions.insert(dimension);
        self.mask = self.mask.with(mask);
    }
}

/// A thing on a leg that its policy avoids.
#[derive(Clone, Copy, Debug)]
pub struct AvoidedBy {
    pub service: ServiceId,
    pub leg: LegId,
    pub dimension: Dimension,
    pub line: usize,
    /// The place of the word on the line.
    pub value: usize,
    pub thing: Vertex,
}

/// Why a thing that two legs have in common does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exemption {
    /// An end site, or what it rides on: its failure takes the end down anyway.
    End,
    /// The policy's `except` names it.
    Except,
    /// It lies wholly near an end.
    NearEnd,
    /// The line allows so many.
    AtMost,
}

/// A thing that two legs have in common and may.
#[derive(Clone, Copy, Debug)]
pub struct Exempted {
    pub service: ServiceId,
    pub earlier: LegId,
    pub later: LegId,
    pub dimension: Dimension,
    pub thing: Vertex,
    pub why: Exemption,
}

/// Judges every service that has a policy, unless it is retired.
pub fn judge(corridor: &Corridor<'_>, graph: &Graph, keeps_all: bool) -> Verdicts {
    let services: Vec<ServiceId> = (0..corridor.services.len() as u32).map(ServiceId).collect();
    let asks = |service: &&Service| service.policy.is_some_and(|policy| corridor.policy(policy).separation.is_some());
    let budget = comparisons(corridor.services.iter().filter(asks).count());
    let drawings = Drawings::new(corridor);
    // Their number does not depend on the cores, nor does what is compared.
    let share = services.len().div_ceil(64).max(16);
    let shares: Vec<&[ServiceId]> = services.chunks(share).collect();
    let spent: Vec<AtomicU64> = shares.iter().map(|_| AtomicU64::new(0)).collect();
    let parts: Vec<Vec<(u64, Verdicts)>> = parallel::each(shares.len(), |at| {
        let mut judge = Judge {
            corridor,
            graph,
            closures: Closures::new(graph),
            verdicts: Verdicts::default(),
            steps: 0,
            budget,
            keeps_all,
            drawings: &drawings,
        };
        let mut of_share = Vec::new();
        for &service in shares[at] {
            // What is known to be spent before can only become more: whoever stops here stops in any order of work.
            if spent[..=at].iter().map(|spent| spent.load(Ordering::Relaxed)).sum::<u64>() > MOST_STEPS {
                judge.leave(service);
            } else {
                judge.service(service);
            }
            let steps = std::mem::take(&mut judge.steps);
            spent[at].fetch_add(steps, Ordering::Relaxed);
            of_share.push((steps, std::mem::take(&mut judge.verdicts)));
        }
        of_share
    });
    let mut all = Verdicts::default();
    let mut spent = 0;
    for (&service, (steps, part)) in services.iter().zip(parts.into_iter().flatten()) {
        if spent > MOST_STEPS {
            all.cut.extend(cut(corridor, service));
            continue;
        }
        spent += steps;
        all.shared.extend(part.shared);
        all.unknown.extend(part.unknown);
        all.avoided.extend(part.avoided);
        all.exempted.extend(part.exempted);
        all.separations.extend(part.separations);
        all.told.extend(part.told);
        all.warranted.extend(part.warranted);
        all.cut.extend(part.cut);
    }
    all
}

/// A service of which nothing was compared, if its policy asks for it.
fn cut(corridor: &Corridor<'_>, id: ServiceId) -> Option<Cut> {
    let service = corridor.service(id);
    let retired = corridor.declaration(service.id).lifecycle.status == Status::Retired;
    let is_judged = service.policy.is_some() && service.ends.is_some() && !retired;
    let legs = service.legs.len();
    is_judged.then_some(Cut { service: id, pairs: legs * legs.saturating_sub(1) / 2 })
}

struct Judge<'c, 'a> {
    corridor: &'c Corridor<'a>,
    graph: &'c Graph,
    closures: Closures<'c>,
    verdicts: Verdicts,
    /// What was done for the service at hand.
    steps: u64,
    /// Comparisons of pieces that may tell how far apart the legs of one service run.
    budget: u64,
    /// What is found is kept for evidence, too.
    keeps_all: bool,
    drawings: &'c Drawings,
}

/// A leg with all that it rides on.
struct Reach {
    leg: LegId,
    closure: Vec<Vertex>,
    unknown: Unknown,
    /// Some of it could not be read.
    is_left_out: bool,
}

/// A service as it is judged.
struct Case<'c, 'a> {
    id: ServiceId,
    terms: Terms<'c, 'a>,
}

impl<'c, 'a> Judge<'c, 'a> {
    fn service(&mut self, id: ServiceId) {
        let corridor = self.corridor;
        let service: &Service = corridor.service(id);
        let retired = corridor.declaration(service.id).lifecycle.status == Status::Retired;
        let (Some(policy), Some(ends), false) = (service.policy, service.ends, retired) else { return };
        let ends = [ends.from, ends.to];
        let policy = corridor.policy(policy);
        self.steps += 50 + policy.except.len() as u64;
        let case = Case { id, terms: Terms::new(corridor, self.graph, policy, ends, &mut self.closures) };
        let reaches: Vec<Reach> = service
            .legs
            .iter()
            .map(|&leg| {
                let (closure, unknown) = self.closures.of(&[self.graph.vertex(Node::Leg(leg))]);
                self.steps += 4 * closure.len() as u64;
                let is_left_out = unknown.meets(Unknown::LEFT_OUT);
                Reach { leg, closure, unknown: Graph::judged(unknown), is_left_out }
            })
            .collect();
        let mut undecided = vec![Undecided::default(); reaches.len()];
        let pairs = (1..reaches.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
        let all = reaches.len() * reaches.len().saturating_sub(1) / 2;
        for (done, (earlier, later)) in pairs.enumerate() {
            if self.steps > MOST_STEPS {
                self.verdicts.cut.push(Cut { service: id, pairs: all - done });
                break;
            }
            self.pair(&case, &reaches, earlier, later, &mut undecided);
        }
        self.separate(&case, &reaches, &mut undecided);
        for (at, reach) in reaches.iter().enumerate() {
            if self.steps > MOST_STEPS {
                self.verdicts.cut.push(Cut { service: id, pairs: 0 });
                break;
            }
            self.avoid(&case, reach, at, &mut undecided[at]);
        }
        for (reach, why) in reaches.iter().zip(undecided) {
            if !why.dimensions.is_empty() || !why.runs.is_empty() || why.is_spent {
                self.verdicts.unknown.push(UnknownLeg { service: id, leg: reach.leg, why });
            }
        }
    }

    /// A service for which no steps are left.
    fn leave(&mut self, service: ServiceId) {
        self.verdicts.cut.extend(cut(self.corridor, service));
    }

    fn pair(
        &mut self,
        case: &Case<'c, 'a>,
        reaches: &[Reach],
        earlier: usize,
        later: usize,
        undecided: &mut [Undecided],
    ) {
        let (one, two) = (&reaches[earlier], &reaches[later]);
        // A thing is reported once for a pair, whichever lines ask for it.
        let mut reported: FxHashSet<(Dimension, Vertex)> = FxHashSet::default();
        for (line, disjoint) in case.terms.policy.disjoint.iter().enumerate() {
            let mut counted: Vec<(Dimension, Vertex)> = Vec::new();
            let mut exempted: Vec<(Dimension, Vertex, Exemption)> = Vec::new();
            for &dimension in &disjoint.dimensions {
                for thing in self.common(case, dimension, disjoint, one, two) {
                    match case.terms.exemption(disjoint, thing) {
                        Some(why) => exempted.push((dimension, thing, why)),
                        None => counted.push((dimension, thing)),
                    }
                }
            }
            let within_limit = counted.len() <= disjoint.at_most;
            if within_limit {
                exempted.extend(counted.drain(..).map(|(dimension, thing)| (dimension, thing, Exemption::AtMost)));
            }
            let mut free: Vec<(Dimension, Vertex)> = Vec::new();
            if self.keeps_all {
                free.extend(exempted.iter().map(|&(dimension, thing, _)| (dimension, thing)));
                free.sort_unstable_by_key(|&(_, thing)| thing);
            }
            self.steps += SHARED_STEPS / 8 * exempted.len() as u64;
            self.verdicts.exempted.extend(exempted.into_iter().map(|(dimension, thing, why)| Exempted {
                service: case.id,
                earlier: one.leg,
                later: two.leg,
                dimension,
                thing,
                why,
            }));
            for &dimension in &disjoint.dimensions {
                let mut verdict = Verdict::Clear;
                if counted.iter().any(|(shared, _)| *shared == dimension) {
                    verdict = Verdict::Found;
                } else {
                    if one.is_left_out || two.is_left_out {
                        verdict = Verdict::NotJudged;
                    }
                    let mask = case.terms.mask(dimension, disjoint.risk_kind);
                    for (at, other) in [(earlier, two), (later, one)] {
                        if !reaches[at].unknown.meets(mask) {
                            continue;
                        }
                        if self.warranted(case, disjoint, &reaches[at], other, dimension, mask) {
                            self.rest_on_warranty(&reaches[at], mask);
                            verdict = verdict.max(Verdict::Warranted);
                            continue;
                        }
                        verdict = Verdict::Unknown;
                        undecided[at].add(dimension, mask);
                        undecided[at].disjoint.get_or_insert(line);
                    }
                }
                if self.keeps_all {
                    let of = Of::Pair { legs: [earlier, later], line, dimension };
                    let of_kind = counted.iter().filter(|(shared, _)| *shared == dimension);
                    let things = of_kind.map(|&(_, thing)| thing).collect();
                    let exempt = free.iter().filter(|(of, _)| *of == dimension).map(|&(_, thing)| thing).collect();
                    self.verdicts.told.push(Told { service: case.id, of, verdict, things, exempt });
                }
            }
            for (dimension, thing) in counted {
                if reported.insert((dimension, thing)) {
                    self.steps += SHARED_STEPS;
                    self.verdicts.shared.push(Shared {
                        service: case.id,
                        earlier: one.leg,
                        later: two.leg,
                        dimension,
                        line,
                        thing,
                    });
                }
            }
        }
    }

    /// How far apart the legs run, each pair.
    fn separate(&mut self, case: &Case<'c, 'a>, reaches: &[Reach], undecided: &mut [Undecided]) {
        let Some(asked) = Asked::new(self.corridor, self.graph, self.drawings, &case.terms) else { return };
        let mut budget = Budget(self.budget);
        // That they keep apart is enough, but for evidence.
        let up_to = if self.keeps_all { f64::INFINITY } else { 0.0 };
        // Of a leg that was left out in part, what is left is not judged.
        let mut held = 0;
        let mut geometry = |reach: &Reach, budget: &mut Budget| {
            if reach.is_left_out {
                return None;
            }
            held += reach.closure.len();
            let geometry =
                if held <= MOST_HELD { asked.geometry(&case.terms, &reach.closure, budget) } else { Err(Spent) };
            Some(geometry)
        };
        let geometries: Vec<_> = reaches.iter().map(|reach| geometry(reach, &mut budget)).collect();
        for later in 1..reaches.len() {
            for earlier in 0..later {
                let (Some(one), Some(other)) = (&geometries[earlier], &geometries[later]) else { continue };
                self.steps += 16;
                let apart = match (one, other) {
                    (Ok(one), Ok(other)) if self.steps <= MOST_STEPS => {
                        let apart = asked.compare(one, other, up_to, &mut budget);
                        if matches!(apart, Apart::Unknown) {
                            let [of_one, of_other] = asked.hidden(one, other, &mut budget);
                            undecided[earlier].runs.extend(of_one);
                            undecided[later].runs.extend(of_other);
                        }
                        apart
                    }
                    _ => Apart::Spent,
                };
                undecided[later].is_spent |= matches!(apart, Apart::Spent);
                self.steps += if matches!(apart, Apart::TooClose(_)) { SHARED_STEPS } else { 0 };
                let (earlier, later) = (reaches[earlier].leg, reaches[later].leg);
                self.verdicts.separations.push(Separated { service: case.id, earlier, later, apart });
            }
        }
    }

    /// What both legs ride on, in one dimension.
    fn common(
        &mut self,
        case: &Case<'_, '_>,
        dimension: Dimension,
        line: &Disjoint<'_>,
        one: &Reach,
        two: &Reach,
    ) -> Vec<Vertex> {
        let (one, two) = (self.graph.cut(&one.closure, dimension), self.graph.cut(&two.closure, dimension));
        self.steps += 24 + (one.len() + two.len()) as u64;
        let mut common = intersect(one, two);
        self.steps += 16 * common.len() as u64;
        common.retain(|&thing| case.terms.counts(dimension, line.risk_kind, thing));
        common
    }

    /// Whether warranties decide what is unknown of a leg against another: all that the other rides on is named.
    fn warranted(
        &mut self,
        case: &Case<'_, '_>,
        line: &Disjoint<'_>,
        leg: &Reach,
        other: &Reach,
        dimension: Dimension,
        mask: Unknown,
    ) -> bool {
        self.steps += other.closure.len() as u64;
        let things: Vec<Vertex> = self
            .graph
            .cut(&other.closure, dimension)
            .iter()
            .copied()
            .filter(|&thing| {
                case.terms.counts(dimension, line.risk_kind, thing) && case.terms.exemption(line, thing).is_none()
            })
            .collect();
        !other.unknown.meets(mask) && !things.is_empty() && self.names_all(leg, mask, &things)
    }

    /// Remembers the links of a leg whose warranties decided.
    fn rest_on_warranty(&mut self, reach: &Reach, mask: Unknown) {
        for &vertex in reach.closure.iter().filter(|&&vertex| self.graph.unknown(vertex).meets(mask)) {
            let Node::Link(link) = self.graph.node(vertex) else { continue };
            let warranted = Warranted { leg: reach.leg, link };
            let of_leg = self.verdicts.warranted.iter().rev().take_while(|other| other.leg == reach.leg);
            if !of_leg.into_iter().any(|other| *other == warranted) {
                self.verdicts.warranted.push(warranted);
            }
        }
    }

    /// Whether every vertex of a leg that is unknown is a link whose `diverse-from` names all the things.
    fn names_all(&mut self, leg: &Reach, mask: Unknown, things: &[Vertex]) -> bool {
        let mut steps = 0;
        let names_all = leg.closure.iter().filter(|&&vertex| self.graph.unknown(vertex).meets(mask)).all(|&vertex| {
            let Node::Link(link) = self.graph.node(vertex) else { return false };
            steps += 8 * (self.corridor.link(link).diverse_from.len() + things.len()) as u64;
            let named: FxHashSet<Thing> = self.corridor.link(link).diverse_from.iter().copied().collect();
            // A thing names itself, and a whole its parts.
            things.iter().all(|&thing| {
                self.graph.thing(self.corridor, thing).is_some_and(|meant| {
                    named.contains(&meant) || named.contains(&Thing::Declaration(self.corridor.whole(meant)))
                })
            })
        });
        self.steps += steps + leg.closure.len() as u64;
        names_all
    }

    fn avoid(&mut self, case: &Case<'c, 'a>, reach: &Reach, leg: usize, undecided: &mut Undecided) {
        let mut reported: FxHashSet<(Dimension, Vertex)> = FxHashSet::default();
        for (line, avoid) in case.terms.policy.avoid.iter().enumerate() {
            let mut met: Vec<Vertex> = Vec::new();
            self.steps += 24 * (1 + avoid.values.len()) as u64;
            for &(value, avoided) in &avoid.values {
                for thing in case.terms.avoided(avoid, avoided, &reach.closure) {
                    met.push(thing);
                    self.steps += 24;
                    if reported.insert((avoid.dimension, thing)) {
                        self.steps += SHARED_STEPS;
                        self.verdicts.avoided.push(AvoidedBy {
                            service: case.id,
                            leg: reach.leg,
                            dimension: avoid.dimension,
                            line,
                            value,
                            thing,
                        });
                    }
                }
            }
            let mask = case.terms.avoid_mask(avoid);
            let mut verdict = if met.is_empty() { Verdict::Clear } else { Verdict::Found };
            if reach.is_left_out && !avoid.values.is_empty() {
                verdict = verdict.max(Verdict::NotJudged);
            }
            if met.is_empty() && !avoid.values.is_empty() && reach.unknown.meets(mask) {
                let things: Option<Vec<Vertex>> =
                    avoid.values.iter().map(|&(_, avoided)| case.terms.avoided_vertex(avoided)).collect();
                let decided = things.is_some_and(|things| self.names_all(reach, mask, &things));
                if decided {
                    self.rest_on_warranty(reach, mask);
                    verdict = Verdict::Warranted;
                } else {
                    undecided.add(avoid.dimension, mask);
                    undecided.avoid.get_or_insert(line);
                    verdict = Verdict::Unknown;
                }
            }
            if self.keeps_all {
                met.sort_unstable();
                met.dedup();
                let of = Of::Avoid { leg, line };
                self.verdicts.told.push(Told { service: case.id, of, verdict, things: met, exempt: Vec::new() });
            }
        }
    }
}

/// The common vertices of two sorted slices.
fn intersect(one: &[Vertex], two: &[Vertex]) -> Vec<Vertex> {
    let mut common = Vec::new();
    let (mut a, mut b) = (0, 0);
    while let (Some(x), Some(y)) = (one.get(a), two.get(b)) {
        common.extend((x == y).then_some(*x));
        a += usize::from(x <= y);
        b += usize::from(y <= x);
    }
    common
}
