//! The file of evidence: every verdict, with what proves it, in the form that `proof::evidence` checks.

mod courses;
mod demands;
mod terms;

use std::cell::Cell;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Closures, Graph, Node, Unknown, Vertex};
use crate::model::{Corridor, Dimension, Position, ServiceId, Status, Thing};
use crate::proof::evidence::{self, Evidence, Pair, Place};
use crate::rules::Cx;
use crate::rules::assurance::availability;
use crate::rules::diversity::{self, Drawings, Terms, Told, Verdict};

/// Figures that a file of evidence has room for; and so many more for each thing.
const ROOM: u64 = 3_000_000;
const ROOM_FOR_EACH: u64 = 50;

/// What is left of that. A file of evidence costs as much as it holds.
#[derive(Debug)]
pub struct Room(Cell<u64>);

impl Room {
    /// Takes room for so many figures; false once there is not enough, and from then on.
    fn take(&self, figures: usize) -> bool {
        let left = self.0.get().saturating_sub(figures as u64);
        self.0.set(left);
        left > 0
    }
}

/// What proves the verdicts of a check, which must have been told to keep all; and how many services and demands are left
/// out of it because there is no room for what proves theirs.
pub fn evidence(cx: &Cx<'_>) -> (Evidence, usize) {
    let corridor = cx.corridor;
    let room = Room(Cell::new(ROOM + ROOM_FOR_EACH * cx.graph.vertices() as u64));
    let drawings = Drawings::new(corridor);
    let verdicts = cx.verdicts();
    let of = Of {
        told: by_service(&verdicts.told, |told| told.service),
        courses: courses::Of {
            drawings: &drawings,
            separations: by_service(&verdicts.separations, |told| told.service),
            room: &room,
        },
        cut: verdicts.cut.iter().map(|cut| cut.service).collect(),
    };
    let mut closures = Closures::new(cx.graph);
    let mut left_out = 0;
    let mut services = Vec::new();
    for id in (0..corridor.services.len() as u32).map(ServiceId).filter(|id| is_judged(cx, *id)) {
        let service = (room.0.get() > 0).then(|| self::service(cx, id, &of, &mut closures));
        // One for which there was not enough room is not whole.
        match service.filter(|_| room.0.get() > 0) {
            Some(service) => services.extend(service),
            None => left_out += 1,
        }
    }
    let (demands, no_room) = demands::demands(cx, &mut closures, &room);
    let evidence = Evidence {
        format: evidence::FORMAT.to_owned(),
        version: evidence::VERSION,
        declarations: cx.texts.sources.hash(),
        today: cx.today.to_string(),
        as_of: cx.as_of.to_string(),
        things: (0..cx.graph.vertices() as u32).map(|at| thing(corridor, cx.graph, Vertex(at))).collect(),
        services,
        demands,
        bytes: 0,
    };
    (evidence, left_out + no_room)
}

/// What all services have in common.
struct Of<'o, 'c> {
    told: FxHashMap<ServiceId, Vec<&'c Told>>,
    courses: courses::Of<'o, 'c>,
    /// Services whose legs share too much to be compared to the end: of those there is no evidence.
    cut: FxHashSet<ServiceId>,
}

fn by_service<T>(all: &[T], service: impl Fn(&T) -> ServiceId) -> FxHashMap<ServiceId, Vec<&T>> {
    let mut by: FxHashMap<ServiceId, Vec<&T>> = FxHashMap::default();
    for one in all {
        by.entry(service(one)).or_default().push(one);
    }
    by
}

fn is_judged(cx: &Cx<'_>, id: ServiceId) -> bool {
    let service = cx.corridor.service(id);
    service.ends.is_some() && cx.corridor.declaration(service.id).lifecycle.status != Status::Retired
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

/// A service that has a policy or declared rates; `None` for one that is not judged by either.
fn service<'c>(
    cx: &'c Cx<'_>,
    id: ServiceId,
    of: &Of<'_, 'c>,
    closures: &mut Closures<'c>,
) -> Option<evidence::Service> {
    let (corridor, graph) = (cx.corridor, cx.graph);
    let service = corridor.service(id);
    let ends = service.ends.filter(|_| !of.cut.contains(&id))?;
    let availability = availability::of_service(cx, service).filter(|known| !known.parts.is_empty());
    let policy = service.policy.map(|policy| corridor.policy(policy));
    if policy.is_none() && availability.is_none() {
        return None;
    }
    let room = of.courses.room;
    let legs: Vec<Vertex> = service.legs.iter().map(|&leg| graph.vertex(Node::Leg(leg))).collect();
    let reached = closures.of(&legs).0;
    let told = of.told.get(&id).map_or(&[][..], Vec::as_slice);
    let figures = |told: &&Told| 5 + told.things.len() + told.exempt.len();
    let parts = availability.as_ref().map_or(0, |known| known.parts.len());
    let asked = policy.map_or(0, |policy| terms::size(policy, &reached));
    if !room.take(10 + asked + parts + told.iter().map(figures).sum::<usize>()) {
        return None;
    }
    let ends = [ends.from, ends.to];
    let terms = policy.map(|policy| Terms::new(corridor, graph, policy, ends, closures));
    Some(evidence::Service {
        service: cx.text(service.id).to_owned(),
        terms: terms::terms(cx, ends, terms.as_ref(), &reached),
        unknown_fields: BTreeMap::new(),
        needs: service.needs,
        legs: numbers(&legs),
        pairs: told.iter().filter_map(|told| pair(told)).collect(),
        avoided: told.iter().filter_map(|told| avoided(told)).collect(),
        separation: terms.as_ref().and_then(|terms| courses::separation(cx, id, terms, &of.courses, closures)),
        availability: availability.map(|known| evidence::Availability {
            parts: known.parts.iter().map(part).collect(),
            down: known.down,
            is_complete: known.missing.is_empty(),
        }),
    })
}

fn pair(told: &Told) -> Option<Pair> {
    let diversity::Of::Pair { legs, line, dimension } = told.of else { return None };
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
    let diversity::Of::Avoid { leg, line } = told.of else { return None };
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
