//! A plain field of a declaration, given another value or put in.

use crate::lower::Texts;
use crate::source::{FileId, Span};
use crate::syntax::{Entry, NodeId};

/// The edit that lets a declaration say `NAME VALUE`, with the value as KDL writes it: where it says it already, else behind
/// the last of some fields, else behind all. `None` where it has no block to put the field into.
pub fn put_field(
    texts: &Texts<'_>,
    file: FileId,
    root: NodeId,
    [name, value]: [&str; 2],
    behind: &[&str],
) -> Option<(Span, String)> {
    let (document, source) = (texts.document(file), texts.source(file));
    let property =
        document.entries(root).iter().rev().find(|entry| entry.name.is_some_and(|of| document.str(source, of) == name));
    let figure = |entry: &Entry| match (entry.annotation, value.split_once(')')) {
        // The unit stays as it stands, with what stands beside it.
        (Some(unit), Some((same, figure))) if same.strip_prefix('(') == Some(document.str(source, unit)) => {
            (entry.value.span(), figure.to_owned())
        }
        _ => (entry.value.span(), value.to_owned()),
    };
    if let Some(entry) = property {
        return Some(figure(entry));
    }
    let fields = || document.children(root);
    let name_of = |field: NodeId| document.str(source, document.node(field).name);
    if let Some(field) = fields().find(|&field| name_of(field) == name) {
        return document.entries(field).first().map(figure);
    }
    let last = fields().filter(|&field| behind.contains(&name_of(field))).last().or_else(|| fields().last())?;
    let last = document.node(last).span;
    let (start, end) = (last.start as usize, last.end as usize);
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = &source[line..start];
    let has_own_line = before.trim().is_empty() && document.node(root).block()?.start < line as u32;
    if !has_own_line {
        return Some((Span::at(end), format!("; {name} {value}")));
    }
    // Behind what stands on the same line, if that is only a comment.
    let rest = source[end..].split('\n').next().unwrap_or_default();
    let line_end = if rest.ends_with('\r') { "\r\n" } else { "\n" };
    let after = rest.trim_start_matches([' ', '\t', ';']);
    let is_only_comment = after.trim().is_empty() || after.starts_with("//");
    let at = if is_only_comment { end + rest.trim_end_matches('\r').len() } else { end };
    Some((Span::at(at), format!("{line_end}{before}{name} {value}")))
}
