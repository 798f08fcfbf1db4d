//! A few lines of a file as they are drawn: harmless, cut to the width, with labels moved to where their text is.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::render::masked;
use crate::source::{Place, SourceFile};

/// A label before it is put into a snippet.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub place: Place,
    pub text: String,
    pub primary: bool,
}

/// Lines of one file with labels on them.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    text: String,
    /// Where each line of the text starts.
    starts: Vec<usize>,
    /// The first line, counted from 0 in its file.
    first: usize,
    /// Line and column, from 1, that stand beside the name of the file.
    position: (usize, usize),
    pub labels: Vec<LabeledSpan>,
}

/// Lines around the labels.
const CONTEXT: usize = 1;

/// Room that a label needs beside what it underlines, if the line can be moved to give it.
const LABEL_ROOM: usize = 32;

/// What is drawn before a label: `╰── `.
const LABEL_LEAD: usize = 4;

/// How much of a text is underlined at most.
const LONGEST: usize = 100;

impl Snippet {
    /// The lines that hold the labels, and one on either side. No line is longer than `width` characters: of a longer
    /// one the stretch around its label stays.
    pub(super) fn new(file: &SourceFile, name: String, labels: &[Label], width: usize) -> Self {
        let lines = file.lines();
        let line_of = |label: &Label| lines.line_of(label.place.span.start as usize);
        let first = labels.iter().map(line_of).min().unwrap_or(0).saturating_sub(CONTEXT);
        let last = (labels.iter().map(line_of).max().unwrap_or(0) + CONTEXT).min(lines.count() - 1);
        let mut snippet = Self {
            name,
            text: String::new(),
            starts: Vec::new(),
            first,
            position: file.line_column(labels.first().map_or(0, |label| label.place.span.start as usize)),
            labels: Vec::new(),
        };
        let mut placed: Vec<Option<LabeledSpan>> = vec![None; labels.len()];
        for line in first..=last {
            let here: Vec<usize> = (0..labels.len()).filter(|&at| line_of(&labels[at]) == line).collect();
            let range = lines.range(line, &file.text);
            snippet.push_line(&file.text[range.clone()], range.start, labels, &here, width, &mut placed);
        }
        snippet.labels = placed.into_iter().flatten().collect();
        snippet
    }

    fn push_line(
        &mut self,
        line: &str,
        offset: usize,
        labels: &[Label],
        here: &[usize],
        width: usize,
        placed: &mut [Option<LabeledSpan>],
    ) {
        let line = line.trim_end_matches(['\n', '\r']);
        let spans: Vec<Range<usize>> = here.iter().map(|&at| within(line, offset, &labels[at])).collect();
        let longest = here.iter().map(|&at| labels[at].text.chars().count()).max().unwrap_or(0);
        let kept = window(line, &spans, longest, width);
        self.starts.push(self.text.len());
        if kept.start > 0 {
            self.text.push('…');
        }
        let moved = self.text.len();
        // Tabs are one column wide here, so that a label stands under what it means.
        self.text.push_str(&masked(&line[kept.clone()]).replace('\t', " "));
        if kept.end < line.len() {
            self.text.push('…');
        }
        self.text.push('\n');
        for (&at, span) in here.iter().zip(spans) {
            let start = span.start.clamp(kept.start, kept.end) - kept.start + moved;
            let end = span.end.clamp(kept.start, kept.end) - kept.start + moved;
            let text = (!labels[at].text.is_empty()).then(|| labels[at].text.clone());
            let range = (start, end.max(start) - start);
            placed[at] = Some(if labels[at].primary {
                LabeledSpan::new_primary_with_span(text, range)
            } else {
                LabeledSpan::new_with_span(text, range)
            });
        }
    }
}

/// The bytes of a line that a label underlines, cut where they are many.
fn within(line: &str, offset: usize, label: &Label) -> Range<usize> {
    let span = label.place.span;
    let start = boundary(line, span.start as usize - offset);
    let end = (span.end as usize).saturating_sub(offset).min(start + LONGEST).max(start);
    start..boundary(line, end).max(start)
}

/// What of a line is shown: all of it if it is short enough, else so much that its labels have room.
fn window(line: &str, spans: &[Range<usize>], label: usize, width: usize) -> Range<usize> {
    // Nothing longer than this is looked at: a line may be a file.
    let reach = width * 4 + LONGEST;
    let from = spans.iter().map(|span| span.start).min().unwrap_or(0);
    let low = boundary(line, from.saturating_sub(reach));
    let high = boundary(line, (from + reach).min(line.len()));
    let near = &line[low..high];
    let to = spans.iter().map(|span| span.end).max().unwrap_or(0).min(high);
    let before = line[low..from.max(low)].chars().count();
    let underlined = line[from.max(low)..to.max(from)].chars().count();
    // A label hangs from the middle of what it underlines.
    let labelled = if label == 0 { 0 } else { underlined.min(LONGEST) / 2 + LABEL_LEAD + label };
    if low == 0 && high == line.len() && near.chars().count().max(before + labelled) <= width {
        return 0..line.len();
    }
    let room = width.saturating_sub(underlined.max(LABEL_ROOM).max(labelled).min(width) + 2);
    let skip = before.saturating_sub(room);
    let start = low + near.char_indices().nth(skip).map_or(near.len(), |(at, _)| at);
    let start = if low == 0 && skip == 0 { 0 } else { start };
    let rest = &line[start..high];
    let end = start + rest.char_indices().nth(width.saturating_sub(2)).map_or(rest.len(), |(at, _)| at);
    start..end
}

/// The nearest boundary of a character at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line_of = |offset: usize| self.starts.partition_point(|&start| start <= offset) - 1;
        let end = span.offset() + span.len();
        // Without context only the place is asked for, which is then drawn beside the name of the file.
        if (before, after) == (0, 0) {
            let (line, column) = self.position;
            let data = &self.text.as_bytes()[span.offset()..end];
            let contents = MietteSpanContents::new_named(self.name.clone(), data, *span, line - 1, column - 1, 1);
            return Ok(Box::new(contents));
        }
        let first = line_of(span.offset()).saturating_sub(before);
        let last = (line_of(end) + after).min(self.starts.len() - 1);
        let start = self.starts[first];
        let end = self.starts.get(last + 1).copied().unwrap_or(self.text.len());
        let data = self.text[start..end].trim_end_matches('\n').as_bytes();
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            data,
            (start, data.len()).into(),
            self.first + first,
            0,
            last - first + 1,
        );
        Ok(Box::new(contents))
    }
}
