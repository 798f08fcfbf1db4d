//! A declared length that is shorter than the shortest line between its ends.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Ends, Km, Position, Site};
use crate::rules::{Check, Cx, Group, Rule};
use crate::solve::geodesic;
use crate::solve::outlines::Outlines;
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "shorter-than-geodesic",
    group: Group::Geography,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/shorter-than-geodesic.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let id = crate::model::SpanId(at);
        let (Some(ends), Some(length)) = (span.ends, span.length) else { continue };
        let name = || cx.corridor.name_of(crate::model::Thing::Span(id));
        judge(cx, ends, length, name, || cx.at_span(id, "/length"), found);
    }
    for conduit in &cx.corridor.conduits {
        let (Some(ends), Some(length)) = (conduit.ends, conduit.length) else { continue };
        judge(cx, ends, length, || cx.text(conduit.id).to_owned(), || cx.at(conduit.id, "/length"), found);
    }
}

fn judge(
    cx: &Cx<'_>,
    ends: Ends,
    length: Km,
    name: impl FnOnce() -> String,
    place: impl FnOnce() -> Place,
    found: &mut Vec<Diagnostic>,
) {
    let (from, to) = (cx.corridor.site(ends.from), cx.corridor.site(ends.to));
    if length.0 >= geodesic::at_most(from.at, to.at).0 {
        return;
    }
    let least = geodesic::distance(from.at, to.at);
    // What the rounding of the coordinates leaves open is not blamed.
    let tolerance = geodesic::rounding(from.at, to.at);
    if length.0 >= least.0 - tolerance.0 {
        return;
    }
    let name = name();
    let (from_name, to_name) = (cx.text(from.id), cx.text(to.id));
    let message = format!("`{name}` is {length} long, but `{from_name}` and `{to_name}` lie {} apart", least.tenths());
    found.push(
        Diagnostic::new(RULE.name, place(), message)
            .label("shorter than a straight line")
            .measure("short-km", least.0 - length.0)
            .ids([name.as_str()])
            .related(cx.at(from.id, "/at"), format!("`{from_name}` stands at {}", from.at))
            .related(cx.at(to.id, "/at"), format!("`{to_name}` stands at {}", to.at))
            .note("no cable is shorter than the geodesic between its ends: the length or a position is wrong")
            .help(match swapped(from, to, length) {
                Some(site) => format!(
                    "latitude comes first, then longitude: with the two of `{}` the other way round the length is right",
                    cx.text(site.id)
                ),
                None => "mend the length, or the position of the site that is not where the cable ends".to_owned(),
            }),
    );
}

/// The end whose latitude and longitude have changed places: with the two the other way round the length fits, not
/// shorter and not four times longer, and it does not lie in its country as it stands.
fn swapped<'c, 'a>(from: &'c Site<'a>, to: &'c Site<'a>, length: Km) -> Option<&'c Site<'a>> {
    let fits = |site: &Site<'_>, other: &Site<'_>| {
        let at = Position { lat: site.at.lon, lon: site.at.lat, ..site.at };
        let least = geodesic::distance(at, other.at).0;
        at.lat.abs() <= 90.0 && (least..4.0 * least).contains(&length.0)
    };
    let ends = [(from, to), (to, from)].into_iter().filter(|(site, other)| fits(site, other));
    let mut ends = ends.map(|(site, _)| site).collect::<Vec<_>>();
    if !ends.is_empty() {
        let outlines = Outlines::shared();
        ends.retain(|site| !site.countries.iter().any(|&own| outlines.is_in(site.at, own)));
    }
    // Of two that may be wrong nobody knows which is.
    <[_; 1]>::try_from(ends).ok().map(|[site]| site)
}
