//! Assertions that are made to be slow, deep or broken: told, and soon.

use std::fmt::Write as _;

use crate::cost::check_cheaply;
use crate::support::{Folder, Random};

/// What is found in a corridor, cheaply.
fn found(text: &str) -> Vec<String> {
    let folder = Folder::with(&[("corridor.kdl", text)]);
    let ran = check_cheaply("assertions", folder.path());
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.stderr);
    ran.stdout.lines().map(str::to_owned).collect()
}

const SITE: &str = "site X { country GE; at 41.7 44.8 }\n";

#[test]
fn expressions_of_random_signs_are_refused_each_at_its_place() {
    let signs = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "self",
        ".",
        "a",
        "+",
        "-",
        "*",
        "?",
        ":",
        "&&",
        "||",
        " in ",
        " ",
        "'",
        "1",
        "1.5",
        "true",
        "has(",
        "size(",
        "\\",
        "@",
        "é",
        "`",
        ",",
        "==",
        "<",
        "!",
        "self.country",
        "😀",
        "\t",
        ".all(c, ",
    ];
    let mut random = Random(7);
    for length in [3, 12, 80, 600] {
        let mut text = String::from(SITE);
        let count = if length > 100 { 100 } else { 700 };
        for at in 0..count {
            let expression: String = (0..length).map(|_| *random.pick(&signs)).collect();
            writeln!(text, "assert a{at} {{ on site; that #\"{expression}\"#; message m }}")
                .expect("a string takes all");
        }
        let found = found(&text);
        assert!(found.len() >= count * 9 / 10, "{length}: {} of {count}", found.len());
        assert!(found.iter().all(|line| line.contains("[invalid-value]") || line.contains("assertion]")), "{found:?}");
    }
}

#[test]
fn more_expressions_than_anybody_reads_are_counted_and_not_read() {
    let long = format!("true{}", " && true".repeat(480));
    let mut text = String::from(SITE);
    for at in 0..100 {
        writeln!(text, "assert a{at} {{ on site; that \"{long}\"; message m }}").expect("a string takes all");
    }
    let found = found(&text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("the expressions of all assertions have more than"), "{}", found[0]);
}

#[test]
fn examples_of_all_assertions_together_are_stopped() {
    let nine = "[1,2,3,4,5,6,7,8,9]";
    let nested = (0..7).fold("true".to_owned(), |inner, at| format!("{nine}.all(v{at}, {inner})"));
    let examples = "example ok { site Y { country GE; at 41.7 44.8 } }; ".repeat(20);
    let mut text = String::from(SITE);
    for at in 0..800 {
        writeln!(text, "assert a{at} {{ on site; that \"{nested}\"; message m; {examples} }}")
            .expect("a string takes all");
    }
    let found = found(&text);
    assert!(found.iter().filter(|line| line.contains("[wrong-example]")).count() > 10_000, "{}", found.len());
}

/// Each span asks for all the others; what is too much for one is stopped, and for the rest, too.
#[test]
fn a_loop_over_all_spans_for_each_span_is_stopped() {
    let spans = if cfg!(debug_assertions) { 5_000 } else { 100_000 };
    let mut text = String::from(SITE);
    text.push_str("site Y { country GE; at 41.8 44.8 }\ncable K {\nmedium terrestrial\n");
    for at in 1..=spans {
        writeln!(text, "span {at} {{ from X; to Y; length (km)20 }}").expect("a string takes all");
    }
    text.push_str(
        "}\nassert all { on cable; that \"self.span.all(a, self.span.all(b, a.length == b.length))\"; message m }\n\
         assert each { on span; that \"cable('K').span.all(s, s.id != '0') && span('K:' + self.id).length > 1\"; message m }\n\
         assert few { on span; that \"size(rides_on.site) == 2\"; message m }\n",
    );
    let found = found(&text);
    let stopped = found.iter().filter(|line| line.contains("undecided-assertion") && line.contains("too many steps"));
    assert!(stopped.count() >= 2, "{found:?}");
}

/// What an assertion says does not hang on how many cores judge it, nor on what else is judged.
#[test]
fn every_run_says_the_same() {
    let mut text = String::new();
    for at in 0..9_000 {
        writeln!(text, "site S{at} {{ country GE; at 41.{:04} 44.{:04} }}", at % 9_000, at / 2)
            .expect("a string takes all");
    }
    text.push_str("assert a { on site; that \"!self.id.endsWith('7')\"; message m }\n");
    text.push_str("assert b { on site; that \"self.at.lat < 41.85\"; message m }\n");
    let first = found(&text);
    assert!(first.len() > 1_000, "{}", first.len());
    assert_eq!(found(&text), first);
}
