//! Inputs that were made to cost much, of some two hundred shapes: each costs little more than an ordinary corridor.

use std::fs;
use std::process::Command;

use crate::cost::{check_cheaply, run_cheaply};
use crate::support::{Folder, TODAY, corridor, root};

/// Bytes of each.
const SIZE: usize = if cfg!(debug_assertions) { 60_000 } else { 1_000_000 };

/// A folder a shape; `None` without Python.
fn inputs(names: &[&str]) -> Option<Folder> {
    let folder = Folder::new();
    let mut command = Command::new("python3");
    command.arg(root().join("tests/security/cost/inputs.py")).arg(folder.path()).arg(SIZE.to_string()).args(names);
    let Ok(status) = command.status() else {
        assert!(std::env::var_os("CORRIDOR_REQUIRE_TOOLS").is_none(), "python3 is not there");
        println!("skipped: python3 is not there");
        return None;
    };
    assert!(status.success(), "the inputs are written");
    Some(folder)
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("a folder can be read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("it has an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn inputs_made_to_cost_much_do_not() {
    let Some(folder) = inputs(&[]) else { return };
    let names = names(&folder);
    assert!(names.len() > 150);
    for name in names {
        let ran = check_cheaply(&name, &folder.path().join(&name));
        assert!((0..=3).contains(&ran.code) && !ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
    }
}

#[test]
fn every_command_is_bounded_on_some_of_them() {
    let shapes =
        ["deep-within", "legs-share-many", "long-over", "risk-circles", "outages", "schema-doubles", "one-line"];
    let Some(folder) = inputs(&shapes) else { return };
    let mut commands: Vec<Vec<&str>> = ["human", "json", "sarif", "github", "gitlab", "junit", "markdown"]
        .map(|format| vec!["check", "--format", format])
        .into();
    commands.extend([
        vec!["list", "site"],
        vec!["graph"],
        vec!["timeline"],
        vec!["simulate", "--each"],
        vec!["path", "A", "B"],
        vec!["fmt", "--check"],
        vec!["fix", "--diff"],
        vec!["lock", "--check"],
    ]);
    for name in names(&folder) {
        for args in &commands {
            let mut command = corridor();
            command.args(args).current_dir(folder.path().join(&name));
            if matches!(args[0], "check" | "timeline" | "simulate" | "path") {
                command.args(["--today", TODAY]);
            }
            let ran = run_cheaply(&format!("{name}: {args:?}"), SIZE, &mut command);
            assert!((0..=3).contains(&ran.code) && !ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
        }
    }
}
