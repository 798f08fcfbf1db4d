//! A LOCODE of another country than its site is in.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Country;
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::listed;

pub static RULE: Rule = Rule {
    name: "locode-mismatch",
    group: Group::Geography,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/locode-mismatch.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for site in &cx.corridor.sites {
        let Some(locode) = site.locode else { continue };
        let Some(country) = locode.get(..2) else { continue };
        if site.countries.is_empty() || site.countries.iter().any(|own| own.code() == country) {
            continue;
        }
        let name = cx.text(site.id);
        let own: Vec<&str> = site.countries.iter().map(Country::code).collect();
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(site.id, "/locode"),
                format!("`{locode}` is a place in `{country}`, and site `{name}` is in {}", listed(own, "and")),
            )
            .label("of another country")
            .ids([name])
            .related(cx.at(site.id, "/country"), "the site is said to be here")
            .note("the first two letters of a UN/LOCODE are those of its country, and names are made from the rest")
            .help("look the place up in UN/LOCODE, or mend the country"),
        );
    }
}
