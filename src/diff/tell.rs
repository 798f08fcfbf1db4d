//! What differs, in words: the same for a terminal and for a comment.

use std::collections::BTreeMap;

use crate::diff::{Change, Diff, Figure, InCommon, Protection, Subject, Waived, Weakened};

/// One chapter of the answer.
pub(super) struct Chapter {
    pub title: &'static str,
    pub items: Vec<Item>,
}

pub(super) struct Item {
    pub sign: Sign,
    pub head: String,
    /// Each with the word that stands before it.
    pub lines: Vec<(&'static str, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Lost,
    Worse,
    Better,
    Neutral,
}

/// Things that one line names.
const SHOWN: usize = 8;

pub(super) fn chapters(diff: &Diff) -> Vec<Chapter> {
    let mut chapters = Vec::new();
    let mut add = |title: &'static str, items: Vec<Item>| {
        if !items.is_empty() {
            chapters.push(Chapter { title, items });
        }
    };
    add("services", diff.services.iter().map(subject).collect());
    add("demands", diff.demands.iter().map(subject).collect());
    add("weakened", diff.weakened.iter().map(weakened).collect());
    add("waivers", waivers(diff));
    add("confidence", diff.sunk.iter().map(sunk).collect());
    add("declarations", declarations(diff));
    chapters
}

/// What was done, in one line.
pub(super) fn summary(diff: &Diff) -> String {
    if diff.is_empty() {
        return "nothing differs".to_owned();
    }
    let lost: usize = diff.services.iter().map(|subject| subject.lost.len()).sum();
    let gained: usize = diff.services.iter().map(|subject| subject.gained.len()).sum();
    let number = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(number(lost, "protection lost", "protections lost"));
    parts.extend(number(diff.weakened.len(), "promise weakened", "promises weakened"));
    parts.extend(number(gained, "protection gained", "protections gained"));
    parts.extend(number(diff.added.len(), "declaration added", "declarations added"));
    parts.extend(number(diff.removed.len(), "removed", "removed"));
    parts.extend(number(diff.renamed.len(), "renamed", "renamed"));
    parts.extend(number(diff.changed.len(), "changed", "changed"));
    parts.extend(number(diff.waivers.added.len(), "waiver added", "waivers added"));
    parts.extend(number(diff.waivers.removed.len(), "waiver removed", "waivers removed"));
    if parts.is_empty() { "services stand otherwise".to_owned() } else { parts.join(", ") }
}

fn subject(subject: &Subject) -> Item {
    let figures = || subject.availability.iter().chain(subject.round_trips.iter().map(|of_leg| &of_leg.figure));
    let sign = if !subject.lost.is_empty() {
        Sign::Lost
    } else if subject.worse || figures().any(|figure| figure.worse) {
        Sign::Worse
    } else if subject.was != subject.is && subject.was.is_some() && subject.is.is_some() || !subject.gained.is_empty() {
        Sign::Better
    } else {
        Sign::Neutral
    };
    let head = match (subject.was, subject.is) {
        (None, Some(is)) => format!("`{}` is new and {}", subject.id, stands(is)),
        (Some(_), None) => format!("`{}` is removed", subject.id),
        (Some(was), Some(is)) if was != is => format!("`{}` {} and {} now", subject.id, stood(was), stands(is)),
        _ => format!("`{}`", subject.id),
    };
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    lines.extend(subject.lost.iter().map(|lost| ("lost", protection(lost))));
    lines.extend(subject.gained.iter().map(|gained| ("gained", protection(gained))));
    for (word, list) in [("newly shared", &subject.newly_shared), ("not any more", &subject.no_longer_shared)] {
        lines.extend(in_common(list).into_iter().map(|line| (word, line)));
    }
    lines.extend(subject.availability.iter().map(|availability| ("available", figure(availability))));
    for of_leg in &subject.round_trips {
        lines.push(("round trip", format!("`{}` {}", of_leg.leg, figure(&of_leg.figure))));
    }
    let more = subject.found.len().saturating_sub(SHOWN);
    lines.extend(subject.found.iter().take(SHOWN).map(|found| ("found", found.clone())));
    if more > 0 {
        lines.push(("found", format!("{more} more: `corridor check` tells them")));
    }
    Item { sign, head, lines }
}

fn stands(state: &str) -> &'static str {
    match state {
        "meets" => "meets what is asked",
        "waived" => "fails what is asked, which is waived",
        "warned" => "is warned of",
        "unknown" => "is not known to meet what is asked",
        "fails" => "fails what is asked",
        _ => "does not stand",
    }
}

fn stood(state: &str) -> &'static str {
    match state {
        "meets" => "met what is asked",
        "waived" => "failed what is asked, which was waived,",
        "warned" => "was warned of",
        "unknown" => "was not known to meet what is asked",
        "fails" => "failed what is asked",
        _ => "did not stand",
    }
}

pub(super) fn protection(protection: &Protection) -> String {
    let legs: Vec<String> = protection.legs.iter().map(|leg| format!("`{leg}`")).collect();
    let because = if protection.because.is_empty() { String::new() } else { format!(": {}", protection.because) };
    format!("{} of {}{because}", protection.of, legs.join(" and "))
}

/// A line for each two legs and each kind.
fn in_common(list: &[InCommon]) -> Vec<String> {
    let mut by: BTreeMap<(&[String; 2], &str), Vec<String>> = BTreeMap::new();
    for common in list {
        by.entry((&common.legs, &common.kind)).or_default().push(format!("`{}`", common.thing));
    }
    by.into_iter()
        .map(|(([one, other], kind), things)| format!("{kind} {} by `{one}` and `{other}`", few(&things)))
        .collect()
}

/// Names in a row; of many, the first and how many more.
pub(super) fn few(things: &[String]) -> String {
    let more = things.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", things[..things.len() - more].join(" "))
}

fn figure(figure: &Figure) -> String {
    let known = |figure: &Option<String>| figure.clone().unwrap_or_else(|| "not known".to_owned());
    format!("{} → {}", known(&figure.was), known(&figure.is))
}

fn waivers(diff: &Diff) -> Vec<Item> {
    let item = |word: &str, sign: Sign, waived: &Waived| {
        let on: Vec<String> = waived.on.iter().map(|on| format!("`{on}`")).collect();
        let until = match &waived.expired_before {
            Some(before) if *before != waived.expires => format!("until {before} → {}", waived.expires),
            _ => format!("until {}", waived.expires),
        };
        let hides = match waived.hides {
            0 => "hides nothing".to_owned(),
            1 => "hides 1 finding".to_owned(),
            n => format!("hides {n} findings"),
        };
        Item {
            sign,
            head: format!("{word} `{}` on {}, {until}: {hides}", waived.rule, on.join(" ")),
            lines: vec![("reason", format!("{} (approved by `{}`)", waived.reason, waived.approved_by))],
        }
    };
    let lists = [
        ("added", Sign::Worse, &diff.waivers.added),
        ("expired", Sign::Worse, &diff.waivers.expired),
        ("changed", Sign::Neutral, &diff.waivers.changed),
        ("removed", Sign::Better, &diff.waivers.removed),
    ];
    lists.into_iter().flat_map(|(word, sign, list)| list.iter().map(move |waived| item(word, sign, waived))).collect()
}

/// What is asked less, by its kind and id.
pub(super) fn of(weakened: &Weakened) -> String {
    match weakened.kind {
        "rules" => "level of a rule".to_owned(),
        "waiver" => "waiver".to_owned(),
        kind => format!("{kind} `{}`", weakened.id),
    }
}

fn weakened(weakened: &Weakened) -> Item {
    Item { sign: Sign::Worse, head: format!("{}: {}", of(weakened), weakened.message), lines: Vec::new() }
}

fn sunk(sunk: &crate::diff::Sunk) -> Item {
    let of = match &sunk.field {
        Some(field) => format!("`{field}` of `{}`", sunk.of),
        None => format!("`{}`", sunk.of),
    };
    let is = sunk.is.unwrap_or("no source");
    Item { sign: Sign::Worse, head: format!("{of}: {} → {is}", sunk.was), lines: Vec::new() }
}

fn declarations(diff: &Diff) -> Vec<Item> {
    let mut items = Vec::new();
    let item = |head: String, lines: Vec<(&'static str, String)>| Item { sign: Sign::Neutral, head, lines };
    for (word, list) in [("added", &diff.added), ("removed", &diff.removed)] {
        let mut by_kind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for named in list {
            by_kind.entry(named.kind).or_default().push(format!("`{}`", named.id));
        }
        items.extend(by_kind.into_iter().map(|(kind, ids)| item(format!("{word} {kind} {}", few(&ids)), Vec::new())));
    }
    for renamed in &diff.renamed {
        items.push(item(format!("renamed {} `{}` → `{}`", renamed.kind, renamed.from, renamed.to), Vec::new()));
    }
    for changed in &diff.changed {
        let id = if changed.id.is_empty() { String::new() } else { format!(" `{}`", changed.id) };
        let lines = changed.changes.iter().map(|change| ("", self::change(change))).collect();
        items.push(item(format!("changed {}{id}", changed.kind), lines));
    }
    items
}

fn change(change: &Change) -> String {
    let said = |text: &str| if text.is_empty() { String::new() } else { format!(" `{}`", shortened(text)) };
    match (&change.was, &change.is) {
        (Some(was), Some(is)) => format!("{}:{} →{}", change.field, said(was), said(is)),
        (Some(was), None) => format!("{}: no longer{}", change.field, said(was)),
        (None, is) => format!("{}: new{}", change.field, said(is.as_deref().unwrap_or_default())),
    }
}

/// A value that is as long as an outline is cut.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
