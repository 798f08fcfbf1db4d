//! Whole processes against what a user would take instead: `cargo bench --bench compare` prints a table.
//!
//! The same declarations, in one run: `corridor check`, which judges them all; the `kdl` crate, which reads the text and
//! judges nothing; `ajv` and `check-jsonschema`, which hold the declarations as JSON against the same schemas and know
//! no references, no geography and no routes. `tests/setup` installs the two.

mod realistic;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use corridor::diagnostic::Found;
use corridor::lower::Texts;
use corridor::schema::{self, BuiltIn, Kind};
use corridor::source::{SourceFile, Sources};
use serde_json::{Map, Value, json};

/// About 10,000 declarations.
const BYTES: usize = 2 << 20;

fn main() {
    // Called by itself: a process that does nothing but read a file with the `kdl` crate.
    if let Some(file) = std::env::args().skip_while(|arg| arg != "--read-with-kdl").nth(1) {
        let text = fs::read_to_string(file).expect("the file can be read");
        let document: kdl::KdlDocument = text.parse().expect("the text is KDL 2");
        assert!(!document.nodes().is_empty());
        return;
    }
    let folder = std::env::temp_dir().join(format!("corridor-compare-{}", std::process::id()));
    let text = realistic::corridor(BYTES);
    let declarations = as_json(&text);
    let count: usize = declarations.values().map(Vec::len).sum();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    };
    let kdl = write("corridor/corridor.kdl", &text);
    let data = write("declarations.json", &json!(declarations).to_string());
    let schema = write("schema.json", &one_schema().to_string());
    let mut broken = declarations;
    let site = broken.get_mut("site").and_then(|sites| sites.last_mut()).and_then(Value::as_object_mut);
    site.expect("a site").remove("at");
    let broken = write("broken.json", &json!(broken).to_string());

    let corridor = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
        command.args(["check", "--format", "short", "--today", "2026-11-24"]).arg(kdl.parent().expect("its folder"));
        command
    };
    let own = || {
        let mut command = Command::new(std::env::current_exe().expect("this program has a file"));
        command.arg("--read-with-kdl").arg(&kdl);
        command
    };
    let ajv = |data: &Path| {
        let mut command = Command::new(tool("node_modules/.bin/ajv"));
        command.args(["validate", "--spec=draft2020", "--strict=false", "-s"]).arg(&schema).arg("-d").arg(data);
        command
    };
    let checker = |data: &Path| {
        let mut command = Command::new(tool("python/bin/check-jsonschema"));
        command.arg("--schemafile").arg(&schema).arg(data);
        command
    };
    // Both must judge what they are timed on.
    assert!(!succeeds(&mut ajv(&broken)) && !succeeds(&mut checker(&broken)), "a site without a position is refused");

    println!("{count} declarations, {:.1} MB of KDL", text.len() as f64 / 1e6);
    println!("{:<52}{:>12}{:>10}", "what", "median", "times");
    let first = median(7, &mut corridor());
    row("corridor check, everything", first, first);
    row("the kdl crate, reading alone", median(3, &mut own()), first);
    row("ajv 8 by ajv-cli, shapes alone", median(3, &mut ajv(&data)), first);
    row("check-jsonschema, shapes alone", median(1, &mut checker(&data)), first);
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

fn row(what: &str, took: Duration, first: Duration) {
    println!("{what:<52}{:>9.1} ms{:>10.1}", took.as_secs_f64() * 1e3, took.as_secs_f64() / first.as_secs_f64());
}

fn tool(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools").join(name);
    assert!(path.exists(), "{} is missing: run tests/setup", path.display());
    path
}

fn succeeds(command: &mut Command) -> bool {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("the command starts").success()
}

fn median(runs: usize, command: &mut Command) -> Duration {
    assert!(succeeds(command), "{command:?} finds nothing wrong");
    let once = |_| {
        let started = Instant::now();
        assert!(succeeds(command));
        started.elapsed()
    };
    let mut took: Vec<Duration> = (0..runs).map(once).collect();
    took.sort();
    took[runs / 2]
}

/// The declarations of a text as JSON, by kind.
fn as_json(text: &str) -> BTreeMap<&'static str, Vec<Value>> {
    let sources = Sources::new(vec![SourceFile::new("corridor.kdl".to_owned(), text)]);
    let mut found = Found::default();
    let texts = Texts::read(&sources, &mut found);
    let mut declarations: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
    for (file, node) in texts.roots() {
        let (document, source) = (texts.document(file), texts.source(file));
        let name = document.str(source, document.node(node).name);
        let kind = Kind::from_name(name).expect("a kind");
        let view = schema::view(document, source, node).expect("a declaration");
        let value: Value = view.read().expect("a declaration is JSON");
        declarations.entry(kind.name()).or_default().push(with_numbers(value));
    }
    declarations
}

/// The figures of quantities as numbers: the view gives them as text, so that decimals stay exact.
fn with_numbers(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let is_quantity = members.len() == 2 && members.contains_key("unit");
            let members = members.into_iter().map(|(name, value)| match value {
                Value::String(text) if is_quantity && name == "value" => {
                    (name, serde_json::from_str(&text).expect("a number"))
                }
                value => (name, with_numbers(value)),
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(with_numbers).collect()),
        value => value,
    }
}

/// One schema for an object that holds a list of each kind. What the schemas define is the same in each, and stands once:
/// both tools are much slower where it does not.
fn one_schema() -> Value {
    let (mut properties, mut defs) = (Map::new(), Map::new());
    for kind in Kind::ALL {
        let mut schema = BuiltIn::of(kind).json.as_object().expect("a schema is an object").clone();
        let Some(Value::Object(own)) = schema.remove("$defs") else { panic!("a schema has definitions") };
        defs.extend(own);
        schema.retain(|name, _| !["$id", "$schema"].contains(&name.as_str()));
        let name = format!("kind-{}", kind.name());
        let of_kind = json!({ "type": "array", "items": { "$ref": format!("#/$defs/{name}") } });
        properties.insert(kind.name().to_owned(), of_kind);
        defs.insert(name, Value::Object(schema));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "$defs": defs,
    })
}
