//! A leg passes a risk that its policy avoids.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "avoided-risk",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/avoided-risk.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::avoided::report(cx, &RULE, Dimension::Risk, found);
}
