//! What is asked is less than before: a line of a policy gone or relaxed, a level lowered, a waiver more or for longer,
//! less capacity, fewer legs or routes, a later day.
//!
//! Only what is written counts, not what it finds: a promise that is given up is weaker though nothing breaks it today.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::diff::rename::Names;
use crate::diff::{Side, Waived, Waivers, Weakened};
use crate::model::{Avoided, Corridor, Date, Id, Policy, PolicyId};
use crate::rules::{Levels, find};
use crate::schema::Kind;
use crate::source::Place;

/// Comparing levels of rules in files stops behind so many; what differs is then said as a whole.
const MOST_LEVELS: usize = 1_000_000;

/// All that is weaker, in the order of the kinds.
pub(super) fn compare(old: &Side<'_, '_>, new: &Side<'_, '_>, names: &Names, waivers: &Waivers) -> Vec<Weakened> {
    let mut of = Compared { old, new, names, found: Vec::new() };
    of.policies();
    of.services();
    of.demands();
    of.waivers(waivers);
    of.levels();
    of.found
}

struct Compared<'r, 's, 'a, 't, 'b> {
    old: &'r Side<'s, 'a>,
    new: &'r Side<'t, 'b>,
    names: &'r Names,
    found: Vec<Weakened>,
}

/// One thing that a policy asks less of: where, and what.
type Less = (String, String);

impl Compared<'_, '_, '_, '_, '_> {
    fn push(&mut self, kind: Kind, id: &str, place: Option<Place>, message: String) {
        self.found.push(Weakened { id: id.to_owned(), kind: kind.name(), message, place });
    }

    /// The declaration of the new side that an old one is now.
    fn pair(&self, kind: Kind) -> Vec<(u32, u32)> {
        let of = |at: (usize, usize)| {
            let (old, new) = (&self.old.corridor.declarations[at.0], &self.new.corridor.declarations[at.1]);
            (old.kind == kind && new.kind == kind).then_some(())?;
            old.index.zip(new.index)
        };
        self.names.pairs.iter().filter_map(|&pair| of(pair)).collect()
    }

    fn policies(&mut self) {
        for (old, new) in self.pair(Kind::Policy) {
            let (old, new) = (&self.old.corridor.policies[old as usize], &self.new.corridor.policies[new as usize]);
            for (pointer, message) in self.less(old, new) {
                let id = self.new.corridor.text(new.id);
                self.push(Kind::Policy, id, Some(self.new.cx.at(new.id, &pointer)), message);
            }
        }
    }

    /// What a policy asks less than another: where in the new one, and what.
    fn less(&self, old: &Policy<'_>, new: &Policy<'_>) -> Vec<Less> {
        let mut less = Vec::new();
        Self::disjoint(old, new, &mut less);
        self.avoided(old, new, &mut less);
        let excepted = |side: &Corridor<'_>, policy: &Policy<'_>, name: &dyn Fn(&str) -> String| {
            let things = policy.except.iter().map(|&thing| name(&side.name_of(thing)));
            things.chain(policy.except_countries.iter().map(ToString::to_string)).collect::<BTreeSet<String>>()
        };
        let before = excepted(self.old.corridor, old, &|id| self.names.now(id).into_owned());
        for thing in excepted(self.new.corridor, new, &str::to_owned).difference(&before) {
            less.push(("/except".to_owned(), format!("`{thing}` is exempt")));
        }
        let near = |near: Option<crate::model::Km>| near.map_or(0.0, |near| near.0);
        match (&old.separation, &new.separation) {
            (Some(_), None) => less.push((String::new(), "`separation` is no longer asked for".to_owned())),
            (Some(was), Some(is)) => {
                if is.distance.0 < was.distance.0 {
                    less.push(("/separation".to_owned(), changed("separation", Some(was.distance), Some(is.distance))));
                }
                if near(is.near_ends) > near(was.near_ends) {
                    let text = changed("near-ends` of `separation", was.near_ends, is.near_ends);
                    less.push(("/separation".to_owned(), text));
                }
            }
            (None, _) => {}
        }
        if old.legs.unwrap_or(0) > new.legs.unwrap_or(0) {
            less.push(("/legs".to_owned(), changed("legs at-least", old.legs, new.legs)));
        }
        if old.availability.is_some_and(|was| new.availability.is_none_or(|is| is.0 < was.0)) {
            less.push(("/availability".to_owned(), changed("availability", old.availability, new.availability)));
        }
        if old.round_trip.is_some_and(|was| new.round_trip.is_none_or(|is| is.0 > was.0)) {
            less.push(("/round-trip".to_owned(), changed("round-trip", old.round_trip, new.round_trip)));
        }
        let words = |policy: &Policy<'_>| {
            let words: BTreeSet<&str> = policy.encryption.iter().map(|word| word.word()).collect();
            words
        };
        let (was, is) = (words(old), words(new));
        if !was.is_empty() && (is.is_empty() || !is.is_subset(&was)) {
            let shown = |words: BTreeSet<&str>| {
                let words: Vec<&str> = words.into_iter().collect();
                (!words.is_empty()).then(|| words.join(" "))
            };
            less.push(("/encryption".to_owned(), changed("encryption", shown(was), shown(is))));
        }
        for (field, was, is) in [("unknown", old.unknown, new.unknown), ("planned", old.planned, new.planned)] {
            if is < was {
                less.push((format!("/{field}"), changed(field, Some(was.word()), Some(is.word()))));
            }
        }
        less
    }

    /// Each dimension of each line: the best line of the new policy for it asks as much, or something is less.
    fn disjoint(old: &Policy<'_>, new: &Policy<'_>, less: &mut Vec<Less>) {
        for was in &old.disjoint {
            let kind = was.risk_kind.map_or_else(String::new, |kind| format!(" kind={kind}"));
            for &dimension in &was.dimensions {
                let same = new.disjoint.iter().enumerate().filter(|(_, is)| {
                    is.dimensions.contains(&dimension)
                        && (is.risk_kind.is_none() || is.risk_kind == was.risk_kind || dimension.word() != "risk")
                });
                let kind = if dimension.word() == "risk" { kind.as_str() } else { "" };
                let of = format!("disjoint {}{kind}", dimension.word());
                let near = |near: Option<crate::model::Km>| near.map_or(0.0, |near| near.0);
                let mut best: Option<(usize, Vec<String>)> = None;
                for (at, is) in same {
                    let mut relaxed = Vec::new();
                    if is.at_most > was.at_most {
                        relaxed.push(changed(&format!("at-most` of `{of}"), Some(was.at_most), Some(is.at_most)));
                    }
                    if was.ends_count && !is.ends_count {
                        relaxed.push(format!("`ends=count` of `{of}` is gone"));
                    }
                    if near(is.near_ends) > near(was.near_ends) {
                        relaxed.push(changed(&format!("near-ends` of `{of}"), was.near_ends, is.near_ends));
                    }
                    if best.as_ref().is_none_or(|(_, kept)| relaxed.len() < kept.len()) {
                        best = Some((at, relaxed));
                    }
                }
                match best {
                    None => less.push((String::new(), format!("`{of}` is no longer asked for"))),
                    Some((at, relaxed)) => {
                        less.extend(relaxed.into_iter().map(|text| (format!("/disjoint/{at}"), text)));
                    }
                }
            }
        }
    }

    fn avoided(&self, old: &Policy<'_>, new: &Policy<'_>, less: &mut Vec<Less>) {
        let words = |side: &Corridor<'_>, policy: &Policy<'_>, name: &dyn Fn(&str) -> String| {
            let word = |value: &Avoided<'_>| match value {
                Avoided::Country(country) => country.to_string(),
                Avoided::Thing(thing) => name(&side.name_of(*thing)),
                Avoided::RiskKind(kind) => (*kind).to_owned(),
            };
            let lines = policy.avoid.iter();
            let values =
                lines.flat_map(|line| line.values.iter().map(move |(_, value)| (line.dimension.word(), value)));
            values.map(|(dimension, value)| (dimension, word(value))).collect::<BTreeSet<_>>()
        };
        let is = words(self.new.corridor, new, &str::to_owned);
        for (dimension, value) in words(self.old.corridor, old, &|id| self.names.now(id).into_owned()) {
            if !is.contains(&(dimension, value.clone())) {
                less.push(("/avoid".to_owned(), format!("`avoid {dimension} {value}` is no longer asked for")));
            }
        }
    }

    /// Of a service or demand whose policy is another one now: what that asks less.
    fn other_policy(&mut self, kind: Kind, id: Id, was: Option<PolicyId>, is: Option<PolicyId>) {
        let Some(was) = was.map(|was| self.old.corridor.policy(was)) else { return };
        let name = self.new.corridor.text(id);
        let old_name = self.old.corridor.text(was.id);
        let Some(is) = is.map(|is| self.new.corridor.policy(is)) else {
            let place = self.new.cx.at(id, "");
            self.push(kind, name, Some(place), format!("policy `{old_name}` is no longer asked for"));
            return;
        };
        let new_name = self.new.corridor.text(is.id);
        // What the same policy asks less is said of the policy.
        if self.names.now(old_name) == new_name {
            return;
        }
        let place = self.new.cx.at(id, "/policy");
        for (_, message) in self.less(was, is) {
            self.push(kind, name, Some(place), format!("policy `{new_name}` in place of `{old_name}`: {message}"));
        }
    }

    fn services(&mut self) {
        for (old, new) in self.pair(Kind::Service) {
            let (old, new) = (&self.old.corridor.services[old as usize], &self.new.corridor.services[new as usize]);
            self.other_policy(Kind::Service, new.id, old.policy, new.policy.filter(|_| new.names_policy));
            let id = self.new.corridor.text(new.id);
            let mut less = Vec::new();
            if new.needs < old.needs {
                less.push(("/needs", changed("needs", Some(old.needs), Some(new.needs))));
            }
            if let (Some(was), Some(is)) = (old.capacity, new.capacity)
                && is.0 < was.0
            {
                less.push(("/capacity", changed("capacity", Some(was), Some(is))));
            }
            if old.encryption.is_some() && old.encryption != new.encryption {
                let word =
                    |encryption: Option<crate::model::Encryption>| encryption.map(crate::model::Encryption::word);
                if new.encryption.is_none_or(|word| word.word() == "none") {
                    less.push(("/encryption", changed("encryption", word(old.encryption), word(new.encryption))));
                }
            }
            for (pointer, message) in less {
                self.push(Kind::Service, id, Some(self.new.cx.at(new.id, pointer)), message);
            }
        }
    }

    fn demands(&mut self) {
        for (old, new) in self.pair(Kind::Demand) {
            let (old, new) = (&self.old.corridor.demands[old as usize], &self.new.corridor.demands[new as usize]);
            self.other_policy(Kind::Demand, new.id, old.policy, new.policy.filter(|_| new.names_policy));
            let id = self.new.corridor.text(new.id);
            let mut less = Vec::new();
            if new.routes < old.routes {
                less.push(("/routes", changed("routes", Some(old.routes), Some(new.routes))));
            }
            // A demand without a day is for today.
            let day = |by: Option<Date>, today: Date| by.unwrap_or(today);
            if day(new.by, self.new.today) > day(old.by, self.old.today) {
                less.push(("/by", changed("by", old.by, new.by)));
            }
            for (pointer, message) in less {
                self.push(Kind::Demand, id, Some(self.new.cx.at(new.id, pointer)), message);
            }
        }
    }

    fn waivers(&mut self, waivers: &Waivers) {
        let later = |waived: &&Waived| waived.expired_before.as_ref().is_some_and(|before| waived.expires > *before);
        let extended = waivers.changed.iter().filter(later);
        let lists = waivers.added.iter().map(|waived| (waived, false)).chain(extended.map(|waived| (waived, true)));
        for (waived, is_extended) in lists {
            let on: Vec<String> = waived.on.iter().map(|on| format!("`{on}`")).collect();
            let until = match (&waived.expired_before, is_extended) {
                (Some(before), true) => format!("is extended from {before} to {}", waived.expires),
                _ => format!("is new, until {}", waived.expires),
            };
            let message = format!("a waiver of `{}` on {} {until}", waived.rule, on.join(" "));
            self.push(Kind::Waiver, &waived.rule, waived.place, message);
        }
    }

    /// Levels of rules, in each file: where a rule weighs less than before.
    fn levels(&mut self) {
        let (was, is) = (Levels::new(self.old.cx), Levels::new(self.new.cx));
        let mut rules = was.rules();
        rules.extend(is.rules());
        let files: Vec<&str> = self.new.texts.sources.read().map(|file| file.path.as_str()).collect();
        let mut left = MOST_LEVELS;
        for rule in rules {
            let Some(known) = find(rule).filter(|rule| !rule.always_denies()) else { continue };
            let mut level = |levels: &Levels<'_, '_>, file: &str| {
                levels.of(rule, file, &mut left).map_or((known.level, None), |(level, place)| (level, Some(place)))
            };
            let lowered = files.iter().find_map(|file| {
                let (was, (is, place)) = (level(&was, file).0, level(&is, file));
                (is < was).then_some((file, was, is, place))
            });
            let Some((file, was, is, place)) = lowered else { continue };
            let message = format!("{} in `{file}`", changed(rule, Some(was.word()), Some(is.word())));
            self.push(Kind::Rules, rule, place, message);
        }
    }
}

/// A figure that is less: what it was and is.
fn changed<T: Display>(field: &str, was: Option<T>, is: Option<T>) -> String {
    let shown = |value: Option<T>| value.map_or_else(|| "not asked for".to_owned(), |value| value.to_string());
    format!("`{field}`: {} → {}", shown(was), shown(is))
}
