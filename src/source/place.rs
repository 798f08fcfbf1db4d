//! Paths that a user typed, followed part by part, so that no link of a repository leads them elsewhere.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::source::git::repository;

/// Which links may be in a path that was typed. One outside of every repository, as `/tmp` of macOS, belongs to the
/// machine; one in a repository may come from a stranger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Links {
    /// None in a repository.
    OfTheMachine,
    /// Nor any in a path from here, or below this folder.
    NotFromHere,
}

/// The absolute path of what was typed, which need not exist, without links.
///
/// # Errors
///
/// Where it leads through a link that may not be there.
pub fn walk(typed: &Path, links: Links) -> io::Result<PathBuf> {
    let here = Path::new(".").canonicalize()?;
    let mut place = here.clone();
    // Someone who types the whole path of a place below this folder means the same as one who types the short one.
    let rest = typed.strip_prefix(&here).unwrap_or(typed);
    let is_from_here = !rest.is_absolute();
    for part in rest.components() {
        match part {
            Component::Prefix(_) | Component::RootDir => place.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                place.pop();
            }
            Component::Normal(part) => {
                let is_ours = links == Links::NotFromHere && (is_from_here || place.starts_with(&here));
                let next = place.join(part);
                if is_link(&next) {
                    if is_ours || repository(&place).is_some() {
                        return Err(refused_link(&next));
                    }
                    place = next.canonicalize()?;
                } else {
                    place = next;
                }
            }
        }
    }
    Ok(place)
}

pub fn is_link(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_symlink())
}

pub fn refused_link(place: &Path) -> io::Error {
    io::Error::other(format!("`{}` is a link, which is not followed: name what it leads to", place.display()))
}
