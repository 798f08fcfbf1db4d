//! A field that its kind requires. Found by `schema`; routes of links and countries of sites by `lower`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "missing-field",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/missing-field.md"),
    check: Check::WhileReading,
};
