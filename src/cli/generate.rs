//! `corridor generate`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::edits::Dry;
use crate::cli::session::Loaded;
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Dates, Exit, Failure, Folder, lock};
use crate::diagnostic::Level;
use crate::emit::{Made, TARGETS, Target};
use crate::render::{Report, human};
use crate::rules::{self, Cx};
use crate::schema::nearest;
use crate::source::{Output, SourceError};

#[derive(Args, Debug)]
pub(super) struct GenerateArgs {
    /// What to write: `corridor list target` lists them; or `all`, each into a folder of its own
    #[arg(value_name = "TARGET")]
    target: String,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    dry: Dry,
}

pub(super) fn run(args: &GenerateArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let targets = targets(&args.target)?;
    let loaded = Loaded::new(&args.folder)?;
    let told = loaded.with(&args.dates, |mut session| {
        let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        if session.corridor.declarations.is_empty() {
            terminal::complain("nothing to generate from: no declarations here");
            return Ok(Err(Exit::Nothing));
        }
        let approved = match rules::approve(&cx, std::mem::take(&mut session.found)) {
            Ok(approved) => approved,
            Err(findings) => {
                let report = Report {
                    sources: session.texts.sources,
                    findings: &findings,
                    declarations: session.corridor.declarations.len(),
                    below: "",
                    fails: Level::Deny,
                };
                let style =
                    human::Style { colour: terminal.colour, width: terminal.width, prefix: loaded.prefix.clone() };
                terminal::write(&human::render(&report, &style))?;
                terminal::complain("nothing is generated from a corridor that is denied");
                return Ok(Err(Exit::Denied));
            }
        };
        let numbers = lock::numbers(&session)?;
        let make = |target: &&'static Target| {
            let output = match args.target.as_str() {
                ALL => Output::below(&args.out, target.name),
                _ => Output::new(args.out.clone(), target.name),
            };
            (*target, target.make(&approved, &numbers), output)
        };
        let made: Vec<(&Target, Made, Output)> = targets.iter().map(make).collect();
        Ok(Ok((made, numbers)))
    })?;
    let (made, numbers) = match told {
        Ok(made) => made,
        Err(exit) => return Ok(exit),
    };
    // What stands in the way of one is told before anything is written.
    for (_, made, output) in &made {
        output.differences(&made.files).map_err(|error| failed(&error))?;
    }
    let mut exit = lock::keep(&loaded, &numbers, args.dry)?;
    for (target, made, output) in made {
        for note in &made.notes {
            terminal::note(&format!("{}: {note}", target.name));
        }
        let folder = if args.target == ALL { format!("{}/", target.name) } else { String::new() };
        if write(target, &made, &output, &folder, args.dry)? {
            exit = Exit::Denied;
        }
    }
    Ok(exit)
}

fn failed(error: &SourceError) -> Failure {
    Failure::new(error.to_string())
}

const ALL: &str = "all";

fn targets(name: &str) -> Result<Vec<&'static Target>, Failure> {
    if name == ALL {
        return Ok(TARGETS.iter().collect());
    }
    let found = Target::find(name).ok_or_else(|| {
        let hint = nearest(name, TARGETS.iter().map(|target| target.name))
            .map_or_else(|| "`corridor list target` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        Failure::new(format!("there is no target `{name}`: {hint}"))
    })?;
    Ok(vec![found])
}

/// Writes or compares the files of a target in a folder of the output; whether they differ, where that is asked.
fn write(target: &Target, made: &Made, output: &Output, folder: &str, dry: Dry) -> Result<bool, Failure> {
    if made.files.is_empty() {
        terminal::note(&format!("{}: nothing to write", target.name));
    }
    if !dry.is_dry() {
        let changed = output.write(&made.files).map_err(|error| failed(&error))?;
        let count = made.files.len();
        let files = if count == 1 { "file" } else { "files" };
        terminal::note(&format!("{}: {count} {files}, {changed} changed", target.name));
        return Ok(false);
    }
    let differences = output.differences(&made.files).map_err(|error| failed(&error))?;
    for difference in &differences {
        let (old, new) = (difference.old.as_deref(), difference.new.as_deref());
        dry.show(&format!("{folder}{}", difference.path), old.unwrap_or_default(), new.unwrap_or_default())?;
    }
    Ok(!differences.is_empty())
}
