//! `corridor list`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use crate::cli::schema::kind;
use crate::cli::session::{Loaded, Session};
use crate::cli::terminal::{self, today};
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::render::escaped;
use crate::schema::{self, BuiltIn, Kind, Plain};

#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// The kind, such as `site` or `cable`
    kind: String,
    #[command(flatten)]
    folder: Folder,
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

pub(super) fn run(args: &ListArgs) -> Result<Exit, Failure> {
    let kind = kind(&args.kind)?;
    let loaded = Loaded::new(&args.folder)?;
    let dates = Dates { today: Some(today()), as_of: None };
    loaded.with(&dates, |session| {
        let columns = columns(kind);
        let rows = rows(&session, kind, &columns);
        let text = match args.format {
            Format::Table => table(&columns, &rows),
            Format::Json => json(&columns, &rows),
            Format::Csv => csv(&columns, &rows),
        };
        terminal::write(&text)?;
        if !session.found.is_empty() {
            terminal::note("some declarations have findings and may be missing here: run `corridor check`");
        }
        Ok(Exit::Clean)
    })
}

/// Id, name, what the kind requires, then status and place.
fn columns(kind: Kind) -> Vec<String> {
    let required = BuiltIn::of(kind).json.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let mut columns = vec!["id".to_owned(), "name".to_owned()];
    columns.extend(required.filter(|field| !matches!(*field, "id" | "name")).map(str::to_owned));
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
                        let values = view.as_ref().map(|view| view.plain(&format!("/{field}"))).unwrap_or_default();
                        values.into_iter().map(plain).collect::<Vec<_>>().join(" ")
                    }
                })
                .collect()
        })
        .collect()
}

fn plain(value: Plain<'_>) -> String {
    match value {
        Plain::Text(text) => text.to_owned(),
        Plain::Quantity { number, unit } => format!("{number} {unit}"),
    }
}

fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| escaped(&row[at]).chars().count());
        cells.chain([columns[at].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut out = String::new();
    for row in std::iter::once(columns).chain(rows.iter().map(Vec::as_slice)) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            write!(line, "{:<width$}  ", escaped(cell)).expect("a string takes all");
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
    let mut text = serde_json::to_string_pretty(&list).expect("a list of texts is JSON");
    text.push('\n');
    text
}

/// RFC 4180.
fn csv(columns: &[String], rows: &[Vec<String>]) -> String {
    let cell = |text: &String| {
        if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
    };
    std::iter::once(columns)
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n")
        .collect()
}
