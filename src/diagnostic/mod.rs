//! Findings as values: what is wrong, where, why it matters and what to do. Nothing here draws or prints.

mod fix;
mod found;

pub use fix::{Fix, Mend, Put};
pub use found::{Found, MAX_FINDINGS, MAX_OF_RUN, bounded as at_most_a_run};

use std::borrow::Cow;

use crate::source::{Place, Sources};

/// How much a finding weighs. `Deny` fails a check; `Allow` is not written at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    Allow,
    Warn,
    Deny,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }
}

/// The rule of all that exceeds a limit.
pub const OVER_LIMIT: &str = "over-limit";

/// A further place that belongs to a finding, and what is to be seen there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    pub place: Place,
    pub message: String,
}

/// A way from cause to effect, step by step, each with its place: for a leg, from its `over` to what it has in common
/// with another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// Whose way it is.
    pub of: String,
    pub steps: Vec<Related>,
}

/// A figure of a finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measure {
    pub name: &'static str,
    /// So that figures of two runs compare exactly.
    pub millionths: i64,
}

impl Measure {
    pub fn value(self) -> f64 {
        self.millionths as f64 / 1e6
    }
}

/// One finding, with one primary place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The stable name of the rule.
    pub rule: &'static str,
    pub level: Level,
    /// One lower-case phrase, understandable alone.
    pub message: String,
    pub place: Place,
    /// Continues the message at its place; under 30 characters where it can be.
    pub label: Cow<'static, str>,
    /// What the finding is about: the ids that a waiver may name.
    pub ids: Vec<String>,
    pub related: Vec<Related>,
    /// The ways that lead to it, each whole, for formats that can show a way.
    pub chains: Vec<Chain>,
    /// Why it matters.
    pub note: Option<Cow<'static, str>>,
    /// What to do.
    pub help: Option<Cow<'static, str>>,
    /// What mends it, where that can be said exactly.
    pub fix: Option<Box<Fix>>,
    /// Figures by which it is worse than another of the same fingerprint; of each, more is worse.
    pub measures: Box<[Measure]>,
    /// Where the waiver stands that covers it.
    pub waived_by: Option<Place>,
    /// It was there before: in what the check is compared with.
    pub known: bool,
    /// The finding, by its thing's id, that this one follows from: drawn folded into it.
    pub follows_from: Option<String>,
}

impl Diagnostic {
    pub fn new(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: Level::Deny,
            message: bounded(message.into().into()).into_owned(),
            place,
            label: Cow::Borrowed(""),
            ids: Vec::new(),
            related: Vec::new(),
            chains: Vec::new(),
            note: None,
            help: None,
            fix: None,
            measures: Box::default(),
            waived_by: None,
            known: false,
            follows_from: None,
        }
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<Cow<'static, str>>) -> Self {
        self.label = label.into();
        self
    }

    #[must_use]
    pub fn ids<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.ids.extend(ids.into_iter().map(Into::into));
        self
    }

    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }

    #[must_use]
    pub fn chain(mut self, of: impl Into<String>, steps: Vec<Related>) -> Self {
        self.chains.push(Chain { of: of.into(), steps });
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = Some(note.into());
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(bounded(help.into()));
        self
    }

    /// A figure by which the finding is worse: more of it is worse. Its name says the unit; six decimals count.
    #[must_use]
    pub fn measure(mut self, name: &'static str, value: f64) -> Self {
        let mut measures = self.measures.into_vec();
        measures.push(Measure { name, millionths: (value * 1e6).round().clamp(-1e18, 1e18) as i64 });
        self.measures = measures.into();
        self
    }

    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }
}

impl Diagnostic {
    /// Whether it is neither waived nor known from before: what fails a check, or warns in one.
    pub fn stands(&self) -> bool {
        self.waived_by.is_none() && !self.known
    }
}

/// A text that quotes a name of any length, cut in the middle where it is longer than anybody reads.
fn bounded(text: Cow<'static, str>) -> Cow<'static, str> {
    const MOST: usize = 600;
    const KEPT: usize = 250;
    if text.len() <= MOST {
        return text;
    }
    let start: String = text.chars().take(KEPT).collect();
    let mut end: Vec<char> = text.chars().rev().take(KEPT).collect();
    end.reverse();
    format!("{start}…{}", end.into_iter().collect::<String>()).into()
}

/// Puts findings in the order in which every format writes them: file, line, column, rule, then message.
pub fn sort(found: &mut [Diagnostic], sources: &Sources) {
    debug_assert!(found.iter().all(|finding| (finding.place.file.0 as usize) < sources.len()));
    found.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.place.file, d.place.span.start, d.rule);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
