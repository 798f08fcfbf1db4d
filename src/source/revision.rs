//! A corridor as a git revision keeps it: read from git's objects, so that the working tree is neither needed nor touched.
//!
//! The only user of the program `git`. Nothing is fetched: what the repository does not hold is said to be missing.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::source::discover::{self, Limits};
use crate::source::{SourceError, SourceFile, Sources};

/// The folder of a corridor at a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// A folder of the working tree, to start git in.
    start: PathBuf,
    /// The tree of the corridor's folder, by its object id. `None` where the revision has no such folder.
    tree: Option<String>,
}

/// An entry of a tree.
struct Entry<'a> {
    is_link: bool,
    is_folder: bool,
    object: &'a str,
    size: u64,
    path: String,
}

impl Revision {
    /// The folder at `name`, which is any name that git knows of a commit; `name:path` takes another folder of the
    /// repository, as where the corridor has moved since.
    pub fn find(folder: &Path, name: &str) -> Result<Self, SourceError> {
        let attempt = || format!("reading revision `{name}`");
        let start = folder.canonicalize().map_err(|cause| SourceError::reading(folder, cause))?;
        let below = git(&start, &["rev-parse", "--show-prefix"], &attempt)?;
        let below = String::from_utf8_lossy(&below).trim_end_matches(['\n', '\r', '/']).to_owned();
        let (commit, path) = match name.split_once(':') {
            Some((commit, path)) => (commit, path.trim_matches('/').to_owned()),
            None => (name, below),
        };
        let Some(commit) = object(&start, &format!("{commit}^{{commit}}"), &attempt)? else {
            let cause = io::Error::other(
                "git knows no such revision here; where only the last commit was fetched, as CI does, fetch more of the history",
            );
            return Err(SourceError::new(attempt(), cause));
        };
        let tree = object(&start, &format!("{commit}:{path}"), &attempt)?;
        Ok(Self { start, tree })
    }

    /// All `*.kdl` files of the folder, by the same rules as those of a folder on disk.
    pub fn read(&self, limits: Limits) -> Result<Sources, SourceError> {
        let attempt = || "reading the files of a revision".to_owned();
        let listed = self.list(&attempt)?;
        let entries = entries(&listed);
        let is_hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        let present: BTreeSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
        let named = |entry: &&Entry<'_>| {
            !is_hidden(&entry.path) && Path::new(&entry.path).extension().is_some_and(|extension| extension == "kdl")
        };
        let mut files = Vec::new();
        let mut wanted = Vec::new();
        let mut total = 0;
        for entry in entries.iter().filter(named) {
            if entry.is_folder {
                let (message, help) = discover::FOLDER;
                files.push(SourceFile::faulty(entry.path.clone(), String::new(), message, help));
            } else if entry.is_link || entry.size <= limits.file_bytes {
                total += entry.size;
                wanted.push(entry);
            } else {
                files.push(discover::too_large(entry.path.clone(), limits));
            }
        }
        if wanted.len() > limits.files {
            let cause = io::Error::other(format!("more than {} files named `*.kdl`", limits.files));
            return Err(SourceError::new(attempt(), cause));
        }
        if total > limits.total_bytes {
            let cause = io::Error::other(format!("more than {} bytes of `*.kdl` files", limits.total_bytes));
            return Err(SourceError::new(attempt(), cause));
        }
        let objects: Vec<&str> = wanted.iter().map(|entry| entry.object).collect();
        for (entry, bytes) in wanted.iter().zip(contents(&self.start, &objects, &attempt)?) {
            if !entry.is_link {
                files.push(SourceFile::from_bytes(entry.path.clone(), bytes));
            } else if !leads_to(&entry.path, &bytes).is_some_and(|target| present.contains(target.as_str())) {
                let (message, help) = discover::LEADS_OUT;
                files.push(SourceFile::faulty(entry.path.clone(), String::new(), message, help));
            }
        }
        Ok(Sources::new(files))
    }

    /// The `*.schema.json` files of a folder below the corridor's, as path and text, in the order of their names.
    pub fn schemas(&self, named: &str) -> Result<Vec<(String, String)>, SourceError> {
        let attempt = || format!("reading the schemas in `{named}`");
        let listed = self.list(&attempt)?;
        let entries = entries(&listed);
        let Some(folder) = leads_to("corridor.kdl", named.as_bytes()) else {
            return Err(SourceError::new(attempt(), io::Error::other("it lies outside of the corridor's folder")));
        };
        if !entries.iter().any(|entry| entry.is_folder && entry.path == folder) && !folder.is_empty() {
            return Err(SourceError::new(attempt(), io::ErrorKind::NotFound.into()));
        }
        let inside = |entry: &&Entry<'_>| {
            let (parent, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
            parent == folder && !entry.is_folder && !entry.is_link && name.ends_with(".schema.json")
        };
        let wanted: Vec<&Entry<'_>> = entries.iter().filter(inside).collect();
        let objects: Vec<&str> = wanted.iter().map(|entry| entry.object).collect();
        let texts = contents(&self.start, &objects, &attempt)?.into_iter().map(|bytes| {
            String::from_utf8(bytes).map_err(|error| SourceError::new(attempt(), io::Error::other(error.utf8_error())))
        });
        wanted.iter().zip(texts).map(|(entry, text)| Ok((entry.path.clone(), text?))).collect()
    }

    /// What the tree holds, as git writes it.
    fn list(&self, attempt: &dyn Fn() -> String) -> Result<Vec<u8>, SourceError> {
        match &self.tree {
            Some(tree) => git(&self.start, &["ls-tree", "-r", "-t", "-l", "-z", "--full-tree", tree], attempt),
            None => Ok(Vec::new()),
        }
    }
}

/// The entries of `git ls-tree -l -z`: `MODE TYPE OBJECT SIZE<tab>PATH<nul>` each.
fn entries(listed: &[u8]) -> Vec<Entry<'_>> {
    listed.split(|&byte| byte == 0).filter_map(entry).collect()
}

fn entry(line: &[u8]) -> Option<Entry<'_>> {
    let tab = line.iter().position(|&byte| byte == b'\t')?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split_ascii_whitespace();
    let (mode, kind, object, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let path = String::from_utf8_lossy(&line[tab + 1..]).into_owned();
    let (is_link, is_folder) = (mode == "120000", kind == "tree");
    // What is neither a file nor a folder is another repository.
    let is_known = matches!(kind, "blob" | "tree");
    is_known.then(|| Entry { is_link, is_folder, object, size: size.parse().unwrap_or(0), path })
}

/// The path, in the corridor's folder, that a link at `path` leads to. `None` where it leads out.
fn leads_to(path: &str, target: &[u8]) -> Option<String> {
    let target = std::str::from_utf8(target).ok().filter(|target| !target.starts_with('/'))?;
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What an expression means to git; `None` where it means nothing.
fn object(start: &Path, expression: &str, attempt: &dyn Fn() -> String) -> Result<Option<String>, SourceError> {
    let mut command = command(start);
    command.args(["rev-parse", "--verify", "--quiet", "--end-of-options", expression]);
    let out = command.output().map_err(|cause| cannot_start(cause, attempt))?;
    let id = String::from_utf8_lossy(&out.stdout).trim().to_owned();
    Ok((out.status.success() && !id.is_empty()).then_some(id))
}

/// The bytes of blobs, in their order.
fn contents(start: &Path, objects: &[&str], attempt: &dyn Fn() -> String) -> Result<Vec<Vec<u8>>, SourceError> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let broken = |what: &str| SourceError::new(attempt(), io::Error::other(format!("git {what}")));
    let mut command = command(start);
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|cause| cannot_start(cause, attempt))?;
    let mut asked = child.stdin.take().expect("the standard input is piped");
    let mut answered = BufReader::new(child.stdout.take().expect("the standard output is piped"));
    let read = std::thread::scope(|scope| {
        // Both at once: neither of two pipes can then fill up.
        scope.spawn(move || {
            for object in objects {
                // A reader that has gone is seen by who reads its answers.
                let _ = writeln!(asked, "{object}");
            }
        });
        let mut read = Vec::with_capacity(objects.len());
        for object in objects {
            let mut head = String::new();
            answered.read_line(&mut head).map_err(|cause| SourceError::new(attempt(), cause))?;
            // `OBJECT blob SIZE`, or `OBJECT missing`.
            let size = head.trim_end().rsplit_once(" blob ").and_then(|(_, size)| size.parse::<usize>().ok());
            let Some(size) = size else { return Err(broken(&format!("does not hold object {object}"))) };
            let mut bytes = vec![0; size + 1];
            answered.read_exact(&mut bytes).map_err(|cause| SourceError::new(attempt(), cause))?;
            bytes.pop();
            read.push(bytes);
        }
        Ok(read)
    });
    drop(answered);
    let ended = child.wait().map_err(|cause| SourceError::new(attempt(), cause))?;
    let read = read?;
    if ended.success() { Ok(read) } else { Err(broken("failed")) }
}

/// Runs git to its end and gives what it wrote.
fn git(start: &Path, arguments: &[&str], attempt: &dyn Fn() -> String) -> Result<Vec<u8>, SourceError> {
    let out = command(start).args(arguments).output().map_err(|cause| cannot_start(cause, attempt))?;
    if out.status.success() {
        return Ok(out.stdout);
    }
    let said = String::from_utf8_lossy(&out.stderr);
    let said = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned();
    Err(SourceError::new(attempt(), io::Error::other(said)))
}

fn cannot_start(cause: io::Error, attempt: &dyn Fn() -> String) -> SourceError {
    let cause =
        if cause.kind() == io::ErrorKind::NotFound { io::Error::other("the program `git` is missing") } else { cause };
    SourceError::new(attempt(), cause)
}

/// Git in a folder, whatever repository a hook that we run in speaks of, with nothing fetched or written.
fn command(start: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(start);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").stdin(Stdio::null());
    command
}
