//! What a schema refuses, in words that a network engineer reads: the field, the value, what it takes instead.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind as Refusal;
use jsonschema::{ValidationError, Validator};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Fix, MAX_FINDINGS, OVER_LIMIT};
use crate::schema::json::Kdl;
use crate::schema::view::View;
use crate::schema::{Kind, Near, Object, Plain, Scalar, Shape, custom, listed, near};
use crate::source::{FileId, Place};
use crate::syntax::Decimal;

const INVALID: &str = "invalid-value";

/// What the words are made from.
#[derive(Debug)]
pub(super) struct Cx<'a, 'b> {
    pub file: FileId,
    pub kind: Kind,
    pub view: &'b View<'a>,
    pub shape: &'static Object,
    /// The schema that refuses.
    pub schema: &'b Value,
    /// The file of an organisation's schema, if it is one.
    pub origin: Option<&'b str>,
}

/// A finding of form, and which field it is about where that is not the one at its place.
#[derive(Debug)]
pub(super) struct Refused {
    pub finding: Diagnostic,
    /// The field that is missing.
    pub lacks: Option<String>,
    /// The field that an unknown one was most likely meant for.
    pub meant: Option<String>,
}

impl From<Diagnostic> for Refused {
    fn from(finding: Diagnostic) -> Self {
        Self { finding, lacks: None, meant: None }
    }
}

/// What is looked at of one declaration: far more than is kept of a file, so that what is misspelt is found beside what
/// seems to be missing.
const MOST_REFUSED: usize = 8 * MAX_FINDINGS;

/// Adds a finding for each thing that the schema refuses. Most declarations are right and cost one pass.
pub(super) fn collect(validator: &Validator<Kdl>, cx: &Cx<'_, '_>, found: &mut Vec<Refused>) {
    let node = cx.view.node();
    if validator.is_valid(node) {
        return;
    }
    for error in validator.iter_errors(node) {
        if found.len() == MOST_REFUSED {
            // What seems to be missing may be misspelt in what is not looked at.
            let lacks_only = found.iter().all(|refused| refused.lacks.is_some());
            found.retain(|refused| lacks_only || refused.lacks.is_none());
            return;
        }
        let pointer = error.instance_path().to_string();
        if cx.view.is_faulty(&pointer) {
            continue;
        }
        explain(cx, &error, &pointer, found);
    }
}

/// Adds findings for what a schema of the organisation refuses; what is more than anybody corrects one by one is counted.
pub(super) fn bounded(errors: &[ValidationError<'_>], cx: &Cx<'_, '_>, found: &mut Vec<Refused>) {
    let note = || cx.origin.map(|origin| format!("`{origin}` asks for it").into());
    let start = found.len();
    for (at, error) in errors.iter().enumerate() {
        let pointer = error.instance_path().to_string();
        if cx.view.is_faulty(&pointer) {
            continue;
        }
        if found.len() - start >= custom::MOST_FINDINGS {
            let place = Place { file: cx.file, span: cx.view.span(&pointer) };
            let message =
                format!("`{}` finds {} more in this declaration", cx.origin.unwrap_or_default(), errors.len() - at);
            let finding = Diagnostic::new(OVER_LIMIT, place, message).label("the first of them").ids(cx.view.id());
            found.push(finding.help("correct what is shown, then check again").into());
            return;
        }
        let before = found.len();
        explain(cx, error, &pointer, found);
        for refused in &mut found[before..] {
            refused.finding.note = note();
        }
    }
}

/// A field that is there under a misspelt name is one fault, not a missing one besides: each misspelt name forgives the
/// nearest head before it that lacks what was meant.
pub(super) fn forgive_misspelt(found: &mut Vec<Refused>) {
    let start = |refused: &Refused| refused.finding.place.span.start;
    if found.iter().all(|refused| refused.meant.is_none()) {
        return;
    }
    let mut lacking: FxHashMap<&str, BTreeSet<(u32, usize)>> = FxHashMap::default();
    for (at, refused) in found.iter().enumerate() {
        if let Some(name) = &refused.lacks {
            lacking.entry(name).or_default().insert((start(refused), at));
        }
    }
    let mut forgiven = vec![false; found.len()];
    for refused in found.iter() {
        let lacking = refused.meant.as_deref().and_then(|name| lacking.get_mut(name));
        let Some(lacking) = lacking else { continue };
        if let Some(&nearest) = lacking.range(..(start(refused), 0)).next_back() {
            lacking.remove(&nearest);
            forgiven[nearest.1] = true;
        }
    }
    let mut forgiven = forgiven.into_iter();
    found.retain(|_| !forgiven.next().unwrap_or_default());
}

fn explain(cx: &Cx<'_, '_>, error: &ValidationError<'_>, pointer: &str, found: &mut Vec<Refused>) {
    let place = Place { file: cx.file, span: cx.view.span(pointer) };
    let field = field_name(cx, pointer);
    let written = quoted_value(cx, pointer, error.instance());
    let invalid = |message: String| Diagnostic::new(INVALID, place, message).ids(cx.view.id());
    let finding = match error.kind() {
        Refusal::AdditionalProperties { unexpected } => {
            let mut names = unexpected.clone();
            names.sort();
            found.extend(names.iter().map(|name| unknown_field(cx, pointer, &field, name)));
            return;
        }
        Refusal::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let finding = missing_field(cx, pointer, &field, name);
            found.push(Refused { lacks: Some(name.to_owned()), ..finding.into() });
            return;
        }
        Refusal::Type { .. } => wrong_type(cx, pointer, &field, error.instance()),
        Refusal::Enum { options } if pointer.ends_with("/unit") => {
            let holder = pointer.strip_suffix("/unit").unwrap_or_default();
            wrong_unit(cx, holder, error.instance(), &words(options))
        }
        Refusal::Enum { options } => {
            let words = words(options);
            let word = error.instance().as_str().unwrap_or_default();
            let finding = invalid(format!("{written} is not one of the words of `{field}`")).label("unknown word");
            match near(word, words.iter().map(String::as_str)) {
                Some(near) => near.suggest(finding),
                None => finding.help(format!("write {}", listed(words.iter().map(String::as_str), "or"))),
            }
        }
        Refusal::Pattern { .. } | Refusal::Format { .. } if error.instance().as_str().is_some_and(is_with_comma) => {
            invalid(format!("{written} cannot stand in `{field}`"))
                .label("ends with a comma")
                .help("separate values by spaces, without commas")
                .fix(Fix::word(place.span, error.instance().as_str().unwrap_or_default().trim_end_matches(','), true))
        }
        Refusal::Pattern { .. } | Refusal::Format { .. } => {
            let finding = invalid(format!("{written} cannot stand in `{field}`")).label("not of the right form");
            with_description(finding, cx, pointer)
        }
        Refusal::Constant { expected_value } => {
            let finding = invalid(format!("{written} cannot stand in `{field}`")).label("not what is asked for");
            match &**expected_value {
                Value::Array(_) | Value::Object(_) => finding,
                Value::String(text) => finding.help(format!("write `{text}`")),
                value => finding.help(format!("write `{value}`")),
            }
        }
        Refusal::MinProperties { .. } | Refusal::MaxProperties { .. } => with_description(
            invalid(format!("`{field}` holds too few or too many fields")).label("not one"),
            cx,
            pointer,
        ),
        Refusal::Minimum { limit } => bound(invalid, &field, &written, "at least", limit),
        Refusal::ExclusiveMinimum { limit } => bound(invalid, &field, &written, "more than", limit),
        Refusal::Maximum { limit } => bound(invalid, &field, &written, "at most", limit),
        Refusal::ExclusiveMaximum { limit } => bound(invalid, &field, &written, "less than", limit),
        Refusal::MinItems { limit } => invalid(format!("`{field}` names too few: {limit} at least")).label("too few"),
        Refusal::MaxItems { limit } => {
            // What our own schema bounds is what we take; what an organisation's does is what it asks for.
            let rule = if cx.origin.is_none() && *limit > 2 { OVER_LIMIT } else { INVALID };
            let message = format!("`{field}` names too many: {limit} at most");
            Diagnostic::new(rule, place, message).ids(cx.view.id()).label("too many")
        }
        Refusal::UniqueItems => {
            let values = cx.view.plain(pointer);
            let mut seen = FxHashSet::default();
            let again = values.iter().position(|value| !seen.insert(value)).unwrap_or(0);
            let place = Place { file: cx.file, span: cx.view.span(&format!("{pointer}/{again}")) };
            let name = match values.get(again) {
                Some(Plain::Text(text)) => format!("`{text}`"),
                Some(Plain::Quantity { .. }) | None => "the same thing".to_owned(),
            };
            Diagnostic::new(INVALID, place, format!("`{field}` names {name} twice"))
                .label("named again")
                .ids(cx.view.id())
                .help("keep one of them")
        }
        Refusal::MinLength { .. } => invalid(format!("`{field}` is empty")).label("says nothing"),
        Refusal::MaxLength { limit } => {
            let rule = if cx.origin.is_none() { OVER_LIMIT } else { INVALID };
            let message = format!("`{field}` is longer than {limit} characters");
            Diagnostic::new(rule, place, message).ids(cx.view.id()).label("too long")
        }
        _ => {
            let finding = invalid(format!("{written} cannot stand in `{field}`")).label("refused by its schema");
            with_description(finding, cx, pointer)
        }
    };
    found.push(finding.into());
}

fn is_with_comma(text: &str) -> bool {
    text.len() > 1 && text.ends_with(',')
}

/// The name of the field that a pointer means: its last step that is a name, else the kind.
fn field_name(cx: &Cx<'_, '_>, pointer: &str) -> String {
    let named = pointer.rsplit('/').find(|step| !step.is_empty() && step.parse::<usize>().is_err());
    match named {
        // The value of a quantity, and an argument, go by the name of their field.
        Some("value" | "unit" | "values" | "kinds" | "rules" | "frequency") => {
            field_name(cx, pointer.rsplit_once('/').map_or("", |(holder, _)| holder))
        }
        Some("lat") => "latitude".to_owned(),
        Some("lon") => "longitude".to_owned(),
        Some(name) => {
            let holder = pointer.rfind(&format!("/{name}")).map_or("", |at| &pointer[..at]);
            let is_argument = |object: &Object| object.arguments.iter().any(|argument| argument == name);
            match shape_at(cx, holder) {
                // An id goes by its own name: `site` says nothing of what is wrong.
                Found::Object(object) if is_argument(object) && !holder.is_empty() && name != "id" => {
                    field_name(cx, holder)
                }
                _ => name.to_owned(),
            }
        }
        None => cx.kind.name().to_owned(),
    }
}

fn holder_phrase(cx: &Cx<'_, '_>, pointer: &str, field: &str) -> String {
    match cx.view.id() {
        Some(id) if pointer.is_empty() => format!("{field} `{id}`"),
        whole => {
            // A part goes by its own id, and by that of its whole.
            let part = ["id", "name"].iter().find_map(|name| cx.view.plain(&format!("{pointer}/{name}")).pop());
            match (part, whole, pointer.ends_with(|c: char| c.is_ascii_digit())) {
                (Some(Plain::Text(part)), Some(whole), true) => format!("{field} `{whole}:{part}`"),
                _ => format!("`{field}`"),
            }
        }
    }
}

fn unknown_field(cx: &Cx<'_, '_>, pointer: &str, holder: &str, name: &str) -> Refused {
    let place = Place { file: cx.file, span: cx.view.name_span(&format!("{pointer}/{name}")) };
    let finding = Diagnostic::new("unknown-field", place, format!("`{holder}` has no field `{name}`"))
        .label("unknown field")
        .ids(cx.view.id());
    let fields: Vec<&str> = match shape_at(cx, pointer) {
        Found::Object(object) => object.fields().collect(),
        Found::Other(_) | Found::Nothing => Vec::new(),
    };
    if let Some(near) = near(name, fields.iter().copied()) {
        let mut finding = near.suggest(finding);
        if cx.view.resolve(&format!("{pointer}/{}", near.name)).is_ok() {
            // The field is there besides, and would be there twice.
            finding.fix = None;
        }
        return Refused { meant: Some(near.name.to_owned()), ..finding.into() };
    }
    let help = if let Some(home) = part_with_field(cx.shape, name) {
        format!("`{name}` belongs in a `{home}` of the `{}`", cx.kind.name())
    } else if Kind::from_name(name).is_some() {
        format!("`{name}` is a declaration of its own: close the block before it")
    } else if fields.is_empty() {
        "remove it".to_owned()
    } else {
        format!("its fields are {}", listed(fields.iter().copied(), "and"))
    };
    finding.help(help).into()
}

/// The part of a kind (`span`, `leg`) that has a field of this name.
pub(super) fn part_with_field(shape: &'static Object, name: &str) -> Option<&'static str> {
    shape.members.iter().find_map(|(part, shape)| match shape {
        Shape::Array(item) => match item.as_ref() {
            Shape::Object(object) if object.fields().any(|field| field == name) && object.member("id").is_some() => {
                Some(part.as_str())
            }
            _ => None,
        },
        _ => None,
    })
}

fn missing_field(cx: &Cx<'_, '_>, pointer: &str, holder: &str, name: &str) -> Diagnostic {
    let place = Place { file: cx.file, span: cx.view.span(pointer) };
    let holder = holder_phrase(cx, pointer, holder);
    let argument = match shape_at(cx, pointer) {
        Found::Object(object) => object.arguments.iter().any(|argument| argument == name),
        Found::Other(_) | Found::Nothing => false,
    };
    let (message, label) = if argument {
        (format!("{holder} lacks its {}", name.to_uppercase()), format!("needs {}", name.to_uppercase()))
    } else {
        (format!("{holder} has no `{name}`"), format!("needs `{name}`"))
    };
    let finding = Diagnostic::new("missing-field", place, message).label(label).ids(cx.view.id());
    with_description(finding, cx, &format!("{pointer}/{name}"))
}

fn wrong_type(cx: &Cx<'_, '_>, pointer: &str, field: &str, instance: &Value) -> Diagnostic {
    let place = Place { file: cx.file, span: cx.view.span(pointer) };
    let written = written(instance);
    let number = match cx.view.plain(pointer).pop() {
        Some(Plain::Text(number) | Plain::Quantity { number, .. }) => number,
        None => "",
    };
    let finding = |rule, message: String| Diagnostic::new(rule, place, message).ids(cx.view.id());
    match (shape_at(cx, pointer), instance) {
        (Found::Other(Shape::Quantity(units)), Value::Number(_)) => {
            let unit = units.first().map_or("", String::as_str);
            finding("missing-unit", format!("`{field}` has no unit"))
                .label("a bare number")
                .help(format!("write {}", forms(number, units, unit)))
                .fix(Fix { is_safe: units.len() == 1, ..Fix::text(place.span, format!("({unit}){number}")) })
        }
        (Found::Other(Shape::Quantity(units)), instance) => {
            let text = instance.as_str().unwrap_or_default();
            let number: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            let number = if number.is_empty() { "1" } else { &number };
            let unit = units.iter().find(|unit| text.ends_with(unit.as_str())).or(units.first());
            let finding = finding(INVALID, format!("`{field}` is a number with a unit, not {written}"))
                .label("not a quantity")
                .help(format!("write `{field} ({}){number}`", unit.map_or("", String::as_str)));
            // `380km`, as everybody writes it but KDL.
            let whole = |unit: &&String| text.strip_prefix(number).map(str::trim_start) == Some(unit.as_str());
            match unit.filter(whole).filter(|_| Decimal::parse(number).is_some()) {
                Some(unit) => finding.fix(Fix::text(place.span, format!("({unit}){number}"))),
                None => finding,
            }
        }
        (Found::Other(Shape::Scalar(Scalar::Number)), Value::Object(_)) => {
            finding("wrong-unit", format!("`{field}` is a plain number, without a unit"))
                .label("takes no unit")
                .help("remove the unit in parentheses")
                .fix(Fix::text(place.span, number).unsure())
        }
        (Found::Other(Shape::Scalar(Scalar::Number)), Value::Number(_)) => {
            finding(INVALID, format!("`{field}` is a whole number, not {written}")).label("not a whole number")
        }
        (Found::Other(Shape::Scalar(Scalar::Number)), _) => {
            finding(INVALID, format!("`{field}` is a number, not {written}")).label("not a number")
        }
        (Found::Other(Shape::Scalar(Scalar::Boolean)), _) => {
            finding(INVALID, format!("`{field}` is `#true` or `#false`, not {written}"))
                .label("not a truth value")
                .help(format!("write `{field} #true`, or leave the field out"))
        }
        (Found::Other(Shape::Scalar(Scalar::Text)), Value::Object(_)) => {
            finding("wrong-unit", format!("`{field}` is text, without a unit")).label("takes no unit")
        }
        (_, _) => {
            let refused =
                finding(INVALID, format!("{written} cannot stand in `{field}`")).label("not of the right type");
            with_description(refused, cx, pointer)
        }
    }
}

/// `length (km)380`, or in another unit of the field.
fn forms(number: &str, units: &[String], first: &str) -> String {
    let others: Vec<&str> = units.iter().map(String::as_str).filter(|unit| *unit != first).collect();
    let main = format!("`({first}){number}`");
    match others.as_slice() {
        [] => main,
        others => format!("{main}, or use {}", listed(others.iter().copied(), "or")),
    }
}

fn wrong_unit(cx: &Cx<'_, '_>, holder: &str, unit: &Value, units: &[String]) -> Diagnostic {
    let place = Place { file: cx.file, span: cx.view.span(holder) };
    let field = field_name(cx, holder);
    let unit = unit.as_str().unwrap_or_default();
    let takes = listed(units.iter().map(String::as_str), "or");
    let finding = Diagnostic::new("wrong-unit", place, format!("`{field}` in `{unit}`: it is measured in {takes}"))
        .label("another dimension")
        .ids(cx.view.id());
    // `mi` is no slip of `m`: of two letters only the case can be a slip.
    let is_near = |near: &Near<'_>| unit.chars().count() > 2 || near.name.eq_ignore_ascii_case(unit);
    match near(unit, units.iter().map(String::as_str)).filter(is_near) {
        Some(near) => {
            let finding = finding.label("unknown unit").help(format!("did you mean `({})`?", near.name));
            let Some(Plain::Quantity { number, .. }) = cx.view.plain(holder).pop() else { return finding };
            let fix = Fix::text(place.span, format!("({}){number}", near.name));
            finding.fix(Fix { is_safe: near.is_sure, ..fix })
        }
        None if !UNITS.contains(&unit) => finding.label("unknown unit").help(format!("write the figure in {takes}")),
        None => finding.help(format!("write the figure in {takes}")),
    }
}

/// Every unit of the language.
const UNITS: [&str; 18] = [
    "km",
    "m",
    "ms",
    "us",
    "Mbps",
    "Gbps",
    "Tbps",
    "dB",
    "dB-per-km",
    "GHz",
    "THz",
    "h",
    "d",
    "y",
    "percent",
    "us-per-km",
    "per-y",
    "per-1000km-y",
];

fn bound(
    invalid: impl Fn(String) -> Diagnostic,
    field: &str,
    written: &str,
    relation: &str,
    limit: &Value,
) -> Diagnostic {
    let limit = limit.as_f64().map_or_else(|| limit.to_string(), |limit| limit.to_string());
    invalid(format!("`{field}` is {written}, and {relation} {limit} is taken")).label("out of range")
}

/// Says what the field holds, with an example, from the description in its schema.
fn with_description(finding: Diagnostic, cx: &Cx<'_, '_>, pointer: &str) -> Diagnostic {
    let mut words = String::new();
    let mut example = None;
    for schema in schemas_at(cx.schema, pointer) {
        if let Some(description) = schema.get("description").and_then(Value::as_str) {
            description.trim_end_matches('.').clone_into(&mut words);
        }
        example = schema.get("examples").and_then(|examples| examples.get(0)).or(example);
    }
    if words.is_empty() {
        return finding;
    }
    let field = field_name(cx, pointer);
    match example.and_then(|example| kdl_example(&field, example)) {
        Some(example) => finding.help(format!("{words}; for example `{example}`")),
        None => finding.help(words),
    }
}

/// The subschemas that speak of a pointer, from the definition to the one at the field itself.
fn schemas_at<'v>(root: &'v Value, pointer: &str) -> Vec<&'v Value> {
    let mut at = vec![root];
    for step in pointer.split('/').skip(1) {
        let next = at.iter().find_map(|schema| match step.parse::<usize>() {
            Ok(_) => schema.get("items"),
            Err(_) => schema.get("properties").and_then(|properties| properties.get(step)),
        });
        let Some(next) = next else { break };
        let defined = next
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.strip_prefix('#'))
            .and_then(|pointer| root.pointer(pointer));
        at = defined.into_iter().chain([next]).collect();
    }
    at
}

/// An example of a schema as it is written in KDL. Only plain values and quantities are shown.
pub(super) fn kdl_example(field: &str, example: &Value) -> Option<String> {
    let value = |value: &Value| match value {
        Value::String(text) if needs_quotes(text) => Some(format!("{text:?}")),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(format!("#{truth}")),
        Value::Object(object) => {
            let unit = object.get("unit")?.as_str()?;
            Some(format!("({unit}){}", object.get("value")?))
        }
        Value::Null | Value::Array(_) => None,
    };
    match example {
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(value).collect();
            Some(format!("{field} {}", items?.join(" ")))
        }
        example => Some(format!("{field} {}", value(example)?)),
    }
}

fn needs_quotes(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(|c: char| c.is_ascii_digit())
        || text.contains(|c: char| c.is_whitespace() || r#"/\{}()[];#"="#.contains(c))
}

/// A refused value; the number of a quantity is quoted with its unit.
fn quoted_value(cx: &Cx<'_, '_>, pointer: &str, instance: &Value) -> String {
    let holder = pointer.strip_suffix("/value").map(|holder| cx.view.plain(holder));
    match holder.as_deref() {
        Some([Plain::Quantity { number, unit }]) => format!("`({unit}){number}`"),
        _ => written(instance),
    }
}

/// A refused value as it is quoted in a message.
fn written(instance: &Value) -> String {
    match instance {
        Value::String(text) => format!("`{text}`"),
        Value::Null => "`#null`".to_owned(),
        Value::Bool(truth) => format!("`#{truth}`"),
        Value::Object(object) => match (object.get("value"), object.get("unit").and_then(Value::as_str)) {
            (Some(value), Some(unit)) => format!("`({unit}){value}`"),
            _ => "this".to_owned(),
        },
        Value::Number(number) => format!("`{number}`"),
        Value::Array(_) => "this".to_owned(),
    }
}

fn words(options: &Value) -> Vec<String> {
    options.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

enum Found {
    Object(&'static Object),
    Other(&'static Shape),
    Nothing,
}

fn shape_at(cx: &Cx<'_, '_>, pointer: &str) -> Found {
    let mut steps = pointer.split('/').skip(1);
    let Some(first) = steps.next() else {
        return Found::Object(cx.shape);
    };
    let rest: String = steps.flat_map(|step| ["/", step]).collect();
    match cx.shape.member(first).and_then(|shape| shape.at(&rest)) {
        Some(Shape::Object(object)) => Found::Object(object),
        Some(shape) => Found::Other(shape),
        None => Found::Nothing,
    }
}
