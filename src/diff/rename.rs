//! Which id of one side is which of the other: the same, or another name for the same thing.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::diff::Side;
use crate::model::{Corridor, Declaration, in_base};
use crate::schema::{self, Fact, Kind, Said};
use crate::syntax::Decimal;

/// What stands between the words of a value, and in no text.
pub(super) const APART: &str = "\u{1f}";

/// A fact in a form in which the same meaning is the same text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Meant {
    pub path: String,
    pub value: String,
}

/// The declarations of both sides by their ids, and the renames between them.
#[derive(Debug)]
pub(super) struct Names {
    /// Pairs that are the same thing, as places in the declarations of both sides, in the order of the new ids.
    pub pairs: Vec<(usize, usize)>,
    pub added: Vec<usize>,
    pub removed: Vec<usize>,
    /// New ids by the old ones that they replace, parts as `WHOLE:PART` among them.
    pub renamed: FxHashMap<String, String>,
}

/// Places by id and kind: what has become of another kind is another thing.
fn index<'a>(corridor: &Corridor<'a>) -> FxHashMap<(&'a str, Kind), usize> {
    let named = corridor.declarations[..corridor.named].iter();
    named.enumerate().map(|(at, declaration)| ((declaration.id, declaration.kind), at)).collect()
}

impl Names {
    pub fn find(old: &Side<'_, '_>, new: &Side<'_, '_>) -> Self {
        let (of_old, of_new) = (index(old.corridor), index(new.corridor));
        let mut pairs: Vec<(usize, usize)> = Vec::with_capacity(of_new.len());
        pairs.extend(of_new.iter().filter_map(|(key, &at)| Some((*of_old.get(key)?, at))));
        pairs.sort_unstable_by_key(|(_, new)| *new);
        let mut removed: Vec<usize> =
            of_old.iter().filter(|(key, _)| !of_new.contains_key(*key)).map(|(_, &at)| at).collect();
        let mut added: Vec<usize> =
            of_new.iter().filter(|(key, _)| !of_old.contains_key(*key)).map(|(_, &at)| at).collect();
        removed.sort_unstable();
        added.sort_unstable();
        let mut names = Self { pairs, added, removed, renamed: FxHashMap::default() };
        names.match_renamed(old, new);
        names
    }

    /// What an old id, or a part of one, is called now.
    pub fn now<'n>(&'n self, id: &'n str) -> std::borrow::Cow<'n, str> {
        if self.renamed.is_empty() {
            return id.into();
        }
        if let Some(now) = self.renamed.get(id) {
            return now.as_str().into();
        }
        match id.split_once(':') {
            Some((whole, part)) => match self.renamed.get(whole) {
                Some(now) => format!("{now}:{part}").into(),
                None => id.into(),
            },
            None => id.into(),
        }
    }

    /// Finds removed and added declarations that say the same, or that the same things refer to in the same place.
    fn match_renamed(&mut self, old: &Side<'_, '_>, new: &Side<'_, '_>) {
        if self.added.is_empty() || self.removed.is_empty() {
            return;
        }
        // Who refers to something renamed has another text.
        let changed: Vec<(usize, usize)> = self.pairs.iter().copied().filter(|&pair| differs(old, new, pair)).collect();
        let facts = |side: &Side<'_, '_>, at: usize| (at, meant(side, &side.corridor.declarations[at], &str::to_owned));
        let was = changed.iter().map(|(was, _)| *was).chain(self.removed.iter().copied());
        let is = changed.iter().map(|(_, is)| *is).chain(self.added.iter().copied());
        let was: Told = was.map(|at| facts(old, at)).collect();
        let is: Told = is.map(|at| facts(new, at)).collect();
        loop {
            let before = self.renamed.len();
            let same = &str::to_owned;
            let now = |id: &str| self.now(id).into_owned();
            let by_content = matched(contents(old, &was, &self.removed, &now), contents(new, &is, &self.added, same));
            self.rename(old, new, by_content);
            let now = |id: &str| self.now(id).into_owned();
            let by_context = matched(contexts(old, &was, &self.removed, &now), contexts(new, &is, &self.added, same));
            self.rename(old, new, by_context);
            if self.renamed.len() == before {
                break;
            }
        }
        self.pairs.sort_unstable_by_key(|(_, new)| *new);
    }

    fn rename(&mut self, old: &Side<'_, '_>, new: &Side<'_, '_>, matched: Vec<(usize, usize)>) {
        for (from, to) in matched {
            let (was, is) = (&old.corridor.declarations[from], &new.corridor.declarations[to]);
            self.renamed.insert(was.id.to_owned(), is.id.to_owned());
            self.removed.retain(|&at| at != from);
            self.added.retain(|&at| at != to);
            self.pairs.push((from, to));
        }
    }
}

/// What declarations say, by their place.
type Told = FxHashMap<usize, Vec<Meant>>;

/// By what a declaration is known under whatever name.
pub(super) type Key = (Kind, Vec<(String, String)>);

/// What each says itself.
fn contents(side: &Side<'_, '_>, told: &Told, wanted: &[usize], now: &dyn Fn(&str) -> String) -> Vec<(usize, Key)> {
    let content = |&at: &usize| {
        let said: Vec<(String, String)> =
            told[&at].iter().map(|fact| (fact.path.clone(), each_word(&fact.value, now))).collect();
        (!said.is_empty()).then_some((at, (side.corridor.declarations[at].kind, said)))
    };
    wanted.iter().filter_map(content).collect()
}

fn each_word(value: &str, now: &dyn Fn(&str) -> String) -> String {
    value.split(APART).map(now).collect::<Vec<_>>().join(APART)
}

/// Who refers to each, and in which field.
fn contexts(side: &Side<'_, '_>, told: &Told, wanted: &[usize], now: &dyn Fn(&str) -> String) -> Vec<(usize, Key)> {
    let places: FxHashMap<&str, usize> = wanted.iter().map(|&at| (side.corridor.declarations[at].id, at)).collect();
    let mut found: FxHashMap<usize, BTreeSet<(String, String)>> = FxHashMap::default();
    for (&at, facts) in told {
        let from = now(side.corridor.declarations[at].id);
        for fact in facts {
            for word in fact.value.split(APART) {
                let whole = word.split(':').next().unwrap_or_default();
                if let Some(&at) = places.get(whole) {
                    found.entry(at).or_default().insert((from.clone(), fact.path.clone()));
                }
            }
        }
    }
    found.into_iter().map(|(at, by)| (at, (side.corridor.declarations[at].kind, by.into_iter().collect()))).collect()
}

/// Those of which one on each side, and no other, is known by the same.
fn matched(was: Vec<(usize, Key)>, is: Vec<(usize, Key)>) -> Vec<(usize, usize)> {
    let mut by_key: BTreeMap<Key, [Vec<usize>; 2]> = BTreeMap::new();
    for (side, list) in [was, is].into_iter().enumerate() {
        for (at, key) in list {
            by_key.entry(key).or_default()[side].push(at);
        }
    }
    let pair = |[was, is]: [Vec<usize>; 2]| match (&was[..], &is[..]) {
        ([was], [is]) => Some((*was, *is)),
        _ => None,
    };
    by_key.into_values().filter_map(pair).collect()
}

/// Whether the texts of two declarations differ.
pub(super) fn differs(old: &Side<'_, '_>, new: &Side<'_, '_>, (was, is): (usize, usize)) -> bool {
    text(old, &old.corridor.declarations[was]) != text(new, &new.corridor.declarations[is])
}

fn text<'a>(side: &Side<'_, 'a>, declaration: &Declaration<'a>) -> &'a str {
    let span = side.texts.document(declaration.file).node(declaration.node).span;
    span.of(side.texts.source(declaration.file))
}

/// What a declaration says, with its ids under other names, sorted.
pub(super) fn meant(side: &Side<'_, '_>, declaration: &Declaration<'_>, name: &dyn Fn(&str) -> String) -> Vec<Meant> {
    let mut meant: Vec<Meant> = facts(side, declaration)
        .into_iter()
        .map(|fact| Meant { value: value(&fact.said, name), path: fact.path })
        .collect();
    meant.sort();
    meant
}

pub(super) fn facts<'a>(side: &Side<'_, 'a>, declaration: &Declaration<'_>) -> Vec<Fact<'a>> {
    let document = side.texts.document(declaration.file);
    let view = schema::view(document, side.texts.source(declaration.file), declaration.node);
    view.map(|view| view.facts(declaration.kind)).unwrap_or_default()
}

/// A value such that what means the same is the same: quantities in the unit of their dimension, sets sorted.
pub(super) fn value(said: &Said<'_>, name: &dyn Fn(&str) -> String) -> String {
    let each = |list: &[Said<'_>]| list.iter().map(|said| value(said, name)).collect::<Vec<_>>();
    match said {
        Said::Text(text) => name(text),
        Said::Number(number) => {
            Decimal::parse(number).map_or_else(|| (*number).to_owned(), |number| number.to_string())
        }
        Said::Quantity { number, unit } => {
            let based = Decimal::parse(number).and_then(|number| in_base(number, unit));
            based.map_or_else(|| format!("{number} {unit}"), |(number, unit)| format!("{number} {unit}"))
        }
        Said::Truth(truth) => truth.to_string(),
        Said::List(list) => each(list).join(APART),
        Said::Set(list) => {
            let mut words = each(list);
            words.sort();
            words.join(APART)
        }
        Said::Line(parts) => {
            let mut words: Vec<String> = parts
                .iter()
                .map(|(named, said)| match named {
                    Some(named) => format!("{named}={}", value(said, name)),
                    None => value(said, name),
                })
                .collect();
            words.sort();
            words.join(APART)
        }
        Said::Unread => String::new(),
    }
}

/// A value as a person reads it.
pub(super) fn shown(said: &Said<'_>) -> String {
    match said {
        Said::Text(text) => (*text).to_owned(),
        Said::Number(number) => (*number).to_owned(),
        Said::Quantity { number, unit } => match *unit {
            "percent" => format!("{number} %"),
            unit => format!("{number} {unit}"),
        },
        Said::Truth(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Said::List(list) | Said::Set(list) => list.iter().map(shown).collect::<Vec<_>>().join(" "),
        Said::Line(parts) => parts
            .iter()
            .map(|(named, said)| match named {
                Some(named) => format!("{named}={}", shown(said)),
                None => shown(said),
            })
            .collect::<Vec<_>>()
            .join(" "),
        Said::Unread => "what cannot be read".to_owned(),
    }
}
