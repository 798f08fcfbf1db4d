//! The devices as an inventory for Ansible: groups by operator, role and site.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::emit::target::{Made, Source, yaml};
use crate::lock::{self, Numbers};
use crate::model;
use crate::model::{Device, DeviceRole, Number};

pub(super) fn make(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let cx = source.cx;
    let corridor = cx.corridor;
    let mut notes = Vec::new();
    let mut hosts = Map::new();
    let mut groups: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut names = Names::default();
    for device in &corridor.devices {
        let id = corridor.text(device.id);
        if !corridor.declaration(device.id).lifecycle.stands_at(cx.as_of) {
            notes.push(format!("`{id}` is left out: it does not stand"));
            continue;
        }
        let mut host = Map::new();
        let mut add = |key: &str, value: Value| {
            host.insert(key.to_owned(), value);
        };
        match address(device, id, numbers) {
            Some(address) => add("ansible_host", json!(address.to_string())),
            None => notes.push(format!("`{id}` has no address: no loopback is declared or given out")),
        }
        add("corridor_role", json!(device.role.word()));
        groups.entry(format!("role_{}", device.role.word())).or_default().insert(id);
        if let Some(operator) = device.operator {
            let operator = corridor.text(corridor.operator(operator).id);
            add("corridor_operator", json!(operator));
            groups.entry(names.of("operator", operator)).or_default().insert(id);
        }
        if let Some(site) = device.site {
            let site = corridor.text(corridor.site(site).id);
            add("corridor_site", json!(site));
            groups.entry(names.of("site", site)).or_default().insert(id);
        }
        match device.platform {
            // Ansible would carry out what stands in braces.
            Some(platform) if platform.chars().all(|sign| sign.is_ascii_alphanumeric() || "._ -".contains(sign)) => {
                add("corridor_platform", json!(platform));
            }
            Some(_) => {
                notes.push(format!("the platform of `{id}` is left out: it holds more than letters, digits and `._-`"));
            }
            None => {}
        }
        hosts.insert(id.to_owned(), Value::Object(host));
    }
    let files = if hosts.is_empty() {
        Vec::new()
    } else {
        let children: Map<String, Value> = groups
            .into_iter()
            .map(|(group, hosts)| {
                let hosts: Map<String, Value> = hosts.into_iter().map(|host| (host.to_owned(), json!({}))).collect();
                (group, json!({ "hosts": hosts }))
            })
            .collect();
        let inventory = json!({ "all": { "hosts": hosts, "children": children } });
        vec![("inventory.yml".to_owned(), yaml::render(&source.stamp("#"), &inventory))]
    };
    Made { files, notes }
}

fn address(device: &Device<'_>, id: &str, numbers: &Numbers) -> Option<std::net::Ipv4Addr> {
    let given = || match numbers.get(Number::Loopback, id) {
        Some(model::Value::Address(address)) if device.role == DeviceRole::Router => Some(address),
        _ => None,
    };
    device.address().or_else(given)
}

/// Names of groups, in which only letters, digits and `_` may stand: two ids that become one name are told apart.
#[derive(Default)]
struct Names<'a>(BTreeMap<String, &'a str>);

impl<'a> Names<'a> {
    fn of(&mut self, kind: &str, id: &'a str) -> String {
        let plain: String = id.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' }).collect();
        let name = format!("{kind}_{plain}");
        let known = *self.0.entry(name.clone()).or_insert(id);
        if known == id { name } else { format!("{name}_{:08x}", lock::hash(id) as u32) }
    }
}
