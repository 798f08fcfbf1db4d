//! The one namespace: every declaration under its id, and what is declared twice.

use std::cmp::Ordering;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::diagnostic::{Diagnostic, Fix, Found, OVER_LIMIT};
use crate::lower::parallel;
use crate::lower::texts::Texts;
use crate::model::declared::Declared;
use crate::model::{Declaration, Id, Lifecycle};
use crate::schema::{self, Custom, Form, Kind};
use crate::source::{FileId, Place};
use crate::syntax::NodeId;

/// A top-level node of a known kind as it was found.
#[derive(Debug)]
struct Root<'a> {
    /// How its id begins, so that two are compared without a look at the text.
    prefix: u128,
    kind: Kind,
    id: Option<&'a str>,
    file: FileId,
    node: NodeId,
    form: Form,
    declared: Option<Declared<'a>>,
}

/// The first sixteen bytes of an id, as a number that is in the order of the text.
fn prefix(id: Option<&str>) -> u128 {
    let mut bytes = [0; 16];
    let id = id.unwrap_or_default().as_bytes();
    let len = id.len().min(bytes.len());
    bytes[..len].copy_from_slice(&id[..len]);
    u128::from_be_bytes(bytes)
}

/// All declarations in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct Namespace<'a> {
    pub declarations: Vec<Declaration<'a>>,
    pub named: usize,
    pub ids: FxHashMap<&'a str, Id>,
    /// Ids that stand under a name that is no kind: what refers to them is not blamed.
    pub nameless: FxHashSet<&'a str>,
    /// Texts in declarations that are left out: what they name counts as used.
    pub mentioned: FxHashSet<&'a str>,
}

/// Shows every declaration to its schema and puts it under its id. Beside the ids stands what they declare.
pub(super) fn collect<'a>(
    texts: &'a Texts<'a>,
    custom: &Custom,
    found: &mut Found,
) -> (Namespace<'a>, Vec<(Id, Declared<'a>)>) {
    let roots: Vec<(FileId, NodeId)> = texts.roots().collect();
    if !custom.is_empty() {
        plan_schemas(texts, custom, &roots, found);
    }
    // Several shares a thread, as some take longer; their number does not depend on the cores, for each keeps only so
    // many findings.
    let share = roots.len().div_ceil(64).max(64);
    let shares: Vec<&[(FileId, NodeId)]> = roots.chunks(share).collect();
    let mut namespace = Namespace::default();
    let mut all: Vec<Root<'a>> = Vec::with_capacity(roots.len());
    let mut left_out: Vec<(FileId, NodeId)> = Vec::new();
    let mut asked = Found::default();
    // A few shares at a time: of a flood of findings only those of a few are in memory before they are counted.
    for wave in shares.chunks(2 * parallel::threads().max(4)) {
        for part in parallel::each(wave.len(), |at| check(texts, custom, wave[at])) {
            all.extend(part.roots);
            namespace.nameless.extend(part.unknown.iter().filter_map(|(id, ..)| *id));
            left_out.extend(part.unknown.iter().map(|&(_, file, node)| (file, node)));
            found.append(part.found);
            asked.append(part.asked);
        }
    }
    if !custom.is_spent() {
        found.append(asked);
    } else if let Some(&(place, _)) = texts.schema_folders().first() {
        let message = "the schemas of the organisation look at too much: none of them counts";
        let help = "split long declarations, or let the schemas ask for less of each part";
        found.push(Diagnostic::new(OVER_LIMIT, place, message).label("not applied").help(help));
    }
    // Each part is in this order already, so that this only merges them; what is first among equals stays so.
    all.sort_by(by_id);
    left_out.extend(all.iter().filter(|root| root.form != Form::Whole).map(|root| (root.file, root.node)));
    refuse_duplicates(texts, &mut all, &mut left_out, found);
    for (file, node) in left_out {
        namespace.mentioned.extend(texts.words(file, node));
    }
    let declared = namespace.fill(all);
    (namespace, declared)
}

/// Leaves out the schemas of the organisation that would take too much, and says so where they are named.
fn plan_schemas(texts: &Texts<'_>, custom: &Custom, roots: &[(FileId, NodeId)], found: &mut Found) {
    let mut counts = [0; Kind::ALL.len()];
    for &(file, node) in roots {
        let document = texts.document(file);
        if let Some(kind) = Kind::from_name(document.str(texts.source(file), document.node(node).name)) {
            counts[kind as usize] += 1;
        }
    }
    let folders = texts.schema_folders();
    for refused in custom.plan(|kind| counts[kind as usize]) {
        let names = |(_, folder): &&(Place, &str)| refused.path.starts_with(folder.trim_start_matches("./"));
        let Some(&(place, _)) = folders.iter().find(names).or(folders.first()) else { continue };
        let finding = Diagnostic::new(OVER_LIMIT, place, refused.to_string()).label("not applied");
        found.push(finding.help("ask for less: let no reference lead to what refers on, and patterns be short"));
    }
}

/// Those with an id first, by its text; the others keep the order of files and text.
fn by_id(a: &Root<'_>, b: &Root<'_>) -> Ordering {
    match (a.id, b.id) {
        (Some(_), Some(_)) if a.prefix != b.prefix => a.prefix.cmp(&b.prefix),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// What was found in one share.
#[derive(Default)]
struct Part<'a> {
    roots: Vec<Root<'a>>,
    /// Nodes whose name is no kind, with the id that they give.
    unknown: Vec<(Option<&'a str>, FileId, NodeId)>,
    found: Found,
    /// What the schemas of the organisation find.
    asked: Found,
}

fn check<'a>(texts: &'a Texts<'a>, custom: &Custom, chunk: &[(FileId, NodeId)]) -> Part<'a> {
    let mut part = Part { roots: Vec::with_capacity(chunk.len()), ..Part::default() };
    for &(file, node) in chunk {
        // Where the file could not be read to its end, that is reported, and its last declaration is not whole.
        // Of a file in conflict, nothing is.
        let cut = texts.is_cut(file, node) || texts.is_in_conflict(file);
        let mut of_cut = Found::default();
        let found = if cut { &mut of_cut } else { &mut part.found };
        let checked = schema::check(texts.document(file), texts.source(file), file, node, custom, found);
        part.asked.extend(checked.asked);
        let Some(kind) = checked.kind else {
            part.unknown.push((checked.id, file, node));
            continue;
        };
        let declared = checked.view.filter(|_| !cut).and_then(|view| {
            let declared = Declared::read(kind, &view);
            match checked.form {
                Form::Whole => Some(declared.expect("what passes its schema fits its struct")),
                Form::Legible | Form::Broken => declared.ok(),
            }
        });
        part.roots.push(Root {
            prefix: prefix(checked.id),
            kind,
            id: checked.id,
            file,
            node,
            form: if texts.is_in_conflict(file) { Form::Broken } else { checked.form },
            declared,
        });
    }
    part.roots.sort_by(by_id);
    part
}

/// Keeps the first declaration of each id, in path order; every later one is reported and left out.
fn refuse_duplicates(
    texts: &Texts<'_>,
    roots: &mut Vec<Root<'_>>,
    left_out: &mut Vec<(FileId, NodeId)>,
    found: &mut Found,
) {
    let place = |root: &Root<'_>| texts.header(root.file, root.node);
    let mut corridor: Option<Place> = None;
    roots.dedup_by(|later, first| {
        let is_later = later.prefix == first.prefix && later.id.is_some() && later.id == first.id;
        if let (true, Some(id)) = (is_later, later.id) {
            left_out.push((later.file, later.node));
            // The two sides of a conflict declare the same.
            if [&*later, &*first].iter().any(|root| texts.is_in_conflict(root.file)) {
                return true;
            }
            let finding = Diagnostic::new("duplicate-id", place(later), format!("`{id}` is declared twice"))
                .label("declared again")
                .ids([id])
                .related(place(first), "first declared here")
                .note("ids, whatever their kind, share one namespace");
            let span = |root: &Root<'_>| texts.document(root.file).node(root.node).span;
            let written = |root: &Root<'_>| span(root).of(texts.source(root.file));
            found.push(if written(later) == written(first) {
                finding.help("remove one of the two: they say the same").fix(Fix::removal(span(later)).sure())
            } else {
                finding.help("give one of the two another id")
            });
        }
        is_later
    });
    roots.retain(|root| {
        if root.kind != Kind::Corridor {
            return true;
        }
        let Some(first) = corridor else {
            corridor = Some(place(root));
            return true;
        };
        left_out.push((root.file, root.node));
        if [root.file, first.file].iter().any(|&file| texts.is_in_conflict(file)) {
            return false;
        }
        found.push(
            Diagnostic::new("duplicate-id", place(root), "`corridor` is declared twice")
                .label("declared again")
                .related(first, "first declared here")
                .help("keep one `corridor` for all files"),
        );
        false
    });
}

impl<'a> Namespace<'a> {
    fn fill(&mut self, roots: Vec<Root<'a>>) -> Vec<(Id, Declared<'a>)> {
        let ids = || {
            let mut ids = FxHashMap::with_capacity_and_hasher(roots.len(), FxBuildHasher);
            ids.extend(roots.iter().zip(0..).filter_map(|(root, at)| Some((root.id?, Id(at)))));
            ids
        };
        let (ids, declarations) = parallel::both(ids, || declarations(&roots));
        self.named = ids.len();
        self.ids = ids;
        self.declarations = declarations;
        let mut declared = Vec::with_capacity(roots.len());
        declared.extend(roots.into_iter().zip(0..).filter_map(|(root, at)| Some((Id(at), root.declared?))));
        declared
    }
}

fn declarations<'a>(roots: &[Root<'a>]) -> Vec<Declaration<'a>> {
    let mut next = [0_u32; Kind::ALL.len()];
    let declaration = |root: &Root<'a>| {
        let index = root.declared.is_some().then(|| {
            let counter = &mut next[root.kind as usize];
            *counter += 1;
            *counter - 1
        });
        Declaration {
            kind: root.kind,
            id: root.id.unwrap_or_default(),
            file: root.file,
            node: root.node,
            index,
            form: root.form,
            name: None,
            lifecycle: Lifecycle::default(),
            sources: 0,
            referenced: false,
        }
    };
    roots.iter().map(declaration).collect()
}
