//! Another id for a thing, wherever it is named.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::edit::words::{quoted, word};
use crate::lower::Texts;
use crate::schema::{self, Kind, Mention, Of};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax;

/// What is put in the place of pieces of files, each list in the order of the text.
pub type Splices = BTreeMap<FileId, Vec<(Span, String)>>;

/// Why nothing is renamed, as a sentence.
pub type Refusal = String;

/// Gives a declaration, or a part of one as `WHOLE:PART`, another id: where it is declared, and in every reference, in
/// references to its parts, in waivers.
pub fn rename(texts: &Texts<'_>, old: &str, new: &str) -> Result<Splices, Refusal> {
    if let Some(file) = unread(texts) {
        return Err(format!(
            "`{}` cannot be read to its end, so that not every mention would be found: mend it first",
            file.path
        ));
    }
    let all = mentions(texts);
    let (whole, part) = match old.split_once(':') {
        Some((whole, part)) => (whole, Some(part)),
        None => (old, None),
    };
    let new_part = match (part, new.split_once(':')) {
        (Some(_), Some((same, part))) if same == whole => Some(part),
        (Some(_), _) => {
            return Err(format!(
                "a part stays in its whole: name it `{whole}:{}`",
                new.rsplit(':').next().unwrap_or(new)
            ));
        }
        (None, Some(_)) => return Err(format!("`{new}` cannot be an id: `:` stands between a whole and its part")),
        (None, None) => None,
    };
    if old == new {
        return Err(format!("`{old}` has that id already"));
    }
    let declares = |wanted: &str| {
        let own = all.iter().filter(move |(.., mention)| mention.of == Of::Itself && mention.text == wanted);
        own.map(|&(file, root, _)| (file, root)).collect::<Vec<_>>()
    };
    let here = match declares(whole)[..] {
        [] => return Err(nearest(&all, whole)),
        [here] => here,
        [..] => return Err(format!("`{whole}` is declared more than once: mend that first")),
    };
    let parts = || all.iter().filter(|(file, root, mention)| (*file, *root) == here && mention.of == Of::Part);
    match (part, new_part) {
        (Some(part), Some(new_part)) => {
            if !parts().any(|(.., mention)| mention.text == part) {
                return Err(format!("`{whole}` has no part `{part}`"));
            }
            if parts().any(|(.., mention)| mention.text == new_part) {
                return Err(format!("`{whole}` has a part `{new_part}` already"));
            }
        }
        _ if !declares(new).is_empty() => return Err(format!("`{new}` is the id of another thing already")),
        _ => {}
    }
    Ok(match (part, new_part) {
        (Some(part), Some(new_part)) => respelt(texts, &all, |file, root, mention| match mention.of {
            Of::Part if (file, root) == here && mention.text == part => Some(new_part.to_owned()),
            Of::Other if mention.text == old => Some(new.to_owned()),
            _ => None,
        }),
        _ => respelt(texts, &all, |_, _, mention| renamed(mention, |whole| (whole == old).then_some(new))),
    })
}

/// What a mention becomes where declarations have other ids: references to parts of them keep the part.
fn renamed<'n>(mention: Mention<'_>, other: impl Fn(&str) -> Option<&'n str>) -> Option<String> {
    match (mention.of, mention.text.split_once(':')) {
        (Of::Part, _) => None,
        (Of::Other, Some((whole, part))) => other(whole).map(|new| format!("{new}:{part}")),
        (Of::Itself | Of::Other, _) => other(mention.text).map(str::to_owned),
    }
}

/// Writes mentions otherwise, each as it was written before.
fn respelt(
    texts: &Texts<'_>,
    all: &[(FileId, syntax::NodeId, Mention<'_>)],
    other: impl Fn(FileId, syntax::NodeId, Mention<'_>) -> Option<String>,
) -> Splices {
    let mut splices = Splices::new();
    for &(file, root, mention) in all {
        if let Some(text) = other(file, root, mention) {
            let was = mention.span.of(texts.source(file));
            splices.entry(file).or_default().push((mention.span, written(&text, was)));
        }
    }
    for list in splices.values_mut() {
        list.sort_by_key(|(span, _)| *span);
        list.dedup_by_key(|(span, _)| *span);
    }
    splices
}

/// A file in which not every mention would be found.
pub(super) fn unread<'a>(texts: &Texts<'a>) -> Option<&'a SourceFile> {
    let is_unread =
        |(id, file): &(FileId, &SourceFile)| file.fault.is_some() || !texts.document(*id).errors().is_empty();
    texts.sources.iter().find(is_unread).map(|(_, file)| file)
}

/// Gives declarations other ids, all at once. One whose new id is not free stays as it is.
pub(super) fn rename_all(texts: &Texts<'_>, renames: &BTreeMap<&str, &str>) -> (Splices, BTreeSet<String>) {
    let all = mentions(texts);
    let mut declared: FxHashMap<&str, usize> = FxHashMap::default();
    for (.., mention) in all.iter().filter(|(.., mention)| mention.of == Of::Itself) {
        *declared.entry(mention.text).or_default() += 1;
    }
    let mut wanted: FxHashMap<&str, usize> = FxHashMap::default();
    for new in renames.values() {
        *wanted.entry(new).or_default() += 1;
    }
    let is_free = |old: &str, new: &str| {
        declared.get(old) == Some(&1) && !declared.contains_key(new) && wanted.get(new) == Some(&1)
    };
    let free: BTreeMap<&str, &str> =
        renames.iter().filter(|(old, new)| is_free(old, new)).map(|(old, new)| (*old, *new)).collect();
    let splices = respelt(texts, &all, |_, _, mention| renamed(mention, |whole| free.get(whole).copied()));
    (splices, free.into_keys().map(str::to_owned).collect())
}

/// All mentions of all declarations, with their file and the place of their declaration in it.
fn mentions<'a>(texts: &'a Texts<'_>) -> Vec<(FileId, syntax::NodeId, Mention<'a>)> {
    let of = |(file, root): (FileId, syntax::NodeId)| {
        let (document, source) = (texts.document(file), texts.source(file));
        let kind = Kind::from_name(document.str(source, document.node(root).name));
        let view = kind.and_then(|kind| Some((kind, schema::view(document, source, root)?)));
        let mentions = view.map(|(kind, view)| view.mentions(kind)).unwrap_or_default();
        mentions.into_iter().map(move |mention| (file, root, mention))
    };
    texts.roots().flat_map(of).collect()
}

fn nearest(all: &[(FileId, syntax::NodeId, Mention<'_>)], wanted: &str) -> Refusal {
    let ids = all.iter().filter(|(.., mention)| mention.of == Of::Itself).map(|(.., mention)| mention.text);
    let hint = schema::nearest(wanted, ids).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    format!("`{wanted}` is not declared{hint}")
}

/// An id as it was written before: bare where it was and can be, else in quotes.
pub(super) fn written(id: &str, was: &str) -> String {
    if was.starts_with(['"', '#']) { quoted(id) } else { word(id) }
}

/// A text with pieces of it replaced.
pub fn spliced(text: &str, splices: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (span, by) in splices {
        out.push_str(&text[at..span.start as usize]);
        out.push_str(by);
        at = span.end as usize;
    }
    out + &text[at..]
}
