//! Something in service, or that will be, rides on something that does not stand then.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Date, Lifecycle, Status};
use crate::rules::lifecycle::rides::{self, Ride};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "rides-on-inactive",
    group: Group::Lifecycle,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/rides-on-inactive.md"),
    check: Check::ByPolicy(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    rides::each(cx, &mut |ride| judge(cx, ride, found));
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
    // What is only late for a rider that is itself to come is a matter of dates, not of status: `ready-too-late`.
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
