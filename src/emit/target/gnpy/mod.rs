//! The ways of the services and the channels for `GNPy`: a network of fibres, the equipment that it may use, and a request
//! for each leg and each channel.

mod equipment;
mod json;
mod network;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::emit::target::{Made, Source, plant};
use crate::graph::{Hop, Laid, hops, walk};
use crate::lock::Numbers;
use crate::model::{Carrier, ChannelId, Corridor, LineSystemId, Over, SiteId, SpanId, Thing};
use crate::render::escaped;
use network::Network;

/// Fibre of a span: that of a line system, or any.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Line {
    span: SpanId,
    system: Option<LineSystemId>,
}

impl Line {
    fn name(self, corridor: &Corridor<'_>) -> String {
        let span = corridor.name_of(Thing::Span(self.span));
        match self.system {
            Some(system) => format!("{span} of {}", corridor.text(corridor.line_system(system).id)),
            None => span,
        }
    }
}

/// What is passed, in order.
type Way = Vec<(Hop, Line)>;

/// What is asked for: to light a way that can be followed over spans alone.
struct Request {
    name: String,
    ends: [SiteId; 2],
    hops: Way,
    /// Of a leg, what its service carries.
    gbps: f64,
    /// The channel that it is; of a leg none.
    channel: Option<ChannelId>,
}

pub(super) fn make(source: &Source<'_, '_>, _: &Numbers) -> Made {
    let corridor = source.cx.corridor;
    let mut notes = Vec::new();
    let mut requests = channels(source, &mut notes);
    requests.extend(legs(source, &mut notes));
    if requests.is_empty() {
        notes.push("no channel, and no leg of a service, that stands is told from end to end".to_owned());
        return Made { files: Vec::new(), notes };
    }
    let lines: BTreeSet<Line> =
        requests.iter().flat_map(|request| request.hops.iter().map(|&(_, line)| line)).collect();
    let fibres = lines.iter().filter_map(|line| corridor.span(line.span).fibre);
    let unknown: BTreeSet<&str> = fibres.filter(|fibre| equipment::variety(Some(fibre)).is_none()).collect();
    for fibre in unknown {
        notes.push(format!("fibre `{}` is taken for G.652: no figures of it are here", escaped(fibre)));
    }
    let network = Network::new(corridor, &requests, lines);
    let services: Vec<Value> = requests.iter().map(|request| service(corridor, request)).collect();
    let file = |name: &str, value: &Value| (name.to_owned(), json::text(value));
    let files = vec![
        file("network.json", &network.written(&source.made_from())),
        file("services.json", &json!({ "path-request": services })),
        file("eqpt_config.json", &equipment::written(corridor, &network, &requests)),
    ];
    Made { files, notes }
}

fn legs(source: &Source<'_, '_>, notes: &mut Vec<String>) -> Vec<Request> {
    let corridor = source.cx.corridor;
    let mut legs = Vec::new();
    for service in &corridor.services {
        if !corridor.declaration(service.id).lifecycle.stands_at(source.cx.as_of) {
            continue;
        }
        let (Some(ends), Some(capacity)) = (service.ends, service.capacity) else { continue };
        for &leg in &service.legs {
            let name = corridor.name_of(Thing::Leg(leg));
            match followed(corridor, &corridor.leg(leg).over, ends.from) {
                Ok(hops) => {
                    legs.push(Request { name, ends: [ends.from, ends.to], hops, gbps: capacity.0, channel: None });
                }
                Err(why) => notes.push(format!("`{name}` is left out: {why}")),
            }
        }
    }
    legs.sort_by(|one, other| one.name.cmp(&other.name));
    legs
}

fn channels(source: &Source<'_, '_>, notes: &mut Vec<String>) -> Vec<Request> {
    let corridor = source.cx.corridor;
    let mut requests = Vec::new();
    for (channel, at) in corridor.channels.iter().zip(0..) {
        if !corridor.declaration(channel.id).lifecycle.stands_at(source.cx.as_of) {
            continue;
        }
        let (id, name) = (ChannelId(at), corridor.text(channel.id));
        if let Some(why) = equipment::refuses(channel) {
            notes.push(format!("`{name}` is left out: {why}"));
            continue;
        }
        match way_of(corridor, id) {
            // Each way by itself: `GNPy` takes for the way back of one fibre any other between the same two ROADMs.
            Ok((ends, hops)) => {
                let turned = |&(hop, line): &(Hop, Line)| (Hop { from: hop.to, to: hop.from, ..hop }, line);
                let back = hops.iter().rev().map(turned).collect();
                let request = |name: String, ends: [SiteId; 2], hops: Way| Request {
                    name,
                    ends,
                    hops,
                    gbps: 0.0,
                    channel: Some(id),
                };
                requests.push(request(format!("{name}{BACK}"), [ends[1], ends[0]], back));
                requests.push(request(name.to_owned(), ends, hops));
            }
            Err(why) => notes.push(format!("`{name}` is left out: {why}")),
        }
    }
    requests.sort_by(|one, other| one.name.cmp(&other.name));
    requests
}

/// The ends of a channel and its way; else why it has none.
fn way_of(corridor: &Corridor<'_>, channel: ChannelId) -> Result<([SiteId; 2], Way), String> {
    let none = || "its spans are no way from end to end".to_owned();
    let sites = walk::channel_way(corridor, channel).ok_or_else(none)?;
    let ends = sites.first().zip(sites.last()).filter(|(from, to)| from != to);
    let (&from, &to) = ends.ok_or_else(none)?;
    Ok(([from, to], followed(corridor, &[Some(Carrier::Channel(channel))].into(), from)?))
}

/// What is asked for the way back of a channel, behind its id.
pub const BACK: &str = " back";

/// The names of the fibres that `GNPy` lets a channel pass: there, and back.
///
/// # Errors
///
/// Why it has no way, as a sentence.
pub fn fibres_of(corridor: &Corridor<'_>, channel: ChannelId) -> Result<[Vec<String>; 2], String> {
    let (_, hops) = way_of(corridor, channel)?;
    let pieces = |from: SiteId, line: Line| network::pieces(corridor, line, from).0;
    let there = hops.iter().flat_map(|(hop, line)| pieces(hop.from, *line)).collect();
    let back = hops.iter().rev().flat_map(|(hop, line)| pieces(hop.to, *line)).collect();
    Ok([there, back])
}

/// An `over` as spans alone; else why it cannot be followed.
fn followed(corridor: &Corridor<'_>, over: &Over, from: SiteId) -> Result<Way, String> {
    let line = |hop: Hop| match hop.over {
        Laid::Span(span) => Some((hop, Line { span, system: hop.system })),
        Laid::Link(_) => None,
    };
    let way: Option<Way> = hops(corridor, over, from).and_then(|hops| hops.into_iter().map(line).collect());
    let way = way.filter(|way| !way.is_empty()).ok_or("nobody tells all of its way")?;
    match way.iter().find_map(|(_, line)| network::beyond(corridor, *line)) {
        Some(why) => Err(why),
        None => Ok(way),
    }
}

fn transceiver(corridor: &Corridor<'_>, site: SiteId) -> String {
    format!("trx {}", plant::id_of(corridor, site))
}

/// A request over its very fibres.
fn service(corridor: &Corridor<'_>, request: &Request) -> Value {
    let [from, to] = request.ends.map(|site| transceiver(corridor, site));
    let first = |&(hop, line): &(Hop, Line)| network::pieces(corridor, line, hop.from).0.into_iter().next();
    let route: Vec<Value> = request
        .hops
        .iter()
        .filter_map(first)
        .enumerate()
        .map(|(at, fibre)| {
            let hop = json!({ "node-id": fibre, "link-tp-id": "-", "hop-type": "STRICT" });
            json!({ "explicit-route-usage": "route-include-ero", "index": at, "num-unnum-hop": hop })
        })
        .collect();
    // `GNPy` finds slots of its own: in its plan a band is full wherever a channel lies, and which pair of several one is
    // on is not declared.
    let mut asked = json!({
        "technology": "flexi-grid",
        "trx_type": equipment::TRANSCEIVER,
        "effective-freq-slot": [{ "N": null, "M": null }],
    });
    if let Some(id) = request.channel {
        let channel = corridor.channel(id);
        asked["trx_mode"] = json!(corridor.text(channel.id));
        asked["spacing"] = json!(equipment::spacing(channel));
        asked["path_bandwidth"] = json!(equipment::rate(channel));
    } else {
        let mode = equipment::mode_for(request.gbps);
        asked["trx_mode"] = json!(mode.name);
        asked["spacing"] = json!(mode.spacing);
        asked["path_bandwidth"] = json!(equipment::bit_rate(request.gbps));
    }
    json!({
        "request-id": request.name,
        "source": from,
        "destination": to,
        "src-tp-id": from,
        "dst-tp-id": to,
        "bidirectional": false,
        "path-constraints": { "te-bandwidth": asked },
        "explicit-route-objects": { "route-object-include-exclude": route },
    })
}
