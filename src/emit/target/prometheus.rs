//! Alerts for Prometheus: when a service has lost its protection, and when it is down; their unit tests; what to ask.
//!
//! What is watched is the state of ports, `ifOperStatus` as the SNMP exporter shows it (IF-MIB, RFC 2863: 1 is up), with a
//! labels `corridor` and `router` that come from the file of targets. What no router ends is watched by somebody else, who records
//! `corridor_up` with labels `corridor` and `thing`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::emit::target::routers::{self, Router};
use crate::emit::target::{Made, Source, yaml};
use crate::lock::Numbers;
use crate::model::{Carrier, Corridor, Over, Service, Thing};

/// A port: the router, and the name of the interface.
type Port<'c> = (&'c str, String);

/// A leg, by what is watched of it.
struct Leg<'c> {
    name: &'c str,
    things: BTreeSet<String>,
}

pub(super) fn make(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let cx = source.cx;
    let corridor = cx.corridor;
    let name = source.slug();
    let of_corridor = name.as_str();
    let (all, mut notes) = routers::all(cx, numbers);
    let mut ports: BTreeMap<&str, Vec<Port<'_>>> = BTreeMap::new();
    for ([one, other], [here, there]) in routers::pairs(&all) {
        let of = ports.entry(here.over).or_default();
        of.push((one.id, here.name.clone()));
        of.push((other.id, there.name.clone()));
    }
    let mut services: Vec<&Service> = corridor
        .services
        .iter()
        .filter(|service| corridor.declaration(service.id).lifecycle.stands_at(cx.as_of) && service.has_all_legs)
        .collect();
    services.sort_by_key(|service| cx.text(service.id));
    let mut watched: BTreeSet<String> = BTreeSet::new();
    let mut of_services: Vec<Watched<'_>> = Vec::new();
    for service in services {
        let legs: Vec<Leg<'_>> = service
            .legs
            .iter()
            .map(|&leg| Leg { name: corridor.leg(leg).name, things: things(corridor, &corridor.leg(leg).over, &ports) })
            .collect();
        watched.extend(legs.iter().flat_map(|leg| leg.things.iter().cloned()));
        of_services.push((cx.text(service.id), service.needs as usize, legs));
    }
    if of_services.is_empty() {
        notes.push("no service stands".to_owned());
        return Made { files: Vec::new(), notes };
    }
    for thing in watched.iter().filter(|thing| !ports.contains_key(thing.as_str())) {
        notes.push(format!("no router ends `{thing}`: `corridor_up{{corridor=\"{of_corridor}\",thing=\"{thing}\"}}` must come from elsewhere"));
    }
    let groups = json!({ "groups": [
        { "name": "corridor-things", "rules": watched.iter().filter_map(|thing| up(of_corridor, thing, ports.get(thing.as_str())?)).collect::<Vec<_>>() },
        { "name": "corridor-services", "rules": of_services.iter().flat_map(|(id, needs, legs)| rules(of_corridor, id, *needs, legs)).collect::<Vec<_>>() },
    ]});
    let tests: Vec<Value> =
        (0..of_services.len()).filter_map(|at| test(of_corridor, &of_services, at, &ports)).collect();
    let tests = json!({ "rule_files": ["corridor.rules.yml"], "evaluation_interval": "1m", "tests": tests });
    let stamp = source.stamp("#");
    let mut files = vec![
        ("corridor.rules.yml".to_owned(), yaml::render(&stamp, &groups)),
        ("corridor.test.yml".to_owned(), yaml::render(&stamp, &tests)),
    ];
    if !all.is_empty() {
        let targets: Vec<Value> = all.iter().map(|router| target(of_corridor, corridor, router)).collect();
        files.push(("targets.yml".to_owned(), yaml::render(&stamp, &Value::Array(targets))));
    }
    Made { files, notes }
}

/// What is watched of an `over`: links that end on routers; of others, what they ride on.
fn things(corridor: &Corridor<'_>, over: &Over, ports: &BTreeMap<&str, Vec<Port<'_>>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<Carrier> = over.iter().flatten().copied().collect();
    while let Some(carrier) = open.pop() {
        let name = corridor.name_of(corridor.thing_of(carrier));
        if !seen.insert(name.clone()) {
            continue;
        }
        match carrier {
            Carrier::Link(link) if !ports.contains_key(name.as_str()) && !corridor.link(link).over.is_empty() => {
                open.extend(corridor.link(link).over.iter().flatten());
            }
            Carrier::Cable(cable) => {
                found.extend(corridor.cable(cable).spans.iter().map(|&span| corridor.name_of(Thing::Span(span))));
            }
            Carrier::Link(_) | Carrier::Span(_) | Carrier::Channel(_) => {
                found.insert(name);
            }
        }
    }
    found
}

/// Whether a link is up: each port of it that is heard of is.
fn up(of: &str, thing: &str, ports: &[Port<'_>]) -> Option<Value> {
    let heard: Vec<String> = ports.iter().map(|(router, name)| series(of, router, name)).collect();
    (!heard.is_empty()).then(|| {
        json!({
            "record": "corridor_up",
            "labels": { "corridor": of, "thing": thing },
            "expr": format!("min(({}) == bool 1)", heard.join(" or ")),
        })
    })
}

fn series(of: &str, router: &str, name: &str) -> String {
    format!("ifOperStatus{{corridor={},router={},ifName={}}}", quoted(of), quoted(router), quoted(name))
}

/// A string of `PromQL`: ids and names of interfaces hold nothing that is written otherwise.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|sign| !sign.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A regular expression that matches these names and no others.
fn any_of(things: &BTreeSet<String>) -> String {
    let escaped: Vec<String> = things.iter().map(|thing| thing.replace('.', "\\.")).collect();
    quoted(&escaped.join("|"))
}

fn rules(of: &str, id: &str, needs: usize, legs: &[Leg<'_>]) -> Vec<Value> {
    let mut rules = Vec::new();
    for leg in legs {
        let labels = json!({ "corridor": of, "service": id, "leg": leg.name });
        let series = format!("corridor_up{{corridor={},thing=~{}}}", quoted(of), any_of(&leg.things));
        rules.push(json!({ "record": "corridor_leg_up", "labels": labels, "expr": format!("min({series})") }));
        rules.push(json!({
            "alert": "CorridorLegUnwatched",
            "expr": format!("(count({series}) or vector(0)) < {}", leg.things.len()),
            "for": "10m",
            "labels": { "corridor": of, "service": id, "leg": leg.name, "severity": "warning" },
            "annotations": { "summary": format!("something of leg {} of {id} is not heard of", leg.name) },
        }));
    }
    // What is not heard of is neither up nor down.
    let down = format!("count(corridor_leg_up{{corridor={},service={}}} == 0)", quoted(of), quoted(id));
    let spare = legs.len() - needs.min(legs.len());
    if spare > 0 {
        rules.push(json!({
            "alert": "CorridorProtectionLost",
            "expr": format!("{down} <= {spare}"),
            "for": "1m",
            "labels": { "corridor": of, "service": id, "severity": "warning" },
            "annotations": { "summary": protection(id, legs.len()) },
        }));
    }
    rules.push(json!({
        "alert": "CorridorServiceLost",
        "expr": format!("{down} > {spare}"),
        "for": "1m",
        "labels": { "corridor": of, "service": id, "severity": "critical" },
        "annotations": { "summary": lost(id, needs) },
    }));
    rules
}

fn protection(id: &str, legs: usize) -> String {
    format!("{id} has lost protection: a leg of its {legs} is down")
}

fn lost(id: &str, needs: usize) -> String {
    format!("{id} is down: fewer legs are up than the {needs} that it needs")
}

/// Services with what is watched of their legs: the id, how many legs must be up, the legs.
type Watched<'c> = (&'c str, usize, Vec<Leg<'c>>);

/// A unit test of one service: first all is up, then a leg is down where that leaves enough, then so many that the service
/// is. What of that others lose is expected, too. `None` where legs share what is watched, so that none can be down alone.
fn test(of: &str, all: &[Watched<'_>], which: usize, ports: &BTreeMap<&str, Vec<Port<'_>>>) -> Option<Value> {
    let (id, needs, legs) = &all[which];
    let own = |at: usize| {
        let is_own =
            |thing: &&String| legs.iter().enumerate().all(|(other, leg)| other == at || !leg.things.contains(*thing));
        legs[at].things.iter().find(is_own)
    };
    let fails: Vec<&String> = (0..legs.len()).map(own).collect::<Option<_>>()?;
    let spare = legs.len().checked_sub(*needs)?;
    // From minute 5 on the first is down, from minute 15 on as many as it takes.
    let first: BTreeSet<&String> = fails[..usize::from(spare > 0)].iter().copied().collect();
    let then: BTreeSet<&String> = fails[..=spare.min(fails.len() - 1)].iter().copied().collect();
    let mut series: Vec<Value> = Vec::new();
    let things: BTreeSet<&String> = all.iter().flat_map(|(.., legs)| legs).flat_map(|leg| &leg.things).collect();
    for thing in things {
        let mut add = |name: String, up: u32, down: u32| {
            let values = match (first.contains(thing), then.contains(thing)) {
                (true, _) => format!("{up}x4 {down}x20"),
                (false, true) => format!("{up}x14 {down}x10"),
                (false, false) => format!("{up}x25"),
            };
            series.push(json!({ "series": name, "values": values }));
        };
        match ports.get(thing.as_str()) {
            // IF-MIB: 2 is down.
            Some(ports) => ports.iter().for_each(|(router, name)| add(self::series(of, router, name), 1, 2)),
            None => add(format!("corridor_up{{corridor={},thing={}}}", quoted(of), quoted(thing)), 1, 0),
        }
    }
    let nothing = BTreeSet::new();
    let mut asked = Vec::new();
    for (minute, down) in [(4, &nothing), (12, &first), (23, &then)] {
        for alert in ["CorridorProtectionLost", "CorridorServiceLost"] {
            let fired: Vec<Value> = all.iter().filter_map(|service| fired(of, service, alert, down)).collect();
            asked.push(json!({ "eval_time": format!("{minute}m"), "alertname": alert, "exp_alerts": fired }));
        }
    }
    Some(json!({ "name": id, "interval": "1m", "input_series": series, "alert_rule_test": asked }))
}

/// The alert of a service while some things are down, as a test expects it.
fn fired(of: &str, (id, needs, legs): &Watched<'_>, alert: &str, down: &BTreeSet<&String>) -> Option<Value> {
    let up = legs.iter().filter(|leg| leg.things.iter().all(|thing| !down.contains(thing))).count();
    let (severity, summary) = match alert {
        "CorridorServiceLost" if up < *needs => ("critical", lost(id, *needs)),
        "CorridorProtectionLost" if up < legs.len() && up >= *needs => ("warning", protection(id, legs.len())),
        _ => return None,
    };
    Some(json!({
        "exp_labels": { "corridor": of, "service": id, "severity": severity },
        "exp_annotations": { "summary": summary },
    }))
}

/// What the SNMP exporter asks, with the label by which the rules know it.
fn target(of: &str, corridor: &Corridor<'_>, router: &Router<'_>) -> Value {
    let site = router.device.site.map(|site| corridor.text(corridor.site(site).id));
    let mut labels = json!({ "corridor": of, "router": router.id, "operator": router.party });
    if let Some(site) = site {
        labels["site"] = json!(site);
    }
    json!({ "targets": [router.loopback.to_string()], "labels": labels })
}
