//! `corridor init`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::terminal;
use crate::cli::{Exit, Failure};
use crate::emit::starter;
use crate::render::escaped;
use crate::source::{Change, Limits, SourceError, WriteRoot, read_folder, write};

#[derive(Args, Debug)]
pub(super) struct InitArgs {
    /// The folder to begin in; it is made where it does not exist, and nothing in it is overwritten
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(super) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let dir = &args.dir;
    let failed = |error: SourceError| Failure::new(error.to_string());
    let root = WriteRoot::folder(dir).map_err(failed)?;
    let files = starter::files(&root.name().unwrap_or_else(|| "A corridor".to_owned()));
    refuse(dir, &files)?;
    let changes: Vec<Change> = files.iter().map(|(path, text)| Change::create(*path, text.as_str())).collect();
    write(&root, &changes).map_err(failed)?;
    let dir = dir.display().to_string();
    let dir = escaped(&dir);
    let written: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let text = format!(
        "a corridor of two parties in `{dir}`:\n\n  {}\n\nnext: `corridor check {}`, then read `services.kdl` and change it\n",
        written.join("\n  "),
        as_word(&dir),
    );
    terminal::write(&text)?;
    Ok(Exit::Clean)
}

/// A folder that holds a corridor, or any of the files, is left as it is.
fn refuse(dir: &Path, files: &[(&str, String)]) -> Result<(), Failure> {
    let declared = read_folder(dir, Limits::default()).ok();
    if let Some(file) = declared.as_ref().and_then(|sources| sources.read().next()) {
        return Err(Failure::new(format!(
            "`{}` holds a corridor already, `{}`: name a folder that is empty or new",
            dir.display(),
            file.path
        )));
    }
    let taken = files.iter().map(|(path, _)| *path).find(|path| dir.join(path).symlink_metadata().is_ok());
    match taken {
        Some(path) => Err(Failure::new(format!(
            "`{}` exists, and nothing is overwritten: name a folder that is empty or new",
            dir.join(path).display()
        ))),
        None => Ok(()),
    }
}

/// A path as a shell takes it for one word.
fn as_word(path: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+:@%,=".contains(letter);
    if path.chars().all(is_plain) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("'{}'", path.replace('\'', "'\\''")))
    }
}
