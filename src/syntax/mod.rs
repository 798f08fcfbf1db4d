//! Reads KDL 2 text into a tree, and finds every syntax error on the way. Knows no files and no
//! kinds of declarations.
//!
//! Reading never fails, never recurses on the depth of the input, and takes time linear in its
//! length, whatever the text is.

mod braces;
mod chars;
mod closers;
mod conflicts;
mod decimal;
mod document;
mod escapes;
mod faults;
mod node;
mod number;
mod parts;
mod reader;
mod recover;
mod space;
mod strings;
mod tokens;
mod value;

pub use conflicts::{Conflict, conflict};
pub use decimal::{Decimal, MAX_DIGITS, MAX_EXPONENT};
pub use document::{Document, Entry, Node, NodeId, Siblings, SyntaxError, Text, Value};
pub use parts::{join, parts};
pub use tokens::{Token, TokenKind, tokens};

/// How deep blocks may be nested. A deeper one is a syntax error at its brace.
pub const MAX_DEPTH: usize = 128;

/// How many errors of one text are kept; one more says how many were left out.
pub const MAX_ERRORS: usize = 1_000;

/// Reads a KDL 2 text.
///
/// `declares` says whether a word begins a declaration at the top level: a line that starts with
/// such a word shows that the blocks before it should have been closed.
///
/// The text must be shorter than 4 GiB, for offsets are `u32`.
pub fn read(source: &str, declares: &dyn Fn(&str) -> bool) -> Document {
    reader::read(source, 0..source.len(), declares)
}

/// Reads one of the [`parts`] of a text, to be put to the others by [`join`].
pub fn read_part(source: &str, part: std::ops::Range<usize>, declares: &dyn Fn(&str) -> bool) -> Document {
    reader::read(source, part, declares)
}
