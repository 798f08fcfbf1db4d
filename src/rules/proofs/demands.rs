//! Demands as evidence shows them: the net, and routes or a proof.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::graph::{Closures, Node, Vertex};
use crate::model::Carrier;
use crate::proof::evidence::{self, Edge, LeftOut, Sharing};
use crate::rules::Cx;
use crate::rules::assurance::demand::{self, Asked, Label, Outcome, Plant, Shown};
use crate::rules::diversity::Terms;
use crate::rules::proofs::{Room, number, terms};

/// The demands, and how many are left out because there is no room for their nets.
pub fn demands<'c>(cx: &'c Cx<'_>, closures: &mut Closures<'c>, room: &Room) -> (Vec<evidence::Demand>, usize) {
    if cx.corridor.demands.is_empty() {
        return (Vec::new(), 0);
    }
    let plant = Plant::new(cx.corridor, cx.graph);
    let around = plant.ways.len();
    let mut found = Vec::new();
    let mut left_out = 0;
    for demand in demand::judged(cx, &plant) {
        // A net costs more to be made than to be written.
        let shown = (room.take(100 + 4 * around)).then(|| demand::show(cx, &plant, demand, closures)).flatten();
        match shown.filter(|shown| room.take(figures(shown))) {
            Some(shown) => found.push(self::demand(cx, &plant, cx.text(demand.id), shown, closures)),
            None => left_out += 1,
        }
    }
    (found, left_out)
}

/// How many figures a demand has.
fn figures(shown: &Shown<'_, '_>) -> usize {
    let net = &shown.asked.net;
    net.edges.iter().map(|edge| 4 + edge.labels.len()).sum::<usize>()
        + net.labels as usize
        + shown.asked.maybe_near.len()
}

fn demand<'c>(
    cx: &'c Cx<'_>,
    plant: &Plant,
    id: &str,
    shown: Shown<'_, '_>,
    closures: &mut Closures<'c>,
) -> evidence::Demand {
    let Shown { wanted, asked, outcome } = shown;
    let ends = [wanted.ends.from, wanted.ends.to];
    let terms = wanted.policy.map(|policy| Terms::new(cx.corridor, cx.graph, policy, ends, closures));
    let ways: Vec<Vertex> = asked.ways.iter().map(|&way| vertex(cx, plant.ways[way].carrier)).collect();
    let reached = closures.of(&ways).0;
    let (verdict, routes, proof) = match outcome {
        Outcome::Met { routes, .. } => ("met", routes, Vec::new()),
        Outcome::Unknown { routes, steps } => ("unknown", routes, steps),
        Outcome::Refused(steps) => ("refused", Vec::new(), steps),
        Outcome::Undecided { .. } => ("undecided", Vec::new(), Vec::new()),
        Outcome::Unjudged => ("not-judged", Vec::new(), Vec::new()),
    };
    let edge = |(edge, way): (&crate::proof::Edge, &Vertex)| Edge {
        way: number(*way),
        ends: edge.ends,
        weight: edge.weight,
        labels: edge.labels.clone(),
    };
    let label = |label: &Label| match *label {
        Label::Thing(thing) => evidence::Label::Thing(number(thing)),
        Label::Way(way) => evidence::Label::Way(number(vertex(cx, way))),
        Label::Near(one, other) => evidence::Label::Near([one, other].map(|way| number(vertex(cx, way)))),
    };
    let is_unknown = |edge: &u32| asked.is_unknown[*edge as usize];
    evidence::Demand {
        demand: id.to_owned(),
        date: wanted.date.to_string(),
        terms: terms::terms(cx, ends, terms.as_ref(), &reached),
        unknown_fields: BTreeMap::new(),
        sites: asked.sites.iter().map(|&site| number(cx.graph.vertex(Node::Site(site)))).collect(),
        labels: asked.labels.iter().map(label).collect(),
        edges: asked.net.edges.iter().zip(&ways).map(edge).collect(),
        sharing: asked
            .net
            .sharing
            .as_ref()
            .map(|sharing| Sharing { units: sharing.units.clone(), takes: sharing.takes.clone() }),
        left_out: left_out(cx, plant, &asked, &wanted, terms.as_ref()),
        unknown_edges: (0..asked.net.edges.len() as u32).filter(is_unknown).collect(),
        maybe_near: asked.maybe_near.clone(),
        wanted: asked.question.routes,
        keeps_apart: wanted.policy.is_some_and(|policy| policy.separation.is_some()),
        limit: asked.question.limit,
        verdict: verdict.to_owned(),
        routes,
        proof,
    }
}

fn vertex(cx: &Cx<'_>, way: Carrier) -> Vertex {
    let thing = cx.corridor.thing_of(way);
    cx.graph.of_thing(cx.corridor, thing).expect("a way is a thing that something rides on")
}

/// The ways that end where an edge does and are none: they do not stand, or are avoided.
fn left_out(
    cx: &Cx<'_>,
    plant: &Plant,
    asked: &Asked,
    wanted: &demand::Wanted<'_, '_>,
    terms: Option<&Terms<'_, '_>>,
) -> Vec<LeftOut> {
    let used: FxHashSet<usize> = asked.ways.iter().copied().collect();
    let met: FxHashSet<u32> = asked.sites.iter().map(|site| site.0).collect();
    let mut found = Vec::new();
    for (at, way) in plant.ways.iter().enumerate() {
        if used.contains(&at) || !way.ends.iter().any(|end| met.contains(end)) {
            continue;
        }
        let stands = |thing: &&Vertex| cx.graph.stand(cx.corridor, &[**thing], wanted.date);
        let because = match way.closure.iter().find(|thing| !stands(thing)) {
            Some(&thing) => Some((thing, "not-standing")),
            None => terms.and_then(|terms| terms.first_avoided(&way.closure)).map(|thing| (thing, "avoided")),
        };
        if let Some((thing, why)) = because {
            let (way, because) = (number(vertex(cx, way.carrier)), number(thing));
            found.push(LeftOut { way, because, why: why.to_owned() });
        }
    }
    found
}
