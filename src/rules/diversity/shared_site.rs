//! Two legs that must be disjoint share a site.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "shared-site",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/shared-site.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    super::shared::report(cx, &RULE, Dimension::Site, found);
    // Once for all kinds, and this one comes first.
    super::shared::cut(cx, found);
}
