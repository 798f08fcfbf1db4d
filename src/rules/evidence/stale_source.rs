//! A source that is so old that what it says may have changed.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Date, Sourced, Status};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "stale-source",
    group: Group::Evidence,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/stale-source.md"),
    check: Check::Corridor(check),
};

/// Plant that stands changes seldom; plans change every year.
const YEARS: u16 = 10;
const YEARS_OF_PLANS: u16 = 3;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for sourced in &cx.corridor.sources {
        let Some(as_of) = sourced.as_of else { continue };
        if let Some(first) = sourced.as_of_first.filter(|first| *first > cx.today) {
            found.push(to_come(cx, sourced, first));
            continue;
        }
        let status = cx.corridor.lifecycle(sourced.of).status;
        let is_plan = matches!(status, Status::Planned | Status::UnderConstruction);
        let years = if is_plan { YEARS_OF_PLANS } else { YEARS };
        if as_of >= cx.today.years_before(years) {
            continue;
        }
        let (id, name) = named(cx, sourced);
        let of = if is_plan { format!("of what is {}", status.word()) } else { "of a source".to_owned() };
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at_source(sourced, "as-of"),
                format!("what is known of `{name}` is as of {as_of}, over {years} years ago"),
            )
            .label(format!("over {years} years ago"))
            .ids(id)
            .note(format!("{years} years are the limit {of}"))
            .help("look whether it still says so and move `as-of`, or name a newer source"),
        );
    }
}

/// A source cannot know what is to come. Of a month or a year the first day counts: this year has begun.
fn to_come(cx: &Cx<'_>, sourced: &Sourced<'_>, first: Date) -> Diagnostic {
    let (id, name) = named(cx, sourced);
    let message = format!("what is known of `{name}` is as of {first}, a day to come");
    Diagnostic::new(RULE.name, cx.at_source(sourced, "as-of"), message)
        .label(format!("today is {}", cx.today))
        .ids(id)
        .help("write the day at which the source says so; what it says of the future goes to `status`")
}

/// The id of what a source is about, if it has one, and what it is called.
fn named(cx: &Cx<'_>, sourced: &Sourced<'_>) -> (Option<String>, String) {
    let id = Some(cx.corridor.name_of(sourced.of)).filter(|name| !name.is_empty());
    let name = id.clone().unwrap_or_else(|| "the corridor".to_owned());
    (id, name)
}
