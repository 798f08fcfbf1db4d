//! What a check is compared with: the findings of a file, or of a git revision.

use std::collections::BTreeMap;
use std::fs;

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::cli::named::{Named, or_path};
use crate::cli::session::Loaded;
use crate::cli::{Dates, Failure, progress};
use crate::diagnostic::{Diagnostic, Level, Measure};
use crate::render::{FINGERPRINT, fingerprints};
use crate::rules::{self, Cx};

/// Findings by their fingerprints, and how bad each was. What a waiver covered is not among them: where the waiver is
/// gone, the finding is new.
#[derive(Debug)]
pub(super) struct Baseline(FxHashMap<String, Old>);

/// What a finding weighed before, and its figures.
#[derive(Clone, PartialEq, Debug)]
struct Old {
    level: Level,
    measures: BTreeMap<String, f64>,
}

impl Old {
    /// Whether a finding is no worse than this one was. A figure that was not written down is taken for as large.
    fn covers(&self, finding: &Diagnostic) -> bool {
        let is_no_worse = |measure: &Measure| self.measures.get(measure.name).is_none_or(|old| measure.value() <= *old);
        self.level >= finding.level && finding.measures.iter().all(is_no_worse)
    }
}

impl Baseline {
    /// The findings of a file that `check --format json` or `sarif` wrote; or of a git revision of the same folder,
    /// judged for the same days.
    pub fn read(named: &str, loaded: &Loaded, dates: &Dates, budget: Option<u64>) -> Result<Self, Failure> {
        let revision = match Named::read(named) {
            Named::Path(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| Failure::new(format!("reading the baseline `{named}`: {error}")))?;
                return of_text(&text).map(Self).map_err(|what| Failure::new(format!("the baseline `{named}` {what}")));
            }
            Named::Revision(revision) => revision,
        };
        let old = loaded.at_revision(revision).map_err(|failure| or_path(failure, named))?;
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
        let old = |finding: &Diagnostic| Old {
            level: finding.level,
            measures: finding.measures.iter().map(|measure| (measure.name.to_owned(), measure.value())).collect(),
        };
        Self(known.map(|(finding, fingerprint)| (fingerprint.clone(), old(finding))).collect())
    }

    pub fn holds(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// Marks those that were there before and are no worse now.
    pub fn mark(&self, fingerprints: &[String], findings: &mut [Diagnostic]) {
        for (finding, fingerprint) in findings.iter_mut().zip(fingerprints) {
            finding.known = self.0.get(fingerprint).is_some_and(|old| old.covers(finding));
        }
    }
}

/// The `measures` of an object.
fn measures(of: Option<&Value>) -> BTreeMap<String, f64> {
    let fields = of.and_then(|of| of.get("measures")).and_then(Value::as_object);
    fields.into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect()
}

fn of_text(text: &str) -> Result<FxHashMap<String, Old>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned();
    let known: Option<Vec<_>> = if let Some(runs) = list(&value, "runs") {
        let results = runs.iter().flat_map(|run| list(run, "results").unwrap_or_default());
        results
            .filter(|result| list(result, "suppressions").is_none_or(|suppressions| suppressions.is_empty()))
            .map(|result| {
                let fingerprint = result.get("partialFingerprints")?.get(FINGERPRINT)?.as_str()?;
                let is_error = result.get("level")?.as_str()? == "error";
                let level = if is_error { Level::Deny } else { Level::Warn };
                Some((fingerprint.to_owned(), Old { level, measures: measures(result.get("properties")) }))
            })
            .collect()
    } else if let Some(findings) = list(&value, "findings") {
        findings
            .iter()
            .filter(|finding| finding.get("waived_by").is_none())
            .map(|finding| {
                let fingerprint = finding.get("fingerprint")?.as_str()?;
                let level = Level::from_word(finding.get("level")?.as_str()?)?;
                Some((fingerprint.to_owned(), Old { level, measures: measures(Some(finding)) }))
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
