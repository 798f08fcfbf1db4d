//! `corridor fmt`: one style, with every comment, and the same tree before and after.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use corridor::edit::{NotFormatted, format};
use corridor::syntax::{self, TokenKind};

use crate::support::{Folder, Random, corridor, files, root, run};
use crate::syntax_differential::{input, reference_tree};
use crate::syntax_tree::{ours, suite};

/// The comments of a text, in their order, without the blanks behind them.
fn comments(text: &str) -> Vec<&str> {
    let is_comment = |kind| matches!(kind, TokenKind::LineComment | TokenKind::BlockComment);
    let tokens = syntax::tokens(text).into_iter();
    tokens.filter(|token| is_comment(token.kind)).map(|token| token.span.of(text).trim_end()).collect()
}

/// Formats a text, if it reads without an error, and checks all that must hold.
fn checked(text: &str) -> Option<String> {
    let document = syntax::read(text, &|_| false);
    let formatted = match format(text) {
        Ok(formatted) => formatted,
        Err(NotFormatted::Errors) => {
            assert!(!document.errors().is_empty(), "{text:?} reads well");
            return None;
        }
        Err(NotFormatted::Changed) => panic!("{text:?} would change"),
    };
    let after = syntax::read(&formatted, &|_| false);
    assert!(after.errors().is_empty(), "{text:?}\n{formatted:?}\n{:?}", after.errors());
    assert_eq!(ours(text, &document), ours(&formatted, &after), "{text:?}\n{formatted:?}");
    assert_eq!(comments(text), comments(&formatted), "{text:?}\n{formatted:?}");
    assert_eq!(format(&formatted).as_ref(), Ok(&formatted), "{text:?} is not settled at once");
    let tokens = syntax::tokens(text);
    let covered: usize = tokens.iter().map(|token| token.span.len()).sum();
    assert_eq!(covered, text.trim_start_matches('\u{feff}').len(), "{text:?}");
    Some(formatted)
}

#[test]
fn the_official_suite_keeps_its_trees_and_comments() {
    let mut seen = 0;
    for (name, text, _) in suite() {
        let Some(formatted) = checked(&text) else { continue };
        seen += 1;
        // Another reader sees the same before and after.
        if let Some(tree) = reference_tree(&text) {
            assert_eq!(Some(tree), reference_tree(&formatted), "{name}\n{formatted}");
        }
    }
    assert!(seen > 220, "{seen}");
}

#[test]
fn mutated_inputs_keep_their_trees_and_comments() {
    let count: usize = std::env::var("CORRIDOR_MUTATIONS").map_or(20_000, |text| text.parse().expect("a number"));
    let mut texts: Vec<String> = suite().into_iter().map(|(_, input, _)| input).collect();
    for folder in ["topology", "examples", "tests/rules"] {
        texts.extend(files(&root().join(folder), "kdl").into_iter().filter_map(|path| fs::read_to_string(path).ok()));
    }
    let mut random = Random(11);
    let formatted = (0..count).filter(|_| checked(&input(&mut random, &texts)).is_some()).count();
    assert!(formatted > count / 10, "{formatted}");
}

#[test]
fn what_is_kept_here_is_in_the_style() {
    for folder in ["topology", "examples"] {
        for path in files(&root().join(folder), "kdl") {
            let text = fs::read_to_string(&path).expect("a file can be read");
            if let Some(formatted) = checked(&text) {
                assert_eq!(formatted, text, "{}: run `corridor fmt {folder}`", path.display());
            }
        }
    }
}

#[test]
fn the_style_is_this() {
    let cases = [
        ("a 1;b 2 {c;d   \"x\"}", "a 1\nb 2 { c; d \"x\" }\n"),
        ("\n\na\n\n\n\nb\n\n", "a\n\nb\n"),
        ("a {\n\n  // first\n\tb; c // of c\n\n}\n", "a {\n    // first\n    b\n    c // of c\n}\n"),
        ("a { }\nb {\n}\nc {\n// only\n}", "a {}\nb {}\nc {\n    // only\n}\n"),
        ("length ( km ) 380 x  =  ( t ) 1", "length (km)380 x=(t)1\n"),
        ("a \\ // why\n b=1 \\\n c\nd", "a \\ // why\n    b=1 \\\n    c\nd\n"),
        ("/- a 1\n/-\nb {c}\nc /- d /-{e} {f}", "/-a 1\n/-b { c }\nc /-d /-{ e } { f }\n"),
        ("/- kdl-version 2\na", "/- kdl-version 2\na\n"),
        ("a /* x */ b\n/* y\n  z */\nc", "a /* x */ b\n/* y\n  z */\nc\n"),
        ("a \"\"\"\n  x\n    y\n  \"\"\"", "a \"\"\"\n  x\n    y\n  \"\"\"\n"),
        ("a{b{c{d}}}", "a { b { c { d } } }\n"),
        ("a {b\n}", "a {\n    b\n}\n"),
        ("\u{feff}a\r\nb", "a\nb\n"),
        ("a \\\n\nb", "a \\\n\nb\n"),
        ("", ""),
        ("  // alone", "// alone\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(checked(text).as_deref(), Some(expected), "{text:?}");
    }
    // Where a line has no room for a block, it gets lines.
    let long = format!("a {{ {} }}", ["bbbbbbbbbbbbbbbbbbb"; 6].join("; "));
    assert_eq!(checked(&long).map(|text| text.lines().count()), Some(8));
    let fits = format!("a {{ {} }}", "b".repeat(94));
    assert_eq!(checked(&fits), Some(format!("{fits}\n")));
    let one_more = format!("a {{ {} }}", "b".repeat(95));
    assert_eq!(checked(&one_more).map(|text| text.lines().count()), Some(3));
}

#[test]
fn files_are_written_checked_and_shown() {
    let unformatted = "site A {country AZ; at 40 49}\n// last";
    let folder = Folder::with(&[("corridor.kdl", unformatted), ("b/fine.kdl", "metro M\n"), ("c.txt", "a  b")]);
    let fmt = |arguments: &[&str]| run(corridor().arg("fmt").args(arguments).current_dir(folder.path()));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file can be read");
    let ran = fmt(&["--check"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (1, "corridor.kdl\n", "1 file of 2 not in the style\n")
    );
    let ran = fmt(&["--diff"]);
    assert_eq!(ran.code, 1);
    for line in [
        "-site A {country AZ; at 40 49}
",
        "+site A { country AZ; at 40 49 }
",
    ] {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
    assert_eq!(read("corridor.kdl"), unformatted);
    assert_eq!(fmt(&["c.txt", "b"]).code, 0);
    assert_eq!(read("c.txt"), "a b\n");
    let ran = fmt(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "1 file of 2 formatted\n"));
    assert_eq!(read("corridor.kdl"), "site A { country AZ; at 40 49 }\n// last\n");
    let ran = fmt(&["--check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "2 files of 2 in the style\n"));
    folder.write("broken.kdl", "a {");
    let ran = fmt(&[]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("`broken.kdl` is left as it is: it has syntax errors"), "{}", ran.stderr);
    assert_eq!(read("broken.kdl"), "a {");
    assert_eq!(run(corridor().arg("fmt").current_dir(Folder::new().path())).code, 3);
    assert_eq!(fmt(&["no-such.kdl"]).code, 2);
}

#[test]
fn an_editor_pipes_a_text_through() {
    let piped = |text: &str, arguments: &[&str]| {
        let mut command = corridor();
        command.arg("fmt").args(arguments).arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
        let out = child.wait_with_output().expect("it ends");
        (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    assert_eq!(piped("a   b", &[]), (Some(0), "a b\n".to_owned()));
    assert_eq!(piped("a   b", &["--check"]), (Some(1), String::new()));
    assert_eq!(piped("a b\n", &["--check"]), (Some(0), String::new()));
    assert_eq!(piped("a {", &[]), (Some(1), String::new()));
}

#[test]
fn a_file_in_kdl_1_becomes_kdl_2_with_its_comments() {
    let old = "// first\nsite \"A\" { // of A\n  country \"AZ\"\n  note r#\"a \"b\" c\"#\n  open true; x null\n  /* y */ \"at\" 40.5 49.5\n}\n";
    let folder = Folder::with(&[("old.kdl", old), ("new.kdl", "metro   M\n"), ("bad.kdl", "a { \"\n")]);
    let fmt = |arguments: &[&str]| run(corridor().arg("fmt").args(arguments).current_dir(folder.path()));
    assert_eq!(fmt(&["old.kdl"]).code, 1);
    let ran = fmt(&["--from-kdl1", "old.kdl", "new.kdl"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "2 files of 2 formatted\n"));
    let text = fs::read_to_string(folder.path().join("old.kdl")).expect("a file can be read");
    assert!(syntax::read(&text, &|_| false).errors().is_empty(), "{text}");
    assert_eq!(comments(old), comments(&text));
    for part in ["#\"a \"b\" c\"#", "open #true", "x #null", "at 40.5 49.5"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let ran = fmt(&["--from-kdl1", "bad.kdl"]);
    assert!(
        ran.code == 1 && ran.stderr.contains("`bad.kdl` is left as it is: it is no KDL 1 either: line "),
        "{}",
        ran.stderr
    );
    folder.write("deep.kdl", &"a { ".repeat(2_000));
    assert!(fmt(&["--from-kdl1", "deep.kdl"]).stderr.contains("nested more than 128 deep"));
}
