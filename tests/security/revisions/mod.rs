//! What a change is compared with is a commit of the repository, whatever files the change brings.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::formats::{commit, git};
use crate::security::tree::{NET, command, link, repository, snapshot, today};
use crate::support::{Folder, Ran, TODAY, corridor, root, run};

/// The same corridor with both legs in one duct, and a policy that does not mind.
fn weakened() -> String {
    NET.replace("disjoint conduit cable", "disjoint cable").replace("along DUCT-S", "along DUCT-N")
}

/// A repository whose second commit gives up a promise; the hash of the first.
fn changed() -> (Folder, String) {
    let folder = repository();
    let repo = folder.path().join("repo");
    let base = git(&repo, &["rev-parse", "HEAD"]).trim().to_owned();
    folder.write("repo/net/corridor.kdl", &weakened());
    (folder, base)
}

fn commit_all(folder: &Folder) {
    let repo = folder.path().join("repo");
    git(&repo, &["add", "--all", "."]);
    commit(&repo, "a change");
}

/// What CI runs, in the root of the repository or elsewhere.
fn pull_request(folder: &Folder, at: &str, settings: &[(&str, &str)]) -> Ran {
    let mut script = Command::new(root().join("ci/pull-request"));
    script.current_dir(folder.path().join(at)).env("CORRIDOR", env!("CARGO_BIN_EXE_corridor"));
    script.env("CORRIDOR_OUT", folder.path().join("ci-out")).env("CORRIDOR_TODAY", TODAY);
    script.env_remove("GITHUB_STEP_SUMMARY").env_remove("GITHUB_EVENT_NAME").env("CORRIDOR_PATH", "net");
    run(script.envs(settings.iter().copied()))
}

fn names_the_loss(ran: &Ran) {
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("::error") && ran.stdout.contains("disjoint conduit of `working`"), "{}", ran.stdout);
    // What is asked less is a warning at the line that says so.
    let line = weakened().lines().position(|line| line.starts_with("policy gold")).expect("it is there") + 1;
    let warning = format!("::warning file=net/corridor.kdl,line={line},");
    let weakened = "policy `gold`: `disjoint conduit` is no longer asked for";
    assert!(ran.stdout.lines().any(|line| line.starts_with(&warning) && line.contains(weakened)), "{}", ran.stdout);
}

#[test]
fn a_file_or_folder_named_like_the_base_is_not_the_base() {
    for only_new in ["false", "true"] {
        let (folder, base) = changed();
        let repo = folder.path().join("repo");
        // The change's own findings as a baseline, a hidden copy of the new corridor, by every name of the base.
        let own = today(&repo, &["check", "net", "--format", "json"]).stdout;
        folder.write("repo/.assets/corridor.kdl", &weakened());
        folder.write("repo/main~1/corridor.kdl", &weakened());
        folder.write(&format!("repo/{base}/corridor.kdl"), &weakened());
        link(repo.join(".assets"), repo.join("HEAD~1"));
        for name in ["HEAD^1", &base[..12], "net/HEAD^1", "net/HEAD~1", &format!("net/{base}")] {
            folder.write(&format!("repo/{name}"), &own);
        }
        commit_all(&folder);
        for named in ["HEAD^1", "HEAD~1", "main~1", &base, &base[..12]] {
            let settings = [("CORRIDOR_BASE", named), ("CORRIDOR_ONLY_NEW", only_new)];
            names_the_loss(&pull_request(&folder, "repo", &settings));
            let ran = today(&repo, &["diff", named, "--dir", "net"]);
            assert!(ran.code == 1 && ran.stdout.contains("disjoint conduit of `working`"), "{named}: {}", ran.stderr);
            let ran = today(&repo.join("net"), &["diff", named]);
            assert!(ran.code == 1 && ran.stdout.contains("disjoint conduit of `working`"), "{named}: {}", ran.stderr);
        }
        names_the_loss(&pull_request(&folder, "repo", &[("GITHUB_EVENT_NAME", "pull_request")]));
        // With the prefix of a path it is one.
        let ran = today(&repo, &["diff", "./.assets", "./net"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let ran = today(&repo, &["check", "net", "--baseline", "./HEAD^1"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
}

/// A finding that the base has is known; the same for the change's own file is no base.
#[test]
fn a_baseline_is_a_revision_unless_it_is_written_as_a_path() {
    let folder = repository();
    let repo = folder.path().join("repo");
    let bad = NET.replace("over GE-S:1", "over GE-N:1");
    folder.write("repo/net/corridor.kdl", &bad);
    let own = today(&repo, &["check", "net", "--format", "json"]);
    assert_eq!(own.code, 1);
    folder.write("repo/HEAD", &own.stdout);
    folder.write("repo/base.json", &own.stdout);
    assert_eq!(today(&repo, &["check", "net", "--baseline", "HEAD"]).code, 1);
    assert_eq!(today(&repo, &["check", "net", "--baseline", "./HEAD"]).code, 0);
    let absolute = repo.join("base.json");
    assert_eq!(today(&repo, &["check", "net", "--baseline", absolute.to_str().expect("it is UTF-8")]).code, 0);
    // A path without a prefix is refused, with the text to type.
    let ran = today(&repo, &["check", "net", "--baseline", "base.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("write `./base.json`"), "{}", ran.stderr);
    let ran = today(&repo, &["diff", "net"]);
    assert!(ran.code == 2 && ran.stderr.contains("write `./net`"), "{}", ran.stderr);
    let mut home = corridor();
    home.args(["check", "net", "--today", TODAY, "--baseline", "~/base.json"]).current_dir(&repo).env("HOME", &repo);
    assert_eq!(run(&mut home).code, 0);
}

#[test]
fn an_ambiguous_name_is_refused_and_a_hash_means_its_content() {
    let (folder, base) = changed();
    let repo = folder.path().join("repo");
    commit_all(&folder);
    let head = git(&repo, &["rev-parse", "HEAD"]).trim().to_owned();
    // A tag with the name of a branch, a branch with the name of a hash or the start of one.
    git(&repo, &["branch", "release", &base]);
    git(&repo, &["tag", "release", &head]);
    git(&repo, &["update-ref", &format!("refs/heads/{}", &base[..10]), &head]);
    for named in ["release", &base[..10]] {
        let ran = today(&repo, &["diff", named, "--dir", "net"]);
        assert!(ran.code == 2 && ran.stderr.contains("ambiguous"), "{named}: {}{}", ran.stdout, ran.stderr);
    }
    assert_eq!(today(&repo, &["diff", "refs/heads/release", "--dir", "net"]).code, 1);
    git(&repo, &["update-ref", &format!("refs/heads/{base}"), &head]);
    git(&repo, &["replace", &base, &head]);
    fs::create_dir_all(repo.join(".git/info")).expect("it can be made");
    fs::write(repo.join(".git/info/grafts"), format!("{head} {head}\n")).expect("it can be written");
    for named in [&base, "HEAD^1", "HEAD~1"] {
        let ran = today(&repo, &["diff", named, "--dir", "net"]);
        assert!(
            ran.code == 1 && ran.stdout.contains("disjoint conduit of `working`"),
            "{named}: {}{}",
            ran.stdout,
            ran.stderr
        );
    }
    names_the_loss(&pull_request(&folder, "repo", &[("CORRIDOR_BASE", &base)]));
}

/// A folder that became a link would have nothing to compare with.
#[test]
fn a_folder_behind_a_link_of_the_repository_is_refused() {
    let (folder, base) = changed();
    let repo = folder.path().join("repo");
    fs::rename(repo.join("net"), repo.join("moved")).expect("it can be moved");
    link("moved", repo.join("net"));
    commit_all(&folder);
    for named in ["HEAD^1", &base] {
        let ran = today(&repo, &["diff", named, "--dir", "net"]);
        assert!(ran.code == 2 && ran.stderr.contains("is a link"), "{named}: {}{}", ran.stdout, ran.stderr);
        let ran = pull_request(&folder, "repo", &[("CORRIDOR_BASE", named)]);
        assert!(ran.code == 2 || ran.stdout.contains("disjoint conduit of `working`"), "{}", ran.stdout);
    }
}

#[test]
fn a_base_that_is_not_there_is_a_failure_that_says_what_to_do() {
    let (folder, _) = changed();
    commit_all(&folder);
    let shallow = folder.path().join("shallow");
    let origin = format!("file://{}", folder.path().join("repo").display());
    git(folder.path(), &["clone", "--quiet", "--depth", "1", &origin, "shallow"]);
    for settings in [&[("GITHUB_EVENT_NAME", "pull_request")][..], &[("CORRIDOR_BASE", "main~1")]] {
        let ran = pull_request(&folder, "shallow", settings);
        assert!(ran.code == 2 && ran.stdout.contains("fetch-depth: 0"), "{}{}", ran.stdout, ran.stderr);
    }
    let ran = today(&shallow, &["diff", "HEAD^1", "--dir", "net"]);
    assert!(ran.code == 2 && ran.stderr.contains("`fetch-depth: 0`"), "{}", ran.stderr);
    // A checkout of the head in place of the merge: its first parent is a commit of the pull request itself.
    let repo = folder.path().join("repo");
    let head = git(&repo, &["rev-parse", "HEAD"]).trim().to_owned();
    let ran = pull_request(&folder, "repo", &[("GITHUB_EVENT_NAME", "pull_request"), ("CORRIDOR_HEAD", &head)]);
    assert!(ran.code == 2 && ran.stdout.contains("is not the merge"), "{}{}", ran.stdout, ran.stderr);
}

/// What the script writes goes through no link of the repository.
#[test]
fn the_script_writes_through_no_link() {
    let (folder, _) = changed();
    let repo = folder.path().join("repo");
    link("../outside", repo.join("corridor-out"));
    for name in ["change.md", "comment.md", "findings.md", "corridor.sarif"] {
        link(repo.join(".git/config"), repo.join("linked").join(name));
    }
    commit_all(&folder);
    let before = snapshot(folder.path());
    for out in ["corridor-out", "linked"] {
        let ran = pull_request(&folder, "repo", &[("CORRIDOR_BASE", "HEAD^1"), ("CORRIDOR_OUT", out)]);
        assert_eq!(ran.code, 2, "{out}: {}{}", ran.stdout, ran.stderr);
        let after = snapshot(folder.path());
        let is_bad = |line: &String| line.starts_with("outside") || line.starts_with("repo/.git");
        let bad: Vec<String> = crate::security::tree::differences(&before, &after).into_iter().filter(is_bad).collect();
        assert_eq!(bad, [""; 0], "{out}");
    }
}

/// The files of a revision behind a colon are named as git names them.
#[test]
fn a_path_behind_a_colon_is_as_git_writes_it() {
    let (folder, _) = changed();
    let repo = folder.path().join("repo");
    commit_all(&folder);
    let lost = |at: &Path, old: &str| {
        let ran =
            command(at, &["diff", old, "--dir", repo.join("net").to_str().expect("it is UTF-8"), "--today", TODAY]);
        (ran.code, ran.stdout.contains("disjoint conduit of `working`"))
    };
    assert_eq!(lost(&repo, "HEAD^1:net"), (1, true));
    assert_eq!(lost(&repo, "HEAD^1:./net"), (1, true));
    assert_eq!(lost(&repo.join("net"), "HEAD^1:."), (1, true));
    assert_eq!(lost(&repo.join("net"), "HEAD^1:../net"), (1, true));
    assert_eq!(lost(&repo, "HEAD^1:no/such"), (2, false));
    assert_eq!(lost(&repo, "HEAD^1:net/corridor.kdl"), (2, false));
    assert_eq!(lost(&repo, ":net"), (2, false));
    assert_eq!(lost(&repo, "HEAD^1:../.."), (2, false));
}
