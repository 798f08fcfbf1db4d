//! A number that needs a unit and has none. Found by `schema`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "missing-unit",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/missing-unit.md"),
    check: Check::WhileReading,
};
