//! `corridor diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::named::{Named, or_path};
use crate::cli::session::{Loaded, Session};
use crate::cli::{Dates, Exit, Failure, Folder, output, terminal};
use crate::diff::{Diff, Harm, Side, github, human, json, markdown};
use crate::render::escaped;
use crate::rules::{self, Cx};
use crate::source::{Place, below_repository, write_file};

#[derive(Args, Debug)]
pub(super) struct DiffArgs {
    /// What to compare with: a git revision of the corridor's folder, or a folder as `./before`
    #[arg(value_name = "OLD")]
    old: String,
    /// What to compare: a git revision, or a folder as `./after` [default: the corridor's folder]
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
    /// Write it to a file as well, as `markdown=change.md`; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output::<Format>)]
    output: Vec<(Format, PathBuf)>,
    /// What makes the exit code 1: a lost protection, also a promise that asks less, also anything that is worse
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
    /// Annotations of GitHub Actions: what is lost, and what is asked less than before
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FailOn {
    Lost,
    Weakened,
    Worse,
    Never,
}

pub(super) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    // A folder that is named needs no corridor here.
    let here = || Loaded::new(&Folder { dir: args.dir.clone() });
    let side = |named: &str| -> Result<Loaded, Failure> {
        match Named::read(named) {
            Named::Path(path) => Loaded::new(&Folder { dir: Some(path) }),
            Named::Revision(revision) => here()?.at_revision(revision).map_err(|failure| or_path(failure, named)),
        }
    };
    let old = side(&args.old)?;
    let new = match &args.new {
        Some(named) => side(named)?,
        None => here()?,
    };
    if old.is_missing() {
        terminal::note(&format!("`{}` holds no such folder: all of the corridor is new", escaped(&args.old)));
    }
    let below = below_repository(&new.folder).unwrap_or_default();
    old.with(&args.dates, |old| {
        new.with(&args.dates, |new| {
            if old.corridor.declarations.is_empty() && new.corridor.declarations.is_empty() {
                terminal::complain("nothing to compare: neither side declares anything");
                return Ok(Exit::Nothing);
            }
            let unread = [&old, &new].map(|side| !side.found.is_empty());
            let diff = judged(&old, |old| judged(&new, |new| Diff::of(old, new)));
            let sources = new.texts.sources;
            let place_of = |id: &str| new.corridor.find_thing(id).map(|_| declared(&new, id)).unwrap_or_default();
            let text = |format: Format| match format {
                Format::Human => human(&diff),
                Format::Json => json(&diff),
                Format::Markdown => markdown(&diff, &below),
                Format::Github => github(&diff, sources, &below, &place_of),
            };
            // What differs is shown, whatever becomes of the files.
            let mut failure = None;
            for (format, path) in &args.output {
                if let Err(error) = write_file(path, &|out| out.write_all(text(*format).as_bytes())) {
                    failure.get_or_insert(Failure::new(error.to_string()));
                }
            }
            match args.format {
                Format::Human => terminal::write(&text(args.format))?,
                format => terminal::write_exact(&text(format))?,
            }
            if let Some(failure) = failure {
                return Err(failure);
            }
            for (which, _) in ["the old", "the new"].iter().zip(unread).filter(|(_, unread)| *unread) {
                terminal::note(&format!(
                    "some declarations of {which} side have findings and may be missing here: run `corridor check`"
                ));
            }
            let fails = match args.fail_on {
                FailOn::Lost => diff.harm() >= Harm::Lost,
                FailOn::Weakened => diff.harm() >= Harm::Weakened,
                FailOn::Worse => diff.harm() >= Harm::Worse,
                FailOn::Never => false,
            };
            Ok(if fails { Exit::Denied } else { Exit::Clean })
        })
    })
}

/// Where a declaration begins.
fn declared(session: &Session<'_>, id: &str) -> Option<Place> {
    let declaration = session.corridor.declarations.iter().find(|declaration| declaration.id == id)?;
    Some(session.texts.header(declaration.file, declaration.node))
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
