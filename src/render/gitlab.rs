//! Findings as a Code Quality report of GitLab, which its merge requests show.

use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostic::Level;
use crate::render::{Report, escaped, fingerprints, json};

#[derive(Serialize)]
struct Issue<'a> {
    description: Cow<'a, str>,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub fn render(report: &Report<'_>) -> String {
    let findings = report.findings.iter().zip(fingerprints(report.sources, report.findings));
    let issues = findings.filter(|(finding, _)| finding.stands()).map(|(finding, fingerprint)| {
        let [(begin, _), (end, _)] = report.region(finding.place);
        Issue {
            description: escaped(&finding.message),
            check_name: finding.rule,
            fingerprint,
            severity: match finding.level {
                Level::Deny => "critical",
                Level::Warn => "minor",
                Level::Allow => "info",
            },
            location: Location { path: report.path(finding.place), lines: Lines { begin, end } },
        }
    });
    json::text(&issues.collect::<Vec<_>>())
}
