//! Numbers that never move: what is given out from the pools, and the text of the lock.
//!
//! What was given out stays for as long as what it was given to is declared. A new number is looked for where the name
//! of what gets it leads, not where the last one ended: two branches seldom give out the same, and what is added or
//! removed changes no other.

mod pool;
mod wanted;

pub use pool::hash;

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::edit::quoted;
use crate::graph::Graph;
use crate::lock::pool::{Full, Taken};
use crate::model::{Corridor, Number, Prefix, Value};

/// The file of the lock, in the corridor's folder.
pub const FILE: &str = "corridor.lock.kdl";

/// What was given out, by its sort and by what it was given to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Numbers {
    of: BTreeMap<(Number, String), Owned>,
    /// What got none since no pool is declared, by the word of the pool.
    without: BTreeMap<&'static str, Vec<String>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Owned {
    Number(u32),
    Address(Ipv4Addr),
    Prefix(Prefix),
    Name(String),
}

impl Owned {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Address(address) => Value::Address(*address),
            Self::Prefix(prefix) => Value::Prefix(*prefix),
            Self::Name(name) => Value::Name(name),
        }
    }

    fn new(value: Value<'_>) -> Self {
        match value {
            Value::Number(number) => Self::Number(number),
            Value::Address(address) => Self::Address(address),
            Value::Prefix(prefix) => Self::Prefix(prefix),
            Value::Name(name) => Self::Name(name.to_owned()),
        }
    }
}

/// A pool has no room for all that need a number from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockError {
    pool: &'static str,
    of: String,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the pool `{}` has nothing left for `{}`: widen it, or add another one", self.pool, self.of)
    }
}

impl std::error::Error for LockError {}

impl Numbers {
    /// All that the lock holds of what is declared, and a new number for whatever needs one and has none.
    ///
    /// # Errors
    ///
    /// Where a pool has nothing left.
    pub fn of(corridor: &Corridor<'_>, graph: &Graph) -> Result<Self, LockError> {
        let mut numbers = Self::default();
        let kept = corridor.given.iter().filter(|given| corridor.holds(given.number, given.of));
        for given in kept {
            // Of two lines for one thing, which are reported, the first one counts.
            numbers.of.entry((given.number, given.of.to_owned())).or_insert_with(|| Owned::new(given.value));
        }
        for number in Number::ALL {
            let mut taken = Taken::new(
                corridor,
                number,
                numbers.of.iter().map(|((sort, of), value)| (*sort, of.as_str(), value.value())),
            );
            for of in wanted::wanted(corridor, graph, number) {
                if numbers.of.contains_key(&(number, of.clone())) {
                    continue;
                }
                let given = match number {
                    Number::Interface => Ok(Owned::Name(taken.name(&of))),
                    Number::Asn | Number::Srlg => taken.number(&of).map(Owned::Number),
                    Number::Loopback => taken.number(&of).map(|bits| Owned::Address(Ipv4Addr::from_bits(bits))),
                    Number::Prefix => taken.pair(&of).map(Owned::Prefix),
                };
                match given {
                    Ok(given) => {
                        numbers.of.insert((number, of), given);
                    }
                    Err(Full::NoPool(pool)) => numbers.without.entry(pool).or_default().push(of),
                    Err(Full::NothingLeft(pool)) => return Err(LockError { pool, of }),
                }
            }
        }
        Ok(numbers)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.of.len()
    }

    /// Pools that are not declared, each with what got no number for that.
    pub fn without(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        self.without.iter().map(|(pool, of)| (*pool, of.as_slice()))
    }

    /// What was given out to a thing.
    pub fn get(&self, number: Number, of: &str) -> Option<Value<'_>> {
        self.of.get(&(number, of.to_owned())).map(Owned::value)
    }

    /// The text of the lock: a line for each, in the order of the numbers. They lie anywhere in their pools, so that
    /// what two branches add seldom stands side by side, and neither do names.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "// Given out by `corridor lock`. What is here stays as it is for as long as it is declared.\n\nlock {\n",
        );
        let place = |of: &str, value: Value<'_>| match value.range() {
            Some([first, _]) => u64::from(first),
            None => pool::hash(of),
        };
        let mut lines: Vec<(Number, u64, &str, Value<'_>)> = Vec::with_capacity(self.of.len());
        for ((number, of), value) in &self.of {
            lines.push((*number, place(of, value.value()), of, value.value()));
        }
        lines.sort_by_key(|(number, place, of, _)| (*number, *place, *of));
        for (number, _, of, value) in lines {
            let value = match value {
                Value::Number(number) => number.to_string(),
                other => quoted(&other.to_string()),
            };
            writeln!(text, "    {} {} {value}", number.field(), quoted(of)).expect("a string takes all");
        }
        text.push_str("}\n");
        text
    }
}
