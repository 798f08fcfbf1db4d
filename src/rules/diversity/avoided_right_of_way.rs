//! A leg passes a right-of-way that its policy avoids.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "avoided-right-of-way",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/avoided-right-of-way.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::avoided::report(cx, &RULE, Dimension::RightOfWay, found);
}
