//! The name of a corridor in what is generated from it, by which two corridors of one network are told apart.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// Letters of a name, so that it can be part of a label, a file or a host.
const LONGEST: usize = 40;

/// The title in small Latin letters, digits and hyphens; `corridor` where it has none of them.
pub(super) fn slug(title: Option<&str>) -> String {
    let title = title.unwrap_or_default();
    let mut slug = String::new();
    for sign in deunicode::deunicode(title).chars() {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "corridor".to_owned() } else { shortened(slug, LONGEST) }
}

/// The same as an identifier of so many letters, which begins with a letter and has no hyphen.
pub(super) fn identifier(title: Option<&str>, longest: usize) -> String {
    let name = slug(title).replace('-', "_");
    let name = if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { format!("c{name}") };
    shortened(&name, longest)
}

/// A name that is longer ends in a hash of all of it.
fn shortened(name: &str, longest: usize) -> String {
    const DIGITS: usize = 6;
    if name.len() <= longest {
        return name.to_owned();
    }
    let mut hash = String::new();
    for byte in &Sha256::digest(name)[..DIGITS / 2] {
        write!(hash, "{byte:02x}").expect("a string takes all");
    }
    format!("{}{hash}", &name[..longest - DIGITS])
}
