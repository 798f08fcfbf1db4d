//! One written form for the trees of both readers, so that they can be compared: a node a line,
//! properties by name and the last of a name alone, numbers by value.

use corridor::syntax::{Document, Entry, NodeId, Text, Value};
use kdl::{KdlDocument, KdlIdentifier, KdlNode, KdlValue};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// The tree that our reader gave.
pub fn ours(source: &str, document: &Document) -> String {
    let mut out = String::new();
    for id in document.roots() {
        our_node(source, document, id, 0, &mut out);
    }
    out
}

fn our_node(source: &str, document: &Document, id: NodeId, depth: usize, out: &mut String) {
    let node = document.node(id);
    let text = |text: Text| document.str(source, text).to_owned();
    let entries = document.entries(id).iter().map(|entry: &Entry| {
        let written = || entry.value.span().of(source);
        let value = match entry.value {
            Value::Text(value) => format!("{:?}", document.str(source, value)),
            Value::Number(_) => number(written()),
            Value::NotFinite(_) | Value::True(_) | Value::False(_) | Value::Null(_) => written().to_owned(),
        };
        (entry.name.map(text), entry.annotation.map(text), value)
    });
    line(depth, document.annotation(id).map(text), &text(node.name), entries, out);
    for child in document.children(id) {
        our_node(source, document, child, depth + 1, out);
    }
}

/// The tree that the reference reader gave.
pub fn reference(document: &KdlDocument) -> String {
    let mut out = String::new();
    for node in document.nodes() {
        reference_node(node, 0, &mut out);
    }
    out
}

fn reference_node(node: &KdlNode, depth: usize, out: &mut String) {
    let text = |name: &KdlIdentifier| name.value().to_owned();
    let entries = node.entries().iter().map(|entry| {
        let value = match entry.value() {
            KdlValue::String(value) => format!("{value:?}"),
            KdlValue::Integer(value) => format!("{value}"),
            KdlValue::Float(value) if value.is_nan() => "#nan".to_owned(),
            KdlValue::Float(value) if value.is_infinite() && *value > 0.0 => "#inf".to_owned(),
            KdlValue::Float(value) if value.is_infinite() => "#-inf".to_owned(),
            KdlValue::Float(value) => format!("{value:e}"),
            KdlValue::Bool(value) => format!("#{value}"),
            KdlValue::Null => "#null".to_owned(),
        };
        (entry.name().map(text), entry.ty().map(text), value)
    });
    line(depth, node.ty().map(text), node.name().value(), entries, out);
    for child in node.children().map(KdlDocument::nodes).unwrap_or_default() {
        reference_node(child, depth + 1, out);
    }
}

fn line(
    depth: usize,
    annotation: Option<String>,
    name: &str,
    entries: impl Iterator<Item = (Option<String>, Option<String>, String)>,
    out: &mut String,
) {
    let annotated = |annotation: Option<String>| annotation.map_or(String::new(), |text| format!("({text:?})"));
    out.push_str(&"    ".repeat(depth));
    out.push_str(&annotated(annotation));
    write!(out, "{name:?}").expect("memory");
    let mut properties = BTreeMap::new();
    for (name, annotation, value) in entries {
        let value = annotated(annotation) + &value;
        match name {
            Some(name) => drop(properties.insert(name, value)),
            None => write!(out, " {value}").expect("memory"),
        }
    }
    for (name, value) in properties {
        write!(out, " {name:?}={value}").expect("memory");
    }
    out.push('\n');
}

/// A number by its value: whole numbers exactly, others as the nearest double.
pub fn number(text: &str) -> String {
    let plain = text.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let whole = match digits.get(..2) {
        Some("0x") => i128::from_str_radix(&format!("{sign}{}", &digits[2..]), 16),
        Some("0o") => i128::from_str_radix(&format!("{sign}{}", &digits[2..]), 8),
        Some("0b") => i128::from_str_radix(&format!("{sign}{}", &digits[2..]), 2),
        _ => plain.parse(),
    };
    match (whole, plain.parse::<f64>()) {
        (Ok(whole), _) => whole.to_string(),
        (_, Ok(value)) if value.is_infinite() => format!("#{sign}inf"),
        (_, Ok(value)) => format!("{value:e}"),
        _ => plain,
    }
}

/// The official suite, as the package of the reference reader ships it: the inputs, and for those
/// that are legal what they say. Each by the name of its file.
pub fn suite() -> Vec<(String, String, Option<String>)> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.expect("there is a home directory").join("registry").join("src");
    let registries =
        std::fs::read_dir(&sources).unwrap_or_else(|error| panic!("no packages in {}: {error}", sources.display()));
    let cases = registries
        .filter_map(Result::ok)
        .map(|registry| registry.path().join("kdl-6.7.1/tests/test_cases"))
        .find(|path| path.is_dir())
        .unwrap_or_else(|| panic!("kdl 6.7.1 is not in {}: run `cargo fetch`", sources.display()));
    let mut found: Vec<_> = std::fs::read_dir(cases.join("input"))
        .expect("the suite has inputs")
        .map(|file| {
            let name = file.expect("a file can be listed").file_name().into_string().expect("an ASCII name");
            let input = std::fs::read_to_string(cases.join("input").join(&name)).expect("a suite file");
            let expected = std::fs::read_to_string(cases.join("expected_kdl").join(&name)).ok();
            (name, input, expected)
        })
        .collect();
    found.sort();
    found
}
