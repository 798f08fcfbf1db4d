//! Something planned rides on something that is ready only later.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Status;
use crate::rules::lifecycle::rides::{self, Ride};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "ready-too-late",
    group: Group::Lifecycle,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/ready-too-late.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    rides::each(cx, &mut |ride| judge(cx, ride, found));
}

fn judge(cx: &Cx<'_>, ride: &Ride<'_>, found: &mut Vec<Diagnostic>) {
    let rider = cx.corridor.lifecycle(ride.rider);
    let on = cx.corridor.lifecycle(ride.on);
    // What rides already, or should by now, rides on something inactive.
    let Some(from) = rider.stands_from().filter(|&from| from > cx.as_of) else { return };
    let is_planned = matches!(on.status, Status::Planned | Status::UnderConstruction);
    let Some(ready) = on.ready.filter(|&ready| is_planned && ready > from) else { return };
    let (rider_name, on_name) = (cx.corridor.name_of(ride.rider), cx.corridor.name_of(ride.on));
    // Spans and legs have their status from the cable and the service.
    let (rider_whole, on_whole) = (cx.corridor.whole(ride.rider), cx.corridor.whole(ride.on));
    found.push(
        Diagnostic::new(
            RULE.name,
            (ride.place)(),
            format!("`{rider_name}` is to stand on {from}, and `{on_name}`, which it rides on, is ready on {ready}"),
        )
        .label("ready only later")
        .measure("late-days", (ready.days() - from.days()) as f64)
        .ids([rider_name.clone(), on_name.clone()])
        .related(cx.at(on_whole, "/status"), format!("`{}` is {}", cx.text(on_whole), on.words()))
        .related(cx.at(rider_whole, "/status"), format!("`{}` is {}", cx.text(rider_whole), rider.words()))
        .help(format!(
            "move `ready` of `{}` to {ready}, or ride on something that stands by {from}",
            cx.text(rider_whole)
        )),
    );
}
