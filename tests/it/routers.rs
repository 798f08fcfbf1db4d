//! Generated configuration of routers, run: all come up, and each cut takes what the tool says and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use corridor::diagnostic::Found;
use corridor::graph::{Closures, Graph, Node};
use corridor::lock::{Joined, links};
use corridor::lower::{self, Declarations, Texts};
use corridor::model::{Corridor, Date};
use corridor::schema::Custom;
use corridor::source::{SourceFile, Sources};
use serde_json::{Value, json};

use crate::consumers::program;
use crate::support::{Folder, TODAY, corridor, files, root, run};

const AS_OF: &str = "2027-06-01";

/// The real corridor, with the routers of some of its parties.
fn part(parties: &[&str]) -> Vec<(String, String)> {
    let topology = root().join("topology");
    let name = |path: &Path| path.strip_prefix(&topology).expect("it lies below").to_string_lossy().into_owned();
    let mut texts: Vec<(String, String)> = files(&topology, "kdl")
        .iter()
        .filter(|path| !path.ends_with("corridor.lock.kdl"))
        .map(|path| (name(path), fs::read_to_string(path).expect("it can be read")))
        .collect();
    let is_left_out =
        |path: &str| path.ends_with("devices.kdl") && !parties.iter().any(|party| path.starts_with(party));
    let mut gone: Vec<String> = Vec::new();
    for (_, text) in texts.iter_mut().filter(|(path, _)| is_left_out(path)) {
        gone.extend(
            text.lines()
                .filter_map(|line| Some(format!("    port \"{}:", line.strip_prefix("device ")?.strip_suffix(" {")?))),
        );
        text.clear();
    }
    for (_, text) in texts.iter_mut().filter(|(path, _)| path.ends_with("handoffs.kdl")) {
        let kept = text.lines().filter(|line| !gone.iter().any(|port| line.starts_with(port)));
        *text = kept.fold(String::new(), |text, line| text + line + "\n");
    }
    texts
}

/// Pairs of routers that do not reach each other where some links are down.
fn cut_off(
    corridor: &Corridor<'_>,
    standing: &[(Vec<String>, [String; 2])],
    down: &BTreeSet<String>,
) -> Vec<[String; 2]> {
    let mut island: BTreeMap<String, usize> = BTreeMap::new();
    for (device, at) in corridor.devices.iter().zip(0..) {
        island.insert(corridor.text(device.id).to_owned(), at);
    }
    for (names, [one, other]) in standing {
        if names.iter().all(|name| !down.contains(name)) {
            let [from, to] = [island[one], island[other]];
            island.values_mut().filter(|at| **at == from).for_each(|at| *at = to);
        }
    }
    let all: Vec<(&String, &usize)> = island.iter().collect();
    let mut pairs = Vec::new();
    for (at, (one, here)) in all.iter().enumerate() {
        for (other, there) in &all[at + 1..] {
            if here != there {
                pairs.push([(*one).clone(), (*other).clone()]);
            }
        }
    }
    pairs
}

/// What a run needs: each set of links that one thing takes, and who is cut off then.
fn cuts(texts: &[(String, String)]) -> Vec<Value> {
    let sources = Sources::new(texts.iter().map(|(path, text)| SourceFile::new(path.clone(), text)).collect());
    let mut found = Found::default();
    let texts = Texts::read(&sources, &mut found);
    let mut declarations = Declarations::read(&texts, &Custom::default(), &mut found);
    let read = lower::lower(&texts, &mut declarations, &mut found);
    let graph = Graph::new(&read);
    let mut closures = Closures::new(&graph);
    let as_of = Date::first_of(AS_OF).expect("a date");
    let mut standing: Vec<(Vec<String>, [String; 2])> = Vec::new();
    let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for link in links(&read) {
        let ends = link.ends.map(|end| read.text(read.device(end.device).id).to_owned());
        match link.over {
            Joined::Handoff(sides) => {
                let names = sides.map(|side| read.text(side).to_owned()).to_vec();
                taken.insert(names[0].clone(), names.iter().cloned().collect());
                standing.push((names, ends));
            }
            Joined::Link(id) => {
                let (closure, _) = closures.of(&[graph.vertex(Node::Link(id))]);
                let name = read.text(read.link(id).id).to_owned();
                if graph.stand(&read, &closure, as_of) {
                    let plant =
                        |node| matches!(node, Node::Span(_) | Node::Cable(_) | Node::Conduit(_) | Node::Link(_));
                    for vertex in closure.into_iter().filter(|vertex| plant(graph.node(*vertex))) {
                        taken.entry(graph.name(&read, vertex)).or_default().insert(name.clone());
                    }
                    standing.push((vec![name], ends));
                }
            }
        }
    }
    let mut by_set: BTreeMap<BTreeSet<String>, String> = BTreeMap::new();
    for (thing, set) in taken {
        by_set.entry(set).or_insert(thing);
    }
    let mut cuts = vec![json!({"name": "nothing", "links": [], "fatal": cut_off(&read, &standing, &BTreeSet::new())})];
    cuts.extend(
        by_set
            .into_iter()
            .map(|(set, thing)| json!({"name": thing, "links": set, "fatal": cut_off(&read, &standing, &set)})),
    );
    cuts
}

#[test]
fn each_cut_of_a_real_part_takes_what_the_tool_says_and_nothing_else() {
    let Some(python) = program("python3", "python3".into()) else { return };
    if program("vtysh", "vtysh".into()).is_none() || program("ip", "ip".into()).is_none() {
        return;
    }
    let may = |arguments: &[&str]| Command::new("ip").args(arguments).output().is_ok_and(|out| out.status.success());
    if !may(&["netns", "add", "corridor-may"]) {
        eprintln!("skipped: no right to make network namespaces");
        return;
    }
    assert!(may(&["netns", "del", "corridor-may"]));
    let texts = part(&["azertelecom", "georgia", "turkey", "sparkle"]);
    let folder = Folder::new();
    for (path, text) in &texts {
        folder.write(&format!("in/{path}"), text);
    }
    let ran = run(corridor()
        .args(["generate", "frr", "--today", TODAY, "--as-of", AS_OF, "--out", "out", "in"])
        .current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let cuts = cuts(&texts);
    let (survived, fatal): (Vec<&Value>, Vec<&Value>) =
        cuts[1..].iter().partition(|cut| cut["fatal"] == cuts[0]["fatal"]);
    assert!(survived.len() > 3 && fatal.len() > 3, "{} and {}", survived.len(), fatal.len());
    // Every sixth, so that the others are not waited for; CORRIDOR_CUTS=1 tries all.
    let each = std::env::var("CORRIDOR_CUTS").ok().and_then(|each| each.parse().ok()).unwrap_or(6);
    let cuts: Vec<&Value> = cuts.iter().step_by(each).collect();
    folder.write("cuts.json", &serde_json::to_string(&cuts).expect("it is JSON"));
    let lab = root().join("tests/routers/lab.py");
    let ran = run(Command::new(python).arg(lab).args(["out", "cuts.json"]).current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    eprintln!("{}", ran.stdout);
}
