//! Escapes in quoted strings.

use super::chars;

/// What a `\` in a quoted string stands for, and the length of all of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Escape {
    Char(char, usize),
    /// Whitespace that does not count.
    Space(usize),
    /// `\q`
    Unknown(usize),
    /// `\u` that names no character.
    NoCharacter(usize),
}

/// Reads the escape whose `\` is at `at`.
pub(super) fn escape(bytes: &[u8], at: usize) -> Escape {
    let char = match bytes.get(at + 1) {
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b's') => ' ',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'\\') => '\\',
        Some(b'"') => '"',
        Some(b'u') => return unicode(bytes, at),
        None => return Escape::Unknown(1),
        Some(_) => {
            let end = blank_end(bytes, at + 1);
            return if end > at + 1 {
                Escape::Space(end - at)
            } else {
                Escape::Unknown(chars::next(bytes, at + 1) - at)
            };
        }
    };
    Escape::Char(char, 2)
}

/// Where spaces and newlines end.
fn blank_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    loop {
        match chars::space(bytes, at) + chars::newline(bytes, at) {
            0 => return at,
            len => at += len,
        }
    }
}

/// `\u{…}` with one to six hexadecimal digits.
fn unicode(bytes: &[u8], at: usize) -> Escape {
    const LIMIT: usize = 16;
    let Some(b'{') = bytes.get(at + 2) else {
        return Escape::NoCharacter(2);
    };
    let digits = &bytes[at + 3..];
    let count = digits.iter().take(LIMIT).take_while(|b| b.is_ascii_hexdigit()).count();
    if digits.get(count) != Some(&b'}') {
        return Escape::NoCharacter(3 + count);
    }
    let length = 4 + count;
    let code = digits[..count].iter().fold(0, |code: u64, digit| {
        code << 4 | u64::from(char::from(*digit).to_digit(16).expect("only digits were counted"))
    });
    let char = u32::try_from(code).ok().and_then(char::from_u32);
    match char {
        Some(char) if (1..=6).contains(&count) => Escape::Char(char, length),
        _ => Escape::NoCharacter(length),
    }
}
