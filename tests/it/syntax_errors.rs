//! Every syntax error by a small text and what is said of it: place and message, and that its label
//! and help are fit to be shown.

use corridor::syntax::{self, SyntaxError};

/// A text, and its errors as `line:column: message`. `site` begins a declaration.
type Case = (&'static str, &'static [&'static str]);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("a \"b\nc \"d\"", &["1:3: string is not closed on its line"]),
    ("a \"b {\n  c\n}\nd", &["1:3: string is not closed on its line"]),
    ("a { b \"c }\nd", &["1:7: string is not closed on its line"]),
    ("a \"b\\", &["1:3: string is not closed on its line"]),
    ("a #\"b\nc", &["1:3: string is not closed on its line"]),
    ("a ##\"b\"#\nc", &["1:3: string is not closed on its line"]),
    ("a \"\"\"\n  b\nc", &["1:3: string of several lines is not closed"]),
    ("a \"\n  b\n\"\nc", &["1:3: string is not closed on its line"]),
    ("a #\"\n  b\n\"#\nc", &["1:3: string is not closed on its line"]),
    ("a \"\"\"b\"\"\"\nc", &["1:3: text follows `\"\"\"` on its line"]),
    ("a \"\"\"b\n  \"\"\"\nc", &["1:3: text follows `\"\"\"` on its line"]),
    ("a \"\"\"\n  b\"\"\"\nc", &["2:4: text stands before the closing `\"\"\"`"]),
    ("a \"\"\"\n  b\n c\n  \"\"\"\nd", &["3:1: line is indented less than the closing `\"\"\"`"]),
    ("a \"\"\"\nb c \"\"\"\n  d\n  \"\"\"", &["1:3: string of several lines is not closed"]),
    ("/* a\nb", &["1:1: comment is not closed"]),
    ("a /* b\nc", &["1:3: comment is not closed"]),
    ("/* /* */\na", &["1:1: comment is not closed"]),
    ("a */ b", &["1:4: `/` cannot stand in a bare word"]),
    ("a \"\\q\" \"\\w\"", &["1:4: unknown escape `\\q`", "1:9: unknown escape `\\w`"]),
    ("a \"\\/\"", &["1:4: unknown escape `\\/`"]),
    ("a \"\\u{d800}\"", &["1:4: `\\u{d800}` is not a character"]),
    ("a \"\\u{}\"", &["1:4: `\\u{}` is not a character"]),
    ("a \"\\u41\"", &["1:4: `\\u` is not a character"]),
    ("a \"C:\\dir\"", &["1:6: unknown escape `\\d`"]),
    ("a\"b\"", &["1:2: no space between values"]),
    ("a \"b\"\"c\"", &["1:6: no space between values"]),
    ("a \"b\"c \"d", &["1:6: no space between values"]),
    ("a b(c)", &["1:4: `(` cannot stand in a bare word"]),
    ("a b/c", &["1:4: `/` cannot stand in a bare word"]),
    ("a b[c]", &["1:4: `[` cannot stand in a bare word"]),
    ("a b\\c", &["1:4: `\\` cannot stand in a bare word"]),
    ("a b#c", &["1:4: `#` cannot stand in a bare word"]),
    ("a (b)c(d)", &["1:7: `(` cannot stand in a bare word"]),
    ("a \"b\", \"c\"", &["1:6: `,` between values"]),
    ("\"a\": 1", &["1:4: `:` after a name in quotes"]),
    ("a 1, 2", &["1:3: `1,` is not a number"]),
    ("a [1 2]", &["1:3: KDL has no lists in brackets"]),
    ("a (b", &["1:3: annotation is not closed"]),
    ("a (b c) d", &["1:3: annotation is not closed"]),
    ("a () d", &["1:3: empty annotation"]),
    ("a (b)", &["1:3: nothing follows the annotation"]),
    ("(b)", &["1:1: nothing follows the annotation"]),
    ("a b=(c)", &["1:5: nothing follows the annotation"]),
    ("a (1)2", &["1:4: `1` cannot be an annotation"]),
    ("a (b)c=1", &["1:3: annotation before a property's name, `(b)c`"]),
    ("a ((b))c", &["1:3: annotation is not closed"]),
    ("a )", &["1:3: `)` closes nothing"]),
    ("a true", &["1:3: `true` without `#`"]),
    ("a b=null c=false", &["1:5: `null` without `#`", "1:12: `false` without `#`"]),
    ("true", &["1:1: `true` without `#`"]),
    ("a inf", &["1:3: `inf` without `#`"]),
    ("a #True", &["1:3: unknown keyword `#True`"]),
    ("a #foo", &["1:3: unknown keyword `#foo`"]),
    ("a ##true", &["1:3: unknown keyword `##true`"]),
    ("a #truex", &["1:3: unknown keyword `#truex`"]),
    ("#true 1", &["1:1: a node cannot be named `#true`"]),
    ("a #null=1", &["1:3: a property cannot be named `#null`"]),
    ("a r\"b\" c", &["1:3: raw string of KDL 1"]),
    ("r#\"b\"#", &["1:1: raw string of KDL 1"]),
    ("a r\"b\nc", &["1:3: raw string of KDL 1"]),
    ("a b=", &["1:3: property `b` has no value"]),
    ("a b= {\n  c=\n}", &["1:3: property `b` has no value", "2:4: `=` after the node's name `c`"]),
    ("a b==c", &["1:4: a second `=`"]),
    ("a b=c=d", &["1:6: `=` after `b=c`"]),
    ("a = b", &["1:3: `=` after the node's name `a`"]),
    ("a b 1=2", &["1:5: a property cannot be named `1`"]),
    ("a =", &["1:3: `=` after the node's name `a`"]),
    ("= a", &["1:1: no property name before `=`"]),
    ("a b= =c", &["1:4: a second `=`"]),
    ("a b=/-c", &["1:5: `/-` inside an entry"]),
    ("a b /- = c", &["1:8: no property name before `=`"]),
    ("12 a", &["1:1: a node cannot be named `12`"]),
    ("a 12abc", &["1:3: `12abc` is not a number"]),
    ("a .5", &["1:3: `.5` is not a number"]),
    ("a 1.", &["1:3: `1.` is not a number"]),
    ("a 1.5.2", &["1:3: `1.5.2` is not a number"]),
    ("a 1e", &["1:3: `1e` is not a number"]),
    ("a 0xg", &["1:3: `0xg` is not a number"]),
    ("a 0b12", &["1:3: `0b12` is not a number"]),
    ("a -.5 +.5", &["1:3: `-.5` is not a number", "1:7: `+.5` is not a number"]),
    ("a 1_000, 2", &["1:3: `1_000,` is not a number"]),
    ("12abc", &["1:1: `12abc` is not a number"]),
    ("a 380km", &["1:3: `380km` is not a number"]),
    ("a 2026-12-31", &["1:3: `2026-12-31` is not a number"]),
    ("a /-", &["1:3: nothing follows `/-`"]),
    ("a /- /- b", &["1:6: `/-` after `/-`"]),
    ("/- /- a", &["1:4: `/-` after `/-`"]),
    ("/-", &["1:1: nothing follows `/-`"]),
    ("a { /- }", &["1:5: nothing follows `/-`"]),
    ("a /-;", &["1:3: nothing follows `/-`"]),
    ("/-(b)", &["1:3: nothing follows the annotation"]),
    ("(b)/-a", &["1:4: `/-` inside an entry"]),
    ("a (b)/-c", &["1:6: `/-` inside an entry"]),
    ("a { b } c", &["1:9: more text after a block"]),
    ("a { b } { c }", &["1:9: a second block for one node"]),
    ("a { b } c { d }", &["1:9: more text after a block"]),
    ("a /-{ b } c", &["1:11: more text after a block"]),
    ("a\n{\n  b\n}", &["2:1: the block of `a` starts on a new line"]),
    ("{ a }", &["1:1: `{` without a node before it"]),
    ("a { { b } }", &["1:5: a second `{`"]),
    ("/-{ a }", &["1:3: `{` without a node before it"]),
    (";", &["1:1: `;` ends nothing"]),
    ("a;;b", &["1:3: `;` ends nothing"]),
    ("a \\ b", &["1:3: text follows `\\` on its line"]),
    ("a \\", &[]),
    ("a {", &["1:3: the block of `a` is not closed"]),
    ("a { b", &["1:3: the block of `a` is not closed"]),
    ("}", &["1:1: `}` closes nothing"]),
    ("a }\nb", &["1:3: `}` closes nothing"]),
    ("a {\n    b {\n        c\n    d\n}", &["2:7: the block of `b` is not closed"]),
    ("a {\n    b\n}\n}\nc", &["4:1: `}` closes nothing"]),
    ("site a {\n    b\nsite c", &["1:8: the block of `site` is not closed"]),
    ("site a\n    b\n}\nsite c", &["1:1: the block of `site a` is not opened"]),
    ("a \u{0}b", &["1:3: the character U+0000 is not allowed"]),
    ("a\u{7f}", &["1:2: the character U+007F is not allowed"]),
    ("a \"\u{200e}\"", &["1:4: the character U+200E is not allowed"]),
    ("// \u{202e}", &["1:4: the character U+202E is not allowed"]),
    ("b \u{feff}c", &["1:3: the character U+FEFF is not allowed"]),
    ("a \u{0}\u{4}\u{2} \u{3}", &["1:3: the character U+0000 is not allowed", "1:7: the character U+0003 is not allowed"]),
    ("a 1x\n\tb \"c\n  d e= f=", &["1:3: `1x` is not a number", "2:4: string is not closed on its line", "3:9: `=` after `e= f`"]),
];

fn line_column(text: &str, offset: usize) -> String {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&char| char != '\n').count() + 1;
    format!("{line}:{column}")
}

fn read(text: &str) -> Vec<SyntaxError> {
    syntax::read(text, &|word| word == "site").errors().to_vec()
}

#[test]
fn each_mistake_is_one_error_at_its_place() {
    let mut wrong = Vec::new();
    for (text, expected) in CASES {
        let found: Vec<_> = read(text)
            .iter()
            .map(|error| format!("{}: {}", line_column(text, error.span.start as usize), error.message))
            .collect();
        if found != *expected {
            wrong.push(format!("{text:?}\n  expected {expected:#?}\n  found    {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_errors_say_is_fit_to_be_shown() {
    for (text, _) in CASES {
        for error in read(text) {
            let SyntaxError { message, label, help, .. } = &error;
            let help = help.as_ref().expect("each error says what to do");
            assert!(label.chars().count() < 30, "{error:?}");
            for phrase in [message, label, help] {
                assert!(!phrase.is_empty() && !phrase.ends_with('.'), "{error:?}");
                assert!(phrase.matches('`').count().is_multiple_of(2), "{error:?}");
                assert!(!phrase.contains('\n'), "{error:?}");
            }
            let first = message.chars().next().expect("a message is not empty");
            assert!(!first.is_uppercase() || message.starts_with("KDL "), "{error:?}");
        }
    }
}

#[test]
fn kdl_1_is_recognised() {
    for text in ["a true", "a b=false", "null", "a r\"b\"", "a r##\"b\"##"] {
        assert!(read(text).iter().all(|error| error.kdl_1), "{text}");
    }
    for text in ["a inf", "a 1x", "a \"b", "a #r\"b\""] {
        assert!(read(text).iter().all(|error| !error.kdl_1), "{text}");
    }
}

#[test]
fn an_error_breaks_its_node_alone() {
    let text =
        "site a {\n    b 1x\n    c \"d\"\n    e \u{7f} {\n        f 1\n    }\n    g \"h {\n        i\n    }\n}\n";
    let document = syntax::read(text, &|_| false);
    let mut ids: Vec<_> = document.roots().collect();
    let mut broken = Vec::new();
    while let Some(id) = ids.pop() {
        let node = document.node(id);
        if node.broken {
            broken.push(document.str(text, node.name));
        }
        ids.extend(document.children(id));
    }
    broken.sort_unstable();
    assert_eq!(broken, ["b", "e", "g"]);
    assert_eq!(document.len(), 7);
}

#[test]
fn an_unclosed_string_hides_no_later_error() {
    let text = "a \"b\nc 1x\nd /* e\nf 2x\ng \"\"\"\n  text\nh 3x\ni #\"j\nk 4x\n";
    let lines: Vec<_> = read(text).iter().map(|error| line_column(text, error.span.start as usize)).collect();
    assert_eq!(lines, ["1:3", "2:3", "3:3", "4:3", "5:3", "7:3", "8:3", "9:3"]);
}
