//! What a character may be: part of a bare word, a space, a newline, or nothing that KDL allows.
//!
//! Works on bytes of UTF-8. A character that KDL forbids counts as part of a word here: it is
//! reported once, for the whole text, by `forbidden`, and must not be reported again.

/// The byte belongs to a bare word.
pub(super) const WORD: u8 = 1;
/// The byte may begin a space or a newline beyond ASCII.
pub(super) const WIDE: u8 = 2;
/// The byte ends a quoted string, or must be looked at inside one.
pub(super) const IN_STRING: u8 = 4;
/// The byte begins a newline, or may.
pub(super) const LINE: u8 = 8;

pub(super) static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut class = [WORD; 256];
    let not_in_word = b"\\/(){};[]\"#= \t\n\r\x0b\x0c";
    let mut i = 0;
    while i < not_in_word.len() {
        class[not_in_word[i] as usize] = 0;
        i += 1;
    }
    let lines = b"\n\r\x0b\x0c";
    let mut i = 0;
    while i < lines.len() {
        class[lines[i] as usize] = LINE | IN_STRING;
        i += 1;
    }
    class[b'"' as usize] |= IN_STRING;
    class[b'\\' as usize] |= IN_STRING;
    // The first bytes of U+0085 and U+00A0, U+1680, U+2000 and above, U+3000.
    class[0xc2] = WIDE | LINE | IN_STRING;
    class[0xe1] = WIDE;
    class[0xe2] = WIDE | LINE | IN_STRING;
    class[0xe3] = WIDE;
    class
}

/// The length of the space at `at` that is no newline; 0 where there is none.
pub(super) fn space(bytes: &[u8], at: usize) -> usize {
    match *bytes.get(at..).unwrap_or_default() {
        [b' ' | b'\t', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        [0xe1, 0x9a, 0x80, ..]
        | [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..]
        | [0xe2, 0x81, 0x9f, ..]
        | [0xe3, 0x80, 0x80, ..] => 3,
        _ => 0,
    }
}

/// The length of the newline at `at`; 0 where there is none.
pub(super) fn newline(bytes: &[u8], at: usize) -> usize {
    match *bytes.get(at..).unwrap_or_default() {
        [b'\r', b'\n', ..] | [0xc2, 0x85, ..] => 2,
        [b'\n' | b'\r' | 0x0b | 0x0c, ..] => 1,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

/// Where the bare word that starts at `at` ends; `at` itself where there is none.
#[inline]
pub(super) fn word_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    loop {
        let rest = &bytes[at..];
        at += rest.iter().position(|&b| CLASS[b as usize] != WORD).unwrap_or(rest.len());
        if at == bytes.len() || CLASS[bytes[at] as usize] & WIDE == 0 {
            return at;
        }
        if space(bytes, at) > 0 || newline(bytes, at) > 0 {
            return at;
        }
        at = next(bytes, at);
    }
}

/// Where the line of `at` ends, before its newline.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    while at < bytes.len() && (CLASS[bytes[at] as usize] & LINE == 0 || newline(bytes, at) == 0) {
        at += 1;
    }
    at
}

/// Where the line of `at` starts, after the newline before it.
pub(super) fn line_start(bytes: &[u8], at: usize) -> usize {
    let mut start = at;
    while start > 0 {
        match bytes[..start] {
            [.., b'\n' | b'\r' | 0x0b | 0x0c] | [.., 0xc2, 0x85] | [.., 0xe2, 0x80, 0xa8 | 0xa9] => break,
            _ => start -= 1,
        }
    }
    start
}

/// Where the character at `at` ends.
pub(super) fn next(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while at < bytes.len() && bytes[at] & 0xc0 == 0x80 {
        at += 1;
    }
    at
}

/// The characters that may stand nowhere in a KDL text, as runs of bytes, at most `limit` of them,
/// and how many more runs there are, from `part` on. A byte order mark is allowed at the start alone.
pub(super) fn forbidden(bytes: &[u8], part: usize, limit: usize) -> (Vec<std::ops::Range<usize>>, usize) {
    const CHUNK: usize = 64;
    let (mut runs, mut more) = (Vec::<std::ops::Range<usize>>::new(), 0);
    let mut last_end = usize::MAX;
    for (chunk, start) in bytes[part..].chunks(CHUNK).zip((part..).step_by(CHUNK)) {
        if !chunk.iter().fold(false, |found, &b| found | is_suspect(b)) {
            continue;
        }
        for at in start..start + chunk.len() {
            let len = forbidden_at(bytes, at);
            if len == 0 || at == 0 && bytes[0] == 0xef {
                continue;
            }
            let continues = last_end == at;
            let is_full = runs.len() == limit;
            match runs.last_mut() {
                Some(run) if continues && more == 0 => run.end = at + len,
                _ if continues => {}
                _ if is_full => more += 1,
                _ => runs.push(at..at + len),
            }
            last_end = at + len;
        }
    }
    (runs, more)
}

/// The byte is, or may begin, a forbidden character.
#[expect(clippy::needless_bitwise_bool, reason = "without branches, many bytes are tested at once")]
fn is_suspect(byte: u8) -> bool {
    (byte < 0x20) & !(9..=13).contains(&byte) | (byte == 0x7f) | (byte == 0xe2) | (byte == 0xef)
}

fn forbidden_at(bytes: &[u8], at: usize) -> usize {
    match bytes[at..] {
        [0..=8 | 14..=31 | 0x7f, ..] => 1,
        [0xe2, 0x80, 0x8e | 0x8f | 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xa9, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}
