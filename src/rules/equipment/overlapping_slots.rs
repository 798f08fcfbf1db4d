//! More channels on a part of the spectrum than a line system has fibre pairs.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Channel, LineSystemId, Status};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::listed;

pub static RULE: Rule = Rule {
    name: "overlapping-slots",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/overlapping-slots.md"),
    check: Check::Corridor(check),
};

/// Channels that are named with one that meets them.
const SHOWN: usize = 4;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    // In the order of the files: the later of two is the one that came to a slot that was taken.
    let mut channels: Vec<&Channel<'_>> = corridor.channels.iter().filter(|channel| is_lit(cx, channel)).collect();
    channels.sort_by_key(|channel| {
        let declaration = corridor.declaration(channel.id);
        (declaration.file, declaration.node)
    });
    let mut on: BTreeMap<LineSystemId, Vec<usize>> = BTreeMap::new();
    for (channel, at) in channels.iter().zip(0..) {
        let systems: BTreeSet<LineSystemId> = channel.over.iter().copied().flatten().collect();
        for system in systems {
            on.entry(system).or_default().push(at);
        }
    }
    for (system, lit) in on {
        for (last, others) in crowded(&channels, &lit, cx.corridor.line_system(system).pairs) {
            let others: Vec<&Channel<'_>> = others.into_iter().map(|at| channels[at]).collect();
            found.push(finding(cx, system, channels[last], &others));
        }
    }
}

fn is_lit(cx: &Cx<'_>, channel: &Channel<'_>) -> bool {
    let status = cx.corridor.declaration(channel.id).lifecycle.status;
    let is_off = matches!(status, Status::Retired | Status::Proposed | Status::Suspended);
    !is_off && channel.slot.centre.0 > 0 && channel.slot.width.0 > 0
}

/// Each channel that is one too many somewhere, and the first of those before it in the text that it meets there.
fn crowded(channels: &[&Channel<'_>], lit: &[usize], pairs: u64) -> BTreeMap<usize, BTreeSet<usize>> {
    // Slots that touch do not meet: at an edge, ends come first.
    let mut events: Vec<(i64, bool, usize)> = Vec::new();
    for &at in lit {
        let [low, high] = channels[at].slot.edges();
        events.extend([(low, true, at), (high, false, at)]);
    }
    events.sort_unstable();
    let mut met: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    // Those that are lit here, and of them those of which not enough is told yet.
    let (mut going, mut open) = (BTreeSet::new(), BTreeSet::new());
    for (_, begins, at) in events {
        if !begins {
            going.remove(&at);
            open.remove(&at);
            continue;
        }
        let (mut meet, before) = (Vec::new(), going.range(..at).take(SHOWN).copied());
        if pairs == 1 {
            meet.extend(before.map(|other| (at, other)));
            meet.extend(open.range(at + 1..).map(|&later| (later, at)));
        } else if going.len() as u64 >= pairs {
            let last = going.last().copied().map_or(at, |last: usize| last.max(at));
            let others = going.iter().copied().chain([at]).filter(|other| *other != last);
            meet.extend(others.take(SHOWN).map(|other| (last, other)));
        }
        going.insert(at);
        open.insert(at);
        for (later, other) in meet {
            let others = met.entry(later).or_default();
            others.insert(other);
            if others.len() > SHOWN {
                open.remove(&later);
            }
        }
    }
    met
}

fn finding(cx: &Cx<'_>, system: LineSystemId, last: &Channel<'_>, others: &[&Channel<'_>]) -> Diagnostic {
    let system = cx.corridor.line_system(system);
    let (id, name) = (cx.text(last.id), cx.text(system.id));
    let named = listed(others.iter().take(SHOWN).map(|other| cx.text(other.id)), "and");
    let more = if others.len() > SHOWN { ", and more" } else { "" };
    let meets = format!("`{id}` meets {named}{more} in the spectrum of `{name}`");
    let message = match system.pairs {
        1 => meets,
        pairs => format!("{meets}, which lights {pairs} fibre pairs"),
    };
    let mut finding = Diagnostic::new(RULE.name, cx.at(last.id, "/slot"), message)
        .label(format!("{}", last.slot.width))
        .ids([id, name])
        .ids(others.iter().take(SHOWN).map(|other| cx.text(other.id)));
    for other in others.iter().take(SHOWN) {
        let phrase = format!("`{}` is {}", cx.text(other.id), other.slot);
        finding = finding.related(cx.at(other.id, "/slot"), phrase);
    }
    finding
        .related(cx.declared_at(crate::model::Thing::Declaration(system.id)), "the line system")
        .help("move one of them to a free slot, make it narrower, or light another pair")
}
