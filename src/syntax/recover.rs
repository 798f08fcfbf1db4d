//! Where reading goes on after an error.

use super::chars::{self, CLASS, LINE};
use super::closers::comment_end;
use super::reader::Reader;
use super::{space, strings};

/// Skips what is left of a node's own text after an error in it: up to the end of the line, a `;`,
/// or a brace. A line that is continued with `\` does not end.
pub(super) fn skip(r: &mut Reader) {
    while let Some(byte) = r.byte() {
        match byte {
            b';' | b'{' | b'}' => return,
            b'"' => {
                if !string(r) {
                    return;
                }
            }
            b'#' if strings::starts(r.bytes, r.pos) => {
                if !string(r) {
                    return;
                }
            }
            b'#' => r.pos += r.bytes[r.pos..].iter().take_while(|&&b| b == b'#').count(),
            b'/' if r.second() == Some(b'/') => {
                r.pos = chars::line_end(r.bytes, r.pos);
                return;
            }
            b'/' if r.second() == Some(b'*') => {
                let Some(end) = comment_end(&mut r.closers, r.bytes, r.pos) else {
                    r.pos = chars::line_end(r.bytes, r.pos);
                    return;
                };
                r.pos = end;
            }
            b'\\' => r.pos = space::continuation_end(r, r.pos).unwrap_or(r.pos + 1),
            _ if CLASS[byte as usize] & LINE != 0 && chars::newline(r.bytes, r.pos) > 0 => return,
            _ => r.pos += 1,
        }
    }
}

/// Passes a string within text that is skipped. Of one that nothing closes, the error that is
/// skipped over was likely the missing quote: the line ends with it.
fn string(r: &mut Reader) -> bool {
    let start = r.pos;
    match strings::extent(r, start) {
        Some(extent) => r.pos = extent.end,
        None => after_unclosed_line(r, start),
    }
    r.pos < r.bytes.len() && strings_may_follow(r, start)
}

/// The skipped string was closed, so that its line goes on.
fn strings_may_follow(r: &Reader, start: usize) -> bool {
    r.pos > start && matches!(r.bytes[r.pos - 1], b'"' | b'#')
}

/// Goes on at the end of the line on which a string starts that nothing closes. A `{` that ends
/// the line opens a block all the same, and `}` that end it close those opened on the same line:
/// else one quote would make braces wrong too.
pub(super) fn after_unclosed_line(r: &mut Reader, start: usize) {
    let end = chars::line_end(r.bytes, start);
    r.pos = end;
    let line = chars::line_start(r.bytes, start);
    let mut opened = r.stack.iter().rev().take_while(|frame| frame.brace >= line).count();
    let mut at = end;
    while at > start + 1 {
        match r.bytes[at - 1] {
            b' ' | b'\t' => {}
            b'{' if r.pos == end => {
                r.pos = at - 1;
                return;
            }
            b'}' if opened > 0 => {
                opened -= 1;
                r.pos = at - 1;
            }
            _ => return,
        }
        at -= 1;
    }
}

/// How far all searches of one text that find nothing may look ahead, together.
const SEARCHED_AHEAD: usize = 1_000_000;

/// The quote here, right after a word, is one of an odd number on the rest of its line, so that it
/// more likely closes a string than opens one.
pub(super) fn closes_line(r: &mut Reader, quote: usize) -> bool {
    let is_end = matches!(r.bytes.get(quote + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r' | b';' | b'{' | b'}'));
    if !is_end || r.closers.searched_ahead > SEARCHED_AHEAD {
        return false;
    }
    let end = chars::line_end(r.bytes, quote);
    r.closers.searched_ahead += end - quote;
    let line = &r.bytes[quote..end];
    line.split(|&b| b == b'"').count() % 2 == 0
}

/// Goes on after text of several lines in the quotes of one line: the opener ends its line, and its
/// partner starts one soon after. Says whether that is so.
pub(super) fn after_lines_in_quotes(r: &mut Reader, body: usize, hashes: usize) -> bool {
    const FAR: usize = 4_000;
    let far = r.bytes.len().min(body + FAR);
    if chars::newline(r.bytes, body) == 0 || r.closers.searched_ahead > SEARCHED_AHEAD {
        return false;
    }
    let mut at = body;
    while at < far {
        let line = at + chars::newline(r.bytes, at);
        let quote = line + indentation(r.bytes, line);
        let rest = r.bytes.get(quote..).unwrap_or_default();
        if rest.first() == Some(&b'"') && rest[1..].iter().take_while(|&&b| b == b'#').count() == hashes {
            r.pos = quote + 1 + hashes;
            return true;
        }
        at = chars::line_end(r.bytes, line);
    }
    r.closers.searched_ahead += at - body;
    false
}

/// Goes on after a string of several lines that nothing closes: after its first line, and after
/// all that are indented deeper than the first, for those are its text.
pub(super) fn after_unclosed_lines(r: &mut Reader, start: usize) {
    let line = chars::line_start(r.bytes, start);
    let indent = indentation(r.bytes, line);
    r.pos = chars::line_end(r.bytes, start);
    let mut at = r.pos;
    while at < r.bytes.len() {
        let next = at + chars::newline(r.bytes, at);
        let end = chars::line_end(r.bytes, next);
        let deeper = indentation(r.bytes, next);
        let is_blank = next + deeper == end;
        if !is_blank && deeper <= indent {
            return;
        }
        if !is_blank {
            r.pos = end;
        }
        at = end;
    }
}

/// How many blanks a line starts with.
pub(super) fn indentation(bytes: &[u8], line: usize) -> usize {
    bytes[line..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}
