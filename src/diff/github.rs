//! What a change loses and weakens, as annotations of GitHub Actions beside the lines of the new side.

use crate::diff::{Diff, Subject, tell};
use crate::render::github::{annotation, left_over};
use crate::source::{Place, Sources};

/// Losses first, then what is asked less; `places` are those of services and demands by their ids.
pub fn github(diff: &Diff, sources: &Sources, below: &str, place_of: &dyn Fn(&str) -> Option<Place>) -> String {
    let lost = diff.services.iter().chain(&diff.demands).flat_map(|subject: &Subject| {
        let text = |lost| format!("`{}`: {}", subject.id, tell::protection(lost));
        subject.lost.iter().map(move |lost| ("error", "lost", text(lost), place_of(&subject.id)))
    });
    let weakened = diff.weakened.iter().map(|weakened| {
        ("warning", "weakened", format!("{}: {}", tell::of(weakened), weakened.message), weakened.place)
    });
    let all: Vec<_> = lost.chain(weakened).collect();
    let mut out = String::new();
    for (command, title, text, place) in all.iter().take(crate::render::github::MOST) {
        out.push_str(&annotation(command, title, text, place.map(|place| (sources, below, place))));
    }
    out + &left_over(all.len())
}
