//! What needs a number: routers and what joins them, and what links ride on.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Closures, Graph, Node};
use crate::model::{Corridor, Device, DeviceId, DeviceRole, Id, LinkId, Number, PortId, Thing};
use crate::rules::Sides;

/// Two routers that are joined.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Link {
    pub over: Joined,
    /// The `from` end of a link, or the side of a handoff whose id comes first; then the other.
    pub ends: [PortId; 2],
}

/// What joins them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Joined {
    Link(LinkId),
    /// The side whose id comes first, and the other.
    Handoff([Id; 2]),
}

impl Link {
    /// The id under which its prefix is locked.
    pub fn name<'a>(&self, corridor: &Corridor<'a>) -> &'a str {
        match self.over {
            Joined::Link(link) => corridor.text(corridor.link(link).id),
            Joined::Handoff([side, _]) => corridor.text(side),
        }
    }
}

/// The routers, in the order of their ids.
pub fn routers<'c, 'a>(corridor: &'c Corridor<'a>) -> impl Iterator<Item = (DeviceId, &'c Device<'a>)> {
    let all = corridor.devices.iter().zip(0..).map(|(device, at)| (DeviceId(at), device));
    all.filter(|(_, device)| device.role == DeviceRole::Router)
}

/// All that joins two routers: links that end on a port of one at each end, and handoffs with a port on both sides.
pub fn links(corridor: &Corridor<'_>) -> Vec<Link> {
    let mut ports: BTreeMap<LinkId, Vec<PortId>> = BTreeMap::new();
    for (id, device) in routers(corridor) {
        for (port, at) in device.ports.iter().zip(0..) {
            for &link in port.links.iter().flatten() {
                // Several ports of one router carry a link together: the first stands for them.
                let known = ports.entry(link).or_default();
                if known.iter().all(|known| known.device != id) {
                    known.push(PortId { device: id, at });
                }
            }
        }
    }
    let mut links: Vec<Link> = Vec::new();
    for (link, ports) in ports {
        let (&[one, other], Some(ends)) = (ports.as_slice(), corridor.link(link).ends) else { continue };
        let is_first = |port: PortId| corridor.device(port.device).site == Some(ends.from);
        let ends = if is_first(other) && !is_first(one) { [other, one] } else { [one, other] };
        links.push(Link { over: Joined::Link(link), ends });
    }
    let sides = Sides::new(corridor);
    for handoff in &corridor.handoffs {
        let Some(peer) = sides.answer(handoff).filter(|peer| handoff.id < peer.id) else { continue };
        let (Some(here), Some(there)) = (handoff.port, peer.port) else { continue };
        let are_routers = [here, there].iter().all(|port| corridor.device(port.device).role == DeviceRole::Router);
        if are_routers && here.device != there.device {
            links.push(Link { over: Joined::Handoff([handoff.id, peer.id]), ends: [here, there] });
        }
    }
    links
}

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
        Number::Prefix => links(corridor).iter().map(|link| link.name(corridor).to_owned()).collect(),
        Number::Interface => links(corridor).iter().flat_map(|link| link.ends).map(port).collect(),
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
