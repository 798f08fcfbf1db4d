//! The one namespace: every declaration under its id, and what is declared twice.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Diagnostic;
use crate::lower::texts::{Texts, threads};
use crate::model::declared::Declared;
use crate::model::{Declaration, Id, Lifecycle};
use crate::schema::{self, Custom, Kind};
use crate::source::{FileId, Place};
use crate::syntax::NodeId;

/// A top-level node of a known kind as it was found.
#[derive(Debug)]
struct Root<'a> {
    kind: Kind,
    id: Option<&'a str>,
    file: FileId,
    node: NodeId,
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
}

/// Shows every declaration to its schema and puts it under its id.
pub(super) fn collect<'a>(texts: &'a Texts<'a>, custom: &Custom, found: &mut Vec<Diagnostic>) -> Namespace<'a> {
    let roots: Vec<(FileId, NodeId)> = texts.roots().collect();
    let share = roots.len().div_ceil(threads()).max(64);
    let checked: Vec<(Vec<Root<'a>>, Vec<&'a str>, Vec<Diagnostic>)> = std::thread::scope(|scope| {
        let checkers: Vec<_> = roots.chunks(share).map(|chunk| scope.spawn(|| check(texts, custom, chunk))).collect();
        checkers.into_iter().map(|checker| checker.join().expect("checking does not panic")).collect()
    });
    let mut namespace = Namespace::default();
    let mut all = Vec::with_capacity(roots.len());
    for (roots, nameless, findings) in checked {
        all.extend(roots);
        namespace.nameless.extend(nameless);
        found.extend(findings);
    }
    let all = refuse_duplicates(texts, all, found);
    namespace.fill(all);
    namespace
}

fn check<'a>(
    texts: &'a Texts<'a>,
    custom: &Custom,
    chunk: &[(FileId, NodeId)],
) -> (Vec<Root<'a>>, Vec<&'a str>, Vec<Diagnostic>) {
    let (mut roots, mut nameless, mut found) = (Vec::with_capacity(chunk.len()), Vec::new(), Vec::new());
    for &(file, node) in chunk {
        let checked = schema::check(texts.document(file), texts.source(file), file, node, custom, &mut found);
        let Some(kind) = checked.kind else {
            nameless.extend(checked.id);
            continue;
        };
        let declared = checked
            .view
            .map(|view| Box::new(Declared::read(kind, &view).expect("what passes its schema fits its struct")));
        roots.push(Root { kind, id: checked.id, file, node, declared });
    }
    (roots, nameless, found)
}

/// Keeps the first declaration of each id, in path order; every later one is reported and left out.
fn refuse_duplicates<'a>(texts: &Texts<'a>, roots: Vec<Root<'a>>, found: &mut Vec<Diagnostic>) -> Vec<Root<'a>> {
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
                name: None,
                lifecycle: Lifecycle::default(),
                sources: 0,
                referenced: false,
            });
            self.declared.push(root.declared);
        }
    }
}
