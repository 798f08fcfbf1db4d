//! The nearest known name to a misspelt one.

/// The known name that the writer most likely meant: the one with the fewest edits, if these are few for its length.
/// Of equally near names the first.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
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
    known
        .into_iter()
        .filter(|name| name.len() <= 64 && name.len().abs_diff(word.len()) <= 3 * allowed)
        .map(|name| (distance(name), name))
        .filter(|&(edits, _)| edits <= allowed)
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, name)| name)
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
