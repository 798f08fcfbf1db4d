//! Findings as a person reads them in a terminal: the text with what is wrong underlined, both causal chains, why it
//! matters and what to do. The only user of `miette`.

use std::borrow::Cow;
use std::fmt;

use miette::{
    Diagnostic as Drawn, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    Severity, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::render::{Report, escaped, masked};
use crate::source::{FileId, Place, SourceFile};

/// How findings are drawn.
#[derive(Clone, Debug)]
pub struct Style {
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Stands before the path of every file, so that it can be opened from where the command runs.
    pub prefix: String,
}

/// Places in one file no further apart than this many lines are drawn as one piece of text.
const NEAR_LINES: usize = 6;

/// Longer stretches of a line are cut around what is underlined.
const LONG_LINE: usize = 300;

/// Draws all findings, those that a waiver covers left out, and the summary.
pub fn render(report: &Report<'_>, style: &Style) -> String {
    let styles = if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(1)
        .with_links(false)
        .with_urls(false)
        .with_show_related_as_nested(true)
        .without_syntax_highlighting();
    let folded = fold(report.findings);
    let mut out = String::new();
    let mut files = Files { report, style, drawn: FxHashMap::default() };
    for (at, finding) in report.findings.iter().enumerate() {
        if finding.waived_by.is_some() || folded.is_folded(at) {
            continue;
        }
        files.load(finding);
        let piece = Piece::of(&files, finding, &folded.under(report.findings, at));
        handler.render_report(&mut out, &piece).expect("a string takes all");
        out.push('\n');
    }
    out.push_str(&report.summary());
    out.push('\n');
    out
}

/// Which findings are told with another one that they follow from.
struct Folded {
    /// For each finding the one that it is told with.
    into: Vec<Option<usize>>,
}

fn fold(findings: &[Diagnostic]) -> Folded {
    let key = |finding: &Diagnostic| finding.ids.iter().take(3).cloned().collect::<Vec<_>>();
    let mut by_thing: FxHashMap<(Vec<String>, &str), usize> = FxHashMap::default();
    for (at, finding) in findings.iter().enumerate() {
        if let (Some(thing), true, None) = (finding.ids.get(3), finding.rule.starts_with("shared-"), finding.waived_by)
        {
            by_thing.entry((key(finding), thing)).or_insert(at);
        }
    }
    let parent = |finding: &Diagnostic| {
        let thing = finding.follows_from.as_deref()?;
        by_thing.get(&(key(finding), thing)).copied()
    };
    let mut into: Vec<Option<usize>> = Vec::with_capacity(findings.len());
    for (at, finding) in findings.iter().enumerate() {
        // A finding that follows from one that itself follows is told with the first; a chain is as long as the layers.
        let mut root = parent(finding).filter(|&root| root != at && finding.waived_by.is_none());
        for _ in 0..16 {
            match root.and_then(|root| parent(&findings[root])) {
                Some(next) if Some(next) != root && next != at => root = Some(next),
                _ => break,
            }
        }
        into.push(root);
    }
    Folded { into }
}

impl Folded {
    fn is_folded(&self, at: usize) -> bool {
        self.into[at].is_some()
    }

    fn under<'f>(&self, findings: &'f [Diagnostic], at: usize) -> Vec<&'f Diagnostic> {
        findings.iter().zip(&self.into).filter(|(_, into)| **into == Some(at)).map(|(finding, _)| finding).collect()
    }
}

/// The files of the findings as they are drawn.
struct Files<'r> {
    report: &'r Report<'r>,
    style: &'r Style,
    drawn: FxHashMap<FileId, DrawnFile<'r>>,
}

/// A file whose text acts on no terminal.
#[derive(Debug)]
struct DrawnFile<'r> {
    file: &'r SourceFile,
    text: Cow<'r, str>,
    name: String,
}

impl<'r> Files<'r> {
    fn load(&mut self, finding: &Diagnostic) {
        let places = finding.related.iter().map(|related| related.place).chain([finding.place]);
        for place in places {
            self.drawn.entry(place.file).or_insert_with(|| {
                let file = self.report.sources.get(place.file);
                DrawnFile {
                    file,
                    text: masked(&file.text),
                    name: format!("{}{}", self.style.prefix, escaped(&file.path)),
                }
            });
        }
    }

    fn get(&self, id: FileId) -> &DrawnFile<'r> {
        &self.drawn[&id]
    }

    fn line(&self, place: Place) -> usize {
        self.get(place.file).file.lines().line_of(place.span.start as usize)
    }
}

impl SourceCode for DrawnFile<'_> {
    /// Whole lines around the span, from the line table; of a long line only what is near the span.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text: &str = &self.text;
        let lines = self.file.lines();
        let (from, to) = (span.offset().min(text.len()), (span.offset() + span.len()).min(text.len()));
        let first = lines.line_of(from).saturating_sub(before);
        let last = (lines.line_of(to) + after).min(lines.count() - 1);
        let mut start = lines.range(first, text).start;
        let mut end = lines.range(last, text).end;
        // No context is asked for where only the place is to be named: then the text starts at the label itself.
        if (before, after) == (0, 0) {
            start = from;
        }
        if from - start > LONG_LINE {
            start = boundary(text, from - LONG_LINE / 4);
        }
        if end - to > LONG_LINE {
            end = boundary(text, to + LONG_LINE / 4);
        }
        let (line, column) = self.file.line_column(start);
        let data = text[start..end].trim_end_matches(['\n', '\r']).as_bytes();
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            data,
            (start, data.len()).into(),
            line - 1,
            column - 1,
            last - first + 1,
        );
        Ok(Box::new(contents))
    }
}

/// The nearest boundary of a character at or before an offset.
fn boundary(text: &str, mut offset: usize) -> usize {
    offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// One piece of text with its labels; a finding is one, its related places are more.
struct Piece<'f, 'r> {
    message: String,
    code: Option<&'f str>,
    severity: Severity,
    source: &'f DrawnFile<'r>,
    labels: Vec<LabeledSpan>,
    help: Option<String>,
    related: Vec<Piece<'f, 'r>>,
}

impl<'f, 'r> Piece<'f, 'r> {
    fn of(files: &'f Files<'r>, finding: &'f Diagnostic, folded: &[&Diagnostic]) -> Self {
        let primary = label(files, finding.place, &finding.label, true);
        let mut piece = Self {
            message: escaped(&finding.message).into_owned(),
            code: Some(finding.rule),
            severity: if finding.level == Level::Deny { Severity::Error } else { Severity::Warning },
            source: files.get(finding.place.file),
            labels: vec![primary],
            help: advice(finding, folded),
            related: Vec::new(),
        };
        // The piece that is being drawn: its file, and the lines that its labels span.
        let mut at = (finding.place.file, files.line(finding.place), files.line(finding.place));
        for related in &finding.related {
            let place = related.place;
            let line = files.line(place);
            let near = place.file == at.0 && line + NEAR_LINES >= at.1 && line <= at.2 + NEAR_LINES;
            let into = match (near, piece.related.is_empty()) {
                (true, true) => Some(&mut piece.labels),
                (true, false) => piece.related.last_mut().map(|last| &mut last.labels),
                (false, _) => None,
            };
            match into {
                Some(labels) if fits(labels, place) => {
                    labels.push(label(files, place, &related.message, false));
                    at = (place.file, at.1.min(line), at.2.max(line));
                }
                _ => {
                    piece.related.push(Self {
                        message: escaped(&related.message).into_owned(),
                        code: None,
                        severity: Severity::Advice,
                        source: files.get(place.file),
                        labels: vec![label(files, place, "here", false)],
                        help: None,
                        related: Vec::new(),
                    });
                    at = (place.file, line, line);
                }
            }
        }
        piece
    }
}

/// Two labels at one place would hide each other.
fn fits(labels: &[LabeledSpan], place: Place) -> bool {
    let (start, end) = (place.span.start as usize, place.span.end as usize);
    labels.iter().all(|label| end <= label.offset() || label.offset() + label.len() <= start)
}

/// A label on the first line of its place, cut where it is long.
fn label(files: &Files<'_>, place: Place, text: &str, primary: bool) -> LabeledSpan {
    const LONGEST: usize = 120;
    let file = files.get(place.file);
    let start = place.span.start as usize;
    let line = file.file.lines().range(file.file.lines().line_of(start), &file.text);
    let line_end = line.start + file.text[line.clone()].trim_end_matches(['\n', '\r']).len();
    let end = (place.span.end as usize).min(line_end).min(start + LONGEST).max(start);
    let span = (start, boundary(&file.text, end).max(start) - start);
    let text = (!text.is_empty()).then(|| escaped(text).into_owned());
    if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

/// Why and what to do, with what follows from the finding.
fn advice(finding: &Diagnostic, folded: &[&Diagnostic]) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    if let Some(note) = &finding.note {
        lines.push(note.clone());
    }
    if !folded.is_empty() {
        let shared = folded.iter().filter_map(|follower| {
            let what = follower.rule.strip_prefix("shared-")?.replace('-', " ");
            Some(format!("{what} `{}`", follower.ids.get(3)?))
        });
        lines.push(format!("with it they share {}", shared.collect::<Vec<_>>().join(", ")));
    }
    if let Some(help) = &finding.help {
        lines.push(help.clone());
    }
    let text = lines.join("\n");
    (!text.is_empty()).then(|| escaped_lines(&text))
}

/// Escapes each line; the line ends are ours.
fn escaped_lines(text: &str) -> String {
    text.lines().map(|line| escaped(line).into_owned()).collect::<Vec<_>>().join("\n")
}

impl fmt::Debug for Piece<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Piece<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Piece<'_, '_> {}

impl Drawn for Piece<'_, '_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Drawn> + 'a>> {
        Some(Box::new(self.related.iter().map(|piece| piece as &dyn Drawn)))
    }
}
