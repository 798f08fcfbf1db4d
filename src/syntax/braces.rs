//! Braces that lack their partner.
//!
//! Blocks are read by their braces alone, until that fails: the text ends inside a block, or a
//! declaration starts at column 0 inside one, or a `}` closes nothing. Then the declaration is read
//! again by its indentation. If that explains everything by as many braces as are wrong, it
//! stands; else the first reading does, with the brace reported that indentation points to.

use super::chars::{self, CLASS, WIDE, WORD};
use super::document::{Mark, Node, NodeId, SyntaxError, Tree};
use super::faults::Fault;
use super::node::{self, Open, Stage};
use super::reader::Reader;
use super::recover::{self, indentation};
use super::{MAX_DEPTH, closers, number, strings};
use crate::source::Span;

/// How the ends of blocks are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layout {
    Braces,
    /// A `}` lacks: a line that is not indented deeper than a block's first line ends it.
    Missing,
    /// A `}` is too many: one that is indented deeper than its block's first line does not count.
    Extra,
    /// A `{` lacks: a line that is indented deeper than a node without a block starts its block.
    Unopened,
}

/// What is kept to read a declaration again.
#[derive(Default, Debug)]
pub(super) struct Mending {
    /// The text ends inside a block: every declaration at column 0 is one, however the text is
    /// laid out.
    is_eager: bool,
    /// The node of the top level that is being read.
    root: Option<Root>,
    style: Style,
    /// The last node of the top level that a `}` closed that does not stand where it should.
    suspect: Option<Root>,
    /// The last declaration of the top level that no node before is indented less than.
    outermost: Option<(Root, usize)>,
    plan: Option<Plan>,
    line: Line,
    /// The last `}` that closes nothing.
    stray: Option<usize>,
}

/// How the first child of a top-level node stands that starts a line.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
enum Style {
    #[default]
    Unknown,
    Indented,
    Flat,
}

/// All that was read before a node of the top level.
#[derive(Clone, Copy, Debug)]
struct Root {
    pos: usize,
    mark: Mark,
    errors: usize,
    left_out: usize,
    last: Option<NodeId>,
}

/// A second reading that is under way.
#[derive(Debug)]
struct Plan {
    root: Root,
    /// Where the first reading gave up.
    limit: usize,
    /// How many errors the second reading must have found by then.
    faults: usize,
    /// A block was opened where its `{` lacks.
    has_opened: bool,
    first: FirstReading,
}

/// What the first reading gave from its root on.
#[derive(Debug)]
struct FirstReading {
    tree: Tree,
    errors: Vec<SyntaxError>,
    left_out: usize,
    last: Option<NodeId>,
    /// The blocks that were open at its end, outermost first.
    braces: Vec<usize>,
}

/// The line of the place asked for last; places are asked for in the order of the text.
#[derive(Default, Debug)]
struct Line {
    start: usize,
    indent: usize,
    checked: usize,
}

/// Decides, where a node or `}` begins, whether a block should have ended before. Says whether
/// anything was done, so that the place must be looked at again.
pub(super) fn settle(r: &mut Reader) -> bool {
    if r.layout == Layout::Braces {
        return !r.stack.is_empty() && r.pos < r.bytes.len() && settle_by_braces(r);
    }
    let limit = r.mending.plan.as_ref().expect("a second reading has a plan").limit;
    if r.pos >= limit {
        conclude(r);
        return true;
    }
    if r.layout == Layout::Missing && r.byte() != Some(b'}') {
        let column = column(r, r.pos);
        while let Some(column) = column
            && r.stack.last().is_some_and(|frame| frame.open.indent >= column)
        {
            end_unclosed(r, r.pos);
        }
    }
    false
}

fn settle_by_braces(r: &mut Reader) -> bool {
    let starts_line = matches!(r.bytes[r.pos - 1], b'\n' | b'\r');
    if !starts_line && r.mending.style != Style::Unknown || r.byte() == Some(b'}') {
        return false;
    }
    if starts_line && (r.mending.is_eager || r.mending.style == Style::Indented) && starts_declaration(r, r.pos) {
        read_again(r, r.pos);
        return true;
    }
    if r.mending.style == Style::Unknown {
        if starts_line {
            r.mending.style = Style::Flat;
        } else if starts_line_after_blanks(r.bytes, r.pos) {
            r.mending.style = Style::Indented;
        }
    }
    false
}

fn starts_line_after_blanks(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
    matches!(before, None | Some(b'\n' | b'\r'))
}

/// A word that declares something stands here, and an id after it.
fn starts_declaration(r: &Reader, at: usize) -> bool {
    let end = chars::word_end(r.bytes, at);
    if end == at || !(r.declares)(&r.source[at..end]) {
        return false;
    }
    let mut id = end;
    while chars::space(r.bytes, id) > 0 {
        id += chars::space(r.bytes, id);
    }
    let word = &r.bytes[id..chars::word_end(r.bytes, id)];
    let starts_id = r.bytes.get(id).is_some_and(|&b| b == b'"' || CLASS[b as usize] & (WORD | WIDE) != 0);
    id > end && starts_id && !number::is_number_like(word)
}

/// Takes note of a node that begins, and says how far its line is indented.
pub(super) fn start_node(r: &mut Reader) -> usize {
    if r.layout != Layout::Braces {
        line(r, r.pos);
        return r.mending.line.indent;
    }
    // A `{` may open the block of the node before, which then must be read again with it.
    if r.stack.is_empty() && (r.byte() != Some(b'{') || r.mending.root.is_none()) {
        r.mending.style = Style::Unknown;
        let (mark, errors) = (r.tree.mark(), r.errors.len());
        let root = Root { pos: r.pos, mark, errors, left_out: r.left_out, last: r.last_root };
        r.mending.root = Some(root);
        let indent = blanks_before(r.bytes, r.pos);
        let is_outermost = match r.mending.outermost {
            None => true,
            Some((_, outermost)) => indent < outermost || indent == outermost && starts_declaration(r, r.pos),
        };
        if is_outermost {
            r.mending.outermost = Some((root, indent));
        }
    }
    0
}

/// Takes a `}`.
pub(super) fn close(r: &mut Reader) {
    let at = r.pos;
    match r.layout {
        Layout::Braces | Layout::Unopened => {}
        Layout::Missing => {
            if let Some(column) = column(r, at) {
                while let [.., parent, innermost] = &r.stack[..]
                    && innermost.open.indent > column
                    && parent.open.indent >= column
                {
                    end_unclosed(r, at);
                }
            }
        }
        Layout::Extra => {
            let column = column(r, at);
            let is_extra = r.stack.last().is_some_and(|frame| match column {
                Some(column) => column > frame.open.indent,
                None => frame.brace < r.mending.line.start,
            });
            if is_extra {
                return stray(r);
            }
        }
    }
    let Some(frame) = r.stack.last() else {
        return closes_nothing(r, at);
    };
    let (brace, doubled) = (frame.brace, frame.doubled);
    r.pos += 1;
    r.flawed = false;
    let open = r.end_block(at + 1);
    pass_closers(r, doubled);
    if r.stack.is_empty() && r.layout == Layout::Braces && is_suspect(r, brace, at) {
        r.mending.suspect = r.mending.root;
    }
    node::rest(r, open, false);
}

/// Passes the `{` that stand right behind another, and says whether one does.
pub(super) fn pass_doubled(r: &mut Reader) -> bool {
    let at = r.pos;
    let Some(frame) = r.stack.last_mut() else { return false };
    let is_first = frame.last.is_none() && r.bytes[frame.reach..at].iter().all(|b| matches!(b, b' ' | b'\t'));
    if is_first {
        let run = r.bytes[at..].iter().take_while(|b| **b == b'{').count();
        frame.doubled += run;
        frame.reach = at + run;
        frame.open.broken = true;
        r.pos += run;
        r.report_with(at, at + run, &Fault::DoubledBrace(run), None);
    }
    is_first
}

/// Passes as many `}` as there are `{` too many, where they stand right behind the block's own.
fn pass_closers(r: &mut Reader, doubled: usize) {
    for _ in 0..doubled {
        let blanks = r.bytes[r.pos..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        if r.bytes.get(r.pos + blanks) == Some(&b'}') {
            r.pos += blanks + 1;
        }
    }
}

/// Looks for the brace that lacks or is too many before a `}` of the top level: each part of the
/// text is read again once at most for either.
fn closes_nothing(r: &mut Reader, at: usize) {
    if r.layout == Layout::Braces {
        if let Some((outermost, _)) = r.mending.outermost.take() {
            let plan = take_back(r, outermost, at + 1, 1);
            return start(r, Layout::Unopened, plan);
        }
        if let Some(suspect) = r.mending.suspect.take() {
            let plan = take_back(r, suspect, at + 1, 1);
            return start(r, Layout::Extra, plan);
        }
    }
    stray(r);
}

/// Reports a `}` that closes nothing. Where a node stands before it on its line, a `{` may lack
/// there: then nothing more is said of that line.
fn stray(r: &mut Reader) {
    let at = r.pos;
    let mut name = "";
    if let Some(first) = first_of_line(r, at) {
        let node = &mut r.tree.nodes[first];
        node.broken = true;
        node.brace = 0;
        node.end = first as u32 + 1;
        name = node.name.span.of(r.source);
        let mark = Mark { nodes: first + 1, entries: r.tree.entries_end(first), cooked: r.tree.cooked.len() };
        r.tree.forget(mark);
        let id = Some(NodeId(first as u32));
        match r.stack.last_mut() {
            Some(frame) => frame.last = id,
            None => r.last_root = id,
        }
    }
    r.report_with(at, at + 1, &Fault::StrayBrace(name), None);
    r.pos += 1;
}

/// The first node on the line of a stray `}` that lies in the same block as the `}`.
fn first_of_line(r: &mut Reader, at: usize) -> Option<usize> {
    line(r, at);
    let line = r.mending.line.start;
    let is_before = |stray| (line..at).contains(&stray);
    let has_closed = r.mending.stray.is_some_and(is_before) || r.bytes[line..at].contains(&b'}');
    r.mending.stray = Some(at);
    if r.stack.last().is_some_and(|frame| frame.brace >= line) {
        return None;
    }
    // What was read before a second reading began is not its own.
    let own = r.mending.plan.as_ref().map_or(0, |plan| plan.root.mark.nodes);
    let is_of_line = |node: &Node| node.span.start as usize >= line;
    if has_closed {
        // What comes first on the line may lie in a block that ends on it.
        let last = r.stack.last().map_or(r.last_root, |frame| frame.last)?.0 as usize;
        return (last >= own && is_of_line(&r.tree.nodes[last])).then_some(last);
    }
    let count = r.tree.nodes[own..].iter().rev().take_while(|node| is_of_line(node)).count();
    (count > 0).then(|| r.tree.nodes.len() - count)
}

/// Opens the block of a node whose line ends without a `{`, if the next line is indented deeper.
/// Gives the node back where that is not so.
pub(super) fn open_below(r: &mut Reader, open: Open) -> Option<Open> {
    let is_whole = open.stage == Stage::Entries && open.forget.is_none() && r.stack.len() < MAX_DEPTH;
    let Some(id) = open.id.filter(|_| is_whole) else {
        return Some(open);
    };
    let start = r.tree.nodes[id.0 as usize].span.start as usize;
    let may_be_flat = r.stack.is_empty() && open.indent == 0 && starts_declaration(r, start);
    if !holds_next_line(r, open.indent, may_be_flat) {
        return Some(open);
    }
    let end = open.end;
    r.report_with(start, end, &Fault::UnopenedBlock(&r.source[start..end]), None);
    r.open_block_at(open, end);
    if let Some(plan) = &mut r.mending.plan {
        plan.has_opened = true;
    }
    None
}

/// The next line with a node is indented deeper than so, or where a block may be laid out flat,
/// declares nothing.
fn holds_next_line(r: &Reader, indent: usize, may_be_flat: bool) -> bool {
    let mut line = chars::line_end(r.bytes, r.pos);
    loop {
        line += chars::newline(r.bytes, line);
        let blanks = indentation(r.bytes, line);
        let end = chars::line_end(r.bytes, line);
        let rest = &r.bytes[line + blanks..end];
        if rest.is_empty() && end < r.bytes.len() || rest.starts_with(b"//") {
            line = end;
            continue;
        }
        let is_in_block = blanks > indent || may_be_flat && !starts_declaration(r, line + blanks);
        return is_in_block && !rest.is_empty() && rest[0] != b'}';
    }
}

/// The `}` that closes a node of the top level is not where such a one should be.
fn is_suspect(r: &Reader, brace: usize, at: usize) -> bool {
    let bytes = r.bytes;
    if bytes[at - 1] == b'\n' {
        return false;
    }
    if starts_line_after_blanks(bytes, at) {
        let root = r.mending.root.as_ref().map_or(0, |root| root.pos);
        return starts_line_after_blanks(bytes, root) && blanks_before(bytes, at) > blanks_before(bytes, root);
    }
    bytes[brace..at].contains(&b'\n')
}

fn blanks_before(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// The text ends inside a block.
pub(super) fn at_end(r: &mut Reader) {
    if r.mending.is_eager {
        return read_again(r, r.pos);
    }
    r.mending.is_eager = true;
    let root = r.mending.root.expect("a block lies in a node of the top level");
    r.stack.clear();
    go_back(r, root);
}

/// Starts the second reading of a declaration in which blocks are open that should have ended.
fn read_again(r: &mut Reader, limit: usize) {
    let braces: Vec<_> = r.stack.iter().map(|frame| frame.brace).collect();
    while let Some(frame) = r.stack.last() {
        let open = r.end_block(frame.reach);
        r.finish(&open);
    }
    let root = r.mending.root.take().expect("a block lies in a node of the top level");
    let mut plan = take_back(r, root, limit, braces.len());
    plan.first.braces = braces;
    start(r, Layout::Missing, plan);
}

/// Takes what was read since a root, to be read again.
fn take_back(r: &mut Reader, root: Root, limit: usize, wrong_braces: usize) -> Plan {
    let faults = r.faults() + wrong_braces;
    let first = FirstReading {
        tree: r.tree.take_back(root.mark),
        errors: r.errors.split_off(root.errors),
        left_out: r.left_out,
        last: r.last_root,
        braces: Vec::new(),
    };
    Plan { root, limit, faults, has_opened: false, first }
}

fn start(r: &mut Reader, layout: Layout, plan: Plan) {
    go_back(r, plan.root);
    let pos = r.pos;
    if pos < r.mending.line.start {
        let start = chars::line_start(r.bytes, pos);
        r.mending.line = Line { start, indent: indentation(r.bytes, start), checked: pos };
    }
    line(r, pos);
    r.layout = layout;
    r.mending.plan = Some(plan);
}

fn go_back(r: &mut Reader, root: Root) {
    r.tree.forget(root.mark);
    r.errors.truncate(root.errors);
    r.left_out = root.left_out;
    r.last_root = root.last;
    r.pos = root.pos;
}

/// Ends the second reading: takes it, or puts the first back.
fn conclude(r: &mut Reader) {
    let Plan { root, limit, faults, has_opened, first } = r.mending.plan.take().expect("a second reading has a plan");
    let layout = std::mem::replace(&mut r.layout, Layout::Braces);
    r.mending.root = None;
    if layout == Layout::Missing {
        while !r.stack.is_empty() {
            end_unclosed(r, limit);
        }
    }
    let is_there = match layout {
        Layout::Braces | Layout::Extra => true,
        Layout::Missing => r.pos == limit,
        Layout::Unopened => has_opened,
    };
    if r.stack.is_empty() && is_there && r.faults() == faults {
        r.mending.suspect = None;
        return;
    }
    r.stack.clear();
    go_back(r, root);
    r.pos = limit;
    r.tree.put_back(first.tree);
    r.errors.extend(first.errors);
    r.left_out = first.left_out;
    r.last_root = first.last;
    if layout != Layout::Missing {
        r.pos = limit - 1;
        return closes_nothing(r, limit - 1);
    }
    r.mending.suspect = None;
    for (brace, taken) in culprits(r, root.mark.nodes, &first.braces) {
        let name = node_of(r, root.mark.nodes, brace);
        let related = taken.map(|at| (Span::new(at, at + 1), "taken for its `}`".to_owned()));
        r.report_with(brace, brace + 1, &Fault::UnclosedBlock(name), related);
    }
}

/// Ends the innermost block, which nothing closes before `at`.
fn end_unclosed(r: &mut Reader, at: usize) {
    let frame = r.stack.last().expect("there is a block to end");
    let (brace, reach) = (frame.brace, frame.reach);
    let name = frame.open.id.map_or("", |id| r.tree.nodes[id.0 as usize].name.span.of(r.source));
    let related =
        (at < r.bytes.len()).then(|| (Span::new(at, chars::next(r.bytes, at)), "not closed before this".to_owned()));
    r.report_with(brace, brace + 1, &Fault::UnclosedBlock(name), related);
    let open = r.end_block(reach);
    r.finish(&open);
}

/// Where indentation does not tell what belongs where: as many blocks as are open, with the `}`
/// that was taken for theirs. First the innermost ones whose `}` stands to the left of their line.
fn culprits(r: &Reader, first_node: usize, open: &[usize]) -> Vec<(usize, Option<usize>)> {
    let mut found = Vec::new();
    let mut line = Line::default();
    for node in &r.tree.nodes[first_node..] {
        let start = node.span.start as usize;
        advance(&mut line, r.bytes, start);
        let Some(block) = node.block() else { continue };
        let (brace, close) = (block.start as usize, block.end as usize - 1);
        let is_closed = close > brace && r.bytes[close] == b'}' && !open.contains(&brace);
        if is_closed && starts_line_after_blanks(r.bytes, close) && blanks_before(r.bytes, close) < line.indent {
            found.push((brace, Some(close)));
        }
    }
    found.reverse();
    found.extend(open.iter().rev().map(|&brace| (brace, None)));
    found.truncate(open.len());
    found
}

fn node_of<'a>(r: &Reader<'a>, first_node: usize, brace: usize) -> &'a str {
    let nodes = &r.tree.nodes[first_node..];
    let node = nodes.iter().find(|node| node.block().is_some_and(|block| block.start as usize == brace));
    node.map_or("", |node| node.name.span.of(r.source))
}

/// The column of a place that starts its line, from 0.
fn column(r: &mut Reader, at: usize) -> Option<usize> {
    line(r, at);
    let Line { start, indent, .. } = r.mending.line;
    (start + indent == at).then_some(indent)
}

fn line(r: &mut Reader, at: usize) {
    advance(&mut r.mending.line, r.bytes, at);
}

fn advance(line: &mut Line, bytes: &[u8], at: usize) {
    let from = line.checked.min(at);
    if let Some(newline) = bytes[from..at].iter().rposition(|b| matches!(b, b'\n' | b'\r')) {
        line.start = from + newline + 1;
        line.indent = indentation(bytes, line.start);
    }
    line.checked = at;
}

/// Passes a block that is nested too deep. Where it is not closed either, no more is said about the
/// blocks around it.
pub(super) fn skip_block(r: &mut Reader, open: Open) -> Option<Open> {
    let mut depth = 0_usize;
    while let Some(byte) = r.byte() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'"' | b'#' if strings::starts(r.bytes, r.pos) => {
                let start = r.pos;
                match strings::extent(r, start) {
                    Some(extent) => r.pos = extent.end,
                    None => recover::after_unclosed_line(r, start),
                }
                continue;
            }
            b'#' => {
                r.pos += r.bytes[r.pos..].iter().take_while(|&&b| b == b'#').count();
                continue;
            }
            b'/' if r.second() == Some(b'/') => {
                r.pos = chars::line_end(r.bytes, r.pos);
                continue;
            }
            b'/' if r.second() == Some(b'*') => {
                let end = closers::comment_end(&mut r.closers, r.bytes, r.pos);
                r.pos = end.unwrap_or_else(|| chars::line_end(r.bytes, r.pos));
                continue;
            }
            _ => {}
        }
        r.pos += 1;
        if depth == 0 {
            return Some(open);
        }
        let may_declare = r.mending.is_eager || r.mending.style == Style::Indented;
        if byte == b'\n' && may_declare && starts_declaration(r, r.pos) {
            break;
        }
    }
    r.finish(&open);
    while let Some(frame) = r.stack.last() {
        let open = r.end_block(frame.reach);
        r.finish(&open);
    }
    None
}
