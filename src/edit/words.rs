//! Texts as KDL writes them.

use crate::syntax;

/// A text bare where it can be.
pub(super) fn word(text: &str) -> String {
    let alone = format!("a {text}");
    let document = syntax::read(&alone, &|_| false);
    let read = document.roots().next().and_then(|root| document.entries(root).first().copied());
    let is_itself = |value: syntax::Text| document.str(&alone, value) == text && value.span.of(&alone) == text;
    let can_be_bare = document.errors().is_empty() && read.and_then(|entry| entry.value.text()).is_some_and(is_itself);
    if can_be_bare { text.to_owned() } else { quoted(text) }
}

/// A text in quotes, in which nothing acts.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            char if char.is_control() => out.extend(char.escape_unicode()),
            char => out.push(char),
        }
    }
    out + "\""
}
