//! The one namespace: every declaration under its id, and what is declared twice.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostic;
use crate::lower::texts::{Texts, threads};
use crate::model::declared::Declared;
use crate::model::{Declaration, Id, Lifecycle};
use crate::schema::{self, Custom, Form, Kind};
use crate::source::{FileId, Place};
use crate::syntax::NodeId;

/// A top-level node of a known kind as it was found.
#[derive(Debug)]
struct Root<'a> {
    kind: Kind,
    id: Option<&'a str>,
    file: FileId,
    node: NodeId,
    form: Form,
    declared: Option<Box<Declared<'a>>>,
}

/// All declarations in the order of their ids, and beside each what it declares.
#[derive(Debug, Default)]
pub(super) struct Namespace<'a> {
    pub declarations: Vec<Declaration<'a>>,
    pub declared: Vec<Option<Box<Declared<'a>>>>,
    pub named: usize,
    pub ids: FxHashMap<&'a str, Id>,
    /// Ids that stand under a name that is no kind: what refers to them is not blamed.
    pub nameless: FxHashSet<&'a str>,
    /// Texts in declarations that are left out: what they name counts as used.
    pub mentioned: FxHashSet<&'a str>,
}

/// Shows every declaration to its schema and puts it under its id.
pub(super) fn collect<'a>(texts: &'a Texts<'a>, custom: &Custom, found: &mut Vec<Diagnostic>) -> Namespace<'a> {
    let roots: Vec<(FileId, NodeId)> = texts.roots().collect();
    let share = roots.len().div_ceil(threads()).max(64);
    let checked: Vec<Part<'a>> = std::thread::scope(|scope| {
        let checkers: Vec<_> = roots.chunks(share).map(|chunk| scope.spawn(|| check(texts, custom, chunk))).collect();
        checkers.into_iter().map(|checker| checker.join().expect("checking does not panic")).collect()
    });
    let mut namespace = Namespace::default();
    let mut all = Vec::with_capacity(roots.len());
    let mut unknown: Vec<(FileId, NodeId)> = Vec::new();
    for part in checked {
        all.extend(part.roots);
        namespace.nameless.extend(part.unknown.iter().filter_map(|(id, ..)| *id));
        unknown.extend(part.unknown.iter().map(|&(_, file, node)| (file, node)));
        found.extend(part.found);
    }
    let left_out = |root: &Root<'a>| root.form != Form::Whole;
    let mut mentioned: Vec<(FileId, NodeId)> =
        all.iter().filter(|root| left_out(root)).map(|root| (root.file, root.node)).collect();
    mentioned.extend(&unknown);
    let all = refuse_duplicates(texts, all, &mut mentioned, found);
    for (file, node) in mentioned {
        namespace.mentioned.extend(texts.words(file, node));
    }
    namespace.fill(all);
    namespace
}

/// What one thread found.
#[derive(Default)]
struct Part<'a> {
    roots: Vec<Root<'a>>,
    /// Nodes whose name is no kind, with the id that they give.
    unknown: Vec<(Option<&'a str>, FileId, NodeId)>,
    found: Vec<Diagnostic>,
}

fn check<'a>(texts: &'a Texts<'a>, custom: &Custom, chunk: &[(FileId, NodeId)]) -> Part<'a> {
    let mut part = Part { roots: Vec::with_capacity(chunk.len()), ..Part::default() };
    for &(file, node) in chunk {
        let before = part.found.len();
        let checked = schema::check(texts.document(file), texts.source(file), file, node, custom, &mut part.found);
        let cut = texts.is_cut(file, node);
        if cut {
            // The file could not be read to its end: that is reported, and its last declaration is not whole.
            part.found.truncate(before);
        }
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
        let declared = declared.map(Box::new);
        part.roots.push(Root { kind, id: checked.id, file, node, form: checked.form, declared });
    }
    part
}

/// Keeps the first declaration of each id, in path order; every later one is reported and left out.
fn refuse_duplicates<'a>(
    texts: &Texts<'a>,
    roots: Vec<Root<'a>>,
    left_out: &mut Vec<(FileId, NodeId)>,
    found: &mut Vec<Diagnostic>,
) -> Vec<Root<'a>> {
    let mut first: FxHashMap<&str, Place> = FxHashMap::default();
    let mut corridor: Option<Place> = None;
    let mut kept = Vec::with_capacity(roots.len());
    for root in roots {
        let place = texts.header(root.file, root.node);
        let earlier = match root.id {
            Some(id) => first.insert(id, place).inspect(|&earlier| {
                first.insert(id, earlier);
            }),
            None if root.kind == Kind::Corridor => corridor.replace(place).inspect(|&earlier| corridor = Some(earlier)),
            None => None,
        };
        if earlier.is_some() {
            left_out.push((root.file, root.node));
        }
        match (earlier, root.id) {
            (None, _) => kept.push(root),
            (Some(earlier), Some(id)) => found.push(
                Diagnostic::new("duplicate-id", place, format!("`{id}` is declared twice"))
                    .label("declared again")
                    .ids([id])
                    .related(earlier, "first declared here")
                    .note("ids, whatever their kind, share one namespace")
                    .help("give one of the two another id"),
            ),
            (Some(earlier), None) => found.push(
                Diagnostic::new("duplicate-id", place, "`corridor` is declared twice")
                    .label("declared again")
                    .related(earlier, "first declared here")
                    .help("keep one `corridor` for all files"),
            ),
        }
    }
    kept
}

impl<'a> Namespace<'a> {
    fn fill(&mut self, mut roots: Vec<Root<'a>>) {
        // Those with an id first, by its text; the others keep the order of files and text.
        roots.sort_by(|a, b| match (a.id, b.id) {
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        let mut next = [0_u32; Kind::ALL.len()];
        for root in roots {
            let index = root.declared.is_some().then(|| {
                let counter = &mut next[root.kind as usize];
                *counter += 1;
                *counter - 1
            });
            if let Some(id) = root.id {
                self.ids.insert(id, Id(self.declarations.len() as u32));
                self.named += 1;
            }
            self.declarations.push(Declaration {
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
            });
            self.declared.push(root.declared);
        }
    }
}
