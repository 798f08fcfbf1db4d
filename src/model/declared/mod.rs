//! Declarations as they are written: one struct a kind, references still text. A test keeps schemas and structs equal.
//!
//! What most declarations of a kind leave out is boxed: there may be a hundred thousand of them.

use serde::Deserialize;

mod numbers;
mod parts;
mod plant;
mod service;

pub use numbers::*;
pub use parts::*;
pub use plant::*;
pub use service::*;

use crate::schema::{Kind, ReadError, View};
use crate::syntax::Decimal;

/// A number with its unit, as written. Its dimension was checked by the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub struct Quantity<'a> {
    pub value: Decimal,
    pub unit: &'a str,
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        Self::parse(text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a number that can be kept")))
    }
}

/// A declaration that passed its schema. Boxed, so that each takes no more room than its kind needs.
#[derive(Clone, PartialEq, Debug)]
pub enum Declared<'a> {
    Corridor(Box<Corridor<'a>>),
    Naming(Box<Naming<'a>>),
    Rules(Box<Rules<'a>>),
    Lock(Box<Lock<'a>>),
    Assert(Box<Assert<'a>>),
    Waiver(Box<Waiver<'a>>),
    Policy(Box<Policy<'a>>),
    Demand(Box<Demand<'a>>),
    Service(Box<Service<'a>>),
    Handoff(Box<Handoff<'a>>),
    Outage(Box<Outage<'a>>),
    Device(Box<Device<'a>>),
    Link(Box<Link<'a>>),
    Channel(Box<Channel<'a>>),
    LineSystem(Box<LineSystem<'a>>),
    Cable(Box<Cable<'a>>),
    Conduit(Box<Conduit<'a>>),
    RightOfWay(Box<RightOfWay<'a>>),
    Site(Box<Site<'a>>),
    Metro(Box<Metro<'a>>),
    Risk(Box<Risk<'a>>),
    Operator(Box<Operator<'a>>),
    Reference(Box<Reference<'a>>),
}

impl<'a> Declared<'a> {
    /// Reads a declaration of a kind from its view.
    pub fn read(kind: Kind, view: &View<'a>) -> Result<Self, ReadError> {
        Ok(match kind {
            Kind::Corridor => Self::Corridor(Box::new(view.read()?)),
            Kind::Naming => Self::Naming(Box::new(view.read()?)),
            Kind::Rules => Self::Rules(Box::new(view.read()?)),
            Kind::Lock => Self::Lock(Box::new(view.read()?)),
            Kind::Assert => Self::Assert(Box::new(view.read()?)),
            Kind::Waiver => Self::Waiver(Box::new(view.read()?)),
            Kind::Policy => Self::Policy(Box::new(view.read()?)),
            Kind::Demand => Self::Demand(Box::new(view.read()?)),
            Kind::Service => Self::Service(Box::new(view.read()?)),
            Kind::Handoff => Self::Handoff(Box::new(view.read()?)),
            Kind::Outage => Self::Outage(Box::new(view.read()?)),
            Kind::Device => Self::Device(Box::new(view.read()?)),
            Kind::Link => Self::Link(Box::new(view.read()?)),
            Kind::Channel => Self::Channel(Box::new(view.read()?)),
            Kind::LineSystem => Self::LineSystem(Box::new(view.read()?)),
            Kind::Cable => Self::Cable(Box::new(view.read()?)),
            Kind::Conduit => Self::Conduit(Box::new(view.read()?)),
            Kind::RightOfWay => Self::RightOfWay(Box::new(view.read()?)),
            Kind::Site => Self::Site(Box::new(view.read()?)),
            Kind::Metro => Self::Metro(Box::new(view.read()?)),
            Kind::Risk => Self::Risk(Box::new(view.read()?)),
            Kind::Operator => Self::Operator(Box::new(view.read()?)),
            Kind::Reference => Self::Reference(Box::new(view.read()?)),
        })
    }
}
