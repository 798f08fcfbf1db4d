//! The table of line starts of one text.

/// Where each line begins, so that an offset becomes a line without a scan from the start.
///
/// Lines end at LF, CRLF and CR, as editors count them; KDL's rarer line ends (NEL, VT, FF, LS, PS) do not count.
#[derive(Clone, Debug)]
pub struct LineTable {
    starts: Vec<u32>,
    /// Characters that begin before each [`STEP`] bytes, so that no column is counted from the start of a long line;
    /// empty where every byte is one.
    chars: Vec<u32>,
}

/// Bytes between two counts of characters.
const STEP: usize = 256;

impl LineTable {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 24 + 1);
        starts.push(0);
        for (at, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        let mut chars = Vec::new();
        if !text.is_ascii() {
            let mut before = 0;
            chars.reserve(bytes.len() / STEP + 1);
            chars.push(0);
            for step in bytes.chunks_exact(STEP) {
                before += beginning(step);
                chars.push(before);
            }
        }
        Self { starts, chars }
    }

    /// Number of lines; a text without a line end has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that holds the offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// The bytes of a line, counted from 0, with its line end.
    pub fn range(&self, line: usize, text: &str) -> std::ops::Range<usize> {
        let start = self.starts[line] as usize;
        let end = self.starts.get(line + 1).map_or(text.len(), |&next| next as usize);
        start..end
    }

    /// Line and column from 1; the column counts Unicode scalar values.
    pub fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.starts[line] as usize;
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let column = if self.chars.is_empty() {
            end - start
        } else {
            self.chars_before(text, end) - self.chars_before(text, start)
        };
        (line + 1, column + 1)
    }

    /// Characters before an offset that is a boundary of them.
    fn chars_before(&self, text: &str, offset: usize) -> usize {
        let step = offset / STEP;
        (self.chars[step] + beginning(&text.as_bytes()[step * STEP..offset])) as usize
    }
}

/// How many characters begin in a piece of text: every byte that continues none.
fn beginning(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte & 0xC0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use super::LineTable;

    #[test]
    fn columns_of_a_long_line_are_those_of_a_count_from_its_start() {
        let line = "aé€𝄞b".repeat(200);
        let text = format!("é\n{line}\r\n{line}");
        let table = LineTable::new(&text);
        let mut start = 0;
        for (line, piece) in text.split_inclusive('\n').enumerate() {
            for (column, (at, _)) in piece.char_indices().enumerate() {
                assert_eq!(table.line_column(&text, start + at), (line + 1, column + 1));
            }
            start += piece.len();
        }
        assert_eq!(table.line_column(&text, text.len()), (3, 1001));
        assert_eq!(table.line_column(&text, text.len() - 1), (3, 1000), "the character that holds the offset");
    }
}
