//! Findings as workflow commands of GitHub Actions: each becomes an annotation beside its line in a pull request.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::diagnostic::Level;
use crate::render::{Report, escaped};

/// A line a finding, the worst first: of each level GitHub shows ten for a step, and leaves out the rest.
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in report.worst_first() {
        let command = match finding.level {
            Level::Deny => "error",
            Level::Warn => "warning",
            Level::Allow => "notice",
        };
        let [(line, column), (end_line, end_column)] = report.region(finding.place);
        let file = property(&report.path(finding.place));
        write!(out, "::{command} file={file},line={line},endLine={end_line}").expect("a string takes all");
        // Columns of another line would be taken for those of the first.
        if line == end_line {
            write!(out, ",col={column},endColumn={end_column}").expect("a string takes all");
        }
        let text = [Some(finding.message.as_str()), finding.note.as_deref(), finding.help.as_deref()];
        let text: Vec<Cow<'_, str>> = text.into_iter().flatten().map(escaped).collect();
        writeln!(out, ",title={}::{}", property(finding.rule), message(&text.join("\n"))).expect("a string takes all");
    }
    out
}

/// As `@actions/core` escapes the text of a command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As `@actions/core` escapes a property of a command.
fn property(text: &str) -> String {
    message(&escaped(text)).replace(':', "%3A").replace(',', "%2C")
}
