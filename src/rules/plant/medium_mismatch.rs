//! A span in a conduit that its medium cannot lie in.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{ConduitId, Medium, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "medium-mismatch",
    group: Group::Plant,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/medium-mismatch.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let id = SpanId(at);
        let kinds: Option<Vec<&str>> =
            span.along.iter().map(|conduit| Some(cx.corridor.conduit((*conduit)?).kind)).collect();
        // A conduit that is not known may be the right one.
        let all_known = kinds.is_some();
        let kind_of = |conduit: &Option<ConduitId>| conduit.map(|conduit| cx.corridor.conduit(conduit).kind);
        let has = |kind: &str| span.along.iter().any(|conduit| kind_of(conduit) == Some(kind));
        let wanted = match span.medium {
            Medium::Subsea => Some("seabed"),
            Medium::Aerial => Some("aerial"),
            Medium::Terrestrial => None,
        };
        for (item, conduit) in span.along.iter().enumerate() {
            if kind_of(conduit) == Some("seabed") && span.medium != Medium::Subsea {
                found.extend(finding(cx, id, item, "lies on the seabed"));
            }
        }
        let lacks = wanted.filter(|wanted| all_known && !span.along.is_empty() && !has(wanted) && !has("seabed"));
        if let Some(wanted) = lacks {
            let why = if wanted == "seabed" {
                "none of its conduits lies on the seabed"
            } else {
                "none of its conduits is aerial"
            };
            found.extend(finding(cx, id, 0, why));
        }
    }
}

fn finding(cx: &Cx<'_>, id: SpanId, item: usize, why: &str) -> Option<Diagnostic> {
    let span = cx.corridor.span(id);
    let conduit = cx.corridor.conduit(span.along[item]?);
    let (name, way) = (cx.corridor.name_of(Thing::Span(id)), cx.text(conduit.id));
    let (medium, kind) = (span.medium.word(), conduit.kind);
    let message = if why.starts_with("none") {
        format!("`{name}` is {medium}, and {why}")
    } else {
        format!("`{name}` is {medium}, and its conduit `{way}` {why}")
    };
    Some(
        Diagnostic::new(RULE.name, cx.at_span(id, &format!("/along/{item}")), message)
            .label(format!("of kind `{kind}`"))
            .ids([name, way.to_owned()])
            .related(cx.at(conduit.id, "/kind"), format!("`{way}` is of kind `{kind}`"))
            .note("rates of cuts and times of repair follow the medium: the wrong one falsifies the availability")
            .help("mend the `medium` of the span, or the `kind` of the conduit"),
    )
}
