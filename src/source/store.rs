//! Writing a file whole or not at all.

use std::io::{self, Write as _};
use std::path::Path;

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
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = path.metadata().ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return std::fs::write(&path, text);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".corridor-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file gets what others of this user get.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    if let Some(old) = old {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(&path).map_err(|error| error.error)?;
    // The new name, too, is to outlive a loss of power; where a folder cannot be opened, as on Windows, it need not be.
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}
