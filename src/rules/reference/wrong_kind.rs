//! A reference to something of a kind that the field does not take. Found by `lower`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "wrong-kind",
    group: Group::Reference,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/wrong-kind.md"),
    check: Check::WhileReading,
};
