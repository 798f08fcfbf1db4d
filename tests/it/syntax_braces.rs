//! A brace too few or too many in a well-indented text is one error, at the brace that is to blame,
//! and the tree is that of the text without the mistake.

use crate::support::Random;
use crate::syntax_tree::ours;
use corridor::syntax::{self, Document};
use std::fmt::Write;

const KINDS: [&str; 4] = ["site", "cable", "service", "policy"];

const SAMPLE: &str = include_str!("../syntax/syntax-braces.kdl");

fn declares(word: &str) -> bool {
    KINDS.contains(&word)
}

fn read(text: &str) -> Document {
    syntax::read(text, &declares)
}

fn tree(text: &str) -> String {
    ours(text, &read(text))
}

/// The offsets of each `{` and its `}`. The texts have no braces in strings or comments.
fn blocks(text: &str) -> Vec<(usize, usize)> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for (at, char) in text.char_indices() {
        match char {
            '{' => open.push(at),
            '}' => found.push((open.pop().expect("braces are balanced"), at)),
            _ => {}
        }
    }
    found
}

/// Of several `}` side by side, taking any one out gives the same text: the outermost block is the
/// one that is left open.
fn culprit(text: &str, blocks: &[(usize, usize)], close: usize) -> usize {
    let mut last = close;
    for (at, char) in text[close..].char_indices() {
        match char {
            '}' => last = close + at,
            ' ' => {}
            _ => break,
        }
    }
    blocks.iter().find(|block| block.1 == last).expect("the brace closes a block").0
}

fn check_each_missing_brace(text: &str, declares: &dyn Fn(&str) -> bool) {
    let expected = tree(text);
    assert!(read(text).errors().is_empty(), "{text}\n{:?}", read(text).errors());
    let blocks = blocks(text);
    for &(_, close) in &blocks {
        let damaged = format!("{}{}", &text[..close], &text[close + 1..]);
        let document = syntax::read(&damaged, declares);
        let places: Vec<_> = document.errors().iter().map(|error| error.span.start as usize).collect();
        assert_eq!(places, [culprit(text, &blocks, close)], "{damaged}\n{:#?}", document.errors());
        assert_eq!(ours(&damaged, &document), expected, "{damaged}");
        assert!(is_whole(&document), "{damaged}");
    }
}

/// No node is marked as broken.
fn is_whole(document: &Document) -> bool {
    let mut ids: Vec<_> = document.roots().collect();
    while let Some(id) = ids.pop() {
        if document.node(id).broken {
            return false;
        }
        ids.extend(document.children(id));
    }
    true
}

fn check_each_extra_brace(text: &str) {
    let expected = tree(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        let indent = line.len() - line.trim_start().len();
        start += line.len();
        // At the end of a line in a block, and on a line of its own that is indented as the text is.
        // Lines of strings, and those that continue a node, are indented by two.
        let is_statement = indent > 0 && indent % 4 == 0 && !line.contains(['{', '}', '\\', '"', '/']);
        if is_statement {
            check_extra(text, end, " }", &expected);
            check_extra(text, end, &format!("\n{}}}", " ".repeat(indent)), &expected);
        }
        if line == "}\n" {
            check_extra(text, end, "\n}", &expected);
        }
    }
}

fn check_extra(text: &str, at: usize, brace: &str, expected: &str) {
    let damaged = format!("{}{brace}{}", &text[..at], &text[at..]);
    let document = read(&damaged);
    let places: Vec<_> = document.errors().iter().map(|error| error.span.start as usize).collect();
    assert_eq!(places, [at + brace.len() - 1], "{damaged}\n{:#?}", document.errors());
    assert_eq!(ours(&damaged, &document), expected, "{damaged}");
}

const BETWEEN: [&str; 4] = ["", "\n", "// between\n", "\n\n/* between\ntwo */\n"];

/// A well-indented text of random shape.
fn random_text(random: &mut Random) -> String {
    let mut text = String::new();
    for number in 0..=random.below(4) {
        let kind = random.pick(&KINDS);
        writeln!(text, "{kind} id-{number} {{").expect("memory");
        random_fields(random, 1, &mut text);
        text.push_str("}\n");
        text.push_str(BETWEEN[random.below(BETWEEN.len())]);
    }
    text
}

fn random_fields(random: &mut Random, depth: usize, text: &mut String) {
    let indent = "    ".repeat(depth);
    for _ in 0..=random.below(4) {
        let field = match random.below(if depth < 4 { 9 } else { 6 }) {
            0 => "leg working { over A B }",
            1 => "one { two { three } }",
            2 => "name \"Quoted, text\" a=1",
            3 => "continued 1 \\\n  2 3",
            4 => "policy gold // a comment",
            5 => "text \"\"\"\n  lines\n  \"\"\"",
            _ => {
                writeln!(text, "{indent}block {} {{", random.below(9)).expect("memory");
                random_fields(random, depth + 1, text);
                writeln!(text, "{indent}}}").expect("memory");
                continue;
            }
        };
        writeln!(text, "{indent}{field}").expect("memory");
    }
}

#[test]
fn each_missing_brace_of_the_sample_is_one_error_at_its_partner() {
    check_each_missing_brace(SAMPLE, &declares);
}

#[test]
fn a_missing_brace_is_found_where_no_declaration_is_known() {
    check_each_missing_brace(SAMPLE, &|_| false);
}

#[test]
fn a_missing_brace_is_found_in_texts_of_any_shape() {
    let mut random = Random(11);
    for _ in 0..300 {
        let text = random_text(&mut random);
        check_each_missing_brace(&text, &declares);
        check_each_missing_brace(&text.replace("    ", "\t"), &declares);
        check_each_missing_brace(&text.replace('\n', "\r\n"), &declares);
    }
}

#[test]
fn each_extra_brace_of_the_sample_is_one_error_at_it() {
    check_each_extra_brace(SAMPLE);
}

#[test]
fn an_extra_brace_is_found_in_texts_of_any_shape() {
    let mut random = Random(12);
    for _ in 0..300 {
        check_each_extra_brace(&random_text(&mut random));
    }
}

#[test]
fn two_missing_braces_are_two_errors() {
    let text = "cable A {\n    span 1 {\n        x 1\n    y 2\n}\nsite B {\n    name B\nsite C {\n    name C\n}\n";
    let document = read(text);
    let places: Vec<_> = document.errors().iter().map(|error| error.span.start).collect();
    assert_eq!(places, [21, 52]);
    assert_eq!(document.roots().count(), 3);
}

#[test]
fn legal_text_that_is_not_indented_is_left_alone() {
    for text in [
        "service A {\npolicy gold\nleg x {\nover b\n}\n}\nsite B {\n}\n",
        "service A { policy gold\npolicy silver\n}",
        "service A\t{\n\n\n}\n",
        "service A {\n    leg x {\n    over b\n    }\n    }\nsite B { name x\n        }\n",
        "service A {\n    leg x\n    }\n    site B {\n }",
    ] {
        assert!(read(text).errors().is_empty(), "{text}\n{:#?}", read(text).errors());
    }
}

#[test]
fn one_missing_brace_in_text_that_is_not_indented_is_one_error() {
    let text = "service A {\npolicy gold\nleg x {\nover b\n}\n\nsite B {\nname x\n}\n";
    assert_eq!(read(text).errors().len(), 1, "{:#?}", read(text).errors());
}

#[test]
fn a_block_on_the_line_after_its_node_belongs_to_it() {
    for text in ["site a\n{\n    b\n}\nsite c\n", "site a\n{\n    b\nsite c\n", "site c\n\nsite a\n{\n    b\n"] {
        let document = read(text);
        assert_eq!(document.errors().len(), if text.contains('}') { 1 } else { 2 }, "{:#?}", document.errors());
        let mut names: Vec<_> = tree(text).lines().map(str::to_owned).collect();
        names.sort_unstable();
        assert_eq!(names, ["    \"b\"", "\"site\" \"a\"", "\"site\" \"c\""], "{text}");
    }
}

/// Follows a tree to its last leaf, each node behind the one before it.
fn follow(text: &str) {
    let document = read(text);
    let mut reached = None;
    let mut open: Vec<_> = document.roots().collect();
    open.reverse();
    while let Some(node) = open.pop() {
        let start = document.node(node).span.start;
        assert!(reached.is_none_or(|reached| reached < start), "{text:?}: a node at {start} after {reached:?}");
        reached = Some(start);
        let children: Vec<_> = document.children(node).collect();
        open.extend(children.into_iter().rev());
    }
}

#[test]
fn a_tree_hangs_together_whatever_its_braces_are() {
    // Found by mutation: what a stray brace drops lay in a block that had ended, or before a second reading.
    for text in ["site A\n\0;r}}", "\to\u{c}\tR;\u{1}}", "site A {\n  b } c }", "site A {\n b } c { d } e }"] {
        follow(text);
    }
    const PIECES: [&str; 16] =
        ["{", "}", "}", "\n", "\n", " ", "  ", "\t", ";", "site ", "a", "b 1", "\u{c}", "/-", "\"x\"", "// c\n"];
    let mut random = Random(7);
    for _ in 0..60_000 {
        let count = 1 + random.below(14);
        let text: String = (0..count).map(|_| PIECES[random.below(PIECES.len())]).collect();
        follow(&text);
    }
}
