//! A source that is so old that what it says may have changed.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Status;
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
        let status = cx.corridor.lifecycle(sourced.of).status;
        let is_plan = matches!(status, Status::Planned | Status::UnderConstruction);
        let years = if is_plan { YEARS_OF_PLANS } else { YEARS };
        if as_of >= cx.today.years_before(years) {
            continue;
        }
        let name = cx.corridor.name_of(sourced.of);
        let of = if is_plan { format!("of what is {}", status.word()) } else { "of a source".to_owned() };
        let id = Some(name.clone()).filter(|name| !name.is_empty());
        let name = id.clone().unwrap_or_else(|| "the corridor".to_owned());
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at_source(sourced, "as-of"),
                format!("what is said of `{name}` was last so on {as_of}, over {years} years ago"),
            )
            .label(format!("over {years} years ago"))
            .ids(id)
            .note(format!("{years} years are the limit {of}"))
            .help("look whether it still says so and move `as-of`, or name a newer source"),
        );
    }
}
