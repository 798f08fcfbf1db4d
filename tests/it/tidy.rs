//! The hard rules of the house: module order, file length, what may be used where.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{files, root};

/// Modules in their order; each uses only those before it.
const ORDER: [&str; 17] = [
    "source",
    "diagnostic",
    "syntax",
    "schema",
    "model",
    "proof",
    "solve",
    "lower",
    "graph",
    "rules",
    "render",
    "edit",
    "diff",
    "lock",
    "emit",
    "import",
    "cli",
];

/// Outside crates that one module alone may use, or two.
const KEPT: [(&str, &str); 15] = [
    ("walkdir", "source"),
    ("jsonschema", "schema"),
    ("miette", "render"),
    ("clap", "cli"),
    ("terminal_size", "cli"),
    ("geographiclib_rs", "solve"),
    ("globset", "rules"),
    ("deunicode", "emit"),
    ("kdl", "emit edit"),
    ("regex", "rules schema"),
    ("cel", "rules"),
    ("notify", "cli"),
    ("sha2", "source render emit"),
    ("similar", "cli"),
    ("tempfile", "source"),
];

const MOST_LINES: usize = 600;

/// Every Rust file of `src` with its module, its path from the root, and its text.
fn sources() -> Vec<(String, String, String)> {
    let src = root().join("src");
    files(&src, "rs")
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&src).expect("a source lies in src").to_string_lossy().replace('\\', "/");
            let module = relative.split('/').next().expect("a path has a part").trim_end_matches(".rs").to_owned();
            (module, relative, fs::read_to_string(&path).expect("a source can be read"))
        })
        .collect()
}

/// Lines of code: comments and the tests at the end of a file do not count.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered.take_while(|(_, line)| *line != "#[cfg(test)]").filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn a_module_uses_only_those_before_it() {
    let place: BTreeMap<&str, usize> = ORDER.iter().enumerate().map(|(at, module)| (*module, at)).collect();
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        let Some(&own) = place.get(module.as_str()) else {
            assert!(matches!(module.as_str(), "lib" | "main"), "{path}: `{module}` has no place in the order");
            continue;
        };
        for (line, code) in code(&text) {
            for used in code.split("crate::").skip(1) {
                let name: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                match place.get(name.as_str()) {
                    Some(&other) if other <= own => {}
                    _ => wrong.push(format!("{path}:{line}: `{module}` uses `{name}`")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_over_six_hundred_lines() {
    let mut long = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in files(&root().join(folder), "rs") {
            let lines = fs::read_to_string(&path).expect("a source can be read").lines().count();
            if lines > MOST_LINES {
                long.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_median_rule_file_is_under_a_hundred_and_fifty_lines() {
    let mut lengths: Vec<usize> = sources()
        .into_iter()
        .filter(|(module, path, text)| {
            module == "rules" && !path.ends_with("mod.rs") && text.contains("pub static RULE")
        })
        .map(|(_, _, text)| text.lines().count())
        .collect();
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] < 150);
}

#[test]
fn an_outside_crate_is_used_only_where_it_is_kept() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        for (line, code) in code(&text) {
            for (name, home) in KEPT {
                if code.contains(&format!("{name}::")) && !home.split(' ').any(|home| module == home) {
                    wrong.push(format!("{path}:{line}: `{name}` is for `{home}` alone"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_knows_clock_environment_and_printing() {
    const KEPT_OUT: [&str; 9] = [
        "std::env",
        "SystemTime",
        "Instant",
        "println!",
        "print!(",
        "eprintln!",
        "eprint!(",
        "std::io::stdout",
        "std::process",
    ];
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if matches!(module.as_str(), "cli" | "main") {
            continue;
        }
        for (line, code) in code(&text) {
            for word in KEPT_OUT.iter().filter(|word| code.contains(**word)) {
                // The one program that is started is git.
                if (*word == "std::process" || *word == "std::env") && path == "source/git.rs" {
                    continue;
                }
                wrong.push(format!("{path}:{line}: `{word}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_source_reads_files() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if matches!(module.as_str(), "source" | "cli" | "main") {
            continue;
        }
        for (line, code) in code(&text) {
            if code.contains("std::fs") || code.contains("File::open") {
                wrong.push(format!("{path}:{line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_unsafe_and_nothing_is_left_to_do() {
    let mut wrong = Vec::new();
    for (_, path, text) in sources() {
        for (line, code) in code(&text) {
            for word in ["unsafe ", "todo!", "unimplemented!", ".unwrap()"] {
                if code.contains(word) {
                    wrong.push(format!("{path}:{line}: `{word}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_source_file_starts_by_saying_what_it_does() {
    for (_, path, text) in sources() {
        assert!(text.starts_with("//! "), "{path}");
    }
}

#[test]
fn no_schema_has_alternatives_whose_messages_help_nobody() {
    for path in files(&root().join("schemas"), "json") {
        let text = fs::read_to_string(&path).expect("a schema can be read");
        for word in ["\"oneOf\"", "\"anyOf\""] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn every_dependency_has_its_reason_in_the_architecture() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the architecture can be read");
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest can be read");
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || line == "[dev-dependencies]";
            continue;
        }
        if let (true, Some((name, _))) = (inside, line.split_once(" =")) {
            assert!(architecture.contains(&format!("`{name}`")), "`{name}` has no line in ARCHITECTURE.md");
        }
    }
    assert!(architecture.lines().count() < 150, "ARCHITECTURE.md is over 150 lines");
}

#[test]
fn the_tree_names_no_machine() {
    for folder in ["src", "tests", "docs", "topology", "schemas", "examples"] {
        for entry in walkdir::WalkDir::new(root().join(folder)).into_iter().filter_map(Result::ok) {
            let Ok(text) = fs::read_to_string(entry.path()) else { continue };
            let own = entry.path().ends_with(Path::new("tests/it/tidy.rs"));
            assert!(own || !text.contains("/home/"), "{}", entry.path().display());
        }
    }
}
