//! Every file is written in one way: through no link, inside the folder that was named, never into `.git`, at once.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::consumers::program;
use crate::security::tree::{command, differences, link, repository, snapshot, today};
use crate::support::{Folder, run};

/// Commands that write, each with the place that a link is put at.
const WRITING: &[(&[&str], &str)] = &[
    (&["lock", "net"], "net/corridor.lock.kdl"),
    (&["check", "net", "--output", "sarif=report.sarif"], "report.sarif"),
    (&["check", "net", "--output", "json=reports/report.json"], "reports"),
    (&["check", "net", "--evidence", "evidence.json"], "evidence.json"),
    (&["diff", "HEAD", "--dir", "net", "--output", "markdown=change.md"], "change.md"),
    (&["generate", "frr", "net", "--out", "build"], "build"),
    (&["generate", "all", "net", "--out", "build"], "build/frr"),
    (&["generate", "frr", "net", "--out", "build"], "build/R-TBS"),
    (&["generate", "frr", "net", "--out", "build"], "build/R-TBS/frr.conf"),
    (&["generate", "frr", "net", "--out", "build"], "build/.corridor-frr"),
    (&["fmt", "x.kdl"], "x.kdl"),
    (&["fmt", "linked"], "linked"),
    (&["init", "begin"], "begin"),
    (&["init", "begin"], "begin/caspian"),
    (&["schema", "--all", "--out", "schemas"], "schemas"),
    (&["schema", "--all", "--out", "schemas"], "schemas/site.schema.json"),
    (
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
            "shared",
        ],
        "shared/waivers.kdl",
    ),
];

#[test]
fn no_command_writes_through_a_link() {
    for (arguments, place) in WRITING {
        for target in ["outside/rc", "outside/new", "repo/.git/config", "repo/.git/hooks/post-commit"] {
            let folder = repository();
            let repo = folder.path().join("repo");
            let shared =
                crate::security::tree::NET.replace("over GE-S:1", "over GE-N:1").replace("conduit cable", "conduit");
            folder.write("repo/shared/corridor.kdl", &shared);
            let is_folder = !place.contains('.') || place.ends_with("-TBS");
            let to = folder.path().join(target);
            link(if is_folder { to.parent().expect("it has one") } else { &to }, repo.join(place));
            let before = snapshot(folder.path());
            let ran = command(&repo, arguments);
            let changed = differences(&before, &snapshot(folder.path()));
            let is_bad = |line: &&String| line.starts_with("outside") || line.starts_with("repo/.git");
            assert_eq!(changed.iter().find(is_bad), None, "{arguments:?} with {place} to {target}");
            assert_eq!(ran.code, 2, "{arguments:?} with {place} to {target}: {}{}", ran.stdout, ran.stderr);
            let refused =
                ["is a link", "holds a corridor already", "exists, and nothing is overwritten", "cannot be read"];
            assert!(refused.iter().any(|why| ran.stderr.contains(why)), "{arguments:?}: {}", ran.stderr);
        }
    }
}

#[test]
fn nothing_is_written_below_git() {
    let folder = repository();
    let repo = folder.path().join("repo");
    let before = snapshot(folder.path());
    for arguments in [
        &["check", "net", "--output", "sarif=.git/report.sarif"][..],
        &["check", "net", "--output", "sarif=.GIT/report.sarif"],
        &["check", "net", "--evidence", ".git/hooks/post-commit"],
        &["generate", "frr", "net", "--out", ".git"],
        &["generate", "frr", "net", "--out", "net/../.git/hooks"],
        &["generate", "frr", "net", "--out", "x/.git/hooks"],
        &["init", ".git/begin"],
        &["schema", "--all", "--out", ".git/info"],
    ] {
        let ran = command(&repo, arguments);
        assert!(ran.code == 2 && ran.stderr.contains("belongs to git"), "{arguments:?}: {}", ran.stderr);
        assert_eq!(differences(&before, &snapshot(folder.path())), [""; 0], "{arguments:?}");
    }
    // From inside, too.
    let ran = command(&repo.join(".git"), &["check", "../net", "--output", "sarif=report.sarif"]);
    assert!(ran.code == 2 && ran.stderr.contains("belongs to git"), "{}", ran.stderr);
}

/// What was found is shown even where a report cannot be written.
#[test]
fn findings_are_shown_where_a_report_cannot_be_written() {
    let folder = repository();
    let repo = folder.path().join("repo");
    folder.write("repo/net/services.kdl", "site A { country ZZ }\n");
    let ran = today(&repo, &["check", "net", "--format", "short", "--output", "junit=no/such/report.xml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("services.kdl:1:"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("`no/such/report.xml`") && ran.stderr.contains("its folder does not exist"),
        "{}",
        ran.stderr
    );
}

fn hash(text: &[u8]) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text) {
        write!(hex, "{byte:02x}").expect("a string takes all");
    }
    hex
}

#[test]
fn a_manifest_names_only_what_its_target_writes_with_the_content_it_wrote() {
    let folder = repository();
    let repo = folder.path().join("repo");
    let build = repo.join("build");
    let generate = |more: &[&str]| {
        let arguments: Vec<&str> = ["generate", "frr", "net", "--out", "build"].iter().chain(more).copied().collect();
        today(&repo, &arguments)
    };
    // Names that the target never writes are not its own, whatever their hashes; nor are paths that lead out.
    folder.write("repo/build/README", "mine\n");
    folder.write("repo/build/sub/keep", "mine\n");
    let manifest = format!(
        "{}  README\nsub/keep\n../net/corridor.kdl\n{}  .git/config\n/etc/passwd\n",
        hash(b"mine\n"),
        hash(b"")
    );
    folder.write("repo/build/.corridor-frr", &manifest);
    let ran = generate(&[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("names `README`, which it never writes"), "{}", ran.stderr);
    assert!(
        build.join("README").is_file() && build.join("sub/keep").is_file() && repo.join("net/corridor.kdl").is_file()
    );
    let conf = build.join("R-TBS/frr.conf");
    let text = fs::read_to_string(&conf).expect("it is written");
    let written = fs::read_to_string(build.join(".corridor-frr")).expect("it is written");
    assert!(written.contains(&format!("{}  R-TBS/frr.conf\n", hash(text.as_bytes()))), "{written}");
    assert!(!written.contains("README"), "{written}");

    // A file that somebody changed is named, and nothing is written.
    fs::write(&conf, "mine\n").expect("it can be written");
    folder.write("repo/net/more.kdl", "device R-NEW { site GE-TBS; role router; operator grt; platform frr }\n");
    let before = snapshot(folder.path());
    for more in [&[][..], &["--check"], &["--diff"]] {
        let ran = generate(more);
        assert_eq!(ran.code, 2, "{more:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("`R-TBS/frr.conf` has changed since it was generated"), "{}", ran.stderr);
        assert_eq!(differences(&before, &snapshot(folder.path())), [""; 0]);
    }
    assert_eq!(generate(&["--overwrite"]).code, 0);
    assert!(fs::read_to_string(&conf).expect("it is there").starts_with("! Generated by corridor"));

    // A manifest of the first edition has no hashes: what would change is named.
    folder.write("repo/build/.corridor-frr", "R-TBS/daemons\nR-TBS/frr.conf\nR-OLD/frr.conf\n");
    folder.write("repo/build/R-OLD/frr.conf", "old\n");
    let ran = generate(&[]);
    assert!(
        ran.code == 2 && ran.stderr.contains("`R-OLD/frr.conf` was generated by an earlier version"),
        "{}",
        ran.stderr
    );
    assert!(build.join("R-OLD/frr.conf").is_file());
    assert_eq!(generate(&["--overwrite"]).code, 0);
    assert!(!build.join("R-OLD").exists(), "what is generated no more goes, with its folder");
    let again = generate(&["--check"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{}", again.stderr);
}

/// The command under `strace`, which makes system calls fail.
fn traced(strace: &Path, folder: &Path, inject: &str, arguments: &[&str]) -> crate::support::Ran {
    let mut command = Command::new(strace);
    command
        .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e"])
        .arg(format!("inject=rename,renameat,renameat2:{inject}"));
    command.arg(env!("CARGO_BIN_EXE_corridor")).args(arguments).current_dir(folder);
    run(&mut command)
}

#[test]
fn an_edit_that_fails_says_what_is_done_and_leaves_each_file_whole() {
    let Some(strace) = program("strace", PathBuf::from("strace")) else { return };
    let site = "site A { country AZ; at 40 49 }\nsite B { country GE; at 41 44 }\n";
    let cable = |at: usize| format!("cable K-{at} {{ medium terrestrial; span 1 {{ from A; to B }} }}\n");
    let files: Vec<(String, String)> = (0..5)
        .map(|at| (format!("party-{at}/plant.kdl"), cable(at)))
        .chain([("sites.kdl".to_owned(), site.to_owned())])
        .collect();
    for at in 1..=files.len() {
        for inject in [format!("error=EIO:when={at}"), format!("signal=KILL:when={at}")] {
            let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let folder = Folder::with(&texts);
            let ran = traced(&strace, folder.path(), &inject, &["rename", "A", "AZ-1"]);
            let new = |text: &str| text.replace("site A ", "site AZ-1 ").replace("from A;", "from AZ-1;");
            let is_new = |(name, old): &(String, String)| {
                let left = fs::read_to_string(folder.path().join(name)).expect("it is there");
                assert!(left == *old || left == new(old), "{name} is neither old nor new:\n{left}");
                left != *old
            };
            let count = files.iter().filter(|file| is_new(file)).count();
            if inject.starts_with("error") {
                assert_eq!((count, ran.code), (at - 1, 2), "{}", ran.stderr);
                let (done, not) = ran.stderr.split_once("; not written: ").expect("it says what is not done");
                assert_eq!(done.matches("plant.kdl`").count(), count.min(5), "{}", ran.stderr);
                assert_eq!(not.matches(".kdl`").count(), files.len() - count, "{}", ran.stderr);
                let left = snapshot(folder.path());
                assert!(!left.keys().any(|name| name.contains(".tmp")), "{left:?}");
            } else {
                assert!(count == at - 1 || count == at, "{count} of {at}");
            }
            // Nothing is ended later.
            let left = snapshot(folder.path());
            command(folder.path(), &["fmt", "--check"]);
            assert_eq!(differences(&left, &snapshot(folder.path())), [""; 0]);
        }
    }
}

/// A file that changed between reading and writing keeps what somebody else wrote.
#[test]
fn a_new_file_takes_nobodys_place() {
    let folder = Folder::with(&[("begin/kura", "mine\n")]);
    let ran = command(folder.path(), &["init", "begin"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(snapshot(folder.path()).len(), 2, "nothing is written");
}
