//! A lease or right of use that rides on one that ends before it.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::lifecycle::rides::{self, Ride};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "tenure-ends-early",
    group: Group::Lifecycle,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/tenure-ends-early.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    rides::each(cx, &mut |ride| judge(cx, ride, found));
}

fn judge(cx: &Cx<'_>, ride: &Ride<'_>, found: &mut Vec<Diagnostic>) {
    let (rider, on) = (cx.corridor.lifecycle(ride.rider), cx.corridor.lifecycle(ride.on));
    let (Some(until), Some(ends)) = (rider.until, on.until) else { return };
    // One that has ended by now carries nothing, which is another finding.
    if ends >= until || ends < cx.as_of {
        return;
    }
    let (rider_name, on_name) = (cx.corridor.name_of(ride.rider), cx.corridor.name_of(ride.on));
    found.push(
        Diagnostic::new(
            RULE.name,
            (ride.place)(),
            format!("`{rider_name}` is held until {until}, and `{on_name}`, which it rides on, only until {ends}"),
        )
        .label(format!("ends {ends}"))
        .measure("early-days", (until.days() - ends.days()) as f64)
        .ids([rider_name, on_name.clone()])
        .related(cx.declared_at(ride.on), format!("`{on_name}` is held until {ends}"))
        .note("what is leased on to others cannot outlast what it is made of")
        .help(format!("extend the tenure of `{on_name}`, or shorten the other")),
    );
}
