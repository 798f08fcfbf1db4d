//! A top-level node whose name is no kind. Found by `schema`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unknown-kind",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/unknown-kind.md"),
    check: Check::WhileReading,
};
