//! What the commands that edit have in common: changes are written, or only shown or counted.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use similar::TextDiff;

use crate::cli::session::Loaded;
use crate::cli::{Exit, Failure, terminal};
use crate::edit::{Splices, spliced};
use crate::render::{escaped, tamed};
use crate::source::{Change, SourceError, Span, WriteRoot, write};

/// Whether to write.
#[derive(Args, Debug, Clone, Copy)]
pub(super) struct Dry {
    /// Write nothing; exit code 1 if something is to be changed, and the files
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    pub diff: bool,
}

impl Dry {
    pub fn is_dry(self) -> bool {
        self.check || self.diff
    }

    /// Shows one file that differs.
    pub fn show(self, name: &str, old: &str, new: &str) -> Result<(), Failure> {
        if self.diff {
            terminal::write_with(|out| unified(name, old, new, out))
        } else {
            terminal::write(&format!("{}\n", escaped(name)))
        }
    }
}

/// What changes, as `patch` reads it, line by line.
fn unified(name: &str, old: &str, new: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |text: &str| {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        writeln!(out, "{}", tamed(&escaped(text)))
    };
    let diff = TextDiff::from_lines(old, new);
    let mut is_first = true;
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if std::mem::take(&mut is_first) {
            line(&format!("--- {name}"))?;
            line(&format!("+++ {name}"))?;
        }
        line(&hunk.header().to_string())?;
        for change in hunk.iter_changes() {
            line(&format!("{}{}", change.tag(), change.value()))?;
            if change.missing_newline() {
                line("\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// Puts an edit of a corridor's files into effect, or shows it.
pub(super) fn apply(loaded: &Loaded, splices: &Splices, dry: Dry) -> Result<Exit, Failure> {
    let mut changes: Vec<Change> = Vec::new();
    for (file, list) in splices {
        let source = loaded.sources.get(*file);
        if source.fault.is_some() {
            return Err(Failure::new(format!(
                "`{}` cannot be read to its end, and is not written: mend it first",
                escaped(&source.path)
            )));
        }
        let text = spliced(&source.text, list);
        if dry.is_dry() {
            dry.show(&shown(loaded, &source.path), &source.text, &text)?;
        }
        changes.push(Change::edit(source.path.clone(), &source.text, text));
    }
    if dry.is_dry() {
        return Ok(if changes.is_empty() { Exit::Clean } else { Exit::Denied });
    }
    put(loaded, &changes)?;
    Ok(Exit::Clean)
}

/// Puts a corridor as it is to be in the place of what it was: the files that are not as they were.
pub(super) fn replace(before: &Loaded, now: &Loaded, dry: Dry) -> Result<Exit, Failure> {
    let pairs = before.sources.iter().zip(now.sources.iter());
    let changed = pairs.filter(|((_, old), (_, new))| old.text != new.text);
    let whole = |text: &str| Span { start: 0, end: text.len() as u32 };
    let splices = changed.map(|((id, old), (_, new))| (id, vec![(whole(&old.text), new.text.clone())]));
    apply(before, &splices.collect(), dry)
}

/// Changes files below the corridor's folder.
pub(super) fn put(loaded: &Loaded, changes: &[Change]) -> Result<(), Failure> {
    let failed = |error: SourceError| Failure::new(error.to_string());
    let root = WriteRoot::folder(&loaded.folder).map_err(failed)?;
    write(&root, changes).map_err(failed)
}

pub(super) fn shown(loaded: &Loaded, path: &str) -> String {
    let path: PathBuf = Path::new(&loaded.prefix).join(path);
    path.display().to_string()
}
