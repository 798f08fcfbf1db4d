//! `corridor diff`: what a change means, exactly, and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::consumers::{program, tool};
use crate::formats::{commit, git};
use crate::support::{Folder, Random, TODAY, corridor, files, root, run};

fn between(old: &Path, new: &Path) -> Value {
    let ran = run(corridor().arg("diff").args([old, new]).args(["--format", "json", "--today", TODAY]));
    assert!(ran.code < 2, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("it is JSON")
}

/// The parts of an answer that hold something.
fn told(diff: &Value) -> Vec<&str> {
    let is_something = |value: &Value| match value {
        Value::Array(list) => !list.is_empty(),
        Value::Object(parts) => parts.values().any(|part| part.as_array().is_some_and(|list| !list.is_empty())),
        _ => false,
    };
    diff.as_object()
        .expect("an object")
        .iter()
        .filter(|(_, value)| is_something(value))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// All files of `topology/`, with their names in it.
fn topology() -> Vec<(String, String)> {
    let top = root().join("topology");
    let read = |path: std::path::PathBuf| {
        let name = path.strip_prefix(&top).expect("a file of it").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a file can be read"))
    };
    files(&top, "kdl").into_iter().map(read).collect()
}

fn written(texts: &[(String, String)]) -> Folder {
    let folder = Folder::new();
    for (name, text) in texts {
        folder.write(name, text);
    }
    folder
}

/// A declaration as it stands in the text of a file.
#[derive(Clone)]
struct Block {
    file: usize,
    start: usize,
    text: String,
}

impl Block {
    fn head(&self) -> Vec<&str> {
        self.text.lines().next().unwrap_or_default().split_whitespace().filter(|word| *word != "{").collect()
    }

    fn count(&self, word: &str) -> usize {
        self.text.matches(word).count()
    }
}

/// Every declaration that ends with a brace at the start of a line.
fn blocks(texts: &[(String, String)]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (file, (_, text)) in texts.iter().enumerate() {
        let mut at = 0;
        let mut start = None;
        for line in text.split_inclusive('\n') {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) && line.trim_end().ends_with('{') {
                start = Some(at);
            }
            at += line.len();
            if line == "}\n"
                && let Some(start) = start.take()
            {
                blocks.push(Block { file, start, text: text[start..at].to_owned() });
            }
        }
    }
    blocks
}

/// Replaces a word outside of quotes and comments.
fn replace_word(text: &str, from: &str, to: &str) -> String {
    let is_of_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let mut in_quotes = false;
        let mut at = 0;
        while at < line.len() {
            let rest = &line[at..];
            let free = !line[..at].ends_with(is_of_word);
            if rest.starts_with("//") && !in_quotes {
                out.push_str(rest);
                break;
            }
            if !in_quotes && free && rest.starts_with(from) && !rest[from.len()..].starts_with(is_of_word) {
                out.push_str(to);
                at += from.len();
                continue;
            }
            let char = rest.chars().next().expect("there is more");
            in_quotes ^= char == '"';
            out.push(char);
            at += char.len_utf8();
        }
    }
    out
}

fn with_block(texts: &[(String, String)], block: &Block, by: &str) -> Vec<(String, String)> {
    let mut texts = texts.to_vec();
    texts[block.file].1.replace_range(block.start..block.start + block.text.len(), by);
    texts
}

#[test]
fn two_hundred_edits_of_the_digital_silk_way_mean_exactly_what_they_mean() {
    let before = topology();
    let old = written(&before);
    let all = blocks(&before);
    assert!(all.len() > 400, "{}", all.len());
    let mut random = Random(606);
    let each = if cfg!(debug_assertions) { 8 } else { 20 };
    for (kind, seed) in (0..10).flat_map(|kind| (0..each).map(move |seed| (kind, seed))) {
        let mut pick = |fits: &dyn Fn(&Block) -> bool| {
            let fitting: Vec<&Block> = all.iter().filter(|block| fits(block)).collect();
            fitting[random.below(fitting.len())].clone()
        };
        let named = |block: &Block| block.head().len() == 2;
        let (after, expected): (Vec<(String, String)>, Value) = match kind {
            // A new name, in every file.
            0 => {
                let block = pick(&|block| named(block) && block.head()[0] != "corridor");
                let (kind, from) = (block.head()[0], block.head()[1]);
                let to = format!("{from}-NEW");
                let after = before.iter().map(|(name, text)| (name.clone(), replace_word(text, from, &to))).collect();
                (after, json!({"renamed": [{"kind": kind, "from": from, "to": to}]}))
            }
            // Another place: in another file, or the other way round.
            1 => {
                let block = pick(&|_| true);
                let mut after = with_block(&before, &block, "");
                after.push((format!("elsewhere/{seed}.kdl"), block.text));
                (after, json!({}))
            }
            // The same length in another unit.
            2 => {
                let block = pick(&|block| block.text.contains("length (km)"));
                let (head, tail) = block.text.split_once("length (km)").expect("it has a length");
                let end = tail.find(|char: char| !char.is_ascii_digit() && char != '.').expect("a number ends");
                let (number, rest) = tail.split_at(end);
                let metres = match number.split_once('.') {
                    Some((whole, part)) => format!("{whole}{part:0<3}"),
                    None => format!("{number}000"),
                };
                (with_block(&before, &block, &format!("{head}length (m){metres}{rest}")), json!({}))
            }
            // Another length.
            3 => {
                let block = pick(&|block| block.count("length (km)") == 1 && block.head()[0] == "conduit");
                let after = with_block(&before, &block, &block.text.replace("length (km)", "length (km)1"));
                let was = block.text.split("length (km)").nth(1).expect("it has a length");
                let was = &was[..was.find(|char: char| !char.is_ascii_digit() && char != '.').expect("it ends")];
                let change = json!({"field": "length", "was": format!("{was} km"), "is": format!("1{was} km")});
                (after, json!({"changed": [{"kind": "conduit", "id": block.head()[1], "changes": [change]}]}))
            }
            // A waiver goes, or ends before today.
            4 | 5 => {
                let block = pick(&|block| block.head()[0] == "waiver");
                let field = |name: &str| {
                    let line = block.text.lines().find_map(|line| line.trim().strip_prefix(name)).expect("it has it");
                    line.trim().to_owned()
                };
                let on: Vec<String> = field("on ").split_whitespace().map(str::to_owned).collect();
                let (rule, until) = (field("rule "), field("expires ").replace('"', ""));
                if kind == 4 {
                    (
                        with_block(&before, &block, ""),
                        json!({"waivers": {"removed": [{"rule": rule, "on": on, "expires": until}]}}),
                    )
                } else {
                    let text = block.text.replace(&until, "2026-01-31");
                    let told = json!({"rule": rule, "on": on, "expires": "2026-01-31", "expired_before": until});
                    (with_block(&before, &block, &text), json!({"waivers": {"expired": [told]}}))
                }
            }
            // Something new.
            6 => {
                let mut after = before.clone();
                after.push((
                    "new.kdl".to_owned(),
                    format!("site GE-ZZ{seed} {{\n    country GE\n    at 41.7 44.8\n}}\n"),
                ));
                (after, json!({"added": [{"kind": "site", "id": format!("GE-ZZ{seed}")}]}))
            }
            // A demand less.
            7 => {
                let block = pick(&|block| block.head()[0] == "demand");
                let id = block.head()[1];
                let demands = json!([{"id": id, "is": null}]);
                (
                    with_block(&before, &block, ""),
                    json!({"removed": [{"kind": "demand", "id": id}], "demands": demands}),
                )
            }
            // A fact that is only assumed now.
            8 => {
                let single = |block: &Block| {
                    block.count("source ") == 1 && block.count("confidence=sourced") == 1 && block.count("field=") == 0
                };
                let block = pick(&|block| single(block) && named(block) && block.head()[0] != "cable");
                let (kind, id) = (block.head()[0], block.head()[1]);
                let after =
                    with_block(&before, &block, &block.text.replace("confidence=sourced", "confidence=assumed"));
                let sunk = json!([{"of": id, "was": "sourced", "is": "assumed"}]);
                (after, json!({"sunk": sunk, "changed": [{"kind": kind, "id": id}]}))
            }
            // The same fields in another order, with other blanks and a remark.
            _ => {
                let flat =
                    |block: &Block| block.count("{") == 1 && block.text.lines().count() > 3 && block.count("//") == 0;
                let block = pick(&|block| flat(block) && named(block));
                let mut lines: Vec<&str> = block.text.lines().collect();
                let last = lines.len() - 2;
                lines.swap(1, last);
                (with_block(&before, &block, &(lines.join("   // a remark\n\n") + "\n")), json!({}))
            }
        };
        let new = written(&after);
        let diff = between(old.path(), new.path());
        let expected = expected.as_object().expect("an object");
        let case =
            || format!("edit {kind}, {seed}: {expected:?}\n{}", serde_json::to_string_pretty(&diff).expect("JSON"));
        // Lengths, waivers and confidence may change how services stand; which of them, other tests tell.
        let may = ["services", "demands"];
        let beside: Vec<&str> = told(&diff).into_iter().filter(|name| !expected.contains_key(*name)).collect();
        let allowed = |name: &&str| matches!(kind, 3..=5 | 7 | 8) && may.contains(name);
        assert!(beside.iter().all(allowed), "{}", case());
        for (name, value) in expected {
            assert!(holds(&diff[name], value), "{name} in {}", case());
        }
    }
}

/// Whether an answer is what is expected: all of its lists as long, and each member that is named the same.
fn holds(is: &Value, expected: &Value) -> bool {
    match (is, expected) {
        (Value::Object(is), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| holds(is.get(name).unwrap_or(&Value::Null), value))
        }
        (Value::Array(is), Value::Array(expected)) => {
            is.len() == expected.len() && is.iter().zip(expected).all(|(is, expected)| holds(is, expected))
        }
        (is, expected) => is == expected,
    }
}

const NET: &str = "
operator azt { name AzerTelecom; country AZ }
site A { country AZ; at 40.3 49.8 }
site B { country GE; at 41.6 44.8 }
site M { country GE; at 41.0 46.0 }
site N { country GE; at 41.3 46.5 }
conduit C1 { from A; to M; kind duct; length (km)400 }
conduit C2 { from M; to B; kind duct; length (km)150 }
conduit C3 { from A; to N; kind duct; length (km)350 }
conduit C4 { from N; to B; kind duct; length (km)160 }
cable K1 {
    medium terrestrial
    operator azt
    span 1 { from A; to M; length (km)400; along C1 }
    span 2 { from M; to B; length (km)150; along C2 }
}
cable K2 {
    medium terrestrial
    operator azt
    span 1 { from A; to N; length (km)350; along C3 }
    span 2 { from N; to B; length (km)160; along C4 }
}
policy gold { disjoint conduit cable; avoid site M; unknown deny }
policy tin { disjoint cable }
service S {
    from A; to B; capacity (Gbps)100; policy gold
    leg one { over K2 }
    leg two { over K2 }
}
";

/// A change of the net, and the only line of each kind that it is to tell of the service.
fn service(from: &str, to: &str) -> Value {
    let old = Folder::with(&[("corridor.kdl", NET)]);
    let changed = NET.replace(from, to);
    assert_ne!(changed, NET);
    let new = Folder::with(&[("corridor.kdl", &changed)]);
    let diff = between(old.path(), new.path());
    diff["services"].clone()
}

#[test]
fn protections_are_gained_and_lost_with_their_reason() {
    let gained = service("leg two { over K2 }", "leg two { over K1 }");
    let one_two = json!(["one", "two"]);
    let of = |of: &str| json!({"legs": one_two, "of": of});
    assert_eq!(gained[0]["gained"], json!([of("disjoint cable"), of("disjoint conduit")]));
    assert_eq!(gained[0]["lost"], json!([{"legs": ["two"], "of": "avoid site M", "because": "it meets `M`"}]));
    assert_eq!(gained[0]["was"], "fails");
    let no_longer: Vec<&str> = gained[0]["no_longer_shared"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|common| common["thing"].as_str().expect("a name"))
        .collect();
    for thing in ["C3", "C4", "K2", "K2:1", "K2:2", "N"] {
        assert!(no_longer.contains(&thing), "{thing} in {no_longer:?}");
    }
    let not_asked = service("policy gold\n    leg one", "policy tin\n    leg one");
    assert_eq!(
        not_asked[0]["lost"],
        json!([
            {"legs": ["one"], "of": "avoid site M", "because": "its policy asks for it no longer"},
            {"legs": ["two"], "of": "avoid site M", "because": "its policy asks for it no longer"}
        ])
    );
    let slower = service("span 2 { from N; to B; length (km)160", "span 2 { from N; to B; length (km)260");
    assert_eq!(
        slower[0]["round_trips"][0],
        json!({"leg": "one", "was": "at least 5.0 ms", "is": "at least 5.9 ms", "worse": true})
    );
    assert_eq!(slower[0].get("lost"), None);
    let gone = service("    leg two { over K2 }\n", "");
    assert_eq!(
        gone[0]["lost"],
        json!([{"legs": ["two"], "of": "avoid site M", "because": "there is no leg `two` any more"}])
    );
    // What cannot be read is neither gone nor asked for no longer.
    let unread = service("from A; to B; capacity", "from A; to BB; capacity");
    assert_eq!(unread[0]["lost"][0]["because"], "a part of it cannot be read, so that it is not judged", "{unread}");
    let item = service("leg two { over K2 }", "leg two { over K9 }");
    assert_eq!(item[0].get("no_longer_shared"), None, "{item}");
    // Another name for a leg takes nothing away.
    let renamed = service("leg two", "leg reserve");
    assert_eq!(renamed[0].get("lost"), None, "{renamed}");
    let retired = service("policy gold\n    leg one", "policy gold; status retired\n    leg one");
    assert_eq!((&retired[0]["was"], &retired[0]["is"]), (&json!("fails"), &json!("absent")));
}

#[test]
fn the_exit_code_says_whether_something_is_lost() {
    let old = Folder::with(&[(
        "corridor.kdl",
        &NET.replace("avoid site M; ", "").replace("leg two { over K2 }", "leg two { over K1 }"),
    )]);
    let code = |text: &str, fail_on: &str| {
        let new = Folder::with(&[("corridor.kdl", text)]);
        run(corridor().arg("diff").args([old.path(), new.path()]).args(["--today", TODAY, "--fail-on", fail_on])).code
    };
    let base = NET.replace("avoid site M; ", "");
    let same = base.replace("leg two { over K2 }", "leg two { over K1 }");
    let slower = same.replace("length (km)160; along", "length (km)170; along");
    for (text, codes) in [(&base, [1, 1, 0]), (&slower, [0, 1, 0]), (&same, [0, 0, 0])] {
        assert_eq!(["lost", "worse", "never"].map(|fail_on| code(text, fail_on)), codes);
    }
    assert_eq!(code("", "lost"), 0);
    let empty = Folder::new();
    assert_eq!(run(corridor().arg("diff").args([empty.path(), empty.path()])).code, 3);
    assert_eq!(run(corridor().arg("diff").arg("no-such-revision").current_dir(empty.path())).code, 2);
}

#[test]
fn revisions_are_compared_without_a_touch_of_the_working_tree() {
    let folder = Folder::with(&[("net/corridor.kdl", NET)]);
    git(folder.path(), &["init", "--quiet", "--initial-branch", "main", "."]);
    commit(folder.path(), "one");
    folder.write(
        "net/corridor.kdl",
        &replace_word(&NET.replace("leg two { over K2 }", "leg two { over K1 }"), "azt", "azertelecom"),
    );
    let net = folder.path().join("net");
    let diff =
        |arguments: &[&str]| run(corridor().arg("diff").args(arguments).current_dir(&net).args(["--today", TODAY]));
    let working = diff(&["HEAD"]);
    assert_eq!(working.code, 1, "{}", working.stderr);
    assert!(working.stdout.contains("renamed operator `azt` → `azertelecom`"), "{}", working.stdout);
    assert!(working.stdout.contains("gained        disjoint conduit of `one` and `two`"), "{}", working.stdout);
    let status = git(folder.path(), &["status", "--porcelain"]);
    commit(folder.path(), "two");
    assert_eq!(status, "M net/corridor.kdl");
    assert_eq!(diff(&["main~1", "main"]).stdout, working.stdout);
    assert_eq!(diff(&["main"]).stdout, "nothing differs\n");
    assert_eq!(diff(&["main~1:net", "main"]).stdout, working.stdout);
    let back = diff(&["main", "main~1"]).stdout;
    assert!(back.contains("lost          disjoint conduit of `one` and `two`: they share `C3` `C4`"), "{back}");
}

#[test]
fn the_answer_in_json_is_what_its_schema_says_and_the_comment_is_markdown() {
    let Some(checker) = program("check-jsonschema", tool("python/bin/check-jsonschema")) else { return };
    let old = written(&topology());
    let changed: Vec<(String, String)> = topology()
        .into_iter()
        .filter(|(name, _)| name != "waivers.kdl")
        .map(|(name, text)| {
            (
                name,
                text.replace("over AZT-AAU-SUQ-400G-0002", "over AZT-AAU-SUQ-400G-0001")
                    .replace("confidence=sourced", "confidence=derived"),
            )
        })
        .collect();
    let new = written(&changed);
    let folder = Folder::new();
    let ran = run(corridor().arg("diff").args([old.path(), new.path()]).args(["--format", "json", "--today", TODAY]));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    folder.write("diff.json", &ran.stdout);
    folder.write("bad.json", &ran.stdout.replacen("\"worse\": true", "\"worse\": \"yes\"", 1));
    let accepts = |name: &str| {
        let schema = root().join("schemas/output/diff.schema.json");
        let out = Command::new(&checker).arg("--schemafile").arg(schema).arg(folder.path().join(name)).output();
        let out = out.expect("the program starts");
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let (accepted, said) = accepts("diff.json");
    assert!(accepted, "{said}");
    assert!(!accepts("bad.json").0);
    let ran =
        run(corridor().arg("diff").args([old.path(), new.path()]).args(["--format", "markdown", "--today", TODAY]));
    assert!(ran.stdout.starts_with("<!-- corridor diff -->\n### corridor: "), "{:.300}", ran.stdout);
    assert!(ran.stdout.len() < 60_000);
    assert_eq!(ran.stdout.matches("<details").count(), ran.stdout.matches("</details>").count());
}
