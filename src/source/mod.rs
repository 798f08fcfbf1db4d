//! Files and places in them: what was read, under which name, and where a byte stands.
//!
//! The only module that touches the file system or git. It knows nothing of KDL.

mod discover;
mod git;
mod lines;
mod names;
mod origin;
mod output;
mod place;
mod revision;
mod write;

pub use discover::{Limits, read_folder};
pub use lines::LineTable;
pub use names::{Look, is_version_control, look};
pub use origin::{Origin, below_repository};
pub use output::{Comparison, Difference, Foreign, Output};
pub use write::{Change, Was, WriteRoot, write, write_file};

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// A half-open range of bytes, `start..end`, in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The empty span at one offset.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text that the span covers in the file it was made for.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The least span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A file of one run, numbered in the order of its path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// A span in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    pub file: FileId,
    pub span: Span,
}

/// A file as it was read. What could not be read, or is skipped, is still a file, with the reason in `fault`.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the corridor's folder, with `/` between its parts.
    pub path: String,
    /// The text; of a file that is not UTF-8, up to its first bad byte.
    pub text: String,
    /// Why the file could not be read, or not wholly.
    pub fault: Option<Fault>,
    /// Made when the first place is shown: most files have nothing to show.
    lines: OnceLock<LineTable>,
}

/// What stood in the way of reading a file, as a phrase that follows the file's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub message: String,
    pub help: String,
    /// It is not read because of its name, or of where it leads; nothing of it is.
    pub is_skip: bool,
}

impl SourceFile {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), lines: OnceLock::new(), text: text.into(), fault: None }
    }

    fn faulty(path: String, text: String, message: impl Into<String>, help: impl Into<String>) -> Self {
        let mut file = Self::new(path, text);
        file.fault = Some(Fault { message: message.into(), help: help.into(), is_skip: false });
        file
    }

    fn skipped(path: String, message: String, help: &str) -> Self {
        let mut file = Self::new(path, "");
        file.fault = Some(Fault { message, help: help.to_owned(), is_skip: true });
        file
    }

    /// Whether it looks like a file of the corridor and is none.
    pub fn is_skipped(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault.is_skip)
    }

    /// Line and column of a byte offset, both from 1; columns count Unicode scalar values.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        self.lines().line_column(&self.text, offset)
    }

    pub fn lines(&self) -> &LineTable {
        self.lines.get_or_init(|| LineTable::new(&self.text))
    }
}

/// All files of a corridor, in the order of their paths.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Puts the files in the order of their paths, which is the order of their ids.
    pub fn new(mut files: Vec<SourceFile>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// A hash of all that was read: of each file, in the order of the paths, the length of its path, the path, the
    /// length of its text and the text, lengths as eight bytes, the lowest first.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for text in self.read().flat_map(|file| [&file.path, &file.text]) {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let mut shown = String::from("sha256:");
        for byte in hash.finalize() {
            write!(shown, "{byte:02x}").expect("a string takes all");
        }
        shown
    }

    /// The text at a place.
    pub fn text(&self, place: Place) -> &str {
        place.span.of(&self.get(place.file).text)
    }

    /// Replaces or adds one file, as an editor that has not saved yet shows it.
    #[must_use]
    pub fn with(mut self, file: SourceFile) -> Self {
        self.files.retain(|old| old.path != file.path);
        self.files.push(file);
        Self::new(self.files)
    }
}

/// What could not be done, with what was attempted.
#[derive(Debug)]
pub struct SourceError {
    pub attempt: String,
    pub cause: std::io::Error,
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.attempt, self.cause)
    }
}

impl std::error::Error for SourceError {}

impl SourceError {
    pub fn new(attempt: impl Into<String>, cause: std::io::Error) -> Self {
        Self { attempt: attempt.into(), cause }
    }

    pub fn reading(path: &Path, cause: std::io::Error) -> Self {
        Self::new(format!("reading `{}`", path.display()), cause)
    }
}
