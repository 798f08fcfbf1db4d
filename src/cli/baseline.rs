//! What a check is compared with: the findings of a file, or of a git revision.

use std::fs;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::cli::session::Loaded;
use crate::cli::{Dates, Failure, progress};
use crate::diagnostic::{Diagnostic, Level};
use crate::render::{FINGERPRINT, fingerprints};
use crate::rules::{self, Cx};

/// Findings by their fingerprints, and what each weighed. What a waiver covered is not among them: where the waiver is
/// gone, the finding is new.
#[derive(Debug)]
pub(super) struct Baseline(FxHashMap<String, Level>);

impl Baseline {
    /// The findings of a file that `check --format json` or `sarif` wrote; of what is no file, of a git revision of the
    /// same folder, judged for the same days.
    pub fn read(named: &str, loaded: &Loaded, dates: &Dates, budget: Option<u64>) -> Result<Self, Failure> {
        if Path::new(named).is_file() {
            let text = fs::read_to_string(named)
                .map_err(|error| Failure::new(format!("reading the baseline `{named}`: {error}")))?;
            return of_text(&text).map(Self).map_err(|what| Failure::new(format!("the baseline `{named}` {what}")));
        }
        let old = loaded.at_revision(named)?;
        old.with(dates, |session| {
            let mut cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
            cx.budget = budget;
            progress::phase("judging the revision by the rules");
            let findings = rules::check(&cx, session.found);
            Ok(Self::of(&fingerprints(session.texts.sources, &findings), &findings))
        })
    }

    /// The findings of another check, with their fingerprints.
    pub fn of(fingerprints: &[String], findings: &[Diagnostic]) -> Self {
        let known = findings.iter().zip(fingerprints).filter(|(finding, _)| finding.waived_by.is_none());
        Self(known.map(|(finding, fingerprint)| (fingerprint.clone(), finding.level)).collect())
    }

    pub fn holds(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// Marks those that were there before, and weighed as much.
    pub fn mark(&self, fingerprints: &[String], findings: &mut [Diagnostic]) {
        for (finding, fingerprint) in findings.iter_mut().zip(fingerprints) {
            finding.known = self.0.get(fingerprint).is_some_and(|level| *level >= finding.level);
        }
    }
}

fn of_text(text: &str) -> Result<FxHashMap<String, Level>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned();
    let known: Option<Vec<_>> = if let Some(runs) = list(&value, "runs") {
        let results = runs.iter().flat_map(|run| list(run, "results").unwrap_or_default());
        results
            .filter(|result| list(result, "suppressions").is_none_or(|suppressions| suppressions.is_empty()))
            .map(|result| {
                let fingerprint = result.get("partialFingerprints")?.get(FINGERPRINT)?.as_str()?;
                let is_error = result.get("level")?.as_str()? == "error";
                Some((fingerprint.to_owned(), if is_error { Level::Deny } else { Level::Warn }))
            })
            .collect()
    } else if let Some(findings) = list(&value, "findings") {
        findings
            .iter()
            .filter(|finding| finding.get("waived_by").is_none())
            .map(|finding| {
                let fingerprint = finding.get("fingerprint")?.as_str()?;
                Some((fingerprint.to_owned(), Level::from_word(finding.get("level")?.as_str()?)?))
            })
            .collect()
    } else {
        return Err("holds neither the findings of `check --format json` nor those of `check --format sarif`".into());
    };
    known.map(|known| known.into_iter().collect()).ok_or_else(|| {
        format!(
            "holds findings without `{FINGERPRINT}`: write it with `check --format json` or `sarif` of this version"
        )
    })
}
