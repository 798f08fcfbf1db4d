//! Findings as they are made. A flood of one sort in one file is counted, not kept.

use rustc_hash::FxHashMap;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place};

/// Findings of one rule in one file that are kept; the others are counted in one more.
///
/// So many come from a file that is no corridor, or of a fault that one script made and one script mends.
pub const MAX_FINDINGS: usize = 1_000_000;

/// The findings of reading and lowering.
#[derive(Default, Debug)]
pub struct Found {
    kept: Vec<Diagnostic>,
    floods: FxHashMap<(FileId, &'static str), Flood>,
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

impl Found {
    /// Takes a finding, and hands it back to be completed.
    pub fn push(&mut self, finding: Diagnostic) -> &mut Diagnostic {
        let flood = self.floods.entry((finding.place.file, finding.rule)).or_default();
        if flood.kept < MAX_FINDINGS {
            flood.kept += 1;
            return self.kept.push_mut(finding);
        }
        flood.more += 1;
        flood.from.get_or_insert(finding.place);
        self.last.insert(Box::new(finding))
    }

    /// Takes the findings of what comes after.
    pub fn append(&mut self, later: Self) {
        self.extend(later.kept);
        for (of, flood) in later.floods {
            let own = self.floods.entry(of).or_default();
            own.more += flood.more;
            own.from = own.from.or(flood.from);
        }
    }

    /// The findings, with one for each flood that counts what was not kept.
    pub fn into_vec(mut self) -> Vec<Diagnostic> {
        for ((_, rule), flood) in self.floods {
            let Some(place) = flood.from else { continue };
            let message = format!("{} more findings of this rule in this file", flood.more);
            let finding = Diagnostic::new(rule, place, message).label("the first of them");
            self.kept.push(finding.help("what makes so many is most often one mistake, or a file that is no corridor"));
        }
        self.kept
    }
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
    use super::{Found, MAX_FINDINGS};
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
        assert_eq!(more.message, "50 more findings of this rule in this file");
        assert_eq!(more.place.span.start as usize, MAX_FINDINGS - 30, "the first that was not kept");
    }
}
