//! A link that ends on more than one device of the same role at one of its ends.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::is_same_place;
use crate::model::{DeviceId, DeviceRole, Id, LinkId, SiteId, Status};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "forked-link",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/forked-link.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let is_retired = |id: Id| corridor.declaration(id).lifecycle.status == Status::Retired;
    // By link, end and role, the device that came first and where it names the link.
    let mut first: BTreeMap<(LinkId, u8, u8), (DeviceId, String)> = BTreeMap::new();
    for (device, at) in corridor.devices.iter().zip(0..) {
        let Some(site) = device.site else { continue };
        if is_retired(device.id) {
            continue;
        }
        for port in &device.ports {
            for (link, item) in port.links.iter().zip(0..) {
                let Some((link, ends)) = link.and_then(|link| Some((link, corridor.link(link).ends?))) else {
                    continue;
                };
                let ends_at = |is: &dyn Fn(SiteId) -> bool| [ends.from, ends.to].into_iter().position(is);
                // A link within a building ends at one room of it and at another.
                let end = ends_at(&|end| end == site).or_else(|| ends_at(&|end| is_same_place(corridor, site, end)));
                let Some(end) = end else { continue };
                let pointer = format!("/port/{}/link/{item}", port.position);
                let key = (link, end as u8, role(device.role));
                let Some((other, there)) = first.get(&key) else {
                    first.insert(key, (DeviceId(at), pointer));
                    continue;
                };
                if *other == DeviceId(at) {
                    continue;
                }
                let other = corridor.device(*other);
                let id = cx.text(corridor.link(link).id);
                let (one, two) = (cx.text(other.id), cx.text(device.id));
                let (word, end) = (device.role.word(), cx.text(corridor.site([ends.from, ends.to][end]).id));
                found.push(
                    Diagnostic::new(
                        RULE.name,
                        cx.at(device.id, &pointer),
                        format!("`{id}` ends at `{end}` on two {word}s, `{one}` and `{two}`"),
                    )
                    .label("a second end")
                    .ids([id, one, two])
                    .related(cx.at(other.id, there), format!("it ends on `{one}` here"))
                    .note("a link has two ends: several ports of one device may carry it together, two devices cannot")
                    .help("leave it on one of them, or declare another link"),
                );
            }
        }
    }
}

fn role(role: DeviceRole) -> u8 {
    match role {
        DeviceRole::Router => 0,
        DeviceRole::Transponder => 1,
        DeviceRole::Roadm => 2,
    }
}
