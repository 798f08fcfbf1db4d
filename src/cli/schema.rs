//! `corridor schema`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::terminal;
use crate::cli::{Exit, Failure};
use crate::schema::{Kind, listed, nearest};
use crate::source::{Change, WriteRoot, write};

#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// The kind, such as `site`
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    kind: Option<String>,
    /// All kinds
    #[arg(long, requires = "out")]
    all: bool,
    /// The folder to write `KIND.schema.json` to
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let kinds = match &args.kind {
        None => Kind::ALL.to_vec(),
        Some(name) => vec![kind(name)?],
    };
    let Some(out) = &args.out else {
        for kind in kinds {
            terminal::write_exact(kind.schema_text())?;
        }
        return Ok(Exit::Clean);
    };
    let file = |kind: &Kind| Change::put(format!("{}.schema.json", kind.name()), kind.schema_text());
    let changes: Vec<Change> = kinds.iter().map(file).collect();
    let root = WriteRoot::folder(out).map_err(|error| Failure::new(error.to_string()))?;
    write(&root, &changes).map_err(|error| Failure::new(error.to_string()))?;
    let written = if kinds.len() == 1 { "1 schema".to_owned() } else { format!("{} schemas", kinds.len()) };
    terminal::note(&format!("{written} in `{}`", out.display()));
    Ok(Exit::Clean)
}

/// A kind by its name.
pub(super) fn kind(name: &str) -> Result<Kind, Failure> {
    Kind::from_name(name).ok_or_else(|| {
        let names = || Kind::ALL.into_iter().map(Kind::name);
        let hint = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", listed(names(), "and")),
        };
        Failure::new(format!("`{name}` is not a kind of declaration: {hint}"))
    })
}
