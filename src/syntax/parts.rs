//! Large texts, read in parts on several threads.
//!
//! A text is cut behind a line that is `}` alone. If what stands before the cut reads without an error,
//! no block, string or comment reaches over it, and no `\` or `/-` waits for what follows: then both sides mean on their
//! own what they mean together. Where a part has an error that does not hold, and the whole must be read in one.

use std::ops::Range;

use super::document::{Document, NodeId};

/// Cuts a text into at most `count` parts of about one length.
pub fn parts(source: &str, count: usize) -> Vec<Range<usize>> {
    const CUT: &str = "\n}\n";
    let count = count.min(NodeId::TREES);
    let mut parts = Vec::with_capacity(count);
    let mut start = 0;
    for part in 1..count {
        let mut from = (source.len() / count * part).max(start);
        while !source.is_char_boundary(from) {
            from += 1;
        }
        let Some(at) = source[from..].find(CUT) else { break };
        let cut = from + at + CUT.len();
        parts.push(start..cut);
        start = cut;
    }
    parts.push(start..source.len());
    parts
}

/// The document of a text that was read in parts; `None` if one of them has an error.
pub fn join(parts: impl IntoIterator<Item = Document>) -> Option<Document> {
    let mut whole = Document::default();
    for part in parts {
        if !part.errors.is_empty() {
            return None;
        }
        whole.trees.extend(part.trees);
    }
    Some(whole)
}
