//! Two things that have one number.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Given, Number, Value};
use crate::rules::numbers::{called, of_at, value_at};
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "repeated-number",
    group: Group::Numbers,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/repeated-number.md"),
    check: Check::Corridor(check),
};

/// What has a number, whether it was given out or is declared.
struct Holder<'a> {
    range: [u32; 2],
    of: &'a str,
    called: String,
    place: Place,
}

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    repeated_lines(cx, found);
    let given = |number: Number| cx.corridor.given.iter().filter(move |given| given.number == number);
    let held = |number: Number| given(number).filter_map(|given| holder(cx, given));
    let mut asns: Vec<Holder<'_>> = held(Number::Asn).collect();
    // Companies of one group may share a system; a number that was given out is nobody else's.
    let declared = cx.corridor.operators.iter().filter_map(|operator| Some((operator.id, operator.asn?)));
    let taken: BTreeSet<u32> = asns.iter().map(|holder| holder.range[0]).collect();
    asns.extend(declared.filter(|(_, asn)| taken.contains(asn)).map(|(id, asn)| Holder {
        range: [asn; 2],
        of: cx.text(id),
        called: format!("AS number {asn}"),
        place: cx.at(id, "/asn"),
    }));
    meeting(asns, found);
    let mut addresses: Vec<Holder<'_>> = held(Number::Loopback).chain(held(Number::Prefix)).collect();
    addresses.extend(cx.corridor.devices.iter().filter_map(|device| {
        let address = device.address()?;
        Some(Holder {
            range: [address.to_bits(); 2],
            of: cx.text(device.id),
            called: format!("loopback `{address}`"),
            place: cx.at(device.id, "/loopback"),
        })
    }));
    meeting(addresses, found);
    meeting(held(Number::Srlg).collect(), found);
    // A name is one device's own.
    let mut names: BTreeMap<(&str, &str), &Given<'_>> = BTreeMap::new();
    for given in given(Number::Interface) {
        let Value::Name(name) = given.value else { continue };
        let device = given.of.split_once(':').map_or(given.of, |(device, _)| device);
        if let Some(other) = names.insert((device, name), given).filter(|other| other.of != given.of) {
            let places = [value_at(cx, other), value_at(cx, given)];
            found.push(finding(places, [other.of, given.of], &called(given)));
        }
    }
}

fn holder<'a>(cx: &Cx<'a>, given: &Given<'a>) -> Option<Holder<'a>> {
    Some(Holder { range: given.value.range()?, of: given.of, called: called(given), place: value_at(cx, given) })
}

/// Two lines for one thing.
fn repeated_lines(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(Number, &str), &Given<'_>> = BTreeMap::new();
    for given in &cx.corridor.given {
        let Some(other) = first.get(&(given.number, given.of)) else {
            first.insert((given.number, given.of), given);
            continue;
        };
        let message = format!("`{}` has two of the lock's {}s", given.of, given.number.phrase());
        found.push(
            Diagnostic::new(RULE.name, of_at(cx, given), message)
                .label("a second line")
                .ids([given.of])
                .related(of_at(cx, other), format!("it has {} already", called(other)))
                .help("leave the line that is in use, and take the other away"),
        );
    }
}

/// Holders whose ranges meet.
fn meeting(mut holders: Vec<Holder<'_>>, found: &mut Vec<Diagnostic>) {
    holders.sort_by_key(|holder| (holder.range, holder.place));
    let mut last: Option<&Holder<'_>> = None;
    for holder in &holders {
        if let Some(other) = last.filter(|other| other.range[1] >= holder.range[0] && other.of != holder.of) {
            found.push(finding([other.place, holder.place], [other.of, holder.of], &holder.called));
        }
        // What reaches furthest may meet the next one, too.
        if last.is_none_or(|other| holder.range[1] >= other.range[1]) {
            last = Some(holder);
        }
    }
}

fn finding(places: [Place; 2], of: [&str; 2], called: &str) -> Diagnostic {
    Diagnostic::new(RULE.name, places[1], format!("{called} is `{}`'s, and `{}` has it, too", of[0], of[1]))
        .label(format!("`{}` has it", of[1]))
        .ids(of)
        .related(places[0], format!("`{}` has it", of[0]))
        .note("two branches that were merged may have given out one number each on its own")
        .help("take one of the lines away, and `corridor lock` gives another one out")
}
