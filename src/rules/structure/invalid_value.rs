//! A value that its field does not take. Found by `schema` and `lower`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "invalid-value",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/invalid-value.md"),
    check: Check::WhileReading,
};
