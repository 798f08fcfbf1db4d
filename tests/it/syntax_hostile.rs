//! Texts made to be slow or deep: each is answered in time linear in its length, without recursion.

use crate::cost::time_of;
use crate::support::Random;
use corridor::syntax::{self, MAX_DEPTH, MAX_ERRORS};
use std::sync::LazyLock;
use std::time::Duration;

/// 20 MB in optimized builds; less where the machine has to check every step.
const SIZE: usize = if cfg!(debug_assertions) { 1_000_000 } else { 20_000_000 };

/// How much more a text may cost than an ordinary one as long: ten million nodes must be put somewhere.
const RATIO: u32 = 60;

/// The processor time of reading so many bytes of ordinary text.
fn ordinary(bytes: usize) -> Duration {
    const LINE: &str = "site S { at 40.4 49.8; country AZ }\n";
    static OF_A_MEGABYTE: LazyLock<Duration> = LazyLock::new(|| {
        let text = LINE.repeat(1_000_000 / LINE.len());
        time_of(Duration::ZERO, || drop(syntax::read(&text, &|word| word == "site")))
    });
    OF_A_MEGABYTE.mul_f64((bytes as f64 / 1e6).max(0.04))
}

fn read_in_time(name: &str, text: &str) -> usize {
    let most = ordinary(text.len()) * RATIO;
    let time = time_of(most, || drop(syntax::read(text, &|word| word == "site")));
    let document = syntax::read(text, &|word| word == "site");
    println!("{name:<40} {:>5} errors {:>7.1} ms", document.errors().len(), time.as_secs_f64() * 1e3);
    assert!(time <= most, "{name}: {time:?} of processor time, {most:?} at the most");
    assert!(document.errors().len() <= MAX_ERRORS + 1, "{name}");
    let spans: Vec<_> = document.errors().iter().map(|error| error.span.start).collect();
    assert!(spans.is_sorted(), "{name}: the errors are not in the order of the text");
    document.errors().len()
}

#[test]
fn repeated_openers_take_linear_time() {
    let parts = [
        "\"",
        "#",
        "\\\n",
        "}",
        "{",
        "/*",
        "/*\n",
        "/* /* */\n",
        "\"\"\"\n",
        "a \"\"\"\n",
        "a \"\"\"x\n",
        "\"\"\"x",
        "#\"",
        "#\"\n",
        "a #\"\"\"\n",
        "##\"\"\"x\n",
        "r#\"",
        "r#\"\n",
        "r\"",
        "a \"b\n",
        "a \"b {\n",
        "a \"b\\\n",
        "\\\"\"\"x\n",
        "\\\" \\\n",
        "(",
        "a (\n",
        "(a",
        "a(",
        "a{",
        "a {",
        "a {\n",
        "site a {\n",
        "site a {\n    b {\n",
        "site a {\n    b {\n    }\n    }\n}\n",
        "a {\n    }}\n",
        "/-",
        "/-{",
        "/-a{",
        "a /-{",
        "a/-{",
        "/-\n",
        "=",
        "a=",
        "a=1=",
        "a = ",
        "1a ",
        "a 1a\n",
        "[",
        "a [\n",
        ";",
        "\0",
        "a\0 ",
        "\u{feff}",
        "\u{200e} ",
        "a \\q\n",
        "a \"\\q\"\n",
        "#foo ",
        "a #foo\n",
        "true\n",
        "a\"b",
        "\"a\"b\n",
        "a{}",
        "a\n{\n",
        "a\r",
        "\u{2028}",
        "é",
        "🎉",
        "// a\n",
        "a // b\n",
        "a \\ // b\n",
        "a \\ /* b */ ",
        "a \"\"\"\n  b\n  \"\"\"\n",
        "\u{85}\"",
        "\u{a0}",
        "a}",
        "a { b }\n",
        "a { b \n",
        "a \"}\n",
        "a { \"}\n",
        "\\",
        "/",
        "/ ",
        "*/",
        "a */\n",
        "\"\\",
        "\"\\u{",
        "-",
        ".",
        "a,",
    ];
    for part in parts {
        read_in_time(&format!("{part:?}"), &part.repeat(SIZE / part.len()));
    }
}

#[test]
fn an_opener_before_a_far_closer_takes_linear_time() {
    let half = SIZE / 2;
    let cases = [
        ("/*\n", " */"),
        ("/* /*\n", " */"),
        ("a \"\"\"\n", "x\"\"\""),
        ("##\"\"\"x\n", "x\"\"\"##"),
        ("\\\"\"\"x\n", "x\"\"\""),
        ("a \"\\\n", "\""),
        ("{", "}"),
        ("a {\n", "}\n"),
        ("site a {\n", "}\n"),
        ("    a {\n", "}\n"),
    ];
    for (part, closer) in cases {
        let openers = part.repeat(half / part.len());
        read_in_time(&format!("{part:?} and one {closer:?}"), &format!("{openers}{closer}"));
        let closers = closer.repeat(half / closer.len());
        read_in_time(&format!("{part:?} and many {closer:?}"), &format!("{openers}{closers}"));
    }
}

/// What texts are put together from at random: whatever makes reading look ahead or go back.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    " ",
    "    ",
    "a",
    "site a",
    "{",
    "}",
    "{\n",
    "}\n",
    "}}\n",
    "\"",
    "\"\"\"",
    "\"\"\"\n",
    "#\"",
    "\"#",
    "##\"\"\"\n",
    "\"\"\"##",
    "#",
    "/*",
    "*/",
    "//",
    "/-",
    "\\",
    "\\\n",
    "(",
    ")",
    "=",
    ";",
    "1",
    "r\"",
    "\\q",
    "\0",
    "\r",
    "\u{85}",
    "é",
];

#[test]
fn repeated_random_pieces_take_linear_time() {
    const SHORT: usize = 20_000;
    let pick = |random: &mut Random, most: usize| -> String {
        (0..=random.below(most)).map(|_| PIECES[random.below(PIECES.len())]).collect()
    };
    let count = std::env::var("CORRIDOR_HOSTILE").map_or(500, |text| text.parse().expect("a number"));
    let seed = std::env::var("CORRIDOR_SEED").map_or(5, |text| text.parse().expect("a number"));
    let mut random = Random(seed);
    for _ in 0..count {
        let (start, part, between, other, end) = (
            pick(&mut random, 3),
            pick(&mut random, 6),
            pick(&mut random, 2),
            pick(&mut random, 3),
            pick(&mut random, 3),
        );
        let first = part.repeat(SHORT / part.len());
        let second = if random.below(2) == 0 { other.repeat(SHORT / other.len()) } else { String::new() };
        let text = format!("{start}{first}{between}{second}{end}");
        // Reading in quadratic time takes some 40,000 x 40,000 steps; linear, a millisecond.
        let most = ordinary(text.len()) * RATIO;
        let time = time_of(most, || drop(syntax::read(&text, &|word| word == "site")));
        assert!(time <= most, "{start:?} {part:?}... {between:?} {other:?}... {end:?}: {time:?}");
    }
}

#[test]
fn raw_strings_with_ever_fewer_hashes_take_linear_time() {
    let (mut openers, mut closers, mut count) = (String::new(), String::new(), 1);
    while openers.len() + closers.len() < SIZE {
        count += 1;
        openers = format!("a {}\"\"\"\n", "#".repeat(count)) + &openers;
        closers = format!("x\"\"\"{}\n", "#".repeat(count - 1)) + &closers;
        if count > 700 {
            break;
        }
    }
    read_in_time("openers, then closers", &format!("{openers}{closers}"));
    read_in_time("closers, then openers", &format!("{closers}{openers}"));
    let both: Vec<_> = openers.lines().zip(closers.lines()).flat_map(|(opener, closer)| [opener, closer]).collect();
    read_in_time("both in turn", &both.join("\n"));
}

#[test]
fn deep_nesting_is_one_error_at_its_brace() {
    let fits = format!("{}{}", "a {".repeat(MAX_DEPTH), "}".repeat(MAX_DEPTH));
    assert!(syntax::read(&fits, &|_| false).errors().is_empty());
    for depth in [MAX_DEPTH + 1, 100_000] {
        let text = format!("{}{}\nb", "a {".repeat(depth), "}".repeat(depth));
        let document = syntax::read(&text, &|_| false);
        let places: Vec<_> = document.errors().iter().map(|error| error.span.start as usize).collect();
        assert_eq!(places, [MAX_DEPTH * 3 + 2]);
        assert_eq!(document.roots().count(), 2);
    }
    for text in ["a {".repeat(100_000), "a {\n".repeat(100_000)] {
        assert_eq!(read_in_time("blocks never closed", &text), 1);
    }
    read_in_time("dropped blocks", &"/-{".repeat(100_000));
    assert_eq!(read_in_time("annotations", &"(".repeat(100_000)), 1);
}

#[test]
fn all_errors_beyond_the_first_thousand_are_one() {
    let text = "a \\q\n".repeat(MAX_ERRORS + 500);
    let document = syntax::read(&text, &|_| false);
    assert_eq!(document.errors().len(), MAX_ERRORS + 1);
    assert_eq!(document.errors()[MAX_ERRORS].message, "500 more syntax errors");
}

#[test]
fn every_prefix_is_read() {
    let sample = include_str!("../syntax/syntax-sample.kdl");
    for end in (0..=sample.len()).filter(|end| sample.is_char_boundary(*end)) {
        let text = &sample[..end];
        let document = syntax::read(text, &|word| word == "site");
        for error in document.errors() {
            assert!(error.span.end as usize <= end, "{error:?}");
            assert!(error.label.chars().count() < 30, "{error:?}");
        }
    }
}
