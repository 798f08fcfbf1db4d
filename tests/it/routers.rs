//! Generated configuration of routers, run: all come up, and each cut takes what the tool says and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

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

/// What `simulate` says of each single failure among the routers.
fn failures(folder: &Folder) -> Value {
    let mut command = corridor();
    command.args(["simulate", "in", "--each", "--routers", "--format", "json", "--today", TODAY, "--as-of", AS_OF]);
    let ran = run(command.current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("it is JSON")
}

fn names(of: &Value) -> Vec<String> {
    of.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

/// Who reaches whom after a failure: pieces that fell off, and what is left of each island.
fn islands(told: &Value, failure: &Value) -> Vec<Vec<String>> {
    let groups = |of: &Value| -> Vec<Vec<String>> { of.as_array().expect("a list").iter().map(names).collect() };
    let (down, mut islands) = (names(&failure["down"]), groups(&failure["apart"]));
    let gone: Vec<String> = islands.iter().flatten().cloned().chain(down).collect();
    for island in groups(&told["islands"]) {
        islands.push(island.into_iter().filter(|router| !gone.contains(router)).collect());
    }
    islands
}

/// Pairs that do not reach each other.
fn apart(routers: &[String], islands: &[Vec<String>]) -> BTreeSet<[String; 2]> {
    let mut pairs = BTreeSet::new();
    for (at, one) in routers.iter().enumerate() {
        for other in &routers[at + 1..] {
            if !islands.iter().any(|island| island.contains(one) && island.contains(other)) {
                pairs.insert([one.clone(), other.clone()]);
            }
        }
    }
    pairs
}

/// A run of the lab: what fails, the links that it takes, and the pairs that must not reach each other then.
fn cuts(routers: &[String], told: &Value) -> Vec<Value> {
    let cut = |name: &str, failure: &Value| {
        let fatal = apart(routers, &islands(told, failure));
        json!({ "name": name, "links": failure["links"], "fatal": fatal })
    };
    let nothing = json!({ "links": [], "down": [], "apart": [] });
    let each = told["failures"].as_array().expect("a list").iter();
    let each = each.map(|failure| cut(&names(&failure["things"])[0], failure));
    [cut("nothing", &nothing)].into_iter().chain(each).collect()
}

/// What joins the routers, by their generated configuration: the id of the link or of the side, and both routers.
fn joined(out: &Path) -> Vec<(String, [String; 2])> {
    let mut joined = Vec::new();
    for path in files(out, "conf") {
        let here = path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        for line in fs::read_to_string(&path).expect("it can be read").lines() {
            let Some(words) = line.strip_prefix(" description ") else { continue };
            if let [over, "to", there, ..] = words.split(' ').collect::<Vec<_>>()[..] {
                joined.push((over.to_owned(), [here.clone(), there.to_owned()]));
            }
        }
    }
    joined
}

/// A folder with the corridor and its routers' configuration below `out`; the routers.
fn generated(parties: &[&str]) -> (Folder, Vec<String>) {
    let folder = Folder::new();
    for (path, text) in &part(parties) {
        folder.write(&format!("in/{path}"), text);
    }
    let ran = run(corridor()
        .args(["generate", "frr", "--today", TODAY, "--as-of", AS_OF, "--out", "out", "in"])
        .current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let out = fs::read_dir(folder.path().join("out")).expect("it was written");
    let names = out.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut routers: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    routers.sort();
    (folder, routers)
}

#[test]
fn who_is_cut_off_is_what_a_walk_over_the_configuration_shows() {
    for parties in
        [&PARTIES[..], &["azertelecom", "georgia", "turkey", "sparkle", "exa", "socar-fiber", "kazakhtelecom"]]
    {
        let (folder, routers) = generated(parties);
        let joined = joined(&folder.path().join("out"));
        let told = failures(&folder);
        let nothing = json!({ "down": [], "apart": [] });
        let before = apart(&routers, &islands(&told, &nothing)).len();
        let (mut harmless, mut fatal) = (0, 0);
        for failure in told["failures"].as_array().expect("a list") {
            let (links, down) = (names(&failure["links"]), names(&failure["down"]));
            // A handoff is named by one side; the interfaces of the other name theirs.
            let pairs_down: Vec<&[String; 2]> =
                joined.iter().filter(|(over, _)| links.contains(over)).map(|(_, ends)| ends).collect();
            let is_up = |(over, ends): &&(String, [String; 2])| {
                let is_answer = |pair: &&[String; 2]| pair[0] == ends[1] && pair[1] == ends[0];
                let is_side = joined.iter().filter(|(other, _)| other == over).count() == 1;
                !(links.contains(over) || is_side && pairs_down.iter().any(is_answer))
            };
            let mut island: BTreeMap<&str, &str> =
                routers.iter().map(|router| (router.as_str(), router.as_str())).collect();
            for (_, [one, other]) in joined.iter().filter(is_up) {
                let (from, to) = (island[one.as_str()], island[other.as_str()]);
                island.values_mut().filter(|at| **at == from).for_each(|at| *at = to);
            }
            let mut wanted = BTreeSet::new();
            for (at, one) in routers.iter().enumerate() {
                for other in &routers[at + 1..] {
                    if island[one.as_str()] != island[other.as_str()] || down.contains(one) || down.contains(other) {
                        wanted.insert([one.clone(), other.clone()]);
                    }
                }
            }
            assert_eq!(apart(&routers, &islands(&told, failure)), wanted, "{failure}");
            assert_eq!(failure["pairs_lost"], wanted.len() - before, "{failure}");
            if wanted.len() == before { harmless += 1 } else { fatal += 1 }
        }
        assert!(harmless > 3 && fatal > 10, "{harmless} and {fatal}");
    }
}

const PARTIES: [&str; 4] = ["azertelecom", "georgia", "turkey", "sparkle"];

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
    let (folder, routers) = generated(&PARTIES);
    let told = failures(&folder);
    let cuts = cuts(&routers, &told);
    let (survived, fatal): (Vec<&Value>, Vec<&Value>) =
        cuts[1..].iter().partition(|cut| cut["fatal"] == cuts[0]["fatal"]);
    assert!(survived.len() > 3 && fatal.len() > 3, "{} and {}", survived.len(), fatal.len());
    folder.write("cuts.json", &serde_json::to_string(&cuts).expect("it is JSON"));
    let lab = root().join("tests/routers/lab.py");
    let ran = run(Command::new(python).arg(lab).args(["out", "cuts.json"]).current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    eprintln!("{}", ran.stdout);
}
