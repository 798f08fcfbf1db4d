//! `corridor explain`.

use std::fmt::Write as _;

use clap::Args;

use crate::cli::terminal::{self, Terminal};
use crate::cli::{Exit, Failure};
use crate::rules::{self, RULES, Rule};
use crate::schema::{Kind, nearest, reference};

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// A rule, a group of rules, a kind, or a field as `KIND.FIELD`; left out, all rules and kinds are listed
    #[arg(value_name = "WHAT")]
    what: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let page = match args.what.as_deref() {
        None => book(),
        Some(what) => page(what)?,
    };
    terminal::write(&wrapped(&page, terminal.width))?;
    Ok(Exit::Clean)
}

fn page(what: &str) -> Result<String, Failure> {
    if let Some(rule) = rules::find(what) {
        return Ok(rule.page.to_owned());
    }
    let path: Vec<&str> = what.split('.').collect();
    let kind = Kind::from_name(path[0]);
    if let Some(group) = RULES.iter().map(|rule| rule.group).find(|group| group.name() == what) {
        // `handoff` is a kind and a group.
        let mut out = kind.map(|kind| reference::kind_page(kind, 1) + "\nThe rules about it:\n\n").unwrap_or_default();
        RULES.iter().filter(|rule| rule.group == group).for_each(|rule| row(rule, &mut out));
        return Ok(out);
    }
    let Some(kind) = kind else {
        if let Some(places) = mentions(what) {
            return Ok(places);
        }
        let names = RULES.iter().map(|rule| rule.name).chain(Kind::ALL.into_iter().map(Kind::name));
        let hint = nearest(path[0], names);
        let hint =
            hint.map_or_else(|| "`corridor explain` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::new(format!("there is no rule or kind `{}`: {hint}", path[0])));
    };
    if path.len() == 1 {
        return Ok(reference::kind_page(kind, 1));
    }
    reference::field_page(kind, &path[1..]).ok_or_else(|| {
        let last = path[path.len() - 1];
        let names = reference::field_names(kind, &path[1..path.len() - 1]);
        let holder = path[..path.len() - 1].join(".");
        let hint = match nearest(last, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{holder}.{near}`?"),
            None => format!("`corridor explain {}` lists them", path[0]),
        };
        Failure::new(format!("`{holder}` has no field `{last}`: {hint}"))
    })
}

/// Where a word that is neither rule nor kind stands in the language: the fields of this name, and those that take it.
fn mentions(word: &str) -> Option<String> {
    let mut out = String::new();
    for kind in Kind::ALL {
        for field in reference::field_names(kind, &[]) {
            let is_field = field == word;
            let page = reference::field_page(kind, &[&field]).unwrap_or_default();
            let line = |start: &str| {
                page.lines().any(|line| line.trim_start().starts_with(start) && line.contains(&format!("`{word}`")))
            };
            if is_field || line("One of") {
                let what = if is_field { "a field" } else { "a word" };
                writeln!(out, "`{word}` is {what} of `{0}`: `corridor explain {0}.{field}`", kind.name())
                    .expect("a string takes all");
            }
        }
    }
    (!out.is_empty()).then_some(out)
}

/// All rules by group, each with its level and its first sentence; then all kinds.
fn book() -> String {
    let mut out = String::new();
    let mut group = None;
    for rule in RULES {
        if group != Some(rule.group) {
            let space = if group.is_some() { "\n" } else { "" };
            writeln!(out, "{space}{}", rule.group.name()).expect("a string takes all");
            group = Some(rule.group);
        }
        row(rule, &mut out);
    }
    out.push_str("\nkinds\n");
    for kind in Kind::ALL {
        let page = reference::kind_page(kind, 1);
        writeln!(out, "  {:<32}{}", kind.name(), rules::first_sentence(&page)).expect("a string takes all");
    }
    out
}

fn row(rule: &Rule, out: &mut String) {
    writeln!(out, "  {:<26}{:<6}{}", rule.name, rule.level.word(), rule.sentence()).expect("a string takes all");
}

/// Text wrapped to a width: a line goes on below where it starts; what stands in a block of code stays as it is.
fn wrapped(page: &str, width: usize) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        if is_code || line.starts_with("```") || line.chars().count() <= width {
            out.push_str(line);
        } else {
            wrap(line, width, &mut out);
        }
        out.push('\n');
    }
    out
}

fn wrap(line: &str, width: usize, out: &mut String) {
    let blanks = line.len() - line.trim_start().len();
    let text = line.trim_start();
    // A list goes on under its text, a row of the book under its last column.
    let column = text.rfind("  ").map_or(0, |gap| gap + 2);
    let column = if column <= width / 2 { column } else { 0 };
    let hang = blanks + if text.starts_with("- ") { 2 } else { column };
    let indent = " ".repeat(hang.min(width / 2));
    let (head, rest) = text.split_at(if text.starts_with("- ") { 0 } else { column });
    out.push_str(&line[..blanks]);
    out.push_str(head);
    let mut at = blanks + head.chars().count();
    let mut is_first = true;
    for word in rest.split_whitespace() {
        let length = word.chars().count();
        if !is_first && at + 1 + length > width {
            out.push('\n');
            out.push_str(&indent);
            at = indent.len();
        } else if !is_first {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += length;
        is_first = false;
    }
}
