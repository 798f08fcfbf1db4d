//! A number in the lock that no pool holds.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::numbers::{called, value_at};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "number-outside-pool",
    group: Group::Numbers,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/number-outside-pool.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    for given in &corridor.given {
        let (Some(word), Some([first, last])) = (given.number.pool(), given.value.range()) else { continue };
        let pools: Vec<_> = corridor.pools.iter().filter(|pool| pool.word == word).collect();
        if pools.iter().any(|pool| pool.range[0] <= first && last <= pool.range[1]) {
            continue;
        }
        let mut finding = Diagnostic::new(
            RULE.name,
            value_at(cx, given),
            format!("{} of `{}` comes from no pool `{word}`", called(given), given.of),
        )
        .label("not from a pool")
        .ids([given.of]);
        if let Some(id) = corridor.id {
            for pool in &pools {
                let place = cx.at(id, &format!("/pool/{}/range", pool.position));
                finding = finding.related(place, format!("`{word}` is given out from `{}`", pool.text));
            }
        }
        let help = if pools.is_empty() {
            format!("declare what it comes from: `pool {word} \"…\"` in `corridor`")
        } else {
            "widen the pool; or take the line away, and `corridor lock` gives another one out".to_owned()
        };
        found.push(finding.help(help));
    }
}
