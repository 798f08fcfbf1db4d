//! A demand between two places that nothing connects.

use crate::diagnostic::{Diagnostic, Level};
use std::collections::BTreeMap;

use crate::model::{Date, SiteId, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "no-route",
    group: Group::Capacity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/no-route.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    // The parts of the plant that hang together, for each date that is asked for.
    let mut parts: BTreeMap<Date, Vec<u32>> = BTreeMap::new();
    for demand in &cx.corridor.demands {
        let Some(ends) = demand.ends else { continue };
        let date = demand.by.unwrap_or(cx.as_of);
        let part = parts.entry(date).or_insert_with(|| connected(cx, date));
        if part[ends.from.index()] == part[ends.to.index()] {
            continue;
        }
        let (name, from, to) = (cx.text(demand.id), cx.corridor.site(ends.from).id, cx.corridor.site(ends.to).id);
        let count = |site: SiteId| part.iter().filter(|&&other| other == part[site.index()]).count() - 1;
        let reach = |site: SiteId| match count(site) {
            0 => "nothing connects it".to_owned(),
            1 => "one other site is connected with it".to_owned(),
            several => format!("{several} other sites are connected with it"),
        };
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(demand.id, ""),
                format!(
                    "no way leads from `{}` to `{}` on {date}, as demand `{name}` asks",
                    cx.text(from),
                    cx.text(to)
                ),
            )
            .label("cannot be met at all")
            .ids([name])
            .related(cx.at(demand.id, "/from"), format!("`{}`: {}", cx.text(from), reach(ends.from)))
            .related(cx.at(demand.id, "/to"), format!("`{}`: {}", cx.text(to), reach(ends.to)))
            .note("spans that stand on that day count, whoever owns them, and undisclosed links")
            .help("declare the plant that is missing, or mend its `status`; or ask for a later day with `by`"),
        );
    }
}

/// For each site the least site that a way leads to.
fn connected(cx: &Cx<'_>, date: Date) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..cx.corridor.sites.len() as u32).collect();
    let stands = |site: SiteId| {
        let id = cx.corridor.site(site).id;
        cx.corridor.lifecycle(Thing::Declaration(id)).stands_at(date)
    };
    let spans = cx.corridor.spans.iter().filter(|span| span.lifecycle.stands_at(date)).filter_map(|span| span.ends);
    let links = cx
        .corridor
        .links
        .iter()
        .filter(|link| link.undisclosed && cx.corridor.declaration(link.id).lifecycle.stands_at(date));
    for ends in spans.chain(links.filter_map(|link| link.ends)) {
        if stands(ends.from) && stands(ends.to) {
            let (one, other) = (root(&mut parent, ends.from.0), root(&mut parent, ends.to.0));
            parent[one.max(other) as usize] = one.min(other);
        }
    }
    (0..parent.len() as u32).map(|site| root(&mut parent, site)).collect()
}

fn root(parent: &mut [u32], mut site: u32) -> u32 {
    while parent[site as usize] != site {
        // Halving the way keeps all later ways short.
        parent[site as usize] = parent[parent[site as usize] as usize];
        site = parent[site as usize];
    }
    site
}
