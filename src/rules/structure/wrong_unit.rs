//! A unit of another dimension, or one that does not exist. Found by `schema`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "wrong-unit",
    group: Group::Structure,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/wrong-unit.md"),
    check: Check::WhileReading,
};
