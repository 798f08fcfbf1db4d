//! What is promised and how it is kept: services, policies, rules, waivers, handoffs.

use serde::Deserialize;

use crate::model::declared::{
    Avoid, Cuts, Delay, Disjoint, Leg, Legs, LevelLine, Match, Pattern, Pool, Port, Quantity, Repair, RouteFactor,
    Separation, Source, Status,
};
use crate::syntax::Decimal;

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Corridor<'a> {
    #[serde(borrow, default)]
    pub title: Option<&'a str>,
    #[serde(borrow, default)]
    pub between: Vec<&'a str>,
    #[serde(borrow, default)]
    pub delay: Vec<Delay<'a>>,
    #[serde(borrow, default)]
    pub cuts: Vec<Cuts<'a>>,
    #[serde(borrow, default)]
    pub repair: Vec<Repair<'a>>,
    #[serde(borrow, default)]
    pub route_factor: Vec<RouteFactor<'a>>,
    #[serde(borrow, default)]
    pub pool: Vec<Pool<'a>>,
    #[serde(borrow, default)]
    pub schemas: Vec<&'a str>,
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
pub struct Naming<'a> {
    #[serde(borrow, default)]
    pub pattern: Vec<Pattern<'a>>,
    #[serde(rename = "match", borrow, default)]
    pub matches: Vec<Match<'a>>,
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
pub struct Assert<'a> {
    pub id: &'a str,
    pub on: &'a str,
    #[serde(borrow, default)]
    pub when: Option<&'a str>,
    pub that: &'a str,
    pub message: &'a str,
    #[serde(borrow, default)]
    pub level: Option<&'a str>,
    #[serde(borrow, default)]
    pub url: Option<&'a str>,
    #[serde(borrow, default)]
    pub example: Vec<Example<'a>>,
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

/// What stands in it is read as a corridor of its own.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Example<'a> {
    pub verdict: &'a str,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rules<'a> {
    #[serde(borrow, default)]
    pub deny: Vec<LevelLine<'a>>,
    #[serde(borrow, default)]
    pub warn: Vec<LevelLine<'a>>,
    #[serde(borrow, default)]
    pub allow: Vec<LevelLine<'a>>,
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
pub struct Waiver<'a> {
    #[serde(borrow, default)]
    pub id: Option<&'a str>,
    pub rule: &'a str,
    #[serde(borrow, default)]
    pub on: Vec<&'a str>,
    pub reason: &'a str,
    pub approved_by: &'a str,
    pub expires: &'a str,
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
pub struct Policy<'a> {
    pub id: &'a str,
    #[serde(default)]
    pub legs: Option<Legs>,
    #[serde(borrow, default)]
    pub disjoint: Vec<Disjoint<'a>>,
    #[serde(borrow, default)]
    pub except: Vec<&'a str>,
    #[serde(borrow, default)]
    pub separation: Option<Separation<'a>>,
    #[serde(borrow, default)]
    pub avoid: Vec<Avoid<'a>>,
    #[serde(borrow, default)]
    pub availability: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub round_trip: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub encryption: Vec<&'a str>,
    #[serde(borrow, default)]
    pub unknown: Option<&'a str>,
    #[serde(borrow, default)]
    pub planned: Option<&'a str>,
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
pub struct Demand<'a> {
    pub id: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    #[serde(borrow, default)]
    pub capacity: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub policy: Option<&'a str>,
    #[serde(default)]
    pub routes: Option<Decimal>,
    #[serde(borrow, default)]
    pub by: Option<&'a str>,
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
pub struct Service<'a> {
    pub id: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    #[serde(borrow)]
    pub capacity: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub leg: Vec<Leg<'a>>,
    #[serde(borrow, default)]
    pub policy: Option<&'a str>,
    #[serde(default)]
    pub needs: Option<Decimal>,
    #[serde(borrow, default)]
    pub customer: Option<&'a str>,
    #[serde(borrow, default)]
    pub encryption: Option<&'a str>,
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
pub struct Handoff<'a> {
    pub id: &'a str,
    pub of: &'a str,
    pub with: &'a str,
    pub site: &'a str,
    #[serde(borrow, default)]
    pub peer: Option<&'a str>,
    #[serde(borrow, default)]
    pub port: Option<&'a str>,
    #[serde(borrow, default)]
    pub interface: Option<&'a str>,
    #[serde(borrow, default)]
    pub capacity: Option<Quantity<'a>>,
    #[serde(borrow, default)]
    pub encryption: Option<&'a str>,
    #[serde(default)]
    pub mtu: Option<Decimal>,
    #[serde(default)]
    pub vlan: Option<Decimal>,
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
pub struct Outage<'a> {
    pub id: &'a str,
    #[serde(borrow, default)]
    pub on: Vec<&'a str>,
    pub starts: &'a str,
    pub ends: &'a str,
    #[serde(borrow, default)]
    pub reason: Option<&'a str>,
    #[serde(borrow, default)]
    pub approved_by: Option<&'a str>,
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
pub struct Device<'a> {
    pub id: &'a str,
    pub site: &'a str,
    pub role: &'a str,
    #[serde(borrow, default)]
    pub platform: Option<&'a str>,
    #[serde(borrow, default)]
    pub operator: Option<&'a str>,
    #[serde(borrow, default)]
    pub port: Vec<Port<'a>>,
    #[serde(borrow, default)]
    pub loopback: Option<&'a str>,
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
