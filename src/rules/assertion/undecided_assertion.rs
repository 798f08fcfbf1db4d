//! An assertion of the user's that cannot be judged of a thing.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Thing;
use crate::rules::assertion::eval::Stop;
use crate::rules::assertion::{Ready, place_in};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "undecided-assertion",
    group: Group::Assertion,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/undecided-assertion.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(cx.assertions().undecided.iter().cloned());
}

/// One for all things: what stops an expression at one of them stops it at the others, too.
pub(super) fn finding(
    cx: &Cx<'_>,
    ready: &Ready<'_, '_>,
    stopped: &[(Thing, &'static str, &Stop)],
) -> Option<Diagnostic> {
    let &(thing, field, stop) = stopped.first()?;
    let assertion = ready.assertion;
    let (id, name, kind) = (cx.text(assertion.id), cx.corridor.name_of(thing), assertion.on.word());
    let others = match stopped.len() - 1 {
        0 => String::new(),
        1 => " and 1 other".to_owned(),
        more => format!(" and {more} others"),
    };
    let text = if field == "when" { assertion.when.unwrap_or_default() } else { assertion.that };
    let (at, why, help) = match stop {
        Stop::Spent => (
            0..text.len(),
            "it takes too many steps".to_owned(),
            Some("a loop in a loop goes through all pairs: ask of fewer things, or of each only once".to_owned()),
        ),
        Stop::Lacks { at, why, field } => {
            let field = field.as_ref().and_then(|field| text.get(field.clone()));
            let help = field.map(|field| format!("ask first whether it is there: `has({field}) && …`"));
            (at.clone(), why.clone(), help)
        }
    };
    let place = place_in(cx, assertion, field, text, &at);
    let message = format!("`{id}` cannot be judged of {kind} `{name}`{others}: {why}");
    let finding = Diagnostic::new(RULE.name, place, message)
        .label(if *stop == Stop::Spent { "stopped" } else { "here" })
        .ids([id.to_owned(), name])
        .related(cx.declared_at(thing), "of this, for one")
        .note("an assertion that cannot be judged proves nothing");
    Some(match help {
        Some(help) => finding.help(help),
        None => finding,
    })
}
