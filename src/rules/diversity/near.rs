//! Whether a thing lies wholly within a distance of one end, as an entrance duct does.

use crate::graph::{Graph, Node, Vertex};
use crate::model::{Area, Corridor, Km, Position, SiteId, Thing};
use crate::proof::evidence::separation::stray;
use crate::rules::diversity::separation::straight;
use crate::solve::geodesic;

/// Whether all of a thing lies within the radius of one of the end sites. What has no extent of its own never does.
pub(super) fn lies_near(corridor: &Corridor<'_>, graph: &Graph, thing: Vertex, ends: &[SiteId], radius: Km) -> bool {
    places(corridor, graph, thing, ends, radius).is_some()
}

/// Places, each with how far a thing reaches around it, that hold all of it and lie within the radius of one end.
pub(in crate::rules) fn places(
    corridor: &Corridor<'_>,
    graph: &Graph,
    thing: Vertex,
    ends: &[SiteId],
    radius: Km,
) -> Option<Vec<(Position, Km)>> {
    ends.iter().map(|&end| corridor.site(end).at).find_map(|end| {
        let extent = extent(corridor, graph, thing, end);
        let holds = extent.iter().all(|&(at, reach)| geodesic::distance(end, at).0 + reach.0 <= radius.0);
        (holds && !extent.is_empty()).then_some(extent)
    })
}

/// Places, each with how far the thing reaches around it, that hold all of a thing, seen from an end.
///
/// A way from one place to the next lies within the disk if both do: for radii far below the Earth's, disks are
/// convex. A way that is not drawn is taken as straight, but its length may let it stray from there.
fn extent(corridor: &Corridor<'_>, graph: &Graph, thing: Vertex, end: Position) -> Vec<(Position, Km)> {
    match graph.node(thing) {
        Node::Site(site) => vec![(corridor.site(site).at, Km(0.0))],
        Node::Conduit(conduit) => {
            let conduit = corridor.conduit(conduit);
            let Some(ends) = conduit.ends else { return Vec::new() };
            let ends = [corridor.site(ends.from).at, corridor.site(ends.to).at];
            if conduit.via.is_empty() {
                straying(ends, conduit.length, end)
            } else {
                ends.into_iter().chain(conduit.via.iter().copied()).map(|at| (at, Km(0.0))).collect()
            }
        }
        Node::Span(span) => {
            let lowered = corridor.span(span);
            let Some(ends) = lowered.ends else { return Vec::new() };
            if lowered.along.is_empty() {
                let ends = [corridor.site(ends.from).at, corridor.site(ends.to).at];
                return straying(ends, lowered.length, end);
            }
            let conduits = lowered.along.iter().flatten();
            conduits.flat_map(|&conduit| extent(corridor, graph, graph.vertex(Node::Conduit(conduit)), end)).collect()
        }
        Node::Cable(cable) => {
            let spans = corridor.cable(cable).spans.iter();
            spans.flat_map(|&span| extent(corridor, graph, graph.vertex(Node::Span(span)), end)).collect()
        }
        Node::RightOfWay(way) => {
            let conduits = corridor.conduits.iter().zip(0..).filter(|(conduit, _)| conduit.right_of_way == Some(way));
            conduits
                .flat_map(|(_, at)| {
                    extent(corridor, graph, graph.vertex(Node::Conduit(crate::model::ConduitId(at))), end)
                })
                .collect()
        }
        Node::Metro(metro) => {
            let sites = corridor.sites.iter().filter(|site| site.metro == Some(metro));
            sites.map(|site| (site.at, Km(0.0))).collect()
        }
        Node::Risk(risk) => risk_extent(corridor, graph, risk, end),
        Node::Leg(_)
        | Node::Link(_)
        | Node::Channel(_)
        | Node::LineSystem(_)
        | Node::Country(_)
        | Node::Operator(_) => Vec::new(),
    }
}

/// The ends of what is not drawn, each with how far it may stray from straight; without a length that is not known.
///
/// Seen from an end site it reaches no further, either, than half of the sum of its length and the distances of its
/// ends: each place of it is reached over one end or the other.
fn straying(ends: [Position; 2], length: Option<Km>, end: Position) -> Vec<(Position, Km)> {
    let Some(length) = length else { return ends.map(|place| (place, Km(0.0))).to_vec() };
    let away = ends.map(|place| geodesic::distance(end, place).0);
    let stray = stray(&straight(Some(length), ends[0], ends[1])) / 1_000.0;
    let reach = (away[0] + away[1] + length.0.max(geodesic::distance(ends[0], ends[1]).0)) / 2.0;
    if reach <= away[0].max(away[1]) + stray {
        vec![(end, Km(reach))]
    } else {
        ends.map(|place| (place, Km(stray))).to_vec()
    }
}

/// All areas and all members; a member without an extent makes the risk have none.
fn risk_extent(
    corridor: &Corridor<'_>,
    graph: &Graph,
    risk: crate::model::RiskId,
    end: Position,
) -> Vec<(Position, Km)> {
    let risk = corridor.risk(risk);
    let mut places = Vec::new();
    for area in &risk.areas {
        match area {
            Area::Circle { centre, radius } => places.push((*centre, *radius)),
            Area::Polygon(rim) => places.extend(rim.iter().map(|&corner| (corner, Km(0.0)))),
        }
    }
    for &member in &risk.members {
        // A risk can be a member of a risk only by mistake; its members are not followed.
        let vertex = graph.of_thing(corridor, member).filter(|&vertex| !matches!(graph.node(vertex), Node::Risk(_)));
        let of_member = match (vertex, member) {
            (Some(vertex), _) => extent(corridor, graph, vertex, end),
            (None, Thing::Declaration(_) | Thing::Span(_) | Thing::Leg(_)) => Vec::new(),
        };
        if of_member.is_empty() {
            return Vec::new();
        }
        places.extend(of_member);
    }
    places
}
