//! The nearest known name to a misspelt one.

use crate::diagnostic::{Diagnostic, Fix};

/// A known name near to a misspelt one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Near<'a> {
    pub name: &'a str,
    /// It is the only one that is near, and differs in no digit: `0001` for `0002` is no misspelling.
    pub is_sure: bool,
    /// Others are as near.
    is_tied: bool,
}

impl Near<'_> {
    /// Asks whether this one is meant by what stands at the finding's place.
    pub fn suggest(self, mut finding: Diagnostic) -> Diagnostic {
        self.suggest_to(&mut finding, "");
        finding
    }

    /// The same of the name with something behind it: `:PART`.
    pub fn suggest_to(self, finding: &mut Diagnostic, suffix: &str) {
        let meant = format!("{}{suffix}", self.name);
        finding.help = Some(format!("did you mean `{meant}`?").into());
        if !self.is_tied {
            finding.fix = Some(Box::new(Fix::word(finding.place.span, meant, self.is_sure)));
        }
    }
}

/// The known name that the writer most likely meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(word, known).map(|near| near.name)
}

/// The known name that the writer most likely meant: the one with the fewest edits, if these are few for its length.
/// Of equally near names the first.
pub fn near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    // Nobody misspells at length, and comparing is quadratic in the length.
    if word.len() > 64 {
        return None;
    }
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let lower = word.to_lowercase();
    let distance = |name: &str| {
        let same_letters = name.to_lowercase() == lower;
        if same_letters { 0 } else { strsim::osa_distance(word, name) }
    };
    let mut best: Option<(usize, &str)> = None;
    let (mut is_alone, mut is_tied) = (true, false);
    for name in known.into_iter().filter(|name| name.len() <= 64 && name.len().abs_diff(word.len()) <= 3 * allowed) {
        let edits = distance(name);
        if edits > allowed {
            continue;
        }
        is_alone &= best.is_none_or(|(_, other)| other == name);
        if best.is_none_or(|(fewest, _)| edits < fewest) {
            best = Some((edits, name));
            is_tied = false;
        } else {
            is_tied |= best.is_some_and(|(fewest, other)| edits == fewest && other != name);
        }
    }
    let (_, name) = best?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    Some(Near { name, is_sure: is_alone && digits(name) == digits(word), is_tied })
}

/// A list of names as a person reads it: `a`, `b` or `c`.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}
