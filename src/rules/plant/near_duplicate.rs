//! Two declarations that most likely mean one thing.

use crate::diagnostic::{Diagnostic, Level};
use std::collections::BTreeMap;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::model::{Conduit, Km, Site, SiteId};
use crate::rules::{Check, Cx, Group, Rule};
use crate::solve::geodesic;

pub static RULE: Rule = Rule {
    name: "near-duplicate",
    group: Group::Plant,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/near-duplicate.md"),
    check: Check::Corridor(check),
};

/// Two sites that stand no further apart are most likely one.
const SAME_PLACE: Km = Km(0.1);
/// Two lengths of one trench differ by less.
const SAME_LENGTH: f64 = 0.01;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    conduits(cx, found);
    sites(cx, found);
}

fn conduits(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut between: BTreeMap<(SiteId, SiteId), Vec<&Conduit<'_>>> = BTreeMap::new();
    for conduit in &cx.corridor.conduits {
        if let Some(ends) = conduit.ends {
            between.entry((ends.from.min(ends.to), ends.from.max(ends.to))).or_default().push(conduit);
        }
    }
    for group in between.values() {
        for (at, later) in group.iter().enumerate() {
            let is_same = |earlier: &&&Conduit<'_>| same_trench(cx, earlier, later);
            let Some(earlier) = group[..at.min(MANY)].iter().find(is_same) else { continue };
            let (first, second) = (cx.text(earlier.id), cx.text(later.id));
            found.push(
                Diagnostic::new(
                    RULE.name,
                    cx.at(later.id, ""),
                    format!("conduits `{first}` and `{second}` lead between the same sites in the same way"),
                )
                .label("the same again?")
                .ids([first, second])
                .related(cx.at(earlier.id, ""), format!("`{first}` is the same but for its id"))
                .note("one trench under two ids hides what two legs share")
                .help("if it is one trench, keep one, or put both `within` it; if it is not, tell them apart by length or `via`"),
            );
        }
    }
}

/// So many of one group are compared with each other.
const MANY: usize = 64;

fn same_trench(cx: &Cx<'_>, one: &Conduit<'_>, other: &Conduit<'_>) -> bool {
    // Two trenches of which little is said are two; only what says the same in all is one.
    let (Some(length), Some(other_length), Some(_)) = (one.length, other.length, one.right_of_way) else {
        return false;
    };
    let length = (length.0 - other_length.0).abs() <= SAME_LENGTH * length.0.max(other_length.0);
    let is_reversed = one.ends.map(|ends| ends.from) != other.ends.map(|ends| ends.from);
    let via = if is_reversed { one.via.iter().eq(other.via.iter().rev()) } else { one.via == other.via };
    let within = |inner: &Conduit<'_>, outer: &Conduit<'_>| {
        inner.within.is_some_and(|within| cx.corridor.conduit(within).id == outer.id)
    };
    let together = one.within.is_some() && one.within == other.within;
    one.kind == other.kind
        && one.right_of_way == other.right_of_way
        && one.operator == other.operator
        && length
        && via
        && !within(one, other)
        && !within(other, one)
        && !together
}

fn sites(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (later, first) in twins(cx) {
        let (earlier, later) = (&cx.corridor.sites[first], &cx.corridor.sites[later]);
        let (first, second) = (cx.text(earlier.id), cx.text(later.id));
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(later.id, ""),
                format!("sites `{first}` and `{second}` stand at the same place and do the same"),
            )
            .label("the same again?")
            .ids([first, second])
            .related(cx.at(earlier.id, ""), format!("`{first}` is the same but for its id"))
            .note("one building under two ids hides what two legs share")
            .help("keep one; or say what they share: `within` a site, or one `metro`"),
        );
    }
}

/// Sites that seem to be an earlier one, each with the first of those.
fn twins(cx: &Cx<'_>) -> BTreeMap<usize, usize> {
    // Nothing further apart is within the distance, at the poles either.
    const NEAR_LAT: f64 = 0.001;
    let sites = &cx.corridor.sites;
    // By name and by code, from south to north: only what stands close together there is compared.
    let mut called: Vec<(u64, f64, usize)> = Vec::with_capacity(sites.len());
    for (at, site) in sites.iter().enumerate() {
        let name = cx.corridor.declaration(site.id).name;
        let keys = name.map(|name| hash(lower(name))).into_iter().chain(site.locode.map(|code| hash(code.chars())));
        called.extend(keys.map(|key| (key, site.at.lat, at)));
    }
    called.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut twins = BTreeMap::new();
    for group in called.chunk_by(|(one, ..), (other, ..)| one == other) {
        for (position, &(_, lat, at)) in group.iter().enumerate() {
            let before = group[..position].iter().rev().take(MANY);
            for &(.., other) in before.take_while(|(_, south, _)| lat - south < NEAR_LAT) {
                let (first, later) = (at.min(other), at.max(other));
                let (one, two) = (&sites[first], &sites[later]);
                if same_house(cx, one, two) && geodesic::distance(one.at, two.at).0 <= SAME_PLACE.0 {
                    twins.entry(later).and_modify(|known: &mut usize| *known = first.min(*known)).or_insert(first);
                }
            }
        }
    }
    twins
}

fn hash(letters: impl Iterator<Item = char>) -> u64 {
    let mut hasher = FxHasher::default();
    letters.for_each(|letter| hasher.write_u32(u32::from(letter)));
    hasher.finish()
}

fn same_house(cx: &Cx<'_>, one: &Site<'_>, other: &Site<'_>) -> bool {
    let within =
        |inner: &Site<'_>, outer: &Site<'_>| inner.within.is_some_and(|within| cx.corridor.site(within).id == outer.id);
    let together =
        one.within.is_some() && one.within == other.within || one.metro.is_some() && one.metro == other.metro;
    let name = |site: &Site<'_>| cx.corridor.declaration(site.id).name;
    let named = || name(one).zip(name(other)).is_some_and(|(one, other)| lower(one).eq(lower(other)));
    let coded = one.locode.is_some() && one.locode == other.locode;
    one.operator == other.operator
        && one.roles == other.roles
        && !within(one, other)
        && !within(other, one)
        && !together
        && (coded || named())
}

fn lower(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase)
}
