//! `corridor explain`.

use std::fmt::Write as _;

use clap::Args;

use crate::cli::terminal;
use crate::cli::{Exit, Failure};
use crate::rules::{self, RULES};
use crate::schema::nearest;

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The rule; left out, all rules are listed
    rule: Option<String>,
}

pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let Some(name) = &args.rule else {
        terminal::write(&book())?;
        return Ok(Exit::Clean);
    };
    let Some(rule) = rules::find(name) else {
        let near = nearest(name, RULES.iter().map(|rule| rule.name));
        let hint =
            near.map_or_else(|| "`corridor explain` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::new(format!("there is no rule `{name}`: {hint}")));
    };
    terminal::write(rule.page)?;
    Ok(Exit::Clean)
}

/// All rules by group, each with its level and its first sentence.
fn book() -> String {
    let mut out = String::new();
    let mut group = None;
    for rule in RULES {
        if group != Some(rule.group) {
            let space = if group.is_some() { "\n" } else { "" };
            writeln!(out, "{space}{}", rule.group.name()).expect("a string takes all");
            group = Some(rule.group);
        }
        writeln!(out, "  {:<26}{:<6}{}", rule.name, rule.level.word(), first_sentence(rule.page))
            .expect("a string takes all");
    }
    out
}

/// The first line of text under the title of a page.
fn first_sentence(page: &str) -> &str {
    page.lines().skip(1).find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default()
}
