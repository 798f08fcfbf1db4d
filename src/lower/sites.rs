//! Lowers what has a place or a name of its own: operators, metros, sites, rights-of-way, risks.

use crate::lower::resolve::{Cx, EXPOSED, quantity};
use crate::lower::things;
use crate::model::declared::{self, Declared};
use crate::model::{Area, Id, Igp, Metro, Operator, Position, Reference, RightOfWay, Risk, Roles, Site};
use crate::syntax::Decimal;

pub(super) fn operators<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Operator(operator) = declared else { continue };
        let lowered = Operator {
            id: *id,
            name: operator.name,
            country: cx.countries(*id, &[operator.country], "/country").pop(),
            parent: cx.operator(*id, operator.parent, "/parent"),
            icc: operator.icc,
            asn: operator.asn.and_then(Decimal::to_u64).and_then(|asn| asn.try_into().ok()),
            igp: if operator.igp == Some("ospf") { Igp::Ospf } else { Igp::Isis },
            contacts: operator.contact.clone(),
        };
        cx.corridor.operators.push(lowered);
    }
}

pub(super) fn references<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Reference(reference) = declared else { continue };
        let (title, publisher, url) = (reference.title, reference.publisher, reference.url);
        cx.corridor.references.push(Reference { id: *id, title, publisher, url });
    }
}

pub(super) fn metros<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        if let Declared::Metro(metro) = declared {
            cx.countries(*id, metro.country.as_slice(), "/country");
            cx.corridor.metros.push(Metro { id: *id });
        }
    }
}

pub(super) fn sites<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Site(site) = declared else { continue };
        let lowered = Site {
            id: *id,
            countries: cx.countries(*id, &site.country, "/country"),
            at: Position::new(site.at.lat, site.at.lon),
            locode: site.locode,
            roles: roles(&site.role),
            operator: cx.operator(*id, site.operator, "/operator"),
            metro: cx.metro(*id, site.metro, "/metro"),
            within: cx.site_in(*id, site.within, "/within"),
        };
        cx.corridor.sites.push(lowered);
    }
}

fn roles(words: &[&str]) -> Roles {
    let has = |word| words.contains(&word);
    Roles {
        landing_station: has("landing-station"),
        beach_manhole: has("beach-manhole"),
        branching_unit: has("branching-unit"),
        border_crossing: has("border-crossing"),
        hub: has("hub"),
        amplifier: has("amplifier"),
        pop: has("pop"),
        data_centre: has("data-centre"),
        junction: has("junction"),
    }
}

pub(super) fn rights_of_way<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::RightOfWay(way) = declared else { continue };
        // The holder is a name, and an operator where it is declared as one.
        let holder = way.holder.filter(|holder| cx.ids.contains_key(holder));
        let lowered = RightOfWay { id: *id, holder: cx.operator(*id, holder, "/holder") };
        cx.corridor.rights_of_way.push(lowered);
    }
}

pub(super) fn risks<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Risk(risk) = declared else { continue };
        let areas = risk.area.as_ref().map(|area| areas(cx, *id, area)).unwrap_or_default();
        let lowered =
            Risk { id: *id, kind: risk.kind, areas, members: things(cx, *id, &risk.member, EXPOSED, "/member") };
        cx.corridor.risks.push(lowered);
    }
}

fn areas(cx: &mut Cx<'_, '_>, id: Id, area: &declared::Area<'_>) -> Vec<Area> {
    let mut areas = Vec::new();
    if let Some(circle) = &area.circle {
        areas.push(Area::Circle { centre: Position::new(circle.lat, circle.lon), radius: quantity(circle.radius) });
    }
    if !area.polygon.is_empty() {
        let rim = positions(cx, id, &area.polygon, "/area/polygon");
        let has_corners = rim.as_ref().is_none_or(|rim| rim.len() >= 3);
        areas.extend(rim.filter(|_| has_corners).map(Area::Polygon));
        if !has_corners {
            let finding = cx.report("invalid-value", id, "/area/polygon", "a polygon has three corners at the least");
            finding.label = "too few corners".into();
            finding.help = Some("write `polygon LAT LON LAT LON LAT LON`".into());
        }
    }
    areas
}

/// A flat list of `LAT LON` as positions; numbers out of range, and one left over, are reported. `None` with one out of
/// range: what the rest draws is not what is meant, and there is no such place to measure from.
pub(super) fn positions(cx: &mut Cx<'_, '_>, id: Id, numbers: &[Decimal], pointer: &str) -> Option<Vec<Position>> {
    if !numbers.len().is_multiple_of(2) {
        let last = format!("{pointer}/{}", numbers.len() - 1);
        let finding = cx.report("invalid-value", id, &last, "a latitude without its longitude");
        finding.label = "lacks its longitude".into();
        finding.help = Some("write positions as `LAT LON`, in pairs".into());
    }
    let mut positions = Some(Vec::with_capacity(numbers.len() / 2));
    for (at, pair) in numbers.chunks_exact(2).enumerate() {
        let position = Position::new(pair[0], pair[1]);
        for (offset, value, limit, name) in [(0, position.lat, 90.0, "latitude"), (1, position.lon, 180.0, "longitude")]
        {
            if value.abs() > limit {
                let pointer = format!("{pointer}/{}", 2 * at + offset);
                let message = format!("a {name} of {value}: between -{limit} and {limit} is taken");
                let finding = cx.report("invalid-value", id, &pointer, message);
                finding.label = "out of range".into();
                positions = None;
            }
        }
        if let Some(positions) = &mut positions {
            positions.push(position);
        }
    }
    positions
}
