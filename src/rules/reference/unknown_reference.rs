//! A reference to nothing. Found by `lower`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unknown-reference",
    group: Group::Reference,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/unknown-reference.md"),
    check: Check::WhileReading,
};
