//! Network topologies as the IETF models them, in the JSON of RFC 7951: RFC 8345, and RFC 8795 with risk groups.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::emit::target::plant;
use crate::emit::target::{Made, Source};
use crate::graph::{Closures, Laid, Node, hops};
use crate::lock::{self, Numbers};
use crate::model::Value as Given;
use crate::model::{Corridor, Ends, LinkId, Number, SiteId, Thing};

/// The plant as one network, and above it the links: each names the spans that it rides on.
pub(super) fn networks(source: &Source<'_, '_>, _: &Numbers) -> Made {
    let cx = source.cx;
    let corridor = cx.corridor;
    let [fibre_id, links_id] = ["fibre", "links"].map(|part| format!("{}-{part}", source.slug()));
    let stands = |thing: Thing| corridor.lifecycle(thing).stands_at(cx.as_of);
    let mut sites = plant::sites(corridor);
    sites.retain(|&site| stands(Thing::Declaration(corridor.site(site).id)));
    let mut spans = plant::spans(corridor, &sites);
    spans.retain(|&(span, ..)| stands(Thing::Span(span)));
    let mut fibre = Topology::default();
    for (_, ends, name) in &spans {
        fibre.pair(corridor, name, *ends, |_| Map::new());
    }
    let mut above = Topology::default();
    let mut notes = Vec::new();
    for (link, ends, _) in plant::standing_links(cx) {
        let name = corridor.text(corridor.link(link).id);
        let ridden = ridden(corridor, link, ends);
        if ridden.is_none() {
            notes.push(format!("`{name}` names no spans below it: it is undisclosed, or a part of it is"));
        }
        above.pair(corridor, name, ends, |is_back| {
            let Some(ridden) = &ridden else { return Map::new() };
            let below = |(name, is_span_back): &(String, bool)| {
                json!({ "network-ref": fibre_id, "link-ref": directed(name, *is_span_back != is_back) })
            };
            let list: Vec<Value> = if is_back { ridden.iter().rev().map(below).collect() } else { ridden.iter().map(below).collect() };
            Map::from_iter([("supporting-link".to_owned(), json!(list))])
        });
    }
    let sites: BTreeSet<&str> = sites.iter().map(|&site| plant::id_of(corridor, site)).collect();
    let fibre_nodes: Vec<Value> = sites.iter().map(|&site| fibre.node(site)).collect();
    let link_nodes: Vec<Value> = above
        .points
        .keys()
        .map(|site| {
            let mut node = above.node(site);
            node["supporting-node"] = json!([{ "network-ref": fibre_id, "node-ref": site }]);
            node
        })
        .collect();
    let networks = json!({ "ietf-network:networks": { "network": [
        {
            "network-id": fibre_id,
            "node": fibre_nodes,
            "ietf-network-topology:link": fibre.links,
        },
        {
            "network-id": links_id,
            "supporting-network": [{ "network-ref": fibre_id }],
            "node": link_nodes,
            "ietf-network-topology:link": above.links,
        },
    ]}});
    Made { files: vec![("networks.json".to_owned(), format!("{networks:#}\n")), source.beside()], notes }
}

/// The spans of a link from its `from`, and whether each is passed backwards; `None` where one is not told.
fn ridden(corridor: &Corridor<'_>, link: LinkId, ends: Ends) -> Option<Vec<(String, bool)>> {
    let over = &corridor.link(link).over;
    let hops = hops(corridor, over, ends.from).filter(|hops| !hops.is_empty())?;
    hops.into_iter()
        .map(|hop| match hop.over {
            Laid::Span(span) => {
                let is_back = corridor.span(span).ends.is_some_and(|ends| ends.from != hop.from);
                Some((corridor.name_of(Thing::Span(span)), is_back))
            }
            Laid::Link(_) => None,
        })
        .collect()
}

/// Links of RFC 8345 lead one way: each thing is two.
#[derive(Default)]
struct Topology {
    /// The termination points of each node.
    points: BTreeMap<String, BTreeSet<String>>,
    links: Vec<Value>,
}

fn directed(name: &str, is_back: bool) -> String {
    format!("{name}/{}", if is_back { "back" } else { "forth" })
}

impl Topology {
    fn pair(&mut self, corridor: &Corridor<'_>, name: &str, ends: Ends, more: impl Fn(bool) -> Map<String, Value>) {
        let [from, to] = [ends.from, ends.to].map(|site| plant::id_of(corridor, site));
        for site in [from, to] {
            self.points.entry(site.to_owned()).or_default().insert(name.to_owned());
        }
        for (is_back, one, other) in [(false, from, to), (true, to, from)] {
            let mut link = json!({
                "link-id": directed(name, is_back),
                "source": { "source-node": one, "source-tp": name },
                "destination": { "dest-node": other, "dest-tp": name },
            });
            for (key, value) in more(is_back) {
                link[key] = value;
            }
            self.links.push(link);
        }
    }

    fn node(&self, site: &str) -> Value {
        let mut node = json!({ "node-id": site });
        if let Some(points) = self.points.get(site) {
            let points: Vec<Value> = points.iter().map(|point| json!({ "tp-id": point })).collect();
            node["ietf-network-topology:termination-point"] = json!(points);
        }
        node
    }
}

/// The links as a TE topology: delay, metric, bandwidth, and as risk groups all that they ride on.
pub(super) fn engineering(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let cx = source.cx;
    let corridor = cx.corridor;
    let links_id = format!("{}-links", source.slug());
    let mut closures = Closures::new(cx.graph);
    let mut topology = Topology::default();
    let mut notes = Vec::new();
    let mut sites: BTreeSet<SiteId> = BTreeSet::new();
    for (link, ends, delay) in plant::standing_links(cx) {
        let lowered = corridor.link(link);
        let name = corridor.text(lowered.id);
        let mut groups = BTreeSet::new();
        for vertex in closures.of(&[cx.graph.vertex(Node::Link(link))]).0 {
            // Its own ends are no risk that it shares on the way.
            if matches!(cx.graph.node(vertex), Node::Site(site) if ends.across(site).is_some()) {
                continue;
            }
            if let Some(Given::Number(group)) = numbers.get(Number::Srlg, &cx.name(vertex)) {
                groups.insert(group);
            }
        }
        if groups.is_empty() {
            notes.push(format!(
                "`{name}` has no risk groups: nobody tells what it rides on, or no pool `srlg` is declared"
            ));
        }
        sites.extend([ends.from, ends.to]);
        // RFC 8795 counts a delay in microseconds.
        let micros = (delay.0 * 1_000.0).round().clamp(1.0, 16_777_215.0) as u32;
        let mut attributes = json!({
            "name": name,
            "access-type": "point-to-point",
            "te-default-metric": micros,
            "te-delay-metric": micros,
        });
        if !groups.is_empty() {
            attributes["te-srlgs"] = json!({ "value": groups });
        }
        topology.pair(corridor, name, ends, |_| {
            Map::from_iter([("ietf-te-topology:te".to_owned(), json!({ "te-link-attributes": attributes }))])
        });
    }
    let mut known: BTreeMap<u32, &str> = BTreeMap::new();
    let nodes: Vec<Value> = sites
        .iter()
        .map(|&site| plant::id_of(corridor, site))
        .collect::<BTreeSet<&str>>()
        .into_iter()
        .map(|site| {
            let mut node = topology.node(site);
            let number = lock::hash(site) as u32;
            match known.get(&number) {
                None => {
                    known.insert(number, site);
                    node["ietf-te-topology:te-node-id"] = json!(std::net::Ipv4Addr::from_bits(number).to_string());
                }
                Some(other) => notes.push(format!("`{site}` has no TE node id: it would be that of `{other}`")),
            }
            node
        })
        .collect();
    let networks = json!({ "ietf-network:networks": { "network": [{
        "network-id": links_id,
        "network-types": { "ietf-te-topology:te-topology": {} },
        "ietf-te-topology:te-topology-identifier": { "provider-id": 0, "client-id": 0, "topology-id": links_id },
        "node": nodes,
        "ietf-network-topology:link": topology.links,
    }]}});
    Made { files: vec![("te-topology.json".to_owned(), format!("{networks:#}\n")), source.beside()], notes }
}
