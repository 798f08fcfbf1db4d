//! A port that stands where its link does not end, or its handoff does not lie.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::is_same_place;
use crate::model::{Device, SiteId};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "port-elsewhere",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/port-elsewhere.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let named = |site: SiteId| cx.text(corridor.site(site).id);
    let stands = |finding: Diagnostic, device: &Device<'_>, site: SiteId| {
        let phrase = format!("`{}` stands at `{}`", cx.text(device.id), named(site));
        finding.related(cx.at(device.id, "/site"), phrase)
    };
    for device in &corridor.devices {
        let Some(site) = device.site else { continue };
        for port in &device.ports {
            let name = format!("{}:{}", cx.text(device.id), port.name);
            for (link, item) in port.links.iter().zip(0..) {
                let Some((link, ends)) = link.map(|id| corridor.link(id)).and_then(|link| Some((link, link.ends?)))
                else {
                    continue;
                };
                if [ends.from, ends.to].into_iter().any(|end| is_same_place(corridor, site, end)) {
                    continue;
                }
                let id = cx.text(link.id);
                let (from, to, here) = (named(ends.from), named(ends.to), named(site));
                let message = format!("`{id}` leads from `{from}` to `{to}`, and port `{name}` is at `{here}`");
                let place = cx.at(device.id, &format!("/port/{}/link/{item}", port.position));
                let finding = Diagnostic::new(RULE.name, place, message).label("does not end here").ids([&name, id]);
                let finding = stands(finding, device, site);
                found.push(
                    finding
                        .related(cx.at(link.id, "/from"), format!("`{id}` begins at `{from}`"))
                        .related(cx.at(link.id, "/to"), format!("and ends at `{to}`"))
                        .help("name a link that ends at the site of the device, or mend the site"),
                );
            }
        }
    }
    for handoff in &corridor.handoffs {
        let (Some(port), Some(of), Some(at)) = (handoff.port, handoff.of, handoff.site) else { continue };
        let device = corridor.device(port.device);
        let id = cx.text(handoff.id);
        let name = format!("{}:{}", cx.text(device.id), device.ports[port.at as usize].name);
        let place = cx.at(handoff.id, "/port");
        if let Some(site) = device.site.filter(|site| !is_same_place(corridor, *site, at)) {
            let message = format!("`{id}` is at `{}`, and port `{name}` is at `{}`", named(at), named(site));
            let finding = Diagnostic::new(RULE.name, place, message).label("at another site").ids([id, &name]);
            let finding = finding.related(cx.at(handoff.id, "/site"), format!("`{id}` is at `{}`", named(at)));
            let help = "name a port of a device at the site of the handoff, or mend the site";
            found.push(stands(finding, device, site).help(help));
        } else if let Some(operator) = device.operator.filter(|operator| *operator != of) {
            let [of, operator] = [of, operator].map(|operator| cx.text(corridor.operator(operator).id));
            let message = format!("`{id}` is a side of `{of}`, and port `{name}` is on a device of `{operator}`");
            found.push(
                Diagnostic::new(RULE.name, place, message)
                    .label("on another party's device")
                    .ids([id, &name])
                    .related(cx.at(handoff.id, "/of"), format!("the side of `{of}`"))
                    .related(cx.at(device.id, "/operator"), format!("the device of `{operator}`"))
                    .help("name a port of the party whose side it is; the other party names its own"),
            );
        }
    }
}
