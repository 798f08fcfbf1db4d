//! A subsea span that ends at a site where no cable lands.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Medium, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "missing-landing-station",
    group: Group::Geography,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/missing-landing-station.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let id = SpanId(at);
        let (Some(ends), Medium::Subsea) = (span.ends, span.medium) else { continue };
        for (end, field) in [(ends.from, "/from"), (ends.to, "/to")] {
            let site = cx.corridor.site(end);
            let roles = site.roles;
            if roles.landing_station || roles.beach_manhole || roles.branching_unit {
                continue;
            }
            let name = cx.corridor.name_of(Thing::Span(id));
            let site_name = cx.text(site.id);
            found.push(
                Diagnostic::new(RULE.name, cx.at_span(id, field), format!("subsea span `{name}` ends at `{site_name}`, where no cable lands"))
                    .label("not a landing")
                    .ids([name.as_str(), site_name])
                    .related(cx.at(site.id, ""), format!("`{site_name}` has no role of a landing"))
                    .note("diversity of landings is judged by this role: without it a shared landing is not seen")
                    .help("give the site the role `landing-station`, `beach-manhole` or `branching-unit`, or end the span where it lands"),
            );
        }
    }
}
