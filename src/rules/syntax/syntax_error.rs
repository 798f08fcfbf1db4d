//! The text is not KDL 2. Found by `syntax`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "syntax-error",
    group: Group::Syntax,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/syntax-error.md"),
    check: Check::WhileReading,
};
