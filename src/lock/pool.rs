//! What of the pools is taken, and what is free.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::model::{Corridor, Device, Number, Prefix, Value};

/// Why nothing can be given out, with the word of the pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Full {
    NoPool(&'static str),
    NothingLeft(&'static str),
}

/// What is taken, for giving out one sort of numbers.
pub(super) struct Taken {
    word: &'static str,
    pools: Vec<[u32; 2]>,
    /// Ranges that are taken, by their first number; they may overlap only where a hand made them.
    ranges: BTreeMap<u32, u32>,
    /// Interface names with their devices.
    names: BTreeSet<(String, String)>,
}

/// A name that Linux gives a meaning of its own.
const RESERVED: [&str; 3] = ["lo", "all", "default"];
/// Linux takes 15 bytes, and up to five of them are a VLAN, as in `.4094`.
const LONGEST: usize = 10;

impl Taken {
    pub fn new<'n>(
        corridor: &Corridor<'_>,
        number: Number,
        given: impl Iterator<Item = (Number, &'n str, Value<'n>)>,
    ) -> Self {
        let word = number.pool().unwrap_or_default();
        let pools: Vec<[u32; 2]> =
            corridor.pools.iter().filter(|pool| pool.word == word).map(|pool| pool.range).collect();
        let mut taken = Self { word, pools, ranges: BTreeMap::new(), names: BTreeSet::new() };
        let is_address = |number| matches!(number, Number::Loopback | Number::Prefix);
        for (sort, of, value) in given {
            match (value, value.range()) {
                (Value::Name(name), _) if number == Number::Interface => {
                    taken.names.insert((device(of).to_owned(), name.to_owned()));
                }
                (_, Some(range)) if sort == number || (is_address(sort) && is_address(number)) => taken.take(range),
                _ => {}
            }
        }
        if is_address(number) {
            for address in corridor.devices.iter().filter_map(Device::address) {
                taken.take([address.to_bits(); 2]);
            }
        }
        if number == Number::Asn {
            for asn in corridor.operators.iter().filter_map(|operator| operator.asn) {
                taken.take([asn; 2]);
            }
        }
        if number == Number::Loopback {
            // The first and the last address of a network mean something else to many.
            for [first, last] in taken.pools.clone() {
                if last - first > 1 {
                    taken.take([first; 2]);
                    taken.take([last; 2]);
                }
            }
        }
        taken
    }

    fn take(&mut self, [first, last]: [u32; 2]) {
        let known = self.ranges.entry(first).or_insert(last);
        *known = last.max(*known);
    }

    fn is_free(&self, [first, last]: [u32; 2]) -> bool {
        self.ranges.range(..=last).next_back().is_none_or(|(_, end)| *end < first)
    }

    /// A number for something.
    pub fn number(&mut self, of: &str) -> Result<u32, Full> {
        self.aligned(of, 1)
    }

    /// Two addresses for the ends of something (RFC 3021).
    pub fn pair(&mut self, of: &str) -> Result<Prefix, Full> {
        Ok(Prefix { first: Ipv4Addr::from_bits(self.aligned(of, 2)?), length: 31 })
    }

    /// The first free slot of a size from where the name leads, round the pools.
    fn aligned(&mut self, of: &str, size: u64) -> Result<u32, Full> {
        let slots = |[first, last]: &[u32; 2]| (u64::from(*last) - u64::from(*first) + 1) / size;
        let count: u64 = self.pools.iter().map(slots).sum();
        if self.pools.is_empty() {
            return Err(Full::NoPool(self.word));
        }
        let start = if count == 0 { 0 } else { hash(of) % count };
        let mut skipped = 0;
        while skipped < count {
            let mut at = (start + skipped) % count;
            let mut pools = self.pools.iter();
            let pool = loop {
                let pool = pools.next().expect("the slot lies in one of them");
                if at < slots(pool) {
                    break pool;
                }
                at -= slots(pool);
            };
            let first = u64::from(pool[0]) + at * size;
            let range = [first as u32, (first + size - 1) as u32];
            if self.is_free(range) {
                self.take(range);
                return Ok(range[0]);
            }
            // To the end of what is taken, in whole slots.
            let end = self.ranges.range(..=range[1]).next_back().map_or(range[1], |(_, end)| *end);
            skipped += (u64::from(end).min(u64::from(pool[1])).saturating_sub(first) / size).max(1);
        }
        Err(Full::NothingLeft(self.word))
    }

    /// A name for a port: its own, as far as Linux takes it.
    pub fn name(&mut self, of: &str) -> String {
        let (device, port) = of.split_once(':').unwrap_or((of, of));
        let as_taken = |sign: char| if sign.is_ascii_alphanumeric() || "._-".contains(sign) { sign } else { '-' };
        let mut name: String = port.chars().map(as_taken).collect();
        if !name.starts_with(|sign: char| sign.is_ascii_alphanumeric()) {
            name.insert(0, 'p');
        }
        let mut at = hash(of);
        while name.len() > LONGEST || RESERVED.contains(&name.as_str()) || self.is_named(device, &name) {
            name = format!("port{}", at % 100_000);
            at = at.wrapping_add(1);
        }
        self.names.insert((device.to_owned(), name.clone()));
        name
    }

    fn is_named(&self, device: &str, name: &str) -> bool {
        self.names.contains(&(device.to_owned(), name.to_owned()))
    }
}

fn device(of: &str) -> &str {
    of.split_once(':').map_or(of, |(device, _)| device)
}

/// FNV-1a of 64 bits (RFC 9923), mixed by the last steps of `SplitMix64`: the same everywhere and always.
pub fn hash(text: &str) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
