//! One style for all files: a node a line, four blanks a block, one blank between values. Comments stay where they are,
//! and no value is written otherwise.
//!
//! A block on one line stays on one line where that has room; one on several lines stays on several.

use crate::syntax::{self, Document, NodeId, Token, TokenKind, Value};

/// A line with a block in it is at most so long, or the block gets lines of its own.
const WIDTH: usize = 100;
const INDENT: &str = "    ";

/// Why a text is left as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotFormatted {
    /// It has syntax errors: what it means is not certain.
    Errors,
    /// It would mean something else: a fault of ours.
    Changed,
}

/// The text in the one style. What it says is compared with what it said before.
pub fn format(source: &str) -> Result<String, NotFormatted> {
    let before = syntax::read(source, &|_| false);
    if !before.errors().is_empty() {
        return Err(NotFormatted::Errors);
    }
    let tokens = syntax::tokens(source);
    let mut printer = Printer {
        source,
        tokens: &tokens,
        ends: ends(&tokens),
        out: String::with_capacity(source.len()),
        line: String::new(),
        depth: 0,
        blanks: 0,
        before: Before::Start,
        is_joined: false,
        opens: false,
        is_first: true,
    };
    printer.run();
    let text = printer.out;
    let after = syntax::read(&text, &|_| false);
    if after.errors().is_empty() && same(source, &before, &text, &after) {
        Ok(text)
    } else {
        Err(NotFormatted::Changed)
    }
}

/// Where each block ends: for each `{`, the place of its `}` among the tokens.
fn ends(tokens: &[Token]) -> Vec<usize> {
    let mut ends = vec![0; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => open.push(at),
            TokenKind::Close => {
                if let Some(open) = open.pop() {
                    ends[open] = at;
                }
            }
            _ => {}
        }
    }
    ends
}

/// What stands before the next token on its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Before {
    /// Nothing.
    Start,
    /// What the next token belongs to: `(`, `)`, `=`, `/-`.
    Glue,
    /// Anything else.
    Part,
}

struct Printer<'s> {
    source: &'s str,
    tokens: &'s [Token],
    ends: Vec<usize>,
    out: String,
    /// The line that is being written, without its indentation.
    line: String,
    depth: usize,
    /// Empty lines that were read since the last line was written.
    blanks: usize,
    before: Before,
    /// The line goes on the one before, which ended with `\`.
    is_joined: bool,
    /// The line opens a block.
    opens: bool,
    /// No line of the block was written yet.
    is_first: bool,
}

impl Printer<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            at = self.token(at);
        }
        self.end_line();
    }

    /// Writes a token and says which comes next.
    fn token(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        let text = token.span.of(self.source);
        match token.kind {
            TokenKind::Space => {}
            TokenKind::Newline => {
                if self.before == Before::Glue && self.line.ends_with("/-") {
                    // What is dropped may begin on the next line.
                } else if !self.line.is_empty() {
                    self.end_line();
                } else if std::mem::take(&mut self.is_joined) {
                    // The `\` joined nothing: only an empty line ends the node.
                    self.out.push('\n');
                } else {
                    self.blanks += 1;
                }
            }
            TokenKind::LineComment => self.part(text.trim_end()),
            TokenKind::BlockComment | TokenKind::Word | TokenKind::String => self.part(text),
            TokenKind::Slashdash => {
                self.part(text);
                self.before = Before::Glue;
                let next = self.next(at);
                // The marker of the version is written as its specification does.
                if next.is_some_and(|next| self.tokens[next].span.of(self.source) == "kdl-version") && self.depth == 0 {
                    self.line.push(' ');
                }
            }
            TokenKind::Continuation => return self.continuation(at),
            TokenKind::OpenAnnotation => {
                self.part(text);
                self.before = Before::Glue;
            }
            TokenKind::CloseAnnotation | TokenKind::Equals => {
                self.line.push_str(text);
                self.before = Before::Glue;
            }
            TokenKind::Semicolon => {
                if self.line.is_empty() && self.is_joined {
                    self.part(text);
                }
                // A comment behind it belongs to the node before it.
                let next = self.next(at);
                let kind = next.map(|next| self.tokens[next].kind);
                if kind != Some(TokenKind::LineComment) {
                    self.end_line();
                }
                // The end of this line is no empty line.
                if let (Some(next), Some(TokenKind::Newline)) = (next, kind) {
                    return next + 1;
                }
            }
            TokenKind::Open => return self.block(at),
            TokenKind::Close => {
                self.end_line();
                self.depth -= 1;
                self.blanks = 0;
                self.is_joined = false;
                self.part(text);
            }
        }
        at + 1
    }

    /// The next token that is no blank.
    fn next(&self, at: usize) -> Option<usize> {
        (at + 1..self.tokens.len()).find(|&next| self.tokens[next].kind != TokenKind::Space)
    }

    fn part(&mut self, text: &str) {
        if self.before == Before::Part {
            self.line.push(' ');
        }
        self.line.push_str(text);
        self.before = Before::Part;
    }

    /// Writes the line, if there is anything on it.
    fn end_line(&mut self) {
        self.before = Before::Start;
        if self.line.is_empty() {
            return;
        }
        if self.blanks > 0 && !self.is_first && !self.is_joined {
            self.out.push('\n');
        }
        self.blanks = 0;
        let depth = self.depth + usize::from(self.is_joined);
        for _ in 0..depth {
            self.out.push_str(INDENT);
        }
        self.out.push_str(self.line.trim_end());
        self.out.push('\n');
        self.line.clear();
        self.is_joined = false;
        self.is_first = std::mem::take(&mut self.opens);
    }

    /// A `\`, with all up to the end of its line: the node goes on below, a block deeper.
    fn continuation(&mut self, at: usize) -> usize {
        self.part("\\");
        let mut next = at + 1;
        while let Some(token) = self.tokens.get(next) {
            next += 1;
            match token.kind {
                TokenKind::Space => {}
                TokenKind::LineComment | TokenKind::BlockComment => {
                    self.part(token.span.of(self.source).trim_end());
                }
                _ => break,
            }
        }
        self.end_line();
        self.is_joined = true;
        next
    }

    fn block(&mut self, open: usize) -> usize {
        let close = self.ends[open];
        let inside = &self.tokens[open + 1..close];
        if inside.iter().all(|token| matches!(token.kind, TokenKind::Space | TokenKind::Newline)) {
            self.part("{}");
            return close + 1;
        }
        if let Some(flat) = self.flat(open, close) {
            let is_glued = self.before != Before::Part;
            let depth = self.depth + usize::from(self.is_joined);
            let width =
                depth * INDENT.len() + self.line.chars().count() + usize::from(!is_glued) + flat.chars().count();
            if width <= WIDTH {
                self.part(&flat);
                return close + 1;
            }
        }
        self.part("{");
        self.opens = true;
        if self.next(open).is_none_or(|next| self.tokens[next].kind != TokenKind::LineComment) {
            self.end_line();
        }
        self.depth += 1;
        open + 1
    }

    /// A block as it is written on one line; `None` where it stands on several.
    fn flat(&self, open: usize, close: usize) -> Option<String> {
        let mut out = String::from("{");
        let (mut before, mut is_ended, mut is_opened) = (Before::Part, false, false);
        for token in &self.tokens[open + 1..=close] {
            let text = token.span.of(self.source);
            match token.kind {
                TokenKind::Newline | TokenKind::LineComment | TokenKind::Continuation => return None,
                TokenKind::Space => continue,
                TokenKind::Semicolon => {
                    is_ended = true;
                    continue;
                }
                _ if text.contains(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) => return None,
                _ => {}
            }
            if std::mem::take(&mut is_ended) && token.kind != TokenKind::Close {
                out.push(';');
            }
            let is_glue = matches!(token.kind, TokenKind::CloseAnnotation | TokenKind::Equals);
            let is_empty =
                std::mem::replace(&mut is_opened, token.kind == TokenKind::Open) && token.kind == TokenKind::Close;
            if before == Before::Part && !is_glue && !is_empty {
                out.push(' ');
            }
            out.push_str(text);
            before = match token.kind {
                TokenKind::CloseAnnotation | TokenKind::Equals | TokenKind::OpenAnnotation | TokenKind::Slashdash => {
                    Before::Glue
                }
                _ => Before::Part,
            };
        }
        Some(out)
    }
}

/// Whether two texts say the same: the same nodes with the same entries, in the same order.
fn same(one: &str, a: &Document, other: &str, b: &Document) -> bool {
    fn text<'a>(document: &'a Document, source: &'a str, value: Option<syntax::Text>) -> Option<&'a str> {
        value.map(|value| document.str(source, value))
    }
    let value = |document: &Document, source: &str, value: Value| match value {
        Value::Text(text) => format!("\"{}", document.str(source, text)),
        // As it is written: a number means what its digits say.
        value => value.span().of(source).to_owned(),
    };
    let roots = |document: &Document| document.roots().collect::<Vec<NodeId>>();
    let mut left = vec![(roots(a), roots(b))];
    while let Some((these, those)) = left.pop() {
        if these.len() != those.len() {
            return false;
        }
        for (this, that) in these.into_iter().zip(those) {
            let (x, y) = (a.entries(this), b.entries(that));
            let is_same = a.str(one, a.node(this).name) == b.str(other, b.node(that).name)
                && text(a, one, a.annotation(this)) == text(b, other, b.annotation(that))
                && x.len() == y.len()
                && x.iter().zip(y).all(|(x, y)| {
                    text(a, one, x.name) == text(b, other, y.name)
                        && text(a, one, x.annotation) == text(b, other, y.annotation)
                        && value(a, one, x.value) == value(b, other, y.value)
                });
            if !is_same {
                return false;
            }
            left.push((a.children(this).collect(), b.children(that).collect()));
        }
    }
    true
}
