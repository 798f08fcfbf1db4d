//! Findings as a person reads them in a terminal: the text with what is wrong underlined, both causal chains, why it
//! matters and what to do. The only user of `miette`.

use std::fmt;

use miette::{
    Diagnostic as Drawn, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode, ThemeCharacters,
    ThemeStyles,
};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Dimension;
use crate::render::snippet::{Label, Snippet};
use crate::render::{Report, escaped, tamed};
use crate::source::Place;

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
const NEAR_LINES: usize = 2;

/// How many findings are drawn; the others are counted. Nobody reads more at once, and a picture costs a hundred
/// times what a line does.
const MOST: usize = 200;

/// Draws the findings, those that a waiver covers left out, and the summary.
pub fn render(report: &Report<'_>, style: &Style) -> String {
    findings(report, style) + &report.summary() + "\n"
}

/// Draws the findings, those that a waiver covers left out.
pub fn findings(report: &Report<'_>, style: &Style) -> String {
    let styles = if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_wrap_lines(false)
        .with_context_lines(1)
        .with_links(false)
        .with_urls(false)
        .with_show_related_as_nested(true)
        .without_syntax_highlighting();
    let folded = fold(report.findings);
    let mut out = String::new();
    let stands = |&at: &usize| report.findings[at].stands() && !folded.is_folded(at);
    let mut drawn: Vec<usize> = (0..report.findings.len()).filter(stands).collect();
    // No warning takes the place of an error; what is drawn keeps the order of the text.
    drawn.sort_by_key(|&at| std::cmp::Reverse(report.findings[at].level));
    let more = drawn.len().saturating_sub(MOST);
    drawn.truncate(MOST);
    drawn.sort_unstable();
    for at in drawn {
        let finding = &report.findings[at];
        let piece = Piece::of(report, style, finding, &folded.under(report.findings, at));
        handler.render_report(&mut out, &piece).expect("a string takes all");
        out.push('\n');
    }
    if more > 0 {
        let findings = if more == 1 { "finding is" } else { "findings are" };
        let line = format!("{more} more {findings} not drawn: `--format short` has a line for each");
        out.push_str(&wrapped(&line, style.width, "").join("\n"));
        out.push_str("\n\n");
    }
    tamed(&out).into_owned()
}

/// Which findings are told with another one that they follow from.
struct Folded {
    /// For each finding the one that it is told with.
    into: Vec<Option<usize>>,
    /// For a finding, those that are told with it.
    under: FxHashMap<usize, Vec<usize>>,
}

fn fold(findings: &[Diagnostic]) -> Folded {
    let key = |finding: &Diagnostic| finding.ids.iter().take(3).cloned().collect::<Vec<_>>();
    let mut by_thing: FxHashMap<(Vec<String>, &str), usize> = FxHashMap::default();
    for (at, finding) in findings.iter().enumerate() {
        if let (Some(thing), true, true) = (finding.ids.get(3), finding.rule.starts_with("shared-"), finding.stands()) {
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
        let mut root = parent(finding).filter(|&root| root != at && finding.stands());
        for _ in 0..16 {
            match root.and_then(|root| parent(&findings[root])) {
                Some(next) if Some(next) != root && next != at => root = Some(next),
                _ => break,
            }
        }
        into.push(root);
    }
    // Told with one that is not drawn itself, a finding would be lost.
    for at in 0..into.len() {
        if into[at].is_some_and(|root| into[root].is_some()) {
            into[at] = None;
        }
    }
    let mut under: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, root) in into.iter().enumerate() {
        if let Some(root) = root {
            under.entry(*root).or_default().push(at);
        }
    }
    Folded { into, under }
}

impl Folded {
    fn is_folded(&self, at: usize) -> bool {
        self.into[at].is_some()
    }

    fn under<'f>(&self, findings: &'f [Diagnostic], at: usize) -> Vec<&'f Diagnostic> {
        self.under.get(&at).into_iter().flatten().map(|&follower| &findings[follower]).collect()
    }
}

/// One piece of text with its labels; a finding is one, its related places are more.
struct Piece<'f> {
    message: String,
    code: Option<&'f str>,
    severity: Severity,
    snippet: Snippet,
    help: Option<String>,
    related: Vec<Self>,
}

/// What the picture needs on the left of a line of text: numbers and rules, and those of the piece that it is nested in.
const MARGIN: usize = 16;

impl<'f> Piece<'f> {
    fn of(report: &Report<'_>, style: &Style, finding: &'f Diagnostic, folded: &[&Diagnostic]) -> Self {
        let mut groups = vec![vec![label(finding.place, &finding.label, true)]];
        let mut titles = vec![String::new()];
        for related in &finding.related {
            // Only what stands beside the finding is drawn with it: the steps of a chain keep their order.
            if groups.len() == 1 && is_near(report, &groups[0], related.place) {
                groups[0].push(label(related.place, &related.message, false));
            } else {
                groups.push(vec![label(related.place, "here", false)]);
                titles.push(escaped(&related.message).into_owned());
            }
        }
        let snippet = |labels: &[Label]| {
            let file = report.sources.get(labels[0].place.file);
            let name = format!("{}{}", style.prefix, escaped(&file.path));
            Snippet::new(file, name, labels, style.width.saturating_sub(MARGIN).max(24))
        };
        let text_width = style.width.saturating_sub(4).max(24);
        let related = titles.iter().zip(&groups).skip(1).map(|(title, labels)| Self {
            message: wrapped(title, text_width.saturating_sub(8), "").join("\n"),
            code: None,
            severity: Severity::Advice,
            snippet: snippet(labels),
            help: None,
            related: Vec::new(),
        });
        Self {
            message: wrapped(&escaped(&finding.message), text_width, "").join("\n"),
            code: Some(finding.rule),
            severity: if finding.level == Level::Deny { Severity::Error } else { Severity::Warning },
            snippet: snippet(&groups[0]),
            help: advice(finding, folded, text_width.saturating_sub(6)),
            related: related.collect(),
        }
    }
}

/// Whether a place can be drawn with others: in the same file, a few lines away, and on top of none.
fn is_near(report: &Report<'_>, group: &[Label], place: Place) -> bool {
    let file = report.sources.get(place.file);
    let line = |place: Place| file.lines().line_of(place.span.start as usize);
    group.iter().all(|label| {
        let apart = place.span.end <= label.place.span.start || label.place.span.end <= place.span.start;
        label.place.file == place.file && apart && line(label.place).abs_diff(line(place)) <= NEAR_LINES
    })
}

fn label(place: Place, text: &str, primary: bool) -> Label {
    Label { place, text: escaped(text).into_owned(), primary }
}

/// What to do and why, with what follows from the finding.
fn advice(finding: &Diagnostic, folded: &[&Diagnostic], width: usize) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    if let Some(help) = &finding.help {
        lines.extend(wrapped(&escaped(help), width, ""));
    }
    if let Some(note) = &finding.note {
        // Where there is nothing to do, why is what the help says.
        let lead = if lines.is_empty() { "" } else { "why: " };
        lines.extend(wrapped(&format!("{lead}{}", escaped(note)), width, &" ".repeat(lead.len())));
    }
    let shared: Vec<String> = folded
        .iter()
        .filter_map(|follower| {
            let what = find_phrase(follower.rule)?;
            Some(format!("{what} `{}`", follower.ids.get(3)?))
        })
        .collect();
    if !shared.is_empty() {
        lines.extend(wrapped(&escaped(&format!("so they also share {}", shared.join(", "))), width, ""));
    }
    let text = lines.join("\n");
    (!text.is_empty()).then_some(text)
}

/// The dimension of a `shared-*` rule, in words.
fn find_phrase(rule: &str) -> Option<&'static str> {
    Dimension::from_word(rule.strip_prefix("shared-")?).map(Dimension::phrase)
}

/// Breaks a text at its spaces into lines of at most so many characters; all but the first are indented.
fn wrapped(text: &str, width: usize, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let long = line.chars().count() + 1 + word.chars().count() > width;
        if long && !line.trim().is_empty() {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

impl fmt::Debug for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Piece<'_> {}

impl Drawn for Piece<'_> {
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
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Drawn> + 'a>> {
        Some(Box::new(self.related.iter().map(|piece| piece as &dyn Drawn)))
    }
}
