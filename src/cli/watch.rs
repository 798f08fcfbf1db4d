//! `corridor watch`.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use clap::Args;
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{EventKind, RecursiveMode, Watcher as _};

use crate::cli::baseline::Baseline;
use crate::cli::session::Loaded;
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::diagnostic::{Diagnostic, Level};
use crate::render::{Report, escaped, fingerprints, human};
use crate::rules::{self, Cx};
use crate::source::{Look, Sources, is_version_control, look};

#[derive(Args, Debug)]
pub(super) struct WatchArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
}

/// One save is several events, and a change of branches is many: the check waits until none has come for so long.
const QUIET: Duration = Duration::from_millis(20);
/// Where the last one says that a file is written to its end.
const QUIET_WHEN_WHOLE: Duration = Duration::from_millis(1);
/// But not for longer than this.
const PATIENCE: Duration = Duration::from_millis(200);
/// Findings that are gone and told one by one.
const MOST_TOLD: usize = 20;

/// What was found, to compare with and to tell of when it is gone: by fingerprint, in the order of the findings.
struct Known {
    baseline: Baseline,
    lines: Vec<(String, String)>,
}

pub(super) fn run(args: &WatchArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut loaded = Loaded::that_stays(&args.folder)?;
    let (saved, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Some(change) = event.ok().and_then(|event| change(&event)) {
            let _ = saved.send(change);
        }
    })
    .map_err(|error| failed(&loaded, &error))?;
    watcher.watch(&loaded.folder, RecursiveMode::Recursive).map_err(|error| failed(&loaded, &error))?;
    let mut known = check(args, &loaded, terminal, None, Instant::now())?;
    while let Some(since) = next(&changes) {
        match loaded.again() {
            Ok(read) => {
                loaded = read;
                known = check(args, &loaded, terminal, Some(&known), since)?;
            }
            // A folder that is being put in place may be gone for a moment.
            Err(_) if loaded.folder.exists() => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(Exit::Clean)
}

fn failed(loaded: &Loaded, error: &notify::Error) -> Failure {
    Failure::new(format!("watching `{}`: {error}", loaded.folder.display()))
}

/// What an event says of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Change {
    /// More may come.
    Some,
    /// It is written to its end, or is another one.
    Whole,
}

/// Whether an event may have changed what a check reads.
fn change(event: &notify::Event) -> Option<Change> {
    let is_read = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let is_inside = |part: std::path::Component<'_>| is_version_control(&part.as_os_str().to_string_lossy());
        // A folder, perhaps, or a schema.
        let is_other = !name.starts_with('.') && path.extension().is_none_or(|extension| extension == "json");
        (look(&name) != Look::Other || is_other) && !path.components().any(is_inside)
    };
    let change = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Modify(ModifyKind::Name(_)) => {
            Change::Whole
        }
        EventKind::Access(_) => return None,
        _ => Change::Some,
    };
    event.paths.iter().any(|path| is_read(path)).then_some(change)
}

/// Waits for a change, and until it is all there; when it came. `None` where nothing can come any more.
fn next(changes: &Receiver<Change>) -> Option<Instant> {
    let mut last = changes.recv().ok()?;
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        let quiet = if last == Change::Whole { QUIET_WHEN_WHOLE } else { QUIET };
        match changes.recv_timeout(quiet) {
            Ok(change) => last = change,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    Some(since)
}

/// Checks, and shows what was not known before, and what is gone.
fn check(
    args: &WatchArgs,
    loaded: &Loaded,
    terminal: &Terminal,
    known: Option<&Known>,
    since: Instant,
) -> Result<Known, Failure> {
    loaded.with(&args.dates, |session| {
        let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        let mut findings = rules::check(&cx, session.found);
        findings.retain(|finding| finding.waived_by.is_none());
        let sources = session.texts.sources;
        let prints = fingerprints(sources, &findings);
        let baseline = Baseline::of(&prints, &findings);
        if let Some(known) = known {
            known.baseline.mark(&prints, &mut findings);
        }
        let lines = prints.into_iter().zip(findings.iter().map(|finding| told(sources, finding))).collect();
        let now = Known { baseline, lines };
        let report = Report {
            sources,
            findings: &findings,
            declarations: session.corridor.declarations.len(),
            below: "",
            fails: Level::Deny,
        };
        let style = human::Style { colour: terminal.colour, width: terminal.width, prefix: loaded.prefix.clone() };
        let mut out = String::new();
        if std::io::stdout().is_terminal() {
            // All that is on the screen and above it goes.
            out.push_str("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
        let gone = known.iter().flat_map(|known| &known.lines).filter(|(print, _)| !now.baseline.holds(print));
        let gone: Vec<&String> = gone.map(|(_, told)| told).collect();
        for told in gone.iter().take(MOST_TOLD) {
            out.push_str("gone: ");
            out.push_str(told);
            out.push('\n');
        }
        if gone.len() > MOST_TOLD {
            writeln!(out, "gone: {} more", gone.len() - MOST_TOLD).expect("a string takes all");
        }
        out.push_str(&human::render(&report, &style));
        terminal::write(&out)?;
        terminal::note(&format!("in {} ms; waiting for a save", since.elapsed().as_millis()));
        Ok(now)
    })
}

fn told(sources: &Sources, finding: &Diagnostic) -> String {
    let file = sources.get(finding.place.file);
    let (line, _) = file.line_column(finding.place.span.start as usize);
    format!("{}:{line}: {}: {}", escaped(&file.path), finding.rule, escaped(&finding.message))
}
