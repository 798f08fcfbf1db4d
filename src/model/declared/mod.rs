//! Declarations as they are written: one struct a kind, references still text. A test keeps schemas and structs equal.

use serde::Deserialize;

mod parts;
mod plant;
mod service;

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

/// A declaration that passed its schema.
#[derive(Clone, PartialEq, Debug)]
pub enum Declared<'a> {
    Corridor(Corridor<'a>),
    Naming(Naming<'a>),
    Rules(Rules<'a>),
    Waiver(Waiver<'a>),
    Policy(Policy<'a>),
    Demand(Demand<'a>),
    Service(Service<'a>),
    Handoff(Handoff<'a>),
    Outage(Outage<'a>),
    Device(Device<'a>),
    Link(Link<'a>),
    Channel(Channel<'a>),
    LineSystem(LineSystem<'a>),
    Cable(Cable<'a>),
    Conduit(Conduit<'a>),
    RightOfWay(RightOfWay<'a>),
    Site(Site<'a>),
    Metro(Metro<'a>),
    Risk(Risk<'a>),
    Operator(Operator<'a>),
    Reference(Reference<'a>),
}

impl<'a> Declared<'a> {
    /// Reads a declaration of a kind from its view.
    pub fn read(kind: Kind, view: &View<'a>) -> Result<Self, ReadError> {
        Ok(match kind {
            Kind::Corridor => Self::Corridor(view.read()?),
            Kind::Naming => Self::Naming(view.read()?),
            Kind::Rules => Self::Rules(view.read()?),
            Kind::Waiver => Self::Waiver(view.read()?),
            Kind::Policy => Self::Policy(view.read()?),
            Kind::Demand => Self::Demand(view.read()?),
            Kind::Service => Self::Service(view.read()?),
            Kind::Handoff => Self::Handoff(view.read()?),
            Kind::Outage => Self::Outage(view.read()?),
            Kind::Device => Self::Device(view.read()?),
            Kind::Link => Self::Link(view.read()?),
            Kind::Channel => Self::Channel(view.read()?),
            Kind::LineSystem => Self::LineSystem(view.read()?),
            Kind::Cable => Self::Cable(view.read()?),
            Kind::Conduit => Self::Conduit(view.read()?),
            Kind::RightOfWay => Self::RightOfWay(view.read()?),
            Kind::Site => Self::Site(view.read()?),
            Kind::Metro => Self::Metro(view.read()?),
            Kind::Risk => Self::Risk(view.read()?),
            Kind::Operator => Self::Operator(view.read()?),
            Kind::Reference => Self::Reference(view.read()?),
        })
    }
}
