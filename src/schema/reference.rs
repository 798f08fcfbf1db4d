//! The reference pages: what each kind and field takes, in Markdown, made from the built-in schemas.

use std::fmt::Write as _;

use serde_json::Value;

use crate::schema::findings::kdl_example;
use crate::schema::shape::{arguments, resolve};
use crate::schema::{BuiltIn, Kind, listed};

/// What every declaration may have is said once, not under each kind.
const COMMON: [&str; 5] = ["name", "note", "tag", "status", "source"];

/// The page of all kinds.
pub fn language() -> String {
    let mut out = String::from(
        "# The language\n\n\
         Made from the schemas; `corridor explain KIND` and `corridor explain KIND.FIELD` show the same.\n\
         A field in bold must be there; one with `…` may hold several, on one line or on several.\n",
    );
    for kind in Kind::ALL {
        out.push('\n');
        out.push_str(&kind_page(kind, 2));
    }
    out.push_str("\n## What every declaration may have\n\n");
    let site = BuiltIn::of(Kind::Site);
    for (name, schema) in fields(&site.json).into_iter().filter(|(name, _)| COMMON.contains(name)) {
        field(&mut out, &site.json, name, schema, &site.json, 0);
    }
    out
}

/// The page of one kind, its title a heading of the level.
pub fn kind_page(kind: Kind, level: usize) -> String {
    let root = &BuiltIn::of(kind).json;
    let mut out = format!("{} {}\n\n{}\n\n", "#".repeat(level), kind.name(), text(root, "description"));
    for (name, schema) in fields(root) {
        let is_common = COMMON.contains(&name) && !is_required(root, name);
        if name != "id" && !is_common {
            field(&mut out, root, name, schema, root, 0);
        }
    }
    if level == 1 {
        let common = COMMON.into_iter().filter(|name| !is_required(root, name));
        writeln!(
            out,
            "\nBeside these {}, as every declaration; `corridor explain {}.source` and the like show them.",
            listed(common, "and"),
            kind.name()
        )
        .expect("a string takes all");
    }
    out
}

/// What one field of a kind takes; the path may lead into a part, as in `cable.span.length`.
pub fn field_page(kind: Kind, path: &[&str]) -> Option<String> {
    let root = &BuiltIn::of(kind).json;
    let (last, holders) = path.split_last()?;
    let holder = holders.iter().try_fold(root, |at, step| inner(property(at, root, step)?, root))?;
    let schema = property(holder, root, last)?;
    let mut out = format!("# {}.{}\n\n", kind.name(), path.join("."));
    field(&mut out, holder, last, schema, root, 0);
    Some(out)
}

/// The names of the fields at a path, for who misspells one.
pub fn field_names(kind: Kind, path: &[&str]) -> Vec<String> {
    let root = &BuiltIn::of(kind).json;
    let holder = path.iter().try_fold(root, |at, step| inner(property(at, root, step)?, root));
    holder.map(|holder| fields(holder).into_iter().map(|(name, _)| name.to_owned()).collect()).unwrap_or_default()
}

fn property<'v>(holder: &'v Value, root: &'v Value, name: &str) -> Option<&'v Value> {
    resolve(holder, root).get("properties")?.get(name)
}

/// The object that a field holds, one or several of it.
fn inner<'v>(schema: &'v Value, root: &'v Value) -> Option<&'v Value> {
    let schema = resolve(schema, root);
    let schema = schema.get("items").map_or(schema, |items| resolve(items, root));
    schema.get("properties").is_some().then_some(schema)
}

/// The required fields first, each part in the order of names.
fn fields(holder: &Value) -> Vec<(&str, &Value)> {
    let properties = holder.get("properties").and_then(Value::as_object);
    let mut fields: Vec<(&str, &Value)> =
        properties.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect();
    fields.sort_by_key(|(name, _)| (!is_required(holder, name), *name));
    fields
}

fn is_required(holder: &Value, name: &str) -> bool {
    let required = holder.get("required").and_then(Value::as_array);
    required.into_iter().flatten().any(|required| required == name)
}

fn text<'v>(schema: &'v Value, name: &str) -> &'v str {
    schema.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// One item of the list, and those of its own fields below it.
fn field(out: &mut String, holder: &Value, name: &str, schema: &Value, root: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let resolved = resolve(schema, root);
    let is_list = text(resolved, "type") == "array";
    let item = resolved.get("items").map_or(resolved, |items| resolve(items, root));
    let emphasis = if is_required(holder, name) { "**" } else { "" };
    let takes = takes(item, schema, resolved, root);
    let several = if is_list { "…" } else { "" };
    // What stands right behind the name of its holder has no name of its own there.
    let (named, rest) = arguments(holder);
    let is_argument = named.iter().chain(&rest).any(|argument| argument == name);
    let (shown, takes) =
        if is_argument { (name.to_uppercase(), format!(",{takes}")) } else { (name.to_owned(), takes) };
    // What stands on the line of its holder is a property.
    let takes = if is_line(holder, root) && !is_argument { takes.replacen(' ', "=", 1) } else { takes };
    let description = [schema, resolved, item].map(|schema| text(schema, "description"));
    let description = description.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    writeln!(out, "{indent}- {emphasis}`{shown}{takes}{several}`{emphasis}: {description}")
        .expect("a string takes all");
    if let Some(words) = item.get("enum").and_then(Value::as_array) {
        let words = words.iter().filter_map(Value::as_str);
        writeln!(out, "{indent}  One of {}.", listed(words, "and")).expect("a string takes all");
    }
    let examples = [schema, resolved].into_iter().find_map(|schema| schema.get("examples"));
    if let Some(example) = examples.filter(|_| !is_argument).and_then(|examples| kdl_example(name, examples.get(0)?)) {
        let example = if is_line(holder, root) { example.replacen(' ', "=", 1) } else { example };
        writeln!(out, "{indent}  For example `{example}`.").expect("a string takes all");
    }
    if units(item, root).is_none() && item.get("properties").is_some() {
        for (name, schema) in fields(item) {
            field(out, item, name, schema, root, depth + 1);
        }
    }
}

/// Whether a part is written on one line, `fibre G.654.D pairs=8`: it has no id, and holds plain values alone.
fn is_line(holder: &Value, root: &Value) -> bool {
    let is_plain = |schema: &Value| {
        let schema = resolve(schema, root);
        text(schema, "type") != "array" && (schema.get("properties").is_none() || units(schema, root).is_some())
    };
    let (named, rest) = arguments(holder);
    let is_part = !std::ptr::eq(holder, root) && !named.iter().any(|name| name == "id" || name == "name");
    is_part && fields(holder).iter().all(|(name, schema)| rest.as_deref() == Some(*name) || is_plain(schema))
}

/// What stands after the name: arguments in capitals, or the unit.
fn takes(item: &Value, schema: &Value, resolved: &Value, root: &Value) -> String {
    if let Some(units) = units(item, root) {
        let units: Vec<&str> = units.iter().filter_map(Value::as_str).collect();
        return format!(" ({})N", units.join("|"));
    }
    if item.get("properties").is_some() {
        let (named, rest) = arguments(item);
        let names = named.iter().chain(&rest).map(|name| name.to_uppercase());
        return std::iter::once(String::new()).chain(names).collect::<Vec<_>>().join(" ");
    }
    let refers =
        [schema, resolved, item].into_iter().find_map(|schema| text(schema, "$comment").strip_prefix("refers: "));
    if let Some(refers) = refers {
        return format!(" {}", refers.to_uppercase().replace(' ', "|"));
    }
    match text(item, "type") {
        "number" | "integer" => " N".to_owned(),
        "boolean" => " #true".to_owned(),
        _ if item.get("enum").is_some() => " WORD".to_owned(),
        _ => " TEXT".to_owned(),
    }
}

fn units<'v>(schema: &'v Value, root: &'v Value) -> Option<&'v Vec<Value>> {
    let unit = schema.get("properties")?.get("unit")?;
    resolve(unit, root).get("enum")?.as_array()
}
