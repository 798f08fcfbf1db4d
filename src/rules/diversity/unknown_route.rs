//! A leg of which it cannot be said whether it is diverse: unknown is not disjoint.

use std::fmt::Write as _;

use rustc_hash::FxHashSet;

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Dimension, Policy};
use crate::rules::diversity::chains::Chains;
use crate::rules::diversity::judge::{Undecided, UnknownLeg};
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
    let mut chains = Chains::new(cx);
    for unknown in &cx.verdicts().unknown {
        found.push(finding(cx, unknown, &mut closures, &mut chains));
    }
}

fn finding(cx: &Cx<'_>, unknown: &UnknownLeg, closures: &mut Closures<'_>, chains: &mut Chains<'_, '_>) -> Diagnostic {
    let corridor = cx.corridor;
    let service = corridor.service(unknown.service);
    let leg = corridor.leg(unknown.leg);
    let id = cx.text(service.id);
    let why = &unknown.why;
    let reaches = |at: usize, closures: &mut Closures<'_>| {
        let carrier = leg.over[at]?;
        // What the items before it ride on hides nothing.
        let (closure, sum) = closures.more_of(&cx.graph.carrier(corridor, carrier));
        let hides = sum.meets(why.mask) || why.runs.iter().any(|vertex| closure.binary_search(vertex).is_ok());
        hides.then_some(closure)
    };
    // What was not compared to the end stands at no item.
    closures.of(&[]);
    let (item, closure) = (0..leg.over.len())
        .find_map(|at| reaches(at, closures).map(|closure| (at, closure)))
        .unwrap_or_else(|| (0, Vec::new()));
    // All that the leg hides, asked for or not: a route that is disclosed even less is worse.
    let (_, sum) = closures.of(&[cx.graph.vertex(Node::Leg(unknown.leg))]);
    let hidden = Dimension::ALL.into_iter().filter(|&dimension| sum.meets(Unknown::of(dimension))).count();
    let hides = (0..leg.over.len()).filter(|&at| reaches(at, closures).is_some()).count();
    let names: Vec<&str> = why.dimensions.iter().map(|dimension| dimension.plural()).collect();
    let runs = !why.runs.is_empty();
    let what = match (names.as_slice(), runs) {
        ([], true) => "it is not known where it runs".to_owned(),
        ([], false) => "how far it keeps from the others was not compared to the end".to_owned(),
        (names, false) => format!("not all of its {} are known", joined(names)),
        (names, true) => format!("not all of its {} are known, nor where it runs", joined(names)),
    };
    let message = format!("leg `{}` of `{id}` cannot be judged: {what}", leg.name);
    let mut finding = Diagnostic::new(RULE.name, cx.at_leg_item(unknown.leg, item), message)
        .label("its route is not known")
        .measure("kinds", (names.len() + usize::from(runs || why.is_spent)) as f64)
        .measure("hidden-kinds", hidden as f64)
        .measure("hidden-items", hides as f64)
        .ids([id.to_owned(), format!("{id}:{}", leg.name)]);
    let is_silent = |vertex: &Vertex| cx.graph.unknown(*vertex).meets(why.mask) || why.runs.contains(vertex);
    let sources: Vec<Vertex> = closure.into_iter().filter(is_silent).collect();
    let mut told = FxHashSet::default();
    for &vertex in sources.iter().take(SHOWN) {
        for step in chains.of(unknown.leg).chain(vertex) {
            if told.insert(step) {
                let (at, phrase) = place::step(cx, step);
                finding = finding.related(at, phrase);
            }
        }
        let phrase = match cx.graph.node(vertex) {
            Node::Conduit(_) if why.runs.contains(&vertex) => format!("conduit `{}` is not drawn", cx.name(vertex)),
            Node::Span(_) if why.runs.contains(&vertex) => format!("span `{}` names no conduit", cx.name(vertex)),
            _ => silence(cx, vertex, why.mask),
        };
        finding = finding.related(place::declared(cx, vertex), phrase);
    }
    let more = sources.len().saturating_sub(SHOWN);
    let policy = service.policy.map(|policy| corridor.policy(policy));
    let mut note = match (names.is_empty(), runs) {
        (false, _) => "unknown is not disjoint",
        (true, true) => "what may run anywhere does not keep apart",
        (true, false) => "so many places are drawn that comparing them would take too long",
    }
    .to_owned();
    if more > 0 {
        write!(note, "; {more} more of what it rides on say too little").expect("a string takes all");
    }
    if let Some(policy) = policy {
        // No policy makes light of what nobody has looked at.
        finding.level = if why.is_spent { Level::Deny } else { policy.unknown };
        finding = asked(cx, finding, policy, why);
        if finding.level != Level::Deny {
            write!(note, "; policy `{}` says `unknown {}`", cx.text(policy.id), policy.unknown.word())
                .expect("a string takes all");
        }
    }
    let undisclosed = sources.iter().any(|&vertex| matches!(cx.graph.node(vertex), Node::Link(_)));
    let undrawn = names.is_empty() && sources.iter().all(|&vertex| matches!(cx.graph.node(vertex), Node::Conduit(_)));
    finding.note(note).help(if runs && undrawn {
        "draw the conduits with `via`, or give their `length`: what is hardly longer than straight cannot stray far"
    } else if undisclosed {
        "get the route from the provider and declare it with `over`, or a warranty with `diverse-from`"
    } else {
        "declare what is missing where it says so"
    })
}

/// The lines of the policy that cannot be judged.
fn asked(cx: &Cx<'_>, mut finding: Diagnostic, policy: &Policy<'_>, why: &Undecided) -> Diagnostic {
    let name = cx.text(policy.id);
    if let Some(line) = why.disjoint {
        let at = cx.at(policy.id, &format!("/disjoint/{line}"));
        finding = finding.related(at, format!("policy `{name}` asks for diversity here"));
    }
    if let Some(line) = why.avoid {
        let value = policy.avoid[line].values.first().map_or(0, |&(value, _)| value);
        let at = cx.at(policy.id, &format!("/avoid/{line}/values/{value}"));
        finding = finding.related(at, format!("policy `{name}` says here what to avoid"));
    }
    if !why.runs.is_empty() || why.is_spent {
        let at = cx.at(policy.id, "/separation");
        finding = finding.related(at, format!("policy `{name}` asks here that legs keep apart"));
    }
    finding
}

/// What a vertex does not say, as a phrase.
pub(in crate::rules) fn silence(cx: &Cx<'_>, vertex: Vertex, mask: Unknown) -> String {
    let name = cx.name(vertex);
    let here = cx.graph.unknown(vertex);
    let hides = |dimension| here.meets(Unknown::of(dimension)) && mask.meets(Unknown::of(dimension));
    match cx.graph.node(vertex) {
        Node::Link(_) => format!("the route of link `{name}` is undisclosed"),
        Node::Conduit(_) => format!("conduit `{name}` names no right-of-way"),
        Node::Span(_) => {
            let along = [Dimension::Conduit, Dimension::RightOfWay].into_iter().any(hides);
            let area = here.meets(Unknown::RISK_AREA) && mask.meets(Unknown::RISK_AREA);
            let faults = [
                (hides(Dimension::Operator), "has neither operator nor owner"),
                (hides(Dimension::BorderCrossing), "crosses a border without saying where"),
                (along || area, "names no conduit"),
            ];
            let said: Vec<&str> = faults.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
            format!("span `{name}` {}", joined(&said))
        }
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
