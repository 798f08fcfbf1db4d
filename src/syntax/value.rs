//! Entries of a node: values, properties, annotations.

use super::chars::{self, CLASS, WIDE, WORD};
use super::document::{Entry, Text, Value};
use super::faults::Fault;
use super::number;
use super::reader::{Read, Reader, Skipped};
use super::{recover, space, strings};
use crate::source::Span;

/// Reads an argument or property, and the space behind it: whether there is any.
pub(super) fn entry(r: &mut Reader) -> Read<(Entry, bool)> {
    let start = r.pos;
    let annotation = annotation(r)?;
    let value = value(r, Missing::After("annotation", start))?;
    let end = value.span().end as usize;
    let is_spaced = space::within(r);
    if r.byte() != Some(b'=') {
        return Ok((Entry { start: start as u32, name: None, annotation, value }, is_spaced));
    }
    let Value::Text(name) = value else {
        let fault = Fault::NameNotText(value.span().of(r.source));
        return Err(fail(r, value.span().start as usize, end, &fault));
    };
    if annotation.is_some() {
        let fault = Fault::AnnotatedName(Span::new(start, end).of(r.source));
        return Err(fail(r, start, end, &fault));
    }
    let equals = r.pos;
    r.pos += 1;
    space::within(r);
    if r.byte() == Some(b'=') {
        return Err(fail(r, equals, r.pos + 1, &Fault::DoubleEquals));
    }
    if r.is_drop() {
        return Err(fail(r, r.pos, r.pos + 2, &Fault::DroppedPart));
    }
    let before = r.pos;
    let annotation = self::annotation(r)?;
    let missing = if r.pos == before { Missing::Property(start, equals) } else { Missing::After("annotation", before) };
    let value = self::value(r, missing)?;
    let is_spaced = space::within(r);
    Ok((Entry { start: start as u32, name: Some(name), annotation, value }, is_spaced))
}

/// What lacks where a value should stand and the node ends.
#[derive(Clone, Copy)]
pub(super) enum Missing {
    /// The value of a property: where its name starts, and the `=`.
    Property(usize, usize),
    /// What an annotation is for, and where the annotation starts.
    After(&'static str, usize),
}

/// Reads a value without its annotation.
pub(super) fn value(r: &mut Reader, missing: Missing) -> Read<Value> {
    let at = r.pos;
    match r.byte() {
        Some(b'"') => strings::string(r).map(Value::Text),
        Some(b'#') => hash(r),
        Some(byte) if CLASS[byte as usize] == WORD => word(r),
        Some(byte) if CLASS[byte as usize] & WIDE != 0 && at < chars::word_end(r.bytes, at) => word(r),
        _ if ends_node(r) => {
            match missing {
                Missing::Property(start, equals) => {
                    let name = r.source[start..equals].trim_end();
                    r.report(start, equals + 1, &Fault::NoValue(name));
                }
                Missing::After(what, start) => {
                    let end = start + r.source[start..at].trim_end().len();
                    r.report(start, end.max(start), &Fault::NothingAnnotated(what));
                }
            }
            Err(Skipped)
        }
        _ => {
            if r.is_drop() {
                return Err(fail(r, at, at + 2, &Fault::DroppedPart));
            }
            let end = chars::next(r.bytes, at);
            Err(fail(r, at, end, &Fault::Unexpected(&r.source[at..end])))
        }
    }
}

/// The node ends here, or its block begins.
fn ends_node(r: &Reader) -> bool {
    match r.byte() {
        None | Some(b';' | b'{' | b'}') => true,
        Some(b'/') => r.second() == Some(b'/'),
        Some(_) => chars::newline(r.bytes, r.pos) > 0,
    }
}

/// `false`
const LONGEST_KEYWORD: usize = 5;

/// Reads a bare word: a string or a number.
fn word(r: &mut Reader) -> Read<Value> {
    let (start, end) = (r.pos, chars::word_end(r.bytes, r.pos));
    let word = &r.bytes[start..end];
    let span = Span::new(start, end);
    r.pos = end;
    if r.byte() == Some(b'"') && word != b"r" && recover::closes_line(r, end) {
        r.report(start, end + 1, &Fault::NoOpeningQuote(span.of(r.source)));
        r.pos = end + 1;
        return Ok(Value::Text(Text::bare(span)));
    }
    if matches!(word[0], b'0'..=b'9' | b'+' | b'-' | b'.') && number::is_number_like(word) {
        if let Err(fault) = number::check(word) {
            r.report(start, end, &Fault::Number(&r.source[start..end], fault));
        }
        return Ok(Value::Number(span));
    }
    if word.len() > LONGEST_KEYWORD || !matches!(word[0], b't' | b'f' | b'n' | b'i' | b'-' | b'r') {
        return Ok(Value::Text(Text::bare(span)));
    }
    match word {
        b"true" | b"false" | b"null" | b"inf" | b"-inf" | b"nan" => {
            r.report(start, end, &Fault::BareKeyword(&r.source[start..end]));
        }
        b"r" if matches!(r.byte(), Some(b'"' | b'#')) && strings::starts(r.bytes, end) => {
            return legacy_raw_string(r, start);
        }
        _ => {}
    }
    Ok(Value::Text(Text::bare(span)))
}

/// `r"…"` and `r#"…"#` of KDL 1.
fn legacy_raw_string(r: &mut Reader, start: usize) -> Read<Value> {
    let quote = r.pos;
    let Some(extent) = strings::extent(r, quote) else {
        r.report(start, quote + 1, &Fault::LegacyRawString);
        recover::after_unclosed_line(r, quote);
        return Err(Skipped);
    };
    r.pos = extent.end;
    r.report(start, extent.end, &Fault::LegacyRawString);
    let text = r.source[extent.body..extent.close].to_owned();
    Ok(Value::Text(r.tree.cook(Span::new(start, extent.end), text)))
}

/// Reads what starts with `#`: a raw string or a keyword.
fn hash(r: &mut Reader) -> Read<Value> {
    let start = r.pos;
    let hashes = r.bytes[start..].iter().take_while(|&&b| b == b'#').count();
    if r.bytes.get(start + hashes) == Some(&b'"') {
        return strings::string(r).map(Value::Text);
    }
    let end = chars::word_end(r.bytes, start + hashes);
    let span = Span::new(start, end);
    r.pos = end;
    Ok(match &r.bytes[start..end] {
        b"#true" => Value::True(span),
        b"#false" => Value::False(span),
        b"#null" => Value::Null(span),
        b"#inf" | b"#-inf" | b"#nan" => Value::NotFinite(span),
        _ => {
            r.report(start, end, &Fault::UnknownKeyword(&r.source[start..end]));
            Value::Null(span)
        }
    })
}

/// Reads a type annotation where there is one, and the space behind it.
#[inline]
pub(super) fn annotation(r: &mut Reader) -> Read<Option<Text>> {
    if r.byte() == Some(b'(') { in_parentheses(r).map(Some) } else { Ok(None) }
}

fn in_parentheses(r: &mut Reader) -> Read<Text> {
    let open = r.pos;
    r.pos += 1;
    space::within(r);
    let name = match r.byte() {
        Some(b')') => {
            r.report(open, r.pos + 1, &Fault::EmptyAnnotation);
            Text::bare(Span::at(r.pos))
        }
        Some(b'/') if r.second() == Some(b'-') => {
            return Err(fail(r, r.pos, r.pos + 2, &Fault::DroppedPart));
        }
        Some(b'(' | b'/' | b'\\' | b'[' | b']' | b'=') | None => {
            return Err(fail(r, open, open + 1, &Fault::UnclosedAnnotation));
        }
        _ if ends_node(r) => return Err(fail(r, open, open + 1, &Fault::UnclosedAnnotation)),
        _ => text(r, &|word| Fault::AnnotationNotText(word))?,
    };
    space::within(r);
    if r.byte() != Some(b')') {
        return Err(fail(r, open, open + 1, &Fault::UnclosedAnnotation));
    }
    r.pos += 1;
    space::within(r);
    Ok(name)
}

/// Reads a string that is a name of something; another value is the fault that `other` gives.
pub(super) fn text(r: &mut Reader, other: &dyn for<'t> Fn(&'t str) -> Fault<'t>) -> Read<Text> {
    let faults = r.faults();
    let value = value(r, Missing::After("annotation", r.pos))?;
    if let Value::Text(text) = value {
        return Ok(text);
    }
    if r.faults() == faults {
        let (start, end) = (value.span().start as usize, value.span().end as usize);
        r.report(start, end, &other(&r.source[start..end]));
    }
    Ok(Text::bare(value.span()))
}

/// Reports an error after which the rest of the node's own text makes no sense.
pub(super) fn fail(r: &mut Reader, start: usize, end: usize, fault: &Fault) -> Skipped {
    r.report(start, end, fault);
    recover::skip(r);
    Skipped
}
