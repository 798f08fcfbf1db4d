//! Two declarations under one id. Found by `lower`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "duplicate-id",
    group: Group::Reference,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/duplicate-id.md"),
    check: Check::WhileReading,
};
