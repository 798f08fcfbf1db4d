//! Nodes: their heads, and what follows the name up to the end of the node or the start of its
//! block.

use super::braces::{self, Layout};
use super::chars;
use super::document::{Mark, Node, NodeId, Value};
use super::faults::Fault;
use super::reader::Reader;
use super::value::{self, fail};
use super::{recover, space};
use crate::source::Span;

/// A node that is being read.
#[derive(Debug)]
pub(super) struct Open {
    /// None where its name could not be read: it is not in the tree, and its children are dropped.
    pub id: Option<NodeId>,
    /// What to go back to at its end, where it stands after a `/-`.
    pub forget: Option<Mark>,
    pub broken: bool,
    pub stage: Stage,
    /// More text than the node can have was reported.
    pub is_past_end: bool,
    /// Where it ends as far as it was read.
    pub end: usize,
    /// How far its first line is indented; only kept where blocks are read by indentation.
    pub indent: usize,
}

/// What of a node was read, and so what may follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Stage {
    Entries,
    /// A block that was dropped: no entries may follow.
    DroppedBlock,
    /// Its block: only dropped ones may follow.
    Block,
}

/// Reads a node up to its end or its block.
pub(super) fn node(r: &mut Reader) {
    let start = r.pos;
    r.flawed = false;
    let indent = braces::start_node(r);
    let forget = r.is_drop().then(|| r.tree.mark());
    let mut open =
        Open { id: None, forget, broken: false, stage: Stage::Entries, is_past_end: false, end: start, indent };
    if forget.is_some() {
        r.pos += 2;
        space::lines(r);
        if is_nothing(r) {
            r.report(start, start + 2, &Fault::NothingDropped);
            return;
        }
        if r.is_drop() {
            fail(r, r.pos, r.pos + 2, &Fault::DoubleDrop);
            rest(r, open, true);
            return;
        }
    } else if r.byte() == Some(b'{') {
        if braces::pass_doubled(r) {
            return;
        }
        open = brace_instead_of_name(r, open);
        rest(r, open, true);
        return;
    }
    let before = r.tree.mark();
    let is_named = if let Some(node) = head(r, start) {
        open.id = Some(NodeId(r.tree.nodes.len() as u32));
        open.end = node.name.span.end as usize;
        r.tree.nodes.push(node);
        true
    } else {
        // Its entries are nobody's.
        open.forget.get_or_insert(before);
        false
    };
    rest(r, open, !is_named);
}

/// Nothing follows a `/-` that it could drop.
fn is_nothing(r: &Reader) -> bool {
    matches!(r.byte(), None | Some(b'}' | b';'))
}

/// Reads annotation and name.
fn head(r: &mut Reader, start: usize) -> Option<Node> {
    let before = r.pos;
    match r.byte() {
        Some(b'{') => {
            r.report(before, before + 1, &Fault::BraceWithoutName);
            return None;
        }
        Some(b';') => {
            r.report(before, before + 1, &Fault::LoneSemicolon);
            return None;
        }
        Some(b'=') => {
            fail(r, before, before + 1, &Fault::NothingBeforeEquals);
            return None;
        }
        _ => {}
    }
    let annotation = value::annotation(r).ok()?;
    let is_end = || matches!(r.byte(), None | Some(b';' | b'{' | b'}')) || chars::newline(r.bytes, r.pos) > 0;
    if annotation.is_some() && is_end() {
        let end = before + r.source[before..r.pos].trim_end().len();
        r.report(before, end, &Fault::NothingAnnotated("annotation"));
        return None;
    }
    let name = value::text(r, &|word| Fault::NodeNameNotText(word)).ok()?;
    let (at, entries) = (r.tree.nodes.len() as u32, r.tree.entries.len() as u32);
    r.tree.annotations.extend(annotation.map(|annotation| (at, annotation)));
    Some(Node { span: Span::new(start, name.span.end as usize), name, brace: 0, entries, end: 0, broken: false })
}

/// A block stands where a node should. Where it follows a node on the line before, it is taken for
/// that node's block.
fn brace_instead_of_name(r: &mut Reader, open: Open) -> Open {
    let brace = r.pos;
    let last = r.stack.last().map_or(r.last_root, |frame| frame.last);
    if let Some(id) = last {
        let node = &r.tree.nodes[id.0 as usize];
        let end = node.span.end as usize;
        let has_block = node.block().is_some() || node.end as usize != r.tree.nodes.len();
        if !has_block && r.source[end..brace].trim().is_empty() {
            r.report(brace, brace + 1, &Fault::BraceOnNextLine(node.name.span.of(r.source)));
            return Open { id: Some(id), broken: true, end, ..open };
        }
    }
    r.report(brace, brace + 1, &Fault::BraceWithoutName);
    open
}

/// Reads what follows the name of a node, or its block.
pub(super) fn rest(r: &mut Reader, mut open: Open, is_spaced: bool) {
    let mut is_spaced = is_spaced;
    loop {
        is_spaced |= space::within(r);
        open.broken |= std::mem::take(&mut r.flawed);
        let at = r.pos;
        match r.byte() {
            None | Some(b'}') => break,
            Some(b';') => {
                r.pos += 1;
                break;
            }
            Some(b'\n') if r.layout != Layout::Unopened => {
                r.pos += 1;
                break;
            }
            Some(b'{') => {
                if open.stage == Stage::Block && !open.is_past_end {
                    r.report(at, at + 1, &Fault::SecondBlock);
                }
                open.broken |= std::mem::take(&mut r.flawed);
                match r.open_block(open, false) {
                    Some(back) => open = back,
                    None => return,
                }
                is_spaced = false;
            }
            Some(b'/') if r.second() == Some(b'/') => {
                let end = chars::line_end(r.bytes, at);
                match end_line(r, open, end) {
                    Some(back) => open = back,
                    None => return,
                }
                break;
            }
            Some(b'/') if r.second() == Some(b'-') => match dropped(r, open, is_spaced) {
                Some((back, spaced)) => (open, is_spaced) = (back, spaced),
                None => return,
            },
            Some(_) => {
                let newline = chars::newline(r.bytes, at);
                if newline > 0 {
                    match end_line(r, open, at) {
                        Some(back) => open = back,
                        None => return,
                    }
                    break;
                }
                is_spaced = entry(r, &mut open, is_spaced);
            }
        }
    }
    open.broken |= std::mem::take(&mut r.flawed);
    r.finish(&open);
}

/// Passes the end of a node's line, and gives the node back, unless its block follows all the same.
#[cold]
fn end_line(r: &mut Reader, open: Open, end: usize) -> Option<Open> {
    if r.layout == Layout::Unopened {
        r.pos = end;
        return braces::open_below(r, open).inspect(|_| r.pos = end + chars::newline(r.bytes, end));
    }
    r.pos = end + chars::newline(r.bytes, end);
    Some(open)
}

/// Reads an entry, and says whether space follows it, or reading went on elsewhere.
fn entry(r: &mut Reader, open: &mut Open, is_spaced: bool) -> bool {
    let at = r.pos;
    if r.byte() == Some(b'=') {
        let fault = misplaced_equals(r, open);
        fail(r, at, at + 1, &fault);
        return true;
    }
    if open.stage > Stage::Entries {
        // `a{b}c` was meant as one word, and is reported at its `{`.
        if open.is_past_end || open.broken && !is_spaced {
            recover::skip(r);
            return true;
        }
        open.is_past_end = true;
        let end = chars::word_end(r.bytes, at).max(chars::next(r.bytes, at));
        fail(r, at, end, &Fault::EntryAfterBlock);
        return true;
    }
    if !is_spaced {
        let end = chars::next(r.bytes, at);
        let fault = glued(r, at, end);
        fail(r, at, end, &fault);
        return true;
    }
    let Ok((entry, is_spaced)) = value::entry(r) else {
        open.broken = true;
        return true;
    };
    open.end = entry.span().end as usize;
    r.tree.entries.push(entry);
    is_spaced
}

/// An `=` stands where an entry should: what was read before it says why.
fn misplaced_equals<'a>(r: &Reader<'a>, open: &Open) -> Fault<'a> {
    let before = r.source[..r.pos].trim_end_matches([' ', '\t']).len();
    if let Some(id) = open.id {
        let name = r.tree.nodes[id.0 as usize].name.span;
        if name.end as usize == before {
            return Fault::EqualsAfterNode(name.of(r.source));
        }
    }
    let entry = r.tree.entries.last().filter(|entry| entry.span().end as usize == before);
    match entry {
        Some(entry) if entry.name.is_some() => Fault::EqualsAfterProperty(entry.span().of(r.source)),
        Some(entry) if !matches!(entry.value, Value::Text(_)) => Fault::NameNotText(entry.value.span().of(r.source)),
        _ => Fault::NothingBeforeEquals,
    }
}

/// Two things stand side by side without a space.
fn glued<'a>(r: &Reader<'a>, at: usize, end: usize) -> Fault<'a> {
    let is_after_word = !matches!(r.bytes[at - 1], b'"' | b'#' | b')' | b'}');
    match r.bytes[at] {
        b'(' | b')' | b'[' | b']' | b'/' | b'\\' | b'#' if is_after_word => {
            let word = r.source[..at].rsplit(|c: char| c.is_whitespace() || "(){};=\"#".contains(c));
            let word = word.into_iter().next().unwrap_or_default();
            Fault::NotInWord(&r.source[at..end], word)
        }
        b',' => Fault::Comma,
        b':' => Fault::Colon,
        _ => Fault::NoSpace,
    }
}

/// Reads what a `/-` within a node drops: an entry, or a block. None where a block was opened.
fn dropped(r: &mut Reader, mut open: Open, is_spaced: bool) -> Option<(Open, bool)> {
    let dash = r.pos;
    if !is_spaced {
        r.report(dash, dash + 2, &Fault::NoSpace);
    }
    r.pos += 2;
    space::lines(r);
    if is_nothing(r) {
        r.report(dash, dash + 2, &Fault::NothingDropped);
        return Some((open, true));
    }
    if r.byte() == Some(b'{') {
        open.broken |= std::mem::take(&mut r.flawed);
        return r.open_block(open, true).map(|open| (open, false));
    }
    if r.is_drop() {
        fail(r, r.pos, r.pos + 2, &Fault::DoubleDrop);
        return Some((open, true));
    }
    let (mark, end) = (r.tree.mark(), open.end);
    let is_spaced = entry(r, &mut open, true);
    r.tree.forget(mark);
    open.end = end;
    Some((open, is_spaced))
}
