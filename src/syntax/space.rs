//! Whitespace, comments and continued lines, between nodes and within them.

use super::chars::{self, CLASS, WORD};
use super::closers::comment_end;
use super::faults::Fault;
use super::reader::Reader;

/// Passes `line-space*` of the grammar: what may stand between nodes.
pub(super) fn lines(r: &mut Reader) {
    loop {
        match r.byte() {
            Some(b' ' | b'\t' | b'\n') => {
                let rest = &r.bytes[r.pos..];
                let end = rest.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\n'));
                r.pos += end.unwrap_or(rest.len());
            }
            Some(byte) if CLASS[byte as usize] == WORD => return,
            Some(b'/') if r.second() == Some(b'/') => r.pos = chars::line_end(r.bytes, r.pos),
            Some(b'/' | b'\\') => {
                if !comment_or_continuation(r) {
                    return;
                }
            }
            Some(_) => match chars::space(r.bytes, r.pos) + chars::newline(r.bytes, r.pos) {
                0 => return,
                len => r.pos += len,
            },
            None => return,
        }
    }
}

/// Passes `node-space*` of the grammar: what may stand between the parts of a node. Says whether
/// there was any.
#[inline]
pub(super) fn within(r: &mut Reader) -> bool {
    // Most often there is one space, or none.
    if let Some(byte) = r.byte() {
        match CLASS[byte as usize] {
            WORD => return false,
            _ if byte == b'\n' => return false,
            _ if byte == b' ' && r.second().is_some_and(|byte| CLASS[byte as usize] == WORD) => {
                r.pos += 1;
                return true;
            }
            _ => {}
        }
    }
    any_within(r)
}

fn any_within(r: &mut Reader) -> bool {
    let start = r.pos;
    loop {
        match r.byte() {
            Some(b' ' | b'\t') => r.pos += 1,
            Some(b'/' | b'\\') => {
                if !comment_or_continuation(r) {
                    break;
                }
            }
            Some(0x80..) => match chars::space(r.bytes, r.pos) {
                0 => break,
                len => r.pos += len,
            },
            _ => break,
        }
    }
    r.pos > start
}

/// Passes a `/* */` comment or a `\` with the end of its line.
fn comment_or_continuation(r: &mut Reader) -> bool {
    if r.byte() == Some(b'\\') {
        let Some(end) = continuation_end(r, r.pos) else { return false };
        r.pos = end;
        return true;
    }
    if r.second() != Some(b'*') {
        return false;
    }
    if let Some(end) = comment_end(&mut r.closers, r.bytes, r.pos) {
        r.pos = end;
    } else {
        r.report(r.pos, r.pos + 2, &Fault::UnclosedComment);
        r.pos = chars::line_end(r.bytes, r.pos);
    }
    true
}

/// Where `escline` of the grammar ends: a `\`, and nothing but whitespace and comments up to and
/// with the end of the line.
pub(super) fn continuation_end(r: &mut Reader, at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let space = chars::space(r.bytes, at);
        if space > 0 {
            at += space;
            continue;
        }
        match r.bytes[at..] {
            [] => return Some(at),
            [b'/', b'*', ..] => at = comment_end(&mut r.closers, r.bytes, at)?,
            [b'/', b'/', ..] => {
                let end = chars::line_end(r.bytes, at);
                return Some(end + chars::newline(r.bytes, end));
            }
            _ => {
                let newline = chars::newline(r.bytes, at);
                return (newline > 0).then_some(at + newline);
            }
        }
    }
}
