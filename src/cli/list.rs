//! `corridor list`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use crate::cli::schema::kind;
use crate::cli::session::{Loaded, Session};
use crate::cli::terminal::{self, today};
use crate::cli::{Dates, Exit, Failure, Folder, parse_date};
use crate::emit::designation::Designations;
use crate::emit::{TARGETS, Target};
use crate::model::Date;
use crate::render::{escaped, json};
use crate::rules::{self, Cx};
use crate::schema::{self, BuiltIn, Kind, Plain};

#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// The kind, such as `site` or `cable`; or `target`, what can be generated
    kind: String,
    #[command(flatten)]
    folder: Folder,
    /// Take this day for today: waivers expire by it
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    today: Option<Date>,
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

/// What can be generated, and which program checks it.
fn targets(format: Format) -> Result<Exit, Failure> {
    let columns = ["target", "what", "checked by"].map(str::to_owned).to_vec();
    let row = |target: &Target| [target.name, target.about, target.checked_by].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = TARGETS.iter().map(row).collect();
    let text = match format {
        Format::Table => table(&columns, &rows),
        Format::Csv => csv(&columns, &rows),
        Format::Json => json(&columns, &rows),
    };
    put(format, &text)?;
    Ok(Exit::Clean)
}

/// A table is for people; all else is for programs, to the byte.
fn put(format: Format, text: &str) -> Result<(), Failure> {
    match format {
        Format::Table => terminal::write(text),
        Format::Json | Format::Csv => terminal::write_exact(text),
    }
}

pub(super) fn run(args: &ListArgs) -> Result<Exit, Failure> {
    if args.kind == "target" {
        return targets(args.format);
    }
    let kind = kind(&args.kind)?;
    let loaded = Loaded::new(&args.folder)?;
    let dates = Dates { today: Some(args.today.unwrap_or_else(today)), as_of: None };
    loaded.with(&dates, |session| {
        let mut columns = columns(kind);
        let mut rows = rows(&session, kind, &columns);
        if kind == Kind::Service && args.format == Format::Csv {
            add_designations(&session, &mut columns, &mut rows);
        }
        if kind == Kind::Waiver {
            add_what_is_hidden(&session, &mut columns, &mut rows);
        }
        let text = match args.format {
            Format::Table => table(&columns, &rows),
            Format::Json => json(&columns, &rows),
            Format::Csv => csv(&columns, &rows),
        };
        put(args.format, &text)?;
        if !session.found.is_empty() {
            terminal::note("some declarations have findings and may be missing here: run `corridor check`");
        }
        Ok(Exit::Clean)
    })
}

/// Id, name, what the kind requires, in which country and whose it is, what is computed of it, then status and place.
fn columns(kind: Kind) -> Vec<String> {
    let required = BuiltIn::of(kind).json.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let mut columns = vec!["id".to_owned(), "name".to_owned()];
    columns.extend(required.filter(|field| !matches!(*field, "id" | "name")).map(str::to_owned));
    let shape = &BuiltIn::of(kind).shape;
    for field in ["country", "operator", "gsnr", "required-gsnr"] {
        if shape.member(field).is_some() && !columns.iter().any(|column| column == field) {
            columns.push(field.to_owned());
        }
    }
    columns.extend(["status".to_owned(), "declared".to_owned()]);
    columns
}

fn rows(session: &Session<'_>, kind: Kind, columns: &[String]) -> Vec<Vec<String>> {
    let texts = session.texts;
    let of_kind = session
        .corridor
        .declarations
        .iter()
        .filter(|declaration| declaration.kind == kind && declaration.index.is_some());
    of_kind
        .map(|declaration| {
            let (document, source) = (texts.document(declaration.file), texts.source(declaration.file));
            let view = schema::view(document, source, declaration.node);
            let file = texts.sources.get(declaration.file);
            let place = texts.header(declaration.file, declaration.node);
            let (line, _) = file.line_column(place.span.start as usize);
            columns
                .iter()
                .map(|column| match column.as_str() {
                    "declared" => format!("{}:{line}", file.path),
                    "status" => declaration.lifecycle.words(),
                    field => {
                        let at = |pointer: String| view.as_ref().map(|view| view.plain(&pointer)).unwrap_or_default();
                        // A position has two numbers, and anything else that has several parts begins with its name.
                        let (whole, lon) = (at(format!("/{field}")), at(format!("/{field}/lon")));
                        let values = whole.into_iter().chain(lon);
                        values.map(plain).collect::<Vec<_>>().join(" ")
                    }
                })
                .collect()
        })
        .collect()
}

/// A last column, `designation`: empty where a service has none.
fn add_designations(session: &Session<'_>, columns: &mut Vec<String>, rows: &mut [Vec<String>]) {
    columns.push("designation".to_owned());
    let designations = Designations::new(session.corridor);
    for (row, service) in rows.iter_mut().zip(&session.corridor.services) {
        row.push(designations.of(service).unwrap_or_default());
    }
}

/// Columns before the last: how many findings a waiver hides, and for how many days more.
fn add_what_is_hidden(session: &Session<'_>, columns: &mut Vec<String>, rows: &mut [Vec<String>]) {
    let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
    let findings = rules::check(&cx, session.found.clone());
    let at = columns.len() - 1;
    columns.splice(at..at, ["hides".to_owned(), "days left".to_owned()]);
    for (row, waiver) in rows.iter_mut().zip(&session.corridor.waivers) {
        let place = cx.at(waiver.id, "");
        let hides = findings.iter().filter(|finding| finding.waived_by == Some(place)).count();
        let left = rules::days_left(&cx, waiver).map_or_else(|| "over".to_owned(), |left| left.to_string());
        row.splice(at..at, [hides.to_string(), left]);
    }
}

fn plain(value: Plain<'_>) -> String {
    match value {
        Plain::Text(text) => text.to_owned(),
        Plain::Quantity { number, unit } => format!("{number} {unit}"),
    }
}

/// Columns in which nothing stands are left out.
fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let is_used = |at: &usize| rows.is_empty() || rows.iter().any(|row| !row[*at].is_empty());
    let used: Vec<usize> = (0..columns.len()).filter(is_used).collect();
    let width = |at: usize| {
        let cells = rows.iter().map(|row| escaped(&row[at]).chars().count());
        cells.chain([columns[at].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = used.iter().map(|&at| width(at)).collect();
    let mut out = String::new();
    for row in std::iter::once(columns).chain(rows.iter().map(Vec::as_slice)) {
        let mut line = String::new();
        for (&at, width) in used.iter().zip(&widths) {
            write!(line, "{:<width$}  ", escaped(&row[at])).expect("a string takes all");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn json(columns: &[String], rows: &[Vec<String>]) -> String {
    let row = |row: &Vec<String>| {
        let members = columns.iter().cloned().zip(row.iter().cloned().map(Value::String));
        Value::Object(members.collect::<Map<_, _>>())
    };
    let list = Value::Array(rows.iter().map(row).collect());
    json::text(&list)
}

/// RFC 4180. What a terminal would obey is escaped, as in the table; a line end in a name stays.
fn csv(columns: &[String], rows: &[Vec<String>]) -> String {
    let cell = |text: &String| {
        let text = text.split('\n').map(escaped).collect::<Vec<_>>().join("\n");
        if text.contains(['"', ',', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    std::iter::once(columns)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n")
        .collect()
}
