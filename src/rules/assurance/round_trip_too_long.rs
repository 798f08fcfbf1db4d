//! A leg on which light takes longer than the policy allows.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{LegId, Millis, Status, Thing};
use crate::rules::assurance::round_trip::RoundTrips;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "round-trip-too-long",
    group: Group::Assurance,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/round-trip-too-long.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    if !corridor.policies.iter().any(|policy| policy.round_trip.is_some()) {
        return;
    }
    let round_trips = RoundTrips::new(corridor);
    for (leg, at) in corridor.legs.iter().zip(0..) {
        let service = corridor.service(leg.service);
        let policy = service.policy.map(|policy| corridor.policy(policy));
        let Some((policy, limit)) = policy.and_then(|policy| Some((policy, policy.round_trip?))) else { continue };
        if corridor.declaration(service.id).lifecycle.status == Status::Retired {
            continue;
        }
        let took = round_trips.of_over(&leg.over);
        // Sums of decimals are off by less.
        if took.ms <= limit.0 * (1.0 + 1e-9) {
            continue;
        }
        let id = LegId(at);
        let name = cx.text(service.id);
        let tenths = Millis((took.ms * 10.0).ceil() / 10.0);
        let at_least = if took.is_least { "at least " } else { "" };
        let mut notes = vec!["twice the sum of length times delay, and of what equipment adds"];
        if took.is_assumed {
            notes.push("a length that nobody gives is assumed: geodesic times the corridor's `route-factor`");
        }
        if took.is_least {
            notes.push("what is not known counts with the least that is possible, the geodesic at the speed in glass");
        }
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at_leg(id, "/name"),
                format!("leg `{}` of `{name}` takes {at_least}{tenths} there and back, limit {limit}", leg.name),
            )
            .label(format!("{at_least}{tenths}"))
            .measure("over-ms", took.ms - limit.0)
            .ids([name.to_owned(), corridor.name_of(Thing::Leg(id))])
            .related(cx.at(policy.id, "/round-trip"), format!("policy `{}` allows {limit}", cx.text(policy.id)))
            .note(notes.join("; "))
            .help("take a shorter way, or promise a longer round trip"),
        );
    }
}
