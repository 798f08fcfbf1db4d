//! The examples of the rule pages: `bad` gives exactly the rule of the page, `ok` gives nothing.

use std::fs;

use crate::support::{check_text, files, root};

/// The blocks of a page that carry a mark: ```` ```kdl bad ````.
fn blocks<'a>(page: &'a str, mark: &str) -> Vec<&'a str> {
    let open = format!("```kdl {mark}\n");
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find(&open) {
        let body = &rest[start + open.len()..];
        let end = body.find("```").expect("a block is closed");
        found.push(&body[..end]);
        rest = &body[end..];
    }
    found
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let pages: Vec<String> = files(&root().join("docs/rules"), "md")
        .into_iter()
        .map(|path| path.file_stem().expect("a page has a name").to_string_lossy().into_owned())
        .collect();
    let mut rules: Vec<String> = corridor::rules::RULES.iter().map(|rule| rule.name.to_owned()).collect();
    rules.sort();
    assert_eq!(pages, rules);
}

#[test]
fn a_page_says_what_why_how_to_mend_and_how_to_waive() {
    for rule in corridor::rules::RULES {
        let page = rule.page;
        assert!(page.starts_with(&format!("# {}\n\n", rule.name)), "{}: title", rule.name);
        let level = format!("Group `{}`, level `{}`", rule.group.name(), rule.level.word());
        assert!(page.contains(&level), "{}: says not `{level}`", rule.name);
        for part in ["## What it checks", "## Why", "## Example", "## Fix", "## Waiving it"] {
            assert!(page.contains(part), "{}: lacks `{part}`", rule.name);
        }
    }
}

#[test]
fn a_bad_example_gives_its_rule_alone_and_an_ok_example_nothing() {
    let mut wrong = Vec::new();
    for path in files(&root().join("docs/rules"), "md") {
        let rule = path.file_stem().expect("a page has a name").to_string_lossy().into_owned();
        let page = fs::read_to_string(&path).expect("a page can be read");
        let (bad, ok) = (blocks(&page, "bad"), blocks(&page, "ok"));
        // What is wrong with a file as such cannot be shown as a text.
        let is_of_files = ["unreadable-file", "skipped-file", "colliding-path"].contains(&rule.as_str());
        if !is_of_files && (bad.is_empty() || ok.is_empty()) {
            wrong.push(format!("{rule}: lacks an example"));
        }
        for text in bad {
            let ran = check_text(text);
            let lines: Vec<&str> = ran.stdout.lines().collect();
            if lines.len() != 1 || !lines[0].contains(&format!("[{rule}]")) {
                wrong.push(format!("{rule}: bad gives\n{}{}", ran.stdout, ran.stderr));
            }
        }
        for text in ok {
            let ran = check_text(text);
            if !ran.stdout.is_empty() || ran.code != 0 {
                wrong.push(format!("{rule}: ok gives\n{}{}", ran.stdout, ran.stderr));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
