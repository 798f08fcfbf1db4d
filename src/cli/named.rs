//! What stands where either a git revision or a path may: how it begins decides, never what files there are.

use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::render::escaped;

/// A revision or a path, as a user named it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Named<'a> {
    Path(PathBuf),
    Revision(&'a str),
}

impl<'a> Named<'a> {
    /// What begins with `.`, `/`, `~` or a drive letter is a path; all else is a revision.
    pub fn read(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let has_drive = matches!(bytes, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
        if !text.starts_with(['.', '/', '~', '\\']) && !has_drive {
            return Self::Revision(text);
        }
        let home = text.strip_prefix("~/").and_then(|below| Some(Path::new(&std::env::var_os("HOME")?).join(below)));
        Self::Path(home.unwrap_or_else(|| text.into()))
    }
}

/// A failure to read a revision, with the text to type where a file or folder of that name exists.
pub(super) fn or_path(failure: Failure, text: &str) -> Failure {
    let Failure(why) = failure;
    if Path::new(text).symlink_metadata().is_err() {
        return Failure(why);
    }
    let text = escaped(text);
    Failure(format!("{why}\nhelp: `{text}` is taken for a git revision; for the file or folder write `./{text}`"))
}
