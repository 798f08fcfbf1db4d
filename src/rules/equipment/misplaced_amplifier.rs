//! An amplifier of a line system that stands beside it, twice at one site, or out of order.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{is_same_place, walk};
use crate::model::{LineSystem, LineSystemId, SiteId};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "misplaced-amplifier",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/misplaced-amplifier.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (system, at) in cx.corridor.line_systems.iter().zip(0..) {
        // One that is no way from end to end has a finding of its own.
        if let Some(way) = walk::system_way(cx.corridor, LineSystemId(at)) {
            judge(cx, system, &way, found);
        }
    }
}

fn judge(cx: &Cx<'_>, system: &LineSystem<'_>, way: &[SiteId], found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let name = cx.text(system.id);
    // Where along the way each stands, and its place in the text.
    let mut standing: Vec<(usize, usize)> = Vec::new();
    let mut is_forwards = None;
    for (amplifier, at) in system.amplifiers.iter().zip(0..) {
        let Some(site) = amplifier.site else { continue };
        let id = cx.text(corridor.site(site).id);
        let place = |at: usize| cx.at(system.id, &format!("/amplifier/{at}/site"));
        let finding = |message: String, label: &str| {
            Diagnostic::new(RULE.name, place(at), message).label(label.to_owned()).ids([name, id])
        };
        let Some(stands) = way.iter().position(|&passed| is_same_place(corridor, passed, site)) else {
            found.push(
                finding(format!("`{name}` does not pass `{id}`, where it has an amplifier"), "not on the way")
                    .related(cx.at(system.id, "/over"), format!("the spans of `{name}`"))
                    .help("name a site at which its spans end, or mend `over`"),
            );
            continue;
        };
        let before = standing.last().copied();
        if let Some(&(_, first)) = standing.iter().find(|(known, _)| *known == stands) {
            found.push(
                finding(format!("`{name}` has two amplifiers at `{id}`"), "the second here")
                    .related(place(first), "the first")
                    .help("take one of them out, or name another site"),
            );
            continue;
        }
        if let Some((last, other)) = before {
            let forwards = stands > last;
            // A ring has no first site.
            if way.first() != way.last() && *is_forwards.get_or_insert(forwards) != forwards {
                let message = format!("the amplifiers of `{name}` do not stand in the order in which it passes them");
                found.push(
                    finding(message, "comes earlier on the way")
                        .related(place(other), "than this one")
                        .help("put them in order along the system"),
                );
                return;
            }
        }
        standing.push((stands, at));
    }
}
