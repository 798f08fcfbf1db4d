//! A leg passes a country that its policy avoids.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "avoided-country",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/avoided-country.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::avoided::report(cx, &RULE, Dimension::Country, found);
}
