//! A field given twice that holds one value. Found by `schema`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "repeated-field",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/repeated-field.md"),
    check: Check::WhileReading,
};
