//! Which names are those of declaration files, and which only look so.

use crate::source::{SourceFile, Sources};

/// What a path below the corridor's folder is to the corridor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// A declaration file.
    Read,
    /// It looks like one and is not read.
    Skipped(Skip),
    Other,
}

/// Why a file that looks like one of the corridor is not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skip {
    Hidden,
    Suffix,
    LeadsOut,
    LeadsToOther,
}

/// What version control keeps for itself: never looked into.
const VERSION_CONTROL: [&str; 5] = [".git", ".hg", ".svn", ".jj", ".bzr"];

const ENDING: &str = ".kdl";

/// Skipped files that are named; one more counts the rest.
const MOST_SKIPPED: usize = 100;

/// What a path relative to the corridor's folder, with `/` between its parts, is by its name.
pub fn look(path: &str) -> Look {
    if path.split('/').any(is_version_control) {
        return Look::Other;
    }
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    match name.strip_suffix(ENDING) {
        Some(stem) if !stem.is_empty() && !is_hidden => Look::Read,
        Some(_) => Look::Skipped(Skip::Hidden),
        // `x.kdl.bak`, `x.kdl~`, `x.kdl `, `x.kdl2`: not a longer word, as `x.kdlfmt`.
        None if name.split(ENDING).skip(1).any(|rest| !rest.starts_with(char::is_alphabetic)) => {
            Look::Skipped(if is_hidden { Skip::Hidden } else { Skip::Suffix })
        }
        None => Look::Other,
    }
}

pub fn is_version_control(name: &str) -> bool {
    VERSION_CONTROL.iter().any(|known| name.eq_ignore_ascii_case(known))
}

impl Skip {
    /// Why, as a phrase that follows the file's name, and what to do.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Hidden => (
                "is not read: it is hidden",
                "rename it if it belongs to the corridor: files and folders whose name begins with `.` are not read",
            ),
            Self::Suffix => (
                "is not read: its name does not end in `.kdl`",
                "rename it if it belongs to the corridor, else remove it or move it out of the folder",
            ),
            Self::LeadsOut => (
                "is not read: it is a link that leads out of the corridor's folder",
                "copy what it leads to into the folder: nothing outside it is read",
            ),
            Self::LeadsToOther => (
                "is not read: it is a link to a file that is not a declaration file",
                "rename what it leads to if it belongs to the corridor: its name must end in `.kdl` and not be hidden",
            ),
        }
    }
}

/// The files that are skipped, as files without a text; those beyond the limit are counted in one more.
pub(super) fn skipped(mut found: Vec<(String, Skip)>) -> Vec<SourceFile> {
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let more = found.len().saturating_sub(MOST_SKIPPED);
    let named = found.into_iter().take(MOST_SKIPPED + usize::from(more > 0)).enumerate();
    let file = |(at, (path, skip)): (usize, (String, Skip))| {
        let (why, help) = skip.words();
        let why = if at == MOST_SKIPPED && more > 1 {
            format!("and {} more files that look like declaration files are not read", more - 1)
        } else {
            why.to_owned()
        };
        SourceFile::skipped(path, why, help)
    };
    named.map(file).collect()
}

impl Sources {
    /// The files that were read, or should have been: all but those that are skipped.
    pub fn read(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| !file.is_skipped())
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, Skip, look};

    #[test]
    fn a_name_is_that_of_a_declaration_file_looks_so_or_is_another() {
        for path in ["a.kdl", "a/b.KDL", "a.b.Kdl", "x.kdl.kdl", "a b.kdl", "Ä.kdl", "old.kdl/x.kdl"] {
            assert_eq!(look(path), Look::Read, "{path}");
        }
        for path in [".a.kdl", ".a/b.kdl", "a/.b/c/d.KDL", ".kdl", "a/.kdl", ".a.kdl.swp", ".a/b.kdl~"] {
            assert_eq!(look(path), Look::Skipped(Skip::Hidden), "{path}");
        }
        for path in ["a.kdl.bak", "a.KDL.orig", "a.kdl~", "a.kdl ", "a.kdl2", "a.kdl-old", "#a.kdl#", "a.kdl\u{200b}"] {
            assert_eq!(look(path), Look::Skipped(Skip::Suffix), "{path}");
        }
        for path in ["a.txt", "akdl", "a.kdlfmt", ".git/a.kdl", "a/.git/b.kdl", ".GIT/x.kdl", ".hg/a.kdl.i", "kdl", ""]
        {
            assert_eq!(look(path), Look::Other, "{path}");
        }
    }
}
