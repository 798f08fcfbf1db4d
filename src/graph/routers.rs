//! Routers, and what joins two of them.

use std::collections::BTreeMap;

use crate::graph::{Closures, Node, Sides, is_same_place};
use crate::model::{Corridor, Date, Device, DeviceId, DeviceRole, Id, LinkId, PortId};

/// Two routers that are joined.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Adjacency {
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

impl Adjacency {
    /// The id under which its prefix is locked.
    pub fn name<'a>(&self, corridor: &Corridor<'a>) -> &'a str {
        match self.over {
            Joined::Link(link) => corridor.text(corridor.link(link).id),
            Joined::Handoff([side, _]) => corridor.text(side),
        }
    }

    /// Whether it stands on a day, with all that it rides on.
    pub fn stands(&self, corridor: &Corridor<'_>, closures: &mut Closures<'_>, date: Date) -> bool {
        match self.over {
            Joined::Link(link) => {
                let graph = closures.graph;
                let closure = closures.of(&[graph.vertex(Node::Link(link))]).0;
                graph.stand(corridor, &closure, date)
            }
            Joined::Handoff(sides) => {
                sides.into_iter().all(|side| corridor.declaration(side).lifecycle.stands_at(date))
            }
        }
    }
}

/// The routers, in the order of their ids.
pub fn routers<'c, 'a>(corridor: &'c Corridor<'a>) -> impl Iterator<Item = (DeviceId, &'c Device<'a>)> {
    let all = corridor.devices.iter().zip(0..).map(|(device, at)| (DeviceId(at), device));
    all.filter(|(_, device)| device.role == DeviceRole::Router)
}

/// All that joins two routers: links that end on a port of one at each end, and handoffs with a port on both sides.
pub fn adjacencies(corridor: &Corridor<'_>) -> Vec<Adjacency> {
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
    let mut found: Vec<Adjacency> = Vec::new();
    for (link, ports) in ports {
        let (&[one, other], Some(ends)) = (ports.as_slice(), corridor.link(link).ends) else { continue };
        let is_first = |port: PortId| {
            corridor.device(port.device).site.is_some_and(|site| is_same_place(corridor, site, ends.from))
        };
        let ends = if is_first(other) && !is_first(one) { [other, one] } else { [one, other] };
        found.push(Adjacency { over: Joined::Link(link), ends });
    }
    let sides = Sides::new(corridor);
    for handoff in &corridor.handoffs {
        let Some(peer) = sides.answer(handoff).filter(|peer| handoff.id < peer.id) else { continue };
        let (Some(here), Some(there)) = (handoff.port, peer.port) else { continue };
        let are_routers = [here, there].iter().all(|port| corridor.device(port.device).role == DeviceRole::Router);
        if are_routers && here.device != there.device {
            found.push(Adjacency { over: Joined::Handoff([handoff.id, peer.id]), ends: [here, there] });
        }
    }
    found
}
