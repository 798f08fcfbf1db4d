//! `corridor init`.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::terminal;
use crate::cli::{Exit, Failure};
use crate::emit::starter;
use crate::render::escaped;
use crate::source::{Limits, read_folder};

#[derive(Args, Debug)]
pub(super) struct InitArgs {
    /// The folder to begin in; it is made where it does not exist, and nothing in it is overwritten
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(super) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let dir = &args.dir;
    let cannot =
        |what: &str, path: &Path, error: io::Error| Failure::new(format!("{what} `{}`: {error}", path.display()));
    fs::create_dir_all(dir).map_err(|error| cannot("making", dir, error))?;
    let name = fs::canonicalize(dir).ok().and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()));
    let files = starter::files(name.as_deref().unwrap_or("A corridor"));
    refuse(dir, &files)?;
    for (path, text) in &files {
        let path = dir.join(path);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder).map_err(|error| cannot("making", folder, error))?;
        write_new(&path, text).map_err(|error| cannot("writing", &path, error))?;
    }
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
    if let Some((_, file)) = declared.as_ref().and_then(|sources| sources.iter().next()) {
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

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
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
