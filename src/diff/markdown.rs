//! What differs, as a comment on a pull request.

use std::fmt::Write as _;

use crate::diff::{Diff, tell};
use crate::render::markdown::{MOST, mark, prose};

/// Services that lose something come first, and are open; the rest is folded. `below` is the corridor's folder in its
/// repository.
pub fn markdown(diff: &Diff, below: &str) -> String {
    let mut out = format!("{}\n### corridor: {}\n", mark("diff", below), prose(&tell::summary(diff)));
    let chapters = tell::chapters(diff);
    let mut left_out = 0;
    for chapter in chapters {
        let is_open = chapter.items.iter().any(|item| item.sign == tell::Sign::Lost);
        let open = if is_open { " open" } else { "" };
        let head =
            format!("\n<details{open}><summary><b>{}</b> ({})</summary>\n\n", chapter.title, chapter.items.len());
        let mut items = chapter.items;
        items.sort_by_key(|item| match item.sign {
            tell::Sign::Lost => 0,
            tell::Sign::Worse => 1,
            tell::Sign::Better | tell::Sign::Neutral => 2,
        });
        let mut body = String::new();
        for item in items {
            let text = block(&item);
            // Room for what closes it, and for the last line.
            if out.len() + head.len() + body.len() + text.len() + 200 > MOST {
                left_out += 1;
            } else {
                body.push_str(&text);
            }
        }
        if !body.is_empty() {
            write!(out, "{head}{body}\n</details>\n").expect("a string takes all");
        }
    }
    if left_out > 0 {
        writeln!(out, "\n{left_out} more have no room here: `corridor diff` tells them.").expect("a string takes all");
    }
    out
}

fn block(item: &tell::Item) -> String {
    let sign = match item.sign {
        tell::Sign::Lost => "❌ ",
        tell::Sign::Worse => "⚠️ ",
        tell::Sign::Better => "✅ ",
        tell::Sign::Neutral => "",
    };
    let mut out = format!("- {sign}{}\n", prose(&item.head));
    for (word, text) in &item.lines {
        let word = if word.is_empty() { String::new() } else { format!("{word}: ") };
        writeln!(out, "  - {word}{}", prose(text)).expect("a string takes all");
    }
    out
}
