//! A leg passes a operator that its policy avoids.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "avoided-operator",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/avoided-operator.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::avoided::report(cx, &RULE, Dimension::Operator, found);
}
