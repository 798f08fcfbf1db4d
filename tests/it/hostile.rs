//! What a public pull request can contain: answered at once, with a clear text, and no panic.

use std::fmt::Write as _;
use std::fs;

use corridor::diagnostic::MAX_FINDINGS;

use crate::cost::{check_cheaply, run_cheaply};
use crate::support::{Folder, Ran, TODAY, check_short, corridor, files, root, run};

fn check(folder: &Folder) -> Ran {
    let ran = check_cheaply("hostile", folder.path());
    assert!(matches!(ran.code, 1 | 2), "exit {}: {}{}", ran.code, ran.stdout, ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert!(!ran.stdout.is_empty() || ran.stderr.contains("corridor: "), "{}", ran.stderr);
    ran
}

fn check_bytes(bytes: &[u8]) -> Ran {
    let folder = Folder::new();
    fs::write(folder.path().join("x.kdl"), bytes).expect("the file can be written");
    check(&folder)
}

const LARGE: usize = if cfg!(debug_assertions) { 2_000_000 } else { 20_000_000 };

#[test]
fn deep_nesting_is_refused() {
    for text in ["a {", "/-{", "a /-{", "(", "site X { "] {
        check_bytes(text.repeat(100_000).as_bytes());
    }
}

#[test]
fn large_files_of_one_sign_are_refused() {
    for text in ["\"", "#", "/*", "#\"\n", "##\"\"\"\n", "r#\"", "}", "{", "a{", "site ", "a=", "\\"] {
        check_bytes(text.repeat(LARGE / text.len()).as_bytes());
    }
}

#[test]
fn a_flood_of_findings_is_drawn_in_part_and_counted() {
    let folder = Folder::with(&[("x.kdl", &"sote x\n".repeat(5_000))]);
    let ran = run(corridor().args(["check", "--today", TODAY]).arg(folder.path()));
    assert_eq!(ran.stdout.matches("unknown-kind").count(), 200);
    assert!(ran.stdout.contains("\n4800 more findings are not drawn"), "{}", &ran.stdout[ran.stdout.len() - 300..]);
    assert_eq!(check(&folder).stdout.lines().count(), 5_000);
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let nul = check_bytes(b"site A {\n  name \"a\0b\"\n}\n");
    assert!(nul.stdout.contains("x.kdl:2:"), "{}", nul.stdout);
    let latin = check_bytes(b"site A {\n  name \"Bak\xfc\"\n}\n");
    assert!(
        latin.stdout.contains("x.kdl:2:12: deny[unreadable-file]: `x.kdl` is not UTF-8: byte 0xFC"),
        "{}",
        latin.stdout
    );
}

#[test]
fn a_byte_order_mark_and_carriage_returns_are_fine() {
    let folder = Folder::with(&[("x.kdl", "\u{feff}metro A {\r\n}\r\nmetro B\r\n")]);
    let ran = check_short(folder.path());
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("x.kdl:3:1: warn[unused-declaration]"), "{}", ran.stdout);
}

#[test]
fn a_folder_named_like_a_file_is_named() {
    let folder = Folder::with(&[("x.kdl/y.kdl", "metro A\n")]);
    let ran = check(&folder);
    assert!(ran.stdout.contains("[unreadable-file]: `x.kdl` is a folder, not a file"), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn links_that_loop_or_lead_out_and_pipes_are_named() {
    use std::os::unix::fs::symlink;
    let outside = Folder::with(&[("secret.kdl", "metro SECRET\n")]);
    let folder = Folder::with(&[("az/a.kdl", "metro A\n")]);
    symlink(folder.path().join("loop.kdl"), folder.path().join("loop.kdl")).expect("a link can be made");
    symlink(folder.path(), folder.path().join("az/up")).expect("a link can be made");
    symlink(outside.path().join("secret.kdl"), folder.path().join("out.kdl")).expect("a link can be made");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("p.kdl")).status();
    assert!(made.expect("mkfifo starts").success());
    let ran = check(&folder);
    assert!(ran.stdout.contains("out.kdl:1:1: warn[skipped-file]"), "{}", ran.stdout);
    for name in ["loop.kdl", "p.kdl"] {
        assert!(ran.stdout.contains(&format!("{name}:1:1: deny[unreadable-file]")), "{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("SECRET"), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("`A`").count(), 1, "{}", ran.stdout);
}

#[test]
fn many_wrong_references_in_one_list_take_no_longer_than_few() {
    let mut text = String::from(
        "site A { country AZ; at 40 49 }\nsite B { country AZ; at 41 49 }\nlink L { from A; to B; capacity (Gbps)1; over",
    );
    for at in 0..LARGE / 200 {
        write!(text, " nothing-{at}").expect("a string takes all");
    }
    text.push_str(" }\n");
    let ran = check_bytes(text.as_bytes());
    assert_eq!(ran.stdout.matches("[unknown-reference]").count(), (LARGE / 200).min(MAX_FINDINGS));
}

#[test]
fn long_cycles_and_deep_chains_of_links_are_told_once() {
    let mut text = String::from("site A { country AZ; at 40 49 }\nsite B { country AZ; at 41 49 }\n");
    let links = LARGE / 200;
    for at in 0..links {
        let next = (at + 1) % links;
        writeln!(text, "link L-{at} {{ from A; to B; capacity (Gbps)1; over L-{next} }}").expect("a string takes all");
    }
    let ran = check_bytes(text.as_bytes());
    assert_eq!(ran.stdout.matches("[dependency-cycle]").count(), 1);
    assert_eq!(ran.stdout.lines().count(), 1, "{}", &ran.stdout[..ran.stdout.len().min(2_000)]);
}

#[test]
fn one_thing_named_by_many_and_many_waivers_are_linear() {
    let mut text = String::from("site A { country AZ; at 40 49 }\n");
    for at in 0..LARGE / 500 {
        writeln!(text, "site S-{at} {{ country AZ; at 40 49; within A }}").expect("a string takes all");
        writeln!(text, "waiver {{ rule shared-site; on S-{at}; reason x; approved-by y; expires \"2030\" }}")
            .expect("a string takes all");
    }
    text.push_str("site X { country AZ; at 40 49; within NOWHERE }\n");
    let ran = check_bytes(text.as_bytes());
    assert_eq!(ran.stdout.matches("[unused-waiver]").count(), LARGE / 500);
}

/// Files as a hostile hand may write them: what is said of each stands beside it, and nothing that any command writes
/// of them drives a terminal. `CORRIDOR_ACCEPT=1` writes what is said anew.
#[test]
fn the_corpus_is_told_as_expected_and_never_drives_a_terminal() {
    let mut wrong = Vec::new();
    for path in files(&root().join("tests/hostile"), "kdl") {
        let folder = Folder::new();
        fs::write(folder.path().join("case.kdl"), fs::read(&path).expect("a case can be read")).expect("it is written");
        let name = path.file_name().expect("a case has a name").to_string_lossy().into_owned();
        let said = check_short(folder.path()).stdout;
        let expectation = path.with_extension("short");
        if std::env::var_os("CORRIDOR_ACCEPT").is_some() {
            fs::write(&expectation, &said).expect("an expectation can be written");
        } else if fs::read_to_string(&expectation).unwrap_or_default() != said {
            wrong.push(format!("{name} gives\n{said}"));
        }
        let commands: [&[&str]; 8] = [
            &["check", "--color", "never"],
            &["check", "--format", "short"],
            &["check", "--format", "json"],
            &["list", "site"],
            &["list", "site", "--format", "csv"],
            &["graph", "--format", "dot", "--view", "map"],
            &["graph", "--format", "dot", "--view", "plant"],
            &["show", "A"],
        ];
        for args in commands {
            let mut command = corridor();
            command.args(args).current_dir(folder.path()).env("COLUMNS", "60");
            let ran = run_cheaply(&name, 0, &mut command);
            assert!((0..=3).contains(&ran.code), "{args:?} of {name} ended with {}: {}", ran.code, ran.stderr);
            assert!(!ran.stderr.contains("panicked"), "{args:?} of {name}: {}", ran.stderr);
            // JSON may hold marks of direction as they are, and has its own escapes for the rest.
            let is_json = args.contains(&"json");
            let drives = |c: char| {
                c.is_control() && c != '\n' && c != '\r'
                    || !is_json
                        && matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            if let Some(c) = format!("{}{}", ran.stdout, ran.stderr).chars().find(|&c| drives(c)) {
                wrong.push(format!("{args:?} of {name} writes {c:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
