//! Parts of declarations: a span, a leg, a line of a policy, a source.

use serde::Deserialize;

use crate::model::declared::Quantity;
use crate::syntax::Decimal;

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Status<'a> {
    pub status: &'a str,
    #[serde(borrow, default)]
    pub since: Option<&'a str>,
    #[serde(borrow, default)]
    pub ready: Option<&'a str>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Source<'a> {
    pub reference: &'a str,
    #[serde(borrow, default)]
    pub as_of: Option<&'a str>,
    #[serde(borrow, default)]
    pub confidence: Option<&'a str>,
    #[serde(borrow, default)]
    pub field: Option<&'a str>,
    #[serde(borrow, default)]
    pub says: Option<Quantity<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Delay<'a> {
    pub medium: &'a str,
    #[serde(borrow)]
    pub delay: Quantity<'a>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Cuts<'a> {
    pub medium: &'a str,
    #[serde(borrow)]
    pub cuts: Quantity<'a>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Repair<'a> {
    pub medium: &'a str,
    #[serde(borrow)]
    pub repair: Quantity<'a>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RouteFactor<'a> {
    pub medium: &'a str,
    pub factor: Decimal,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pattern<'a> {
    pub kind: &'a str,
    pub template: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Match<'a> {
    pub kind: &'a str,
    pub regex: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LevelLine<'a> {
    #[serde(borrow, default)]
    pub rules: Vec<&'a str>,
    #[serde(rename = "in", borrow, default)]
    pub within: Option<&'a str>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Legs {
    #[serde(default)]
    pub at_least: Option<Decimal>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Disjoint<'a> {
    #[serde(borrow, default)]
    pub kinds: Vec<&'a str>,
    #[serde(borrow, default)]
    pub kind: Option<&'a str>,
    #[serde(default)]
    pub at_most: Option<Decimal>,
    #[serde(borrow, default)]
    pub ends: Option<&'a str>,
    #[serde(borrow, default)]
    pub near_ends: Option<Quantity<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Separation<'a> {
    #[serde(borrow)]
    pub distance: Quantity<'a>,
    #[serde(borrow, default)]
    pub near_ends: Option<Quantity<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Avoid<'a> {
    pub kind: &'a str,
    #[serde(borrow, default)]
    pub values: Vec<&'a str>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leg<'a> {
    pub name: &'a str,
    #[serde(borrow, default)]
    pub over: Vec<&'a str>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Port<'a> {
    pub name: &'a str,
    #[serde(borrow, default)]
    pub link: Vec<&'a str>,
    #[serde(borrow, default)]
    pub speed: Option<Quantity<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tenure<'a> {
    pub tenure: &'a str,
    #[serde(borrow, default)]
    pub until: Option<&'a str>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Slot<'a> {
    #[serde(borrow)]
    pub frequency: Quantity<'a>,
    #[serde(borrow)]
    pub width: Quantity<'a>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Amplifier<'a> {
    pub site: &'a str,
    #[serde(borrow, default)]
    pub gain: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub noise_figure: Option<Quantity<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Span<'a> {
    pub id: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    #[serde(borrow, default)]
    pub length: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub loss: Option<Box<Quantity<'a>>>,
    #[serde(borrow, default)]
    pub along: Vec<&'a str>,
    #[serde(borrow, default)]
    pub country: Vec<&'a str>,
    #[serde(default)]
    pub amplified: Option<bool>,
    #[serde(borrow, default)]
    pub medium: Option<&'a str>,
    #[serde(borrow, default)]
    pub fibre: Option<Box<Fibre<'a>>>,
    #[serde(borrow, default)]
    pub owner: Vec<Owner<'a>>,
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
pub struct Fibre<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    #[serde(default)]
    pub pairs: Option<Decimal>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Owner<'a> {
    pub operator: &'a str,
    #[serde(borrow, default)]
    pub share: Option<Quantity<'a>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LandingParty<'a> {
    pub operator: &'a str,
    pub at: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct At {
    pub lat: Decimal,
    pub lon: Decimal,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Area<'a> {
    #[serde(borrow, default)]
    pub circle: Option<Circle<'a>>,
    #[serde(default)]
    pub polygon: Vec<Decimal>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Circle<'a> {
    pub lat: Decimal,
    pub lon: Decimal,
    #[serde(borrow)]
    pub radius: Quantity<'a>,
}
