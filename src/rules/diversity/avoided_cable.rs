//! A leg passes a cable that its policy avoids.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "avoided-cable",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/avoided-cable.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::avoided::report(cx, &RULE, Dimension::Cable, found);
}
