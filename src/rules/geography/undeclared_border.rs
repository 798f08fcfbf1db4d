//! A span on land between two countries that does not say where it crosses.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Medium, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "undeclared-border",
    group: Group::Geography,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/undeclared-border.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let id = SpanId(at);
        let Some(ends) = span.ends else { continue };
        if span.medium == Medium::Subsea || !span.countries.is_empty() {
            continue;
        }
        let (from, to) = (cx.corridor.site(ends.from), cx.corridor.site(ends.to));
        let known = !from.countries.is_empty() && !to.countries.is_empty();
        if !known || from.countries.iter().any(|country| to.countries.contains(country)) {
            continue;
        }
        let name = cx.corridor.name_of(Thing::Span(id));
        let codes = |countries: &[crate::model::Country]| {
            countries.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
        };
        let message = format!(
            "{} span `{name}` leads from {} to {} and names no border",
            span.medium.word(),
            codes(&from.countries),
            codes(&to.countries)
        );
        found.push(
            Diagnostic::new(RULE.name, cx.at_span(id, ""), message)
                .label("crosses a border somewhere")
                .ids([name])
                .related(cx.at(from.id, "/country"), format!("`{}` is in {}", cx.text(from.id), codes(&from.countries)))
                .related(cx.at(to.id, "/country"), format!("`{}` is in {}", cx.text(to.id), codes(&to.countries)))
                .note("every crossing is a permit and a risk of its own; one that is not named cannot be compared")
                .help("split the span at a site with the role `border-crossing`, or name the countries passed with `country`"),
        );
    }
}
