//! What needs a number: routers and what joins them, and what links ride on.

use std::collections::BTreeSet;

use crate::graph::{Closures, Graph, Node, adjacencies, routers};
use crate::model::{Corridor, LinkId, Number, PortId, Thing};

/// What needs a number of a sort, in the order of the names.
pub(super) fn wanted(corridor: &Corridor<'_>, graph: &Graph, number: Number) -> BTreeSet<String> {
    let port = |port: PortId| {
        let device = corridor.device(port.device);
        format!("{}:{}", corridor.text(device.id), device.ports[port.at as usize].name)
    };
    let text = |id| corridor.text(id).to_owned();
    match number {
        Number::Asn => {
            let operators = routers(corridor).filter_map(|(_, device)| device.operator);
            let without = operators.map(|id| corridor.operator(id)).filter(|operator| operator.asn.is_none());
            without.map(|operator| text(operator.id)).collect()
        }
        Number::Loopback => {
            let without = routers(corridor).filter(|(_, device)| device.loopback.is_none());
            without.map(|(_, device)| text(device.id)).collect()
        }
        Number::Prefix => adjacencies(corridor).iter().map(|of| of.name(corridor).to_owned()).collect(),
        Number::Interface => adjacencies(corridor).iter().flat_map(|of| of.ends).map(port).collect(),
        Number::Srlg => groups(corridor, graph).into_iter().map(|thing| corridor.name_of(thing)).collect(),
    }
}

/// What links ride on and may share: all sites passed, rights-of-way, conduits, cables and risks; a link's own ends
/// are no risk that it shares on the way.
fn groups(corridor: &Corridor<'_>, graph: &Graph) -> BTreeSet<Thing> {
    let mut closures = Closures::new(graph);
    let mut found = BTreeSet::new();
    for (link, at) in corridor.links.iter().zip(0..) {
        let (closure, _) = closures.of(&[graph.vertex(Node::Link(LinkId(at)))]);
        for vertex in closure {
            let id = match graph.node(vertex) {
                Node::Site(site) if link.ends.is_some_and(|ends| ends.across(site).is_some()) => continue,
                Node::Site(site) => corridor.site(site).id,
                Node::RightOfWay(way) => corridor.right_of_way(way).id,
                Node::Conduit(conduit) => corridor.conduit(conduit).id,
                Node::Cable(cable) => corridor.cable(cable).id,
                Node::Risk(risk) => corridor.risk(risk).id,
                _ => continue,
            };
            found.insert(Thing::Declaration(id));
        }
    }
    found
}
