//! A thing that is said to be planned for a date that is past.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Date, Id, Lifecycle, SpanId, Status, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "past-ready-date",
    group: Group::Lifecycle,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/past-ready-date.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    for (declaration, at) in corridor.declarations.iter().zip(0..) {
        judge(cx, Thing::Declaration(Id(at)), &declaration.lifecycle, &|| cx.at(Id(at), "/status/ready"), found);
    }
    for (span, at) in corridor.spans.iter().zip(0..) {
        // What a span takes from its cable is found there.
        let Some(own) = &span.own_lifecycle else { continue };
        judge(cx, Thing::Span(SpanId(at)), own, &|| cx.at_span(SpanId(at), "/status/ready"), found);
    }
}

/// The date for which a thing is still said to be planned, though it is past.
fn past(lifecycle: &Lifecycle, today: Date) -> Option<Date> {
    let planned = matches!(lifecycle.status, Status::Planned | Status::UnderConstruction);
    lifecycle.ready.filter(|&ready| planned && ready < today)
}

fn judge(cx: &Cx<'_>, thing: Thing, lifecycle: &Lifecycle, place: &dyn Fn() -> Place, found: &mut Vec<Diagnostic>) {
    let Some(ready) = past(lifecycle, cx.today) else { return };
    let id = Some(cx.corridor.name_of(thing)).filter(|id| !id.is_empty());
    // Some kinds have no id.
    let name = id.as_deref().unwrap_or_else(|| cx.corridor.declaration(cx.corridor.whole(thing)).kind.name());
    let state = lifecycle.status.word();
    found.push(
        Diagnostic::new(RULE.name, place(), format!("`{name}` is still {state}, though it was to be ready by {ready}"))
            .label(format!("today is {}", cx.today))
            .ids(id)
            .note("from that date on it counts as standing, whether or not it was built")
            .help("write `status active since=DATE` if it stands by now; if it is late, move `ready`"),
    );
}
