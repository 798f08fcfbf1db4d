//! Files that look like declaration files: read, or reported.

use std::fs;

use serde_json::Value;

use crate::formats::{commit, git};
use crate::support::{Folder, TODAY, check_short, corridor, run};

/// The lines that speak of a rule.
fn of(stdout: &str, rule: &str) -> Vec<String> {
    stdout.lines().filter(|line| line.contains(&format!("[{rule}]"))).map(str::to_owned).collect()
}

/// The files that a rule is reported at.
fn files_of(stdout: &str, rule: &str) -> Vec<String> {
    of(stdout, rule).iter().map(|line| line.split(":1:1: ").next().expect("a path").to_owned()).collect()
}

const NETWORK: &str = "corridor { delay terrestrial (us-per-km)4.9; route-factor terrestrial 1.3 }
operator opa { name \"Op A\"; country DE; asn 65001 }
operator opb { name \"Op B\"; country DE; asn 65002 }
site A { country DE; at 50.10 8.60 }
site B { country DE; at 51.30 12.40 }
site M { country DE; at 50.60 9.70 }
cable N { medium terrestrial; operator opa; span 1 { from A; to M; length (km)121 }; span 2 { from M; to B; length (km)260 } }
cable S { medium terrestrial; operator opb; span 1 { from A; to M; length (km)125 }; span 2 { from M; to B; length (km)265 } }
";
const SERVICE: &str = "policy p { disjoint site cable }
service SVC { from A; to B; capacity (Gbps)10; policy p; leg w { over N }; leg v { over S } }
";

#[test]
fn an_extension_in_capitals_is_read() {
    let folder = Folder::with(&[("corridor.kdl", NETWORK), ("SERVICES.KDL", SERVICE)]);
    let ran = check_short(folder.path());
    assert_eq!(of(&ran.stdout, "shared-site").len(), 1, "{}", ran.stdout);
    assert!(ran.stdout.starts_with("SERVICES.KDL:2:"), "{}", ran.stdout);
    let listed = run(corridor().args(["list", "service"]).arg(folder.path()));
    assert!(listed.stdout.contains("SVC"), "{}", listed.stdout);
    // In a revision too, and by the editing commands.
    git(folder.path(), &["init", "--quiet", "."]);
    commit(folder.path(), "one");
    let known =
        run(corridor().args(["check", "--format", "short", "--today", TODAY, "--baseline", "HEAD"]).arg(folder.path()));
    assert_eq!((known.code, known.stdout.as_str()), (0, ""), "{}", known.stderr);
    let formatted = run(corridor().arg("fmt").arg(folder.path()));
    assert!(
        formatted.stderr.contains("2 files formatted") || formatted.stderr.contains("of 2"),
        "{}",
        formatted.stderr
    );
    let renamed = run(corridor().args(["rename", "SVC", "SVC-1"]).arg(folder.path()));
    assert_eq!(renamed.code, 0, "{}", renamed.stderr);
    let text = fs::read_to_string(folder.path().join("SERVICES.KDL")).expect("it can be read");
    assert!(text.contains("SVC-1"), "{text}");
}

/// Files that are skipped, and files that are of no interest.
const SKIPPED: [&str; 10] = [
    "#a.kdl#",
    ".hidden.kdl",
    ".old/deep/b.kdl",
    ".swap.kdl.swp",
    "a.KDL.bak",
    "a.kdl ",
    "a.kdl.orig",
    "a.kdl2",
    "a.kdl~",
    "az/plant.kdl.txt",
];
const OTHERS: [&str; 6] =
    [".git/x.kdl", "sub/.git/y.kdl", ".hg/store/z.kdl.i", "notes.txt", "a.kdlfmt", ".old/notes.txt"];

#[test]
fn what_looks_like_a_declaration_file_and_is_not_read_is_reported() {
    let folder = Folder::with(&[("corridor.kdl", NETWORK)]);
    for path in SKIPPED.iter().chain(&OTHERS) {
        folder.write(path, "metro SECRET\n");
    }
    let ran = check_short(folder.path());
    assert_eq!(ran.code, 0, "a warning: {}", ran.stdout);
    assert_eq!(files_of(&ran.stdout, "skipped-file"), SKIPPED, "{}", ran.stdout);
    assert!(!ran.stdout.contains("SECRET"), "{}", ran.stdout);
    assert!(ran.stderr.contains("in 1 file"), "what is not read does not count: {}", ran.stderr);
    let levels = "rules { deny skipped-file; allow skipped-file in=\".old\"; allow skipped-file in=\"*.orig\" }\n";
    folder.write("rules.kdl", levels);
    let ran = check_short(folder.path());
    assert_eq!((ran.code, of(&ran.stdout, "skipped-file").len()), (1, SKIPPED.len() - 2), "{}", ran.stdout);
    assert_eq!(of(&ran.stdout, "unused-rule-path").len(), 0, "{}", ran.stdout);
}

#[test]
fn a_revision_reports_what_a_folder_reports() {
    let folder =
        Folder::with(&[("net/corridor.kdl", NETWORK), ("outside.kdl", "metro SECRET\n"), ("net/plant.txt", "")]);
    for path in SKIPPED {
        folder.write(&format!("net/{path}"), "metro SECRET\n");
    }
    #[cfg(unix)]
    for (to, from) in
        [("../outside.kdl", "out.kdl"), ("plant.txt", "text.kdl"), ("corridor.kdl", "same.kdl"), (".", "up")]
    {
        std::os::unix::fs::symlink(to, folder.path().join("net").join(from)).expect("a link can be made");
    }
    git(folder.path(), &["init", "--quiet", "."]);
    commit(folder.path(), "one");
    let net = folder.path().join("net");
    let all = check_short(&net);
    let links = if cfg!(unix) { 2 } else { 0 };
    assert_eq!(of(&all.stdout, "skipped-file").len(), SKIPPED.len() + links, "{}", all.stdout);
    let known = run(corridor().args(["check", "--format", "short", "--today", TODAY, "--baseline", "HEAD"]).arg(&net));
    assert_eq!((known.code, known.stdout.as_str()), (0, ""), "{}", known.stderr);
    // And not more: an empty folder knows of nothing else at the revision.
    fs::remove_dir_all(&net).expect("it can be removed");
    folder.write("net/corridor.kdl", NETWORK);
    let diff = run(corridor().args(["diff", "HEAD", "--format", "json"]).current_dir(&net));
    assert!(diff.code < 2 && !diff.stdout.contains("SECRET"), "{}{}", diff.stdout, diff.stderr);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_what_is_behind_them_is_not_lost_in_silence() {
    use std::os::unix::fs::symlink;
    let outside = Folder::with(&[("az/plant.kdl", "metro SECRET\n"), ("x.txt", "")]);
    let folder = Folder::with(&[("corridor.kdl", NETWORK), ("in/b.kdl", ""), ("plant.txt", ""), (".old/c.kdl", "")]);
    let link = |to: &std::path::Path, name: &str| symlink(to, folder.path().join(name)).expect("a link can be made");
    link(&outside.path().join("az"), "az");
    link(&outside.path().join("az/plant.kdl"), "out.kdl");
    link(&outside.path().join("x.txt"), "x.txt");
    link(&folder.path().join("in/b.kdl"), "b.kdl");
    link(&folder.path().join("in"), "also");
    link(&folder.path().join("plant.txt"), "plant.kdl");
    link(&folder.path().join(".old/c.kdl"), "c.kdl");
    link(&folder.path().join("nowhere"), "nowhere.kdl");
    link(&folder.path().join("nowhere"), ".#lock.kdl");
    let ran = check_short(folder.path());
    let skipped = [".old/c.kdl", "az", "c.kdl", "out.kdl", "plant.kdl"];
    assert_eq!(files_of(&ran.stdout, "skipped-file"), skipped, "{}", ran.stdout);
    assert_eq!(files_of(&ran.stdout, "unreadable-file"), ["nowhere.kdl"], "{}", ran.stdout);
    assert!(!ran.stdout.contains("SECRET"), "{}", ran.stdout);
    // What lies behind such a link may be what a line of `rules` is for.
    folder.write("rules.kdl", "rules { allow missing-source in=\"az/*.kdl\"; allow missing-source in=\"a?/*.kdl\"; allow missing-source in=\"in/c.kdl\" }\n");
    let ran = check_short(folder.path());
    let unused = of(&ran.stdout, "unused-rule-path");
    assert!(unused.len() == 1 && unused[0].contains("in/c.kdl"), "{}", ran.stdout);
}

#[test]
fn a_flood_of_skipped_files_is_counted() {
    let folder = Folder::with(&[("corridor.kdl", NETWORK)]);
    for at in 0..250 {
        folder.write(&format!("old/{at:03}.kdl.bak"), "");
    }
    let ran = check_short(folder.path());
    let skipped = of(&ran.stdout, "skipped-file");
    assert_eq!(skipped.len(), 101, "{}", ran.stdout);
    assert!(skipped[100].contains("and 149 more files"), "{}", skipped[100]);
}

#[test]
fn a_folder_of_skipped_files_alone_holds_nothing_to_check() {
    let folder = Folder::with(&[("corridor.kdl.bak", NETWORK)]);
    let ran = check_short(folder.path());
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("`corridor.kdl.bak` is not read"), "{}", ran.stderr);
}

#[test]
fn paths_that_differ_in_case_only_are_reported() {
    let folder = Folder::with(&[("corridor.kdl", NETWORK), ("a.kdl", "metro X\n")]);
    folder.write("A.KDL", "metro Y\n");
    if fs::read_dir(folder.path()).expect("it can be read").count() < 3 {
        return;
    }
    folder.write("az/é.kdl", "");
    folder.write("AZ/É.kdl", "");
    let ran = check_short(folder.path());
    assert_eq!(files_of(&ran.stdout, "colliding-path"), ["a.kdl", "az/é.kdl"], "{}", ran.stdout);
    assert!(ran.stdout.contains("`a.kdl` and `A.KDL` differ in case only"), "{}", ran.stdout);
}

#[test]
fn a_file_in_conflict_is_one_finding_and_nothing_is_blamed_on_others() {
    let conflict = "site C {\n    country DE\n<<<<<<< HEAD\n    at 50 8\n=======\n    at 51 8\n>>>>>>> theirs\n}\n<<<<<<< HEAD\ncorridor { title x }\n=======\ncorridor { title y }\n>>>>>>> theirs\nsite A { country DE; at 1 1 }\n";
    let more = "cable Q { medium terrestrial; span 1 { from A; to C; length (km)100 } }\n";
    let folder = Folder::with(&[("corridor.kdl", NETWORK), ("more.kdl", more), ("broken.kdl", conflict)]);
    let ran = check_short(folder.path());
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let denied: Vec<&str> = ran.stdout.lines().filter(|line| line.contains(": deny[")).collect();
    assert_eq!(denied.len(), 1, "{}", ran.stdout);
    assert!(
        denied[0].starts_with("broken.kdl:3:1: deny[syntax-error]: an unresolved merge conflict, lines 3 to 7"),
        "{}",
        denied[0]
    );
    let fixed = run(corridor().args(["fmt", "--check"]).arg(folder.path()));
    assert_eq!(fixed.code, 1, "{}", fixed.stderr);
}

#[test]
fn a_path_of_rules_that_matches_no_file_is_reported() {
    let rules = "rules { allow shared-site in=\"./corridor.kdl\"; deny missing-source in=\"az/*.kdl\" }\n";
    let folder = Folder::with(&[("corridor.kdl", &format!("{NETWORK}{SERVICE}{rules}"))]);
    let ran = check_short(folder.path());
    assert_eq!(of(&ran.stdout, "shared-site").len(), 0, "`./corridor.kdl` is `corridor.kdl`: {}", ran.stdout);
    let unused = of(&ran.stdout, "unused-rule-path");
    assert_eq!(unused.len(), 1, "{}", ran.stdout);
    assert!(unused[0].contains("warn[") && unused[0].contains("az/*.kdl"), "{}", unused[0]);
    folder.write("az/plant.kdl", "metro X\n");
    assert_eq!(of(&check_short(folder.path()).stdout, "unused-rule-path").len(), 0);
}

#[test]
fn evidence_names_the_texts_that_were_read_and_no_others() {
    let hash = |folder: &Folder| {
        let file = folder.path().join("evidence.out");
        let ran = run(corridor().args(["check", "--evidence"]).arg(&file).arg(folder.path()));
        assert!(ran.code < 2, "{}", ran.stderr);
        let evidence: Value =
            serde_json::from_str(&fs::read_to_string(file).expect("it is written")).expect("it is JSON");
        evidence["declarations"].as_str().expect("a text").to_owned()
    };
    let folder = Folder::with(&[("b.kdl", NETWORK), ("a/x.KDL", SERVICE)]);
    let first = hash(&folder);
    // As docs/evidence.md defines it, by another program.
    if let Some(python) = crate::consumers::program("python3", "python3".into()) {
        let script = "import hashlib, os, sys\nos.chdir(sys.argv[1])\ndigest = hashlib.sha256()\nfor path in sorted(['b.kdl', 'a/x.KDL'], key=str.encode):\n    for part in (path.encode(), open(path, 'rb').read()):\n        digest.update(len(part).to_bytes(8, 'little') + part)\nprint('sha256:' + digest.hexdigest())\n";
        let ran = run(std::process::Command::new(python).args(["-c", script]).arg(folder.path()));
        assert_eq!(ran.stdout.trim(), first, "{}", ran.stderr);
    }
    folder.write("old.kdl.bak", NETWORK);
    assert_eq!(hash(&folder), first, "what is skipped does not count");
    folder.write("b.kdl", &format!("{NETWORK}// a comment\n"));
    let second = hash(&folder);
    assert_ne!(second, first);
    fs::rename(folder.path().join("b.kdl"), folder.path().join("c.kdl")).expect("it can be renamed");
    assert_ne!(hash(&folder), second, "where a text stands counts");
}
