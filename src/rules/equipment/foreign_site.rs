//! A device at a site of another operator, where its own has nothing else.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::is_same_place;
use crate::model::{Corridor, OperatorId};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "foreign-site",
    group: Group::Equipment,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/foreign-site.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    for device in &corridor.devices {
        let (Some(site), Some(operator)) = (device.site, device.operator) else { continue };
        let Some(host) = corridor.site(site).operator else { continue };
        if is_related(corridor, operator, host) {
            continue;
        }
        // A metro is a house for this: who has a site in town may have brought a rack to the other's.
        let metro = corridor.site(site).metro;
        let has_site = corridor.sites.iter().any(|other| {
            let is_near = other.within == Some(site) || (metro.is_some() && other.metro == metro);
            is_near && other.operator.is_some_and(|owner| is_related(corridor, owner, operator))
        });
        let hands_off = corridor.handoffs.iter().any(|handoff| {
            handoff.site.is_some_and(|at| is_same_place(corridor, at, site))
                && [handoff.of, handoff.with].into_iter().flatten().any(|party| is_related(corridor, party, operator))
        });
        if has_site || hands_off {
            continue;
        }
        let id = cx.text(device.id);
        let [operator, host] = [operator, host].map(|operator| corridor.operator(operator).id);
        let (party, owner, at) = (cx.text(operator), cx.text(host), cx.text(corridor.site(site).id));
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(device.id, "/site"),
                format!("`{id}` of `{party}` stands at `{at}`, which is `{owner}`'s, and `{party}` has no site there"),
            )
            .label(format!("a site of `{owner}`"))
            .ids([id, at, party])
            .related(cx.at(corridor.site(site).id, "/operator"), format!("`{at}` is `{owner}`'s"))
            .related(cx.at(device.id, "/operator"), format!("of `{party}`"))
            .help(format!(
                "declare a site of `{party}` `within {at}`, or a handoff with `{owner}` there; or mend the site"
            )),
        );
    }
}

/// Whether two operators are one, or one is the other's parent, however far up.
fn is_related(corridor: &Corridor<'_>, one: OperatorId, other: OperatorId) -> bool {
    let line = |mut operator: OperatorId| {
        let mut line = BTreeSet::from([operator]);
        while let Some(parent) = corridor.operator(operator).parent {
            if !line.insert(parent) {
                break;
            }
            operator = parent;
        }
        line
    };
    line(one).contains(&other) || line(other).contains(&one)
}
