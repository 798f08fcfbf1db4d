//! Quoted and raw strings, of one line or several.

use super::chars::{self, CLASS, IN_STRING};
use super::closers::{raw_triple_close, triple_close};
use super::document::Text;
use super::escapes::{Escape, escape};
use super::faults::Fault;
use super::reader::{Read, Reader, Skipped};
use super::recover;
use crate::source::Span;

/// Where the parts of a string lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    form: Form,
    /// The number of `#`; a string without any has escapes.
    hashes: usize,
    pub body: usize,
    /// The first closing quote.
    pub close: usize,
    pub end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// A line, as it stands.
    Plain,
    /// A line with escapes.
    Escaped,
    Lines,
    /// `"""` with text behind it.
    TextAfterQuotes,
}

/// Whether a string in quotes starts here, raw or not.
pub(super) fn starts(bytes: &[u8], at: usize) -> bool {
    bytes[at..].iter().find(|&&b| b != b'#') == Some(&b'"')
}

/// Reads the string in quotes that starts here.
pub(super) fn string(r: &mut Reader) -> Read<Text> {
    let start = r.pos;
    let Some(extent) = extent(r, start) else {
        return Err(unclosed(r, start));
    };
    r.pos = extent.end;
    let span = Span::new(start, extent.end);
    match extent.form {
        Form::Plain => {
            if let Some(text) = Text::within(span, extent.body - start) {
                return Ok(text);
            }
            let text = r.source[extent.body..extent.close].to_owned();
            Ok(r.tree.cook(span, text))
        }
        Form::Escaped => {
            let mut text = String::with_capacity(extent.close - extent.body);
            cook(r, extent.body, extent.close, &mut text);
            Ok(r.tree.cook(span, text))
        }
        Form::Lines => {
            let text = lines(r, &extent);
            Ok(r.tree.cook(span, text))
        }
        Form::TextAfterQuotes => {
            r.report(start, extent.body, &Fault::TextAfterQuotes);
            let text = r.source[extent.body..extent.close].to_owned();
            Ok(r.tree.cook(span, text))
        }
    }
}

/// Finds where a string ends; `None` where nothing closes it.
pub(super) fn extent(r: &mut Reader, start: usize) -> Option<Extent> {
    let bytes = r.bytes;
    let hashes = bytes[start..].iter().take_while(|&&b| b == b'#').count();
    let quotes = start + hashes;
    if !bytes[quotes..].starts_with(b"\"\"\"") {
        let body = quotes + 1;
        return if hashes == 0 { quoted_line(r, body) } else { raw_line(bytes, body, hashes) };
    }
    let body = quotes + 3;
    let newline = chars::newline(bytes, body);
    if newline == 0 {
        return Some(text_after_quotes(r, body, hashes));
    }
    let body = body + newline;
    let close = lines_close(r, body, hashes)?;
    if hashes == 0 && is_next_opener(r, close, body) {
        return None;
    }
    let end = close + 3 + hashes;
    Some(Extent { form: Form::Lines, hashes, body, close, end })
}

fn quoted_line(r: &mut Reader, body: usize) -> Option<Extent> {
    let bytes = r.bytes;
    if r.closers.is_in_unclosed_line(body) {
        return None;
    }
    let (mut at, mut form) = (body, Form::Plain);
    loop {
        while at < bytes.len() && CLASS[bytes[at] as usize] & IN_STRING == 0 {
            at += 1;
        }
        match bytes.get(at) {
            Some(b'"') => return Some(Extent { form, hashes: 0, body, close: at, end: at + 1 }),
            Some(b'\\') => {
                form = Form::Escaped;
                at += match escape(bytes, at) {
                    Escape::Space(len) => len,
                    // What comes after `\` in a line that ends is left to end the line.
                    _ if at + 1 < bytes.len() => 2,
                    _ => 1,
                };
            }
            Some(_) if chars::newline(bytes, at) == 0 => at += 1,
            _ => {
                r.closers.unclosed_line = (body, at);
                return None;
            }
        }
    }
}

fn raw_line(bytes: &[u8], body: usize, hashes: usize) -> Option<Extent> {
    let mut at = body;
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'"' {
            let count = bytes[at + 1..].iter().take(hashes).take_while(|&&b| b == b'#').count();
            if count == hashes {
                let end = at + 1 + hashes;
                return Some(Extent { form: Form::Plain, hashes, body, close: at, end });
            }
            at += count;
        } else if CLASS[byte as usize] & chars::LINE != 0 && chars::newline(bytes, at) > 0 {
            return None;
        }
        at += 1;
    }
}

fn lines_close(r: &mut Reader, body: usize, hashes: usize) -> Option<usize> {
    if hashes == 0 {
        triple_close(&mut r.closers, r.bytes, body)
    } else {
        raw_triple_close(&mut r.closers, r.bytes, body, hashes)
    }
}

/// Of `"""text`, takes what stands up to a `"""` on the same line, or up to one that stands alone
/// on a later line, or else the line.
fn text_after_quotes(r: &mut Reader, body: usize, hashes: usize) -> Extent {
    let bytes = r.bytes;
    let mut at = body;
    let closes = |at: usize| {
        bytes[at..].starts_with(b"\"\"\"")
            && bytes[at + 3..].iter().take(hashes).take_while(|&&b| b == b'#').count() == hashes
    };
    while at < bytes.len() && chars::newline(bytes, at) == 0 && !closes(at) {
        at += 1;
    }
    let (close, end) = if at < bytes.len() && closes(at) {
        (at, at + 3 + hashes)
    } else {
        let close = if hashes == 0 { triple_close(&mut r.closers, bytes, at) } else { None };
        match close.filter(|&close| stands_alone(bytes, close)) {
            Some(close) => (close, close + 3),
            None => (at, at),
        }
    };
    Extent { form: Form::TextAfterQuotes, hashes, body, close, end }
}

/// Nothing but blanks stands before it on its line.
fn stands_alone(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
    matches!(before, None | Some(b'\n' | b'\r'))
}

/// The `"""` that was found is rather the opener of the next string, `name """`: it has text before
/// it, so that it cannot close one, and a newline behind it, and the `"""` after it stands alone.
fn is_next_opener(r: &mut Reader, close: usize, body: usize) -> bool {
    let after = close + 3;
    let newline = chars::newline(r.bytes, after);
    newline > 0
        && r.source[body..close].ends_with([' ', '\t', '=', ')'])
        && has_text(&r.source[body..close])
        && triple_close(&mut r.closers, r.bytes, after + newline).is_some_and(|next| stands_alone(r.bytes, next))
}

/// The last line has more in it than blanks and whitespace escapes.
fn has_text(lines: &str) -> bool {
    let mut lines = lines.rsplit(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    lines.next().is_some_and(|line| line.contains(|char: char| !char.is_whitespace() && char != '\\'))
}

/// Reports a string that nothing closes, and goes on where the text around it may go on.
fn unclosed(r: &mut Reader, start: usize) -> Skipped {
    let hashes = r.bytes[start..].iter().take_while(|&&b| b == b'#').count();
    let quotes = start + hashes;
    if r.bytes[quotes..].starts_with(b"\"\"\"") {
        r.report(start, quotes + 3, &Fault::UnclosedLines(hashes));
        recover::after_unclosed_lines(r, start);
    } else {
        r.report(start, quotes + 1, &Fault::UnclosedString(hashes));
        if !recover::after_lines_in_quotes(r, quotes + 1, hashes) {
            recover::after_unclosed_line(r, start);
        }
    }
    Skipped
}

/// Resolves the escapes of a line; reports those that are none.
fn cook(r: &mut Reader, from: usize, to: usize, text: &mut String) {
    let (mut at, mut plain) = (from, from);
    while at < to {
        if r.bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        text.push_str(&r.source[plain..at]);
        at += match checked_escape(r, at) {
            Escape::Char(char, len) => {
                text.push(char);
                len
            }
            Escape::Space(len) | Escape::Unknown(len) | Escape::NoCharacter(len) => len,
        };
        plain = at;
    }
    text.push_str(&r.source[plain..to]);
}

/// Reads an escape, and reports one that is none.
fn checked_escape(r: &mut Reader, at: usize) -> Escape {
    let escape = escape(r.bytes, at);
    match escape {
        Escape::Unknown(len) => {
            r.report(at, at + len, &Fault::UnknownEscape(&r.source[at..at + len]));
        }
        Escape::NoCharacter(len) => {
            r.report(at, at + len, &Fault::NoCharacter(&r.source[at..at + len]));
        }
        Escape::Char(..) | Escape::Space(_) => {}
    }
    escape
}

/// A line of a string of several lines.
struct Line {
    /// Where it starts in the text without escaped whitespace.
    start: usize,
    /// Where it starts in the source.
    at: usize,
}

/// The text of a string of several lines. Whitespace escapes are resolved first, then the
/// indentation of the last line is taken off, then other escapes are resolved, as KDL says.
fn lines(r: &mut Reader, extent: &Extent) -> String {
    if extent.body == extent.close {
        return String::new();
    }
    let (unfolded, lines) = unfold(r, extent);
    let last = lines.last().expect("there is a line even where it is empty").start;
    let prefix = &unfolded[last..];
    if !is_blank(prefix) {
        let end = extent.close + 3 + extent.hashes;
        r.report(extent.close, end, &Fault::TextBeforeQuotes);
        return unfolded;
    }
    let mut text = String::with_capacity(last);
    let mut is_reported = false;
    for (index, pair) in lines.windows(2).enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let line = &unfolded[pair[0].start..pair[1].start - 1];
        match line.strip_prefix(prefix) {
            _ if is_blank(line) => {}
            Some(rest) if extent.hashes == 0 => push_cooked(rest, &mut text),
            Some(rest) => text.push_str(rest),
            // One wrong closing line makes all lines wrong: that is one error.
            None if is_reported => {}
            None => {
                is_reported = true;
                let at = pair[0].at;
                let closing = Span::new(extent.close, extent.end);
                let related = Some((closing, "the closing line".to_owned()));
                let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
                r.report_with(at, at + blanks, &Fault::Indentation, related);
                r.flawed = true;
            }
        }
    }
    text
}

/// The text of a string with its newlines as `\n`, and its lines, after whitespace escapes are
/// taken out. Other escapes are left in, checked.
fn unfold(r: &mut Reader, extent: &Extent) -> (String, Vec<Line>) {
    let mut text = String::with_capacity(extent.close - extent.body);
    let (mut at, mut plain) = (extent.body, extent.body);
    let mut lines = vec![Line { start: 0, at }];
    while at < extent.close {
        let byte = r.bytes[at];
        if CLASS[byte as usize] & IN_STRING == 0 || byte == b'"' {
            at += 1;
        } else if byte == b'\\' && extent.hashes == 0 {
            match checked_escape(r, at) {
                Escape::Space(len) => {
                    text.push_str(&r.source[plain..at]);
                    at += len;
                    plain = at;
                }
                Escape::Char(_, len) | Escape::Unknown(len) | Escape::NoCharacter(len) => at += len,
            }
        } else {
            let newline = chars::newline(r.bytes, at);
            if newline > 0 {
                text.push_str(&r.source[plain..at]);
                text.push('\n');
                plain = at + newline;
                lines.push(Line { start: text.len(), at: plain });
            }
            at += newline.max(1);
        }
    }
    text.push_str(&r.source[plain..extent.close]);
    (text, lines)
}

fn is_blank(line: &str) -> bool {
    let mut at = 0;
    while at < line.len() {
        match chars::space(line.as_bytes(), at) {
            0 => return false,
            len => at += len,
        }
    }
    true
}

/// Resolves escapes that were checked before.
fn push_cooked(line: &str, text: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let len = match escape(rest.as_bytes(), at) {
            Escape::Char(char, len) => {
                text.push(char);
                len
            }
            Escape::Space(len) | Escape::Unknown(len) | Escape::NoCharacter(len) => len,
        };
        rest = &rest[at + len..];
    }
    text.push_str(rest);
}
