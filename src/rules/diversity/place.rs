//! Where in the text a thing says that it rides on another, and in which words.

use crate::graph::{Node, Step, Vertex};
use crate::model::{Carrier, OperatorId, Over, SiteId, SpanId, Thing};
use crate::rules::Cx;
use crate::source::Place;

/// What a finding must add where a chain holds only of a conduit that nobody drew.
pub(super) fn assumption(cx: &Cx<'_>, one: &[Step], other: &[Step]) -> String {
    let last = [one.last(), other.last()].into_iter().flatten();
    let mut guessed: Vec<String> =
        last.filter(|step| cx.graph.is_assumed(step.rider, step.on)).map(|step| cx.name(step.rider)).collect();
    guessed.dedup();
    match guessed.as_slice() {
        [] => String::new(),
        [one] => format!("; that `{one}` runs straight is assumed: draw it with `via`"),
        [first, second, ..] => {
            format!("; that `{first}` and `{second}` run straight is assumed: draw them with `via`")
        }
    }
}

/// The place of one step of a chain, and a phrase that says it.
pub(super) fn step(cx: &Cx<'_>, step: Step) -> (Place, String) {
    let (rider, on) = (cx.name(step.rider), cx.name(step.on));
    let on_node = cx.graph.node(step.on);
    if let Node::Risk(risk) = on_node {
        return risk_step(cx, risk, step, &rider, &on);
    }
    match cx.graph.node(step.rider) {
        Node::Leg(leg) => {
            let item = item_of(cx, &cx.corridor.leg(leg).over, on_node);
            (cx.at_leg_item(leg, item), format!("`{rider}` rides on `{on}`"))
        }
        Node::Link(link) => match on_node {
            Node::Operator(_) => {
                (cx.at(cx.corridor.link(link).id, "/provider"), format!("`{rider}` is provided by `{on}`"))
            }
            Node::Site(site) => (link_end(cx, link, site), format!("`{rider}` has an end at `{on}`")),
            on_node => {
                let item = item_of(cx, &cx.corridor.link(link).over, on_node);
                (cx.at_link_item(link, item), format!("`{rider}` rides on `{on}`"))
            }
        },
        Node::Channel(channel) => {
            let channel = cx.corridor.channel(channel);
            let leads = |system: &Option<_>| system.map(Node::LineSystem) == Some(on_node);
            let item = channel.over.iter().position(leads).unwrap_or(0);
            (cx.at(channel.id, &format!("/over/{item}")), format!("`{rider}` rides on `{on}`"))
        }
        Node::LineSystem(system) => {
            let system = cx.corridor.line_system(system);
            let item = system.over.iter().position(|span| span.map(Node::Span) == Some(on_node)).unwrap_or(0);
            (cx.at(system.id, &format!("/over/{item}")), format!("`{rider}` rides on `{on}`"))
        }
        Node::Span(span) => span_step(cx, span, on_node, &rider, &on),
        Node::Cable(cable) => {
            let cable = cx.corridor.cable(cable);
            let lands = |party: &OperatorId| matches!(on_node, Node::Operator(operator) if operator == *party);
            let at = cable.landing_parties.iter().position(lands).unwrap_or(0);
            (
                cx.at(cable.id, &format!("/landing-party/{at}/operator")),
                format!("`{on}` is a landing party of `{rider}`"),
            )
        }
        Node::Conduit(conduit) => {
            let conduit = cx.corridor.conduit(conduit);
            match on_node {
                Node::RightOfWay(_) => (cx.at(conduit.id, "/right-of-way"), format!("`{rider}` lies in `{on}`")),
                Node::Conduit(_) => (cx.at(conduit.id, "/within"), format!("`{rider}` lies within `{on}`")),
                Node::Operator(_) => (cx.at(conduit.id, "/operator"), format!("`{rider}` is run by `{on}`")),
                _ => (conduit_end(cx, conduit, on_node), format!("`{rider}` has an end at `{on}`")),
            }
        }
        Node::Site(site) => {
            let site = cx.corridor.site(site);
            match on_node {
                Node::Country(country) => {
                    let country = cx.corridor.country(country);
                    let at = site.countries.iter().position(|known| known == country).unwrap_or(0);
                    (cx.at(site.id, &format!("/country/{at}")), format!("`{rider}` stands in `{on}`"))
                }
                Node::Metro(_) => (cx.at(site.id, "/metro"), format!("`{rider}` stands in `{on}`")),
                Node::Operator(_) => (cx.at(site.id, "/operator"), format!("`{rider}` is run by `{on}`")),
                _ => (cx.at(site.id, "/within"), format!("`{rider}` stands within `{on}`")),
            }
        }
        Node::Operator(operator) => {
            (cx.at(cx.corridor.operator(operator).id, "/parent"), format!("`{rider}` belongs to `{on}`"))
        }
        Node::RightOfWay(_) | Node::Metro(_) | Node::Country(_) | Node::Risk(_) => {
            (declared(cx, step.rider), format!("`{rider}` rides on `{on}`"))
        }
    }
}

fn span_step(cx: &Cx<'_>, span: SpanId, on_node: Node, rider: &str, on: &str) -> (Place, String) {
    let lowered = cx.corridor.span(span);
    match on_node {
        Node::Cable(_) => (cx.at_span(span, ""), format!("`{rider}` is a span of `{on}`")),
        Node::Conduit(conduit) => {
            let at = lowered.along.iter().position(|along| *along == Some(conduit)).unwrap_or(0);
            (cx.at_span(span, &format!("/along/{at}")), format!("`{rider}` lies along `{on}`"))
        }
        Node::Operator(operator) => {
            let how = if lowered.operator == Some(operator) { "run" } else { "owned" };
            (operator_place(cx, span, operator), format!("`{rider}` is {how} by `{on}`"))
        }
        Node::Country(country) => {
            let country = cx.corridor.country(country);
            let at = lowered.countries.iter().position(|known| known == country).unwrap_or(0);
            (cx.at_span(span, &format!("/country/{at}")), format!("`{rider}` passes through `{on}`"))
        }
        Node::Site(site) => {
            let field = if lowered.ends.is_some_and(|ends| ends.to == site) { "/to" } else { "/from" };
            (cx.at_span(span, field), format!("`{rider}` has an end at `{on}`"))
        }
        _ => (cx.at_span(span, ""), format!("`{rider}` rides on `{on}`")),
    }
}

/// Where the operator or owner of a span is named: at the span, else at its cable.
fn operator_place(cx: &Cx<'_>, span: SpanId, operator: OperatorId) -> Place {
    let lowered = cx.corridor.span(span);
    let cable = cx.corridor.cable(lowered.cable);
    let owner = |owners: &[OperatorId]| owners.iter().position(|&owner| owner == operator);
    if lowered.operator == Some(operator) {
        let own = cable.operator != Some(operator);
        return if own { cx.at_span(span, "/operator") } else { cx.at(cable.id, "/operator") };
    }
    match (owner(&cable.owners), owner(&lowered.owners)) {
        (Some(at), _) if lowered.owners == cable.owners => cx.at(cable.id, &format!("/owner/{at}/operator")),
        (_, Some(at)) => cx.at_span(span, &format!("/owner/{at}/operator")),
        _ => cx.at_span(span, ""),
    }
}

/// The item of an `over` that leads to a vertex below: itself, or the cable that it is a span of.
fn item_of(cx: &Cx<'_>, over: &Over, on: Node) -> usize {
    let leads = |carrier: &Option<Carrier>| match (carrier, on) {
        (Some(Carrier::Span(a)), Node::Span(b)) => *a == b,
        (Some(Carrier::Cable(a)), Node::Span(b)) => cx.corridor.span(b).cable == *a,
        (Some(Carrier::Cable(a)), Node::Cable(b)) => *a == b,
        (Some(Carrier::Link(a)), Node::Link(b)) => *a == b,
        (Some(Carrier::Channel(a)), Node::Channel(b)) => *a == b,
        _ => false,
    };
    over.iter().position(leads).unwrap_or(0)
}

fn link_end(cx: &Cx<'_>, link: crate::model::LinkId, site: SiteId) -> Place {
    let link = cx.corridor.link(link);
    let field = if link.ends.is_some_and(|ends| ends.to == site) { "/to" } else { "/from" };
    cx.at(link.id, field)
}

fn conduit_end(cx: &Cx<'_>, conduit: &crate::model::Conduit<'_>, on: Node) -> Place {
    let to = matches!((on, conduit.ends), (Node::Site(site), Some(ends)) if ends.to == site);
    cx.at(conduit.id, if to { "/to" } else { "/from" })
}

fn member_at(cx: &Cx<'_>, risk: crate::model::RiskId, rider: Vertex) -> Option<usize> {
    let member = |thing: &Thing| cx.graph.of_thing(cx.corridor, *thing) == Some(rider);
    cx.corridor.risk(risk).members.iter().position(member)
}

/// How a thing comes to share a risk: it is named a member, or it lies in the area.
fn risk_step(cx: &Cx<'_>, risk: crate::model::RiskId, step: Step, rider: &str, on: &str) -> (Place, String) {
    let lowered = cx.corridor.risk(risk);
    if let Some(at) = member_at(cx, risk, step.rider) {
        return (cx.at(lowered.id, &format!("/member/{at}")), format!("`{rider}` is a member of `{on}`"));
    }
    let phrase = match cx.graph.node(step.rider) {
        // Nobody drew the conduit: where it runs is a guess, and the finding says so.
        Node::Conduit(_) if cx.graph.is_assumed(step.rider, step.on) => {
            format!("`{rider}`, assumed straight, meets the area of `{on}`")
        }
        Node::Conduit(_) => format!("`{rider}` meets the area of `{on}`"),
        _ => format!("`{rider}` lies in the area of `{on}`"),
    };
    (cx.at(lowered.id, "/area"), phrase)
}

/// Where a vertex is declared; a country has no place of its own.
pub(in crate::rules) fn declared(cx: &Cx<'_>, vertex: Vertex) -> Place {
    let thing = cx.graph.thing(cx.corridor, vertex).expect("only a country is not declared");
    cx.declared_at(thing)
}
