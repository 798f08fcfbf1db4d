//! `corridor generate`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::edits::Dry;
use crate::cli::session::Loaded;
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Dates, Exit, Failure, Folder, lock};
use crate::diagnostic::Level;
use crate::emit::{Made, TARGETS, Target};
use crate::render::{Report, escaped, human};
use crate::rules::{self, Cx};
use crate::schema::nearest;
use crate::source::{Comparison, Output, SourceError};

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
    /// Replace files, too, that do not hold what was generated last
    #[arg(long)]
    overwrite: bool,
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
        let made: Vec<(&Target, Made)> =
            targets.iter().map(|target| (*target, target.make(&approved, &numbers))).collect();
        Ok(Ok((made, numbers)))
    })?;
    let (made, numbers) = match told {
        Ok(made) => made,
        Err(exit) => return Ok(exit),
    };
    // What is in the way of one target is said before anything is written.
    let mut sets = Vec::with_capacity(made.len());
    for (target, made) in made {
        let output = Output::new(&args.out, target.name, Target::writes).map_err(|error| failed(&error))?;
        let output = if args.target == ALL { output.in_its_own_folder() } else { output };
        let comparison = output.compare(&made.files).map_err(|error| failed(&error))?;
        sets.push(Set { target, made, output, comparison });
    }
    let blocked = if args.overwrite { 0 } else { sets.iter().map(|set| foreign(args, set)).sum() };
    if blocked > 0 && !args.dry.is_dry() {
        return Err(Failure::new("nothing is written; `--overwrite` replaces these files"));
    }
    let mut exit = lock::keep(&loaded, &numbers, args.dry)?;
    for set in sets {
        for note in &set.made.notes {
            terminal::note(&format!("{}: {note}", set.target.name));
        }
        if write(args, &set)? {
            exit = Exit::Denied;
        }
    }
    if blocked > 0 {
        return Err(Failure::new("without `--overwrite` nothing would be written"));
    }
    Ok(exit)
}

/// The files of a target, and how they differ from those in its folder.
struct Set {
    target: &'static Target,
    made: Made,
    output: Output,
    comparison: Comparison,
}

/// The path of a file of a set below the folder that is written to.
fn below(args: &GenerateArgs, set: &Set, path: &str) -> String {
    if args.target == ALL { format!("{}/{path}", set.target.name) } else { path.to_owned() }
}

/// Names each file that somebody else wrote or changed; how many there are.
fn foreign(args: &GenerateArgs, set: &Set) -> usize {
    for (path, why) in &set.comparison.foreign {
        terminal::complain(&format!("`{}` {}", escaped(&below(args, set, path)), why.phrase()));
    }
    set.comparison.foreign.len()
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

/// Writes the files of a target, or shows how they differ; whether they do, where that is asked.
fn write(args: &GenerateArgs, set: &Set) -> Result<bool, Failure> {
    let Set { target, made, output, comparison } = set;
    for path in comparison.strange.iter().take(MOST_NAMED) {
        terminal::note(&format!(
            "{}: its list of files names `{}`, which it never writes: left alone",
            target.name,
            escaped(path)
        ));
    }
    if made.files.is_empty() {
        terminal::note(&format!("{}: nothing to write", target.name));
    }
    if !args.dry.is_dry() {
        output.write(&made.files, &comparison.differences).map_err(|error| failed(&error))?;
        let (count, changed) = (made.files.len(), comparison.differences.len());
        let files = if count == 1 { "file" } else { "files" };
        terminal::note(&format!("{}: {count} {files}, {changed} changed", target.name));
        return Ok(false);
    }
    for difference in &comparison.differences {
        let (old, new) = (difference.old.as_deref(), difference.new.as_deref());
        let path = below(args, set, &difference.path);
        args.dry.show(&path, old.unwrap_or_default(), new.unwrap_or_default())?;
    }
    Ok(!comparison.differences.is_empty())
}

/// Names of a list that a stranger wrote, which are said one by one.
const MOST_NAMED: usize = 20;
