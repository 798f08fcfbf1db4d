//! Finds and reads every `*.kdl` file below a folder, in the order of their paths.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

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

/// Reads all `*.kdl` files below `folder`. A file that cannot be read is there with its fault.
///
/// Hidden files and folders (their name starts with `.`) are left out.
/// Links are not followed: what they lead to is read under its own name if it lies in the folder, and a link that
/// leads out of it, or nowhere, is a fault.
pub fn read_folder(folder: &Path, limits: Limits) -> Result<Sources, SourceError> {
    let root = folder.canonicalize().map_err(|cause| SourceError::reading(folder, cause))?;
    let mut found: Vec<(PathBuf, Entry)> = Vec::new();
    let walk = WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    for entry in walk {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(&root).to_owned();
            let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::InvalidInput.into());
            SourceError::reading(&path, cause)
        })?;
        if let Some(kind) = classify(&entry, &root) {
            found.push((entry.into_path(), kind));
        }
        if found.len() > limits.files {
            let cause = io::Error::other(format!("more than {} files named `*.kdl`", limits.files));
            return Err(SourceError::reading(folder, cause));
        }
    }
    let mut files = Vec::with_capacity(found.len());
    let mut total = 0_u64;
    for (path, kind) in found {
        let name = relative_name(&path, &root);
        let file = match kind {
            Entry::File => read_file(&path, name, limits),
            Entry::Fault(message, help) => SourceFile::faulty(name, String::new(), message, help),
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

/// What is wrong with a link that is not followed, and what to do.
pub(super) const LEADS_OUT: (&str, &str) = (
    "is a link that leads out of the corridor's folder",
    "copy what it leads to into the folder: nothing outside it is read",
);

enum Entry {
    File,
    Fault(String, &'static str),
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

/// What an entry of the walk is to the corridor; `None` where it is nothing.
fn classify(entry: &DirEntry, root: &Path) -> Option<Entry> {
    if entry.depth() == 0 {
        return None;
    }
    let named = entry.path().extension().is_some_and(|extension| extension == "kdl");
    let kind = entry.file_type();
    if kind.is_symlink() {
        return classify_link(entry.path(), root, named);
    }
    if !named {
        return None;
    }
    if kind.is_file() {
        return Some(Entry::File);
    }
    if kind.is_dir() {
        return Some(Entry::Fault(FOLDER.0.to_owned(), FOLDER.1));
    }
    Some(Entry::Fault("is neither a file nor a folder".to_owned(), "remove it: a pipe, socket or device is never read"))
}

fn classify_link(path: &Path, root: &Path, named: bool) -> Option<Entry> {
    let target = path.canonicalize();
    match target {
        Ok(target) if target.starts_with(root) => None,
        Ok(target) if named || target.is_dir() => Some(Entry::Fault(LEADS_OUT.0.to_owned(), LEADS_OUT.1)),
        Err(error) if named => Some(Entry::Fault(
            format!("is a link that leads nowhere ({error})"),
            "remove the link or mend where it leads",
        )),
        Ok(_) | Err(_) => None,
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
