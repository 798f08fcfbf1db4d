//! The message book: what each rule says on a terminal of 80 columns, one file a rule, to be read and reviewed.
//!
//! `CORRIDOR_ACCEPT=1 cargo test --test it messages::` writes the files anew.

use std::fs;

use crate::support::{Folder, TODAY, corridor, files, root, run};

/// The case that a rule is shown by: the first bad example of its page, a text that a reader has at hand.
fn case(page: &str) -> Option<&str> {
    let (_, body) = page.split_once("```kdl bad\n")?;
    body.split_once("```").map(|(text, _)| text)
}

#[test]
fn the_book_holds_what_each_rule_says() {
    let book = root().join("tests/messages");
    let accept = std::env::var_os("CORRIDOR_ACCEPT").is_some();
    let mut wrong = Vec::new();
    let mut rules = Vec::new();
    for rule in corridor::rules::RULES {
        // What is wrong with a file as such is no text.
        let Some(text) = case(rule.page) else {
            assert!(["unreadable-file", "skipped-file", "colliding-path"].contains(&rule.name), "{}", rule.name);
            continue;
        };
        rules.push(rule.name.to_owned());
        let folder = Folder::with(&[("case.kdl", text)]);
        let ran = run(corridor().args(["check", "--today", TODAY]).current_dir(folder.path()));
        let path = book.join(rule.name).with_extension("txt");
        if accept {
            fs::create_dir_all(&book).expect("the book can be made");
            fs::write(&path, &ran.stdout).expect("the page can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        if kept != ran.stdout {
            wrong.push(format!("{}\n{}", rule.name, ran.stdout));
        }
        let wide = ran.stdout.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{} is wider than 80 columns", rule.name);
    }
    assert!(wrong.is_empty(), "not as in tests/messages:\n{}", wrong.join("\n"));
    rules.sort();
    let pages =
        files(&book, "txt").into_iter().map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned());
    assert_eq!(pages.collect::<Vec<_>>(), rules, "one page a rule");
}
