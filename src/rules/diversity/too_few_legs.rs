//! A service has fewer legs than its policy asks for.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Status;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "too-few-legs",
    group: Group::Diversity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/too-few-legs.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for service in &cx.corridor.services {
        let retired = cx.corridor.declaration(service.id).lifecycle.status == Status::Retired;
        // A leg whose name another has is reported, and may be the one that seems to lack.
        let (Some(policy), false, true) = (service.policy, retired, service.has_all_legs) else { continue };
        let policy = cx.corridor.policy(policy);
        let Some(least) = policy.legs else { continue };
        let has = service.legs.len();
        if has >= least {
            continue;
        }
        let id = cx.text(service.id);
        let legs = if has == 1 { "leg" } else { "legs" };
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(service.id, ""),
                format!("`{id}` has {has} {legs}, its policy asks for {least}"),
            )
            .label(format!("{has} {legs}, {least} at least"))
            .measure("missing-legs", (least - has) as f64)
            .ids([id])
            .related(cx.at(policy.id, "/legs"), format!("policy `{}` asks for it here", cx.text(policy.id)))
            .help("add a `leg` that shares nothing with the others"),
        );
    }
}
