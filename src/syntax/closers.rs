//! Where comments and strings of several lines end, and where none ends any more.
//!
//! An opener without its closer makes reading go on right after it, so that the rest of the text
//! is searched again by the next opener. What the first search learns is kept here, so that all
//! searches together take linear time.

#[derive(Debug, Default)]
pub(super) struct Closers {
    /// From the `"` of a line that nothing closes, to where its search ended.
    pub unclosed_line: (usize, usize),
    /// How far searches for a closer on a later line looked in vain.
    pub searched_ahead: usize,
    /// From here on nothing closes a `"""`.
    no_triple_from: Option<usize>,
    /// From where the last `"""` was searched, and where it was found.
    triple: (usize, usize),
    /// For each `"""` with `#` behind it, where it stands and how many they are, without those
    /// that have one with as many or more `#` after them. Made when it is first needed.
    raw: Option<Vec<(usize, usize)>>,
    /// From the first `/*` that nothing closes: it, and the later ones that are closed.
    comments: Option<(usize, Vec<(u32, u32)>)>,
}

impl Closers {
    /// A search from here would end without success where one from further up did.
    pub fn is_in_unclosed_line(&self, at: usize) -> bool {
        let (from, end) = self.unclosed_line;
        from <= at && at < end
    }
}

/// Where the comment that opens at `open` ends, comments in it included.
pub(super) fn comment_end(closers: &mut Closers, bytes: &[u8], open: usize) -> Option<usize> {
    if let Some((from, pairs)) = &closers.comments
        && *from <= open
    {
        let found = pairs.binary_search_by_key(&(open as u32), |pair| pair.0);
        return found.ok().map(|index| pairs[index].1 as usize);
    }
    let end = matching_end(bytes, open);
    if end.is_none() {
        closers.comments = Some((open, comment_pairs(bytes, open)));
    }
    end
}

/// Where the comment that opens at `open` ends, by a look at it alone.
pub(super) fn matching_end(bytes: &[u8], open: usize) -> Option<usize> {
    let (mut at, mut depth) = (open + 2, 1);
    while at + 1 < bytes.len() {
        match [bytes[at], bytes[at + 1]] {
            [b'*', b'/'] => {
                at += 2;
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            [b'/', b'*'] => {
                at += 2;
                depth += 1;
            }
            _ => at += 1,
        }
    }
    None
}

/// All comments from `open` on that are closed, by where they open.
fn comment_pairs(bytes: &[u8], open: usize) -> Vec<(u32, u32)> {
    let (mut at, mut opened, mut pairs) = (open, Vec::new(), Vec::new());
    while at + 1 < bytes.len() {
        match [bytes[at], bytes[at + 1]] {
            [b'/', b'*'] => {
                opened.push(at);
                at += 2;
            }
            [b'*', b'/'] => {
                at += 2;
                pairs.extend(opened.pop().map(|open| (open as u32, at as u32)));
            }
            _ => at += 1,
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The `"""` that closes a string of several lines with escapes, whose text starts at `body`.
pub(super) fn triple_close(closers: &mut Closers, bytes: &[u8], body: usize) -> Option<usize> {
    if closers.no_triple_from.is_some_and(|from| from <= body) {
        return None;
    }
    let (from, found) = closers.triple;
    if from <= body && body <= found && found > 0 {
        return Some(found);
    }
    let mut at = body;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' if bytes[at..].starts_with(b"\"\"\"") => {
                closers.triple = (body, at);
                return Some(at);
            }
            _ => at += 1,
        }
    }
    closers.no_triple_from = Some(body);
    None
}

/// The `"""` with so many `#` behind it that closes a raw string of several lines.
pub(super) fn raw_triple_close(closers: &mut Closers, bytes: &[u8], body: usize, hashes: usize) -> Option<usize> {
    let raw = closers.raw.get_or_insert_with(|| raw_closers(bytes));
    let with_enough = raw.partition_point(|(_, count)| *count >= hashes);
    let (last, _) = *raw[..with_enough].last()?;
    (body..=last).find(|&at| is_raw_triple(bytes, at, hashes))
}

fn is_raw_triple(bytes: &[u8], at: usize, hashes: usize) -> bool {
    bytes[at] == b'"'
        && bytes[at..].starts_with(b"\"\"\"")
        && bytes[at + 3..].iter().take(hashes).take_while(|&&b| b == b'#').count() == hashes
}

fn raw_closers(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::<(usize, usize)>::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' || !bytes[at..].starts_with(b"\"\"\"#") {
            at += 1;
            continue;
        }
        let count = bytes[at + 3..].iter().take_while(|&&b| b == b'#').count();
        while found.last().is_some_and(|(_, less)| *less <= count) {
            found.pop();
        }
        found.push((at, count));
        at += 3 + count;
    }
    found
}
