//! What is given out, and from what.

use serde::Deserialize;

use crate::model::declared::{Source, Status};
use crate::syntax::Decimal;

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lock<'a> {
    #[serde(borrow, default)]
    pub asn: Vec<LockedAsn<'a>>,
    #[serde(borrow, default)]
    pub loopback: Vec<LockedLoopback<'a>>,
    #[serde(borrow, default)]
    pub prefix: Vec<LockedPrefix<'a>>,
    #[serde(borrow, default)]
    pub interface: Vec<LockedInterface<'a>>,
    #[serde(borrow, default)]
    pub srlg: Vec<LockedSrlg<'a>>,
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
pub struct Pool<'a> {
    pub pool: &'a str,
    pub range: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LockedAsn<'a> {
    pub of: &'a str,
    pub number: Decimal,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LockedLoopback<'a> {
    pub of: &'a str,
    pub address: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LockedPrefix<'a> {
    pub of: &'a str,
    pub prefix: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LockedInterface<'a> {
    pub of: &'a str,
    pub interface: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LockedSrlg<'a> {
    pub of: &'a str,
    pub value: Decimal,
}
