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
    // Of each port, another of its bundle that comes before it; the first of a bundle is its own.
    let mut before: Vec<usize> = (0..device.ports.len()).collect();
    let mut first_with: BTreeMap<LinkId, usize> = BTreeMap::new();
    for (port, at) in device.ports.iter().zip(0..) {
        for &link in port.links.iter().flatten() {
            let other = *first_with.entry(link).or_insert(at);
            let (one, other) = (first(&mut before, at), first(&mut before, other));
            before[one.max(other)] = one.min(other);
        }
    }
    let mut bundles: BTreeMap<usize, (Vec<usize>, BTreeSet<LinkId>)> = BTreeMap::new();
    for (port, at) in device.ports.iter().zip(0..) {
        let (ports, links) = bundles.entry(first(&mut before, at)).or_default();
        ports.push(at);
        links.extend(port.links.iter().flatten());
    }
    bundles.into_values().collect()
}

/// The first port of a bundle. The way there is made shorter for whoever asks next.
fn first(before: &mut [usize], mut port: usize) -> usize {
    while before[port] != port {
        before[port] = before[before[port]];
        port = before[port];
    }
    port
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
