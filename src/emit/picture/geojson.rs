//! Pictures as `GeoJSON` (RFC 7946): sites as points, what joins them where it runs.

use serde_json::{Value, json};

use crate::emit::picture::{Ink, Picture, Shape, Stroke};
use crate::graph::course;
use crate::model::{ConduitId, Corridor, Ends, LinkId, Position, Thing};
use crate::schema::Kind;

/// Writes a picture. The same picture gives the same bytes.
pub fn render(corridor: &Corridor<'_>, picture: &Picture) -> String {
    let mut features = Vec::new();
    for mark in &picture.nodes {
        let Some(site) = corridor.find(&mark.id).and_then(|id| corridor.declaration(id).index) else { continue };
        let site = &corridor.sites[site as usize];
        let countries: Vec<String> = site.countries.iter().map(ToString::to_string).collect();
        features.push(json!({
            "type": "Feature",
            "id": mark.id,
            "geometry": { "type": "Point", "coordinates": coordinates(site.at) },
            "properties": {
                "kind": "site",
                "id": mark.id,
                "name": corridor.declaration(site.id).name,
                "role": role(mark.shape),
                "countries": countries,
                "alarm": mark.alarm,
            },
        }));
    }
    for edge in &picture.edges {
        let Some((kind, places, is_drawn)) = places(corridor, edge.of) else { continue };
        features.push(json!({
            "type": "Feature",
            "id": corridor.name_of(edge.of),
            "geometry": line(&places),
            "properties": {
                "kind": kind,
                "id": corridor.name_of(edge.of),
                "from": edge.from,
                "to": edge.to,
                "drawn": is_drawn,
                "state": state(edge.stroke),
                "seen_as": seen_as(edge.ink),
                "stroke": edge.ink.colour().0,
                "about": edge.tooltip,
            },
        }));
    }
    let all = json!({ "type": "FeatureCollection", "features": features });
    format!("{all:#}\n")
}

/// Where a thing runs, and whether that is declared.
fn places(corridor: &Corridor<'_>, of: Thing) -> Option<(&'static str, Vec<Position>, bool)> {
    let straight = |ends: Ends| [ends.from, ends.to].map(|site| corridor.site(site).at).to_vec();
    match of {
        Thing::Span(span) => course(corridor, span).map(|(places, is_drawn)| ("span", places, is_drawn)),
        Thing::Declaration(id) => {
            let declaration = corridor.declaration(id);
            let index = declaration.index?;
            match declaration.kind {
                Kind::Conduit => {
                    let conduit = corridor.conduit(ConduitId(index));
                    let [from, to]: [Position; 2] = straight(conduit.ends?).try_into().ok()?;
                    let places = [from].into_iter().chain(conduit.via.iter().copied()).chain([to]).collect();
                    Some(("conduit", places, !conduit.via.is_empty()))
                }
                Kind::Link => Some(("link", straight(corridor.link(LinkId(index)).ends?), false)),
                _ => None,
            }
        }
        Thing::Leg(_) => None,
    }
}

/// Longitude and latitude, to the seventh digit: about a centimetre.
pub(in crate::emit) fn coordinates(at: Position) -> [f64; 2] {
    [at.lon, at.lat].map(|degrees| (degrees * 1e7).round() / 1e7)
}

/// A line; what crosses the antimeridian is cut there, as section 3.1.9 of RFC 7946 asks.
pub(in crate::emit) fn line(places: &[Position]) -> Value {
    let mut lines: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    let mut before: Option<[f64; 2]> = None;
    for &place in places {
        let here = coordinates(place);
        if let Some(last) = before
            && (here[0] - last[0]).abs() > 180.0
        {
            // Both on one side: where the line between them meets the meridian.
            let side = 180.0_f64.copysign(last[0]);
            let there = here[0] + 2.0 * side;
            let share = if (there - last[0]).abs() > 0.0 { (side - last[0]) / (there - last[0]) } else { 0.0 };
            let lat = ((last[1] + (here[1] - last[1]) * share) * 1e7).round() / 1e7;
            lines.last_mut().expect("a line was begun").push([side, lat]);
            lines.push(vec![[-side, lat]]);
        }
        lines.last_mut().expect("a line was begun").push(here);
        before = Some(here);
    }
    match &lines[..] {
        [line] => json!({ "type": "LineString", "coordinates": line }),
        lines => json!({ "type": "MultiLineString", "coordinates": lines }),
    }
}

fn role(shape: Shape) -> &'static str {
    match shape {
        Shape::Hub => "hub",
        Shape::Pop => "pop",
        Shape::LandingStation => "landing-station",
        Shape::BorderCrossing => "border-crossing",
        Shape::Minor => "minor",
    }
}

fn state(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::InService => "active",
        Stroke::Planned => "planned",
        Stroke::Idle => "idle",
    }
}

fn seen_as(ink: Ink) -> String {
    match ink {
        Ink::Land => "terrestrial".to_owned(),
        Ink::Aerial => "aerial".to_owned(),
        Ink::Sea => "subsea".to_owned(),
        Ink::Leg(leg) => format!("leg {}", leg + 1),
        Ink::Alarm => "shared or struck".to_owned(),
        Ink::Faint => "surroundings".to_owned(),
    }
}
