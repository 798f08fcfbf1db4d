//! A chain that visits a place twice.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::walk::FaultKind;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "looped-chain",
    group: Group::Plant,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/looped-chain.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for &(owner, fault) in cx.chains() {
        let FaultKind::Looped { site } = fault.kind else { continue };
        let (name, field) = (owner.name(cx), owner.field());
        let at = cx.text(cx.corridor.site(site).id);
        found.push(
            owner
                .finding(cx, RULE.name, fault.item, format!("`{field}` of `{name}` visits `{at}` twice"))
                .label(format!("back at `{at}`"))
                .note("light that returns to a place it left only adds length and risk")
                .help("leave out what lies between the two visits"),
        );
    }
}
