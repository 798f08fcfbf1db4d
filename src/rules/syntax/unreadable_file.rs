//! A file that cannot be read, or not wholly. Found by `source`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unreadable-file",
    group: Group::Syntax,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/unreadable-file.md"),
    check: Check::WhileReading,
};
