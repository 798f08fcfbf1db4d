//! `corridor lock`: numbers that are given out once and never move.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use corridor::diagnostic::Found;
use corridor::graph::Graph;
use corridor::lock::Numbers;
use corridor::lower::{self, Declarations, Texts};
use corridor::schema::Custom;
use corridor::source::{SourceFile, Sources};

use crate::support::{Folder, Random, corridor, run};

const POOLS: &str = "corridor { pool loopback \"10.255.0.0/22\"; pool link \"10.254.0.0/21\"; pool srlg \"1-3000\"; pool asn \"4200000000-4200000099\" }
operator grt { name GRT; country GE }
operator azt { name AZT; country AZ }
site A { country GE; at 41.69 44.83 }
site B { country GE; at 42.14 41.67 }
";

/// A net of which anything may come and go: routers by number with their operator, links and conduits.
#[derive(Default, Clone)]
struct Net {
    routers: BTreeMap<usize, &'static str>,
    links: BTreeMap<usize, [usize; 2]>,
}

impl Net {
    fn edit(&mut self, random: &mut Random, next: &mut usize) {
        *next += 1;
        let pick = |random: &mut Random, from: Vec<usize>| from.get(random.below(from.len())).copied();
        match random.below(5) {
            0 | 1 => {
                self.routers.insert(*next, *random.pick(&["grt", "azt"]));
            }
            2 | 3 => {
                let at = |side: usize| self.routers.keys().copied().filter(|router| router % 2 == side).collect();
                let (a, b) = (pick(random, at(0)), pick(random, at(1)));
                if let (Some(a), Some(b)) = (a, b) {
                    self.links.insert(*next, [a, b]);
                }
            }
            _ if random.one_in(2) => {
                if let Some(gone) = pick(random, self.links.keys().copied().collect()) {
                    self.links.remove(&gone);
                }
            }
            _ => {
                if let Some(gone) = pick(random, self.routers.keys().copied().collect()) {
                    self.routers.remove(&gone);
                    self.links.retain(|_, ends| !ends.contains(&gone));
                }
            }
        }
    }

    fn text(&self) -> String {
        let mut text = POOLS.to_owned();
        for link in self.links.keys() {
            writeln!(
                text,
                "conduit D{link} {{ from A; to B; kind duct }}
cable C{link} {{ medium terrestrial; span 1 {{ from A; to B; along D{link} }} }}
link L{link} {{ from A; to B; capacity (Gbps)10; over C{link} }}"
            )
            .expect("a string takes all");
        }
        for (router, operator) in &self.routers {
            let ends = self.links.iter().filter(|(_, ends)| ends.contains(router));
            let ports = ends
                .fold(String::new(), |ports, (link, _)| ports + &format!("; port \"et/{link}\" {{ link L{link} }}"));
            let site = if router % 2 == 0 { "A" } else { "B" };
            writeln!(text, "device R{router} {{ site {site}; role router; operator {operator}{ports} }}")
                .expect("a string takes all");
        }
        text
    }
}

fn numbers(texts: &[(&str, &str)]) -> Numbers {
    let sources = Sources::new(texts.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect());
    let mut found = Found::default();
    let texts = Texts::read(&sources, &mut found);
    let mut declarations = Declarations::read(&texts, &Custom::default(), &mut found);
    let read = lower::lower(&texts, &mut declarations, &mut found);
    assert!(found.into_vec().is_empty(), "it is whole");
    Numbers::of(&read, &Graph::new(&read)).expect("the pools are large")
}

/// What each line of a lock gives to what.
fn lines(lock: &str) -> BTreeMap<String, String> {
    let lines = lock.lines().filter(|line| line.starts_with("    "));
    lines
        .map(|line| {
            let (of, value) = line.trim().rsplit_once(' ').expect("a line has a value");
            (of.to_owned(), value.to_owned())
        })
        .collect()
}

#[test]
fn over_a_thousand_edits_no_number_of_what_stays_changes() {
    let mut random = Random(11);
    let (mut net, mut next) = (Net::default(), 0);
    let (mut lock, mut known, mut most) = (String::new(), BTreeMap::new(), 0);
    for edit in 0..1_000 {
        net.edit(&mut random, &mut next);
        let text = net.text();
        let sources = [("corridor.kdl", text.as_str()), ("corridor.lock.kdl", lock.as_str())];
        let new = numbers(if lock.is_empty() { &sources[..1] } else { &sources }).text();
        let now = lines(&new);
        for (of, value) in &known {
            assert!(now.get(of).is_none_or(|new| new == value), "edit {edit}: {of} had {value}");
        }
        // What is declared once more after it was gone is another thing; all others are there.
        let mut values: Vec<(&str, &str)> = Vec::new();
        for (of, value) in &now {
            let sort = of.split(' ').next().expect("a line has a sort");
            if sort != "interface" {
                values.push((if sort == "prefix" { "loopback" } else { sort }, value));
            }
        }
        let count = values.len();
        values.sort_unstable();
        values.dedup();
        assert_eq!(values.len(), count, "edit {edit}: two have one number");
        // What the lock gives out again, it gives out the same.
        most = most.max(now.len());
        (lock, known) = (new, now);
    }
    assert!(most > 300, "{most}");
    let text = net.text();
    assert_eq!(numbers(&[("a.kdl", &text), ("corridor.lock.kdl", &lock)]).text(), lock);
}

#[test]
fn two_branches_merge_and_where_they_gave_out_one_number_that_is_named() {
    let (mut clean, mut named, all) = (0, 0, 30);
    for seed in 0..all {
        let mut random = Random(seed);
        let (mut net, mut next) = (Net::default(), 0);
        for _ in 0..400 {
            net.edit(&mut random, &mut next);
        }
        let base = numbers(&[("corridor.kdl", &net.text())]).text();
        let locks: Vec<String> = [1_000, 2_000]
            .into_iter()
            .map(|from| {
                let mut branch = net.clone();
                // A branch adds a router, and two links of it.
                let end =
                    |side: usize| branch.routers.keys().copied().find(|router| router % 2 == side && *router > 40);
                let others = [end(0), end(1)].map(|end| end.expect("there are many"));
                branch.routers.insert(from, "grt");
                branch.links.insert(from + 1, [from, others[1]]);
                branch.links.insert(from + 2, [from, others[1]]);
                let text = branch.text();
                numbers(&[("corridor.kdl", &text), ("corridor.lock.kdl", &base)]).text()
            })
            .collect();
        let folder = Folder::with(&[("ours", &locks[0]), ("base", &base), ("theirs", &locks[1])]);
        let merged = Command::new("git")
            .args(["merge-file", "-p", "ours", "base", "theirs"])
            .current_dir(folder.path())
            .output()
            .expect("git starts");
        if !merged.status.success() {
            continue;
        }
        clean += 1;
        folder.write("a/corridor.kdl", POOLS);
        folder.write("a/corridor.lock.kdl", &String::from_utf8_lossy(&merged.stdout));
        let ran = run(corridor().args(["check", "--format", "short"]).arg(folder.path().join("a")));
        let values = lines(&String::from_utf8_lossy(&merged.stdout));
        let mut addresses: Vec<&String> = values
            .iter()
            .filter(|(of, _)| of.starts_with("prefix") || of.starts_with("loopback"))
            .map(|(_, v)| v)
            .collect();
        let count = addresses.len();
        addresses.sort_unstable();
        addresses.dedup();
        if addresses.len() < count {
            assert!(ran.stdout.contains("repeated-number"), "{}", ran.stdout);
            named += 1;
        }
    }
    assert!(clean * 2 > all, "{clean} of {all} merged; {named} had one number twice");
}

#[test]
fn the_command_writes_what_is_new_and_says_what_is_behind() {
    let mut net = Net::default();
    net.routers.extend([(1, "grt"), (2, "grt")]);
    net.links.insert(7, [2, 1]);
    let folder = Folder::with(&[("corridor.kdl", &net.text())]);
    let lock = |arguments: &[&str]| run(corridor().arg("lock").args(arguments).arg(folder.path()));
    let read = || std::fs::read_to_string(folder.path().join("corridor.lock.kdl")).unwrap_or_default();
    assert_eq!(lock(&["--check"]).code, 1);
    assert_eq!(read(), "");
    assert_eq!(lock(&[]).code, 0);
    let first = read();
    assert!(
        first.contains("    prefix \"L7\" \"10.254.") && first.contains("    interface \"R1:et/7\" \"et-7\""),
        "{first}"
    );
    assert_eq!((lock(&["--check"]).code, lock(&["--diff"]).stdout), (0, String::new()));
    // It belongs to the corridor, in its style.
    let checked = run(corridor().args(["check", "--format", "short"]).arg(folder.path()));
    assert!(!checked.stdout.contains("corridor.lock.kdl"), "{}", checked.stdout);
    let styled = run(corridor().args(["fmt", "--check"]).arg(folder.path()));
    assert!(!styled.stdout.contains("corridor.lock.kdl"), "{}", styled.stdout);
    // A name that is changed as it should be keeps its numbers.
    let renamed = run(corridor().args(["rename", "R1", "RTR-ONE"]).arg(folder.path()));
    assert_eq!(renamed.code, 0, "{}", renamed.stderr);
    let diff = lock(&["--diff"]);
    assert!(!diff.stdout.lines().any(|line| line.starts_with("+ ") && line.contains("10.255.")), "{}", diff.stdout);
    net.routers.insert(3, "azt");
    folder.write("corridor.kdl", &net.text());
    let diff = lock(&["--diff"]);
    assert_eq!(diff.code, 1);
    assert!(diff.stdout.contains("+    loopback \"R3\" \"10.255."), "{}", diff.stdout);
}

#[test]
fn a_pool_that_is_too_small_or_missing_is_named() {
    let mut net = Net::default();
    net.routers.extend([(1, "grt"), (2, "grt"), (3, "grt")]);
    let text = net.text();
    let folder = Folder::with(&[("corridor.kdl", &text.replace("10.255.0.0/22", "10.255.0.0/30"))]);
    let ran = run(corridor().arg("lock").arg(folder.path()));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the pool `loopback` has nothing left for `R3`"), "{}", ran.stderr);
    folder.write("corridor.kdl", &text.replace("pool loopback \"10.255.0.0/22\"; ", ""));
    let ran = run(corridor().arg("lock").arg(folder.path()));
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("3 things get no number: `corridor` declares no `pool loopback"), "{}", ran.stderr);
}
