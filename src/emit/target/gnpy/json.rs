//! JSON as `GNPy` reads it.

use serde_json::{Value, json};

/// The keys of lists in `GNPy`'s models, which stand first in their objects: its reader crashes where they do not.
const KEYS: [&str; 6] = ["uid", "type_variety", "format", "request-id", "index", "N"];

/// A value as JSON, with keys first.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0);
    out + "\n"
}

fn write(out: &mut String, value: &Value, depth: usize) {
    let line = |out: &mut String, at: usize, depth: usize| {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth));
    };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| (KEYS.iter().position(|first| first == key).unwrap_or(KEYS.len()), *key));
            out.push('{');
            for (at, (key, value)) in fields.into_iter().enumerate() {
                line(out, at, depth + 1);
                out.push_str(&json!(key).to_string());
                out.push_str(": ");
                write(out, value, depth + 1);
            }
            line_end(out, depth, '}');
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                line(out, at, depth + 1);
                write(out, item, depth + 1);
            }
            line_end(out, depth, ']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

fn line_end(out: &mut String, depth: usize, sign: char) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(sign);
}
