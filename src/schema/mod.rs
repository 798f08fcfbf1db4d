//! Structure: which fields a kind has, their types, ranges, words and units. The only user of `jsonschema`.
//!
//! A declaration is shown to the schema of its kind through a view of the KDL text, and so is it to the declared
//! structs of `model`. What the schema refuses becomes findings at the exact text.

mod across;
mod cost;
mod custom;
mod de;
mod facts;
mod fields;
mod findings;
mod json;
mod kind;
mod legible;
mod meter;
mod nearest;
mod problem;
pub mod reference;
mod references;
mod shape;
mod sources;
mod taken;
mod view;

pub use cost::weight_of_pattern;
pub use custom::{Custom, CustomError, MOST_FOLDERS};
pub use de::{Plain, ReadError};
pub use facts::{Fact, Said};
pub use fields::{Field, Leaf};
pub use kind::Kind;
pub use nearest::{Near, listed, near, nearest};
pub use references::{Mention, Of};
pub use shape::{Object, Scalar, Shape};
pub use taken::Taken;
pub use view::View;

use std::sync::{LazyLock, OnceLock};

use jsonschema::{PatternCache, Validator};
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Found};
use crate::schema::findings::Refused;
use crate::schema::json::Kdl;
use crate::source::{FileId, Place, Span};
use crate::syntax::{Document, NodeId};

/// The built-in schema of a kind, read and compiled when the first declaration of the kind is met.
#[derive(Debug)]
pub struct BuiltIn {
    pub kind: Kind,
    pub json: Value,
    pub shape: Object,
    validator: Validator<Kdl>,
}

impl BuiltIn {
    pub fn of(kind: Kind) -> &'static Self {
        static ALL: [OnceLock<BuiltIn>; Kind::ALL.len()] = [const { OnceLock::new() }; Kind::ALL.len()];
        ALL[kind as usize].get_or_init(|| Self::compile(kind))
    }

    fn compile(kind: Kind) -> Self {
        let json: Value = serde_json::from_str(kind.schema_text()).expect("a built-in schema is JSON");
        let Shape::Object(mut shape) = Shape::of(&json, &json) else { panic!("a kind is an object") };
        if shape.arguments.is_empty() && shape.member("id").is_some() {
            shape.arguments.push("id".to_owned());
        }
        let validator = compile(&json).expect("a built-in schema is valid");
        Self { kind, json, shape, validator }
    }
}

fn compile(schema: &Value) -> Result<Validator<Kdl>, String> {
    // The forms of ids and dates stand in every schema: each is compiled once.
    static PATTERNS: LazyLock<PatternCache> = LazyLock::new(PatternCache::new);
    built(schema, &options().with_pattern_cache(PATTERNS.clone()))
}

/// The same of a schema that is not ours.
fn compile_bounded(schema: &Value) -> Result<Validator<Kdl>, String> {
    built(schema, &options().with_pattern_options(cost::patterns()))
}

type Options = jsonschema::ValidationOptions<'static, std::sync::Arc<dyn jsonschema::Retrieve>, Kdl>;

fn options() -> Options {
    jsonschema::options_for::<Kdl>().with_draft(jsonschema::Draft::Draft202012).offline()
}

fn built(schema: &Value, options: &Options) -> Result<Validator<Kdl>, String> {
    options.build(schema).map_err(|error| error.to_string())
}

/// A top-level node that was shown to its schema.
#[derive(Debug)]
pub struct Checked<'a> {
    /// `None` where the node's name is no kind.
    pub kind: Option<Kind>,
    /// The id, also of a declaration that fails: what refers to it is not blamed.
    pub id: Option<&'a str>,
    pub form: Form,
    /// The declaration as JSON; `None` where it failed.
    pub view: Option<View<'a>>,
    /// What the schemas of the organisation find.
    pub asked: Vec<Diagnostic>,
}

/// How much of a declaration can be judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Whole,
    /// Fields that decide no route were refused, and are left out of the view.
    Legible,
    Broken,
}

/// Shows a top-level node to the schema of its kind, and to those of the organisation.
pub fn check<'a>(
    document: &'a Document,
    source: &'a str,
    file: FileId,
    node: NodeId,
    custom: &Custom,
    found: &mut Found,
) -> Checked<'a> {
    let text = view::Text { document, source };
    let name = document.str(source, document.node(node).name);
    let id = first_text(document, source, node);
    let Some(kind) = Kind::from_name(name) else {
        // A keyword cannot name a node: that is a syntax error, and reported.
        let written = document.node(node).name.span.of(source).trim_start_matches('#');
        if written.len() == document.node(node).name.span.len() || written.starts_with('"') {
            found.push(unknown_kind(document, file, node, name));
        }
        return Checked { kind: None, id, form: Form::Broken, view: None, asked: Vec::new() };
    };
    let built_in = BuiltIn::of(kind);
    let id = id.filter(|_| built_in.shape.member("id").is_some());
    let mut refused: Vec<Refused> = Vec::new();
    if let Some(annotation) = document.annotation(node) {
        let problem = problem::Problem::AnnotatedName { span: annotation.span };
        refused.push(problem.diagnostic(file).into());
    }
    let mut problems = Vec::new();
    let mut view = View::build(text, node, &built_in.shape, &mut problems);
    refused.extend(problems.iter().map(|problem| {
        let meant = problem.meant().map(str::to_owned);
        Refused { meant, ..problem.diagnostic(file).into() }
    }));
    let broken = document.broken(node);
    let written = document.node(node).span.of(source);
    if refused.is_empty() && broken.is_empty() && custom.took(written) {
        return Checked { kind: Some(kind), id, form: Form::Whole, view: Some(view), asked: Vec::new() };
    }
    let cx = findings::Cx { file, kind, view: &view, shape: &built_in.shape, schema: &built_in.json, origin: None };
    findings::collect(&built_in.validator, &cx, &mut refused);
    across::check(&cx, &mut refused);
    findings::forgive_misspelt(&mut refused);
    // An organisation's schemas tighten: what they alone refuse is still as the language has it.
    let own = refused.len();
    let steps = custom.check(&cx, &mut refused);
    if refused.is_empty() && broken.is_empty() {
        custom.takes(written, steps);
    }
    let form = match (own, broken.as_slice()) {
        (0, []) => Form::Whole,
        _ if legible::clear(&mut view, text, node, &refused[..own], &broken) => Form::Legible,
        _ => Form::Broken,
    };
    // The syntax error is reported; what its line lacks is not reported again.
    let within = |span: Span| broken.iter().any(|outer| outer.start <= span.start && span.end <= outer.end);
    let is_new =
        |finding: &Diagnostic| broken.is_empty() || finding.rule != "missing-field" && !within(finding.place.span);
    let asked: Vec<Diagnostic> = refused.drain(own..).map(|refused| refused.finding).filter(is_new).collect();
    found.extend(refused.into_iter().map(|refused| refused.finding).filter(is_new));
    Checked { kind: Some(kind), id, form, view: (form != Form::Broken).then_some(view), asked }
}

fn unknown_kind(document: &Document, file: FileId, node: NodeId, name: &str) -> Diagnostic {
    let span = document.node(node).name.span;
    if name.is_empty() {
        return Diagnostic::new(
            "unknown-kind",
            Place { file, span },
            "a declaration begins with its kind, and this name is empty",
        )
        .label("empty")
        .help("remove it, or write a declaration");
    }
    let kinds = || Kind::ALL.into_iter().map(Kind::name);
    let finding =
        Diagnostic::new("unknown-kind", Place { file, span }, format!("`{name}` is not a kind of declaration"))
            .label("unknown kind");
    // A text that is no corridor at all has millions of these.
    static KINDS: LazyLock<String> =
        LazyLock::new(|| format!("the kinds are {}", listed(Kind::ALL.into_iter().map(Kind::name), "and")));
    if let Some(near) = near(name, kinds()) {
        near.suggest(finding)
    } else if let Some(kind) = fields_home(name) {
        finding.help(format!("`{name}` is a field of `{kind}`: move it between the braces of one"))
    } else {
        finding.help(KINDS.as_str())
    }
}

/// The first kind that has a field of this name.
fn fields_home(name: &str) -> Option<&'static str> {
    static HOMES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let mut homes = FxHashMap::default();
        for kind in Kind::ALL {
            for field in BuiltIn::of(kind).shape.fields() {
                homes.entry(field).or_insert(kind.name());
            }
        }
        homes
    });
    HOMES.get(name).copied()
}

fn first_text<'a>(document: &'a Document, source: &'a str, node: NodeId) -> Option<&'a str> {
    let entry = document.entries(node).iter().find(|entry| entry.name.is_none())?;
    Some(document.str(source, entry.value.text()?))
}

/// The view of a declaration that was checked before: for finding the text of a pointer.
pub fn view<'a>(document: &'a Document, source: &'a str, node: NodeId) -> Option<View<'a>> {
    let name = document.str(source, document.node(node).name);
    let kind = Kind::from_name(name)?;
    let text = view::Text { document, source };
    Some(View::build(text, node, &BuiltIn::of(kind).shape, &mut Vec::new()))
}

/// The head of a declaration, `kind id`: where a finding about it as a whole stands.
pub fn header(document: &Document, node: NodeId) -> Span {
    view::header_span(document, node)
}
