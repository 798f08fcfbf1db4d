//! One line a finding: `file:line:column: level[rule]: message`. What a waiver covers, or was known before, is left out.

use std::fmt::Write as _;

use crate::render::{Report, escaped, tamed};

pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in report.findings.iter().filter(|finding| finding.stands()) {
        let file = report.sources.get(finding.place.file);
        let (line, column) = file.line_column(finding.place.span.start as usize);
        let level = finding.level.word();
        let (path, message) = (escaped(&file.path), escaped(&finding.message));
        writeln!(out, "{path}:{line}:{column}: {level}[{}]: {message}", finding.rule).expect("a string takes all");
    }
    tamed(&out).into_owned()
}
