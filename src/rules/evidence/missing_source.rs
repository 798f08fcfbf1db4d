//! A fact without a source, in a corridor that keeps sources.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::{Form, Kind};

pub static RULE: Rule = Rule {
    name: "missing-source",
    group: Group::Evidence,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/missing-source.md"),
    check: Check::Corridor(check),
};

/// Kinds that state facts of the world; the others are promises and conventions.
const FACTS: [Kind; 4] = [Kind::Site, Kind::Conduit, Kind::Cable, Kind::Risk];

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let declarations = &cx.corridor.declarations;
    // Who declares no reference keeps no evidence, and is not asked for it.
    if !declarations.iter().any(|declaration| declaration.kind == Kind::Reference) {
        return;
    }
    for declaration in declarations {
        let Some(index) = declaration.index else { continue };
        if !FACTS.contains(&declaration.kind) || declaration.sources > 0 || declaration.form != Form::Whole {
            continue;
        }
        if declaration.kind == Kind::Cable {
            let spans = &cx.corridor.cables[index as usize].spans;
            if spans.iter().all(|&span| cx.corridor.span(span).sources > 0) {
                continue;
            }
        }
        let (kind, id) = (declaration.kind.name(), declaration.id);
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.texts.header(declaration.file, declaration.node),
                format!("{kind} `{id}` has no source"),
            )
            .label("who says so?")
            .ids([id])
            .note("a figure that cannot be traced cannot be defended, nor corrected when it changes")
            .help("add `source REFERENCE as-of=DATE confidence=sourced`, or `confidence=assumed` where nobody says it"),
        );
    }
}
