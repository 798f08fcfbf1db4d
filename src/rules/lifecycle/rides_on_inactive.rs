//! Something in service, or that will be, rides on something that does not stand then.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Carrier, Date, Id, Lifecycle, Over, Status, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "rides-on-inactive",
    group: Group::Lifecycle,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/rides-on-inactive.md"),
    check: Check::ByPolicy(check),
};

/// One reference from a thing to what it rides on.
struct Ride<'c> {
    rider: Thing,
    on: Thing,
    place: &'c dyn Fn() -> Place,
    /// What the policy of a service says of planned things, and where.
    planned: Option<(Level, Place)>,
}

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    for (leg, at) in corridor.legs.iter().zip(0..) {
        let leg_id = crate::model::LegId(at);
        let policy = corridor.services.get(leg.service.index()).and_then(|service| service.policy);
        let planned = policy.map(|policy| corridor.policy(policy)).map(|policy| (policy.planned, cx.at(policy.id, "")));
        over(cx, Thing::Leg(leg_id), &leg.over, planned, &|item| cx.at_leg_item(leg_id, item), found);
    }
    for (link, at) in corridor.links.iter().zip(0..) {
        let link_id = crate::model::LinkId(at);
        over(cx, Thing::Declaration(link.id), &link.over, None, &|item| cx.at_link_item(link_id, item), found);
    }
    for link in corridor.links.iter().filter(|link| link.undisclosed) {
        let ends = link.ends.iter().flat_map(|ends| [(ends.from, "/from"), (ends.to, "/to")]);
        for (site, field) in ends {
            plain(cx, link.id, corridor.site(site).id, field, found);
        }
    }
    for channel in &corridor.channels {
        for (item, system) in channel.over.iter().enumerate() {
            let Some(system) = system else { continue };
            plain(cx, channel.id, corridor.line_system(*system).id, &format!("/over/{item}"), found);
        }
    }
    for system in &corridor.line_systems {
        for (item, span) in system.over.iter().enumerate() {
            let Some(span) = span else { continue };
            // A cable in the list stands for several spans, so that places and spans part after it.
            let pointer = format!("/over/{item}");
            let ride = Ride {
                rider: Thing::Declaration(system.id),
                on: Thing::Span(*span),
                place: &|| cx.at(system.id, &pointer),
                planned: None,
            };
            judge(cx, &ride, found);
        }
    }
    for conduit in &corridor.conduits {
        if let Some(outer) = conduit.within {
            plain(cx, conduit.id, corridor.conduit(outer).id, "/within", found);
        }
    }
    for site in &corridor.sites {
        if let Some(outer) = site.within {
            plain(cx, site.id, corridor.site(outer).id, "/within", found);
        }
    }
    for (span, at) in corridor.spans.iter().zip(0..) {
        span_rides(cx, crate::model::SpanId(at), span, found);
    }
}

/// A reference of one field from a declaration to another.
fn plain(cx: &Cx<'_>, rider: Id, on: Id, field: &str, found: &mut Vec<Diagnostic>) {
    let ride = Ride {
        rider: Thing::Declaration(rider),
        on: Thing::Declaration(on),
        place: &|| cx.at(rider, field),
        planned: None,
    };
    judge(cx, &ride, found);
}

fn span_rides(cx: &Cx<'_>, id: crate::model::SpanId, span: &crate::model::Span<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    for (item, conduit) in span.along.iter().enumerate() {
        let Some(conduit) = conduit else { continue };
        let ride = Ride {
            rider: Thing::Span(id),
            on: Thing::Declaration(corridor.conduit(*conduit).id),
            place: &|| cx.at_span(id, &format!("/along/{item}")),
            planned: None,
        };
        judge(cx, &ride, found);
    }
    let ends = span.ends.iter().flat_map(|ends| [(ends.from, "/from"), (ends.to, "/to")]);
    for (site, field) in ends {
        let ride = Ride {
            rider: Thing::Span(id),
            on: Thing::Declaration(corridor.site(site).id),
            place: &|| cx.at_span(id, field),
            planned: None,
        };
        judge(cx, &ride, found);
    }
}

fn over(
    cx: &Cx<'_>,
    rider: Thing,
    over: &Over,
    planned: Option<(Level, Place)>,
    place: &dyn Fn(usize) -> Place,
    found: &mut Vec<Diagnostic>,
) {
    let corridor = cx.corridor;
    for (item, carrier) in over.iter().enumerate() {
        let on = match carrier {
            None => continue,
            Some(Carrier::Span(span)) => Thing::Span(*span),
            Some(Carrier::Link(link)) => Thing::Declaration(corridor.link(*link).id),
            Some(Carrier::Channel(channel)) => Thing::Declaration(corridor.channel(*channel).id),
            // The first of its spans that does not stand speaks for a cable.
            Some(Carrier::Cable(cable)) => {
                let cable = corridor.cable(*cable);
                let spans = cable.spans.iter().map(|&span| Thing::Span(span));
                let stands =
                    |thing: &Thing| corridor.lifecycle(*thing) == corridor.lifecycle(Thing::Declaration(cable.id));
                spans.into_iter().find(|span| !stands(span)).unwrap_or(Thing::Declaration(cable.id))
            }
        };
        let ride = Ride { rider, on, place: &|| place(item), planned };
        judge(cx, &ride, found);
    }
}

/// The day for which a thing must have what it rides on: the one asked for if it stands then, else its first.
fn needed(lifecycle: &Lifecycle, as_of: Date) -> Option<Date> {
    if lifecycle.stands_at(as_of) {
        return Some(as_of);
    }
    lifecycle.stands_from().filter(|&from| from > as_of)
}

fn judge(cx: &Cx<'_>, ride: &Ride<'_>, found: &mut Vec<Diagnostic>) {
    let rider = cx.corridor.lifecycle(ride.rider);
    let on = cx.corridor.lifecycle(ride.on);
    let Some(day) = needed(&rider, cx.as_of) else { return };
    if on.stands_at(day) {
        return;
    }
    let is_planned = matches!(on.status, Status::Planned | Status::UnderConstruction);
    // What is only late for a rider that is itself to come is a matter of dates, not of status.
    if is_planned && day != cx.as_of && on.ready.is_some() {
        return;
    }
    let (rider_name, on_name) = (cx.corridor.name_of(ride.rider), cx.corridor.name_of(ride.on));
    let state = if on.until.is_some_and(|until| until < day) {
        on.until.map(|until| format!("leased only until {until}")).unwrap_or_default()
    } else {
        on.words().replace("active since", "active only from")
    };
    let when = if day == cx.as_of { String::new() } else { format!(" on {day}") };
    let message = format!("`{rider_name}` rides on `{on_name}`, which does not stand{when}: it is {state}");
    let mut finding = Diagnostic::new(RULE.name, (ride.place)(), message)
        .label("does not stand")
        .ids([rider_name, on_name.clone()])
        .related(cx.declared_at(ride.on), format!("`{on_name}` is {state}"))
        .note("what is not in service carries nothing")
        .help("ride on something in service, or give the rider a status and a date of its own");
    if let (true, Some((level, policy))) = (is_planned, ride.planned) {
        finding.level = level;
        finding = finding.related(policy, format!("its policy says `planned {}`", level.word()));
    }
    found.push(finding);
}
