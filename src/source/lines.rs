//! The table of line starts of one text.

/// Where each line begins, so that an offset becomes a line without a scan from the start.
///
/// Lines end at LF, CRLF and CR, as editors count them; KDL's rarer line ends (NEL, VT, FF, LS, PS) do not count.
#[derive(Clone, Debug)]
pub struct LineTable {
    starts: Vec<u32>,
    ascii: bool,
}

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
        Self { starts, ascii: text.is_ascii() }
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
        let column = if self.ascii {
            offset - start
        } else {
            let mut end = offset.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text[start..end].chars().count()
        };
        (line + 1, column + 1)
    }
}
