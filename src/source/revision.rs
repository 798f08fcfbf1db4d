//! A corridor as a git revision keeps it: read from git's objects, so that the working tree is neither needed nor touched.
//!
//! Nothing is fetched: what the repository does not hold is said to be missing.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::source::discover::{self, Limits};
use crate::source::git::Repository;
use crate::source::names::{self, Look, Skip, look};
use crate::source::place::{self, Links};
use crate::source::{SourceError, SourceFile, Sources};

/// The folder of a corridor at a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    repository: Repository,
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
    /// The folder at `name`, which is any name that git knows of a commit; `name:path` is another folder of the
    /// repository, as where the corridor has moved since: from the root, or, where it begins with `./` or `../`, from
    /// here.
    ///
    /// # Errors
    ///
    /// Where a link of a repository leads to the folder: a change could lead it elsewhere, where the revision has
    /// nothing to compare with. Where git knows no such revision, finds its name ambiguous, or has no such path.
    pub fn find(folder: &Path, name: &str) -> Result<Self, SourceError> {
        let attempt = || format!("reading revision `{name}`");
        let failed = |cause| SourceError::new(attempt(), cause);
        let start = place::walk(folder, Links::OfTheMachine).map_err(failed)?;
        let start = start.canonicalize().map_err(|cause| SourceError::reading(folder, cause))?;
        let repository = Repository::around(&start, &attempt)?;
        let (commit, path) = match colon(name) {
            Some(at) => (&name[..at], Some(in_repository(&repository.root, &start, &name[at + 1..]).map_err(failed)?)),
            None => (name, None),
        };
        let object = |expression: &str| repository.object(&repository.root, expression, &attempt);
        let found = if commit.is_empty() { None } else { object(&format!("{commit}^{{commit}}"))? };
        let Some(commit) = found else {
            return Err(failed(io::Error::other(
                "git knows no such revision; where only the last commits were fetched, fetch the whole history (`fetch-depth: 0`)",
            )));
        };
        let own = start.strip_prefix(&repository.root).expect("the root is an ancestor");
        let below = path.clone().map_or_else(|| with_slashes(own), Ok).map_err(failed)?;
        let tree = match object(&format!("{commit}:{below}"))? {
            Some(id) => {
                let tree = object(&format!("{id}^{{tree}}"))?;
                Some(tree.ok_or_else(|| failed(io::Error::other(format!("`{below}` is not a folder there"))))?)
            }
            None if path.is_some() => {
                return Err(failed(io::Error::other(format!("it holds no folder `{below}`"))));
            }
            None => None,
        };
        Ok(Self { repository, tree })
    }

    /// Whether the revision has no such folder, so that all of the corridor is new.
    pub fn is_empty(&self) -> bool {
        self.tree.is_none()
    }

    /// All `*.kdl` files of the folder, by the same rules as those of a folder on disk.
    pub fn read(&self, limits: Limits) -> Result<Sources, SourceError> {
        let attempt = || "reading the files of a revision".to_owned();
        let listed = self.list(&attempt)?;
        let entries = entries(&listed);
        let present: BTreeMap<&str, bool> = entries
            .iter()
            .map(|entry| (entry.path.as_str(), entry.is_folder || look(&entry.path) == Look::Read))
            .collect();
        let mut skipped = Vec::new();
        let mut named = Vec::new();
        for entry in &entries {
            match look(&entry.path) {
                Look::Skipped(skip) if !entry.is_folder && !entry.is_link => skipped.push((entry.path.clone(), skip)),
                Look::Skipped(_) if entry.is_folder => {}
                Look::Read | Look::Skipped(_) => named.push(entry),
                Look::Other => {}
            }
        }
        let mut files = Vec::new();
        let mut wanted = Vec::new();
        let mut total = 0;
        for entry in named {
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
        for (entry, bytes) in wanted.iter().zip(self.repository.blobs(&objects, &attempt)?) {
            if !entry.is_link {
                files.push(SourceFile::from_bytes(entry.path.clone(), bytes));
                continue;
            }
            let look = look(&entry.path);
            let of = |target: String| if target.is_empty() { Some(&true) } else { present.get(target.as_str()) };
            match leads_to(&entry.path, &bytes).map(of) {
                None => skipped.push((entry.path.clone(), Skip::LeadsOut)),
                Some(Some(is_read)) => {
                    skipped.extend(discover::link_inside(look, *is_read).map(|skip| (entry.path.clone(), skip)));
                }
                Some(None) if look == Look::Read => {
                    let message = "is a link that leads nowhere";
                    files.push(SourceFile::faulty(entry.path.clone(), String::new(), message, discover::NOWHERE));
                }
                Some(None) => {}
            }
        }
        files.extend(names::skipped(skipped));
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
        let texts = self.repository.blobs(&objects, &attempt)?.into_iter().map(|bytes| {
            String::from_utf8(bytes).map_err(|error| SourceError::new(attempt(), io::Error::other(error.utf8_error())))
        });
        wanted.iter().zip(texts).map(|(entry, text)| Ok((entry.path.clone(), text?))).collect()
    }

    /// What the tree holds, as git writes it.
    fn list(&self, attempt: &dyn Fn() -> String) -> Result<Vec<u8>, SourceError> {
        match &self.tree {
            Some(tree) => {
                let asked = ["ls-tree", "-r", "-t", "-l", "-z", "--full-tree", tree];
                self.repository.run(&self.repository.root, &asked, attempt)
            }
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

/// Where a revision ends and a path begins: at the first colon that is not in braces, as in `HEAD^{/a: b}`.
fn colon(name: &str) -> Option<usize> {
    let mut depth = 0_usize;
    name.char_indices().find_map(|(at, sign)| {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (sign == ':' && depth == 0).then_some(at)
    })
}

/// A path behind a colon, from the root of the repository.
fn in_repository(root: &Path, start: &Path, path: &str) -> io::Result<String> {
    let is_from_here = path.starts_with("./") || path.starts_with("../") || path == "." || path == "..";
    let here = Path::new(".").canonicalize()?;
    let here = if here.starts_with(root) { here } else { start.to_owned() };
    let mut place = if is_from_here { here } else { root.to_owned() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                place.pop();
            }
            part => place.push(part),
        }
    }
    let below =
        place.strip_prefix(root).map_err(|_| io::Error::other(format!("`{path}` leads out of the repository")))?;
    with_slashes(below)
}

fn with_slashes(path: &Path) -> io::Result<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| io::Error::other("the name of its folder is not UTF-8"))
}
