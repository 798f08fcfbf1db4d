//! A demand that no routes can meet, whoever owns the plant.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::assurance::demand::{self, State};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "demand-refused",
    group: Group::Assurance,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/demand-refused.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for verdict in cx.demands() {
        if let State::Refused(refusal) = &verdict.state {
            let demand = cx.corridor.demand(verdict.demand);
            let wanted = demand::wanted(cx, demand).expect("a demand that was judged says what it wants");
            found.push(demand::refused(cx, RULE.name, demand, &wanted, refusal));
        }
    }
}
