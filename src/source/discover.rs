//! Finds and reads every declaration file below a folder, in the order of their paths, and names those that are skipped.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::source::names::{self, Look, Skip, look};
use crate::source::{SourceError, SourceFile, Sources};

/// What is read at the most; beyond it the tool says so and reads no further.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Number of files.
    pub files: usize,
    /// Bytes of all files together.
    pub total_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 256 << 20, files: 100_000, total_bytes: 1 << 30 }
    }
}

/// Reads all declaration files below `folder`. A file that cannot be read is there with its fault, and so is one that
/// only looks like a declaration file.
///
/// Links are not followed: what they lead to is read under its own name if it lies in the folder; a link that leads out
/// of it is skipped, and one that leads nowhere is a fault.
pub fn read_folder(folder: &Path, limits: Limits) -> Result<Sources, SourceError> {
    let root = folder.canonicalize().map_err(|cause| SourceError::reading(folder, cause))?;
    let mut found: Vec<(PathBuf, String, Entry)> = Vec::new();
    let mut skipped = Vec::new();
    let walk = WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !names::is_version_control(&entry.file_name().to_string_lossy()));
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            // What is in a hidden folder would not be read.
            Err(error) if error.path().is_some_and(|path| is_hidden(&relative_name(path, &root))) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(&root).to_owned();
                let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::InvalidInput.into());
                return Err(SourceError::reading(&path, cause));
            }
        };
        let name = relative_name(entry.path(), &root);
        match classify(&entry, &name, &root) {
            Some(Entry::Skipped(skip)) => skipped.push((name, skip)),
            Some(kind) => found.push((entry.into_path(), name, kind)),
            None => {}
        }
        if found.len() > limits.files {
            let cause = io::Error::other(format!("more than {} files named `*.kdl`", limits.files));
            return Err(SourceError::reading(folder, cause));
        }
    }
    let mut files = names::skipped(skipped);
    let mut total = 0_u64;
    for (path, name, kind) in found {
        let file = match kind {
            Entry::File => read_file(&path, name, limits),
            Entry::Fault(message, help) => SourceFile::faulty(name, String::new(), message, help),
            Entry::Skipped(_) => continue,
        };
        total += file.text.len() as u64;
        if total > limits.total_bytes {
            let cause = io::Error::other(format!("more than {} bytes of `*.kdl` files", limits.total_bytes));
            return Err(SourceError::reading(folder, cause));
        }
        files.push(file);
    }
    Ok(Sources::new(files))
}

/// What is wrong with a folder that is named as a file, and what to do.
pub(super) const FOLDER: (&str, &str) =
    ("is a folder, not a file", "rename the folder: a name that ends in `.kdl` is a declaration file");

/// What to do about a link that leads nowhere.
pub(super) const NOWHERE: &str = "remove the link, or correct where it leads";

enum Entry {
    File,
    Fault(String, &'static str),
    Skipped(Skip),
}

fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.'))
}

/// What an entry of the walk, whose path from the root is `name`, is to the corridor; `None` where it is nothing.
fn classify(entry: &DirEntry, name: &str, root: &Path) -> Option<Entry> {
    if entry.depth() == 0 {
        return None;
    }
    let kind = entry.file_type();
    let look = look(name);
    if kind.is_symlink() {
        return classify_link(entry.path(), name, root);
    }
    match look {
        Look::Read if kind.is_file() => Some(Entry::File),
        Look::Read if kind.is_dir() => Some(Entry::Fault(FOLDER.0.to_owned(), FOLDER.1)),
        Look::Read => Some(Entry::Fault(
            "is neither a file nor a folder".to_owned(),
            "remove it: a pipe, socket or device is never read",
        )),
        Look::Skipped(skip) if kind.is_file() => Some(Entry::Skipped(skip)),
        Look::Skipped(_) | Look::Other => None,
    }
}

fn classify_link(path: &Path, name: &str, root: &Path) -> Option<Entry> {
    let look = look(name);
    let target = match path.canonicalize() {
        Ok(target) => target,
        Err(error) if look == Look::Read => {
            return Some(Entry::Fault(format!("is a link that leads nowhere ({error})"), NOWHERE));
        }
        Err(_) => return None,
    };
    if target.starts_with(root) {
        let is_read = target.is_dir() || self::look(&relative_name(&target, root)) == Look::Read;
        return link_inside(look, is_read).map(Entry::Skipped);
    }
    // What a folder outside holds may be declarations.
    let is_folder = target.is_dir() && !is_hidden(name);
    (look != Look::Other || is_folder).then_some(Entry::Skipped(Skip::LeadsOut))
}

/// Why a link that leads to something in the corridor's folder is skipped; `None` where what it leads to is read under
/// its own name, or the link looks like nothing of ours.
pub(super) fn link_inside(look: Look, is_read: bool) -> Option<Skip> {
    match look {
        Look::Read | Look::Skipped(_) if is_read => None,
        Look::Read => Some(Skip::LeadsToOther),
        Look::Skipped(skip) => Some(skip),
        Look::Other => None,
    }
}

fn read_file(path: &Path, name: String, limits: Limits) -> SourceFile {
    let size = fs::metadata(path).map_or(0, |meta| meta.len());
    if size > limits.file_bytes {
        return too_large(name, limits);
    }
    match fs::read(path) {
        Ok(bytes) => from_bytes(name, bytes),
        Err(error) => {
            let message = format!("cannot be read ({error})");
            SourceFile::faulty(name, String::new(), message, "mend its permissions, or remove it")
        }
    }
}

pub(super) fn too_large(name: String, limits: Limits) -> SourceFile {
    let message = format!("is larger than {} bytes", limits.file_bytes);
    SourceFile::faulty(name, String::new(), message, "split it: declarations may stand in any file")
}

impl SourceFile {
    /// A file from bytes that should be UTF-8; what follows the first byte that is not is left out.
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        from_bytes(path.into(), bytes)
    }
}

fn from_bytes(name: String, bytes: Vec<u8>) -> SourceFile {
    match String::from_utf8(bytes) {
        Ok(text) => SourceFile::new(name, text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[valid];
            let mut bytes = error.into_bytes();
            bytes.truncate(valid);
            let text = String::from_utf8(bytes).expect("the bytes before the first bad one are UTF-8");
            let message = format!("is not UTF-8: byte 0x{byte:02X} cannot stand here");
            SourceFile::faulty(name, text, message, "save the file as UTF-8")
        }
    }
}

fn relative_name(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// The `*.schema.json` files of a folder below the corridor's, as path and text, in the order of their names.
pub fn read_schemas(root: &Path, named: &str) -> Result<Vec<(String, String)>, SourceError> {
    let root = root.canonicalize().map_err(|cause| SourceError::reading(root, cause))?;
    let attempt = || format!("reading the schemas in `{named}`");
    let folder = root.join(named).canonicalize().map_err(|cause| SourceError::new(attempt(), cause))?;
    if !folder.starts_with(&root) {
        return Err(SourceError::new(attempt(), io::Error::other("it lies outside of the corridor's folder")));
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(&folder).max_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| SourceError::new(attempt(), error.into()))?;
        if entry.file_type().is_file() && entry.file_name().to_string_lossy().ends_with(".schema.json") {
            let text = fs::read_to_string(entry.path()).map_err(|cause| SourceError::reading(entry.path(), cause))?;
            files.push((relative_name(entry.path(), &root), text));
        }
    }
    Ok(files)
}
