//! Programs that we did not write read what we write. Each must refuse a planted fault, or its accepting proves nothing.
//!
//! Without the program a test says that it is skipped; under `tests/run` it fails.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::support::{Folder, TODAY, corridor, files, root, run};

/// The program, or `None` where it is missing and may be.
pub fn program(name: &str, path: PathBuf) -> Option<PathBuf> {
    let found = path.is_file() || Command::new(&path).arg("--version").output().is_ok();
    if found {
        return Some(path);
    }
    assert!(std::env::var_os("CORRIDOR_REQUIRE_TOOLS").is_none(), "{name} is missing: run tests/setup");
    eprintln!("skipped: {name} is missing; tests/setup installs it");
    None
}

pub fn tool(name: &str) -> PathBuf {
    root().join("target/test-tools").join(name)
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the program starts")
}

#[test]
fn graphviz_draws_every_view_without_a_word_and_refuses_a_broken_one() {
    let Some(dot) = program("dot", PathBuf::from("dot")) else { return };
    let folder = Folder::new();
    let topology = root().join("topology");
    for view in [
        ["--view", "map"].as_slice(),
        &["--view", "plant"],
        &["--view", "service", "--on", "ALA-FRA-100G-0001"],
        &["--view", "risk", "--on", "R-NAF"],
    ] {
        let ran = run(corridor().args(["graph", "--format", "dot"]).args(view).arg(&topology));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        folder.write("picture.dot", &ran.stdout);
        let drawn = output(Command::new(&dot).arg("-Tsvg").arg(folder.path().join("picture.dot")));
        assert!(drawn.status.success(), "{view:?}");
        assert_eq!(String::from_utf8_lossy(&drawn.stderr), "", "{view:?}");
        assert!(String::from_utf8_lossy(&drawn.stdout).contains("Tbilisi"));
        folder.write("broken.dot", &ran.stdout.replacen("[pos=\"", "[pos=\"\"", 1));
        let refused = output(Command::new(&dot).arg("-Tsvg").arg(folder.path().join("broken.dot")));
        assert!(!refused.status.success());
    }
}

#[test]
fn the_json_of_findings_is_what_its_schema_says() {
    let Some(checker) = program("check-jsonschema", tool("python/bin/check-jsonschema")) else { return };
    let schema = root().join("schemas/output/findings.schema.json");
    let folder = Folder::with(&[("corridor.kdl", "site A { country AZ; at 40 490 }\nsote B\nmetro M\n")]);
    for (at, corridor_folder) in [folder.path().to_owned(), root().join("topology")].iter().enumerate() {
        let ran = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(corridor_folder));
        folder.write(&format!("out/{at}.json"), &ran.stdout);
        let accepts = |name: &str| {
            let out = output(Command::new(&checker).arg("--schemafile").arg(&schema).arg(folder.path().join(name)));
            (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
        };
        let (accepted, said) = accepts(&format!("out/{at}.json"));
        assert!(accepted, "{said}");
        folder.write("out/bad.json", &ran.stdout.replacen("\"version\": 1", "\"version\": \"one\"", 1));
        assert!(!accepts("out/bad.json").0);
    }
}

#[test]
fn two_other_validators_take_every_schema_and_refuse_a_broken_one() {
    let Some(checker) = program("check-jsonschema", tool("python/bin/check-jsonschema")) else { return };
    let Some(ajv) = program("ajv", tool("node_modules/.bin/ajv")) else { return };
    let schemas = files(&root().join("schemas"), "json");
    let metaschema =
        |paths: &[PathBuf]| output(Command::new(&checker).arg("--check-metaschema").args(paths)).status.success();
    let strict = |paths: &[PathBuf]| {
        let mut command = Command::new(&ajv);
        command.args(["compile", "--spec=draft2020", "--strict=true"]);
        for path in paths {
            command.arg("-s").arg(path);
        }
        output(&mut command).status.success()
    };
    assert!(metaschema(&schemas));
    assert!(strict(&schemas));
    let folder = Folder::new();
    let text = fs::read_to_string(&schemas[0]).expect("a schema can be read");
    folder.write("bad.schema.json", &text.replacen("\"type\": \"object\"", "\"type\": \"objekt\"", 1));
    let bad = [folder.path().join("bad.schema.json")];
    assert!(!metaschema(&bad));
    assert!(!strict(&bad));
}

/// `script` stands for a terminal: both streams of the command end in one, and come out here.
#[test]
fn a_long_run_says_on_the_terminal_what_it_is_at_and_leaves_no_trace() {
    let Some(script) = program("script", PathBuf::from("script")) else { return };
    let sites = if cfg!(debug_assertions) { 150_000 } else { 1_000_000 };
    let text = (0..sites).fold(String::new(), |mut text, at| {
        writeln!(text, "site S{at} {{ country GE; at 41.7 44.8 }}").expect("a string takes all");
        text
    });
    let folder =
        Folder::with(&[("long/corridor.kdl", &text), ("short/corridor.kdl", "site A { country GE; at 41.7 44.8 }\n")]);
    let on_terminal = |name: &str, stderr: &str| {
        let corridor = env!("CARGO_BIN_EXE_corridor");
        let command = format!(
            "'{corridor}' check '{}' --format short --today {TODAY} {stderr}",
            folder.path().join(name).display()
        );
        let out = output(Command::new(&script).args(["-qec", &command, "/dev/null"]).stdin(Stdio::null()));
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let said = on_terminal("long", "");
    assert!(said.contains("\r\u{1b}[K") && said.contains(" … "), "{said:.300}");
    let (progress, result) = said.rsplit_once("\r\u{1b}[K").expect("the line is cleared");
    assert!(!progress.contains("case.kdl") && !result.contains('…'), "nothing is written beside it");
    assert!(result.contains("nothing denied"), "{result:.300}");
    assert!(!on_terminal("short", "").contains('\u{1b}'), "a short run says nothing of itself");
    assert!(!on_terminal("long", "2>/dev/null").contains('\u{1b}'), "nor where standard error is no terminal");
}
