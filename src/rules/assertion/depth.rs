//! How deep an expression is, before it is parsed.

use std::ops::AddAssign as _;

/// How deep the tree of a text may be: an operator may be a level, but for `&&` and `||`, whose trees are balanced.
pub(super) fn depth(text: &str) -> usize {
    // For each open bracket, the operators since it was opened or since the last `&&`, `||` or comma.
    let mut open = vec![0_usize];
    let (mut now, mut deepest) = (0_usize, 0);
    let mut quote = None;
    for byte in text.bytes() {
        match (quote, byte) {
            (Some(end), byte) => quote = (byte != end).then_some(end),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => {
                open.push(2);
                now += 2;
            }
            (None, b')' | b']' | b'}') if open.len() > 1 => {
                // What stands behind it, as in `a[0][1]`, is a level above.
                now = now - open.pop().unwrap_or(0) + 1;
                open.last_mut().expect("the outermost is never closed").add_assign(1);
            }
            (None, b'&' | b'|' | b',') => now -= open.last_mut().map_or(0, std::mem::take),
            (None, b'+' | b'-' | b'*' | b'/' | b'%' | b'.' | b'!' | b'?' | b':' | b'<' | b'>' | b'=') => {
                open.last_mut().expect("the outermost is never closed").add_assign(1);
                now += 1;
            }
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}
