//! Forged evidence: what is out of range, repeated, missing or of no meaning is refused by both checkers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::evidence::{evidence, verify, verify_apart};
use crate::support::{Folder, corridor, root, run};

fn base(folder: &Folder) -> Value {
    let promise = root().join("tests/security/evidence");
    folder.write("corridor/corridor.kdl", &fs::read_to_string(promise.join("corridor.kdl")).expect("it can be read"));
    evidence(&folder.path().join("corridor"), &folder.path().join("base.json"))
}

/// The place of an entry of a list by its id.
fn place(list: &Value, id: &str) -> usize {
    let is_it = |entry: &Value| ["id", "service", "demand"].iter().any(|field| entry[*field] == id);
    list.as_array().expect("a list").iter().position(is_it).unwrap_or_else(|| panic!("no {id}"))
}

/// A pointer without the names of entries, and the last step of it.
fn resolve(whole: &Value, pointer: &str) -> (String, String) {
    let mut resolved = String::new();
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    let (last, before) = steps.split_last().expect("a pointer has a step");
    for step in before {
        let step = step_of(whole, &resolved, step);
        resolved = format!("{resolved}/{step}");
    }
    let last = step_of(whole, &resolved, last);
    (resolved, last)
}

fn step_of(whole: &Value, parent: &str, step: &str) -> String {
    let list = whole.pointer(parent).unwrap_or_else(|| panic!("no {parent}"));
    step.strip_prefix('@').map_or_else(|| step.to_owned(), |id| place(list, id).to_string())
}

/// A value with the numbers of the things that it names.
fn named(whole: &Value, value: &Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('@') {
            Some(id) => json!(place(&whole["things"], id)),
            None => value.clone(),
        },
        Value::Array(list) => list.iter().map(|value| named(whole, value)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), named(whole, value))).collect(),
        _ => value.clone(),
    }
}

fn apply(base: &Value, change: &Value, forged: &mut Value) {
    let (parent, last) = resolve(base, change["at"].as_str().expect("a pointer"));
    let value = if let Some(from) = change["copy"].as_str() {
        let (parent, last) = resolve(base, from);
        base.pointer(&format!("{parent}/{last}")).unwrap_or_else(|| panic!("no {from}")).clone()
    } else {
        named(base, &change["set"])
    };
    let holder = forged.pointer_mut(&parent).unwrap_or_else(|| panic!("no {parent}"));
    match (holder, change["remove"] == true) {
        (Value::Array(list), true) => drop(list.remove(last.parse().expect("a number"))),
        (Value::Array(list), false) if last == "-" => list.push(value),
        (Value::Array(list), false) => list[last.parse::<usize>().expect("a number")] = value,
        (Value::Object(fields), true) => drop(fields.remove(&last).expect("the field is there")),
        (Value::Object(fields), false) => drop(fields.insert(last, value)),
        (other, _) => panic!("{other} holds nothing"),
    }
}

/// Has both checkers refuse files, of which some are tried by the slower one.
fn refuse(folder: &Folder, forged: &[(String, String)]) {
    let mut paths: BTreeMap<PathBuf, &str> = BTreeMap::new();
    for (at, (name, text)) in forged.iter().enumerate() {
        let path = folder.path().join(format!("forged-{at}.json"));
        fs::write(&path, text).expect("the file can be written");
        let accepted =
            corridor::proof::evidence::read(text).is_ok_and(|read| corridor::proof::evidence::verify(&read).is_ok());
        assert!(!accepted, "corridor accepts: {name}");
        paths.insert(path, name);
    }
    let files: Vec<&Path> = paths.keys().map(PathBuf::as_path).collect();
    for some in files.chunks(500) {
        let Some(ran) = verify_apart(some) else { return };
        let accepted: Vec<&str> = ran
            .stdout
            .lines()
            .filter_map(|line| line.split_once(": consistent"))
            .map(|(path, _)| paths[Path::new(path)])
            .collect();
        assert!(accepted.is_empty(), "verify.py accepts: {accepted:?}");
        assert!(!ran.stderr.contains("Traceback"), "{}", ran.stderr);
    }
}

#[test]
fn both_checkers_refuse_every_forgery() {
    let folder = Folder::new();
    let base = base(&folder);
    for ran in verify(&folder.path().join("base.json")).into_iter().flatten() {
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
    let listed = fs::read_to_string(root().join("tests/security/evidence/forgeries.json")).expect("it can be read");
    let listed: Vec<Value> = serde_json::from_str(&listed).expect("a list of forgeries");
    assert!(listed.len() > 200);
    let forge = |forgery: &Value| {
        let mut forged = base.clone();
        forgery["changes"].as_array().expect("a list").iter().for_each(|change| apply(&base, change, &mut forged));
        let name = forgery["name"].as_str().expect("a name").to_owned();
        assert!(forged != base, "{name}");
        (name, forged.to_string())
    };
    refuse(&folder, &listed.iter().map(forge).collect::<Vec<_>>());
}

/// Every pointer into a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(step, value)| pointers(value, &format!("{at}/{step}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(step, value)| pointers(value, &format!("{at}/{step}"), found));
        }
        _ => {}
    }
}

/// Fields that a file may be without and still be consistent: something else is then said.
const OPTIONAL: [&str; 9] =
    ["roles", "unknown", "undisclosed", "diverse_from", "ends", "straight", "at_least_m", "at_most_m", "exempt"];

/// Changes that no list names: at each place of a file, what can be wrong there.
fn sweep(base: &Value) -> Vec<(String, String)> {
    let mut all = Vec::new();
    pointers(base, "", &mut all);
    let mut forged = Vec::new();
    for pointer in all {
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        let field = steps.iter().rev().find(|step| step.parse::<usize>().is_err()).copied().unwrap_or_default();
        let mut add = |what: &str, value: Value| {
            let mut whole = base.clone();
            *whole.pointer_mut(&pointer).expect("the place is there") = value;
            forged.push((format!("{pointer}: {what}"), whole.to_string()));
        };
        match base.pointer(&pointer).expect("the place is there") {
            Value::Array(list) => {
                // A policy may say a line twice, a thing touch a place twice, a leg lead along a stretch twice.
                let may_repeat = matches!(field, "lines" | "avoid" | "courses") || pointer.contains("/near/");
                if let Some(last) = list.last().filter(|_| !may_repeat) {
                    add("an entry twice", list.iter().chain([last]).cloned().collect());
                }
                add("no list", json!({}));
                // Of a course that is not told, nothing is claimed.
                if field != "courses" {
                    add("null", Value::Null);
                }
            }
            Value::Object(fields) => {
                let mut more = fields.clone();
                more.insert("remark".to_owned(), json!(0));
                add("a field more", Value::Object(more));
                add("no object", json!([]));
                for name in fields.keys().filter(|name| !OPTIONAL.contains(&name.as_str())) {
                    let mut less = fields.clone();
                    less.remove(name);
                    add(&format!("no `{name}`"), Value::Object(less));
                }
            }
            Value::Number(_) => {
                let is_degree = matches!(field, "at" | "ends_at" | "places");
                add("far out of range", if is_degree { json!(180.1) } else { json!(-1) });
                add("beyond all ranges", json!(1e300));
                add("a text", json!("1"));
                add("null", if field == "near_ends_km" || field == "length_km" { json!(-1e-9) } else { Value::Null });
            }
            Value::String(_) => {
                add("an empty text", json!(""));
                add("a number", json!(1));
                add("null", if field == "risk_kind" { json!(true) } else { Value::Null });
            }
            Value::Bool(_) => add("a word", json!("true")),
            // A policy may ask for nothing.
            Value::Null if field == "policy" => {}
            Value::Null => add("a word", json!("none")),
        }
    }
    forged
}

#[test]
fn wherever_a_file_is_forged_it_is_refused() {
    let folder = Folder::new();
    let forged = sweep(&base(&folder));
    assert!(forged.len() > 10_000, "{}", forged.len());
    // In a build for tests, that takes long: some of them.
    let each = if cfg!(debug_assertions) { 7 } else { 1 };
    refuse(&folder, &forged.into_iter().step_by(each).collect::<Vec<_>>());
}

#[test]
fn what_is_no_json_or_says_a_thing_twice_is_refused_with_a_message() {
    let folder = Folder::new();
    let text = base(&folder).to_string();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what}"));
    let insert = |what: &str, more: &str| {
        let at = at(what);
        format!("{}{more}{}", &text[..at], &text[at..])
    };
    let replace = |what: &str, by: &str| text.replacen(what, by, 1);
    let nested = |depth: usize| insert("\"today\"", &format!("\"note\":{}{},", "[".repeat(depth), "]".repeat(depth)));
    let forged = [
        ("`today` twice", insert("\"today\"", "\"today\":\"2026-11-30\",")),
        ("`wanted` twice", insert("\"wanted\"", "\"wanted\":1,")),
        ("`policy` of a demand twice", insert("\"policy\":\"plain\"", "\"policy\":\"plain\",")),
        ("`way` of a label twice", insert("\"way\":12}", "\"way\":12,")),
        ("no number", replace("\"down\":", "\"down\":NaN,\"x\":")),
        ("endless", replace("\"distance_km\":10.0", "\"distance_km\":Infinity")),
        ("too large a number", replace("\"distance_km\":10.0", "\"distance_km\":1e400")),
        ("digits without end", replace("\"distance_km\":10.0", &format!("\"distance_km\":{}", "9".repeat(100_000)))),
        ("half a character", replace("\"id\":\"OP\"", "\"id\":\"\\ud800\"")),
        ("an id with a line end", replace("\"id\":\"OP\"", "\"id\":\"O\\nP\"")),
        ("nested a little", nested(100)),
        ("nested deeply", nested(1_000_000)),
        ("cut off", text[..text.len() / 2].to_owned()),
        ("followed by more", format!("{text}{text}")),
        ("a mark in front", format!("\u{feff}{text}")),
    ];
    for (name, text) in &forged {
        let file = folder.path().join("forged.json");
        fs::write(&file, text).expect("the file can be written");
        for (checker, ran) in ["corridor", "verify.py"].into_iter().zip(verify(&file)) {
            let Some(ran) = ran else { continue };
            assert!(matches!(ran.code, 1 | 2), "{checker}: {name}: {}", ran.code);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!said.trim().is_empty() && !said.contains("panicked"), "{checker}: {name}: {said}");
            assert!(!said.contains("Traceback") && !said.contains("consistent"), "{checker}: {name}: {said}");
        }
    }
}

/// Operators that each have a parent, so that every closure is long.
fn with_parents(base: &Value, count: usize) -> Value {
    let mut forged = base.clone();
    let last = place(&base["things"], "OP");
    let things = forged["things"].as_array_mut().expect("a list");
    let first = things.len();
    things[last]["on"] = json!([first]);
    for at in 0..count {
        let on = if at + 1 < count { json!([first + at + 1]) } else { json!([]) };
        things.push(json!({"id": format!("P{at}"), "kind": "operator", "on": on}));
    }
    forged
}

#[test]
fn the_cost_of_a_check_is_bounded_and_grows_as_the_file_does() {
    use corridor::proof::Effort;
    use corridor::proof::evidence::{read, verify_within};
    let folder = Folder::new();
    let base = base(&folder);
    let spent = |count: usize| {
        let read = read(&with_parents(&base, count).to_string()).expect("it is evidence");
        let effort = Effort::new(u64::MAX);
        assert!(verify_within(&read, &effort).is_ok());
        effort.spent()
    };
    let (few, many) = (spent(10_000), spent(20_000));
    assert!(few > 100_000 && many < few * 5 / 2, "{few} {many}");
    let read = read(&base.to_string()).expect("it is evidence");
    let faults = verify_within(&read, &Effort::new(1_000)).expect_err("that does not suffice");
    assert_eq!(faults, ["the file takes more than 1000 steps to check"]);
}

#[test]
fn a_file_without_end_is_not_read_to_it() {
    if !Path::new("/dev/zero").exists() {
        return;
    }
    let ran = run(corridor().args(["verify", "/dev/zero"]));
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("larger than"), "{}", ran.stderr);
}
