//! `corridor diff`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::session::{Loaded, Session};
use crate::cli::{Dates, Exit, Failure, Folder, terminal};
use crate::diff::{Diff, Harm, Side, human, json, markdown};
use crate::rules::{self, Cx};

#[derive(Args, Debug)]
pub(super) struct DiffArgs {
    /// What to compare with: a git revision of the corridor's folder, or another folder
    #[arg(value_name = "OLD")]
    old: String,
    /// What to compare: a git revision or a folder; left out, the corridor's folder as it lies there
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// The corridor's folder; left out, the nearest one upwards that holds `corridor.kdl`, else this one
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    dates: Dates,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// What makes the exit code 1: a lost protection, or anything that is worse
    #[arg(long, value_enum, default_value_t = FailOn::Lost, value_name = "WHAT")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Human,
    /// For programs; described by schemas/output/diff.schema.json
    Json,
    /// A comment for a pull request
    Markdown,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FailOn {
    Lost,
    Worse,
    Never,
}

pub(super) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    // A folder that is named needs no corridor here.
    let here = || Loaded::new(&Folder { dir: args.dir.clone() });
    let side = |named: &str| -> Result<Loaded, Failure> {
        if Path::new(named).is_dir() {
            Loaded::new(&Folder { dir: Some(named.into()) })
        } else {
            here()?.at_revision(named)
        }
    };
    let old = side(&args.old)?;
    let new = match &args.new {
        Some(named) => side(named)?,
        None => here()?,
    };
    old.with(&args.dates, |old| {
        new.with(&args.dates, |new| {
            if old.corridor.declarations.is_empty() && new.corridor.declarations.is_empty() {
                terminal::complain("nothing to compare: neither side declares anything");
                return Ok(Exit::Nothing);
            }
            let unread = [&old, &new].map(|side| !side.found.is_empty());
            let diff = judged(&old, |old| judged(&new, |new| Diff::of(old, new)));
            let text = match args.format {
                Format::Human => human(&diff),
                Format::Json => json(&diff),
                Format::Markdown => markdown(&diff),
            };
            terminal::write(&text)?;
            for (which, _) in ["the old", "the new"].iter().zip(unread).filter(|(_, unread)| *unread) {
                terminal::note(&format!(
                    "some declarations of {which} side have findings and may be missing here: run `corridor check`"
                ));
            }
            let fails = match args.fail_on {
                FailOn::Lost => diff.harm() >= Harm::Lost,
                FailOn::Worse => diff.harm() >= Harm::Worse,
                FailOn::Never => false,
            };
            Ok(if fails { Exit::Denied } else { Exit::Clean })
        })
    })
}

/// Judges one side and hands it on.
fn judged<T>(session: &Session<'_>, then: impl FnOnce(&Side<'_, '_>) -> T) -> T {
    let mut cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
    cx.keeps_all = true;
    let findings = rules::check(&cx, session.found.clone());
    then(&Side {
        texts: session.texts,
        corridor: session.corridor,
        graph: session.graph,
        cx: &cx,
        findings: &findings,
        today: session.today,
    })
}
