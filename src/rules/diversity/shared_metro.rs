//! Two legs that must be disjoint share a metro.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "shared-metro",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/shared-metro.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::shared::report(cx, &RULE, Dimension::Metro, found);
}
