//! A demand of which nobody can say whether routes meet it: unknown is not disjoint.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::assurance::demand::{self, State};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "demand-undecided",
    group: Group::Assurance,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/demand-undecided.md"),
    check: Check::ByPolicy(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for verdict in cx.demands() {
        let demand = cx.corridor.demand(verdict.demand);
        let (mut finding, is_spent) = match &verdict.state {
            State::Unknown { hangs_on, mask, is_spent } => {
                (demand::unknown(cx, RULE.name, demand, hangs_on, *mask), *is_spent)
            }
            State::Undecided { searches } => (demand::undecided(cx, RULE.name, demand, *searches), true),
            State::Met(_) | State::Refused(_) | State::Unjudged => continue,
        };
        // No policy makes light of what nobody has looked at.
        if let Some(policy) = demand.policy.map(|policy| cx.corridor.policy(policy)).filter(|_| !is_spent) {
            finding.level = policy.unknown;
            if policy.unknown != Level::Deny {
                let says = format!("policy `{}` says `unknown {}`", cx.text(policy.id), policy.unknown.word());
                finding.note = Some(match finding.note {
                    Some(note) => format!("{note}; {says}").into(),
                    None => says.into(),
                });
            }
        }
        found.push(finding);
    }
}
