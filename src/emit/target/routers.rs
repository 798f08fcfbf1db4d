//! What routers are told, whatever they run: addresses, neighbours and metrics.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::graph::{Adjacency, Closures, Joined, adjacencies, routers};
use crate::lock::Numbers;
use crate::model::{Corridor, Device, DeviceId, Encryption, Igp, Millis, Number, OperatorId, PortId, Value};
use crate::rules::{Cx, RoundTrips};

/// A router with all that it is told.
#[derive(Debug)]
pub(super) struct Router<'c> {
    pub device: &'c Device<'c>,
    pub id: &'c str,
    pub operator: OperatorId,
    pub party: &'c str,
    pub igp: Igp,
    pub asn: u32,
    pub loopback: Ipv4Addr,
    /// In the order of the ids of what joins them.
    pub interfaces: Vec<Interface<'c>>,
    /// The other routers of the same operator, in the order of their ids.
    pub others: Vec<(&'c str, Ipv4Addr)>,
}

/// One end of what joins two routers.
#[derive(Debug)]
pub(super) struct Interface<'c> {
    /// As the system calls it.
    pub name: String,
    pub port: &'c str,
    /// The id of the link, or of this side of the handoff.
    pub over: &'c str,
    pub address: Ipv4Addr,
    /// How many bits of it are those of the network.
    pub length: u8,
    pub peer: Peer<'c>,
    /// One way; `None` across a handoff, which lies in one house.
    pub delay: Option<Millis>,
    pub encryption: Option<Encryption>,
    pub mtu: Option<u64>,
}

#[derive(Debug)]
pub(super) struct Peer<'c> {
    pub id: &'c str,
    pub address: Ipv4Addr,
    pub asn: u32,
    pub party: &'c str,
    pub is_inside: bool,
}

impl Interface<'_> {
    /// What the way over it costs: its delay one way in steps of 10 us, and 1 at the least.
    pub fn metric(&self, most: u32) -> u32 {
        let steps = self.delay.map_or(1.0, |delay| (delay.0 * 100.0).round());
        (steps as u32).clamp(1, most)
    }
}

/// All routers that can be told something, and why each other one is left out.
pub(super) fn all<'c>(cx: &Cx<'c>, numbers: &Numbers) -> (Vec<Router<'c>>, Vec<String>) {
    let corridor = cx.corridor;
    let mut left_out = Vec::new();
    let mut found: BTreeMap<DeviceId, Router<'c>> = BTreeMap::new();
    for (at, device) in routers(corridor) {
        let id = corridor.text(device.id);
        let stands = corridor.declaration(device.id).lifecycle.stands_at(cx.as_of);
        let told = device
            .operator
            .filter(|_| stands)
            .ok_or(if stands { "it names no operator" } else { "it does not stand" })
            .and_then(|operator| {
                let of = corridor.operator(operator);
                let party = corridor.text(of.id);
                let given = || match numbers.get(Number::Asn, party) {
                    Some(Value::Number(asn)) => Some(asn),
                    _ => None,
                };
                let asn = of.asn.or_else(given).ok_or("its operator has no `asn`, and no pool `asn` is declared")?;
                let loopback = loopback(device, id, numbers)?;
                let (interfaces, others) = (Vec::new(), Vec::new());
                Ok(Router { device, id, operator, party, igp: of.igp, asn, loopback, interfaces, others })
            });
        match told {
            Ok(router) => {
                found.insert(at, router);
            }
            Err(why) => left_out.push(format!("`{id}` is left out: {why}")),
        }
    }
    let round_trips = RoundTrips::new(corridor);
    let mut closures = Closures::new(cx.graph);
    for link in adjacencies(corridor) {
        let name = link.name(corridor);
        if !link.stands(corridor, &mut closures, cx.as_of) {
            left_out.push(format!("`{name}` is left out: it does not stand on {}", cx.as_of));
            continue;
        }
        let Some(Value::Prefix(prefix)) = numbers.get(Number::Prefix, name) else {
            left_out.push(format!("`{name}` is left out: no pool `link` is declared"));
            continue;
        };
        let [first, last] = prefix.range();
        // Of a longer prefix that a hand wrote, the first two hosts.
        let base = if prefix.length >= 31 { first } else { first + 1 };
        if last == first || link.ends.iter().any(|end| !found.contains_key(&end.device)) {
            continue;
        }
        let [here, there] = link.ends.map(|end| &found[&end.device]);
        if here.asn == there.asn && here.operator != there.operator {
            let (one, other, asn) = (here.party, there.party, here.asn);
            left_out.push(format!("`{name}` is left out: `{one}` and `{other}` have one AS number, {asn}"));
            continue;
        }
        let addresses = [base, base + 1].map(|bits| (Ipv4Addr::from_bits(bits), prefix.length));
        let [one, other] = [(0, 1), (1, 0)]
            .map(|(here, there)| interface(corridor, numbers, &round_trips, &link, [here, there], addresses, &found));
        let taken = link.ends.iter().zip([&one, &other]).find_map(|(end, interface)| {
            let router = &found[&end.device];
            let same = router.interfaces.iter().find(|known| known.name == interface.name)?;
            Some(format!("`{}` is on interface `{}` of `{}` already", same.over, same.name, router.id))
        });
        if let Some(taken) = taken {
            left_out.push(format!("`{name}` is left out: {taken}"));
            continue;
        }
        for (end, interface) in link.ends.into_iter().zip([one, other]) {
            if let Some(router) = found.get_mut(&end.device) {
                router.interfaces.push(interface);
            }
        }
    }
    let mut inside: BTreeMap<OperatorId, Vec<(&str, Ipv4Addr)>> = BTreeMap::new();
    for router in found.values() {
        inside.entry(router.operator).or_default().push((router.id, router.loopback));
    }
    for router in found.values_mut() {
        let of_party = inside.get(&router.operator).into_iter().flatten();
        router.others = of_party.filter(|(id, _)| *id != router.id).copied().collect();
        router.interfaces.sort_by_key(|interface| interface.over);
    }
    (found.into_values().collect(), left_out)
}

fn loopback(device: &Device<'_>, id: &str, numbers: &Numbers) -> Result<Ipv4Addr, &'static str> {
    if device.loopback.is_some() {
        return device.address().ok_or("its loopback is no IPv4 address");
    }
    match numbers.get(Number::Loopback, id) {
        Some(Value::Address(address)) => Ok(address),
        _ => Err("it has no loopback, and no pool `loopback` is declared"),
    }
}

fn interface<'c>(
    corridor: &'c Corridor<'c>,
    numbers: &Numbers,
    round_trips: &RoundTrips<'_, '_>,
    link: &Adjacency,
    [here, there]: [usize; 2],
    addresses: [(Ipv4Addr, u8); 2],
    found: &BTreeMap<DeviceId, Router<'c>>,
) -> Interface<'c> {
    let end: PortId = link.ends[here];
    let router = &found[&end.device];
    let port = corridor.device(end.device).ports[end.at as usize].name;
    let other = &found[&link.ends[there].device];
    let name = match numbers.get(Number::Interface, &format!("{}:{port}", router.id)) {
        Some(Value::Name(name)) => name.to_owned(),
        _ => port.to_owned(),
    };
    let peer = Peer {
        id: other.id,
        address: addresses[there].0,
        asn: other.asn,
        party: other.party,
        is_inside: other.operator == router.operator,
    };
    let (over, delay, encryption, mtu, vlan) = match link.over {
        Joined::Link(id) => {
            let link = corridor.link(id);
            let one_way = Millis(round_trips.of_link(id).ms / 2.0);
            (corridor.text(link.id), Some(one_way), link.encryption, None, None)
        }
        Joined::Handoff(sides) => {
            let side = corridor.handoffs.iter().find(|handoff| handoff.id == sides[here]);
            let side = side.expect("what joins two routers is declared");
            (corridor.text(side.id), None, side.encryption, side.mtu, side.vlan)
        }
    };
    let name = vlan.map_or_else(|| name.clone(), |vlan| format!("{name}.{vlan}"));
    Interface { name, port, over, address: addresses[here].0, length: addresses[here].1, peer, delay, encryption, mtu }
}

/// The two ends of what joins two routers, each once: routers and interfaces, in the order of the routers' ids.
pub(super) fn pairs<'r, 'c>(all: &'r [Router<'c>]) -> Vec<([&'r Router<'c>; 2], [&'r Interface<'c>; 2])> {
    let known: BTreeMap<&str, &Router<'c>> = all.iter().map(|router| (router.id, router)).collect();
    let mut pairs = Vec::new();
    for router in known.values() {
        for here in &router.interfaces {
            let Some(other) = known.get(here.peer.id).filter(|other| router.id < other.id) else { continue };
            let there = other.interfaces.iter().find(|there| there.address == here.peer.address);
            pairs.extend(there.map(|there| ([*router, *other], [here, there])));
        }
    }
    pairs
}
