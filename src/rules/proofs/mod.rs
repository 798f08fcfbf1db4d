//! The file of evidence: every verdict, with what proves it, in the form that `proof::evidence` checks.

mod courses;
mod demands;
mod terms;

use std::collections::BTreeMap;

use crate::graph::{Closures, Graph, Node, Unknown, Vertex};
use crate::model::{Corridor, Dimension, Position, ServiceId, Status, Thing};
use crate::proof::evidence::{self, Evidence, Pair, Place};
use crate::rules::Cx;
use crate::rules::assurance::availability;
use crate::rules::diversity::{Of, Terms, Told, Verdict};

/// What proves the verdicts of a check, which must have been told to keep all.
pub fn evidence(cx: &Cx<'_>) -> Evidence {
    let corridor = cx.corridor;
    let mut closures = Closures::new(cx.graph);
    let services = (0..corridor.services.len() as u32).map(ServiceId);
    let services = services.filter_map(|service| self::service(cx, service, &mut closures)).collect();
    Evidence {
        format: evidence::FORMAT.to_owned(),
        version: evidence::VERSION,
        declarations: cx.texts.sources.hash(),
        today: cx.today.to_string(),
        as_of: cx.as_of.to_string(),
        things: (0..cx.graph.vertices() as u32).map(|at| thing(corridor, cx.graph, Vertex(at))).collect(),
        services,
        demands: demands::demands(cx, &mut closures),
        bytes: 0,
    }
}

fn number(vertex: Vertex) -> usize {
    vertex.0 as usize
}

fn numbers(vertices: &[Vertex]) -> Vec<usize> {
    vertices.iter().copied().map(number).collect()
}

fn place(position: Position) -> Place {
    [position.lat, position.lon]
}

fn thing(corridor: &Corridor<'_>, graph: &Graph, vertex: Vertex) -> evidence::Thing {
    let roles = [Dimension::LandingStation, Dimension::BorderCrossing];
    let is_site = matches!(graph.node(vertex), Node::Site(_));
    let unknown = graph.unknown(vertex);
    let mut words: Vec<String> = Dimension::ALL
        .into_iter()
        .filter(|&dimension| unknown.meets(Unknown::of(dimension)))
        .map(|dimension| dimension.word().to_owned())
        .collect();
    words.extend(unknown.meets(Unknown::RISK_AREA).then(|| "risk-area".to_owned()));
    words.extend(unknown.meets(Unknown::LEFT_OUT).then(|| "left-out".to_owned()));
    let mut shown = evidence::Thing {
        id: graph.name(corridor, vertex),
        kind: graph.kind(vertex).to_owned(),
        on: numbers(graph.below(vertex)),
        roles: roles
            .into_iter()
            .filter(|&role| is_site && graph.has_role(vertex, role))
            .map(|role| role.word().to_owned())
            .collect(),
        unknown: words,
        ..evidence::Thing::default()
    };
    match graph.node(vertex) {
        Node::Span(span) => shown.whole = Some(number(graph.vertex(Node::Cable(corridor.span(span).cable)))),
        Node::Risk(risk) => shown.risk_kind = Some(corridor.risk(risk).kind.to_owned()),
        Node::Link(link) => {
            let link = corridor.link(link);
            let ends = link.ends.iter().flat_map(|ends| [ends.from, ends.to]);
            shown.ends = ends.map(|end| number(graph.vertex(Node::Site(end)))).collect();
            shown.undisclosed = link.undisclosed;
            let vertex = |&thing: &Thing| graph.of_thing(corridor, thing);
            shown.diverse_from = link.diverse_from.iter().filter_map(vertex).map(number).collect();
        }
        _ => {}
    }
    shown
}

/// A service that has a policy or declared rates; `None` for one that is not judged.
fn service<'c>(cx: &'c Cx<'_>, id: ServiceId, closures: &mut Closures<'c>) -> Option<evidence::Service> {
    let (corridor, graph) = (cx.corridor, cx.graph);
    let service = corridor.service(id);
    let retired = corridor.declaration(service.id).lifecycle.status == Status::Retired;
    let ends = service.ends.filter(|_| !retired)?;
    // Of one whose legs share too much to be compared to the end there is no evidence.
    if cx.verdicts().cut.iter().any(|cut| cut.service == id) {
        return None;
    }
    let availability = availability::of_service(cx, service).filter(|known| !known.parts.is_empty());
    let policy = service.policy.map(|policy| corridor.policy(policy));
    if policy.is_none() && availability.is_none() {
        return None;
    }
    let ends = [ends.from, ends.to];
    let terms = policy.map(|policy| Terms::new(corridor, graph, policy, ends, closures));
    let legs: Vec<Vertex> = service.legs.iter().map(|&leg| graph.vertex(Node::Leg(leg))).collect();
    let reached = closures.of(&legs).0;
    let told: Vec<&Told> = cx.verdicts().told.iter().filter(|told| told.service == id).collect();
    Some(evidence::Service {
        service: cx.text(service.id).to_owned(),
        terms: terms::terms(cx, ends, terms.as_ref(), &reached),
        unknown_fields: BTreeMap::new(),
        needs: service.needs,
        legs: numbers(&legs),
        pairs: told.iter().filter_map(|told| pair(told)).collect(),
        avoided: told.iter().filter_map(|told| avoided(told)).collect(),
        separation: terms.as_ref().and_then(|terms| courses::separation(cx, id, terms, closures)),
        availability: availability.map(|known| evidence::Availability {
            parts: known.parts.iter().map(part).collect(),
            down: known.down,
            is_complete: known.missing.is_empty(),
        }),
    })
}

fn pair(told: &Told) -> Option<Pair> {
    let Of::Pair { legs, line, dimension } = told.of else { return None };
    Some(Pair {
        legs,
        line,
        kind: dimension.word().to_owned(),
        verdict: word(told.verdict, "shared", "disjoint"),
        shared: numbers(&told.things),
        exempt: numbers(&told.exempt),
    })
}

fn avoided(told: &Told) -> Option<evidence::Avoided> {
    let Of::Avoid { leg, line } = told.of else { return None };
    Some(evidence::Avoided { leg, line, verdict: word(told.verdict, "met", "clear"), things: numbers(&told.things) })
}

fn word(verdict: Verdict, found: &str, clear: &str) -> String {
    match verdict {
        Verdict::Found => found,
        Verdict::Unknown => "unknown",
        Verdict::NotJudged => "not-judged",
        Verdict::Warranted => "warranted",
        Verdict::Clear => clear,
    }
    .to_owned()
}

fn part(counted: &availability::Counted) -> evidence::Part {
    let legs = (0..u32::BITS as usize).filter(|bit| counted.legs >> bit & 1 == 1).collect();
    evidence::Part { thing: number(counted.thing), legs, down: counted.down }
}
