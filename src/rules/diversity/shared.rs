//! What the twelve `shared-*` rules have in common: both causal chains of a shared thing.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostic, OVER_LIMIT, Related};
use crate::graph::{Node, Step, Vertex};
use crate::model::{Dimension, LegId, ServiceId};
use crate::rules::diversity::chains::Chains;
use crate::rules::diversity::judge::Shared;
use crate::rules::diversity::place;
use crate::rules::{Cx, Rule};

/// Adds a finding for each thing of one dimension that a pair of legs shares.
pub(super) fn report(cx: &Cx<'_>, rule: &Rule, dimension: Dimension, found: &mut Vec<Diagnostic>) {
    let mut causes = Chains::new(cx);
    let reported: Reported =
        cx.verdicts().shared.iter().map(|shared| (shared.earlier, shared.later, shared.thing)).collect();
    for shared in cx.verdicts().shared.iter().filter(|shared| shared.dimension == dimension) {
        found.push(finding(cx, rule, shared, &reported, &mut causes));
    }
}

/// What was not compared: one finding, at the first service that it is about.
pub(super) fn cut(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    // They name no id, so that no waiver covers what nobody has seen.
    let finding = |service: ServiceId, message: String| {
        Diagnostic::new(OVER_LIMIT, cx.at(cx.corridor.service(service).id, ""), message)
            .label("not compared to the end")
            .note("comparing legs has a limit for all services together, which what they share counts towards")
            .help("correct what the first findings show; if there are none, let services have fewer legs")
    };
    let cut = &cx.verdicts().cut;
    let name = |service: ServiceId| cx.text(cx.corridor.service(service).id);
    match cut.as_slice() {
        [] => {}
        [first] if first.pairs == 0 => {
            let message = format!("not all that `{}` avoids is looked for", name(first.service));
            found.push(finding(first.service, message));
        }
        [first] if first.pairs == 1 => {
            found.push(finding(first.service, format!("1 pair of legs of `{}` is not compared", name(first.service))));
        }
        [first] => {
            let message = format!("{} pairs of legs of `{}` are not compared", first.pairs, name(first.service));
            found.push(finding(first.service, message));
        }
        [first, rest @ ..] => {
            let pairs: usize = cut.iter().map(|cut| cut.pairs).sum();
            let services = rest.iter().filter(|cut| cut.service != first.service).count();
            let of = match services {
                0 => String::new(),
                1 => " and one more service".to_owned(),
                more => format!(" and {more} more services"),
            };
            let message = format!("{pairs} pairs of legs of `{}`{of} are not compared", name(first.service));
            found.push(finding(first.service, message));
        }
    }
}

/// What is reported of each pair of legs.
type Reported = FxHashSet<(LegId, LegId, Vertex)>;

fn finding(cx: &Cx<'_>, rule: &Rule, shared: &Shared, reported: &Reported, chains: &mut Chains<'_, '_>) -> Diagnostic {
    let corridor = cx.corridor;
    let service = corridor.service(shared.service);
    let (earlier, later) = (corridor.leg(shared.earlier), corridor.leg(shared.later));
    let id = cx.text(service.id);
    let thing = cx.name(shared.thing);
    let what = shared.dimension.phrase();
    let mut steps: Vec<(String, Step)> = Vec::new();
    let item_later = chains.of(shared.later).item(shared.thing).unwrap_or(0);
    let chain_later = chains.of(shared.later).chain(shared.thing);
    let item_earlier = chains.of(shared.earlier).item(shared.thing).unwrap_or(0);
    let chain_earlier = chains.of(shared.earlier).chain(shared.thing);
    let rider = chain_later.last().map(|step| step.rider);
    let (both, later_alone): (Vec<Step>, _) = chain_later.iter().partition(|step| chain_earlier.contains(step));
    steps.extend(later_alone.into_iter().map(|step| (format!("`{}`", later.name), step)));
    let earlier_alone = chain_earlier.iter().filter(|step| !both.contains(step));
    steps.extend(earlier_alone.map(|&step| (format!("`{}`", earlier.name), step)));
    steps.extend(both.into_iter().map(|step| ("both".to_owned(), step)));
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
        let asks = format!("policy `{}` forbids it here", cx.text(policy.id));
        finding = finding.related(cx.at(policy.id, &format!("/disjoint/{}", shared.line)), asks);
    }
    for (whose, step) in steps {
        let (at, phrase) = place::step(cx, step);
        finding = finding.related(at, format!("{whose}: {phrase}"));
    }
    for (leg, item, chain) in [(shared.later, item_later, &chain_later), (shared.earlier, item_earlier, &chain_earlier)]
    {
        finding = finding.chain(cx.corridor.leg(leg).name, way(cx, leg, item, chain));
    }
    finding.follows_from =
        rider.filter(|&rider| reported.contains(&(shared.earlier, shared.later, rider))).map(|rider| cx.name(rider));
    finding.note(why(shared.dimension).to_owned() + &place::assumption(cx, &chain_later, &chain_earlier)).help(format!(
        "lead one leg around `{thing}`; where that must wait, waive `{}` on `{id}` and `{thing}` with a reason and a date",
        rule.name
    ))
}

/// The way from a leg down to the thing, each step at its place.
fn way(cx: &Cx<'_>, leg: LegId, item: usize, chain: &[Step]) -> Vec<Related> {
    let start = Related {
        place: cx.at_leg_item(leg, item),
        message: format!("leg `{}` rides on it here", cx.corridor.leg(leg).name),
    };
    let steps = chain.iter().map(|&step| {
        let (place, message) = place::step(cx, step);
        Related { place, message }
    });
    [start].into_iter().chain(steps).collect()
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
