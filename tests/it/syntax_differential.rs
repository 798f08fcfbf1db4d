//! Our reader against the reference reader, on inputs that are changed at random: both must accept
//! and refuse the same, and see the same tree, but for the classes of `syntax_disagreements`.

use crate::support::Random;
use crate::syntax_disagreements::class_of;
use crate::syntax_tree::{ours, reference, suite};
use corridor::syntax;
use kdl::KdlDocument;
use std::collections::BTreeMap;

pub const TOKENS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    ";",
    "=",
    "/-",
    "/- ",
    "//",
    "/*",
    "*/",
    "\\",
    "\\\n",
    "\"",
    "\"\"\"",
    "\"\"\"\n",
    "#",
    "#\"",
    "\"#",
    "##\"",
    "\"##",
    "#\"\"\"\n",
    "\"\"\"#",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "\u{b}",
    "\u{c}",
    "\u{3000}",
    "\u{feff}",
    "\u{200e}",
    "\u{7f}",
    "\0",
    "a",
    "b c",
    "a=1",
    "a=",
    "=1",
    "(t)",
    "(t) ",
    "1",
    "-1",
    "+.5",
    ".5",
    "1.5e3",
    "170141183460469231731687303715884105728",
    "0xffffffffffffffffffffffffffffffffff",
    "1e999",
    "1_0",
    "0x1f",
    "0b2",
    "0o17",
    "1.",
    "1e",
    "12abc",
    "#true",
    "#false",
    "#null",
    "#inf",
    "#-inf",
    "#nan",
    "true",
    "null",
    "inf",
    "-inf",
    "-",
    "+",
    ".",
    "-.",
    "{}",
    "{ }",
    "/-{}",
    " {a}",
    "\\n",
    "\\s",
    "\\u{e9}",
    "\\u{d800}",
    "\\u{0}",
    "\\u{110000}",
    "\\ ",
    "\\/",
    "r\"a\"",
    "/**/",
    "/* /* */ */",
    ",",
    "é",
    "日本",
    "🎉",
    "\n  ",
    "\n\t",
    "node",
    "node a b=c {\n  d\n}\n",
    "\"a b\"",
    "#\"a\"b\"#",
    "\"\"\"\n  a\n  \"\"\"",
];

/// The longest input that is compared: the reference takes exponential time in some.
const LONGEST: usize = 400;

/// What strings of several lines are made of: their rules are the most intricate.
const LINES: &[&str] = &[
    " ", "  ", "\t", "a", "\n", "\n", "\n  ", "\\", "\\ ", "\\\n", "\\s", "\\n", "\\\"", "\"", "\"\"", "\"\"\"",
    "\u{85}", "\r", "#",
];

pub fn input(random: &mut Random, files: &[String]) -> String {
    match random.below(6) {
        0 => (0..=random.below(12)).map(|_| *random.pick(TOKENS)).collect(),
        1 => {
            let (open, close) =
                *random.pick(&[("a \"\"\"\n", "\"\"\""), ("a #\"\"\"\n", "\"\"\"#"), ("a \"", "\""), ("a #\"", "\"#")]);
            let text: String = (0..random.below(10)).map(|_| *random.pick(LINES)).collect();
            format!("{open}{text}{close}")
        }
        _ => mutated(random, files),
    }
}

/// An input made of one or two files of the suite by a few changes.
fn mutated(random: &mut Random, files: &[String]) -> String {
    let mut chars: Vec<char> = random.pick(files).chars().collect();
    if random.below(4) == 0 {
        let other: Vec<char> = random.pick(files).chars().collect();
        let (cut, from) = (random.below(chars.len() + 1), random.below(other.len() + 1));
        chars.truncate(cut);
        chars.extend(&other[from..]);
    }
    for _ in 0..=random.below(4) {
        let at = random.below(chars.len() + 1);
        let end = (at + 1 + random.below(3)).min(chars.len());
        match random.below(6) {
            0 => drop(chars.drain(at..end)),
            1 if at < chars.len() => chars[at] = *random.pick(&chars),
            2 => {
                let copy = chars[at..end].to_vec();
                let to = random.below(chars.len() + 1);
                chars.splice(to..to, copy);
            }
            3 if at < chars.len() => drop(chars.splice(at..end, random.pick(TOKENS).chars())),
            _ => drop(chars.splice(at..at, random.pick(TOKENS).chars())),
        }
    }
    chars.truncate(LONGEST);
    chars.into_iter().collect()
}

/// The reference doubles its time with each `/-` that lies in another.
fn is_too_slow_for_reference(input: &str) -> bool {
    input.matches("/-").count() > 8
}

pub fn reference_tree(input: &str) -> Option<String> {
    KdlDocument::parse_v2(input).ok().map(|document| reference(&document))
}

pub fn our_tree(input: &str) -> Option<String> {
    // Where `node` declares something, a line that starts with it may end blocks: other ways to err.
    let document = syntax::read(input, &|_| false);
    let mending = syntax::read(input, &|word| word == "node");
    for error in document.errors().iter().chain(mending.errors()) {
        for span in [Some(error.span), error.related.as_ref().map(|related| related.0)].into_iter().flatten() {
            assert!(input.get(span.range()).is_some(), "{input:?} {error:?}");
        }
    }
    document.errors().is_empty().then(|| ours(input, &document))
}

#[test]
fn mutated_inputs_are_read_as_the_reference_reads_them() {
    let count = std::env::var("CORRIDOR_MUTATIONS").map_or(20_000, |text| text.parse().expect("a number"));
    let seed = std::env::var("CORRIDOR_SEED").map_or(1, |text| text.parse().expect("a number"));
    let files: Vec<String> = suite().into_iter().map(|(_, input, _)| input).collect();
    let mut random = Random(seed);
    let (mut classes, mut both_accept, mut unknown) = (BTreeMap::<_, usize>::new(), 0, Vec::new());
    for _ in 0..count {
        let input = input(&mut random, &files);
        if is_too_slow_for_reference(&input) {
            continue;
        }
        let (ours, reference) = (our_tree(&input), reference_tree(&input));
        both_accept += usize::from(ours.is_some() && reference.is_some());
        if ours == reference {
            continue;
        }
        match class_of(&input) {
            Some(class) => *classes.entry(class).or_default() += 1,
            None => unknown.push((input, ours, reference)),
        }
    }
    println!("{count} inputs, {both_accept} legal for both, disagreements by class: {classes:#?}");
    unknown.sort_by_key(|(input, ..)| input.len());
    let shown: Vec<_> = unknown
        .iter()
        .take(40)
        .map(|(input, ours, reference)| format!("{input:?}\n  ours      {ours:?}\n  reference {reference:?}"))
        .collect();
    assert!(unknown.is_empty(), "{} unknown disagreements:\n{}", unknown.len(), shown.join("\n"));
    assert!(both_accept > count / 10, "too few inputs are legal to compare trees");
}
