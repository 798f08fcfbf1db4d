//! The corridor under `topology/`: clean, and the same whatever the split of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Folder, TODAY, check_short, corridor, files, root, run};

pub fn topology() -> std::path::PathBuf {
    root().join("topology")
}

/// Its files by name.
pub fn texts() -> BTreeMap<String, String> {
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
