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
    // One address is no room for two ends.
    net.links.insert(7, [2, 1]);
    folder.write("corridor.kdl", &net.text().replace("10.254.0.0/21", "10.254.0.0/32"));
    let ran = run(corridor().arg("lock").arg(folder.path()));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the pool `link` has nothing left for `L7`"), "{}", ran.stderr);
    folder.write("corridor.kdl", &text.replace("pool loopback \"10.255.0.0/22\"; ", ""));
    let ran = run(corridor().arg("lock").arg(folder.path()));
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("3 things get no number: `corridor` declares no `pool loopback"), "{}", ran.stderr);
}

/// Pools of several ranges that all but suffice, names that no port may have, and what has a number of its own.
const NARROW: &str = r#"corridor {
    pool loopback "10.255.0.0/31"; pool loopback "10.255.0.8/30"
    pool link "10.254.0.0/31"; pool link "10.254.0.8/30"; pool link "10.254.0.16/31"; pool link "10.255.0.8/30"
    pool srlg "1-3"; pool srlg "184483840-184483841"
    pool asn "1-3"
}
operator grt { name GRT; country GE }
operator azt { name AZT; country AZ; asn 2 }
operator tur { name TUR; country TR }
site A { country GE; at 41.69 44.83 }
site B { country GE; at 42.14 41.67 }
site M { country GE; at 42.00 43.60 }
right-of-way RAIL { holder grt; kind railway }
conduit D { from A; to M; kind duct; right-of-way RAIL }
cable C { medium terrestrial; span 1 { from A; to M; along D }; span 2 { from M; to B } }
risk R { kind flood; member C }
link L1 { from A; to B; capacity (Gbps)10; over C }
link L2 { from B; to A; capacity (Gbps)10; over C }
link L3 { from A; to B; capacity (Gbps)10; over C }
device R-A { site A; role router; operator grt
    port "et-0/0/1" { link L1 }
    port "et-0/0/2" { link L1 L2 }
    port "xe-0/0/100" { link L3 }
    port "handoff-to-azt"
}
device R-B { site B; role router; operator tur; loopback "10.255.0.9/32"
    port "/1" { link L1 }
    port "-1" { link L2 }
    port lo { link L3 }
}
device R-C { site A; role router; operator azt; port "xe+1"; port lo; port z }
device T-A { site A; role transponder; operator grt; port x { link L1 }; port y }
handoff A-GRT { of grt; with azt; site A; port "R-A:handoff-to-azt"; peer B-AZT }
handoff B-AZT { of azt; with grt; site A; port "R-C:xe+1"; peer A-GRT }
handoff C-GRT { of grt; with azt; site A; port "T-A:y"; peer D-AZT }
handoff D-AZT { of azt; with grt; site A; port "R-C:z"; peer C-GRT }
"#;

/// What a hand, or an earlier lock, has given out.
const HELD: &str = r#"lock {
    asn grt 1
    loopback R-C "10.255.0.1"
    prefix L1 "10.255.0.10/31"
    interface "R-A:et-0/0/1" "et-0-0-2"
    interface "R-B:/1" lo1
    srlg D 1
    srlg GONE 2
}
"#;

/// Numbers do not move: not from one machine or version to the next either.
#[test]
fn what_is_given_out_is_the_same_everywhere_and_always() {
    let folder = Folder::with(&[("corridor.kdl", NARROW)]);
    let lock = || run(corridor().arg("lock").arg(folder.path()));
    let read = || {
        let text = std::fs::read_to_string(folder.path().join("corridor.lock.kdl")).expect("the lock is written");
        text.split_once("lock {\n").and_then(|(_, rest)| rest.strip_suffix("}\n")).expect("a lock").to_owned()
    };
    let ran = lock();
    assert!(ran.stderr.contains("wrote 21 numbers to"), "{}", ran.stderr);
    assert_eq!(
        read(),
        r#"    asn "tur" 1
    asn "grt" 3
    loopback "R-C" "10.255.0.0"
    loopback "R-A" "10.255.0.10"
    prefix "L3" "10.254.0.0/31"
    prefix "L1" "10.254.0.8/31"
    prefix "A-GRT" "10.254.0.10/31"
    prefix "L2" "10.254.0.16/31"
    interface "R-B:-1" "p-1"
    interface "R-B:lo" "port40027"
    interface "R-A:handoff-to-azt" "port61582"
    interface "R-B:/1" "port88442"
    interface "R-C:xe+1" "xe-1"
    interface "R-A:et-0/0/2" "et-0-0-2"
    interface "R-A:et-0/0/1" "et-0-0-1"
    interface "R-A:xe-0/0/100" "xe-0-0-100"
    srlg "M" 1
    srlg "RAIL" 2
    srlg "C" 3
    srlg "R" 184483840
    srlg "D" 184483841
"#
    );
    // What is taken stays, and what would have had it gets the next one.
    folder.write("corridor.lock.kdl", HELD);
    assert_eq!(lock().code, 0);
    assert_eq!(
        read(),
        r#"    asn "grt" 1
    asn "tur" 3
    loopback "R-A" "10.255.0.0"
    loopback "R-C" "10.255.0.1"
    prefix "L2" "10.254.0.8/31"
    prefix "A-GRT" "10.254.0.10/31"
    prefix "L3" "10.254.0.16/31"
    prefix "L1" "10.255.0.10/31"
    interface "R-B:-1" "p-1"
    interface "R-B:lo" "port40027"
    interface "R-A:handoff-to-azt" "port61582"
    interface "R-B:/1" "lo1"
    interface "R-C:xe+1" "xe-1"
    interface "R-A:et-0/0/2" "port43056"
    interface "R-A:et-0/0/1" "et-0-0-2"
    interface "R-A:xe-0/0/100" "xe-0-0-100"
    srlg "D" 1
    srlg "RAIL" 2
    srlg "C" 3
    srlg "R" 184483840
    srlg "M" 184483841
"#
    );
    let ran = run(corridor().args(["check", "--format", "short"]).arg(folder.path()));
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
}
