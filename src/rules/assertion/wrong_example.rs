//! An example of an assertion in which it does not say what the example says.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "wrong-example",
    group: Group::Assertion,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/wrong-example.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(cx.assertions().examples.iter().cloned());
}
