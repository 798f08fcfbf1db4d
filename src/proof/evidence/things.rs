//! Things of the file: closures, kinds, and what stands on a site.

use std::cell::RefCell;
use std::rc::Rc;

use crate::proof::Effort;
use crate::proof::evidence::Thing;

/// All things, of which every number that another thing names exists.
pub struct Things<'e> {
    all: &'e [Thing],
    pub effort: &'e Effort,
    /// Of each thing, its closure once that is found.
    closures: RefCell<Vec<Option<Rc<Closure>>>>,
    /// Of each thing, the last closure in which it was met, counted from 1.
    met: RefCell<(Vec<u32>, u32)>,
    /// Of each site, the ways that end there.
    ways: Vec<Vec<u32>>,
}

/// What a leg or a way rides on.
#[derive(Default)]
pub struct Closure {
    /// In order, each once.
    pub things: Vec<u32>,
    /// Words of what is not known in it, as bits of [`UNKNOWN`].
    unknown: u32,
}

/// The words of what may not be known.
pub const UNKNOWN: [&str; 14] = [
    "site",
    "metro",
    "landing-station",
    "border-crossing",
    "country",
    "conduit",
    "right-of-way",
    "cable",
    "span",
    "link",
    "operator",
    "risk",
    "risk-area",
    "left-out",
];

fn bit(word: &str) -> u32 {
    UNKNOWN.iter().position(|known| *known == word).map_or(0, |at| 1 << at)
}

impl Closure {
    pub fn holds(&self, thing: usize) -> bool {
        u32::try_from(thing).is_ok_and(|thing| self.things.binary_search(&thing).is_ok())
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.things.iter().map(|&thing| thing as usize)
    }

    pub fn is_left_out(&self) -> bool {
        self.unknown & bit("left-out") != 0
    }

    /// Whether it is unknown in any of the words.
    pub fn is_unknown(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.unknown & bit(word) != 0)
    }
}

impl<'e> Things<'e> {
    /// Of things whose form is checked.
    pub fn new(all: &'e [Thing], effort: &'e Effort) -> Self {
        let mut ways = vec![Vec::new(); all.len()];
        for (at, thing) in all.iter().enumerate().filter(|(_, thing)| is_way(thing)) {
            for &site in thing.on.iter().filter(|&&below| all[below].kind == "site") {
                ways[site].push(at as u32);
            }
        }
        let closures = RefCell::new(vec![None; all.len()]);
        Self { all, effort, closures, met: RefCell::new((vec![0; all.len()], 0)), ways }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn get(&self, thing: usize) -> &'e Thing {
        &self.all[thing]
    }

    pub fn id(&self, thing: usize) -> &'e str {
        &self.all[thing].id
    }

    pub fn is_way(&self, thing: usize) -> bool {
        is_way(&self.all[thing])
    }

    /// The spans and undisclosed links that are on a site.
    pub fn ways_at(&self, site: usize) -> &[u32] {
        &self.ways[site]
    }

    /// All that is reached from a thing; less than that where the effort does not suffice.
    pub fn closure(&self, of: usize) -> Rc<Closure> {
        /// What is kept of each thing in each closure costs memory besides time.
        const OF_EACH: usize = 50;
        if let Some(known) = &self.closures.borrow()[of] {
            return Rc::clone(known);
        }
        let (met, number) = &mut *self.met.borrow_mut();
        *number += 1;
        met[of] = *number;
        let mut closure = Closure { things: vec![of as u32], unknown: 0 };
        let mut stack = vec![of];
        while let Some(at) = stack.pop() {
            closure.unknown |= self.all[at].unknown.iter().fold(0, |bits, word| bits | bit(word));
            if !self.effort.spend(OF_EACH + self.all[at].on.len()) {
                break;
            }
            for &below in &self.all[at].on {
                if met[below] != *number {
                    met[below] = *number;
                    closure.things.push(below as u32);
                    stack.push(below);
                }
            }
        }
        closure.things.sort_unstable();
        let closure = Rc::new(closure);
        self.closures.borrow_mut()[of] = Some(Rc::clone(&closure));
        closure
    }

    pub fn is_of(&self, thing: usize, kind: &str) -> bool {
        let thing = &self.all[thing];
        match kind {
            "landing-station" | "border-crossing" => {
                thing.kind == "site" && thing.roles.iter().any(|role| role == kind)
            }
            _ => thing.kind == kind,
        }
    }

    /// Whether a link is warranted to be diverse from all of these, or the wholes of which they are parts.
    pub fn is_diverse_from(&self, link: usize, things: &[usize]) -> bool {
        let link = &self.all[link];
        if link.diverse_from.is_empty() || !self.effort.spend(10 * (things.len() + link.diverse_from.len())) {
            return false;
        }
        let mut far = link.diverse_from.clone();
        far.sort_unstable();
        let names = |thing: usize| far.binary_search(&thing).is_ok();
        things.iter().all(|&thing| names(thing) || self.all[thing].whole.is_some_and(names))
    }
}

/// Whether a route of a demand can lead over a thing.
fn is_way(thing: &Thing) -> bool {
    thing.kind == "span" || thing.undisclosed
}
