//! The file of evidence, version 1, as `docs/evidence.md` describes it; and its check, by following references and by
//! sums alone.

mod availability;
mod demand;
mod diversity;
pub mod separation;
mod terms;
mod things;

use serde::{Deserialize, Serialize};

use crate::proof::evidence::things::Things;
use crate::proof::{Refuted, Step};

pub const FORMAT: &str = "corridor-evidence";
pub const VERSION: u64 = 1;

#[derive(Serialize, Deserialize, Debug)]
pub struct Evidence {
    pub format: String,
    pub version: u64,
    pub today: String,
    pub as_of: String,
    pub things: Vec<Thing>,
    pub services: Vec<Service>,
    pub demands: Vec<Demand>,
}

#[derive(Serialize, Deserialize, Default, Debug)]
pub struct Thing {
    pub id: String,
    pub kind: String,
    pub on: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_kind: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
pub struct Line {
    pub kinds: Vec<String>,
    pub risk_kind: Option<String>,
    pub areas: bool,
    pub at_most: usize,
    pub ends_count: bool,
    pub near_ends_km: Option<f64>,
}

#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Avoid {
    pub kind: String,
    pub things: Vec<usize>,
    pub is_open: bool,
    pub areas: bool,
}

/// A thing that lies near one end.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Near {
    pub line: usize,
    pub thing: usize,
    pub places: Vec<Reach>,
}

/// A place, and how far a thing reaches around it.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub struct Reach {
    pub at: Place,
    pub reach_km: f64,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Service {
    pub service: String,
    #[serde(flatten)]
    pub terms: Terms,
    pub needs: u64,
    pub legs: Vec<usize>,
    pub pairs: Vec<Pair>,
    pub avoided: Vec<Avoided>,
    pub separation: Option<Separation>,
    pub availability: Option<Availability>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
pub struct Pair {
    pub legs: [usize; 2],
    pub line: usize,
    pub kind: String,
    pub verdict: String,
    pub shared: Vec<usize>,
    pub exempt: Vec<usize>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
pub struct Avoided {
    pub leg: usize,
    pub line: usize,
    pub verdict: String,
    pub things: Vec<usize>,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Separation {
    pub distance_km: f64,
    pub near_ends_km: Option<f64>,
    pub ends: [End; 2],
    /// Of each leg.
    pub courses: Vec<Option<Vec<Stretch>>>,
    pub pairs: Vec<Apart>,
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub struct End {
    pub at: Place,
    pub slack_m: f64,
}

#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Stretch {
    pub of: usize,
    pub slack_m: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub straight: Option<Straight>,
    pub places: Vec<Place>,
}

/// What nobody drew.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub struct Straight {
    pub length_km: Option<f64>,
    pub rounding_m: f64,
    pub geodesic_km: f64,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Apart {
    pub legs: [usize; 2],
    pub verdict: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<[[usize; 2]; 2]>,
    /// What the search found, for information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_m: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most_m: Option<f64>,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Availability {
    pub parts: Vec<Part>,
    pub down: f64,
    pub is_complete: bool,
}

#[derive(Serialize, Deserialize, Debug)]
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
    pub sites: Vec<usize>,
    pub labels: Vec<Label>,
    pub edges: Vec<Edge>,
    pub sharing: Option<Sharing>,
    pub left_out: Vec<LeftOut>,
    pub unknown_edges: Vec<u32>,
    pub maybe_near: Vec<[u32; 2]>,
    pub wanted: usize,
    pub keeps_apart: bool,
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
pub struct Edge {
    pub way: usize,
    pub ends: [u32; 2],
    pub weight: u64,
    pub labels: Vec<u32>,
}

#[derive(Serialize, Deserialize, Debug)]
pub struct Sharing {
    pub units: Vec<u32>,
    pub takes: Vec<Vec<(usize, u32)>>,
}

#[derive(Serialize, Deserialize, Debug)]
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

/// Reads a file of evidence.
///
/// # Errors
///
/// Says what is no evidence of this version.
pub fn read(text: &str) -> Result<Evidence, String> {
    let evidence: Evidence = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if evidence.format != FORMAT || evidence.version != VERSION {
        return Err(format!("it is {:?}, version {}", evidence.format, evidence.version));
    }
    Ok(evidence)
}

/// Checks every verdict.
///
/// # Errors
///
/// Every fault, with where it is.
pub fn verify(evidence: &Evidence) -> Result<Verified, Vec<String>> {
    let mut faults = Vec::new();
    let mut verified = Verified::default();
    let things = match Things::new(&evidence.things) {
        Ok(things) => things,
        Err(fault) => return Err(vec![fault]),
    };
    for (at, service) in evidence.services.iter().enumerate() {
        let mut fault = |text: String| faults.push(format!("services[{at}] `{}`: {text}", service.service));
        if let Err(text) = things.holds_service(service) {
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
    }
    for (at, demand) in evidence.demands.iter().enumerate() {
        let mut fault = |text: String| faults.push(format!("demands[{at}] `{}`: {text}", demand.demand));
        if let Err(text) = things.holds_demand(demand) {
            fault(text);
            continue;
        }
        demand::verify(&things, demand, &mut fault);
        verified.demands += 1;
        verified.proofs += usize::from(!demand.proof.is_empty());
    }
    if faults.is_empty() { Ok(verified) } else { Err(faults) }
}

impl std::fmt::Display for Refuted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "step {}: {}", self.step, self.why)
    }
}
