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
use crate::model::{Carrier, ChannelId, Corridor, Grid, LineSystemId, Over, SiteId, SpanId, Thing};
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
                Some(hops) => {
                    legs.push(Request { name, ends: [ends.from, ends.to], hops, gbps: capacity.0, channel: None });
                }
                None => notes.push(format!("`{name}` is left out: nobody tells all of its way")),
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
        match way_of(corridor, id) {
            _ if !equipment::holds(channel) => {
                let [low, high] = equipment::BAND;
                notes.push(format!("`{name}` is left out: the equipment lights {low} to {high} THz"));
            }
            Some((ends, hops)) => {
                requests.push(Request { name: name.to_owned(), ends, hops, gbps: 0.0, channel: Some(id) });
            }
            None => notes.push(format!("`{name}` is left out: its spans are no way from end to end")),
        }
    }
    requests.sort_by(|one, other| one.name.cmp(&other.name));
    requests
}

/// The ends of a channel and its way.
fn way_of(corridor: &Corridor<'_>, channel: ChannelId) -> Option<([SiteId; 2], Way)> {
    let sites = walk::channel_way(corridor, channel)?;
    let ends = [*sites.first()?, *sites.last()?];
    let hops = followed(corridor, &[Some(Carrier::Channel(channel))].into(), ends[0])?;
    (ends[0] != ends[1]).then_some((ends, hops))
}

/// The names of the fibres that `GNPy` lets a channel pass, one way.
pub fn fibres_of(corridor: &Corridor<'_>, channel: ChannelId) -> Option<Vec<String>> {
    let (_, hops) = way_of(corridor, channel)?;
    Some(hops.iter().flat_map(|(hop, line)| network::pieces(corridor, *line, hop.from).0).collect())
}

fn followed(corridor: &Corridor<'_>, over: &Over, from: SiteId) -> Option<Way> {
    let line = |hop: Hop| match hop.over {
        Laid::Span(span) => Some((hop, Line { span, system: hop.system })),
        Laid::Link(_) => None,
    };
    let hops: Option<Way> = hops(corridor, over, from)?.into_iter().map(line).collect();
    hops.filter(|hops| !hops.is_empty())
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
    let mut asked = json!({ "technology": "flexi-grid", "trx_type": equipment::TRANSCEIVER });
    if let Some(id) = request.channel {
        let channel = corridor.channel(id);
        // Which pair of several a channel is on is not declared: `GNPy` finds room for it then.
        let is_alone = channel.over.iter().flatten().all(|&system| corridor.line_system(system).pairs == 1);
        let step = |khz: i64, step: i64| (is_alone && khz % step == 0).then_some(khz / step);
        let centre = step(channel.slot.centre.0 - Grid::ANCHOR.0, Grid::FLEXIBLE_STEP.0);
        let width = step(channel.slot.width.0, Grid::FLEXIBLE_WIDTH.0);
        let slot = centre.zip(width);
        asked["trx_mode"] = json!(request.name);
        asked["effective-freq-slot"] = json!([{ "N": slot.map(|it| it.0), "M": slot.map(|it| it.1) }]);
        asked["spacing"] = json!(equipment::spacing(channel));
        asked["path_bandwidth"] = json!(equipment::rate(channel));
    } else {
        let mode = equipment::mode_for(request.gbps);
        asked["trx_mode"] = json!(mode.name);
        asked["effective-freq-slot"] = json!([{ "N": null, "M": null }]);
        asked["spacing"] = json!(mode.spacing);
        asked["path_bandwidth"] = json!(request.gbps * 1e9);
    }
    json!({
        "request-id": request.name,
        "source": from,
        "destination": to,
        "src-tp-id": from,
        "dst-tp-id": to,
        // Both ways of a channel are looked at.
        "bidirectional": request.channel.is_some(),
        "path-constraints": { "te-bandwidth": asked },
        "explicit-route-objects": { "route-object-include-exclude": route },
    })
}
