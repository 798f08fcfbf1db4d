//! Where the files of a corridor come from.

use std::path::{Path, PathBuf};

use crate::source::discover::{self, Limits};
use crate::source::git::repository;
use crate::source::revision::Revision;
use crate::source::{SourceError, Sources};

/// A folder as it lies there, or as a git revision keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    Folder(PathBuf),
    Revision(Revision),
}

impl Origin {
    /// The corridor's folder at a revision, by any name that git knows; nothing is written, nothing fetched.
    pub fn revision(folder: &Path, name: &str) -> Result<Self, SourceError> {
        Revision::find(folder, name).map(Self::Revision)
    }

    /// Whether a revision has no such folder, so that all of the corridor is new.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Revision(revision) if revision.is_empty())
    }

    /// All `*.kdl` files.
    pub fn read(&self, limits: Limits) -> Result<Sources, SourceError> {
        match self {
            Self::Folder(folder) => discover::read_folder(folder, limits),
            Self::Revision(revision) => revision.read(limits),
        }
    }

    /// The `*.schema.json` files of a folder below the corridor's, as path and text, in the order of their names.
    pub fn schemas(&self, named: &str) -> Result<Vec<(String, String)>, SourceError> {
        match self {
            Self::Folder(folder) => discover::read_schemas(folder, named),
            Self::Revision(revision) => revision.schemas(named),
        }
    }
}

/// Where a folder lies in the repository that holds it: empty for its root, else with a `/` at its end.
/// `None` where no repository holds it.
pub fn below_repository(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let root = repository(&folder)?;
    let below = folder.strip_prefix(root).expect("an ancestor is a prefix");
    let mut below = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    if !below.is_empty() {
        below.push('/');
    }
    Some(below)
}
