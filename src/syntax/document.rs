//! The tree of one KDL text: flat, in the order of the text, every part with its span.
//!
//! Nodes lie in pre-order in one vector, or one for each part in which the text was read, so that neither building, walking nor dropping recurses.

use crate::source::Span;

/// A node of a document: which part it was read in, and its index there in pre-order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

/// A name or string: where it stands, and what it says once quotes and escapes are taken off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    /// All of it, with its quotes and `#`.
    pub span: Span,
    content: Content,
}

/// Where in its span a text says what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Content {
    /// All of it.
    Bare,
    /// Between `"` and `"`.
    Quoted,
    /// Between `#"` and `"#`.
    Raw,
    /// Nowhere: it has escapes or lines of its own, and is one of the document's cooked strings.
    Cooked,
}

impl Text {
    /// A text that says what stands there.
    pub(super) fn bare(span: Span) -> Self {
        Self { span, content: Content::Bare }
    }

    /// A text that says what stands there but for its first and last bytes, where that can be kept so.
    pub(super) fn within(span: Span, margin: usize) -> Option<Self> {
        let content = match margin {
            1 => Content::Quoted,
            2 => Content::Raw,
            _ => return None,
        };
        Some(Self { span, content })
    }

    fn says(self) -> Option<Span> {
        let margin = match self.content {
            Content::Bare => 0,
            Content::Quoted => 1,
            Content::Raw => 2,
            Content::Cooked => return None,
        };
        Some(Span { start: self.span.start + margin, end: self.span.end - margin })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    Text(Text),
    /// A number as it is written, `-1_000.5e3` or `0x1f`: its digits are in the source.
    Number(Span),
    /// `#inf`, `#-inf` or `#nan`.
    NotFinite(Span),
    True(Span),
    False(Span),
    Null(Span),
}

impl Value {
    pub fn text(self) -> Option<Text> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::NotFinite(_) | Self::True(_) | Self::False(_) | Self::Null(_) => None,
        }
    }

    /// The value alone, without its annotation.
    pub fn span(self) -> Span {
        match self {
            Self::Text(text) => text.span,
            Self::Number(span) | Self::NotFinite(span) | Self::True(span) | Self::False(span) | Self::Null(span) => {
                span
            }
        }
    }
}

/// An argument, or a property where it has a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub(super) start: u32,
    pub name: Option<Text>,
    /// The type annotation of the value, `(km)380`.
    pub annotation: Option<Text>,
    pub value: Value,
}

impl Entry {
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.value.span().end }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// From annotation or name to the end of the last entry or the closing brace.
    pub span: Span,
    pub name: Text,
    /// Where its block begins; 0, where none can, for a node without.
    pub(super) brace: u32,
    /// The first of its entries. They end where those of the next node in pre-order begin.
    pub(super) entries: u32,
    /// The first node, in pre-order, that is not below this one.
    pub(super) end: u32,
    /// Something in the node itself, not in its children, is a syntax error: entries may be missing.
    pub broken: bool,
}

impl Node {
    /// From `{` to `}`, both included. Of a block that nothing closes, to where it was taken to end.
    pub fn block(&self) -> Option<Span> {
        (self.brace > 0).then_some(Span { start: self.brace, end: self.span.end })
    }
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
    /// It is no fault of the text as such, but more than we take.
    pub over_limit: bool,
}

/// A run of whole nodes, in the order of the text.
#[derive(PartialEq, Debug, Default)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub entries: Vec<Entry>,
    /// What texts say that do not say what stands there, by where they start.
    pub cooked: Vec<(u32, Box<str>)>,
    /// Annotations of nodes, which mean nothing to most users of KDL, by their place in `nodes`.
    pub annotations: Vec<(u32, Text)>,
}

/// How much was read of a tree, to forget what comes after.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub nodes: usize,
    pub entries: usize,
    pub cooked: usize,
}

impl Tree {
    pub fn mark(&self) -> Mark {
        Mark { nodes: self.nodes.len(), entries: self.entries.len(), cooked: self.cooked.len() }
    }

    pub fn forget(&mut self, mark: Mark) {
        self.nodes.truncate(mark.nodes);
        self.entries.truncate(mark.entries);
        self.cooked.truncate(mark.cooked);
        self.annotations.truncate(self.annotated_before(mark.nodes));
    }

    /// Takes off what comes after the mark, to be put back by [`Tree::put_back`].
    pub fn take_back(&mut self, mark: Mark) -> Self {
        Self {
            nodes: self.nodes.split_off(mark.nodes),
            entries: self.entries.split_off(mark.entries),
            cooked: self.cooked.split_off(mark.cooked),
            annotations: self.annotations.split_off(self.annotated_before(mark.nodes)),
        }
    }

    pub fn put_back(&mut self, rest: Self) {
        self.nodes.extend(rest.nodes);
        self.entries.extend(rest.entries);
        self.cooked.extend(rest.cooked);
        self.annotations.extend(rest.annotations);
    }

    fn annotated_before(&self, node: usize) -> usize {
        self.annotations.partition_point(|(at, _)| (*at as usize) < node)
    }

    /// Where the entries of a node end.
    pub fn entries_end(&self, node: usize) -> usize {
        self.nodes.get(node + 1).map_or(self.entries.len(), |next| next.entries as usize)
    }

    /// Keeps what a text says that does not stand there as it is.
    pub fn cook(&mut self, span: Span, says: String) -> Text {
        self.cooked.push((span.start, says.into_boxed_str()));
        Text { span, content: Content::Cooked }
    }
}

/// What was read from one text, and all its syntax errors in the order of the text.
#[derive(PartialEq, Debug, Default)]
pub struct Document {
    /// One for each part in which the text was read.
    pub(super) trees: Vec<Tree>,
    pub(super) errors: Vec<SyntaxError>,
}

impl NodeId {
    const BITS: u32 = 28;
    /// The most parts in which a text can be read.
    pub(super) const TREES: usize = 1 << (u32::BITS - Self::BITS);

    fn new(tree: usize, node: u32) -> Self {
        Self((tree as u32) << Self::BITS | node)
    }

    fn tree(self) -> usize {
        (self.0 >> Self::BITS) as usize
    }

    fn node(self) -> u32 {
        self.0 & ((1 << Self::BITS) - 1)
    }
}

impl Document {
    /// Lets go of all errors but the first, and says how many those were: of a text behind more faults than anybody reads.
    pub fn forget_errors(&mut self) -> usize {
        let forgotten = self.errors.len().saturating_sub(1);
        self.errors.truncate(1);
        self.errors.shrink_to_fit();
        forgotten
    }

    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// How many nodes there are, at all depths.
    pub fn len(&self) -> usize {
        self.trees.iter().map(|tree| tree.nodes.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.trees[id.tree()].nodes[id.node() as usize]
    }

    /// The annotation of a node, `(kind)name`.
    pub fn annotation(&self, id: NodeId) -> Option<Text> {
        let annotations = &self.trees[id.tree()].annotations;
        let at = annotations.binary_search_by_key(&id.node(), |(node, _)| *node).ok()?;
        Some(annotations[at].1)
    }

    /// Arguments and properties of a node, in the order of the text.
    pub fn entries(&self, id: NodeId) -> &[Entry] {
        self.entries_of(id, id.node())
    }

    /// Arguments and properties of a node and of all below it, in the order of the text.
    pub fn entries_within(&self, id: NodeId) -> &[Entry] {
        self.entries_of(id, self.node(id).end - 1)
    }

    fn entries_of(&self, first: NodeId, last: u32) -> &[Entry] {
        let tree = &self.trees[first.tree()];
        &tree.entries[self.node(first).entries as usize..tree.entries_end(last as usize)]
    }

    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        self.trees.iter().enumerate().flat_map(|(tree, nodes)| self.siblings(tree, 0, nodes.nodes.len() as u32))
    }

    pub fn children(&self, id: NodeId) -> Siblings<'_> {
        self.siblings(id.tree(), id.node() + 1, self.node(id).end)
    }

    /// The spans of the nodes, this one and all below it, that hold a syntax error.
    pub fn broken(&self, id: NodeId) -> Vec<Span> {
        let nodes = &self.trees[id.tree()].nodes[id.node() as usize..self.node(id).end as usize];
        nodes.iter().filter(|node| node.broken).map(|node| node.span).collect()
    }

    fn siblings(&self, tree: usize, next: u32, end: u32) -> Siblings<'_> {
        Siblings { document: self, tree, next, end }
    }

    /// What a name or string says; `source` is the text that the document was read from.
    pub fn str<'a>(&'a self, source: &'a str, text: Text) -> &'a str {
        if let Some(span) = text.says() {
            return span.of(source);
        }
        let cooked = self.trees.iter().find_map(|tree| {
            let at = tree.cooked.binary_search_by_key(&text.span.start, |(start, _)| *start).ok()?;
            Some(&tree.cooked[at].1)
        });
        cooked.expect("what a cooked text says was kept")
    }
}

/// Nodes of one block, in the order of the text.
#[derive(Clone, Debug)]
pub struct Siblings<'a> {
    document: &'a Document,
    tree: usize,
    next: u32,
    end: u32,
}

impl Iterator for Siblings<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        (self.next < self.end).then(|| {
            let id = NodeId::new(self.tree, self.next);
            self.next = self.document.node(id).end;
            id
        })
    }
}

// Of these there are millions.
const _: () = assert!(size_of::<Value>() == 12 && size_of::<Entry>() == 40 && size_of::<Node>() == 36);
