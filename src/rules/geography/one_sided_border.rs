//! A border crossing with other than two countries.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "one-sided-border",
    group: Group::Geography,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/one-sided-border.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for site in &cx.corridor.sites {
        let count = site.countries.len();
        // A site without any country is reported for that.
        if !site.roles.border_crossing || count == 2 || count == 0 {
            continue;
        }
        let id = cx.text(site.id);
        let countries = if count == 1 { "country" } else { "countries" };
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(site.id, "/country"),
                format!("border crossing `{id}` has {count} {countries}, not two"),
            )
            .label(format!("{count} {countries}"))
            .ids([id])
            .note("a crossing joins two countries: with fewer, spans through it seem to stay in one")
            .help("name both, as in `country AZ GE`, or take the role `border-crossing` away"),
        );
    }
}
