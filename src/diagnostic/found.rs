//! Findings as they are made. A flood of one sort in one file is counted, not kept.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, OVER_LIMIT};
use crate::source::{FileId, Place};

/// Findings of one rule in one file that are kept; the others are counted in one more.
///
/// So many come from a file that is no corridor, or of a fault that one script made and one script mends.
pub const MAX_FINDINGS: usize = 30_000;

/// Findings that are kept in all: of reading, and again of all rules.
pub const MAX_OF_RUN: usize = 50_000;

/// The findings of reading and lowering.
#[derive(Default, Debug)]
pub struct Found {
    kept: Vec<Diagnostic>,
    floods: FxHashMap<(FileId, &'static str), Flood>,
    /// Of whatever rule, in whatever file, after the last that was kept of the run.
    rest: Flood,
    /// The last one that was not kept, for who completes it.
    last: Option<Box<Diagnostic>>,
}

#[derive(Default, Debug)]
struct Flood {
    kept: usize,
    more: usize,
    /// Where the first stands that was not kept.
    from: Option<Place>,
}

impl Flood {
    fn count(&mut self, more: usize, from: Option<Place>) {
        self.more += more;
        self.from = self.from.or(from);
    }
}

impl Found {
    /// Takes a finding, and hands it back to be completed.
    pub fn push(&mut self, finding: Diagnostic) -> &mut Diagnostic {
        let flood = self.floods.entry((finding.place.file, finding.rule)).or_default();
        if flood.kept == MAX_FINDINGS {
            flood.count(1, Some(finding.place));
        } else if self.kept.len() == MAX_OF_RUN {
            self.rest.count(1, Some(finding.place));
        } else {
            flood.kept += 1;
            return self.kept.push_mut(finding);
        }
        self.last.insert(Box::new(finding))
    }

    /// Counts findings that nobody made, behind all that are kept of a run.
    pub fn leave_out(&mut self, count: usize, first: Place) {
        self.rest.count(count, Some(first));
    }

    /// Takes the findings of what comes after.
    pub fn append(&mut self, later: Self) {
        self.extend(later.kept);
        for (of, flood) in later.floods {
            self.floods.entry(of).or_default().count(flood.more, flood.from);
        }
        self.rest.count(later.rest.more, later.rest.from);
    }

    /// The findings, with one for each flood that counts what was not kept.
    pub fn into_vec(mut self) -> Vec<Diagnostic> {
        let mut floods: Vec<((FileId, &str), Flood)> = self.floods.into_iter().collect();
        floods.sort_unstable_by_key(|(of, _)| *of);
        for ((_, rule), flood) in floods {
            self.kept.extend(flood.from.map(|place| {
                let message = format!("this file has {} more findings of `{rule}`", flood.more);
                counting(place, message)
            }));
        }
        self.kept.extend(self.rest.from.map(|place| {
            let message =
                format!("the files have {} more findings than the {MAX_OF_RUN} that are kept", self.rest.more);
            counting(place, message)
        }));
        self.kept
    }
}

/// Keeps as many findings as a run may have, those that deny before those that warn, else in their order. The rest is
/// counted, in one more for each rule.
pub fn bounded(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if found.len() <= MAX_OF_RUN {
        return found;
    }
    let mut by_weight: Vec<usize> = (0..found.len()).collect();
    by_weight.sort_by_key(|&at| (found[at].rule != OVER_LIMIT, std::cmp::Reverse(found[at].level)));
    let mut keeps = vec![true; found.len()];
    let mut floods: BTreeMap<&'static str, Flood> = BTreeMap::new();
    for &at in &by_weight[MAX_OF_RUN..] {
        keeps[at] = false;
        floods.entry(found[at].rule).or_default().count(1, Some(found[at].place));
    }
    let mut keeps = keeps.into_iter();
    found.retain(|_| keeps.next().unwrap_or_default());
    found.extend(floods.into_iter().filter_map(|(rule, flood)| {
        let message = format!("the corridor has {} more findings of `{rule}`", flood.more);
        flood.from.map(|place| counting(place, message))
    }));
    found
}

fn counting(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(OVER_LIMIT, place, message)
        .label("the first of them")
        .help("correct what is shown: so many often come of one mistake, or of a file that is no corridor")
}

impl Extend<Diagnostic> for Found {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, findings: T) {
        for finding in findings {
            self.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, MAX_FINDINGS, MAX_OF_RUN};
    use crate::diagnostic::Diagnostic;
    use crate::source::{FileId, Place, Span};

    fn of(file: u32, count: usize) -> Found {
        let mut found = Found::default();
        for at in 0..count as u32 {
            let place = Place { file: FileId(file), span: Span { start: at, end: at + 1 } };
            found.push(Diagnostic::new("unknown-kind", place, ""));
        }
        found
    }

    #[test]
    fn what_is_not_kept_is_counted_whoever_found_it() {
        let mut found = of(0, 30);
        found.append(of(0, MAX_FINDINGS));
        found.append(of(0, 20));
        found.append(of(1, 1));
        let found = found.into_vec();
        assert_eq!(found.len(), MAX_FINDINGS + 2);
        let [.., other, more] = &found[..] else { panic!("many") };
        assert_eq!(other.place.file, FileId(1));
        assert_eq!(more.message, "this file has 50 more findings of `unknown-kind`");
        assert_eq!(more.rule, "over-limit");
        assert_eq!(more.place.span.start as usize, MAX_FINDINGS - 30, "the first that was not kept");
    }

    #[test]
    fn of_many_files_so_many_are_kept_as_of_a_run() {
        let mut found = Found::default();
        for file in 0..15 {
            found.append(of(file, 4_000));
        }
        let found = found.into_vec();
        assert_eq!(found.len(), MAX_OF_RUN + 1);
        let more = &found[MAX_OF_RUN];
        assert_eq!(more.message, "the files have 10000 more findings than the 50000 that are kept");
        assert_eq!((more.place.file, more.place.span.start), (FileId(12), 2_000));
    }
}
