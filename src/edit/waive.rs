//! A new waiver, at the place where a person would write it.

use crate::edit::Splices;
use crate::edit::words::{quoted, word};
use crate::lower::Texts;
use crate::schema::{self, Kind, Plain};
use crate::source::{FileId, Span};
use crate::syntax::NodeId;

/// What a waiver says.
#[derive(Clone, Copy, Debug)]
pub struct Waive<'w> {
    pub rule: &'w str,
    pub on: &'w [String],
    pub reason: &'w str,
    pub approved_by: &'w str,
    pub expires: &'w str,
}

/// The file of waivers where none stands anywhere.
pub const WAIVERS: &str = "waivers.kdl";

/// Where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Placed {
    /// Behind another one.
    Behind(Splices),
    /// Into a file of its own, [`WAIVERS`]: there is none yet.
    NewFile(String),
}

/// Writes a waiver behind the last one that the same party approved, else behind the last one at all.
pub fn waive(texts: &Texts<'_>, waive: &Waive<'_>) -> Placed {
    let block = block(waive);
    let all: Vec<(FileId, NodeId)> =
        texts.roots().filter(|&(file, root)| kind(texts, file, root) == Some(Kind::Waiver)).collect();
    let approved = |&&(file, root): &&(FileId, NodeId)| {
        let view = schema::view(texts.document(file), texts.source(file), root);
        view.is_some_and(|view| view.plain("/approved-by") == [Plain::Text(waive.approved_by)])
    };
    let Some(&(file, root)) = all.iter().rev().find(approved).or(all.last()) else {
        let own = texts.sources.iter().find(|(_, file)| file.path == WAIVERS);
        return own.map_or(Placed::NewFile(block.clone()), |(file, source)| {
            let blank = if source.text.is_empty() { "" } else { "\n" };
            let end = Span::at(source.text.len());
            Placed::Behind(Splices::from([(file, vec![(end, format!("{blank}{block}"))])]))
        });
    };
    let end = texts.document(file).node(root).span.end as usize;
    let source = texts.source(file);
    // Behind what stands on the same line: a comment, or nothing.
    let end = source[end..].find('\n').map_or(source.len(), |line| end + line);
    let text = format!("\n\n{}", block.trim_end());
    Placed::Behind(Splices::from([(file, vec![(Span::at(end), text)])]))
}

fn kind(texts: &Texts<'_>, file: FileId, root: NodeId) -> Option<Kind> {
    let document = texts.document(file);
    Kind::from_name(document.str(texts.source(file), document.node(root).name))
}

fn block(waive: &Waive<'_>) -> String {
    let on: Vec<String> = waive.on.iter().map(|on| word(on)).collect();
    format!(
        "waiver {{\n    rule {}\n    on {}\n    reason {}\n    approved-by {}\n    expires {}\n}}\n",
        word(waive.rule),
        on.join(" "),
        quoted(waive.reason),
        word(waive.approved_by),
        quoted(waive.expires)
    )
}
