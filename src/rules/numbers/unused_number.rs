//! A number of something that is not declared.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Number;
use crate::rules::numbers::{called, of_at};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::Kind;

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
            Number::Interface => "port".to_owned(),
            number => listed_words(number.holders()),
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

fn listed_words(kinds: &[Kind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        names => names.concat(),
    }
}
