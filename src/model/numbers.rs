//! Numbers that are given out: the pools that they come from, and what was given out so far.

use std::fmt;
use std::net::Ipv4Addr;

use crate::model::{Corridor, DeviceId, Id};
use crate::schema::Kind;

/// What is given out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Number {
    Asn,
    Loopback,
    Prefix,
    Interface,
    Srlg,
}

impl Number {
    pub const ALL: [Self; 5] = [Self::Asn, Self::Loopback, Self::Prefix, Self::Interface, Self::Srlg];

    /// The field of the lock that holds it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Asn => "asn",
            Self::Loopback => "loopback",
            Self::Prefix => "prefix",
            Self::Interface => "interface",
            Self::Srlg => "srlg",
        }
    }

    /// The field of a line that says what was given out.
    pub fn value_field(self) -> &'static str {
        match self {
            Self::Asn => "number",
            Self::Loopback => "address",
            Self::Prefix => "prefix",
            Self::Interface => "interface",
            Self::Srlg => "value",
        }
    }

    /// The word of the pool that it comes from; interface names come from none.
    pub fn pool(self) -> Option<&'static str> {
        match self {
            Self::Asn => Some("asn"),
            Self::Loopback => Some("loopback"),
            Self::Prefix => Some("link"),
            Self::Interface => None,
            Self::Srlg => Some("srlg"),
        }
    }

    /// The kinds of what has it; an interface name is a port's.
    pub fn holders(self) -> &'static [Kind] {
        match self {
            Self::Asn => &[Kind::Operator],
            Self::Loopback | Self::Interface => &[Kind::Device],
            Self::Prefix => &[Kind::Link, Kind::Handoff],
            Self::Srlg => &[Kind::Site, Kind::RightOfWay, Kind::Conduit, Kind::Cable, Kind::Risk],
        }
    }

    pub fn phrase(self) -> &'static str {
        match self {
            Self::Asn => "AS number",
            Self::Loopback => "loopback",
            Self::Prefix => "prefix",
            Self::Interface => "interface name",
            Self::Srlg => "SRLG value",
        }
    }
}

/// An IPv4 prefix; the bits behind its length are 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Prefix {
    pub first: Ipv4Addr,
    pub length: u8,
}

impl Prefix {
    /// `A.B.C.D/N`; `None` where that is no prefix, or has bits behind its length.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let prefix = Self { first: address.parse().ok()?, length: length.parse().ok().filter(|length| *length <= 32)? };
        (u64::from(prefix.first.to_bits()) % prefix.size() == 0).then_some(prefix)
    }

    /// How many addresses it has.
    pub fn size(self) -> u64 {
        1 << (32 - self.length)
    }

    /// Its addresses, from the first to the last.
    pub fn range(self) -> [u32; 2] {
        let first = self.first.to_bits();
        [first, (u64::from(first) + self.size() - 1) as u32]
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.length)
    }
}

/// A range that numbers are given out from.
#[derive(Clone, Copy, Debug)]
pub struct Pool<'a> {
    /// `asn`, `loopback`, `link` or `srlg`.
    pub word: &'a str,
    /// As it is written.
    pub text: &'a str,
    /// The first and the last, of addresses as numbers.
    pub range: [u32; 2],
    /// Its place among the lines of the `corridor` declaration.
    pub position: u32,
}

/// What was given out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    Number(u32),
    Address(Ipv4Addr),
    Prefix(Prefix),
    Name(&'a str),
}

impl Value<'_> {
    /// What it takes of its pool.
    pub fn range(self) -> Option<[u32; 2]> {
        match self {
            Self::Number(number) => Some([number; 2]),
            Self::Address(address) => Some([address.to_bits(); 2]),
            Self::Prefix(prefix) => Some(prefix.range()),
            Self::Name(_) => None,
        }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Prefix(prefix) => write!(f, "{prefix}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// A line of the lock.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The `lock` declaration.
    pub lock: Id,
    pub number: Number,
    /// Its place among the lines of its sort.
    pub position: u32,
    /// The id or `WHOLE:PART` of what it was given to, declared or not.
    pub of: &'a str,
    pub value: Value<'a>,
}

impl Corridor<'_> {
    /// Whether what a line of the lock is of is declared.
    pub fn holds(&self, number: Number, of: &str) -> bool {
        let (whole, part) = of.split_once(':').map_or((of, None), |(whole, part)| (whole, Some(part)));
        let Some(declaration) = self.find(whole).map(|id| self.declaration(id)) else { return false };
        if !number.holders().contains(&declaration.kind) || part.is_some() != (number == Number::Interface) {
            return false;
        }
        let has = |part| {
            declaration.index.is_none_or(|at| self.device(DeviceId(at)).ports.iter().any(|port| port.name == part))
        };
        part.is_none_or(has)
    }
}
