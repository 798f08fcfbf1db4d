//! A leg of which it cannot be said whether it is diverse: unknown is not disjoint.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Dimension, Disjoint};
use crate::rules::diversity::judge::UnknownLeg;
use crate::rules::diversity::place;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unknown-route",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/unknown-route.md"),
    check: Check::ByPolicy(check),
};

/// How many of the things that are unknown are shown.
const SHOWN: usize = 4;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut closures = Closures::new(cx.graph);
    for unknown in &cx.verdicts().unknown {
        found.push(finding(cx, unknown, &mut closures));
    }
}

fn finding(cx: &Cx<'_>, unknown: &UnknownLeg, closures: &mut Closures<'_>) -> Diagnostic {
    let corridor = cx.corridor;
    let service = corridor.service(unknown.service);
    let leg = corridor.leg(unknown.leg);
    let id = cx.text(service.id);
    let reaches = |at: usize, closures: &mut Closures<'_>| {
        let carrier = leg.over[at]?;
        let (closure, sum) = closures.of(&cx.graph.carrier(corridor, carrier));
        sum.meets(unknown.mask).then_some(closure)
    };
    let (item, closure) = (0..leg.over.len())
        .find_map(|at| reaches(at, closures).map(|closure| (at, closure)))
        .expect("a leg is unknown through some item of its `over`");
    let names: Vec<&str> = unknown.dimensions.iter().map(|dimension| dimension.phrase()).collect();
    let message = format!(
        "leg `{}` of `{id}` cannot be judged: its {} {} not known",
        leg.name,
        joined(&names),
        if names.len() == 1 { "is" } else { "are" }
    );
    let mut finding = Diagnostic::new(RULE.name, cx.at_leg_item(unknown.leg, item), message)
        .label("its route is not known")
        .ids([id.to_owned(), format!("{id}:{}", leg.name)]);
    let sources: Vec<Vertex> =
        closure.into_iter().filter(|&vertex| cx.graph.unknown(vertex).meets(unknown.mask)).collect();
    for &vertex in sources.iter().take(SHOWN) {
        finding = finding.related(place::declared(cx, vertex), source(cx, vertex, unknown.mask));
    }
    let more = sources.len().saturating_sub(SHOWN);
    let policy = service.policy.map(|policy| corridor.policy(policy));
    let mut note = "unknown is not disjoint".to_owned();
    if more > 0 {
        write!(note, "; {more} more of what it rides on say too little").expect("a string takes all");
    }
    if let Some(policy) = policy {
        finding.level = policy.unknown;
        let asks = |line: &Disjoint| line.dimensions.iter().any(|dimension| unknown.dimensions.contains(dimension));
        let line = policy.disjoint.iter().position(asks);
        let asks = cx.at(policy.id, &line.map(|line| format!("/disjoint/{line}")).unwrap_or_default());
        finding = finding.related(asks, format!("policy `{}` asks for it here", cx.text(policy.id)));
        if policy.unknown != Level::Deny {
            write!(note, "; policy `{}` says `unknown {}`", cx.text(policy.id), policy.unknown.word())
                .expect("a string takes all");
        }
    }
    let undisclosed = sources.iter().any(|&vertex| matches!(cx.graph.node(vertex), Node::Link(_)));
    finding.note(note).help(if undisclosed {
        "get the route from the provider and declare it with `over`, or a warranty with `diverse-from`"
    } else {
        "declare what is missing where it says so"
    })
}

/// What a vertex does not say, as a phrase.
fn source(cx: &Cx<'_>, vertex: Vertex, mask: Unknown) -> String {
    let name = cx.name(vertex);
    let here = cx.graph.unknown(vertex);
    let hides = |dimension| here.meets(Unknown::of(dimension)) && mask.meets(Unknown::of(dimension));
    match cx.graph.node(vertex) {
        Node::Link(_) => format!("the route of link `{name}` is undisclosed"),
        Node::Conduit(_) => format!("conduit `{name}` names no right-of-way"),
        Node::Span(_) if hides(Dimension::Operator) => format!("span `{name}` has neither operator nor owner"),
        Node::Span(_) if hides(Dimension::BorderCrossing) => {
            format!("span `{name}` crosses a border, it does not say where")
        }
        Node::Span(_) => format!("span `{name}` names no conduit"),
        _ => format!("`{name}` says too little"),
    }
}

fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
