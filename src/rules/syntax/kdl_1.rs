//! The text is KDL 1. Found by `syntax`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "kdl-1",
    group: Group::Syntax,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/kdl-1.md"),
    check: Check::WhileReading,
};
