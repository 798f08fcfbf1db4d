//! `corridor schema`.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::cli::terminal;
use crate::cli::{Exit, Failure};
use crate::schema::{Kind, listed, nearest};

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
            terminal::write(kind.schema_text())?;
        }
        return Ok(Exit::Clean);
    };
    fs::create_dir_all(out).map_err(|error| Failure::new(format!("making `{}`: {error}", out.display())))?;
    for kind in &kinds {
        let path = out.join(format!("{}.schema.json", kind.name()));
        fs::write(&path, kind.schema_text())
            .map_err(|error| Failure::new(format!("writing `{}`: {error}", path.display())))?;
    }
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
