//! The state of reading one text: where it stands, which blocks are open, what was found; and the
//! loop over nodes, which keeps open blocks on a stack of its own.

use std::ops::Range;

use super::braces::{self, Layout, Mending};
use super::chars;
use super::closers::Closers;
use super::document::{Document, Mark, NodeId, SyntaxError, Tree};
use super::faults::{self, Fault};
use super::node::{self, Open, Stage};
use super::space;
use super::{MAX_DEPTH, MAX_ERRORS};
use crate::source::Span;

/// A fault was reported, and the text up to the next place where reading can go on was skipped.
#[derive(Debug)]
pub(super) struct Skipped;

pub(super) type Read<T> = Result<T, Skipped>;

/// A block that is open, with its node, to which reading returns at the `}`.
#[derive(Debug)]
pub(super) struct Frame {
    pub open: Open,
    pub brace: usize,
    /// What to go back to at the `}` of a block that does not belong to the tree.
    pub dropped: Option<Mark>,
    /// The child read last, unless it was dropped.
    pub last: Option<NodeId>,
    /// Where the child read last ends.
    pub reach: usize,
    /// How many `{` too many stand behind its own.
    pub doubled: usize,
}

pub(super) struct Reader<'a> {
    pub source: &'a str,
    pub bytes: &'a [u8],
    pub pos: usize,
    pub declares: &'a dyn Fn(&str) -> bool,
    pub tree: Tree,
    pub errors: Vec<SyntaxError>,
    /// Errors that were found after `MAX_ERRORS` of them.
    pub left_out: usize,
    /// An error was found since this was last taken: the node that is being read is broken.
    pub flawed: bool,
    pub stack: Vec<Frame>,
    /// The node of the top level that was read last, unless it was dropped.
    pub last_root: Option<NodeId>,
    pub closers: Closers,
    pub layout: Layout,
    pub mending: Mending,
}

/// Reads a part of a text, which is all of it for the public `syntax::read`.
pub(super) fn read(source: &str, part: Range<usize>, declares: &dyn Fn(&str) -> bool) -> Document {
    let room = part.len();
    let source = &source[..part.end];
    let bytes = source.as_bytes();
    let is_marked = part.start == 0 && bytes.starts_with("\u{feff}".as_bytes());
    let mut r = Reader {
        source,
        bytes,
        pos: if is_marked { 3 } else { part.start },
        declares,
        tree: Tree::default(),
        errors: Vec::new(),
        left_out: 0,
        flawed: false,
        stack: Vec::new(),
        last_root: None,
        closers: Closers::default(),
        layout: Layout::Braces,
        mending: Mending::default(),
    };
    // What text of usual density needs; pages that are not touched cost nothing.
    r.tree.nodes.reserve(room / 16);
    r.tree.entries.reserve(room / 16);
    run(&mut r);
    let Reader { tree, errors, left_out, .. } = r;
    let mut document = Document { trees: vec![tree], errors };
    add_forbidden(source, part.start, &mut document, left_out);
    document
}

/// One node, one `}` or one decision about braces a turn.
fn run(r: &mut Reader) {
    loop {
        space::lines(r);
        if braces::settle(r) {
            continue;
        }
        match r.byte() {
            None if r.stack.is_empty() => return,
            None => braces::at_end(r),
            Some(b'}') => braces::close(r),
            Some(_) => node::node(r),
        }
    }
}

impl Reader<'_> {
    #[inline]
    pub fn byte(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    /// The byte after the next.
    #[inline]
    pub fn second(&self) -> Option<u8> {
        self.bytes.get(self.pos + 1).copied()
    }

    /// A `/-` stands here.
    #[inline]
    pub fn is_drop(&self) -> bool {
        self.byte() == Some(b'/') && self.second() == Some(b'-')
    }

    /// How many errors were found, those that were left out included.
    pub fn faults(&self) -> usize {
        self.errors.len() + self.left_out
    }

    /// Reports an error in the node that is being read.
    pub fn report(&mut self, start: usize, end: usize, fault: &Fault) {
        self.report_with(start, end, fault, None);
        self.flawed = true;
    }

    /// Reports an error that leaves the nodes around it whole, with a place that belongs to it.
    pub fn report_with(&mut self, start: usize, end: usize, fault: &Fault, related: Option<(Span, String)>) {
        if self.errors.len() < MAX_ERRORS {
            let error = faults::error(Span::new(start, end), fault, related);
            self.errors.push(error);
        } else {
            self.left_out += 1;
        }
    }

    /// Puts a node with all below it to its end, and remembers it for its parent.
    pub fn finish(&mut self, open: &Open) {
        let mut last = open.id;
        if let Some(id) = open.id {
            let nodes = self.tree.nodes.len();
            let node = &mut self.tree.nodes[id.0 as usize];
            node.end = nodes as u32;
            node.broken = open.broken;
            node.span.end = open.end as u32;
        }
        if let Some(mark) = open.forget {
            self.tree.forget(mark);
            last = None;
        }
        match self.stack.last_mut() {
            Some(frame) => {
                frame.last = last;
                frame.reach = open.end;
            }
            None => self.last_root = last,
        }
    }

    /// Opens the block at the `{`, unless that is too deep: then its end is searched, and the
    /// node, which goes on after it, is given back.
    pub fn open_block(&mut self, mut open: Open, is_dropped: bool) -> Option<Open> {
        let brace = self.pos;
        let is_dropped = is_dropped || open.id.is_none() || open.stage == Stage::Block;
        if self.stack.len() >= MAX_DEPTH {
            self.report(brace, brace + 1, &Fault::TooDeep);
            open.broken = true;
            return braces::skip_block(self, open);
        }
        self.pos += 1;
        self.push_block(open, brace, is_dropped);
        None
    }

    /// Opens a block at a place where its `{` lacks.
    pub fn open_block_at(&mut self, open: Open, at: usize) {
        self.push_block(open, at, false);
    }

    fn push_block(&mut self, mut open: Open, brace: usize, is_dropped: bool) {
        if !is_dropped {
            open.stage = Stage::Block;
        }
        let dropped = is_dropped.then(|| self.tree.mark());
        self.stack.push(Frame { open, brace, dropped, last: None, reach: brace + 1, doubled: 0 });
    }

    /// Takes the innermost block off, of which `end` is the end.
    pub fn end_block(&mut self, end: usize) -> Open {
        let Frame { mut open, brace, dropped, .. } = self.stack.pop().expect("a block is ended only where one is open");
        match (dropped, open.id) {
            (Some(mark), _) => {
                self.tree.forget(mark);
                open.stage = open.stage.max(Stage::DroppedBlock);
            }
            (None, Some(id)) => {
                self.tree.nodes[id.0 as usize].brace = brace as u32;
                open.end = end;
            }
            (None, None) => {}
        }
        open
    }
}

/// Adds the characters that KDL forbids to the errors, and puts all errors in their order.
fn add_forbidden(source: &str, start: usize, document: &mut Document, left_out: usize) {
    let (runs, more) = chars::forbidden(source.as_bytes(), start, MAX_ERRORS);
    let mut left_out = left_out + more;
    for run in &runs {
        let first = source[run.clone()].chars().next().expect("a run is not empty");
        let span = Span::new(run.start, run.end);
        document.errors.push(faults::error(span, &Fault::Forbidden(first), None));
    }
    mark_broken(document, &runs);
    document.errors.sort_by_key(|error| (error.span.start, error.span.end));
    if document.errors.len() > MAX_ERRORS {
        left_out += document.errors.len() - MAX_ERRORS;
        document.errors.truncate(MAX_ERRORS);
    }
    if left_out > 0 {
        let end = source.len();
        let fault = Fault::More(left_out);
        let error: SyntaxError = faults::error(Span::at(end), &fault, None);
        document.errors.push(error);
    }
}

/// Marks the innermost node around each run as broken. Runs and nodes are in the order of the text.
fn mark_broken(document: &mut Document, runs: &[Range<usize>]) {
    let [Tree { nodes, .. }] = document.trees.as_mut_slice() else { panic!("one tree was read") };
    let (mut next, mut around) = (0, Vec::new());
    for run in runs {
        while nodes.get(next).is_some_and(|node| node.span.start as usize <= run.start) {
            while around.last().is_some_and(|&outer: &usize| nodes[outer].end as usize <= next) {
                around.pop();
            }
            around.push(next);
            next += 1;
        }
        let reaches = |node: &&usize| run.start < nodes[**node].span.end as usize;
        if let Some(&innermost) = around.iter().rev().find(reaches) {
            nodes[innermost].broken = true;
        }
    }
}
