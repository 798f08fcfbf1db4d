//! Random trees of hostile files around a corridor, and every command run on each: nothing outside the named folder and
//! nothing below `.git` changes, commands that check change nothing, and no command of a configuration runs.

use std::fs;
use std::path::Path;

use crate::formats::git as run_git;
use crate::security::checking::DRY;
use crate::security::git::{PARTIAL, RUNNING, embed, marking, settings};
use crate::security::tree::{NET, command, differences, link, repository, snapshot};
use crate::support::{Folder, Random};

/// How many trees; `CORRIDOR_TREES` asks for another number.
const TREES: usize = 40;

/// Commands that write below `net`, `out` or a file of `reports`.
const WRITING: &[&[&str]] = &[
    &["lock", "net"],
    &["fmt", "net"],
    &["fix", "net", "--unsafe"],
    &["rename", "GE-N", "GE-NORTH", "net"],
    &["generate", "all", "net", "--out", "out"],
    &["generate", "graphml", "net", "--out", "out", "--overwrite"],
    &["generate", "frr", "net", "--out", "."],
    &["check", "net", "--output", "sarif=reports/a.sarif", "--evidence", "reports/evidence.json"],
    &["check", "net", "--baseline", "HEAD^1"],
    &["check", "net", "--baseline", "main"],
    &["diff", "HEAD^1", "--dir", "net", "--output", "json=reports/diff.json"],
    &["diff", "main", "./net"],
    &["verify", "reports/evidence.json"],
    &[
        "waive",
        "shared-conduit",
        "TBS-KHI",
        "--reason",
        "r",
        "--until",
        "2027-01-01",
        "--approved-by",
        "grt",
        "--dir",
        "net",
    ],
    &["schema", "--all", "--out", "schemas"],
    &["init", "begin"],
];

/// What a command may change, below the repository.
const ALLOWED: [&str; 5] = ["repo/net", "repo/out", "repo/reports", "repo/schemas", "repo/begin"];

/// What `generate frr --out .` may change beside those.
const OF_FRR: [&str; 3] = ["repo/.corridor-frr", "repo/R-TBS", "repo/R-KHI"];

/// Where a link, a manifest or a journal can lead.
const PRIZES: [&str; 8] = [
    "../outside/rc",
    "../../outside/rc",
    "../../../outside/rc",
    "../.git/config",
    "../.git/hooks/post-commit",
    "../../.git/hooks/pre-commit",
    ".git/hooks/post-commit",
    "/etc/corridor-test",
];

fn tree(random: &mut Random) -> Folder {
    let folder = repository();
    let repo = folder.path().join("repo");
    let (script, _) = marking(&folder);
    let put = |name: &str, text: &str| {
        let place = repo.join(name);
        // What an earlier step made of the place stays.
        if place.parent().is_some_and(|above| fs::create_dir_all(above).is_ok()) && place.symlink_metadata().is_err() {
            fs::write(place, text).expect("it can be written");
        }
    };
    let lead = |to: &str, name: &str| {
        let place = repo.join(name);
        if place.parent().is_some_and(|above| fs::create_dir_all(above).is_ok()) && place.symlink_metadata().is_err() {
            link(to, place);
        }
    };
    for _ in 0..6 + random.below(12) {
        let prize = *random.pick(&PRIZES);
        let target = *random.pick(&["frr", "graphml", "circuit-sheet", "ofds", "bird"]);
        let at = *random.pick(&["", "net/", "out/", "out/frr/", "out/graphml/", "reports/", "schemas/"]);
        match random.below(14) {
            0 => {
                put(&format!("{at}.corridor-edit/list"), &format!("{prize}\ncorridor.kdl\nlinked/rc\n"));
                put(&format!("{at}.corridor-edit/0"), "#!/bin/sh\ntouch ran\n");
                put(&format!("{at}.corridor-edit/1"), "planted\n");
            }
            1 => {
                put(
                    &format!("{at}.corridor-{target}-decided/list"),
                    &format!("put {prize}\nremove ../net/corridor.kdl\nput a/b\n"),
                );
                put(&format!("{at}.corridor-{target}-decided/0"), "planted\n");
            }
            2 => put(
                &format!("{at}.corridor-{target}"),
                &format!("{prize}\nREADME\n../net/corridor.kdl\n{:064x}  {prize}\n", 7),
            ),
            3 => lead(prize, &format!("{at}.corridor-{target}")),
            4 => lead(
                prize,
                &format!(
                    "{at}{}",
                    random.pick(&[
                        "corridor.lock.kdl",
                        "waivers.kdl",
                        "linked.kdl",
                        "a.sarif",
                        "evidence.json",
                        "corridor.graphml",
                        "site.schema.json",
                        "R-TBS"
                    ])
                ),
            ),
            5 => lead(
                prize.trim_end_matches("/rc"),
                random.pick::<&str>(&[
                    "out",
                    "reports",
                    "schemas",
                    "begin",
                    "out/frr",
                    "out/R-TBS",
                    "R-TBS",
                    "net/linked",
                ]),
            ),
            6 => put(
                &format!(
                    "{at}{}",
                    random.pick(&[
                        "HEAD^1",
                        "main",
                        "HEAD",
                        "-rf",
                        "::error::x.kdl",
                        "##[x].kdl",
                        "a b#%.kdl",
                        "\u{202e}x.kdl"
                    ])
                ),
                "metro   M\n",
            ),
            7 => {
                let of = *random.pick(&["HEAD^1", "main", "HEAD^1:net"]);
                put(&format!("{of}/corridor.kdl"), NET);
            }
            8 => put(&format!("{at}.gitattributes"), "* filter=evil diff=evil text eol=crlf\n"),
            9 => {
                let configuration = settings(if random.one_in(2) { RUNNING } else { PARTIAL }, &script);
                let bare = format!("repo/{}", random.pick(&["net", "out", "net/sub"]));
                if !folder.path().join(&bare).join("HEAD").exists() && !folder.path().join(&bare).is_symlink() {
                    embed(&folder, &bare, &repo, &configuration);
                }
            }
            10 => put(
                &format!("{at}{}", random.pick(&["x.kdl", "y.KDL", "z.kdl.bak", ".hidden.kdl"])),
                "site   BAD   {  country ZZ }\n",
            ),
            11 => put(".gitconfig", &settings(RUNNING, &script)),
            12 => put(
                &format!("{at}.git{}", random.pick(&["ignore", "modules", "x"])),
                "[submodule \"a\"]\n\tpath = net\n\turl = ../outside\n",
            ),
            _ => lead("../../outside", &format!("net/{}", random.pick(&["linked", "more", "plant"]))),
        }
    }
    if random.one_in(3) {
        let configuration = repo.join(".git/config");
        let text = fs::read_to_string(&configuration).expect("it is there");
        fs::write(&configuration, text + "[include]\n\tpath = ../.gitconfig\n").expect("it can be written");
    }
    folder
}

fn assert_untouched(folder: &Path, before: &std::collections::BTreeMap<String, String>, arguments: &[&str], seed: u64) {
    let changed = differences(before, &snapshot(folder));
    let is_dry = DRY.contains(&arguments) || arguments[0] == "verify" || arguments[..2] == ["diff", "main"];
    let is_frr_here = arguments.ends_with(&["--out", "."]);
    let is_allowed = |line: &String| {
        let below = |place: &&'static str| line.strip_prefix(*place).is_some_and(|rest| rest.starts_with(['/', ':']));
        !is_dry && (ALLOWED.iter().any(below) || is_frr_here && OF_FRR.iter().any(below))
    };
    let bad: Vec<&String> = changed.iter().filter(|line| !is_allowed(line)).collect();
    assert!(bad.is_empty(), "tree {seed}, {arguments:?}: {bad:#?}");
}

#[test]
fn no_tree_of_files_makes_a_command_write_elsewhere_or_start_another() {
    let count = std::env::var("CORRIDOR_TREES").ok().and_then(|count| count.parse().ok()).unwrap_or(TREES);
    let first: u64 = std::env::var("CORRIDOR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut wrote = 0;
    for seed in first..first + count as u64 {
        let mut random = Random(seed);
        let folder = tree(&mut random);
        let repo = folder.path().join("repo");
        let mark = folder.path().join("outside/ran");
        let mut before = snapshot(folder.path());
        for arguments in DRY.iter().chain(WRITING) {
            let ran = command(&repo, arguments);
            assert!((0..=3).contains(&ran.code), "tree {seed}, {arguments:?}: {}{}", ran.stdout, ran.stderr);
            assert!(
                !mark.exists(),
                "tree {seed}, {arguments:?} ran: {}",
                fs::read_to_string(&mark).unwrap_or_default()
            );
            assert_untouched(folder.path(), &before, arguments, seed);
            if !DRY.contains(arguments) {
                let after = snapshot(folder.path());
                wrote += usize::from(after != before);
                before = after;
            }
        }
        assert!(!Path::new("/etc/corridor-test").exists(), "tree {seed}");
    }
    assert!(wrote > count, "the commands write in some trees: {wrote}");
    // The marks work: git itself runs what the configuration names.
    let folder = repository();
    let repo = folder.path().join("repo");
    let (script, mark) = marking(&folder);
    let configuration = repo.join(".git/config");
    let text = fs::read_to_string(&configuration).expect("it is there");
    fs::write(&configuration, text + &settings(RUNNING, &script)).expect("it can be written");
    let _ = std::process::Command::new("git").arg("-C").arg(&repo).args(["status"]).output();
    assert!(mark.exists(), "git runs the monitor that its configuration names");
    let _ = run_git(folder.path(), &["--version"]);
}
