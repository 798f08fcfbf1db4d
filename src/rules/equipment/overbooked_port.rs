//! Links that ask for more than the ports carry that they end on.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Device, Gbps, LinkId, Status};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::listed;

pub static RULE: Rule = Rule {
    name: "overbooked-port",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/overbooked-port.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for device in &cx.corridor.devices {
        for (ports, links) in bundles(device) {
            judge(cx, device, &ports, &links, found);
        }
    }
}

/// Ports that carry the same links together, and the links: each port and each link in one of them.
fn bundles(device: &Device<'_>) -> Vec<(Vec<usize>, BTreeSet<LinkId>)> {
    let mut bundles: Vec<(Vec<usize>, BTreeSet<LinkId>)> = Vec::new();
    let mut of: BTreeMap<LinkId, usize> = BTreeMap::new();
    for (port, at) in device.ports.iter().zip(0..) {
        let links: BTreeSet<LinkId> = port.links.iter().copied().flatten().collect();
        let met: BTreeSet<usize> = links.iter().filter_map(|link| of.get(link).copied()).collect();
        let mut joined = (vec![at], links);
        for &other in &met {
            let (ports, links) = std::mem::take(&mut bundles[other]);
            joined.0.extend(ports);
            joined.1.extend(links);
        }
        joined.0.sort_unstable();
        of.extend(joined.1.iter().map(|link| (*link, bundles.len())));
        bundles.push(joined);
    }
    bundles
}

fn judge(cx: &Cx<'_>, device: &Device<'_>, ports: &[usize], links: &BTreeSet<LinkId>, found: &mut Vec<Diagnostic>) {
    let speeds: Option<Vec<f64>> = ports.iter().map(|&at| device.ports[at].speed.map(|speed| speed.0)).collect();
    let is_retired =
        |link: LinkId| cx.corridor.declaration(cx.corridor.link(link).id).lifecycle.status == Status::Retired;
    let asked: Vec<(LinkId, Gbps)> = links
        .iter()
        .filter(|&&link| !is_retired(link))
        .filter_map(|&link| Some((link, cx.corridor.link(link).capacity?)))
        .collect();
    let (Some(speeds), [_, ..]) = (speeds, ports) else { return };
    let has: f64 = speeds.iter().sum();
    let sum: f64 = asked.iter().map(|(_, capacity)| capacity.0).sum();
    // What is converted and added up may be off by the last digit of a double.
    if sum <= has * (1.0 + 1e-9) {
        return;
    }
    let names: Vec<String> =
        ports.iter().map(|&at| format!("{}:{}", cx.text(device.id), device.ports[at].name)).collect();
    let (word, carry, it) = if names.len() == 1 { ("port", "carries", "it") } else { ("ports", "carry", "them") };
    let (named, has_all, all) = (listed(names.iter().map(String::as_str), "and"), Gbps(has), Gbps(sum));
    let message = format!("{word} {named} {carry} {has_all}, and the links on {it} ask for {all}");
    let first = device.ports[ports[0]].position;
    let mut finding = Diagnostic::new(RULE.name, cx.at(device.id, &format!("/port/{first}/speed")), message)
        .label(format!("{} too little", Gbps(sum - has)))
        .measure("over-gbps", sum - has)
        .ids(names);
    for (link, capacity) in asked {
        let id = cx.corridor.link(link).id;
        finding = finding.related(cx.at(id, "/capacity"), format!("`{}` asks for {capacity}", cx.text(id)));
    }
    found.push(finding.help("move a link to another port, add a port to the link, or mend the speed"));
}
