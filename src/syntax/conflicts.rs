//! Marks that a merge left in a text: `<<<<<<<`, `|||||||`, `=======`, `>>>>>>>` at the left margin.

use std::collections::HashSet;

use crate::source::Span;
use crate::syntax::Document;

/// A merge that nobody has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The first mark.
    pub span: Span,
    /// From 1.
    pub first_line: usize,
    pub last_line: usize,
    /// Conflicts after this one.
    pub more: usize,
}

#[derive(Clone, Copy)]
struct Mark {
    sign: u8,
    /// How many signs it has.
    length: usize,
    /// Its line without the end.
    span: Span,
    line: usize,
}

/// Marks that belong together, the first and the last.
struct Group {
    first: Mark,
    last: Mark,
    /// From `<<<<<<<` over `=======` to `>>>>>>>`.
    is_complete: bool,
}

/// The first conflict of a text, where the text was not read because of it.
///
/// What looks like one and stands in a string or a comment makes no error, and is none: a conflict has an error between
/// its marks, or one of its marks was taken for a node.
pub fn conflict(source: &str, document: &Document) -> Option<Conflict> {
    if !["<<<<<<<", ">>>>>>>", "|||||||"].iter().any(|mark| source.contains(mark)) {
        return None;
    }
    let groups = groups(&marks(source));
    let nodes: HashSet<u32> =
        document.trees.iter().flat_map(|tree| tree.nodes.iter().map(|node| node.name.span.start)).collect();
    let errors: Vec<u32> = document.errors.iter().map(|error| error.span.start).collect();
    let is_node = |mark: &Mark| mark.sign != b'=' && nodes.contains(&mark.span.start);
    let has_error = |from: u32, to: u32| {
        let next = errors.partition_point(|&at| at < from);
        errors.get(next).is_some_and(|&at| at <= to)
    };
    let is_live = |group: &&Group| {
        let marks = [&group.first, &group.last];
        marks.into_iter().any(is_node)
            || (group.is_complete && has_error(group.first.span.start, group.last.span.end))
            || marks.into_iter().any(|mark| mark.sign != b'=' && has_error(mark.span.start, mark.span.end))
    };
    let mut live = groups.iter().filter(is_live);
    let first = live.next()?;
    Some(Conflict {
        span: first.first.span,
        first_line: first.first.line,
        last_line: first.last.line,
        more: live.count(),
    })
}

/// Every line that is a mark.
fn marks(source: &str) -> Vec<Mark> {
    const LEAST: usize = 7;
    let mut found = Vec::new();
    let mut start = source.len() - source.trim_start_matches('\u{feff}').len();
    for (line, text) in (1..).zip(source[start..].split_inclusive('\n')) {
        let written = text.trim_end_matches(['\n', '\r']);
        let sign = written.bytes().next().unwrap_or_default();
        if matches!(sign, b'<' | b'|' | b'=' | b'>') {
            let length = written.bytes().take_while(|&byte| byte == sign).count();
            let rest = &written[length..];
            if length >= LEAST && (rest.is_empty() || rest.starts_with([' ', '\t'])) {
                found.push(Mark { sign, length, span: Span::new(start, start + written.len()), line });
            }
        }
        start += text.len();
    }
    found
}

fn groups(marks: &[Mark]) -> Vec<Group> {
    let alone = |mark: &Mark| Group { first: *mark, last: *mark, is_complete: false };
    let mut groups: Vec<Group> = Vec::new();
    // A group that is open, and whether its `=======` was met.
    let mut open: Option<(Group, bool)> = None;
    for mark in marks {
        match (mark.sign, &mut open) {
            (b'<', _) => {
                groups.extend(open.take().map(|(group, _)| group));
                open = Some((alone(mark), false));
            }
            (b'=', Some((group, has_middle))) if group.first.length == mark.length => {
                *has_middle = true;
                group.last = *mark;
            }
            (b'|', Some((group, false))) if group.first.length == mark.length => group.last = *mark,
            (b'>', Some((group, has_middle))) if group.first.length == mark.length => {
                group.last = *mark;
                group.is_complete = *has_middle;
                groups.extend(open.take().map(|(group, _)| group));
            }
            // Of a text alone between two marks nobody knows that it is one.
            (b'=', _) => {}
            _ => groups.push(alone(mark)),
        }
    }
    groups.extend(open.map(|(group, _)| group));
    groups.sort_by_key(|group| group.first.line);
    groups
}

#[cfg(test)]
mod tests {
    use super::{Conflict, conflict};
    use crate::syntax::read;

    fn lines(text: &str) -> Option<(usize, usize, usize)> {
        let found = conflict(text, &read(text, &|word| word == "site"));
        found.map(|Conflict { first_line, last_line, more, .. }| (first_line, last_line, more))
    }

    const ONE: &str = "<<<<<<< HEAD\nsite A\n=======\nsite B\n>>>>>>> theirs\n";

    #[test]
    fn a_conflict_is_from_its_first_mark_to_its_last() {
        assert_eq!(lines(ONE), Some((1, 5, 0)));
        assert_eq!(lines(&format!("site X\n{ONE}site Y\n{ONE}")), Some((2, 6, 1)));
        assert_eq!(lines(&ONE.replace('\n', "\r\n")), Some((1, 5, 0)));
        assert_eq!(lines(&format!("\u{feff}{ONE}")), Some((1, 5, 0)));
        assert_eq!(lines(&ONE.replace("=======", "||||||| base\nsite C\n=======")), Some((1, 7, 0)));
        assert_eq!(lines(&format!("site X {{\n    country GE\n{ONE}}}\n")), Some((3, 7, 0)));
        assert_eq!(lines(&ONE.replace(" HEAD", "").replace(" theirs", "")), Some((1, 5, 0)));
        assert_eq!(lines("<<<<<<< a\nsite A {\n=======\nsite B {\n>>>>>>> b\n  country GE\n}\n"), Some((1, 5, 0)));
        assert_eq!(lines("<<<<<<<<< a\nsite A\n=========\nsite B\n>>>>>>>>> b\n"), Some((1, 5, 0)));
    }

    #[test]
    fn marks_that_were_left_behind_are_found() {
        assert_eq!(lines("<<<<<<< HEAD\nsite A\n"), Some((1, 1, 0)));
        assert_eq!(lines("site A\n>>>>>>> feature/x\n"), Some((2, 2, 0)));
        assert_eq!(lines("<<<<<<< HEAD\nsite A\n=======\nsite B\n"), Some((1, 3, 0)));
    }

    #[test]
    fn what_stands_in_a_string_or_a_comment_is_no_conflict() {
        for text in [format!("/*\n{ONE}*/\nsite A\n"), format!("site A {{\n  note #\"\"\"\n{ONE}\"\"\"#\n}}\n")] {
            assert_eq!(lines(&text), None, "{text}");
            // Nor where something else is wrong.
            assert_eq!(lines(&format!("{text}site B {{\n  name \"x\n}}\n")), None, "{text}");
        }
        assert_eq!(lines("site A // <<<<<<< HEAD\n"), None);
        assert_eq!(lines("site A\n=======\n"), None, "nothing says that this was a merge");
        assert_eq!(lines("<<<<<<<HEAD\n"), None);
    }
}
