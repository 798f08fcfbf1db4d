//! Findings as workflow commands of GitHub Actions: each becomes an annotation beside its line in a pull request.

use std::borrow::Cow;

use crate::diagnostic::Level;
use crate::render::{Report, escaped};
use crate::source::{Place, Sources};

/// Annotations that one run writes; the last line says how many more there are.
pub const MOST: usize = 1_000;

/// A line a finding, the worst first: of each level GitHub shows ten for a step, and drops the rest.
pub fn render(report: &Report<'_>) -> String {
    let findings = report.worst_first();
    let mut out = String::new();
    for finding in findings.iter().take(MOST) {
        let command = match finding.level {
            Level::Deny => "error",
            Level::Warn => "warning",
            Level::Allow => "notice",
        };
        let text = [Some(finding.message.as_str()), finding.note.as_deref(), finding.help.as_deref()];
        let text: Vec<Cow<'_, str>> = text.into_iter().flatten().map(escaped).collect();
        let at = Some((report.sources, report.below, finding.place));
        out.push_str(&annotation(command, finding.rule, &text.join("\n"), at));
    }
    out + &left_over(findings.len())
}

/// One annotation; `at` is a place with the folder of its corridor in the repository.
pub fn annotation(command: &str, title: &str, text: &str, at: Option<(&Sources, &str, Place)>) -> String {
    let mut properties = Vec::new();
    if let Some((sources, below, place)) = at {
        let file = sources.get(place.file);
        let [(line, column), (end_line, end_column)] =
            [place.span.start, place.span.end].map(|offset| file.line_column(offset as usize));
        properties.push(format!("file={}", property(&format!("{below}{}", file.path))));
        properties.push(format!("line={line},endLine={end_line}"));
        // Columns of another line would be taken for those of the first.
        if line == end_line {
            properties.push(format!("col={column},endColumn={end_column}"));
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{command} {}::{}\n", properties.join(","), message(text))
}

/// How many of all have no annotation, as one more; empty where all have one.
pub fn left_over(all: usize) -> String {
    match all.saturating_sub(MOST) {
        0 => String::new(),
        1 => "::warning title=corridor::1 more is not shown here\n".to_owned(),
        more => format!("::warning title=corridor::{more} more are not shown here\n"),
    }
}

/// As `@actions/core` escapes the text of a command. `##[` is looked for in the middle of lines.
fn message(text: &str) -> String {
    super::tamed(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// As `@actions/core` escapes a property of a command.
fn property(text: &str) -> String {
    message(&escaped(text)).replace(':', "%3A").replace(',', "%2C")
}
