//! A file that looks like one of the corridor and is not read. Found by `source`.

use crate::diagnostic::Level;
use crate::rules::{Check, Group, Rule};

pub static RULE: Rule = Rule {
    name: "skipped-file",
    group: Group::Syntax,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/skipped-file.md"),
    check: Check::WhileReading,
};
