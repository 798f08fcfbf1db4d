//! Writing a set of generated files into a folder: all of it or none, over nothing that somebody else put there.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use crate::source::SourceError;

/// The files of one target in a folder.
#[derive(Clone, Debug)]
pub struct Output {
    folder: PathBuf,
    /// A word, by which the files are told from those of other targets in the same folder.
    target: String,
    /// The folder itself lies below the one that is written to, so that it may be no link, either.
    is_below: bool,
}

/// How a file differs from what is to be there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    pub path: String,
    /// `None` where it is not there; what is no UTF-8 is shown with replacements.
    pub old: Option<String>,
    /// `None` where it is to go.
    pub new: Option<String>,
}

/// What is put in place, then the names of what goes; in the folder of what was decided.
const LIST: &str = "list";

impl Output {
    pub fn new(folder: PathBuf, target: &str) -> Self {
        Self { folder, target: target.to_owned(), is_below: false }
    }

    /// The files of one target of several, in a folder of its own below another.
    pub fn below(folder: &Path, target: &str) -> Self {
        Self { folder: folder.join(target), target: target.to_owned(), is_below: true }
    }

    /// The paths of the files that were written last, a line each.
    fn manifest(&self) -> String {
        format!(".corridor-{}", self.target)
    }

    /// Where a set lies from the moment at which it is decided until all of it is in place.
    fn decided(&self) -> PathBuf {
        self.folder.join(format!(".corridor-{}-decided", self.target))
    }

    /// How the folder differs from a set of files; in the order of the paths.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read, is a link or no file, or was put there by somebody else.
    pub fn differences(&self, files: &[(String, String)]) -> Result<Vec<Difference>, SourceError> {
        let compared = || -> io::Result<Vec<Difference>> {
            let ours = self.ours()?;
            let mut differences = Vec::new();
            for (path, text) in files {
                let old = self.read(path)?;
                if old.as_deref() == Some(text.as_bytes()) {
                    continue;
                }
                if old.is_some() && !ours.contains(path) {
                    return Err(io::Error::other(format!("`{path}` is there, and was not generated: move it away")));
                }
                differences.push(Difference { path: path.clone(), old: old.map(text_of), new: Some(text.clone()) });
            }
            let wanted: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
            for path in ours.iter().filter(|path| !wanted.contains(path.as_str())) {
                if let Some(old) = self.read(path)? {
                    differences.push(Difference { path: path.clone(), old: Some(text_of(old)), new: None });
                }
            }
            differences.sort_by(|a, b| a.path.cmp(&b.path));
            Ok(differences)
        };
        compared().map_err(|cause| self.failed("looking at", cause))
    }

    /// Puts a set of files in place of the one before, at whatever moment the program is killed; says how many files
    /// changed.
    ///
    /// # Errors
    ///
    /// As [`Output::differences`], and where a file cannot be written.
    pub fn write(&self, files: &[(String, String)]) -> Result<usize, SourceError> {
        self.place("").map_err(|cause| self.failed("writing to", cause))?;
        fs::create_dir_all(&self.folder).map_err(|cause| self.failed("making", cause))?;
        self.finish().map_err(|cause| self.failed("ending what was cut off in", cause))?;
        let differences = self.differences(files)?;
        let decide = || -> io::Result<()> {
            let draft = tempfile::Builder::new().prefix(".corridor-draft-").tempdir_in(&self.folder)?;
            let manifest = files.iter().fold(String::new(), |list, (path, _)| list + path + "\n");
            let put =
                differences.iter().filter_map(|difference| Some((difference.path.clone(), difference.new.clone()?)));
            // The manifest comes first: what is in it may be taken away again, whatever happens.
            let put: Vec<(String, String)> = [(self.manifest(), manifest)].into_iter().chain(put).collect();
            let mut list = String::new();
            for (at, (path, text)) in put.iter().enumerate() {
                let mut new = File::create(draft.path().join(at.to_string()))?;
                new.write_all(text.as_bytes())?;
                new.sync_all()?;
                list.extend(["put ", path.as_str(), "\n"]);
            }
            for difference in differences.iter().filter(|difference| difference.new.is_none()) {
                list.extend(["remove ", difference.path.as_str(), "\n"]);
            }
            File::create(draft.path().join(LIST)).and_then(|mut file| {
                file.write_all(list.as_bytes())?;
                file.sync_all()
            })?;
            fs::rename(draft.keep(), self.decided())?;
            self.finish()
        };
        decide().map_err(|cause| self.failed("writing", cause))?;
        Ok(differences.len())
    }

    /// Ends what was decided and cut off.
    fn finish(&self) -> io::Result<()> {
        let decided = self.decided();
        let list = match fs::read_to_string(decided.join(LIST)) {
            Ok(list) => list,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for (at, line) in list.lines().enumerate() {
            if let Some(path) = line.strip_prefix("put ") {
                let target = self.place(path)?;
                if let Some(folder) = target.parent() {
                    fs::create_dir_all(folder)?;
                }
                match fs::rename(decided.join(at.to_string()), &target) {
                    // It is done already.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    result => result?,
                }
            } else if let Some(path) = line.strip_prefix("remove ") {
                let target = self.place(path)?;
                if target.is_file() {
                    fs::remove_file(&target)?;
                }
                // A folder that is empty now was there for it.
                for folder in target.ancestors().skip(1).take_while(|folder| *folder != self.folder) {
                    if fs::remove_dir(folder).is_err() {
                        break;
                    }
                }
            }
        }
        fs::remove_dir_all(&decided)
    }

    /// The files that were written last.
    fn ours(&self) -> io::Result<BTreeSet<String>> {
        let list = self.read(&self.manifest())?.map(text_of).unwrap_or_default();
        Ok(list.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.place(path)?;
        match fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.is_file() => fs::read(&place).map(Some),
            Ok(_) => Err(io::Error::other(format!("`{path}` is there, and is no file"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A place below the folder that no link leads away from.
    fn place(&self, path: &str) -> io::Result<PathBuf> {
        let mut place = self.folder.clone();
        let is_link = |place: &Path| fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_symlink());
        if self.is_below && is_link(&place) {
            return Err(io::Error::other(format!("`{}` is a link, and is not followed", place.display())));
        }
        for part in Path::new(path).components() {
            let Component::Normal(part) = part else {
                return Err(io::Error::other(format!("`{path}` leads out of the folder")));
            };
            place.push(part);
            if is_link(&place) {
                return Err(io::Error::other(format!("`{}` is a link, and is not followed", place.display())));
            }
        }
        Ok(place)
    }

    fn failed(&self, attempt: &str, cause: io::Error) -> SourceError {
        SourceError::new(format!("{attempt} `{}`", self.folder.display()), cause)
    }
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
