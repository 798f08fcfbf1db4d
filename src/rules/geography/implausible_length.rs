//! A declared length that is much longer than the ground it crosses, or shorter than its drawn way.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Ends, Km, Position, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::solve::geodesic;
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "implausible-length",
    group: Group::Geography,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/implausible-length.md"),
    check: Check::Corridor(check),
};

/// How many times the geodesic a route may take, and how many kilometres more: mountains, coasts and bays are within it.
const FACTOR: f64 = 2.0;
const MORE: Km = Km(30.0);

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let (Some(ends), Some(length)) = (span.ends, span.length) else { continue };
        let id = SpanId(at);
        if let Some(least) = too_long(cx, ends, length) {
            let name = cx.corridor.name_of(Thing::Span(id));
            found.push(much_longer(&name, length, least, BETWEEN_ENDS, cx.at_span(id, "/length")));
        }
    }
    for conduit in &cx.corridor.conduits {
        let (Some(ends), Some(length)) = (conduit.ends, conduit.length) else { continue };
        let name = cx.text(conduit.id);
        let place = || cx.at(conduit.id, "/length");
        if conduit.via.is_empty() {
            let least = too_long(cx, ends, length);
            found.extend(least.map(|least| much_longer(name, length, least, BETWEEN_ENDS, place())));
            continue;
        }
        let (from, to) = (cx.corridor.site(ends.from).at, cx.corridor.site(ends.to).at);
        let (drawn, open) = drawn(from, &conduit.via, to);
        if length.0 > limit(drawn).0 {
            found.push(much_longer(name, length, drawn, "its way as drawn", place()));
        }
        if length.0 < drawn.0 - open.0 {
            found.push(
                Diagnostic::new(
                    RULE.name,
                    place(),
                    format!("`{name}` is {length} long, and {} as it is drawn", drawn.tenths()),
                )
                .label("shorter than its points")
                .measure("short-km", drawn.0 - length.0)
                .ids([name])
                .related(cx.at(conduit.id, "/via"), "it is drawn through these points")
                .note("no way is shorter than the line through its points: the length or a point is wrong")
                .help("mend the length, or the point that is not on the way"),
            );
        }
    }
}

/// The line from point to point, and what rounding leaves open of it.
fn drawn(from: Position, via: &[Position], to: Position) -> (Km, Km) {
    let points: Vec<Position> = [from].into_iter().chain(via.iter().copied()).chain([to]).collect();
    let (mut length, mut open) = (0.0, 0.0);
    for pair in points.windows(2) {
        length += geodesic::distance(pair[0], pair[1]).0;
        open += geodesic::rounding(pair[0], pair[1]).0;
    }
    (Km(length), Km(open))
}

/// The longest that a way of which so much is known may be.
fn limit(least: Km) -> Km {
    Km(FACTOR * least.0 + MORE.0)
}

/// The geodesic between the ends, where a length is too long for it.
fn too_long(cx: &Cx<'_>, ends: Ends, length: Km) -> Option<Km> {
    let (from, to) = (cx.corridor.site(ends.from).at, cx.corridor.site(ends.to).at);
    if length.0 <= limit(geodesic::at_least(from, to)).0 {
        return None;
    }
    let least = geodesic::distance(from, to);
    (length.0 > limit(least).0).then_some(least)
}

const BETWEEN_ENDS: &str = "the geodesic between its ends";

fn much_longer(name: &str, length: Km, least: Km, what: &str, place: Place) -> Diagnostic {
    let message = format!("`{name}` is {length} long, and {what} is {}", least.tenths());
    let note = format!(
        "a length over {FACTOR} times that and {MORE} more, {} here, is most often a slip of a digit or a unit",
        limit(least).tenths()
    );
    Diagnostic::new(RULE.name, place, message)
        .label("much longer than the way")
        .measure("over-km", length.0 - least.0)
        .ids([name])
        .note(note)
        .help("look the length up again; if it is right, draw a conduit with `via`, or split the way where it turns")
}
