//! Findings as text: one file a format. Nothing here decides what is a finding, or what it weighs.

mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
mod plain;
pub mod sarif;
pub mod short;
mod snippet;
pub mod xml;

pub use fingerprint::{FINGERPRINT, fingerprints};
pub use plain::{escaped, masked, tamed};

use crate::diagnostic::{Diagnostic, Level};
use crate::source::{Place, Sources};

/// All that a format writes.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub sources: &'a Sources,
    /// Sorted.
    pub findings: &'a [Diagnostic],
    pub declarations: usize,
    /// The corridor's folder in its repository, empty or with a `/` at the end: by such paths other programs find files.
    pub below: &'a str,
    /// The least level that fails the check.
    pub fails: Level,
}

/// How many findings of which weight there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub deny: usize,
    pub warn: usize,
    pub waived: usize,
    /// Those that were there before.
    pub known: usize,
}

impl Report<'_> {
    /// The path of a finding's file in the repository.
    fn path(&self, place: Place) -> String {
        format!("{}{}", self.below, self.sources.get(place.file).path)
    }

    /// Lines and columns of a place, from 1: where it starts, and where it ends.
    fn region(&self, place: Place) -> [(usize, usize); 2] {
        let file = self.sources.get(place.file);
        [place.span.start, place.span.end].map(|offset| file.line_column(offset as usize))
    }

    /// Those that stand, the worst first, each level in the order of the text.
    fn worst_first(&self) -> Vec<&Diagnostic> {
        let mut findings: Vec<&Diagnostic> = self.findings.iter().filter(|finding| finding.stands()).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        findings
    }

    /// A waived finding counts as waived, and a known one as known, whatever it weighs.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in self.findings {
            match (finding.waived_by, finding.known, finding.level) {
                (Some(_), ..) => counts.waived += 1,
                (None, true, _) => counts.known += 1,
                (None, false, Level::Deny) => counts.deny += 1,
                (None, false, Level::Warn) => counts.warn += 1,
                (None, false, Level::Allow) => {}
            }
        }
        counts
    }

    /// What was checked and what was found, in one line.
    pub fn summary(&self) -> String {
        let counts = self.counts();
        let number = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let mut parts = vec![if counts.deny == 0 {
            "nothing denied".to_owned()
        } else {
            number(counts.deny, "finding denied", "findings denied")
        }];
        if counts.warn > 0 {
            parts.push(number(counts.warn, "warning", "warnings"));
        }
        if counts.waived > 0 {
            parts.push(format!("{} waived", counts.waived));
        }
        if counts.known > 0 {
            parts.push(format!("{} known before", counts.known));
        }
        format!(
            "{} in {}: {}",
            number(self.declarations, "declaration", "declarations"),
            number(self.sources.read().count(), "file", "files"),
            parts.join(", ")
        )
    }
}
