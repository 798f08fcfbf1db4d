//! Two ids with one serial number between the same two ends.

use crate::diagnostic::{Diagnostic, Level};
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::model::{Id, NameForm};
use crate::rules::naming::template::{self, Filled, Part};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::{Form, Kind};

pub static RULE: Rule = Rule {
    name: "repeated-serial",
    group: Group::Naming,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/repeated-serial.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for line in &cx.corridor.names {
        let (NameForm::Template(template), Some(kind)) = (line.form, Kind::from_name(line.kind)) else { continue };
        let Ok(parts) = template::parse(template, kind) else { continue };
        if !parts.iter().any(|part| matches!(part, Part::Serial(_))) {
            continue;
        }
        let mut seen: FxHashMap<(Vec<String>, String), Id> = FxHashMap::default();
        for (declaration, at) in cx.corridor.declarations[..cx.corridor.named].iter().zip(0..) {
            if declaration.kind != kind || declaration.form != Form::Whole {
                continue;
            }
            let id = Id(at);
            let Ok(filled) = template::fill(cx, id, &parts) else { continue };
            let Some(serial) = template::serial(declaration.id, &filled) else { continue };
            // Whichever end is named first: a circuit has no direction.
            let mut words: Vec<String> = filled.into_iter().filter_map(Filled::into_text).collect();
            words.sort();
            match seen.entry((words, serial.trim_start_matches('0').to_owned())) {
                Entry::Vacant(free) => {
                    free.insert(id);
                }
                Entry::Occupied(taken) => found.push(finding(cx, *taken.get(), id, serial, line.kind)),
            }
        }
    }
}

fn finding(cx: &Cx<'_>, earlier: Id, later: Id, serial: &str, kind: &str) -> Diagnostic {
    let (one, other) = (cx.text(earlier), cx.text(later));
    Diagnostic::new(
        RULE.name,
        cx.at(later, "/id"),
        format!("{kind}s `{one}` and `{other}` have the same serial number"),
    )
    .label(format!("{serial} is taken"))
    .ids([one, other])
    .related(cx.at(earlier, "/id"), "taken here")
    .note("a serial number tells apart what runs between the same two ends, whichever is named first")
    .help("take the next serial number that is free")
}
