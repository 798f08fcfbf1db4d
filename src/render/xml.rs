//! What stands between the tags and in the attributes of XML.

use crate::render::escaped;

/// A text that may stand in an attribute or between tags. XML 1.0 has no way to write a control character: it is
/// written as everywhere else.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in escaped(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // The only others that XML 1.0 refuses.
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            char => out.push(char),
        }
    }
    out
}
