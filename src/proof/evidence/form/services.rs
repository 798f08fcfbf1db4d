//! The form of a service.

use crate::proof::evidence::form::terms::{exist, no_more_fields, terms};
use crate::proof::evidence::form::{KILOMETRES, METRES, is_distinct, is_place};
use crate::proof::evidence::things::Things;
use crate::proof::evidence::{Apart, Availability, Place, Separation, Service, Stretch};

/// Legs of a service at the most; of one whose availability is told; and how many it may need.
const MOST_LEGS: usize = 64;
const MOST_LEGS_OF_SETS: usize = 16;
const MOST_NEEDED: u64 = 16;

const VERDICTS: [&str; 6] = ["apart", "too-close", "not-told", "assumed-straight", "unknown", "not-compared"];

/// # Errors
///
/// The first fault.
pub fn service(things: &Things<'_>, service: &Service) -> Result<(), String> {
    no_more_fields(&service.unknown_fields)?;
    terms(things, &service.terms)?;
    if !(1..=MOST_NEEDED).contains(&service.needs) {
        return Err(format!("needs: {} is out of range", service.needs));
    }
    exist(things, "legs", &service.legs)?;
    if service.legs.is_empty() || service.legs.len() > MOST_LEGS || !is_distinct(&service.legs) {
        return Err(format!("legs: 1 to {MOST_LEGS}, each once"));
    }
    let is_its_own = |leg: &usize| {
        let leg = things.get(*leg);
        let part = leg.id.strip_prefix(service.service.as_str()).and_then(|rest| rest.strip_prefix(':'));
        leg.kind == "leg" && part.is_some_and(|part| !part.is_empty())
    };
    if let Some(leg) = service.legs.iter().find(|leg| !is_its_own(leg)) {
        return Err(format!("legs: `{}` is no leg of it", things.id(*leg)));
    }
    if let Some(separation) = &service.separation {
        self::separation(things, service, separation).map_err(|text| format!("separation: {text}"))?;
    }
    if let Some(availability) = &service.availability {
        self::availability(things, service, availability).map_err(|text| format!("availability: {text}"))?;
    }
    Ok(())
}

fn separation(things: &Things<'_>, service: &Service, separation: &Separation) -> Result<(), String> {
    if service.terms.policy.is_none() {
        return Err("there is no policy that asks for it".to_owned());
    }
    let is_positive = |km: f64| km > 0.0 && KILOMETRES.contains(&km);
    if !is_positive(separation.distance_km) || !separation.near_ends_km.is_none_or(is_positive) {
        return Err("distance_km and near_ends_km: out of range".to_owned());
    }
    for (end, at) in separation.ends.iter().zip(service.terms.ends_at) {
        if !is_same(&end.at, &at) || !METRES.contains(&end.slack_m) {
            return Err("ends: not at `ends_at`, or out of range".to_owned());
        }
    }
    if separation.courses.len() != service.legs.len() {
        return Err("courses: not one for each leg".to_owned());
    }
    for (leg, course) in separation.courses.iter().enumerate() {
        for (at, stretch) in course.iter().flatten().enumerate() {
            self::stretch(things, stretch).map_err(|text| format!("courses[{leg}][{at}]: {text}"))?;
        }
    }
    let legs = 0..service.legs.len();
    let due = legs.flat_map(|later| (0..later).map(move |earlier| [earlier, later]));
    if !separation.pairs.iter().map(|pair| pair.legs).eq(due) {
        return Err("pairs: not one for each two legs, in order".to_owned());
    }
    for (at, pair) in separation.pairs.iter().enumerate() {
        apart(pair).map_err(|text| format!("pairs[{at}]: {text}"))?;
    }
    Ok(())
}

#[expect(clippy::float_cmp, reason = "the same figures are asked for, not the same place")]
fn is_same(one: &Place, other: &Place) -> bool {
    one == other
}

fn stretch(things: &Things<'_>, stretch: &Stretch) -> Result<(), String> {
    exist(things, "of", [&stretch.of])?;
    if !METRES.contains(&stretch.slack_m) {
        return Err("slack_m: out of range".to_owned());
    }
    if stretch.places.is_empty() || !stretch.places.iter().all(is_place) {
        return Err("places: none, or one is out of range".to_owned());
    }
    // Where a line stands still it could turn.
    if stretch.places.windows(2).any(|pair| is_same(&pair[0], &pair[1])) {
        return Err("places: one is there twice on end".to_owned());
    }
    if let Some(straight) = &stretch.straight {
        let is_length = straight.length_km.is_none_or(|length| KILOMETRES.contains(&length));
        if !is_length || !METRES.contains(&straight.rounding_m) || !KILOMETRES.contains(&straight.geodesic_km) {
            return Err("straight: out of range".to_owned());
        }
    }
    Ok(())
}

fn apart(pair: &Apart) -> Result<(), String> {
    if !VERDICTS.contains(&pair.verdict.as_str()) {
        return Err(format!("there is no verdict {:?}", pair.verdict));
    }
    if pair.witness.is_some() != (pair.verdict == "too-close") {
        return Err("witness: `too-close` has one, and nothing else".to_owned());
    }
    let [least, most] = [pair.at_least_m, pair.at_most_m];
    let in_range = |metres: f64| METRES.contains(&metres);
    if !least.is_none_or(in_range) || !most.is_none_or(in_range) {
        return Err("at_least_m and at_most_m: out of range".to_owned());
    }
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        return Err("at_least_m: more than at_most_m".to_owned());
    }
    Ok(())
}

fn availability(things: &Things<'_>, service: &Service, availability: &Availability) -> Result<(), String> {
    if service.legs.len() > MOST_LEGS_OF_SETS {
        return Err(format!("{MOST_LEGS_OF_SETS} legs are the most"));
    }
    let parts: Vec<usize> = availability.parts.iter().map(|part| part.thing).collect();
    exist(things, "parts", &parts)?;
    if parts.is_empty() || !is_distinct(&parts) {
        return Err("parts: none, or one is there twice".to_owned());
    }
    let shares = availability.parts.iter().map(|part| part.down).chain([availability.down]);
    if let Some(down) = { shares }.find(|down| !(0.0..=1.0).contains(down)) {
        return Err(format!("down: {down} is no part of the time"));
    }
    Ok(())
}
