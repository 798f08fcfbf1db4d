//! The one way to write files: below a folder that the user named, through no link, never into `.git`, each file whole.
//!
//! Nothing is decided now and ended later: what an interrupted run left is for git to show and to take back.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

use crate::source::SourceError;
use crate::source::place::{self, Links, is_link, refused_link};

/// A folder below which files are written. It need not exist yet: it is made when something is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteRoot {
    /// Absolute; no part of it that a repository could hold is a link.
    path: PathBuf,
    /// As the user typed it, for messages.
    shown: String,
}

/// One file that is to change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Below the root, with `/` between its parts.
    pub path: String,
    /// What has to be there, so that nobody's work is lost.
    pub was: Was,
    /// The new text; `None` removes the file, and folders above it that are then empty.
    pub new: Option<String>,
}

/// What has to be in the place of a file that is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Was {
    /// A file with any text, or none.
    Anything,
    /// No file.
    Nothing,
    /// A file with these bytes.
    Bytes(Vec<u8>),
}

impl Change {
    /// Puts a text in a file's place, whatever is there.
    pub fn put(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), was: Was::Anything, new: Some(text.into()) }
    }

    /// Edits a text that was read.
    pub fn edit(path: impl Into<String>, old: &str, new: impl Into<String>) -> Self {
        Self { path: path.into(), was: Was::Bytes(old.as_bytes().to_vec()), new: Some(new.into()) }
    }

    /// Writes a file that must not be there yet.
    pub fn create(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), was: Was::Nothing, new: Some(text.into()) }
    }
}

impl WriteRoot {
    /// The folder that the user typed.
    ///
    /// # Errors
    ///
    /// Where a link leads to it that a repository could hold, or it lies in `.git`.
    pub fn folder(typed: &Path) -> Result<Self, SourceError> {
        let shown = shown(typed);
        match walk(typed) {
            Ok(path) => Ok(Self { path, shown }),
            Err(cause) => Err(SourceError::new(format!("writing below `{shown}`"), cause)),
        }
    }

    /// The name of the folder.
    pub fn name(&self) -> Option<String> {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned())
    }

    /// The folder of a file that the user typed, and the file's name.
    ///
    /// # Errors
    ///
    /// As [`WriteRoot::folder`], and where the folder does not exist or no file is named.
    pub fn of_file(typed: &Path) -> Result<(Self, String), SourceError> {
        let failed = |what: &str| SourceError::new(format!("opening `{}`", shown(typed)), io::Error::other(what));
        let name = typed.file_name().ok_or_else(|| failed("it names no file"))?;
        // A name of bytes that are no text would be another one in a message.
        let name = name.to_str().ok_or_else(|| failed("its name is not UTF-8"))?;
        let folder = typed.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let root = Self::folder(folder)?;
        if root.path.is_dir() { Ok((root, name.to_owned())) } else { Err(failed("its folder does not exist")) }
    }

    /// The bytes of a file below the root; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where a link leads to it, or it is no file, or cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.place(path)?;
        match metadata(&place, path)? {
            Some(_) => fs::read(&place).map(Some),
            None => Ok(None),
        }
    }

    /// A place below the root, to which no link leads.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        let mut place = self.path.clone();
        for part in Path::new(path).components() {
            let Component::Normal(part) = part else {
                return Err(io::Error::other(format!("`{path}` leads out of the folder")));
            };
            refuse_git(Path::new(part))?;
            place.push(part);
            if is_link(&place) {
                return Err(refused_link(&place));
            }
        }
        if place == self.path { Err(io::Error::other("no file is named")) } else { Ok(place) }
    }
}

/// Puts files in place below a folder. All new texts are written beside their places first, then each takes its place
/// at once: whoever reads a file, at whatever moment, sees all of the old one or all of the new. A file that was there
/// keeps who may read and write it.
///
/// # Errors
///
/// Where a place is no file, is reached through a link or lies in `.git`, or does not hold what it has to, nothing is
/// written. Where a file cannot take its place, the message names those that did and those that did not.
pub fn write(root: &WriteRoot, changes: &[Change]) -> Result<(), SourceError> {
    put(root, changes, &|text, out| out.write_all(text.as_bytes()))
}

/// Writes the text of a change, or what it stands for.
type Fill<'f> = dyn Fn(&str, &mut dyn io::Write) -> io::Result<()> + 'f;

fn put(root: &WriteRoot, changes: &[Change], fill: &Fill<'_>) -> Result<(), SourceError> {
    let attempt = || match changes {
        [one] => format!("writing `{}`", below(&root.shown, &one.path)),
        _ => format!("writing below `{}`", root.shown),
    };
    let mut made = Vec::new();
    let staged = stage(root, changes, fill, &mut made).map_err(|cause| {
        // What was made for files that are not written is empty still, and goes.
        made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
        SourceError::new(attempt(), cause)
    })?;
    let mut folders = BTreeSet::new();
    for (at, (place, new)) in staged.into_iter().enumerate() {
        let done = match new {
            Some(new) => new.persist(&place).map(drop).map_err(|error| error.error),
            None => remove(&place, &root.path),
        };
        if let Err(cause) = done {
            sync(&folders);
            return Err(SourceError::new(attempt(), cut_off(changes, at, &cause)));
        }
        folders.extend(place.parent().map(Path::to_owned));
    }
    sync(&folders);
    Ok(())
}

/// Writes one file that the user typed: `/dev/stdout`, a device or a pipe as it is, all else as [`write`] does. `fill`
/// writes its text.
///
/// # Errors
///
/// As [`write`], where its folder does not exist, and those of `fill`.
pub fn write_file(typed: &Path, fill: &dyn Fn(&mut dyn io::Write) -> io::Result<()>) -> Result<(), SourceError> {
    let attempt = || format!("writing `{}`", shown(typed));
    let failed = |cause| SourceError::new(attempt(), cause);
    // What somebody reads through an open file, as `/dev/stdout`, must not be replaced under their hands.
    let is_open_file =
        ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc/self/fd"].iter().any(|open| typed.starts_with(open));
    let is_pipe = |meta: &Metadata| !meta.is_file() && !meta.is_dir() && !meta.is_symlink();
    if is_open_file || typed.symlink_metadata().is_ok_and(|meta| is_pipe(&meta)) {
        let put = || filled(&mut File::options().write(true).open(typed)?, fill);
        return put().map_err(failed);
    }
    let (root, name) = WriteRoot::of_file(typed).map_err(|error| failed(error.cause))?;
    put(&root, &[Change::put(name, "")], &|_, out| fill(out)).map_err(|error| failed(error.cause))
}

/// Looks at every place, and writes every new text beside its own; what is to be removed has none.
fn stage(
    root: &WriteRoot,
    changes: &[Change],
    fill: &Fill<'_>,
    made: &mut Vec<PathBuf>,
) -> io::Result<Vec<(PathBuf, Option<NamedTempFile>)>> {
    let mut places = Vec::with_capacity(changes.len());
    for change in changes {
        let place = root.place(&change.path)?;
        let old = metadata(&place, &change.path)?;
        let holds = match &change.was {
            Was::Anything => true,
            Was::Nothing => old.is_none(),
            Was::Bytes(bytes) => old.is_some() && fs::read(&place)? == *bytes,
        };
        if !holds {
            let what = if change.was == Was::Nothing { "exists" } else { "has changed meanwhile" };
            return Err(io::Error::other(format!("`{}` {what}: nothing is written", change.path)));
        }
        places.push((place, old));
    }
    let mut staged = Vec::with_capacity(changes.len());
    for (change, (place, old)) in changes.iter().zip(places) {
        let new = match &change.new {
            Some(text) => {
                let folder = place.parent().expect("a file lies in a folder");
                make_folders(folder, made)?;
                Some(beside(folder, &|out| fill(text, out), old.as_ref())?)
            }
            None => None,
        };
        staged.push((place, new));
    }
    Ok(staged)
}

/// A new text in a file of its own, on the disk, with what may be done with the old one.
fn beside(
    folder: &Path,
    fill: &dyn Fn(&mut dyn io::Write) -> io::Result<()>,
    old: Option<&Metadata>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".corridor-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file gets what others of this user get.
        builder.permissions(Permissions::from_mode(0o666));
    }
    // Its own message names a file that nobody knows of.
    let mut new = builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    filled(new.as_file_mut(), fill)?;
    if let Some(old) = old {
        new.as_file().set_permissions(kept(old))?;
    }
    new.as_file().sync_all()?;
    Ok(new)
}

fn filled(file: &mut File, fill: &dyn Fn(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    fill(&mut out)?;
    out.flush()
}

/// Who may read, write and run a file; nothing else of what its mode says.
fn kept(old: &Metadata) -> Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        Permissions::from_mode(old.permissions().mode() & 0o777)
    }
    #[cfg(not(unix))]
    {
        old.permissions()
    }
}

fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        made.push(folder.to_owned());
    }
    Ok(())
}

/// Removes a file, and the folders between it and the root that are empty then.
fn remove(place: &Path, root: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => result?,
    }
    for folder in place.ancestors().skip(1).take_while(|folder| *folder != root) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// What is done and what is not, when the change at `at` failed.
fn cut_off(changes: &[Change], at: usize, cause: &io::Error) -> io::Error {
    let named = |changes: &[Change]| {
        let names: Vec<String> = changes.iter().take(MOST_NAMED).map(|change| format!("`{}`", change.path)).collect();
        let more = changes.len().saturating_sub(MOST_NAMED);
        if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
    };
    let done = if at == 0 { "nothing".to_owned() } else { named(&changes[..at]) };
    io::Error::other(format!("{cause}; written: {done}; not written: {}", named(&changes[at..])))
}

/// Files that a message names one by one.
const MOST_NAMED: usize = 20;

/// The metadata of a file; `None` where there is none, an error where it is something else.
fn metadata(place: &Path, path: &str) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(place) {
        Ok(metadata) if metadata.is_file() => Ok(Some(metadata)),
        Ok(_) => Err(io::Error::other(format!("`{path}` exists, and is not a file"))),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The absolute path of a folder that was typed.
fn walk(typed: &Path) -> io::Result<PathBuf> {
    let place = place::walk(typed, Links::NotFromHere)?;
    refuse_git(&place)?;
    Ok(place)
}

fn refuse_git(path: &Path) -> io::Result<()> {
    let part =
        path.components().find(|part| matches!(part, Component::Normal(name) if is_git(&name.to_string_lossy())));
    match part {
        Some(_) => Err(io::Error::other(format!("`{}` belongs to git, and nothing is written there", path.display()))),
        None => Ok(()),
    }
}

/// Whether some file system takes a name for `.git`: without regard to case; NTFS also without dots and spaces at the
/// end, with the name of a stream, and as `git~1`; HFS+ without characters that are not shown (git's `path.c` and
/// `utf8.c`, `is_ntfs_dotgit` and `is_hfs_dotgit`).
fn is_git(name: &str) -> bool {
    let ignored = |sign: char| matches!(sign, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let name: String = name.chars().filter(|sign| !ignored(*sign)).collect();
    let name = name.split([':', '\\']).next().unwrap_or_default().trim_end_matches([' ', '.']);
    name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case("git~1")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn below(root: &str, path: &str) -> String {
    match root {
        "." | "" => path.to_owned(),
        root => format!("{}/{path}", root.trim_end_matches('/')),
    }
}

/// The names in a folder, too, are to outlive a loss of power; where one cannot be opened, as on Windows, they need not.
fn sync(folders: &BTreeSet<PathBuf>) {
    for folder in folders {
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_git;

    #[test]
    fn a_name_that_some_file_system_takes_for_git_is_known() {
        for name in [
            ".git",
            ".GIT",
            ".Git",
            ".git.",
            ".git ",
            ".git . .",
            "git~1",
            "GIT~1",
            ".g\u{200c}it",
            ".git::$INDEX_ALLOCATION",
            ".git\\x",
        ] {
            assert!(is_git(name), "{name:?}");
        }
        for name in [".gitattributes", ".gitignore", ".github", "git", "a.git", ".git2", "..git", "git~2"] {
            assert!(!is_git(name), "{name:?}");
        }
    }
}
