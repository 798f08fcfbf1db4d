//! A span whose conduits do not lead from its one end to the other.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::walk::FaultKind;
use crate::rules::plant::chains::Owner;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "span-off-conduit",
    group: Group::Plant,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/span-off-conduit.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for &(owner, fault) in cx.chains() {
        let Owner::Along(span) = owner else { continue };
        let (is, wanted, verb, field) = match fault.kind {
            FaultKind::WrongStart { starts, wanted } => (starts, wanted, "starts", "/from"),
            FaultKind::WrongEnd { ends, wanted } => (ends, wanted, "ends", "/to"),
            FaultKind::Broken { .. } | FaultKind::Reversed | FaultKind::Branched | FaultKind::Looped { .. } => continue,
        };
        let name = owner.name(cx);
        let conduit = owner.written(cx, fault.item);
        let (is, wanted) = (cx.text(cx.corridor.site(is).id), cx.text(cx.corridor.site(wanted).id));
        found.push(
            owner
                .finding(
                    cx,
                    RULE.name,
                    fault.item,
                    format!("conduit `{conduit}` {verb} at `{is}`, but span `{name}` at `{wanted}`"),
                )
                .label(format!("{verb} at `{is}`"))
                .related(cx.at_span(span, field), format!("`{name}` {verb} at `{wanted}`"))
                .note("a span lies in its conduits from end to end; where it leaves them nobody knows what it shares")
                .help("name the conduits of the whole span in order, or split the span or the conduit at a `junction`"),
        );
    }
}
