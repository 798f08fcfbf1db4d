//! Findings as a Code Quality report of GitLab, which its merge requests show.

use std::borrow::Cow;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, Level};
use crate::render::{Report, escaped, fingerprint::hex, fingerprints, json};

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

/// Findings that one report holds; a last entry says how many more there are.
const MOST: usize = 1_000;

/// The worst first.
pub fn render(report: &Report<'_>) -> String {
    let prints = fingerprints(report.sources, report.findings);
    let mut findings: Vec<(&Diagnostic, String)> = report.findings.iter().zip(prints).collect();
    findings.retain(|(finding, _)| finding.stands());
    findings.sort_by_key(|(finding, _)| std::cmp::Reverse(finding.level));
    let more = findings.len().saturating_sub(MOST);
    let rest = findings.get(MOST).map(|(finding, _)| Issue {
        description: format!("{more} more are not in this report: see the output of the check").into(),
        check_name: "corridor",
        fingerprint: own(report, "more"),
        severity: "info",
        location: Location { path: report.path(finding.place), lines: Lines { begin: 1, end: 1 } },
    });
    findings.truncate(MOST);
    let issues = findings.into_iter().map(|(finding, fingerprint)| {
        let [(begin, _), (end, _)] = report.region(finding.place);
        Issue {
            description: escaped(&finding.message),
            check_name: finding.rule,
            fingerprint: own(report, &fingerprint),
            severity: match finding.level {
                Level::Deny => "critical",
                Level::Warn => "minor",
                Level::Allow => "info",
            },
            location: Location { path: report.path(finding.place), lines: Lines { begin, end } },
        }
    });
    json::text(&issues.chain(rest).collect::<Vec<_>>())
}

/// A fingerprint that no other corridor of the repository has.
fn own(report: &Report<'_>, fingerprint: &str) -> String {
    let mut of = Sha256::new();
    of.update(report.below.as_bytes());
    of.update([0xFF]);
    of.update(fingerprint.as_bytes());
    hex(&of.finalize()[..16])
}
