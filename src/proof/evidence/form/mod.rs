//! The form of a file: what no file that a check writes holds, whatever its verdicts. Numbers lead somewhere, lists name
//! nothing twice, figures are in range, days are days.

mod demands;
mod services;
mod terms;

pub use demands::demand;
pub use services::service;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::proof::evidence::things::UNKNOWN;
use crate::proof::evidence::{Evidence, Place, Thing};

/// What each kind may ride on, besides risks.
const RIDES_ON: [(&str, &[&str]); 13] = [
    ("leg", &["link", "channel", "span", "cable"]),
    ("link", &["link", "channel", "span", "cable", "site", "operator"]),
    ("channel", &["line-system"]),
    ("line-system", &["span"]),
    ("span", &["cable", "conduit", "site", "country", "operator"]),
    ("cable", &["operator"]),
    ("conduit", &["conduit", "right-of-way", "site", "operator"]),
    ("right-of-way", &[]),
    ("site", &["site", "metro", "country", "operator"]),
    ("metro", &[]),
    ("country", &[]),
    ("operator", &["operator"]),
    ("risk", &[]),
];

/// Kinds of which only a route, or what lies at its ends, is one; no line asks for them.
const NO_KINDS: [&str; 3] = ["leg", "channel", "line-system"];

/// The roles of sites, which lines ask for as kinds.
const ROLES: [&str; 2] = ["landing-station", "border-crossing"];

/// Metres and kilometres at the most: beyond, sums of doubles say nothing.
const METRES: RangeInclusive<f64> = 0.0..=1e12;
const KILOMETRES: RangeInclusive<f64> = 0.0..=1e9;

/// Checks the file itself and its things.
pub fn file(evidence: &Evidence, fault: &mut dyn FnMut(String)) {
    if !is_hash(&evidence.declarations) {
        fault(format!("declarations: {:?} is no hash", evidence.declarations));
    }
    for (field, text) in [("today", &evidence.today), ("as_of", &evidence.as_of)] {
        if !is_day(text) {
            fault(format!("{field}: {text:?} is no day"));
        }
    }
    let mut ids = BTreeSet::new();
    for (at, thing) in evidence.things.iter().enumerate() {
        if let Err(text) = self::thing(&evidence.things, thing) {
            fault(format!("things[{at}] `{}`: {text}", thing.id));
        }
        // The code of a country may be an id, too.
        if !ids.insert((thing.kind == "country", thing.id.as_str())) {
            fault(format!("things[{at}] `{}`: another thing has this id", thing.id));
        }
    }
    in_order("services", evidence.services.iter().map(|service| &service.service), fault);
    in_order("demands", evidence.demands.iter().map(|demand| &demand.demand), fault);
}

fn in_order<'e>(list: &str, ids: impl Iterator<Item = &'e String>, fault: &mut dyn FnMut(String)) {
    let mut before: Option<&str> = None;
    for (at, id) in ids.enumerate() {
        if !is_id(id) {
            fault(format!("{list}[{at}]: {id:?} is no id"));
        }
        if before.is_some_and(|before| before >= id.as_str()) {
            fault(format!("{list}[{at}] `{id}`: not in the order of the ids, each once"));
        }
        before = Some(id);
    }
}

fn thing(things: &[Thing], thing: &Thing) -> Result<(), String> {
    let Some((_, below)) = RIDES_ON.iter().find(|(kind, _)| *kind == thing.kind) else {
        return Err(format!("there is no kind {:?}", thing.kind));
    };
    if !is_id(&thing.id) {
        return Err("its id is none".to_owned());
    }
    let is_code = thing.id.len() == 2 && thing.id.bytes().all(|byte| byte.is_ascii_uppercase());
    if thing.kind == "country" && !is_code {
        return Err("its id is no code of a country".to_owned());
    }
    let named = thing.on.iter().chain(&thing.ends).chain(&thing.diverse_from).chain(&thing.whole);
    if let Some(missing) = named.into_iter().find(|named| **named >= things.len()) {
        return Err(format!("there is no thing {missing}"));
    }
    for (field, list) in [("on", &thing.on), ("diverse_from", &thing.diverse_from), ("ends", &thing.ends)] {
        if !is_distinct(list) || list.iter().any(|&named| std::ptr::eq(&raw const things[named], thing)) {
            return Err(format!("{field}: it names something twice, or itself"));
        }
    }
    for &on in &thing.on {
        let on = &things[on];
        if on.kind != "risk" && !below.contains(&on.kind.as_str()) {
            return Err(format!("on: a {} does not ride on a {}, as `{}` is", thing.kind, on.kind, on.id));
        }
    }
    let sites = thing.on.iter().filter(|&&on| things[on].kind == "site").count();
    if sites > if thing.kind == "site" { 1 } else { 2 } {
        return Err("on: it is on too many sites".to_owned());
    }
    // What could not be read wholly says so.
    let is_whole = !thing.unknown.iter().any(|word| word == "left-out");
    if is_whole && sites != 2 && (thing.kind == "span" || thing.undisclosed) {
        return Err("on: a way is on two sites".to_owned());
    }
    if is_whole && thing.on.is_empty() && matches!(thing.kind.as_str(), "leg" | "channel" | "line-system") {
        return Err("on: it is on nothing".to_owned());
    }
    let has_words =
        |list: &[String], known: &[&str]| list.iter().all(|word| known.contains(&word.as_str())) && is_distinct(list);
    if !has_words(&thing.unknown, &UNKNOWN) {
        return Err("unknown: a word is none, or there twice".to_owned());
    }
    if !has_words(&thing.roles, &ROLES) || (thing.kind != "site" && !thing.roles.is_empty()) {
        return Err("roles: a word is none, or there twice, or it is no site".to_owned());
    }
    if thing.risk_kind.as_ref().is_some_and(|kind| !kind.is_empty()) != (thing.kind == "risk") {
        return Err("risk_kind: a risk has one, and nothing else".to_owned());
    }
    let is_cable = |whole: &usize| things[*whole].kind == "cable" && thing.on.contains(whole);
    if thing.whole.is_some() != (thing.kind == "span") || !thing.whole.iter().all(is_cable) {
        return Err("whole: a span has one, the cable that it is on, and nothing else".to_owned());
    }
    let is_link = thing.kind == "link";
    if !is_link && (thing.undisclosed || !thing.ends.is_empty() || !thing.diverse_from.is_empty()) {
        return Err("only a link has `ends`, `undisclosed` or `diverse_from`".to_owned());
    }
    if !matches!(thing.ends.len(), 0 | 2) || thing.ends.iter().any(|&end| things[end].kind != "site") {
        return Err("ends: not two sites".to_owned());
    }
    let is_at_end = |on: &usize| things[*on].kind != "site" || thing.ends.contains(on);
    if is_link && !thing.on.iter().all(is_at_end) {
        return Err("on: a site that is not among its `ends`".to_owned());
    }
    Ok(())
}

/// Whether a text is `sha256:` and a hash in small letters.
fn is_hash(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("sha256:").is_some_and(|hash| hash.len() == 64 && hash.bytes().all(is_digit))
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    if !is_shaped {
        return false;
    }
    let number = |from: usize, to: usize| bytes[from..to].iter().fold(0, |sum, byte| 10 * sum + u32::from(byte - b'0'));
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

/// Whether a text can be an id: it is not empty, and shows all of itself.
fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn is_distinct<T: Ord>(list: &[T]) -> bool {
    // Most lists are short, and in order.
    if list.windows(2).all(|pair| pair[0] < pair[1]) {
        return true;
    }
    list.iter().collect::<BTreeSet<&T>>().len() == list.len()
}

fn is_ascending<T: Ord>(list: &[T]) -> bool {
    list.windows(2).all(|pair| pair[0] < pair[1])
}

fn is_place(place: &Place) -> bool {
    (-90.0..=90.0).contains(&place[0]) && (-180.0..=180.0).contains(&place[1])
}

/// Whether a line may ask for a kind.
fn is_kind(kind: &str) -> bool {
    ROLES.contains(&kind) || (RIDES_ON.iter().any(|(known, _)| *known == kind) && !NO_KINDS.contains(&kind))
}
