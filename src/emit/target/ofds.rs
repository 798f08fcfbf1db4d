//! The plant in the Open Fibre Data Standard 0.4: one network, as JSON and as `GeoJSON`, and what it cannot hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::emit::picture::geojson::coordinates;
use crate::emit::target::plant::{self, thousandths};
use crate::emit::target::{Made, Source};
use crate::graph::course;
use crate::lock::Numbers;
use crate::model::{Corridor, Medium, OperatorId, SiteId, SpanId, Status};
use crate::rules::length_of_span;

const SCHEMA: &str = "https://standard.ofds.info/en/0__4__0/network-schema.json";

/// The recommendations that the standard knows, without their categories.
const FIBRES: [&str; 7] = ["G.651.1", "G.652", "G.653", "G.654", "G.655", "G.656", "G.657"];

pub(super) fn make(source: &Source<'_, '_>, _: &Numbers) -> Made {
    let corridor = source.cx.corridor;
    let mut sites = plant::sites(corridor);
    let all = plant::spans(corridor, &sites);
    let joined: BTreeSet<SiteId> = all.iter().flat_map(|(_, ends, _)| [ends.from, ends.to]).collect();
    let mut lost = Lost::default();
    lost.add_many(sites.len() - joined.len(), "sites that no span joins: a network holds none such");
    sites.retain(|site| joined.contains(site));
    let mut organisations = BTreeSet::new();
    let nodes: Vec<Map<String, Value>> =
        sites.iter().map(|&site| node(corridor, site, &mut organisations, &mut lost)).collect();
    let spans: Vec<Map<String, Value>> = all
        .into_iter()
        .filter_map(|(id, ends, name)| {
            let mut span = span(corridor, id, &name, &mut organisations, &mut lost)?;
            span.insert("start".to_owned(), json!(plant::id_of(corridor, ends.from)));
            span.insert("end".to_owned(), json!(plant::id_of(corridor, ends.to)));
            Some(span)
        })
        .collect();
    for (count, what) in [
        (corridor.conduits.len(), "conduits: the way of a span is drawn through them, their ids are not there"),
        (corridor.rights_of_way.len(), "rights-of-way"),
        (corridor.risks.len(), "risks"),
        (corridor.links.len(), "links"),
        (corridor.services.len(), "services, their legs and policies"),
        (corridor.devices.len(), "devices"),
        (corridor.handoffs.len(), "handoffs"),
    ] {
        lost.add_many(count, what);
    }
    let name = corridor.title.unwrap_or("Corridor");
    let organisations: Vec<Value> = organisations.into_iter().map(|id| organisation(corridor, id)).collect();
    let mut network = object(json!({
        "id": uuid(name),
        "identifier": source.made_from(),
        "name": name,
        "links": [{ "rel": "describedby", "href": SCHEMA }],
    }));
    // The standard wants no empty lists.
    for (key, list) in [
        ("nodes", nodes.iter().cloned().map(Value::Object).collect()),
        ("spans", spans.iter().cloned().map(Value::Object).collect()),
        ("organisations", organisations),
    ] {
        let list: Vec<Value> = list;
        if !list.is_empty() {
            network.insert(key.to_owned(), Value::Array(list));
        }
    }
    let of_network = json!({ "id": network["id"], "name": name, "links": network["links"] });
    let files = vec![
        ("network.json".to_owned(), format!("{:#}\n", json!({ "networks": [network] }))),
        ("nodes.geojson".to_owned(), collection(nodes, "location", &of_network)),
        ("spans.geojson".to_owned(), collection(spans, "route", &of_network)),
        ("left-out.txt".to_owned(), lost.text(&source.stamp("#"))),
    ];
    Made { files, notes: Vec::new() }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What the standard has no place for, counted.
#[derive(Default)]
struct Lost(BTreeMap<String, usize>);

impl Lost {
    fn add_many(&mut self, count: usize, what: &str) {
        if count > 0 {
            *self.0.entry(what.to_owned()).or_default() += count;
        }
    }

    fn text(&self, stamp: &str) -> String {
        let mut out = format!("{stamp}# What the Open Fibre Data Standard 0.4 has no place for.\n");
        for (what, count) in &self.0 {
            writeln!(out, "{count} {what}").expect("a string takes all");
        }
        out
    }
}

fn status(status: Status, lost: &mut Lost) -> &'static str {
    match status {
        Status::Active => "operational",
        Status::Planned => "planned",
        Status::UnderConstruction => "underConstruction",
        Status::Proposed => "proposed",
        Status::Suspended => {
            lost.add_many(1, "things that are suspended: written as inactive");
            "inactive"
        }
        Status::Retired => "decommissioned",
    }
}

fn reference(corridor: &Corridor<'_>, id: OperatorId) -> Value {
    let operator = corridor.operator(id);
    json!({ "id": corridor.text(operator.id), "name": operator.name })
}

fn organisation(corridor: &Corridor<'_>, id: OperatorId) -> Value {
    let operator = corridor.operator(id);
    let mut shown = object(reference(corridor, id));
    if let Some(country) = operator.country {
        shown.insert("country".to_owned(), json!(country.to_string()));
    }
    Value::Object(shown)
}

fn node(
    corridor: &Corridor<'_>,
    id: SiteId,
    organisations: &mut BTreeSet<OperatorId>,
    lost: &mut Lost,
) -> Map<String, Value> {
    let site = corridor.site(id);
    let lifecycle = corridor.declaration(site.id).lifecycle;
    let mut node = object(json!({
        "id": plant::id_of(corridor, id),
        "name": plant::name_of(corridor, id),
        "status": status(lifecycle.status, lost),
        "location": { "type": "Point", "coordinates": coordinates(site.at) },
    }));
    match site.countries[..] {
        [country] => {
            node.insert("address".to_owned(), json!({ "country": country.to_string() }));
        }
        [] => {}
        _ => lost.add_many(1, "second countries of border crossings: an address has one"),
    }
    if let Some(operator) = site.operator {
        organisations.insert(operator);
        node.insert("networkProviders".to_owned(), json!([reference(corridor, operator)]));
    }
    node
}

fn span(
    corridor: &Corridor<'_>,
    id: SpanId,
    name: &str,
    organisations: &mut BTreeSet<OperatorId>,
    lost: &mut Lost,
) -> Option<Map<String, Value>> {
    let span = corridor.span(id);
    let (course, is_drawn) = course(corridor, id)?;
    let cable = corridor.declaration(corridor.cable(span.cable).id);
    let coordinates: Vec<[f64; 2]> = course.into_iter().map(coordinates).collect();
    let mut shown = object(json!({
        "id": name,
        "name": cable.name.unwrap_or(cable.id),
        "status": status(span.lifecycle.status, lost),
        "route": { "type": "LineString", "coordinates": coordinates },
        "transmissionMedium": ["fibre"],
    }));
    let mut add = |key: &str, value: Value| {
        shown.insert(key.to_owned(), value);
    };
    if !is_drawn {
        lost.add_many(1, "spans are drawn straight, for nobody tells how they run: the standard cannot say so");
    }
    let length = length_of_span(corridor, id);
    add("fibreLength", json!(thousandths(length.km)));
    if length.is_assumed || length.is_straight {
        lost.add_many(1, "lengths are assumed: the standard cannot say so");
    }
    match span.medium {
        Medium::Aerial => add("deployment", json!(["aboveGround"])),
        Medium::Terrestrial => add("deployment", json!(["belowGround"])),
        Medium::Subsea => lost.add_many(1, "spans lie at sea: the standard knows above and below ground"),
    }
    if let Some(fibre) = span.fibre {
        match FIBRES
            .iter()
            .find(|known| fibre == **known || fibre.strip_prefix(**known).is_some_and(|rest| rest.starts_with('.')))
        {
            Some(known) => {
                add("fibreType", json!(known));
                add("fibreTypeDetails", json!({ "fibreSubtype": fibre }));
            }
            None => lost.add_many(1, "fibre types that the standard does not know"),
        }
    }
    if let Some(pairs) = span.fibre_pairs.or(corridor.cable(span.cable).fibre_pairs) {
        add("fibreCount", json!(pairs.saturating_mul(2)));
    }
    if let Some(&owner) = span.owners.first() {
        organisations.insert(owner);
        add("transmissionMediumOwner", reference(corridor, owner));
        lost.add_many(span.owners.len() - 1, "further owners of spans, and all shares: the standard has one owner");
    }
    if let Some(operator) = span.operator {
        organisations.insert(operator);
        add("networkProviders", json!([reference(corridor, operator)]));
    }
    if let Some(ready) = span.lifecycle.ready {
        add("readyForServiceDate", json!(ready.to_string()));
    }
    let mut countries: BTreeSet<String> = span.countries.iter().map(ToString::to_string).collect();
    for end in span.ends.map(|ends| [ends.from, ends.to]).into_iter().flatten() {
        countries.extend(corridor.site(end).countries.iter().map(ToString::to_string));
    }
    if !countries.is_empty() {
        add("countries", json!(countries));
    }
    Some(shown)
}

/// Nodes or spans as `GeoJSON`, each with the network that it belongs to.
fn collection(features: Vec<Map<String, Value>>, place: &str, network: &Value) -> String {
    let features: Vec<Value> = features
        .into_iter()
        .map(|mut properties| {
            let geometry = properties.remove(place);
            properties.insert("network".to_owned(), network.clone());
            let kind = if place == "route" { "span" } else { "node" };
            properties.insert("featureType".to_owned(), json!(kind));
            json!({ "type": "Feature", "geometry": geometry, "properties": properties })
        })
        .collect();
    format!("{:#}\n", json!({ "type": "FeatureCollection", "features": features }))
}

/// An id for the network that stays with its title: a UUID of version 8 (RFC 9562) from a hash.
fn uuid(name: &str) -> String {
    let hash = Sha256::digest(format!("corridor network {name}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
