//! `corridor fmt`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::edits::{self, Dry};
use crate::cli::session::Loaded;
use crate::cli::{Exit, Failure, Folder, terminal};
use crate::edit::{NotFormatted, format, from_kdl1};
use crate::render::escaped;
use crate::source::{Change, SourceError, WriteRoot, write};

#[derive(Args, Debug)]
pub(super) struct FmtArgs {
    /// Files, or folders with all their `*.kdl` files; `-` for standard input; left out, the corridor's folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Take what is no KDL 2 for KDL 1, and write it as KDL 2
    #[arg(long)]
    from_kdl1: bool,
    #[command(flatten)]
    dry: Dry,
}

pub(super) fn run(args: &FmtArgs) -> Result<Exit, Failure> {
    if args.paths == [Path::new("-")] {
        return standard_input(args);
    }
    let failed = |error: SourceError| Failure::new(error.to_string());
    let mut files: Vec<(WriteRoot, String, String)> = Vec::new();
    if args.paths.is_empty() {
        files.extend(of_folder(None)?);
    }
    for path in &args.paths {
        if path.is_dir() {
            files.extend(of_folder(Some(path))?);
        } else {
            let (root, name) = WriteRoot::of_file(path).map_err(failed)?;
            files.push((root, name, path.display().to_string()));
        }
    }
    if files.is_empty() {
        terminal::complain("nothing to format: no `*.kdl` file here");
        return Ok(Exit::Nothing);
    }
    let (mut differ, mut unread) = (0, 0);
    let mut changes: Vec<(&WriteRoot, Vec<Change>)> = Vec::new();
    for (root, path, name) in &files {
        let text = read(root, path, name)?;
        match styled(args, name, &text) {
            Ok(formatted) if formatted == text => {}
            Ok(formatted) => {
                differ += 1;
                if args.dry.is_dry() {
                    args.dry.show(name, &text, &formatted)?;
                    continue;
                }
                if changes.last().is_none_or(|(of, _)| *of != root) {
                    changes.push((root, Vec::new()));
                }
                let (_, list) = changes.last_mut().expect("one was just put there");
                list.push(Change::edit(path.as_str(), &text, formatted));
            }
            Err(why) => {
                unread += 1;
                terminal::complain(&why);
            }
        }
    }
    changes.iter().try_for_each(|(root, list)| write(root, list)).map_err(failed)?;
    let is_dry = args.dry.is_dry();
    let number = |n: usize| if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
    terminal::note(&match (differ, is_dry) {
        (0, _) => format!("{} of {} in the style", number(files.len() - unread), files.len()),
        (differ, true) => format!("{} of {} not in the style", number(differ), files.len()),
        (differ, false) => format!("{} of {} formatted", number(differ), files.len()),
    });
    Ok(if unread > 0 || (is_dry && differ > 0) { Exit::Denied } else { Exit::Clean })
}

fn read(root: &WriteRoot, path: &str, name: &str) -> Result<String, Failure> {
    let failed = |what: &dyn std::fmt::Display| Failure::new(format!("reading `{name}`: {what}"));
    let bytes = root.read(path).map_err(|error| failed(&error))?.ok_or_else(|| failed(&"there is no such file"))?;
    String::from_utf8(bytes).map_err(|_| failed(&"it is not UTF-8"))
}

/// The files of a corridor, each with its path below the folder and as it is shown.
fn of_folder(dir: Option<&Path>) -> Result<Vec<(WriteRoot, String, String)>, Failure> {
    let loaded = Loaded::new(&Folder { dir: dir.map(Path::to_owned) })?;
    let root = WriteRoot::folder(&loaded.folder).map_err(|error| Failure::new(error.to_string()))?;
    let sound = loaded.sources.iter().filter(|(_, file)| file.fault.is_none());
    Ok(sound.map(|(_, file)| (root.clone(), file.path.clone(), edits::shown(&loaded, &file.path))).collect())
}

fn standard_input(args: &FmtArgs) -> Result<Exit, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::new(format!("reading standard input: {error}")))?;
    let formatted = match styled(args, "standard input", &text) {
        Ok(formatted) => formatted,
        Err(why) => {
            terminal::complain(&why);
            return Ok(Exit::Denied);
        }
    };
    let differs = formatted != text;
    if args.dry.diff && differs {
        args.dry.show("standard input", &text, &formatted)?;
    } else if !args.dry.is_dry() {
        terminal::write_exact(&formatted)?;
    }
    Ok(if differs && args.dry.is_dry() { Exit::Denied } else { Exit::Clean })
}

/// The text in the style, or why it is left as it is.
fn styled(args: &FmtArgs, name: &str, text: &str) -> Result<String, String> {
    let name = escaped(name);
    match format(text) {
        Ok(formatted) => Ok(formatted),
        Err(NotFormatted::Errors) if args.from_kdl1 => {
            from_kdl1(text).map_err(|why| format!("`{name}` is left as it is: {}", escaped(&why)))
        }
        Err(NotFormatted::Errors) => {
            Err(format!("`{name}` is left as it is: it has syntax errors, and `corridor check` tells them"))
        }
        Err(NotFormatted::Changed) => Err(format!(
            "`{name}` is left as it is: formatted, it would say something else, which is a fault of this program"
        )),
    }
}
