//! The file of evidence, version 1, as `docs/evidence.md` describes it; and its check, by following references and by
//! sums alone.

mod availability;
mod demand;
mod diversity;
mod form;
pub mod separation;
mod terms;
mod things;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::proof::evidence::things::Things;
use crate::proof::{Effort, Refuted, Step};

pub const FORMAT: &str = "corridor-evidence";
pub const VERSION: u64 = 1;

/// Fields that the format does not have.
type Unknown = BTreeMap<String, serde_json::Value>;

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub format: String,
    pub version: u64,
    /// A hash of the texts that the things are read from.
    pub declarations: String,
    pub today: String,
    pub as_of: String,
    pub things: Vec<Thing>,
    pub services: Vec<Service>,
    pub demands: Vec<Demand>,
    /// How long the file is that it was read from.
    #[serde(skip)]
    pub bytes: u64,
}

/// A field that may be null, and may not be missing.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// A field that may be missing, and may not be null.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(Serialize, Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    pub id: String,
    pub kind: String,
    pub on: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub risk_kind: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub whole: Option<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<usize>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undisclosed: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diverse_from: Vec<usize>,
}

/// Degrees: latitude and longitude.
pub type Place = [f64; 2];

#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Terms {
    #[serde(deserialize_with = "nullable")]
    pub policy: Option<String>,
    pub allows_unknown: bool,
    pub from: usize,
    pub to: usize,
    pub except: Vec<usize>,
    pub lines: Vec<Line>,
    pub avoid: Vec<Avoid>,
    pub ends_at: [Place; 2],
    pub near: Vec<Near>,
}

#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub kinds: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    pub risk_kind: Option<String>,
    pub areas: bool,
    pub at_most: usize,
    pub ends_count: bool,
    #[serde(deserialize_with = "nullable")]
    pub near_ends_km: Option<f64>,
}

#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Avoid {
    pub kind: String,
    pub things: Vec<usize>,
    pub is_open: bool,
    pub areas: bool,
}

/// A thing that lies near one end.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Near {
    pub line: usize,
    pub thing: usize,
    pub places: Vec<Reach>,
}

/// A place, and how far a thing reaches around it.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    pub at: Place,
    pub reach_km: f64,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Service {
    pub service: String,
    #[serde(flatten)]
    pub terms: Terms,
    #[serde(flatten, skip_serializing)]
    pub unknown_fields: Unknown,
    pub needs: u64,
    pub legs: Vec<usize>,
    pub pairs: Vec<Pair>,
    pub avoided: Vec<Avoided>,
    #[serde(deserialize_with = "nullable")]
    pub separation: Option<Separation>,
    #[serde(deserialize_with = "nullable")]
    pub availability: Option<Availability>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub legs: [usize; 2],
    pub line: usize,
    pub kind: String,
    pub verdict: String,
    pub shared: Vec<usize>,
    pub exempt: Vec<usize>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Avoided {
    pub leg: usize,
    pub line: usize,
    pub verdict: String,
    pub things: Vec<usize>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Separation {
    pub distance_km: f64,
    #[serde(deserialize_with = "nullable")]
    pub near_ends_km: Option<f64>,
    pub ends: [End; 2],
    /// Of each leg.
    pub courses: Vec<Option<Vec<Stretch>>>,
    pub pairs: Vec<Apart>,
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub at: Place,
    pub slack_m: f64,
}

#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    pub of: usize,
    pub slack_m: f64,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub straight: Option<Straight>,
    pub places: Vec<Place>,
}

/// What nobody drew.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub struct Straight {
    #[serde(deserialize_with = "nullable")]
    pub length_km: Option<f64>,
    pub rounding_m: f64,
    pub geodesic_km: f64,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    pub legs: [usize; 2],
    pub verdict: String,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub witness: Option<[[usize; 2]; 2]>,
    /// What the search found, for information.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub at_least_m: Option<f64>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub at_most_m: Option<f64>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    pub parts: Vec<Part>,
    pub down: f64,
    pub is_complete: bool,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub thing: usize,
    pub legs: Vec<usize>,
    pub down: f64,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Demand {
    pub demand: String,
    pub date: String,
    #[serde(flatten)]
    pub terms: Terms,
    #[serde(flatten, skip_serializing)]
    pub unknown_fields: Unknown,
    pub sites: Vec<usize>,
    pub labels: Vec<Label>,
    pub edges: Vec<Edge>,
    #[serde(deserialize_with = "nullable")]
    pub sharing: Option<Sharing>,
    pub left_out: Vec<LeftOut>,
    pub unknown_edges: Vec<u32>,
    pub maybe_near: Vec<[u32; 2]>,
    pub wanted: usize,
    pub keeps_apart: bool,
    #[serde(deserialize_with = "nullable")]
    pub limit: Option<u64>,
    pub verdict: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Vec<u32>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<Step>,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    Thing(usize),
    Way(usize),
    Near([usize; 2]),
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    pub way: usize,
    pub ends: [u32; 2],
    pub weight: u64,
    pub labels: Vec<u32>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Sharing {
    pub units: Vec<u32>,
    pub takes: Vec<Vec<(usize, u32)>>,
}

#[derive(Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    pub way: usize,
    pub because: usize,
    pub why: String,
}

/// What was verified.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Verified {
    pub pairs: usize,
    pub separations: usize,
    pub availabilities: usize,
    pub demands: usize,
    pub proofs: usize,
}

/// Why a text is not read as evidence.
#[derive(Debug)]
pub enum Unread {
    /// It is no evidence of this version.
    Foreign(String),
    /// It says that it is, and is not of the form.
    Malformed(String),
}

/// Reads a file of evidence.
///
/// # Errors
///
/// Says what is no evidence of this version.
pub fn read(text: &str) -> Result<Evidence, Unread> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u64,
    }
    let head: Head = serde_json::from_str(text).map_err(|error| Unread::Foreign(error.to_string()))?;
    if head.format != FORMAT || head.version != VERSION {
        return Err(Unread::Foreign(format!("it is {:?}, version {}", head.format, head.version)));
    }
    let mut evidence: Evidence = serde_json::from_str(text).map_err(|error| Unread::Malformed(error.to_string()))?;
    evidence.bytes = text.len() as u64;
    Ok(evidence)
}

/// Faults at the most; more are not looked for.
const MOST_FAULTS: usize = 100;

fn keep(faults: &mut Vec<String>, fault: String) {
    if faults.len() <= MOST_FAULTS {
        faults.push(fault);
    }
}

/// Checks every verdict.
///
/// # Errors
///
/// Every fault, with where it is, or the first hundred.
pub fn verify(evidence: &Evidence) -> Result<Verified, Vec<String>> {
    verify_within(evidence, &Effort::of_bytes(evidence.bytes))
}

/// The same within an effort.
///
/// # Errors
///
/// Every fault, with where it is, or the first hundred; or that the effort is spent.
pub fn verify_within(evidence: &Evidence, effort: &Effort) -> Result<Verified, Vec<String>> {
    let mut faults = Vec::new();
    let mut verified = Verified::default();
    form::file(evidence, &mut |fault| keep(&mut faults, fault));
    if !faults.is_empty() {
        return Err(listed(faults));
    }
    let things = Things::new(&evidence.things, effort);
    for (at, service) in evidence.services.iter().enumerate() {
        let mut fault = |text: String| keep(&mut faults, format!("services[{at}] `{}`: {text}", service.service));
        if let Err(text) = form::service(&things, service) {
            fault(text);
            continue;
        }
        diversity::verify(&things, service, &mut fault);
        verified.pairs += service.pairs.len();
        if let Some(separation) = &service.separation {
            separation::verify(&things, service, separation, &mut fault);
            verified.separations += separation.pairs.len();
        }
        if let Some(availability) = &service.availability {
            availability::verify(&things, service, availability, &mut fault);
            verified.availabilities += 1;
        }
        if effort.is_spent() || faults.len() > MOST_FAULTS {
            break;
        }
    }
    for (at, demand) in evidence.demands.iter().enumerate() {
        if effort.is_spent() || faults.len() > MOST_FAULTS {
            break;
        }
        let mut fault = |text: String| keep(&mut faults, format!("demands[{at}] `{}`: {text}", demand.demand));
        if let Err(text) = form::demand(&things, demand) {
            fault(text);
            continue;
        }
        demand::verify(&things, demand, &mut fault);
        verified.demands += 1;
        verified.proofs += usize::from(!demand.proof.is_empty());
    }
    // What was found since may be wrong: not all of a closure was seen.
    if effort.is_spent() {
        return Err(vec![format!("the file takes more than {} steps to check", effort.most())]);
    }
    if faults.is_empty() { Ok(verified) } else { Err(listed(faults)) }
}

fn listed(mut faults: Vec<String>) -> Vec<String> {
    if faults.len() > MOST_FAULTS {
        faults.truncate(MOST_FAULTS);
        faults.push("there are more faults".to_owned());
    }
    faults
}

impl std::fmt::Display for Refuted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "step {}: {}", self.step, self.why)
    }
}
