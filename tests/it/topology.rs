//! The corridor under `topology/`: clean, the same whatever the split of files, and robust against a slip of the hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Folder, TODAY, check_short, corridor, files, root, run};

fn topology() -> std::path::PathBuf {
    root().join("topology")
}

fn texts() -> BTreeMap<String, String> {
    let base = topology();
    let name = |path: &Path| path.strip_prefix(&base).expect("a file lies below").to_string_lossy().replace('\\', "/");
    files(&base, "kdl").iter().map(|path| (name(path), fs::read_to_string(path).expect("a file can be read"))).collect()
}

#[test]
fn the_digital_silk_way_checks_with_nothing_denied() {
    let ran = check_short(&topology());
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
}

#[test]
fn the_split_and_order_of_files_carry_no_meaning() {
    let json = |folder: &Path| {
        let ran = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(folder));
        let mut value: serde_json::Value = serde_json::from_str(&ran.stdout).expect("the output is JSON");
        // Places differ; what is found does not.
        let mut found: Vec<String> = value["findings"]
            .as_array_mut()
            .expect("a list")
            .iter()
            .map(|f| format!("{} {} {}", f["rule"], f["message"], f["ids"]))
            .collect();
        found.sort();
        found
    };
    let all: Vec<String> = texts().into_values().collect();
    let one = Folder::with(&[("corridor.kdl", &all.join("\n"))]);
    let reversed: Vec<String> = all.iter().rev().cloned().collect();
    let other = Folder::with(&[("corridor.kdl", &reversed.join("\n"))]);
    assert_eq!(json(&topology()), json(one.path()));
    assert_eq!(json(&topology()), json(other.path()));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let bytes = |arguments: &[&str]| run(corridor().args(arguments).arg(topology())).stdout;
    for arguments in [
        ["check", "--format", "json", "--today", TODAY].as_slice(),
        &["check", "--format", "human", "--today", TODAY],
        &["graph", "--view", "map"],
        &["list", "cable"],
    ] {
        assert_eq!(bytes(arguments), bytes(arguments));
    }
}

#[test]
fn every_prefix_of_every_file_is_read_without_a_panic() {
    for (name, text) in texts() {
        let step = if cfg!(debug_assertions) { 7 } else { 1 };
        for end in (0..text.len()).step_by(step).filter(|&end| text.is_char_boundary(end)) {
            let document =
                corridor::syntax::read(&text[..end], &|word| corridor::schema::Kind::from_name(word).is_some());
            assert!(document.len() <= text.len(), "{name}");
        }
    }
}

/// A missing `}` is told at the brace that lacks it, and everything else is still found.
#[test]
fn a_missing_brace_is_told_at_its_opener_and_hides_nothing() {
    let files: Vec<(String, String)> = texts().into_iter().filter(|(_, text)| text.contains('}')).collect();
    let mut tried = 0;
    for (name, text) in &files {
        let closers: Vec<usize> = code_braces(text, '}');
        // A few of each file in every run; they lie at all depths.
        for &at in closers.iter().step_by(closers.len().div_ceil(3).max(1)) {
            let opener = partner(text, at);
            let mut broken = text.clone();
            broken.remove(at);
            let folder = Folder::new();
            for (other, text) in &files {
                folder.write(other, if other == name { &broken } else { text });
            }
            let line = text[..opener].matches('\n').count() + 1;
            let column = text[..opener].rsplit('\n').next().expect("a line").chars().count() + 1;
            let ran = check_short(folder.path());
            let found: Vec<&str> = ran.stdout.lines().collect();
            assert!(
                found.len() == 1 && found[0].starts_with(&format!("{name}:{line}:{column}: deny[syntax-error]")),
                "{name}: without the brace at byte {at}, opened at {line}:{column}:\n{}",
                ran.stdout
            );
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// Braces outside of strings and comments. The files hold neither raw strings over lines nor block comments.
fn code_braces(text: &str, brace: char) -> Vec<usize> {
    let (mut inside, mut comment, mut escaped) = (false, false, false);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '\n' => (comment, inside) = (false, false),
            _ if comment => {}
            '\\' if inside => escaped = !escaped,
            '"' if !escaped => inside = !inside,
            '/' if !inside && text[at..].starts_with("//") => comment = true,
            c if c == brace && !inside => found.push(at),
            _ => {}
        }
        if c != '\\' {
            escaped = false;
        }
    }
    found
}

fn partner(text: &str, closer: usize) -> usize {
    let mut open = Vec::new();
    let mut braces: Vec<(usize, char)> = code_braces(text, '{').into_iter().map(|at| (at, '{')).collect();
    braces.extend(code_braces(text, '}').into_iter().map(|at| (at, '}')));
    braces.sort_unstable();
    for (at, brace) in braces {
        if brace == '{' {
            open.push(at);
        } else {
            let opener = open.pop().expect("the braces of the file match");
            if at == closer {
                return opener;
            }
        }
    }
    panic!("the closer is a brace of the text")
}
