//! The cases of `tests/rules`: a corridor in one file, and beside a bad one what the short format says of it; for
//! rules on what legs share also the places that each finding names.
//!
//! `CORRIDOR_ACCEPT=1` writes the expectations anew; read each as a user would before you keep it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{Folder, TODAY, check_text, corridor, files, root, run};

fn cases() -> Vec<std::path::PathBuf> {
    files(&root().join("tests/rules"), "kdl")
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a case has a name").to_string_lossy().into_owned()
}

#[test]
fn bad_cases_are_told_as_expected_and_ok_cases_give_nothing() {
    let accept = std::env::var_os("CORRIDOR_ACCEPT").is_some();
    let mut wrong = Vec::new();
    for path in cases() {
        let text = fs::read(&path).expect("a case can be read");
        let ran = check_text(&String::from_utf8(text).expect("a case is UTF-8"));
        let name = path.strip_prefix(root()).expect("a case lies in the repository").display();
        if stem(&path).starts_with("ok-") {
            if !ran.stdout.is_empty() || ran.code != 0 {
                wrong.push(format!("{name} gives\n{}{}", ran.stdout, ran.stderr));
            }
            continue;
        }
        let expectation = path.with_extension("short");
        if accept {
            fs::write(&expectation, &ran.stdout).expect("an expectation can be written");
            continue;
        }
        let expected = fs::read_to_string(&expectation).unwrap_or_default();
        if expected != ran.stdout || expected.is_empty() {
            wrong.push(format!("{name}\nexpected\n{expected}got\n{}{}", ran.stdout, ran.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One line a finding, one for each place that it is related to, and what it says of why and what to do.
fn causes(json: &str) -> String {
    let found: serde_json::Value = serde_json::from_str(json).expect("the output is JSON");
    let mut out = String::new();
    let place = |at: &serde_json::Value| {
        format!("{}:{} {}", at["line"], at["column"], at["message"].as_str().expect("a place says why it is named"))
    };
    for finding in found["findings"].as_array().expect("findings are a list") {
        let waived = if finding["waived_by"].is_string() { " (waived)" } else { "" };
        writeln!(out, "{}{waived}", place(finding)).expect("a string takes all");
        for related in finding["related"].as_array().into_iter().flatten() {
            writeln!(out, "    {}", place(related)).expect("a string takes all");
        }
        for more in ["note", "help"] {
            if let Some(text) = finding[more].as_str() {
                writeln!(out, "    {more}: {text}").expect("a string takes all");
            }
        }
    }
    out
}

#[test]
fn every_finding_tells_its_other_places_why_it_matters_and_what_to_do() {
    let accept = std::env::var_os("CORRIDOR_ACCEPT").is_some();
    let mut wrong = Vec::new();
    for path in cases().into_iter().filter(|path| stem(path).starts_with("bad-")) {
        let text = fs::read_to_string(&path).expect("a case is UTF-8");
        let folder = Folder::with(&[("case.kdl", &text)]);
        let json = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(folder.path())).stdout;
        let expectation = path.with_extension("causes");
        if accept {
            fs::write(&expectation, causes(&json)).expect("an expectation can be written");
            continue;
        }
        let expected = fs::read_to_string(&expectation).unwrap_or_default();
        if expected != causes(&json) {
            wrong.push(format!("{}\nexpected\n{expected}got\n{}", path.display(), causes(&json)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_bad_and_ok_cases() {
    let mut missing = Vec::new();
    for rule in corridor::rules::RULES {
        let folder = root().join("tests/rules").join(rule.name);
        let names: Vec<String> = files(&folder, "kdl").iter().map(|path| stem(path)).collect();
        for sort in ["bad-", "ok-"] {
            // What is wrong with a file as such is tested where files can be made.
            let is_of_files = ["unreadable-file", "skipped-file", "colliding-path"].contains(&rule.name);
            if !is_of_files && !names.iter().any(|name| name.starts_with(sort)) {
                missing.push(format!("{}: no `{sort}` case", rule.name));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_bad_case_names_the_rule_of_its_folder() {
    if std::env::var_os("CORRIDOR_ACCEPT").is_some() {
        return;
    }
    for path in cases().into_iter().filter(|path| stem(path).starts_with("bad-")) {
        let rule = path.parent().and_then(Path::file_name).expect("a case has a folder").to_string_lossy().into_owned();
        let expected = fs::read_to_string(path.with_extension("short")).unwrap_or_default();
        assert!(expected.contains(&format!("[{rule}]")), "{} does not name {rule}:\n{expected}", path.display());
    }
}
