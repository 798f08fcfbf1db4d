//! The ways of the services for `GNPy`: a network of fibres, the equipment that it may use, and a request for each leg.
//!
//! Each span is two fibres, one a way, cut into pieces of one length between which `GNPy` puts amplifiers. Places that only
//! amplify or join are passed through; at all others stands a ROADM.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::emit::target::plant::{self, thousandths};
use crate::emit::target::{Made, Source};
use crate::graph::{Hop, Laid, hops};
use crate::lock::Numbers;
use crate::model::{Corridor, SiteId, SpanId, Thing};
use crate::rules::length_of_span;

/// Kilometres between amplifiers, at the most.
const PIECE: f64 = 80.0;
/// Loss of fibre where a span tells none, dB/km: what G.652.D, G.654 and G.655 cables are sold with at 1550 nm.
const LOSS: f64 = 0.2;
/// Loss of a connector at each end of a piece, dB.
const CONNECTOR: f64 = 0.25;

/// A leg that can be followed over spans alone.
struct Leg {
    name: String,
    gbps: f64,
    ends: [SiteId; 2],
    hops: Vec<(Hop, SpanId)>,
}

pub(super) fn make(source: &Source<'_, '_>, _: &Numbers) -> Made {
    let cx = source.cx;
    let corridor = cx.corridor;
    let mut notes = Vec::new();
    let mut legs = Vec::new();
    for service in &corridor.services {
        if !corridor.declaration(service.id).lifecycle.stands_at(cx.as_of) {
            continue;
        }
        let (Some(ends), Some(capacity)) = (service.ends, service.capacity) else { continue };
        for &leg in &service.legs {
            let name = corridor.name_of(Thing::Leg(leg));
            let hops: Option<Vec<(Hop, SpanId)>> = hops(corridor, &corridor.leg(leg).over, ends.from)
                .and_then(|hops| hops.into_iter().map(over).collect());
            match hops.filter(|hops| !hops.is_empty()) {
                Some(hops) => legs.push(Leg { name, gbps: capacity.0, ends: [ends.from, ends.to], hops }),
                None => notes.push(format!("`{name}` is left out: nobody tells all of its way")),
            }
        }
    }
    legs.sort_by(|one, other| one.name.cmp(&other.name));
    if legs.is_empty() {
        notes.push("no leg of a service that stands is told from end to end".to_owned());
        return Made { files: Vec::new(), notes };
    }
    let spans: BTreeSet<SpanId> = legs.iter().flat_map(|leg| leg.hops.iter().map(|&(_, span)| span)).collect();
    let unknown: BTreeSet<&str> = spans
        .iter()
        .filter_map(|&span| corridor.span(span).fibre)
        .filter(|fibre| variety(Some(fibre)).is_none())
        .collect();
    for fibre in unknown {
        notes.push(format!("fibre `{}` is taken for G.652: no figures of it are here", crate::render::escaped(fibre)));
    }
    let files = vec![
        ("network.json".to_owned(), text(&network(source, &legs, &spans))),
        ("services.json".to_owned(), text(&services(corridor, &legs))),
        ("eqpt_config.json".to_owned(), text(&equipment())),
    ];
    Made { files, notes }
}

/// The keys of lists in `GNPy`'s models, which stand first in their objects: its reader crashes where they do not.
const KEYS: [&str; 6] = ["uid", "type_variety", "format", "request-id", "index", "N"];

/// A value as JSON, with keys first.
fn text(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out + "\n"
}

fn write(out: &mut String, value: &Value, depth: usize) {
    let line = |out: &mut String, at: usize, depth: usize| {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth));
    };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| (KEYS.iter().position(|first| first == key).unwrap_or(KEYS.len()), *key));
            out.push('{');
            for (at, (key, value)) in fields.into_iter().enumerate() {
                line(out, at, depth + 1);
                out.push_str(&json!(key).to_string());
                out.push_str(": ");
                write(out, value, depth + 1);
            }
            line_end(out, depth, '}');
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                line(out, at, depth + 1);
                write(out, item, depth + 1);
            }
            line_end(out, depth, ']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

fn line_end(out: &mut String, depth: usize, sign: char) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(sign);
}

fn over(hop: Hop) -> Option<(Hop, SpanId)> {
    match hop.over {
        Laid::Span(span) => Some((hop, span)),
        Laid::Link(_) => None,
    }
}

/// The type of fibre in the library below.
fn variety(fibre: Option<&str>) -> Option<&'static str> {
    let fibre = fibre.unwrap_or("G.652");
    ["G.652", "G.654", "G.655"]
        .into_iter()
        .find(|known| fibre.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

fn transceiver(corridor: &Corridor<'_>, site: SiteId) -> String {
    format!("trx {}", plant::id_of(corridor, site))
}

/// The places of a network, each with the spans that end there.
struct Places<'c, 'a> {
    corridor: &'c Corridor<'a>,
    joined: BTreeMap<SiteId, Vec<SpanId>>,
    ends: BTreeSet<SiteId>,
}

impl Places<'_, '_> {
    /// Light is not switched there: nothing but amplifiers or splices, and two ways.
    fn is_passed(&self, site: SiteId) -> bool {
        let roles = self.corridor.site(site).roles;
        let switches = roles.hub || roles.pop || roles.data_centre;
        !switches && self.joined[&site].len() == 2 && !self.ends.contains(&site)
    }

    /// What light meets that arrives by a span. Where it is passed through there is one for each way: `GNPy`'s design
    /// follows the first that leads on.
    fn arrival(&self, site: SiteId, span: SpanId) -> String {
        let id = plant::id_of(self.corridor, site);
        if self.is_passed(site) {
            format!("fused {id} after {}", self.corridor.name_of(Thing::Span(span)))
        } else {
            format!("roadm {id}")
        }
    }

    /// What light comes from that leaves by a span.
    fn departure(&self, site: SiteId, span: SpanId) -> String {
        let other = self.joined[&site].iter().find(|&&other| other != span);
        self.arrival(site, other.copied().unwrap_or(span))
    }
}

/// The pieces of a span, one way.
fn pieces(corridor: &Corridor<'_>, span: SpanId, from: SiteId) -> (Vec<String>, f64) {
    let name = corridor.name_of(Thing::Span(span));
    let km = length_of_span(corridor, span).km.max(0.001);
    let count = (km / PIECE).ceil().max(1.0) as usize;
    let way = plant::id_of(corridor, from);
    ((1..=count).map(|at| format!("fiber {name} from {way} {at}/{count}")).collect(), km / count as f64)
}

fn network(source: &Source<'_, '_>, legs: &[Leg], spans: &BTreeSet<SpanId>) -> Value {
    let corridor = source.cx.corridor;
    let ends: BTreeSet<SiteId> = legs.iter().flat_map(|leg| leg.ends).collect();
    let mut joined: BTreeMap<SiteId, Vec<SpanId>> = BTreeMap::new();
    for &span in spans {
        for site in corridor.span(span).ends.into_iter().flat_map(|ends| [ends.from, ends.to]) {
            joined.entry(site).or_default().push(span);
        }
    }
    let places = Places { corridor, joined, ends };
    let mut elements = Vec::new();
    let mut connections = Vec::new();
    let mut join = |from: &str, to: &str| connections.push(json!({ "from_node": from, "to_node": to }));
    for (&site, spans) in &places.joined {
        let at = corridor.site(site).at;
        let place = json!({
            "city": plant::id_of(corridor, site), "region": "", "latitude": at.lat, "longitude": at.lon,
        });
        let metadata = json!({ "location": place });
        if places.is_passed(site) {
            for &span in spans {
                let uid = places.arrival(site, span);
                elements.push(json!({ "uid": uid, "type": "Fused", "params": { "loss": 0.5 }, "metadata": metadata }));
            }
            continue;
        }
        let node = places.arrival(site, spans[0]);
        elements.push(json!({ "uid": node, "type": "Roadm", "metadata": metadata }));
        if places.ends.contains(&site) {
            let transceiver = transceiver(corridor, site);
            join(&transceiver, &node);
            join(&node, &transceiver);
            elements.push(json!({ "uid": transceiver, "type": "Transceiver", "metadata": metadata }));
        }
    }
    for &span in spans {
        let Some(of) = corridor.span(span).ends else { continue };
        let loss = corridor.span(span).loss.map(|loss| loss.0 / length_of_span(corridor, span).km.max(0.001));
        for (from, to) in [(of.from, of.to), (of.to, of.from)] {
            let (pieces, km) = pieces(corridor, span, from);
            let mut before = places.departure(from, span);
            for piece in pieces {
                elements.push(json!({
                    "uid": piece,
                    "type": "Fiber",
                    "type_variety": variety(corridor.span(span).fibre).unwrap_or("G.652"),
                    "params": {
                        "length": (km * 1e6).round() / 1e6,
                        "length_units": "km",
                        "loss_coef": loss.map_or(LOSS, thousandths),
                        "con_in": CONNECTOR,
                        "con_out": CONNECTOR,
                    },
                }));
                join(&before, &piece);
                before = piece;
            }
            join(&before, &places.arrival(to, span));
        }
    }
    json!({ "network_name": source.made_from(), "elements": elements, "connections": connections })
}

/// A request a leg, over its very fibres.
fn services(corridor: &Corridor<'_>, legs: &[Leg]) -> Value {
    let requests: Vec<Value> = legs
        .iter()
        .map(|leg| {
            let [from, to] = leg.ends.map(|site| transceiver(corridor, site));
            let route: Vec<Value> = leg
                .hops
                .iter()
                .filter_map(|(hop, span)| pieces(corridor, *span, hop.from).0.into_iter().next())
                .enumerate()
                .map(|(at, fibre)| {
                    let hop = json!({ "node-id": fibre, "link-tp-id": "-", "hop-type": "STRICT" });
                    json!({ "explicit-route-usage": "route-include-ero", "index": at, "num-unnum-hop": hop })
                })
                .collect();
            let mode = if leg.gbps > 100.0 { "400G" } else { "100G" };
            json!({
                "request-id": leg.name,
                "source": from,
                "destination": to,
                "src-tp-id": from,
                "dst-tp-id": to,
                "bidirectional": false,
                "path-constraints": { "te-bandwidth": {
                    "technology": "flexi-grid",
                    "trx_type": "corridor",
                    "trx_mode": mode,
                    "effective-freq-slot": [{ "N": null, "M": null }],
                    "spacing": if leg.gbps > 100.0 { 75e9 } else { 50e9 },
                    "path_bandwidth": leg.gbps * 1e9,
                }},
                "explicit-route-objects": { "route-object-include-exclude": route },
            })
        })
        .collect();
    json!({ "path-request": requests })
}

/// A library of equipment in general: the sort of figures that such have, none of a maker. Dispersion and effective area
/// are typical of G.652.D, G.654.E and G.655; amplifiers and signal are the plain ones of `GNPy`'s own example.
fn equipment() -> Value {
    let fibre = |name: &str, dispersion: f64, area: f64| json!({ "type_variety": name, "dispersion": dispersion, "effective_area": area, "pmd_coef": 1.265e-15 });
    let amplifier = |name: &str, flat: f64, least: f64, nf: [f64; 2]| {
        json!({
            "type_variety": name, "type_def": "variable_gain", "gain_flatmax": flat, "gain_min": least, "p_max": 23,
            "nf_min": nf[0], "nf_max": nf[1], "out_voa_auto": false, "allowed_for_design": true,
        })
    };
    let mode = |name: &str, baud: f64, osnr: f64, rate: f64, spacing: f64| {
        json!({
            "format": name, "baud_rate": baud, "OSNR": osnr, "bit_rate": rate, "roll_off": 0.15, "tx_osnr": 40,
            "min_spacing": spacing, "cost": 1,
        })
    };
    json!({
        "Edfa": [
            amplifier("low", 16.0, 8.0, [6.5, 11.0]),
            amplifier("medium", 26.0, 15.0, [6.0, 10.0]),
            amplifier("high", 35.0, 25.0, [5.5, 7.0]),
        ],
        "Fiber": [fibre("G.652", 1.67e-5, 8.3e-11), fibre("G.654", 2.1e-5, 1.25e-10), fibre("G.655", 5e-6, 7.2e-11)],
        "RamanFiber": [],
        "Span": [{
            "power_mode": true, "delta_power_range_db": [-2, 3, 0.5], "max_fiber_lineic_loss_for_raman": 0.25,
            "target_extended_gain": 2.5, "max_length": 150, "length_units": "km", "max_loss": 35, "padding": 10,
            "EOL": 0, "con_in": 0, "con_out": 0,
        }],
        "Roadm": [{
            "target_pch_out_db": -20, "add_drop_osnr": 38, "pmd": 0, "pdl": 0,
            "restrictions": { "preamp_variety_list": [], "booster_variety_list": [] },
        }],
        "SI": [{
            "f_min": 191.35e12, "f_max": 196.1e12, "baud_rate": 32e9, "spacing": 50e9, "power_dbm": 0,
            "power_range_db": [0, 0, 1], "tx_power_dbm": 0, "roll_off": 0.15, "tx_osnr": 40, "sys_margins": 2,
        }],
        "Transceiver": [{
            "type_variety": "corridor",
            "frequency": { "min": 191.35e12, "max": 196.1e12 },
            "mode": [mode("100G", 32e9, 11.0, 100e9, 50e9), mode("400G", 64e9, 24.0, 400e9, 75e9)],
        }],
    })
}
