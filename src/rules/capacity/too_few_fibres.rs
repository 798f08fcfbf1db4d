//! A span on which line systems use more fibre pairs than it has.

use crate::diagnostic::{Diagnostic, Level};
use std::collections::BTreeMap;

use crate::model::{LineSystem, SpanId, Status, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "too-few-fibres",
    group: Group::Capacity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/too-few-fibres.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let mut users: BTreeMap<SpanId, Vec<(&LineSystem, usize)>> = BTreeMap::new();
    for system in &corridor.line_systems {
        let status = corridor.declaration(system.id).lifecycle.status;
        if matches!(status, Status::Retired | Status::Proposed | Status::Suspended) {
            continue;
        }
        for (item, span) in system.over.iter().enumerate() {
            if let Some(span) = span {
                users.entry(*span).or_default().push((system, item));
            }
        }
    }
    for (id, users) in users {
        let span = corridor.span(id);
        let cable = corridor.cable(span.cable);
        let (place, pairs) = match (span.fibre_pairs, cable.fibre_pairs) {
            (Some(own), _) => (cx.at_span(id, "/fibre"), own),
            (None, Some(pairs)) => (cx.at(cable.id, "/fibre"), pairs),
            (None, None) => continue,
        };
        let used: u64 = users.iter().map(|(system, _)| system.pairs).fold(0, u64::saturating_add);
        if used <= pairs {
            continue;
        }
        let name = corridor.name_of(Thing::Span(id));
        let pair = |count: u64| if count == 1 { "1 fibre pair".to_owned() } else { format!("{count} fibre pairs") };
        let mut finding =
            Diagnostic::new(RULE.name, place, format!("`{name}` has {}, and line systems use {used}", pair(pairs)))
                .label(format!("{} too few", used - pairs))
                .measure("missing-pairs", (used - pairs) as f64)
                .ids([name])
                .help("use fewer `pairs`, move a line system to another cable, or mend the `fibre`");
        for (system, item) in users {
            let place = cx.at(system.id, &format!("/over/{item}"));
            finding = finding.related(place, format!("`{}` uses {}", cx.text(system.id), pair(system.pairs)));
        }
        found.push(finding);
    }
}
