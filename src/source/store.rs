//! Writing files whole or not at all: one, or several together.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use crate::source::SourceError;

/// Puts a text in the place of a file: whoever reads it, at whatever moment, sees all of the old one or all of the new.
///
/// The new text is written beside it, brought to the disk, and takes its name. A file that was there keeps who may
/// read and write it; a link is followed, so that what it leads to is replaced. What is no file, as `/dev/stdout` or a
/// named pipe, is written to as it is.
pub fn store(path: &Path, text: &str) -> Result<(), SourceError> {
    put(path, text).map_err(|cause| SourceError::new(format!("writing `{}`", path.display()), cause))
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    // What somebody reads through an open file, as `/dev/stdout`, must not be replaced under their hands.
    let is_open_file = ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc"].iter().any(|open| path.starts_with(open));
    if is_open_file || path.metadata().is_ok_and(|old| !old.is_file()) {
        return File::options().write(true).open(path)?.write_all(text.as_bytes());
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = path.metadata().ok();
    let folder = folder_of(&path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".corridor-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file gets what others of this user get.
        builder.permissions(Permissions::from_mode(0o666));
    }
    // Its own message names a file that nobody knows of.
    let mut new = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::other("its folder does not exist"),
        kind => kind.into(),
    })?;
    new.write_all(text.as_bytes())?;
    if let Some(old) = old {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(&path).map_err(|error| error.error)?;
    sync(folder);
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The names in a folder, too, are to outlive a loss of power; where one cannot be opened, as on Windows, they need not.
fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Where an edit of several files lies from the moment at which it is decided until all of it is done.
const DECIDED: &str = ".corridor-edit";
/// The paths of the files, a line each; the new text of the first is in the file `0`.
const LIST: &str = "list";

/// Puts texts in the places of several files below a folder: all of them or none, at whatever moment the program is
/// killed. `files` are paths relative to the folder, with their new texts.
///
/// All new texts are written into a hidden folder first, which then gets the name by which it counts. From then on the
/// edit is decided: if it was cut off, [`finish`] ends it.
pub fn store_all(root: &Path, files: &[(String, String)]) -> Result<(), SourceError> {
    finish(root)?;
    let attempt = || format!("writing files below `{}`", root.display());
    let write = || -> io::Result<()> {
        let draft = tempfile::Builder::new().prefix(".corridor-draft-").tempdir_in(root)?;
        for (at, (path, text)) in files.iter().enumerate() {
            let old = root.join(path).metadata()?;
            let mut new = File::create(draft.path().join(at.to_string()))?;
            new.write_all(text.as_bytes())?;
            new.set_permissions(old.permissions())?;
            new.sync_all()?;
        }
        let list: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let mut written = File::create(draft.path().join(LIST))?;
        written.write_all(list.join("\n").as_bytes())?;
        written.sync_all()?;
        sync(draft.path());
        fs::rename(draft.keep(), root.join(DECIDED))?;
        sync(root);
        Ok(())
    };
    write().map_err(|cause| SourceError::new(attempt(), cause))?;
    finish(root).map(|_| ())
}

/// Ends an edit that was decided and cut off; says whether there was one.
pub fn finish(root: &Path) -> Result<bool, SourceError> {
    let decided = root.join(DECIDED);
    let end = || -> io::Result<bool> {
        let list = match fs::read_to_string(decided.join(LIST)) {
            Ok(list) => list,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        for (at, path) in list.lines().enumerate() {
            let path = Path::new(path);
            if !path.components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(io::Error::other(format!("`{DECIDED}` names a file outside of the folder")));
            }
            let target: PathBuf = root.join(path).canonicalize().unwrap_or_else(|_| root.join(path));
            match fs::rename(decided.join(at.to_string()), &target) {
                // It is done already.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result?,
            }
            sync(folder_of(&target));
        }
        fs::remove_dir_all(&decided)?;
        sync(root);
        Ok(true)
    };
    end().map_err(|cause| SourceError::new(format!("ending the edit in `{}`", decided.display()), cause))
}

/// Whether an edit was decided and cut off: some files are new, others still old.
pub fn is_cut_off(root: &Path) -> bool {
    root.join(DECIDED).join(LIST).is_file()
}
