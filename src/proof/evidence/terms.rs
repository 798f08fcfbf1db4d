//! What counts under the terms of a policy, and what is exempt.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::proof::evidence::things::{Closure, Things};
use crate::proof::evidence::{Avoid, Line, Near, Place, Terms};
use crate::proof::space;

/// Terms, with what follows from them.
pub struct Weighed<'e> {
    pub terms: &'e Terms,
    things: &'e Things<'e>,
    /// The closures of the two end sites.
    ends: [Rc<Closure>; 2],
    except: BTreeSet<usize>,
    /// Things near an end, by line.
    near: BTreeSet<(usize, usize)>,
}

/// Kilometres are told to a millimetre.
const ROUNDING_KM: f64 = 1e-6;

impl<'e> Weighed<'e> {
    /// # Errors
    ///
    /// Says what is not near.
    pub fn new(things: &'e Things<'e>, terms: &'e Terms) -> Result<Self, String> {
        let ends = [terms.from, terms.to].map(|end| things.closure(end));
        let mut near = BTreeSet::new();
        for (at, entry) in terms.near.iter().enumerate() {
            if !is_near(entry, &terms.lines[entry.line], &terms.ends_at) {
                return Err(format!("near[{at}]: `{}` does not lie near an end", things.id(entry.thing)));
            }
            near.insert((entry.line, entry.thing));
        }
        Ok(Self { terms, things, ends, except: terms.except.iter().copied().collect(), near })
    }

    /// See [`Effort::spend`](crate::proof::Effort::spend).
    pub fn spend(&self, steps: usize) -> bool {
        self.things.effort.spend(steps)
    }

    pub fn counts(&self, line: &Line, kind: &str, thing: usize) -> bool {
        counts(self.things, line, kind, thing)
    }

    fn is_around_end(&self, thing: usize) -> bool {
        self.ends.iter().any(|end| end.holds(thing))
    }

    pub fn is_exempt(&self, at: usize, thing: usize) -> bool {
        let is_end = thing == self.terms.from || thing == self.terms.to;
        is_end
            || (!self.terms.lines[at].ends_count && self.is_around_end(thing))
            || self.is_excepted(thing)
            || self.near.contains(&(at, thing))
    }

    pub fn is_excepted(&self, thing: usize) -> bool {
        self.except.contains(&thing)
    }

    /// Of a thing, each line on which it counts and is not exempt, with on how many kinds of the line.
    pub fn takes(&self, thing: usize) -> Vec<(usize, u32)> {
        let of_line = |(at, line): (usize, &Line)| {
            let kinds = line.kinds.iter().filter(|kind| self.counts(line, kind, thing)).count() as u32;
            (kinds > 0 && !self.is_exempt(at, thing)).then_some((at, kinds))
        };
        self.things.effort.spend(20 * self.terms.lines.len());
        self.terms.lines.iter().enumerate().filter_map(of_line).collect()
    }

    /// Whether the policy lets two ways share a thing, so that they may be one there.
    pub fn frees(&self, thing: usize) -> bool {
        let takes = self.takes(thing);
        if !takes.is_empty() {
            return takes.iter().all(|&(line, _)| self.terms.lines[line].at_most > 0);
        }
        let is_end = |line: &Line| {
            thing == self.terms.from || thing == self.terms.to || (!line.ends_count && self.is_around_end(thing))
        };
        let lets = |(at, line): (usize, &Line)| {
            line.kinds.iter().any(|kind| self.counts(line, kind, thing)) && !is_end(line) && self.is_exempt(at, thing)
        };
        self.terms.lines.iter().enumerate().any(lets)
    }

    /// All words of which something that is not known matters, each once.
    pub fn words(&self) -> Vec<&'e str> {
        let lines = self.terms.lines.iter().flat_map(|line| line.kinds.iter().flat_map(|kind| words(kind, line.areas)));
        let all = lines.chain(self.terms.avoid.iter().flat_map(|line| words(&line.kind, line.areas)));
        all.collect::<BTreeSet<&str>>().into_iter().collect()
    }

    /// Whether each thing of a closure that is unknown in the words is a link that is warranted to be diverse from all
    /// of these.
    pub fn is_warranted(&self, closure: &Closure, words: &[&str], from: &[usize]) -> bool {
        let is_unknown =
            |thing: &usize| self.things.get(*thing).unknown.iter().any(|word| words.contains(&word.as_str()));
        self.things.effort.spend(10 * closure.things.len());
        closure.iter().filter(is_unknown).all(|thing| {
            self.things.get(thing).kind == "link" && (from.is_empty() || self.things.is_diverse_from(thing, from))
        })
    }
}

/// Whether a thing is what a line asks for.
pub fn counts(things: &Things<'_>, line: &Line, kind: &str, thing: usize) -> bool {
    let asked = line.risk_kind.as_ref().filter(|_| things.get(thing).kind == "risk");
    things.is_of(thing, kind) && asked.is_none_or(|asked| things.get(thing).risk_kind.as_ref() == Some(asked))
}

/// The words of a kind: what it is that may not be known.
pub fn words(kind: &str, areas: bool) -> Vec<&str> {
    if kind == "risk" && areas { vec![kind, "risk-area"] } else { vec![kind] }
}

/// The words of an `avoid` line.
pub fn avoided(line: &Avoid) -> Vec<&str> {
    words(&line.kind, line.areas)
}

fn is_near(near: &Near, line: &Line, ends: &[Place; 2]) -> bool {
    let Some(radius) = line.near_ends_km else { return false };
    let away = |end: &Place, at: &Place| {
        let [end, at] = [end, at].map(|place| space::cartesian((place[0], place[1])));
        space::along(space::length(space::minus(end, at))) / 1_000.0
    };
    let holds =
        |end: &Place| near.places.iter().all(|place| away(end, &place.at) + place.reach_km <= radius + ROUNDING_KM);
    !near.places.is_empty() && ends.iter().any(holds)
}
