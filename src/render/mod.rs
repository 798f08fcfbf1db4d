//! Findings as text: one file a format. Nothing here decides what is a finding, or what it weighs.

pub mod human;
pub mod json;
mod plain;
pub mod short;
mod snippet;

pub use plain::{escaped, masked};

use crate::diagnostic::{Diagnostic, Level};
use crate::source::Sources;

/// All that a format writes.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub sources: &'a Sources,
    /// Sorted.
    pub findings: &'a [Diagnostic],
    pub declarations: usize,
}

/// How many findings of which weight there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub deny: usize,
    pub warn: usize,
    pub waived: usize,
}

impl Report<'_> {
    /// A waived finding counts as waived, whatever it weighs.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in self.findings {
            match (finding.waived_by, finding.level) {
                (Some(_), _) => counts.waived += 1,
                (None, Level::Deny) => counts.deny += 1,
                (None, Level::Warn) => counts.warn += 1,
                (None, Level::Allow) => {}
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
        format!(
            "{} in {}: {}",
            number(self.declarations, "declaration", "declarations"),
            number(self.sources.len(), "file", "files"),
            parts.join(", ")
        )
    }
}
