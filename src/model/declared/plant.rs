//! What is in the ground, in the sea and on it: sites, cables, links and who runs them.

use serde::Deserialize;

use crate::model::declared::{
    Amplifier, Area, At, Fibre, LandingParty, Owner, Quantity, Slot, Source, Span, Status, Tenure,
};
use crate::syntax::Decimal;

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Link<'a> {
    pub id: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    #[serde(borrow)]
    pub capacity: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub over: Vec<&'a str>,
    #[serde(default)]
    pub undisclosed: Option<bool>,
    #[serde(borrow, default)]
    pub provider: Option<&'a str>,
    #[serde(borrow, default)]
    pub tenure: Option<Tenure<'a>>,
    #[serde(borrow, default)]
    pub diverse_from: Vec<&'a str>,
    #[serde(borrow, default)]
    pub operator: Option<&'a str>,
    #[serde(borrow, default)]
    pub encryption: Option<&'a str>,
    #[serde(borrow, default)]
    pub round_trip: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub availability: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub delay: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Channel<'a> {
    pub id: &'a str,
    #[serde(borrow, default)]
    pub over: Vec<&'a str>,
    #[serde(borrow)]
    pub slot: Slot<'a>,
    #[serde(borrow, default)]
    pub capacity: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub modulation: Option<&'a str>,
    #[serde(borrow, default)]
    pub gsnr: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub required_gsnr: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LineSystem<'a> {
    pub id: &'a str,
    #[serde(borrow, default)]
    pub over: Vec<&'a str>,
    pub grid: &'a str,
    #[serde(default)]
    pub pairs: Option<Decimal>,
    #[serde(borrow, default)]
    pub provider: Option<&'a str>,
    #[serde(borrow, default)]
    pub tenure: Option<Tenure<'a>>,
    #[serde(borrow, default)]
    pub amplifier: Vec<Amplifier<'a>>,
    #[serde(borrow, default)]
    pub operator: Option<&'a str>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Cable<'a> {
    pub id: &'a str,
    pub medium: &'a str,
    #[serde(borrow, default)]
    pub span: Vec<Span<'a>>,
    #[serde(borrow, default)]
    pub fibre: Option<Fibre<'a>>,
    #[serde(borrow, default)]
    pub owner: Vec<Owner<'a>>,
    #[serde(borrow, default)]
    pub operator: Option<&'a str>,
    #[serde(borrow, default)]
    pub landing_party: Vec<LandingParty<'a>>,
    #[serde(borrow, default)]
    pub cuts: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub repair: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub design_capacity: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Conduit<'a> {
    pub id: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub kind: &'a str,
    #[serde(borrow, default)]
    pub length: Option<Quantity<'a>>,
    #[serde(default)]
    pub via: Vec<Decimal>,
    #[serde(borrow, default)]
    pub right_of_way: Option<&'a str>,
    #[serde(borrow, default)]
    pub operator: Option<&'a str>,
    #[serde(borrow, default)]
    pub within: Option<&'a str>,
    #[serde(borrow, default)]
    pub cuts: Option<Box<Quantity<'a>>>,
    #[serde(borrow, default)]
    pub repair: Option<Box<Quantity<'a>>>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RightOfWay<'a> {
    pub id: &'a str,
    #[serde(borrow, default)]
    pub holder: Option<&'a str>,
    #[serde(borrow, default)]
    pub kind: Option<&'a str>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Site<'a> {
    pub id: &'a str,
    #[serde(borrow, default)]
    pub country: Vec<&'a str>,
    pub at: At,
    #[serde(borrow, default)]
    pub locode: Option<&'a str>,
    #[serde(borrow, default)]
    pub role: Vec<&'a str>,
    #[serde(borrow, default)]
    pub operator: Option<&'a str>,
    #[serde(borrow, default)]
    pub metro: Option<&'a str>,
    #[serde(borrow, default)]
    pub within: Option<&'a str>,
    #[serde(borrow, default)]
    pub availability: Option<Box<Quantity<'a>>>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Metro<'a> {
    pub id: &'a str,
    #[serde(borrow, default)]
    pub country: Option<&'a str>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Risk<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    #[serde(borrow, default)]
    pub area: Option<Area<'a>>,
    #[serde(borrow, default)]
    pub member: Vec<&'a str>,
    #[serde(borrow, default)]
    pub rate: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub repair: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Operator<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub country: &'a str,
    #[serde(borrow, default)]
    pub parent: Option<&'a str>,
    #[serde(borrow, default)]
    pub icc: Option<&'a str>,
    #[serde(default)]
    pub asn: Option<Decimal>,
    #[serde(borrow, default)]
    pub igp: Option<&'a str>,
    #[serde(borrow, default)]
    pub role: Vec<&'a str>,
    #[serde(borrow, default)]
    pub contact: Vec<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reference<'a> {
    pub id: &'a str,
    pub title: &'a str,
    #[serde(borrow, default)]
    pub publisher: Option<&'a str>,
    #[serde(borrow, default)]
    pub url: Option<&'a str>,
    #[serde(borrow, default)]
    pub published: Option<&'a str>,
    #[serde(borrow, default)]
    pub name: Option<&'a str>,
    #[serde(borrow, default)]
    pub note: Option<&'a str>,
    #[serde(borrow, default)]
    pub tag: Vec<&'a str>,
    #[serde(borrow, default)]
    pub status: Option<Box<Status<'a>>>,
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}
