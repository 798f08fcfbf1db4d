//! The form of the terms of a service or a demand.

use std::collections::{BTreeMap, BTreeSet};

use crate::proof::evidence::form::{KILOMETRES, is_ascending, is_distinct, is_kind, is_place};
use crate::proof::evidence::terms::counts;
use crate::proof::evidence::things::Things;
use crate::proof::evidence::{Avoid, Line, Near, Terms};

/// Lines of a policy at the most, and things on one that may be shared.
const MOST_LINES: usize = 64;
const MOST_SHARED: usize = 1_000_000;

pub fn no_more_fields(unknown: &BTreeMap<String, serde_json::Value>) -> Result<(), String> {
    match unknown.keys().next() {
        Some(name) => Err(format!("there is no field {name:?}")),
        None => Ok(()),
    }
}

pub fn exist<'n>(things: &Things<'_>, what: &str, numbers: impl IntoIterator<Item = &'n usize>) -> Result<(), String> {
    match numbers.into_iter().find(|number| **number >= things.len()) {
        Some(number) => Err(format!("{what}: there is no thing {number}")),
        None => Ok(()),
    }
}

pub fn terms(things: &Things<'_>, terms: &Terms) -> Result<(), String> {
    exist(things, "from and to", [&terms.from, &terms.to])?;
    let is_site = |end: usize| things.get(end).kind == "site";
    if terms.from == terms.to || !is_site(terms.from) || !is_site(terms.to) {
        return Err("from and to: not two sites".to_owned());
    }
    if !terms.ends_at.iter().all(is_place) {
        return Err("ends_at: not two places".to_owned());
    }
    exist(things, "except", &terms.except)?;
    if !is_ascending(&terms.except) {
        return Err("except: not in order, each once".to_owned());
    }
    if terms.lines.len() > MOST_LINES || terms.avoid.len() > MOST_LINES {
        return Err(format!("lines and avoid: {MOST_LINES} lines of each are the most"));
    }
    let is_empty = terms.except.is_empty() && terms.lines.is_empty() && terms.avoid.is_empty() && terms.near.is_empty();
    let asks_nothing = is_empty && !terms.allows_unknown;
    if terms.policy.as_ref().map_or(!asks_nothing, String::is_empty) {
        return Err("policy: null, or empty, but something is asked".to_owned());
    }
    for (at, line) in terms.lines.iter().enumerate() {
        self::line(line).map_err(|text| format!("lines[{at}]: {text}"))?;
    }
    for (at, line) in terms.avoid.iter().enumerate() {
        avoid(things, line).map_err(|text| format!("avoid[{at}]: {text}"))?;
    }
    let mut told = BTreeSet::new();
    for (at, entry) in terms.near.iter().enumerate() {
        near(things, terms, entry).map_err(|text| format!("near[{at}]: {text}"))?;
        if !told.insert((entry.line, entry.thing)) {
            return Err(format!("near[{at}]: it is there twice"));
        }
    }
    Ok(())
}

fn line(line: &Line) -> Result<(), String> {
    if line.kinds.is_empty() || !is_distinct(&line.kinds) || !line.kinds.iter().all(|kind| is_kind(kind)) {
        return Err("kinds: a kind is none, or there twice, or none is asked for".to_owned());
    }
    let asks_risk = line.kinds.iter().any(|kind| kind == "risk");
    if line.risk_kind.as_ref().is_some_and(|kind| !asks_risk || kind.is_empty()) {
        return Err("risk_kind: no risk is asked for".to_owned());
    }
    if line.at_most > MOST_SHARED {
        return Err(format!("at_most: {} is out of range", line.at_most));
    }
    if line.near_ends_km.is_some_and(|radius| radius <= 0.0 || !KILOMETRES.contains(&radius)) {
        return Err("near_ends_km: out of range".to_owned());
    }
    Ok(())
}

fn avoid(things: &Things<'_>, line: &Avoid) -> Result<(), String> {
    exist(things, "things", &line.things)?;
    if !is_kind(&line.kind) {
        return Err(format!("kind: {:?} is none", line.kind));
    }
    if !is_ascending(&line.things) {
        return Err("things: not in order, each once".to_owned());
    }
    match line.things.iter().find(|thing| !things.is_of(**thing, &line.kind)) {
        Some(thing) => Err(format!("things: `{}` is no {}", things.id(*thing), line.kind)),
        None => Ok(()),
    }
}

fn near(things: &Things<'_>, terms: &Terms, near: &Near) -> Result<(), String> {
    exist(things, "thing", [&near.thing])?;
    let line = terms.lines.get(near.line).ok_or_else(|| format!("there is no line {}", near.line))?;
    if !line.kinds.iter().any(|kind| counts(things, line, kind, near.thing)) {
        return Err(format!("`{}` does not count on its line", things.id(near.thing)));
    }
    let is_reach = |place: &crate::proof::evidence::Reach| is_place(&place.at) && KILOMETRES.contains(&place.reach_km);
    if near.places.is_empty() || !near.places.iter().all(is_reach) {
        return Err("places: none, or one is out of range".to_owned());
    }
    Ok(())
}
