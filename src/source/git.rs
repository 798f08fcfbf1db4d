//! Git, started in one place and in one way, so that nothing which a working tree holds can steer it.
//!
//! The repository is the one whose `.git` lies in the nearest ancestor: it is named to git, which discovers none by
//! itself, so that a bare repository that was committed as plain files is never taken for one. Git reads no
//! configuration of the user or the machine, no variable of the environment, no replacement and no graft; it fetches
//! nothing, and runs no hook, pager, monitor, filter or transport.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::source::SourceError;

/// The folder of the working tree that holds a folder: the nearest ancestor with `.git` in it.
///
/// What it is given must have no links in it.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.join(".git").symlink_metadata().is_ok())
}

/// A repository that git may read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repository {
    /// The root of the working tree, without links.
    pub root: PathBuf,
}

impl Repository {
    /// The repository that holds a folder.
    ///
    /// # Errors
    ///
    /// Where there is none, or it is a partial clone: git would fetch what is missing, by a command that its
    /// configuration names, and older versions cannot be told not to.
    pub fn around(folder: &Path, attempt: &dyn Fn() -> String) -> Result<Self, SourceError> {
        let failed = |cause| SourceError::new(attempt(), cause);
        let Some(root) = repository(folder) else {
            return Err(failed(io::Error::other("no git repository holds this folder")));
        };
        let git = folder_of_git(&root.join(".git")).map_err(failed)?;
        // A linked working tree keeps its own folder, and shares the configuration.
        let common = match fs::read_to_string(git.join("commondir")) {
            Ok(named) => git.join(named.trim_end_matches(['\n', '\r'])),
            Err(error) if error.kind() == io::ErrorKind::NotFound => git.clone(),
            Err(error) => return Err(failed(error)),
        };
        for configuration in [common.join("config"), common.join("config.worktree"), git.join("config.worktree")] {
            if let Some(what) = Configuration::default().fetches(&configuration).map_err(failed)? {
                return Err(failed(io::Error::other(format!(
                    "the repository is a partial clone (`{what}` in its configuration), of which git fetches what is missing; clone it whole"
                ))));
            }
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Git in this repository, from a folder of its working tree.
    pub fn command(&self, from: &Path) -> io::Result<Command> {
        let mut command = Command::new(program()?);
        // What steers git comes from here alone.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().to_ascii_uppercase().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
        for (name, value) in [
            // Configuration is that of the repository, and nothing in it is found below a home.
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_SYSTEM", nowhere),
            ("GIT_CONFIG_GLOBAL", nowhere),
            ("HOME", nowhere),
            ("XDG_CONFIG_HOME", nowhere),
            // A hash means the content that it names.
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_GRAFT_FILE", nowhere),
            // Nothing is fetched: there is no protocol that may be used.
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_ALLOW_PROTOCOL", "none"),
            ("GIT_TERMINAL_PROMPT", "0"),
            // Nothing is written.
            ("GIT_OPTIONAL_LOCKS", "0"),
            // Words that are looked for are those of the C locale.
            ("LC_ALL", "C"),
            ("LANGUAGE", "C"),
        ] {
            command.env(name, value);
        }
        command.arg("--no-pager").arg("--no-replace-objects").arg("--literal-pathspecs");
        command.arg("-C").arg(from);
        let named = |option: &str, path: &Path| {
            let mut word = OsString::from(option);
            word.push(path);
            word
        };
        command.arg(named("--git-dir=", &self.root.join(".git"))).arg(named("--work-tree=", &self.root));
        for setting in [
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "core.untrackedCache=false",
            "core.pager=cat",
            "core.sshCommand=false",
            "core.gitProxy=false",
            "core.alternateRefsCommand=false",
            "core.warnAmbiguousRefs=true",
            "diff.external=",
            "protocol.allow=never",
        ] {
            command.arg("-c").arg(setting);
        }
        command.stdin(Stdio::null());
        Ok(command)
    }

    /// Runs git to its end and gives what it wrote.
    pub fn run(&self, from: &Path, arguments: &[&str], attempt: &dyn Fn() -> String) -> Result<Vec<u8>, SourceError> {
        let failed = |cause| SourceError::new(attempt(), cause);
        let out = self.command(from).and_then(|mut git| git.args(arguments).output()).map_err(failed)?;
        if out.status.success() {
            return Ok(out.stdout);
        }
        let said = String::from_utf8_lossy(&out.stderr);
        let said = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned();
        Err(failed(io::Error::other(said)))
    }

    /// The bytes of blobs, in their order.
    pub fn blobs(&self, objects: &[&str], attempt: &dyn Fn() -> String) -> Result<Vec<Vec<u8>>, SourceError> {
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let broken = |what: &str| SourceError::new(attempt(), io::Error::other(format!("git {what}")));
        let failed = |cause| SourceError::new(attempt(), cause);
        let mut command = self.command(&self.root).map_err(failed)?;
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(failed)?;
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

    /// The object that an expression names; `None` where it names none.
    ///
    /// # Errors
    ///
    /// Where git finds the name ambiguous: a branch and a tag, or a branch and the start of a hash.
    pub fn object(
        &self,
        from: &Path,
        expression: &str,
        attempt: &dyn Fn() -> String,
    ) -> Result<Option<String>, SourceError> {
        let failed = |cause| SourceError::new(attempt(), cause);
        let asked = ["rev-parse", "--verify", "--end-of-options", expression];
        let out = self.command(from).and_then(|mut git| git.args(asked).output()).map_err(failed)?;
        let said = String::from_utf8_lossy(&out.stderr);
        // A whole hash is one, whatever branches have its name.
        if !begins_with_hash(expression) && said.lines().any(|line| line.contains(" is ambiguous")) {
            return Err(failed(io::Error::other(
                "the name is ambiguous: write the whole hash, or the whole name, as `refs/heads/main`",
            )));
        }
        let id = String::from_utf8_lossy(&out.stdout).trim().to_owned();
        let is_hash = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        Ok((out.status.success() && is_hash).then_some(id))
    }
}

/// Whether an expression begins with the whole hash of an object (SHA-1 or SHA-256).
fn begins_with_hash(expression: &str) -> bool {
    let name = expression.split(['^', '~', ':', '@']).next().unwrap_or_default();
    matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The program, from a folder of the search path that does not depend on where we are.
fn program() -> io::Result<PathBuf> {
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|program| is_program(program));
    found.ok_or_else(|| io::Error::other("the program `git` is missing"))
}

fn is_program(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        metadata.is_file() && metadata.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    {
        metadata.is_file()
    }
}

/// The folder that `.git` is, or names: `gitdir: PATH`, as submodules and linked working trees have it.
fn folder_of_git(place: &Path) -> io::Result<PathBuf> {
    if place.is_dir() {
        return Ok(place.to_owned());
    }
    let text = fs::read_to_string(place)?;
    let named = text.strip_prefix("gitdir: ").map(|named| named.trim_end_matches(['\n', '\r']));
    let named = named.ok_or_else(|| io::Error::other("`.git` is neither a folder nor names one"))?;
    Ok(place.parent().expect("`.git` lies in a folder").join(named))
}

/// The configuration of a repository, read as data.
#[derive(Default)]
struct Configuration {
    /// Files that were read: one may include another, and that the first.
    read: Vec<PathBuf>,
}

/// A file that includes so many others is none that a person wrote.
const MOST_FILES: usize = 100;
/// Nor is one of so many bytes.
const MOST_BYTES: u64 = 4 << 20;

impl Configuration {
    /// What in a file, or in one that it includes, makes git fetch missing objects. Conditions of `includeIf` are taken
    /// to hold: they depend on more than is known here.
    fn fetches(&mut self, first: &Path) -> io::Result<Option<String>> {
        let mut open = vec![first.to_owned()];
        while let Some(path) = open.pop() {
            let unreadable = |error: &dyn std::fmt::Display| {
                io::Error::other(format!("the configuration `{}` cannot be read: {error}", path.display()))
            };
            // As git does: what is not there is passed over.
            let Ok(path) = path.canonicalize() else { continue };
            if self.read.contains(&path) {
                continue;
            }
            if self.read.len() == MOST_FILES || path.metadata().is_ok_and(|meta| meta.len() > MOST_BYTES) {
                return Err(unreadable(&"it includes too much"));
            }
            let text = fs::read(&path).map_err(|error| unreadable(&error))?;
            for (section, key, value) in settings(&String::from_utf8_lossy(&text)) {
                let is_include = key == "path" && (section == "include" || section.starts_with("includeif"));
                let is_remote = section.starts_with("remote");
                let is_no = matches!(value.to_ascii_lowercase().as_str(), "false" | "no" | "off" | "0" | "");
                if (section.starts_with("extensions") && key == "partialclone")
                    || (is_remote && key == "partialclonefilter")
                    || (is_remote && key == "promisor" && !is_no)
                {
                    return Ok(Some(format!("{section}.{key}")));
                }
                // A home is nowhere, for git as here; another's home, or where git is installed, only git could tell.
                if is_include && (value.starts_with('~') || value.starts_with("%(")) {
                    if !value.starts_with("~/") {
                        return Err(unreadable(&format!("it includes `{value}`")));
                    }
                } else if is_include {
                    open.push(path.parent().expect("a file lies in a folder").join(value));
                }
            }
            self.read.push(path);
        }
        Ok(None)
    }
}

/// The settings of a text of configuration: the section with what names it, in lower case; the key, in lower case; the
/// value (git-config, "Syntax"). What git would refuse may give a setting here.
fn settings(text: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut section = String::new();
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut rest = text.chars().peekable();
    while let Some(&sign) = rest.peek() {
        if sign.is_whitespace() {
            rest.next();
        } else if sign == '#' || sign == ';' {
            while rest.next_if(|sign| *sign != '\n').is_some() {}
        } else if sign == '[' {
            rest.next();
            section.clear();
            let mut is_quoted = false;
            while let Some(sign) = rest.next() {
                match sign {
                    '\\' if is_quoted => section.extend(rest.next()),
                    '"' => is_quoted = !is_quoted,
                    ']' if !is_quoted => break,
                    '\n' => break,
                    sign => section.extend(sign.to_lowercase()),
                }
            }
        } else {
            let mut key = String::new();
            while let Some(sign) = rest.next_if(|sign| !matches!(sign, '=' | '\n' | '#' | ';')) {
                key.extend(sign.to_lowercase());
            }
            let value = if rest.next_if_eq(&'=').is_some() { value(&mut rest) } else { "true".to_owned() };
            found.push((section.clone(), key.trim().to_owned(), value));
        }
    }
    found
}

/// A value, to the end of its line: quotes, escapes, a backslash before a line end, a comment.
fn value(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut value = String::new();
    let mut is_quoted = false;
    while let Some(sign) = rest.next() {
        match sign {
            '\n' => break,
            '\\' => match rest.next() {
                Some('\n') | None => {}
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some('b') => {
                    value.pop();
                }
                Some(sign) => value.push(sign),
            },
            '"' => is_quoted = !is_quoted,
            '#' | ';' if !is_quoted => while rest.next_if(|sign| *sign != '\n').is_some() {},
            sign => value.push(sign),
        }
    }
    value.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::settings;

    #[test]
    fn settings_are_read_as_git_reads_them() {
        let text = "[Core] bare = false # no\n[Remote \"o\\\"r]\"]\n\tPromisor\n  url = \"a;b\" ; c\n[extensions]partialClone=\\\n o\n[include]path=x";
        let expected = [
            ("core", "bare", "false"),
            ("remote o\"r]", "promisor", "true"),
            ("remote o\"r]", "url", "a;b"),
            ("extensions", "partialclone", "o"),
            ("include", "path", "x"),
        ];
        let found = settings(text);
        let found: Vec<_> = found.iter().map(|(section, key, value)| (&**section, &**key, &**value)).collect();
        assert_eq!(found, expected);
    }
}
