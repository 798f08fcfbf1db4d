//! What the findings of a check say how to mend.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Fix, Mend, Put};
use crate::edit::Splices;
use crate::edit::rename::{rename_all, unread, written};
use crate::edit::words::word;
use crate::lower::Texts;
use crate::source::{FileId, SourceFile, Span};

/// Edits that can be made at once, and the findings that they mend.
#[derive(Debug, Default)]
pub struct Fixes<'d> {
    pub splices: Splices,
    pub mended: Vec<&'d Diagnostic>,
}

/// What can be mended of findings, all of it at once. Where two want the same text, the first has it; ids change when
/// nothing else does, and declarations go last.
///
/// `None` where nothing is left to do.
pub fn fixes<'d>(texts: &Texts<'_>, findings: &'d [Diagnostic], also_unsure: bool) -> Option<Fixes<'d>> {
    let wanted = || {
        let is_whole = |finding: &&Diagnostic| texts.sources.get(finding.place.file).fault.is_none();
        let stands = findings.iter().filter(|finding| finding.waived_by.is_none()).filter(is_whole);
        stands
            .filter_map(|finding| Some((finding, finding.fix.as_deref()?)))
            .filter(|(_, fix)| fix.is_safe || also_unsure)
    };
    let some = |fixes: Fixes<'d>| (!fixes.mended.is_empty()).then_some(fixes);
    some(pieces(texts, wanted())).or_else(|| some(renames(texts, wanted()))).or_else(|| some(removals(texts, wanted())))
}

type Wanted<'d> = (&'d Diagnostic, &'d Fix);

fn pieces<'d>(texts: &Texts<'_>, wanted: impl Iterator<Item = Wanted<'d>>) -> Fixes<'d> {
    let mut of_file: BTreeMap<FileId, BTreeMap<Span, String>> = BTreeMap::new();
    let mut mended = Vec::new();
    for (finding, fix) in wanted {
        let Mend::Put(pieces) = &fix.mend else { continue };
        let file = finding.place.file;
        let source = texts.source(file);
        let taken = of_file.entry(file).or_default();
        let is_free = |(span, _): &(Span, Put)| {
            let before = taken.range(..=*span).next_back().is_none_or(|(other, _)| other.end <= span.start);
            let behind = taken.range(*span..).next().is_none_or(|(other, _)| span.end <= other.start);
            before && behind && !taken.contains_key(span)
        };
        if !pieces.iter().all(is_free) {
            continue;
        }
        for (span, put) in pieces {
            let text = match put {
                Put::Word(text) => written(text, span.of(source)),
                Put::Text(text) => text.clone(),
            };
            taken.insert(*span, text);
        }
        mended.push(finding);
    }
    of_file.retain(|_, list| !list.is_empty());
    Fixes { splices: of_file.into_iter().map(|(file, list)| (file, list.into_iter().collect())).collect(), mended }
}

fn renames<'d>(texts: &Texts<'_>, wanted: impl Iterator<Item = Wanted<'d>>) -> Fixes<'d> {
    let of: Vec<(&Diagnostic, &str, &str)> = wanted
        .filter_map(|(finding, fix)| match &fix.mend {
            Mend::Rename { old, new } => Some((finding, old.as_str(), new.as_str())),
            Mend::Put(_) | Mend::Remove(_) => None,
        })
        .collect();
    if of.is_empty() || unread(texts).is_some() {
        return Fixes::default();
    }
    let (splices, done) = rename_all(texts, &of.iter().map(|&(_, old, new)| (old, new)).collect());
    let mended = of.iter().filter(|(_, old, _)| done.contains(*old)).map(|&(finding, ..)| finding);
    Fixes { splices, mended: mended.collect() }
}

fn removals<'d>(texts: &Texts<'_>, wanted: impl Iterator<Item = Wanted<'d>>) -> Fixes<'d> {
    let mut fixes = Fixes::default();
    for (finding, fix) in wanted {
        let Mend::Remove(span) = &fix.mend else { continue };
        let file = finding.place.file;
        let list = fixes.splices.entry(file).or_default();
        let span = lines(texts.sources.get(file), *span, fix.is_safe);
        // Another finding of the same thing, or one in it.
        if list.last().is_none_or(|(last, _): &(Span, String)| last.end <= span.start) {
            list.push((span, String::new()));
            fixes.mended.push(finding);
        }
    }
    fixes
}

/// A declaration or a field with its lines where it has them alone, with a blank line before, and with the comment
/// directly above unless that is to be kept.
fn lines(file: &SourceFile, span: Span, keeps_comment: bool) -> Span {
    let source = file.text.as_str();
    let (start, end) = (span.start as usize, span.end as usize);
    let [first, last] = [start, end.max(start + 1) - 1].map(|at| file.lines().line_of(at));
    let line = |line: usize| file.lines().range(line, source);
    let (head, tail) = (line(first).start, line(last).end.max(end));
    // Looked at from both ends of the piece on, so that what shares a long line costs no more for it.
    let after = source[end..tail].trim_start().trim_start_matches(';').trim_start();
    let is_alone = after.is_empty() || after.starts_with("//") && !keeps_comment;
    if !source[head..start].trim_end().is_empty() || !is_alone {
        let end = end + source[end..tail].len() - source[end..tail].trim_start_matches([' ', ';']).len();
        return Span { start: span.start, end: end as u32 };
    }
    let above = |at: usize| at.checked_sub(1).map(|above| (above, source[line(above)].trim()));
    let mut top = first;
    while let Some((above, _)) = above(top).filter(|(_, text)| text.starts_with("//") && !keeps_comment) {
        top = above;
    }
    if let Some((above, _)) = above(top).filter(|(_, text)| text.is_empty()) {
        top = above;
    }
    Span { start: line(top).start as u32, end: tail as u32 }
}

/// What was done, in few words.
pub fn told(texts: &Texts<'_>, finding: &Diagnostic) -> String {
    match finding.fix.as_deref().map(|fix| &fix.mend) {
        Some(Mend::Put(pieces)) => {
            let of = |(span, put): &(Span, Put)| {
                let was = span.of(texts.source(finding.place.file));
                let (Put::Word(new) | Put::Text(new)) = put;
                match (was.trim().is_empty(), new.is_empty()) {
                    (true, _) => format!("`{new}` put in"),
                    (_, true) => format!("`{was}` taken out"),
                    _ => format!("`{was}` to `{}`", if matches!(put, Put::Word(_)) { word(new) } else { new.clone() }),
                }
            };
            pieces.iter().map(of).collect::<Vec<_>>().join(", ")
        }
        Some(Mend::Rename { old, new }) => format!("`{old}` to `{new}`, wherever it is named"),
        Some(Mend::Remove(_)) => "taken out".to_owned(),
        None => String::new(),
    }
}
