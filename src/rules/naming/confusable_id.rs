//! Two ids that look the same.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Id;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "confusable-id",
    group: Group::Naming,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/confusable-id.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut alike: FxHashMap<Vec<u8>, Vec<Id>> = FxHashMap::default();
    for at in candidates(cx) {
        let declaration = cx.corridor.declaration(Id(at));
        let looks = [without_case(declaration.id), by_shape(declaration.id)];
        alike.entry(looks[0].clone()).or_default().push(Id(at));
        if looks[0] != looks[1] {
            alike.entry(looks[1].clone()).or_default().push(Id(at));
        }
    }
    let place = |id: Id| {
        let declaration = cx.corridor.declaration(id);
        (declaration.file, declaration.node)
    };
    let mut pairs: Vec<(Id, Id)> = Vec::new();
    for mut group in alike.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|&id| place(id));
        pairs.extend(group[1..].iter().map(|&later| (later, group[0])));
    }
    // One finding for each, whichever way it looks like another.
    pairs.sort();
    pairs.dedup_by_key(|(later, _)| *later);
    for (later, first) in pairs {
        let (one, other) = (cx.text(first), cx.text(later));
        found.push(
            Diagnostic::new(RULE.name, cx.at(later, "/id"), format!("`{other}` and `{one}` look the same"))
                .label(difference(one, other))
                .ids([one, other])
                .related(cx.at(first, "/id"), format!("`{one}` is declared here"))
                .note("who reads one for the other digs up the wrong cable")
                .help("give one of the two an id that differs by more"),
        );
    }
}

/// The ids that may look like another, in their order: most look like none, and cost a hash.
fn candidates(cx: &Cx<'_>) -> Vec<u32> {
    let blurred = |id: &str| {
        let mut hasher = FxHasher::default();
        id.bytes().for_each(|byte| hasher.write_u8(blurred(byte)));
        hasher.finish()
    };
    let named = &cx.corridor.declarations[..cx.corridor.named];
    let mut hashes: Vec<(u64, u32)> = named.iter().map(|declaration| blurred(declaration.id)).zip(0..).collect();
    hashes.sort_unstable();
    let alike = hashes.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() > 1);
    let mut candidates: Vec<u32> = alike.flatten().map(|(_, at)| *at).collect();
    candidates.sort_unstable();
    candidates
}

/// Bytes that are alike in any of the ways below are the same here.
fn blurred(byte: u8) -> u8 {
    match byte {
        b'O' | b'o' | b'0' => b'0',
        b'I' | b'i' | b'L' | b'l' | b'1' => b'1',
        other => other.to_ascii_lowercase(),
    }
}

fn without_case(id: &str) -> Vec<u8> {
    id.to_ascii_lowercase().into_bytes()
}

/// An id as it looks to a tired eye: `O` as `0`, `I` and `l` as `1`. A `i` and a `L` have shapes of their own.
fn by_shape(id: &str) -> Vec<u8> {
    let shape = |byte: u8| match byte {
        b'O' | b'o' => b'0',
        b'I' | b'l' => b'1',
        b'L' => b'L',
        other => other.to_ascii_lowercase(),
    };
    id.bytes().map(shape).collect()
}

/// The first letters in which two ids differ.
fn difference(one: &str, other: &str) -> String {
    let differ = one.chars().zip(other.chars()).find(|(a, b)| a != b);
    match differ {
        Some((a, b)) if a.eq_ignore_ascii_case(&b) => "differs in case alone".to_owned(),
        Some((a, b)) => format!("`{b}` here, `{a}` there"),
        None => "looks the same".to_owned(),
    }
}
