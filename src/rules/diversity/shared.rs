//! What the twelve `shared-*` rules have in common: both causal chains of a shared thing.

use rustc_hash::FxHashSet;

use crate::diagnostic::Diagnostic;
use crate::graph::{Causes, Node, Vertex};
use crate::model::{Dimension, LegId};
use crate::rules::diversity::judge::Shared;
use crate::rules::diversity::place;
use crate::rules::{Cx, Rule};

/// Adds a finding for each thing of one dimension that a pair of legs shares.
pub(super) fn report(cx: &Cx<'_>, rule: &Rule, dimension: Dimension, found: &mut Vec<Diagnostic>) {
    let mut causes = Memory { cx, legs: Vec::new() };
    let reported: Reported =
        cx.verdicts().shared.iter().map(|shared| (shared.earlier, shared.later, shared.thing)).collect();
    for shared in cx.verdicts().shared.iter().filter(|shared| shared.dimension == dimension) {
        found.push(finding(cx, rule, shared, &reported, &mut causes));
    }
}

/// What is reported of each pair of legs.
type Reported = FxHashSet<(LegId, LegId, Vertex)>;

/// The chains of the legs of the service at hand.
struct Memory<'c, 'a> {
    cx: &'c Cx<'a>,
    legs: Vec<(LegId, Causes)>,
}

impl Memory<'_, '_> {
    fn of(&mut self, leg: LegId) -> &Causes {
        let lowered = self.cx.corridor.leg(leg);
        self.legs.retain(|(known, _)| self.cx.corridor.leg(*known).service == lowered.service);
        if let Some(at) = self.legs.iter().position(|(known, _)| *known == leg) {
            return &self.legs[at].1;
        }
        self.legs.push((leg, self.cx.graph.causes(self.cx.corridor, &lowered.over)));
        &self.legs.last().expect("a leg was just added").1
    }
}

fn finding(cx: &Cx<'_>, rule: &Rule, shared: &Shared, reported: &Reported, memory: &mut Memory<'_, '_>) -> Diagnostic {
    let corridor = cx.corridor;
    let service = corridor.service(shared.service);
    let (earlier, later) = (corridor.leg(shared.earlier), corridor.leg(shared.later));
    let id = cx.text(service.id);
    let thing = cx.name(shared.thing);
    let what = shared.dimension.phrase();
    let mut steps = Vec::new();
    let item_later = memory.of(shared.later).item(shared.thing).unwrap_or(0);
    let chain_later = memory.of(shared.later).chain(shared.thing);
    let item_earlier = memory.of(shared.earlier).item(shared.thing).unwrap_or(0);
    let chain_earlier = memory.of(shared.earlier).chain(shared.thing);
    let rider = chain_later.last().map(|step| step.rider);
    for step in chain_later.iter().chain(&chain_earlier) {
        if !steps.contains(step) {
            steps.push(*step);
        }
    }
    let verb = if chain_later.is_empty() { "rides on it" } else { "reaches it" };
    let message = format!("legs `{}` and `{}` of `{id}` share {what} `{thing}`", earlier.name, later.name);
    let mut finding = Diagnostic::new(rule.name, cx.at_leg_item(shared.later, item_later), message)
        .label(format!("`{}` {verb} here", later.name))
        .ids([id.to_owned(), format!("{id}:{}", earlier.name), format!("{id}:{}", later.name), thing.clone()])
        .related(cx.at_leg_item(shared.earlier, item_earlier), format!("`{}` reaches it here", earlier.name));
    if !matches!(cx.graph.node(shared.thing), Node::Country(_)) {
        finding = finding.related(place::declared(cx, shared.thing), format!("{what} `{thing}` is declared here"));
    }
    if let Some(policy) = service.policy {
        let policy = corridor.policy(policy);
        let asks = format!("policy `{}` asks for it here", cx.text(policy.id));
        finding = finding.related(cx.at(policy.id, &format!("/disjoint/{}", shared.line)), asks);
    }
    for step in steps {
        let (at, phrase) = place::step(cx, step);
        finding = finding.related(at, phrase);
    }
    finding.follows_from =
        rider.filter(|&rider| reported.contains(&(shared.earlier, shared.later, rider))).map(|rider| cx.name(rider));
    finding.note(why(shared.dimension)).help(format!(
        "lead one leg around `{thing}`; where that must wait, waive `{}` on `{id}` and `{thing}` with a reason and a date",
        rule.name
    ))
}

/// Why it matters, once.
fn why(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Site => "an outage of the site, for power, fire or works, takes both legs",
        Dimension::Metro => "what strikes the city takes both legs",
        Dimension::LandingStation => "one landing station out of service takes both legs off the sea",
        Dimension::BorderCrossing => "works, a closure or a dispute at the crossing takes both legs",
        Dimension::Country => "one regulator, grid and government can take both legs",
        Dimension::Conduit => "one cut of the conduit takes both legs",
        Dimension::RightOfWay => "works or a closure along the right-of-way takes both legs",
        Dimension::Cable => "a fault or a repair of the cable takes both legs",
        Dimension::Span => "one cut of the span takes both legs",
        Dimension::Link => "a failure of the link takes both legs",
        Dimension::Operator => "one operator's fault, dispute or insolvency takes both legs",
        Dimension::Risk => "one event takes both legs",
    }
}
