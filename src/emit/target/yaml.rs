//! A JSON value as YAML, in blocks: every text that is not plainly a word stands in double quotes, as in JSON.

use std::fmt::Write as _;

use serde_json::Value;

/// The text of a value, below a stamp.
pub(super) fn render(stamp: &str, value: &Value) -> String {
    let mut out = String::from(stamp);
    write(&mut out, value, 0);
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                write!(out, "{}{}:", "  ".repeat(depth), text(key)).expect("a string takes all");
                below(out, value, depth + 1);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inside = String::new();
                write(&mut inside, item, depth + 1);
                // The first line stands beside the dash.
                writeln!(out, "{}- {}", "  ".repeat(depth), inside.trim()).expect("a string takes all");
            }
        }
        plain => writeln!(out, "{}{}", "  ".repeat(depth), scalar(plain)).expect("a string takes all"),
    }
}

fn below(out: &mut String, value: &Value, depth: usize) {
    let is_block = match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if is_block {
        out.push('\n');
        write(out, value, depth);
    } else {
        writeln!(out, " {}", scalar(value)).expect("a string takes all");
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
        other => other.to_string(),
    }
}

/// Words that YAML 1.1 reads as something else.
const TAKEN: [&str; 11] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];

fn text(text: &str) -> String {
    let mut signs = text.chars();
    let is_plain = signs.next().is_some_and(|first| first.is_ascii_alphabetic())
        && signs.all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.' | '/'))
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes; what could end a line or vanish is written by its number.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            ' ' => out.push(' '),
            sign if sign.is_control() || sign.is_whitespace() || sign == '\u{feff}' || u32::from(sign) > 0xffff => {
                write!(out, "\\U{:08x}", u32::from(sign)).expect("a string takes all");
            }
            '\u{fffe}' | '\u{ffff}' => write!(out, "\\u{:04x}", u32::from(sign)).expect("a string takes all"),
            sign => out.push(sign),
        }
    }
    out + "\""
}
