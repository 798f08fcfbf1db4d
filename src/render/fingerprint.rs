//! What a finding is known by, from one run to the next, wherever its lines have moved to.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// The name of the scheme; it changes when the same finding gets another fingerprint.
pub const FINGERPRINT: &str = "corridorFinding/v1";

/// How much of the text at a finding's place counts.
const TEXT: usize = 200;

/// The fingerprints of findings, in their order: 32 hexadecimal digits each, of which no two are the same.
///
/// Each is made of the rule, the ids that the finding is about and the text at its place; where it is about no id, as a
/// fault of syntax, of its file, too. Lines, columns, the message and what stands elsewhere do not count. Findings that
/// agree in all of this are numbered. Nobody can make another finding with a given fingerprint: it is half of a SHA-256.
pub fn fingerprints(sources: &Sources, findings: &[Diagnostic]) -> Vec<String> {
    let mut numbers: FxHashMap<[u8; 32], u32> = FxHashMap::default();
    findings
        .iter()
        .map(|finding| {
            let key = key(sources, finding);
            let number = numbers.entry(key).or_default();
            let mut of = Sha256::new_with_prefix(key);
            of.update(number.to_be_bytes());
            *number += 1;
            hex(&of.finalize()[..16])
        })
        .collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a string takes all");
        out
    })
}

fn key(sources: &Sources, finding: &Diagnostic) -> [u8; 32] {
    let mut of = Sha256::new();
    // Each part ends with a byte that no text has, so that two parts never read as one.
    let mut part = |text: &str| {
        of.update(text.as_bytes());
        of.update([0xFF]);
    };
    part(finding.rule);
    finding.ids.iter().for_each(|id| part(id));
    if finding.ids.is_empty() {
        part(&sources.get(finding.place.file).path);
    }
    // Of a block, its first line says which one it is.
    let text = sources.text(finding.place).lines().next().unwrap_or_default();
    let end = text.char_indices().nth(TEXT).map_or(text.len(), |(at, _)| at);
    text[..end].split_whitespace().for_each(part);
    of.finalize().into()
}
