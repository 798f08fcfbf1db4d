//! Text from outside made harmless: what a terminal would obey, or would draw in another order, is shown escaped.

use std::borrow::Cow;

/// Whether a character acts on a terminal or on the order of text instead of being drawn.
pub(super) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
}

/// The text with such characters written as `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| if acts(c) { c.escape_unicode().to_string() } else { c.to_string() })
        .collect::<String>()
        .into()
}

/// A text of several lines in which nothing is a command of a CI runner: those look for `::` where a line begins, also
/// after blanks, and for `##[` and `##vso[` anywhere (GitHub's `ActionCommand.cs`, Azure Pipelines' `Command.cs`).
pub fn tamed(text: &str) -> Cow<'_, str> {
    let begins = |line: &str| line.trim_start().starts_with("::");
    if !text.contains("##") && !text.split(['\n', '\r']).any(begins) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive(['\n', '\r']) {
        if begins(line) {
            let (blank, rest) = line.split_at(line.len() - line.trim_start().len());
            out.extend([blank, "\\u{3a}", &rest[1..]]);
        } else {
            out.push_str(line);
        }
    }
    let lower = out.to_ascii_lowercase();
    if !lower.contains("##[") && !lower.contains("##vso[") {
        return out.into();
    }
    let mut tame = String::with_capacity(out.len() + 16);
    for (at, sign) in out.char_indices() {
        let acts = lower[at..].starts_with("##[") || lower[at..].starts_with("##vso[");
        if acts { tame.push_str("\\u{23}") } else { tame.push(sign) }
    }
    tame.into()
}

/// The text with such characters replaced by others of the same length in bytes, so that offsets stay right.
/// Line ends and tabs stay.
pub fn masked(text: &str) -> Cow<'_, str> {
    let masks = |c: char| acts(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.chars().any(masks) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match (masks(c), c.len_utf8()) {
            (false, _) => c,
            (true, 1) => '?',
            (true, 2) => '¿',
            (true, _) => '\u{FFFD}',
        })
        .collect::<String>()
        .into()
}
