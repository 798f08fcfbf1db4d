//! The routers as a lab for netlab, which makes its own configuration of what stands here.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::emit::target::routers::{self, Router};
use crate::emit::target::{Made, Source, slug, yaml};
use crate::lock::{self, Numbers};
use crate::model::Igp;

/// The longest name of a node that netlab takes.
const LONGEST: usize = 16;

pub(super) fn make(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let (all, mut notes) = routers::all(source.cx, numbers);
    if all.is_empty() {
        return Made { files: Vec::new(), notes };
    }
    let names: BTreeMap<&str, String> = all.iter().map(|router| (router.id, name(router.id))).collect();
    for (id, name) in &names {
        if *id != name {
            notes.push(format!(
                "`{id}` is `{name}` there: names have {LONGEST} letters at the most, digits, `_` and `-` among them"
            ));
        }
    }
    let nodes: Map<String, Value> = all
        .iter()
        .map(|router| {
            let igp = router.igp.word();
            let mut node = json!({
                "module": [igp, "bgp"],
                "bgp": { "as": router.asn, "router_id": router.loopback.to_string() },
                "loopback": { "ipv4": format!("{}/32", router.loopback) },
            });
            if router.igp == Igp::Ospf {
                node["ospf"] = json!({ "router_id": router.loopback.to_string() });
            }
            (names[router.id].clone(), node)
        })
        .collect();
    let links: Vec<Value> = routers::pairs(&all)
        .into_iter()
        .map(|([one, other], [here, there])| {
            let mut link = json!({
                "type": "p2p",
                names[one.id].as_str(): { "ipv4": format!("{}/{}", here.address, here.length) },
                names[other.id].as_str(): { "ipv4": format!("{}/{}", there.address, there.length) },
            });
            if here.peer.is_inside {
                match one.igp {
                    Igp::Isis => link["isis"] = json!({ "metric": here.metric(16_777_214) }),
                    Igp::Ospf => link["ospf"] = json!({ "cost": here.metric(65_535) }),
                }
            }
            link
        })
        .collect();
    let mut modules: Vec<&str> = all.iter().map(|router: &Router<'_>| router.igp.word()).collect();
    modules.sort_unstable();
    modules.dedup();
    modules.push("bgp");
    let topology = json!({
        "name": slug::identifier(source.cx.corridor.title, 16),
        "provider": "clab",
        "defaults": { "device": "frr" },
        "module": modules,
        "nodes": nodes,
        "links": links,
    });
    Made { files: vec![("topology.yml".to_owned(), yaml::render(&source.stamp("#"), &topology))], notes }
}

/// An id as netlab takes it: with a letter first, and no longer than so much; else its start and a hash.
fn name(id: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-');
    if id.len() <= LONGEST && id.starts_with(|first: char| first.is_ascii_alphabetic()) && id.chars().all(is_plain) {
        return id.to_owned();
    }
    let hash = format!("{:06x}", lock::hash(id) & 0xff_ffff);
    let plain: String = id.chars().map(|sign| if is_plain(sign) { sign } else { '_' }).collect();
    let start: String =
        plain.chars().skip_while(|sign| !sign.is_ascii_alphabetic()).take(LONGEST - hash.len() - 1).collect();
    let start = if start.is_empty() { "r".to_owned() } else { start };
    format!("{}_{hash}", start.trim_end_matches(['_', '-']))
}
