//! The tokens of a text that reads without an error, each with its span: what the formatter works on.

use super::chars;
use super::closers::matching_end;
use crate::source::Span;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Blanks within a line.
    Space,
    Newline,
    /// From `//` to the end of the line.
    LineComment,
    /// From `/*` to its `*/`.
    BlockComment,
    /// `/-`
    Slashdash,
    /// The `\` that joins a line with the next.
    Continuation,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `(`
    OpenAnnotation,
    /// `)`
    CloseAnnotation,
    Equals,
    Semicolon,
    /// A bare word, a number, or a keyword as `#true`.
    Word,
    /// Any string in quotes, with its quotes.
    String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// Every byte of the text is in one token, but for a byte order mark at its start.
///
/// Of a text with errors the tokens are only some that cover it.
pub fn tokens(source: &str) -> Vec<Token> {
    let bytes = source.as_bytes();
    let mut at = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let mut tokens = Vec::with_capacity(bytes.len() / 4);
    while at < bytes.len() {
        let (kind, end) = token(bytes, at);
        tokens.push(Token { kind, span: Span::new(at, end) });
        at = end;
    }
    tokens
}

fn token(bytes: &[u8], at: usize) -> (TokenKind, usize) {
    let one = |kind| (kind, at + 1);
    match bytes[at] {
        b'{' => one(TokenKind::Open),
        b'}' => one(TokenKind::Close),
        b'(' => one(TokenKind::OpenAnnotation),
        b')' => one(TokenKind::CloseAnnotation),
        b'=' => one(TokenKind::Equals),
        b';' => one(TokenKind::Semicolon),
        b'\\' => one(TokenKind::Continuation),
        b'/' => match bytes.get(at + 1) {
            Some(b'/') => (TokenKind::LineComment, chars::line_end(bytes, at)),
            Some(b'*') => (TokenKind::BlockComment, matching_end(bytes, at).unwrap_or(bytes.len())),
            Some(b'-') => (TokenKind::Slashdash, at + 2),
            _ => one(TokenKind::Word),
        },
        b'"' => (TokenKind::String, string_end(bytes, at)),
        b'#' if super::strings::starts(bytes, at) => (TokenKind::String, string_end(bytes, at)),
        // A keyword.
        b'#' => (TokenKind::Word, chars::word_end(bytes, at + 1)),
        _ => {
            let newline = chars::newline(bytes, at);
            if newline > 0 {
                return (TokenKind::Newline, at + newline);
            }
            let mut end = at;
            loop {
                match chars::space(bytes, end) {
                    0 if end == at => return (TokenKind::Word, chars::word_end(bytes, at).max(at + 1)),
                    0 => return (TokenKind::Space, end),
                    len => end += len,
                }
            }
        }
    }
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let hashes = bytes[start..].iter().take_while(|&&byte| byte == b'#').count();
    let quotes = start + hashes;
    let is_lines = bytes[quotes..].starts_with(b"\"\"\"") && chars::newline(bytes, quotes + 3) > 0;
    let quote: &[u8] = if is_lines { b"\"\"\"" } else { b"\"" };
    let mut at = quotes + quote.len();
    while at < bytes.len() {
        if bytes[at] == b'\\' && hashes == 0 {
            at += 2;
        } else if bytes[at..].starts_with(quote)
            && bytes[at + quote.len()..].iter().take(hashes).take_while(|&&byte| byte == b'#').count() == hashes
        {
            return at + quote.len() + hashes;
        } else {
            at += 1;
        }
    }
    bytes.len()
}
