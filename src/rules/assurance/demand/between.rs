//! The ways between two sites, shortest first, whatever any policy asks or avoids.

use crate::graph::{Graph, Node, Vertex};
use crate::model::{Carrier, Corridor};
use crate::proof::{Edge, Net, Question};
use crate::rules::Cx;
use crate::rules::assurance::demand::{Wanted, asked};
use crate::solve::routes;

/// The shortest ways that stand, so many that do not lie in the same conduits throughout; where a span names no
/// conduit, its cable counts.
pub fn between(cx: &Cx<'_>, plant: &asked::Plant, wanted: &Wanted<'_, '_>, searches: u64) -> Vec<Vec<Carrier>> {
    let (corridor, graph) = (cx.corridor, cx.graph);
    let ways = &plant.ways;
    let mut kept = Vec::new();
    let mut net = Net { sites: corridor.sites.len() as u32, ..Net::default() };
    let mut labels: Vec<Vertex> = Vec::new();
    let lies_in: Vec<Vec<Vertex>> = ways.iter().map(|way| lies_in(corridor, graph, way)).collect();
    labels.extend(lies_in.iter().flatten());
    labels.sort_unstable();
    labels.dedup();
    let stands = |way: &asked::Way| graph.stand(corridor, &way.closure, wanted.date);
    for (at, way) in ways.iter().enumerate().filter(|(_, way)| stands(way)) {
        let number = |thing: &Vertex| labels.binary_search(thing).expect("every label is listed") as u32;
        let mut on: Vec<u32> = lies_in[at].iter().map(number).collect();
        on.sort_unstable();
        net.edges.push(Edge { ends: way.ends, weight: way.length, labels: on });
        kept.push(at);
    }
    net.labels = labels.len() as u32;
    let question = Question { from: wanted.ends.from.0, to: wanted.ends.to.0, routes: wanted.routes, limit: None };
    let carriers = |edges: &[u32]| edges.iter().map(|&edge| ways[kept[edge as usize]].carrier).collect();
    routes::ranked(&net, &question, searches).iter().map(|route| carriers(&route.edges)).collect()
}

/// The conduits that a way lies in; where it names none, its cable or the link itself.
fn lies_in(corridor: &Corridor<'_>, graph: &Graph, way: &asked::Way) -> Vec<Vertex> {
    let is_conduit = |vertex: &Vertex| matches!(graph.node(*vertex), Node::Conduit(_));
    let conduits: Vec<Vertex> = way.closure.iter().copied().filter(is_conduit).collect();
    if !conduits.is_empty() {
        return conduits;
    }
    match way.carrier {
        Carrier::Span(span) => vec![graph.vertex(Node::Cable(corridor.span(span).cable))],
        Carrier::Link(link) => vec![graph.vertex(Node::Link(link))],
        Carrier::Cable(_) | Carrier::Channel(_) => unreachable!("routes lead over spans and undisclosed links"),
    }
}
