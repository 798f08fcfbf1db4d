//! A site whose position lies in another country than it says.

use crate::diagnostic::{Diagnostic, Level, OVER_LIMIT};
use crate::model::{Country, Km, Position};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::listed;
use crate::solve::outlines;

pub static RULE: Rule = Rule {
    name: "outside-country",
    group: Group::Geography,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/outside-country.md"),
    check: Check::Corridor(check),
};

/// How far from an outline nobody is blamed. The outlines are simplified: every town and major road is on its side of a
/// border, and what lies between may be off by kilometres.
const PRECISION: Km = Km(10.0);

/// Sites beside their country that are looked at closely, some seconds for all; the others are counted.
const MOST_CLOSE: usize = 4_000;

/// How far from land a site of a country may stand in the sea.
const OFF_SHORE: Km = Km(100.0);

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let outlines = outlines::Outlines::shared();
    let (mut close, mut more) = (0, Vec::new());
    for site in &cx.corridor.sites {
        let is_known = site.countries.iter().all(|country| country.is_assigned());
        if site.countries.is_empty() || !is_known || site.countries.iter().any(|&own| outlines.is_in(site.at, own)) {
            continue;
        }
        close += 1;
        if close > MOST_CLOSE {
            more.push(site);
            continue;
        }
        if site.countries.iter().any(|&own| outlines.is_near(site.at, own, PRECISION)) {
            continue;
        }
        let there = outlines.country_at(site.at);
        if there.is_none() && site.countries.iter().any(|&own| outlines.is_near(site.at, own, OFF_SHORE)) {
            continue;
        }
        let there = there.map_or_else(|| "no country".to_owned(), |there| format!("`{there}`"));
        let name = cx.text(site.id);
        let own: Vec<&str> = site.countries.iter().map(Country::code).collect();
        let swapped = Position { lat: site.at.lon, lon: site.at.lat, ..site.at };
        let is_swapped =
            swapped.lat.abs() <= 90.0 && site.countries.iter().any(|&own| outlines.is_near(swapped, own, PRECISION));
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(site.id, "/at"),
                format!("site `{name}` is in {}, and its position lies in {there}", listed(own, "and")),
            )
            .label(format!("in {there}"))
            .ids([name])
            .related(cx.at(site.id, "/country"), "the site is said to be here")
            .note(format!("outlines of OpenStreetMap, simplified; nobody within {PRECISION} of one is blamed"))
            .help(if is_swapped {
                "latitude comes first, then longitude: the two have changed places"
            } else {
                "mend the position, `at LATITUDE LONGITUDE`, or the country"
            }),
        );
    }
    if let Some(first) = more.first() {
        let message = format!("{} more sites seem to lie outside their country and are not compared", more.len());
        found.push(
            Diagnostic::new(OVER_LIMIT, cx.at(first.id, "/at"), message).label("the first of them").help(
                "what makes so many is most often one mistake, such as latitude and longitude in the other order",
            ),
        );
    }
}
