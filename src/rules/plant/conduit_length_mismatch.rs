//! A span that is shorter, or much longer, than the conduits it lies in.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Km, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "conduit-length-mismatch",
    group: Group::Plant,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/conduit-length-mismatch.md"),
    check: Check::Corridor(check),
};

/// A cable has some slack, and lengths are measured with some error.
const SHORTER: f64 = 0.98;
const LONGER: f64 = 1.10;
const AT_LEAST: Km = Km(1.0);

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let Some(length) = span.length else { continue };
        let conduits: Option<Vec<_>> =
            span.along.iter().map(|conduit| Some(cx.corridor.conduit((*conduit)?))).collect();
        let Some(conduits) = conduits.filter(|conduits| !conduits.is_empty()) else { continue };
        let Some(sum) = conduits.iter().map(|conduit| Some(conduit.length?.0)).sum::<Option<f64>>().map(Km) else {
            continue;
        };
        let is_short = length.0 < SHORTER * sum.0;
        let is_long = length.0 > LONGER * sum.0 && length.0 > sum.0 + AT_LEAST.0;
        if !is_short && !is_long {
            continue;
        }
        let id = SpanId(at);
        let name = cx.corridor.name_of(Thing::Span(id));
        let (what, label) = match conduits.as_slice() {
            [one] => (format!("its conduit `{}` is {sum}", cx.text(one.id)), "differs from its conduit"),
            several => (format!("its {} conduits are {sum} together", several.len()), "differs from its conduits"),
        };
        let mut finding = Diagnostic::new(
            RULE.name,
            cx.at_span(id, "/length"),
            format!("`{name}` is {length} long, and {what}"),
        )
        .label(label)
        .ids([name])
        .note(if is_short {
            "a cable cannot be shorter than what it lies in"
        } else {
            "a cable is longer than its conduit by its slack, a few percent"
        })
        .help("mend the length that is wrong; a conduit of which only a part is used must be split at a `junction`");
        for conduit in conduits {
            let length = conduit.length.unwrap_or_default();
            finding = finding.related(cx.at(conduit.id, "/length"), format!("`{}` is {length}", cx.text(conduit.id)));
        }
        found.push(finding);
    }
}
