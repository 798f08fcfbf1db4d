//! What a change accepts, and what its facts rest on.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::rename::Names;
use crate::diff::{Side, Sunk, Waived, Waivers};
use crate::model::{Confidence, Corridor, Waiver};

/// Waivers that came, went, ended or changed. One is known by its rule and what it is on.
pub(super) fn compare(old: &Side<'_, '_>, new: &Side<'_, '_>, names: &Names) -> Waivers {
    let now = |id: &str| names.now(id).into_owned();
    let keyed = |corridor: &Corridor<'_>, name: &dyn Fn(&str) -> String| {
        let mut keyed: BTreeMap<(String, BTreeSet<String>), Vec<usize>> = BTreeMap::new();
        for (at, waiver) in corridor.waivers.iter().enumerate() {
            let on = waiver.on.iter().map(|on| name(on)).collect();
            keyed.entry((waiver.rule.to_owned(), on)).or_default().push(at);
        }
        keyed
    };
    let (mut was, is) = (keyed(old.corridor, &now), keyed(new.corridor, &str::to_owned));
    let mut waivers = Waivers::default();
    for (key, places) in is {
        let mut before = was.remove(&key).unwrap_or_default().into_iter();
        for at in places {
            let waiver = &new.corridor.waivers[at];
            let is_over = waiver.expires < new.today;
            let Some(before) = before.next() else {
                waivers.added.push(waived(new, waiver, None));
                continue;
            };
            let before = &old.corridor.waivers[before];
            let told = waived(new, waiver, Some(before));
            if is_over && before.expires >= old.today {
                waivers.expired.push(told);
            } else if before.expires != waiver.expires || names.now(before.approved_by) != waiver.approved_by {
                waivers.changed.push(told);
            }
        }
        waivers.removed.extend(before.map(|at| waived(old, &old.corridor.waivers[at], None)));
    }
    let gone = was.into_values().flatten();
    waivers.removed.extend(gone.map(|at| waived(old, &old.corridor.waivers[at], None)));
    waivers
}

fn waived(side: &Side<'_, '_>, waiver: &Waiver<'_>, before: Option<&Waiver<'_>>) -> Waived {
    let place = side.cx.at(waiver.id, "");
    Waived {
        rule: waiver.rule.to_owned(),
        on: waiver.on.iter().map(|&on| on.to_owned()).collect(),
        expires: waiver.expires.to_string(),
        expired_before: before.map(|before| before.expires.to_string()),
        approved_by: waiver.approved_by.to_owned(),
        reason: waiver.reason.to_owned(),
        place: Some(place),
        hides: side.findings.iter().filter(|finding| finding.waived_by == Some(place)).count(),
    }
}

/// What a fact rests on at the best: a thing, and the field where the source speaks of one.
fn best<'a>(corridor: &Corridor<'a>, name: &dyn Fn(&str) -> String) -> BTreeMap<(String, Option<&'a str>), Confidence> {
    let mut best = BTreeMap::new();
    for source in &corridor.sources {
        let of = name(&corridor.name_of(source.of));
        let kept = best.entry((of, source.field)).or_insert(source.confidence);
        *kept = (*kept).max(source.confidence);
    }
    best
}

/// Facts that rest on less than before, of things that are still there.
pub(super) fn sunk(old: &Side<'_, '_>, new: &Side<'_, '_>, names: &Names) -> Vec<Sunk> {
    let now = |id: &str| names.now(id).into_owned();
    let (was, is) = (best(old.corridor, &now), best(new.corridor, &str::to_owned));
    let mut sunk = Vec::new();
    for ((of, field), was) in was {
        let is = is.get(&(of.clone(), field)).copied();
        if is.is_some_and(|is| is >= was) || new.corridor.find_thing(&of).is_none() {
            continue;
        }
        sunk.push(Sunk { of, field: field.map(str::to_owned), was: was.word(), is: is.map(Confidence::word) });
    }
    sunk
}
