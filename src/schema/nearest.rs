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
    let wanted = Letters::of(word);
    let allowed = (wanted.len() / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    let (mut is_alone, mut is_tied) = (true, false);
    for name in known.into_iter().filter(|name| name.len() <= 64 && name.len().abs_diff(word.len()) <= 3 * allowed) {
        let Some(edits) = wanted.edits(&Letters::of(name), allowed) else { continue };
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

/// The characters of a name of at most 64 bytes, which are compared without a look at the heap.
struct Letters<'a> {
    text: &'a str,
    chars: [char; 64],
    len: usize,
}

impl<'a> Letters<'a> {
    fn of(text: &'a str) -> Self {
        let mut letters = Self { text, chars: ['\0'; 64], len: 0 };
        for c in text.chars() {
            letters.chars[letters.len] = c;
            letters.len += 1;
        }
        letters
    }

    fn len(&self) -> usize {
        self.len
    }

    /// How many characters are put in, left out, replaced or exchanged with their neighbour between two names; none
    /// where they differ in case alone. `None` where it is more than `most`: most names are told apart by their first
    /// few characters, so that the cost of a comparison hardly depends on their length.
    fn edits(&self, other: &Self, most: usize) -> Option<usize> {
        if self.len.abs_diff(other.len) <= most && self.is_same_but_for_case(other) {
            return Some(0);
        }
        let (one, two) = (&self.chars[..self.len], &other.chars[..other.len]);
        if one.len().abs_diff(two.len()) > most {
            return None;
        }
        let (most, far) = (most as u8, most as u8 + 1);
        // Rows of the table of edits, of which only what lies within `most` of the diagonal is filled.
        let mut rows = [[far; 66]; 3];
        for (at, cell) in (0..).zip(rows[0].iter_mut()).take(usize::from(far)) {
            *cell = at;
        }
        for (row, a) in one.iter().enumerate().map(|(at, a)| (at + 1, a)) {
            let (from, to) = (row.saturating_sub(usize::from(most)).max(1), (row + usize::from(most)).min(two.len()));
            let [this, above, before] = [row % 3, (row + 2) % 3, (row + 1) % 3];
            rows[this] = [far; 66];
            rows[this][0] = row.min(usize::from(far)) as u8;
            let mut fewest = rows[this][0];
            for at in from..=to {
                let b = two[at - 1];
                let mut cell = rows[above][at - 1] + u8::from(*a != b);
                cell = cell.min(rows[above][at] + 1).min(rows[this][at - 1] + 1);
                if row > 1 && at > 1 && *a == two[at - 2] && one[row - 2] == b {
                    cell = cell.min(rows[before][at - 2] + 1);
                }
                rows[this][at] = cell.min(far);
                fewest = fewest.min(cell);
            }
            // An exchange looks two rows back, and costs one more.
            if fewest > most && rows[above].iter().all(|&cell| cell >= most) {
                return None;
            }
        }
        Some(rows[one.len() % 3][two.len()]).filter(|&edits| edits <= most).map(usize::from)
    }

    fn is_same_but_for_case(&self, other: &Self) -> bool {
        if self.text.is_ascii() && other.text.is_ascii() {
            return self.text.eq_ignore_ascii_case(other.text);
        }
        self.text.to_lowercase() == other.text.to_lowercase()
    }
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

#[cfg(test)]
mod tests {
    use super::Letters;

    /// Names of a few letters, with many that are near to each other.
    #[test]
    fn edits_are_those_of_the_whole_table() {
        let mut state = 1_u64;
        let mut below = |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % bound
        };
        let mut near = 0;
        for _ in 0..20_000 {
            let mut one: Vec<char> = (0..below(9)).map(|_| ['a', 'b', 'é', '1'][below(4)]).collect();
            let word: String = one.iter().collect();
            for _ in 0..below(5) {
                match below(4) {
                    0 => one.insert(below(one.len() + 1), 'a'),
                    1 if !one.is_empty() => drop(one.remove(below(one.len()))),
                    2 if !one.is_empty() => {
                        let at = below(one.len());
                        one[at] = 'b';
                    }
                    3 if one.len() > 1 => {
                        let at = below(one.len() - 1);
                        one.swap(at, at + 1);
                    }
                    _ => {}
                }
            }
            let name: String = one.iter().collect();
            let whole = strsim::osa_distance(&word, &name);
            for most in 1..=3 {
                let edits = Letters::of(&word).edits(&Letters::of(&name), most);
                assert_eq!(edits, (whole <= most).then_some(whole), "{word} {name} {most}");
                near += usize::from(edits.is_some());
            }
        }
        assert!(near > 10_000);
    }
}
