//! What differs, for a terminal.

use std::fmt::Write as _;

use crate::diff::{Diff, tell};
use crate::render::escaped;

pub fn human(diff: &Diff) -> String {
    let mut out = String::new();
    for chapter in tell::chapters(diff) {
        writeln!(out, "{}", chapter.title).expect("a string takes all");
        for item in chapter.items {
            let sign = match item.sign {
                tell::Sign::Lost => '×',
                tell::Sign::Worse => '↓',
                tell::Sign::Better => '↑',
                tell::Sign::Neutral => '·',
            };
            writeln!(out, "  {sign} {}", escaped(&item.head)).expect("a string takes all");
            for (word, text) in item.lines {
                let word = if word.is_empty() { String::new() } else { format!("{word:<14}") };
                writeln!(out, "      {word}{}", escaped(&text)).expect("a string takes all");
            }
        }
        out.push('\n');
    }
    out + &tell::summary(diff) + "\n"
}
