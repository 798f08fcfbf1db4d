//! A field or property that its kind does not have. Found by `schema`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unknown-field",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/unknown-field.md"),
    check: Check::WhileReading,
};
