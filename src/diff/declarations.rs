//! What was declared, removed, renamed and changed.

use std::collections::BTreeMap;

use crate::diff::rename::{Key, Names, differs, facts, meant, shown, value};
use crate::diff::{Change, Changed, Named, Renamed, Side};
use crate::model::Declaration;
use crate::schema::{Fact, Kind};

pub(super) struct Declared {
    pub added: Vec<Named>,
    pub removed: Vec<Named>,
    pub renamed: Vec<Renamed>,
    pub changed: Vec<Changed>,
}

pub(super) fn compare(old: &Side<'_, '_>, new: &Side<'_, '_>, names: &Names) -> Declared {
    let named = |side: &Side<'_, '_>, at: usize| {
        let declaration = &side.corridor.declarations[at];
        Named { kind: declaration.kind.name(), id: declaration.id.to_owned() }
    };
    let mut declared = Declared {
        added: names.added.iter().map(|&at| named(new, at)).collect(),
        removed: names.removed.iter().map(|&at| named(old, at)).collect(),
        renamed: Vec::new(),
        changed: Vec::new(),
    };
    for &(was, is) in names.pairs.iter().filter(|&&pair| differs(old, new, pair)) {
        let (was, is) = (&old.corridor.declarations[was], &new.corridor.declarations[is]);
        if was.id != is.id {
            declared.renamed.push(Renamed { kind: is.kind.name(), from: was.id.to_owned(), to: is.id.to_owned() });
        }
        let changes = changes(facts(old, was), facts(new, is), names);
        if !changes.is_empty() {
            declared.changed.push(Changed { kind: is.kind.name(), id: is.id.to_owned(), changes });
        }
    }
    nameless(old, new, names, &mut declared);
    declared.renamed.sort();
    declared.added.sort();
    declared.removed.sort();
    declared
}

/// The facts that differ, in the order of their fields; of a field that occurs several times, those that only one side
/// has.
fn changes(was: Vec<Fact<'_>>, is: Vec<Fact<'_>>, names: &Names) -> Vec<Change> {
    let mut fields: BTreeMap<String, [Vec<(String, String)>; 2]> = BTreeMap::new();
    let now = |id: &str| names.now(id).into_owned();
    for fact in was {
        // The name of a part may have changed with what it names, as the operator in `owner azt`.
        let path = fact.path.split(' ').map(now).collect::<Vec<_>>().join(" ");
        fields.entry(path).or_default()[0].push((value(&fact.said, &now), shown(&fact.said)));
    }
    for fact in is {
        fields.entry(fact.path).or_default()[1].push((value(&fact.said, &str::to_owned), shown(&fact.said)));
    }
    let mut changes = Vec::new();
    for (field, [mut was, mut is]) in fields {
        was.retain(|(value, _)| match is.iter().position(|(other, _)| other == value) {
            Some(at) => {
                is.remove(at);
                false
            }
            None => true,
        });
        let mut is = is.into_iter();
        let mut was = was.into_iter();
        loop {
            let (was, is) = (was.next(), is.next());
            if was.is_none() && is.is_none() {
                break;
            }
            let text = |side: Option<(String, String)>| side.map(|(_, shown)| shown);
            changes.push(Change { field: field.clone(), was: text(was), is: text(is) });
        }
    }
    changes
}

/// Kinds without an id: those of each side that no other side says in the same words; waivers are told apart.
fn nameless(old: &Side<'_, '_>, new: &Side<'_, '_>, names: &Names, declared: &mut Declared) {
    let now = |id: &str| names.now(id).into_owned();
    let told = |side: &Side<'_, '_>, name: &dyn Fn(&str) -> String| {
        let mut told: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        let all = side.corridor.declarations.iter().enumerate().skip(side.corridor.named);
        for (at, declaration) in all.filter(|(_, declaration)| declaration.kind != Kind::Waiver) {
            let facts = meant(side, declaration, name);
            let key = facts.into_iter().map(|fact| (fact.path, fact.value)).collect();
            told.entry((declaration.kind, key)).or_default().push(at);
        }
        told
    };
    let (was, mut is) = (told(old, &now), told(new, &str::to_owned));
    let mut gone: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for ((kind, facts), places) in was {
        let left = is.get_mut(&(kind, facts)).map_or(0, |same| {
            let kept = same.len().min(places.len());
            same.drain(..kept);
            kept
        });
        gone.entry(kind).or_default().extend(&places[left..]);
    }
    let mut come: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for ((kind, _), places) in is {
        come.entry(kind).or_default().extend(places);
    }
    for kind in Kind::ALL {
        let (mut gone, mut come) = (gone.remove(&kind).unwrap_or_default(), come.remove(&kind).unwrap_or_default());
        gone.sort_unstable();
        come.sort_unstable();
        // One of each is the same one, changed.
        if let ([was], [is]) = (&gone[..], &come[..]) {
            let (was, is) = (&old.corridor.declarations[*was], &new.corridor.declarations[*is]);
            let changes = changes(facts(old, was), facts(new, is), names);
            // What is only named otherwise, as in a lock after a renaming, is the same.
            if !changes.is_empty() {
                declared.changed.push(Changed { kind: kind.name(), id: String::new(), changes });
            }
            continue;
        }
        let named = |side: &Side<'_, '_>, at: usize| Named {
            kind: kind.name(),
            id: first_line(side, &side.corridor.declarations[at]),
        };
        declared.removed.extend(gone.into_iter().map(|at| named(old, at)));
        declared.added.extend(come.into_iter().map(|at| named(new, at)));
    }
}

/// What tells one declaration from others of a kind without ids: the first thing that it says.
fn first_line(side: &Side<'_, '_>, declaration: &Declaration<'_>) -> String {
    let first = facts(side, declaration).into_iter().next();
    first.map(|fact| format!("{} {}", fact.path, shown(&fact.said))).unwrap_or_default()
}
