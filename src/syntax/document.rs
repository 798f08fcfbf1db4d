//! The tree of one KDL text: flat, in the order of the text, every part with its span.
//!
//! Nodes lie in pre-order in one vector, so that neither building, walking nor dropping recurses.

use crate::source::Span;

/// A node of a document: an index in pre-order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

/// A name or string: where it stands, and what it says once quotes and escapes are taken off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    /// All of it, with its quotes and `#`.
    pub span: Span,
    pub(super) content: Content,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    /// A slice of the source as it stands.
    Verbatim(Span),
    /// An index into the document's cooked strings.
    Cooked(u32),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Value {
    /// The value alone, without its annotation.
    pub span: Span,
    pub kind: ValueKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueKind {
    Text(Text),
    /// A number as it is written, `-1_000.5e3` or `0x1f`: its digits are in the source.
    Number,
    /// `#inf`, `#-inf` or `#nan`.
    NotFinite,
    Bool(bool),
    Null,
}

/// An argument, or a property where it has a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub span: Span,
    pub name: Option<Text>,
    /// The type annotation of the value, `(km)380`.
    pub annotation: Option<Text>,
    pub value: Value,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// From annotation or name to the end of the last entry or the closing brace.
    pub span: Span,
    pub name: Text,
    pub annotation: Option<Text>,
    /// From `{` to `}`, both included. Of a block that nothing closes, to where it was taken to end.
    pub block: Option<Span>,
    /// Something in the node itself, not in its children, is a syntax error: entries may be missing.
    pub broken: bool,
    pub(super) entries: (u32, u32),
    /// The first node, in pre-order, that is not below this one.
    pub(super) end: u32,
}

/// An error of the text, at its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub span: Span,
    /// What is wrong, a lower-case phrase.
    pub message: String,
    /// Continues the message at its place; short.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
    /// Another place that belongs to the error, such as the brace that was taken for the closing one.
    pub related: Option<(Span, String)>,
    /// The text is KDL 1 here, not KDL 2.
    pub kdl_1: bool,
}

/// What was read from one text, and all its syntax errors in the order of the text.
#[derive(Debug, Default)]
pub struct Document {
    pub(super) nodes: Vec<Node>,
    pub(super) entries: Vec<Entry>,
    pub(super) cooked: Vec<Box<str>>,
    pub(super) errors: Vec<SyntaxError>,
}

impl Document {
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// How many nodes there are, at all depths.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Arguments and properties of a node, in the order of the text.
    pub fn entries(&self, id: NodeId) -> &[Entry] {
        let (start, end) = self.node(id).entries;
        &self.entries[start as usize..end as usize]
    }

    pub fn roots(&self) -> Siblings<'_> {
        self.siblings(0, self.nodes.len() as u32)
    }

    pub fn children(&self, id: NodeId) -> Siblings<'_> {
        self.siblings(id.0 + 1, self.node(id).end)
    }

    /// Arguments and properties of a node and of all below it, in the order of the text.
    pub fn entries_within(&self, id: NodeId) -> &[Entry] {
        let last = NodeId(self.node(id).end - 1);
        let (start, end) = (self.node(id).entries.0, self.node(last).entries.1);
        &self.entries[start as usize..end as usize]
    }

    /// The spans of the nodes, this one and all below it, that hold a syntax error.
    pub fn broken(&self, id: NodeId) -> Vec<Span> {
        let nodes = &self.nodes[id.0 as usize..self.node(id).end as usize];
        nodes.iter().filter(|node| node.broken).map(|node| node.span).collect()
    }

    fn siblings(&self, next: u32, end: u32) -> Siblings<'_> {
        Siblings { document: self, next, end }
    }

    /// What a name or string says; `source` is the text that the document was read from.
    pub fn str<'a>(&'a self, source: &'a str, text: Text) -> &'a str {
        match text.content {
            Content::Verbatim(span) => span.of(source),
            Content::Cooked(index) => &self.cooked[index as usize],
        }
    }
}

/// Nodes of one block, in the order of the text.
#[derive(Clone, Debug)]
pub struct Siblings<'a> {
    document: &'a Document,
    next: u32,
    end: u32,
}

impl Iterator for Siblings<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        (self.next < self.end).then(|| {
            let id = NodeId(self.next);
            self.next = self.document.node(id).end;
            id
        })
    }
}
