//! An `over` that starts or ends elsewhere than what it carries.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::walk::FaultKind;
use crate::rules::plant::chains::Owner;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "wrong-chain-end",
    group: Group::Plant,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/wrong-chain-end.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for &(owner, fault) in cx.chains() {
        let (is, wanted, verb, field) = match fault.kind {
            FaultKind::WrongStart { starts, wanted } => (starts, wanted, "starts", "/from"),
            FaultKind::WrongEnd { ends, wanted } => (ends, wanted, "ends", "/to"),
            FaultKind::Broken { .. } | FaultKind::Reversed | FaultKind::Branched | FaultKind::Looped { .. } => continue,
        };
        let (name, id) = match owner {
            Owner::Leg(leg) => (owner.name(cx), cx.corridor.service(cx.corridor.leg(leg).service).id),
            Owner::Link(link) => (owner.name(cx), cx.corridor.link(link).id),
            // The conduits of a span have a rule of their own; the others have no ends but these.
            Owner::Along(_) | Owner::LineSystem(_) | Owner::Channel(_) => continue,
        };
        let (is, wanted) = (cx.text(cx.corridor.site(is).id), cx.text(cx.corridor.site(wanted).id));
        found.push(
            owner
                .finding(cx, RULE.name, fault.item, format!("`over` of `{name}` {verb} at `{is}`, not at `{wanted}`"))
                .label(format!("{verb} at `{is}`"))
                .related(cx.at(id, field), format!("`{}` should {} here", cx.text(id), verb.trim_end_matches('s')))
                .help(format!(
                    "add what leads on to `{wanted}`, leave out what lies beyond it, or mend `{}`",
                    field.trim_start_matches('/')
                )),
        );
    }
}
