//! Consecutive items of an `over` or `along` that do not meet.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::walk::FaultKind;
use crate::rules::plant::chains::{self, Owner};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "broken-chain",
    group: Group::Plant,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/broken-chain.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for &(owner, fault) in cx.chains() {
        if chains::is_broken(fault.kind) {
            found.push(finding(cx, owner, fault.item, fault.kind));
        }
    }
}

fn finding(cx: &Cx<'_>, owner: Owner, item: usize, kind: FaultKind) -> Diagnostic {
    let (name, written, field) = (owner.name(cx), owner.written(cx, item), owner.field());
    match kind {
        FaultKind::Reversed => owner
            .finding(cx, RULE.name, item, format!("`{field}` of `{name}` leads from its `to` to its `from`"))
            .label("starts at the far end")
            .help("write the list the other way round"),
        FaultKind::Branched => owner
            .finding(
                cx,
                RULE.name,
                item,
                format!("cable `{written}` is not one way from end to end, and `{name}` cannot be over all of it"),
            )
            .label("not one way")
            .help(format!("name the spans that are used, as `{written}:SPAN`")),
        FaultKind::Broken { arrives } => {
            let site = cx.corridor.site(arrives);
            let at = cx.text(site.id);
            let finding = owner
                .finding(
                    cx,
                    RULE.name,
                    item,
                    format!("`{field}` of `{name}` is broken: `{written}` does not touch `{at}`"),
                )
                .label(format!("does not touch `{at}`"))
                .help(format!("name what leads on from `{at}`, in order from end to end"));
            if item == 0 {
                return finding;
            }
            finding.related(owner.item(cx, item - 1), format!("`{}` arrives at `{at}`", owner.written(cx, item - 1)))
        }
        FaultKind::WrongStart { .. } | FaultKind::WrongEnd { .. } | FaultKind::Looped { .. } => {
            unreachable!("only breaks come here")
        }
    }
}
