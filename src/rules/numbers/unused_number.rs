//! A number of something that is not declared.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Number;
use crate::rules::numbers::{called, of_at};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::listed;

pub static RULE: Rule = Rule {
    name: "unused-number",
    group: Group::Numbers,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/unused-number.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for given in &cx.corridor.given {
        if cx.corridor.holds(given.number, given.of) {
            continue;
        }
        let kinds = match given.number {
            Number::Interface => "`port`".to_owned(),
            number => listed(number.holders().iter().map(|kind| kind.name()), "or"),
        };
        found.push(
            Diagnostic::new(
                RULE.name,
                of_at(cx, given),
                format!("{} is `{}`'s, and there is no such {kinds}", called(given), given.of),
            )
            .label("not declared")
            .ids([given.of])
            .help("`corridor lock` takes it away; if it was renamed by hand, write the new id here, and it keeps its number"),
        );
    }
}
