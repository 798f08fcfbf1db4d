//! `corridor fix`.

use clap::Args;

use crate::cli::edits::{self, Dry};
use crate::cli::session::Loaded;
use crate::cli::{Dates, Exit, Failure, Folder, rule, terminal};
use crate::diagnostic::Diagnostic;
use crate::edit::{Splices, fixes, format, told};
use crate::render::escaped;
use crate::rules::{self, Cx};
use crate::source::Span;

#[derive(Args, Debug)]
pub(super) struct FixArgs {
    #[command(flatten)]
    folder: Folder,
    /// Make edits, too, that a person has to look at
    #[arg(long = "unsafe")]
    unsure: bool,
    /// Mend what this rule finds, and nothing else; may be given several times
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    #[command(flatten)]
    dates: Dates,
    #[command(flatten)]
    dry: Dry,
}

/// Mending one fault shows the next behind it: a field in a block of a misspelt kind. So deep is no block.
const ROUNDS: usize = 64;
/// Bytes that all rounds look at, so that they take no longer than the corridor is large; a few rounds there are always.
const MOST_BYTES: usize = 4_000_000;
const FEWEST_ROUNDS: usize = 4;

pub(super) fn run(args: &FixArgs) -> Result<Exit, Failure> {
    args.only.iter().try_for_each(|name| rule(name).map(drop))?;
    let before = Loaded::that_stays(&args.folder)?;
    if before.sources.read().next().is_none() {
        terminal::complain("nothing to fix: no `*.kdl` file here");
        return Ok(Exit::Nothing);
    }
    let mut lines = Vec::new();
    let mut left = None;
    let mut now = before.edited(&Splices::new());
    let bytes: usize = before.sources.iter().map(|(_, file)| file.text.len()).sum();
    for _ in 0..(MOST_BYTES / bytes.max(1)).clamp(FEWEST_ROUNDS, ROUNDS) {
        match round(args, &now, &mut lines)? {
            Round::Mended(splices) => now = now.edited(&splices),
            Round::Done(all) => {
                left = Some(all);
                break;
            }
        }
    }
    let faults = lines.len();
    if args.only.is_empty() {
        now = styled(&now, &mut lines);
    }
    let exit = edits::replace(&before, &now, args.dry)?;
    if !args.dry.is_dry() {
        terminal::write(&lines.concat())?;
    }
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut note = vec![match (faults, args.dry.is_dry()) {
        (0, _) => "nothing to mend".to_owned(),
        (faults, true) => format!("{} to mend", count(faults, "finding")),
        (faults, false) => format!("{} mended", count(faults, "finding")),
    }];
    if lines.len() > faults {
        note.push(format!("{} brought into the style", count(lines.len() - faults, "file")));
    }
    match left {
        Some(left) => {
            if left.unsure > 0 {
                note.push(format!("{} more with `--unsafe`", left.unsure));
            }
            if left.others > 0 {
                note.push(format!("{} left that only a person can mend: `corridor check` tells them", left.others));
            }
        }
        None if args.dry.is_dry() => {
            note.push("more may be left behind these: `corridor fix` mends these first".to_owned());
        }
        None => note.push("more may be left: run it again".to_owned()),
    }
    terminal::note(&note.join("; "));
    Ok(exit)
}

/// What one look at all found.
enum Round {
    /// Something to mend.
    Mended(Splices),
    /// Nothing more to mend.
    Done(Left),
}

/// What is left when all is done.
struct Left {
    unsure: usize,
    others: usize,
}

/// Checks, and makes all edits that can be made at once.
fn round(args: &FixArgs, loaded: &Loaded, lines: &mut Vec<String>) -> Result<Round, Failure> {
    loaded.with(&args.dates, |session| {
        let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        let of_rules = |mut findings: Vec<Diagnostic>| {
            findings.retain(|finding| args.only.is_empty() || args.only.iter().any(|only| only == finding.rule));
            findings
        };
        // Most that can be mended is found while reading: as long as there is some, no rule need be carried out.
        let mut findings = of_rules(rules::check_reading(&cx, session.found.clone()));
        if fixes(session.texts, &findings, args.unsure).is_none() {
            findings = of_rules(rules::check(&cx, session.found));
        }
        let Some(fixes) = fixes(session.texts, &findings, args.unsure) else {
            let stands = || findings.iter().filter(|finding| finding.waived_by.is_none());
            let is_unsure = |finding: &&Diagnostic| finding.fix.as_ref().is_some_and(|fix| !fix.is_safe);
            let unsure = if args.unsure { 0 } else { stands().filter(is_unsure).count() };
            return Ok(Round::Done(Left { unsure, others: stands().count() - unsure }));
        };
        for finding in fixes.mended {
            let file = session.texts.sources.get(finding.place.file);
            let (line, column) = file.line_column(finding.place.span.start as usize);
            let shown = edits::shown(loaded, &file.path);
            let what = told(session.texts, finding);
            lines.push(format!("{}:{}:{}: {}: {}\n", escaped(&shown), line, column, finding.rule, escaped(&what)));
        }
        Ok(Round::Mended(fixes.splices))
    })
}

/// All files that can be read, in the one style.
fn styled(loaded: &Loaded, lines: &mut Vec<String>) -> Loaded {
    let mut splices = Splices::new();
    for (id, file) in loaded.sources.iter().filter(|(_, file)| file.fault.is_none()) {
        if let Ok(text) = format(&file.text)
            && text != file.text
        {
            lines.push(format!("{}: brought into the style\n", escaped(&edits::shown(loaded, &file.path))));
            splices.insert(id, vec![(Span { start: 0, end: file.text.len() as u32 }, text)]);
        }
    }
    loaded.edited(&splices)
}
