//! Lowers what is sold and what it is sold from: links, services and their legs, demands, handoffs.

use crate::lower::equipment;
use crate::lower::plant::duplicate_part;
use crate::lower::resolve::{Cx, EXPOSED_AND_RISKS, STRUCK, Target, leg_id, quantity};
use crate::lower::things;
use crate::model::declared::{self, Declared};
use crate::model::{Demand, Encryption, Handoff, Id, Leg, Link, Moment, Outage, Over, Service, ServiceId, Thing};
use crate::schema::Kind;
use crate::syntax::Decimal;

/// Gives every leg its id, and every port.
pub(super) fn register_legs<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    let mut next_service = 0;
    for (id, declared) in declared {
        if let Declared::Device(device) = declared {
            for (at, port) in device.port.iter().enumerate() {
                if cx.parts.insert((*id, port.name), Thing::Declaration(*id)).is_some() {
                    duplicate_part(cx, *id, device.id, "port", port.name, &format!("/port/{at}/name"));
                }
            }
        }
        let Declared::Service(service) = declared else { continue };
        for (at, leg) in service.leg.iter().enumerate() {
            let leg_id = leg_id(&cx.corridor.legs);
            if cx.parts.contains_key(&(*id, leg.name)) {
                duplicate_part(cx, *id, service.id, "leg", leg.name, &format!("/leg/{at}/name"));
                continue;
            }
            cx.parts.insert((*id, leg.name), Thing::Leg(leg_id));
            cx.corridor.legs.push(Leg {
                service: ServiceId(next_service),
                name: leg.name,
                position: at as u32,
                over: Vec::new(),
            });
        }
        next_service += 1;
    }
}

pub(super) fn links<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Link(link) = declared else { continue };
        let undisclosed = link.undisclosed == Some(true);
        let lowered = Link {
            id: *id,
            ends: cx.ends(*id, link.from, link.to, ""),
            capacity: link.capacity.map(quantity),
            over: over(cx, *id, &link.over, ""),
            undisclosed,
            provider: cx.operator(*id, link.provider, "/provider"),
            operator: cx.operator(*id, link.operator, "/operator"),
            encryption: link.encryption.and_then(Encryption::from_word),
            round_trip: link.round_trip.map(quantity),
            delay: link.delay.map(quantity),
            diverse_from: things(cx, *id, &link.diverse_from, EXPOSED_AND_RISKS, "/diverse-from"),
        };
        cx.corridor.links.push(lowered);
    }
}

fn over<'a>(cx: &mut Cx<'a, '_>, id: Id, names: &[&'a str], prefix: &str) -> Over {
    names.iter().enumerate().map(|(at, name)| cx.carrier(id, name, || format!("{prefix}/over/{at}"))).collect()
}

pub(super) fn services<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    let mut next = 0;
    for (id, declared) in declared {
        let Declared::Service(service) = declared else { continue };
        let mut legs = Vec::new();
        for (at, leg) in service.leg.iter().enumerate() {
            let Some(&Thing::Leg(leg_id)) = cx.parts.get(&(*id, leg.name)) else { continue };
            if cx.corridor.leg(leg_id).position as usize != at {
                continue;
            }
            let over = over(cx, *id, &leg.over, &format!("/leg/{at}"));
            cx.corridor.legs[leg_id.index()].over = over;
            legs.push(leg_id);
        }
        cx.operator(*id, service.customer.filter(|customer| cx.ids.contains_key(customer)), "/customer");
        let lowered = Service {
            id: *id,
            ends: cx.ends(*id, service.from, service.to, ""),
            capacity: service.capacity.map(quantity),
            policy: cx.policy(*id, service.policy, "/policy"),
            names_policy: service.policy.is_some(),
            has_all_legs: legs.len() == service.leg.len(),
            legs,
            needs: service.needs.and_then(Decimal::to_u64).unwrap_or(1).max(1),
            encryption: service.encryption.and_then(Encryption::from_word),
        };
        if let Some(needs) = service.needs.and_then(Decimal::to_u64)
            && needs > service.leg.len() as u64
        {
            let has = service.leg.len();
            let legs = if has == 1 { "leg" } else { "legs" };
            let finding =
                cx.report("invalid-value", *id, "/needs", format!("`{}` needs {needs} legs and has {has}", service.id));
            finding.label = format!("{has} {legs} declared").into();
            finding.help =
                Some("`needs` says how many of the legs must be up at a time: write fewer, or add legs".into());
        }
        debug_assert_eq!(next, cx.corridor.services.len());
        next += 1;
        cx.corridor.services.push(lowered);
    }
}

pub(super) fn demands<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Demand(demand) = declared else { continue };
        let lowered = Demand {
            id: *id,
            ends: cx.ends(*id, demand.from, demand.to, ""),
            policy: cx.policy(*id, demand.policy, "/policy"),
            names_policy: demand.policy.is_some(),
            routes: demand.routes.and_then(Decimal::to_u64).unwrap_or(2) as usize,
            by: cx.date(*id, demand.by, crate::lower::resolve::Parse::Last, "/by"),
        };
        cx.corridor.demands.push(lowered);
    }
}

fn handoff<'a>(cx: &mut Cx<'a, '_>, id: Id, handoff: &declared::Handoff<'a>) {
    let peer = handoff.peer.and_then(|peer| cx.refer(id, peer, &[Target::Kind(Kind::Handoff)], || "/peer".to_owned()));
    let mut lowered = Handoff {
        id,
        of: cx.operator(id, Some(handoff.of), "/of"),
        with: cx.operator(id, Some(handoff.with), "/with"),
        site: cx.site(id, handoff.site, "/site"),
        peer: peer.map(|peer| cx.corridor.whole(peer)),
        names_peer: handoff.peer.is_some(),
        port: handoff.port.and_then(|port| equipment::port(cx, id, port, "/port")),
        interface: handoff.interface,
        capacity: handoff.capacity.map(quantity),
        encryption: handoff.encryption.and_then(Encryption::from_word),
        mtu: handoff.mtu.and_then(Decimal::to_u64),
        vlan: handoff.vlan.and_then(Decimal::to_u64),
    };
    let alone = if lowered.of.is_some() && lowered.of == lowered.with {
        Some(("/with", format!("a handoff of `{0}` with `{0}`", handoff.of), "name the other party"))
    } else if lowered.peer == Some(id) {
        let peer = handoff.peer.unwrap_or_default();
        Some((
            "/peer",
            format!("`{peer}` is its own peer"),
            "name the handoff that the other party declares, or leave `peer` out",
        ))
    } else {
        None
    };
    if let Some((pointer, message, help)) = alone {
        let finding = cx.report("invalid-value", id, pointer, message);
        finding.label = "the same again".into();
        finding.help = Some(help.into());
        // It meets nobody, and keeps its place among its kind.
        lowered = Handoff { of: None, with: None, peer: None, ..lowered };
    }
    cx.corridor.handoffs.push(lowered);
}

/// The rest: handoffs and outages.
pub(super) fn others<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        match declared {
            Declared::Handoff(handoff) => self::handoff(cx, *id, handoff),
            Declared::Outage(outage) => self::outage(cx, *id, outage),
            _ => {}
        }
    }
}

fn outage<'a>(cx: &mut Cx<'a, '_>, id: Id, outage: &declared::Outage<'a>) {
    let named = outage.on.iter().enumerate();
    let on = named.filter_map(|(at, name)| Some((at, cx.refer(id, name, STRUCK, || format!("/on/{at}"))?))).collect();
    let instant = |cx: &mut Cx<'a, '_>, text: &str, pointer: &str| {
        let instant = Moment::parse(text);
        if instant.is_none() {
            let message = format!("`{text}` is not a day of the calendar");
            cx.report("invalid-value", id, pointer, message).label = "no such day".into();
        }
        instant
    };
    let starts = instant(cx, outage.starts, "/starts");
    let ends = instant(cx, outage.ends, "/ends");
    let (Some(starts), Some(ends)) = (starts, ends) else { return };
    if ends <= starts {
        let finding = cx.report("invalid-value", id, "/ends", format!("`{}` ends before it starts", outage.id));
        finding.label = "not after `starts`".into();
        finding.help = Some("write the end of the work, with its zone".into());
        return;
    }
    cx.corridor.outages.push(Outage { id, on, starts, ends, reason: outage.reason, approved_by: outage.approved_by });
}
