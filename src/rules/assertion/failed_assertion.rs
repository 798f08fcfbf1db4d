//! A thing of which an assertion of the user's does not hold.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Thing;
use crate::rules::assertion::Ready;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "failed-assertion",
    group: Group::Assertion,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/failed-assertion.md"),
    check: Check::ByPolicy(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let judged = cx.assertions();
    found.extend(judged.faults.iter().chain(&judged.failed).cloned());
}

/// At the field that the assertion is about, if it is about one that is there.
pub(super) fn finding(cx: &Cx<'_>, ready: &Ready<'_, '_>, thing: Thing) -> Diagnostic {
    let assertion = ready.assertion;
    let id = cx.text(assertion.id);
    let name = cx.corridor.name_of(thing);
    let pointer = ready.field.map(|field| format!("/{field}")).unwrap_or_default();
    let place = cx.at_part(thing, &pointer);
    let what =
        if name.is_empty() { assertion.on.word().to_owned() } else { format!("{} `{name}`", assertion.on.word()) };
    let mut finding = Diagnostic::new(RULE.name, place, format!("{what}: {}", assertion.message))
        .label(format!("`{id}` does not hold"))
        .ids([name, id.to_owned()].into_iter().filter(|id| !id.is_empty()))
        .related(cx.at(assertion.id, "/that"), "this is asserted");
    finding.level = assertion.level;
    match assertion.url {
        Some(url) => finding.note(format!("see {url}")),
        None => finding,
    }
}
