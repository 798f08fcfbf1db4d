//! The texts of a corridor with their trees, and where a JSON pointer of a declaration stands in them.

use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Diagnostic, Found, MAX_OF_RUN, OVER_LIMIT};
use crate::lower::parallel;
use crate::model::Declaration;
use crate::schema::{self, Kind, Plain, View};
use crate::source::{FileId, Place, SourceFile, Sources, Span};
use crate::syntax::{self, Conflict, Document, NodeId, SyntaxError};

/// Bytes of files that are read at once, as long as there are errors in them; else twice as many each time. Of a flood
/// of errors only those of one batch are in memory, and those that are kept.
const FIRST_BATCH: usize = 256 << 10;

/// All files with what was read from them.
#[derive(Debug)]
pub struct Texts<'a> {
    pub sources: &'a Sources,
    documents: Vec<Document>,
    /// Files that hold a merge that nobody has ended: nothing in them is judged.
    conflicts: FxHashSet<FileId>,
}

impl<'a> Texts<'a> {
    /// Reads every file; what is no KDL becomes findings.
    pub fn read(sources: &'a Sources, found: &mut Found) -> Self {
        let files: Vec<(FileId, &SourceFile)> = sources.iter().collect();
        let mut documents = Vec::with_capacity(files.len());
        let mut conflicts = FxHashSet::default();
        let (mut batch, mut errors, mut left) = (FIRST_BATCH, 0, files.as_slice());
        while !left.is_empty() {
            let mut bytes = 0;
            let within = left.iter().take_while(|(_, file)| {
                let is_first = bytes == 0;
                bytes += file.text.len();
                is_first || bytes <= batch
            });
            let (now, later) = left.split_at(within.count());
            left = later;
            for ((id, file), mut document) in now.iter().zip(read_all(now)) {
                report_fault(*id, file, found);
                // Of a file that is cut off, the fault says it all; of one that is in conflict, the conflict.
                let conflict = if file.fault.is_none() { syntax::conflict(&file.text, &document) } else { None };
                errors += document.errors().len();
                let forgotten = if errors > MAX_OF_RUN { document.forget_errors() } else { 0 };
                if let Some(conflict) = conflict {
                    found.push(unresolved(*id, &conflict));
                    conflicts.insert(*id);
                } else if file.fault.is_none() {
                    report_errors(*id, &document, found);
                    if let (1.., Some(error)) = (forgotten, document.errors().first()) {
                        found.leave_out(forgotten, Place { file: *id, span: error.span });
                    }
                }
                documents.push(document);
            }
            batch = if errors == 0 { batch * 2 } else { FIRST_BATCH };
        }
        Self { sources, documents, conflicts }
    }

    /// Whether a file holds a merge that nobody has ended.
    pub fn is_in_conflict(&self, file: FileId) -> bool {
        self.conflicts.contains(&file)
    }

    pub fn document(&self, file: FileId) -> &Document {
        &self.documents[file.0 as usize]
    }

    pub fn source(&self, file: FileId) -> &'a str {
        &self.sources.get(file).text
    }

    /// Every top-level node, in the order of files and text.
    pub fn roots(&self) -> impl Iterator<Item = (FileId, NodeId)> {
        (0..)
            .map(FileId)
            .zip(&self.documents)
            .flat_map(|(file, document)| document.roots().map(move |node| (file, node)))
    }

    /// The folders of an organisation's schemas, as the `corridor` declaration names them.
    pub fn schema_folders(&self) -> Vec<(Place, &str)> {
        let mut folders = Vec::new();
        let mut named_before = FxHashSet::default();
        for (file, node) in self.roots() {
            let (document, source) = (self.document(file), self.source(file));
            if document.str(source, document.node(node).name) != Kind::Corridor.name() {
                continue;
            }
            let named = |child: &NodeId| document.str(source, document.node(*child).name) == "schemas";
            for entry in document.children(node).filter(named).flat_map(|child| document.entries(child)) {
                let Some(text) = entry.value.text() else { continue };
                let folder = document.str(source, text);
                if folders.len() < schema::MOST_FOLDERS && named_before.insert(folder) {
                    folders.push((Place { file, span: entry.span() }, folder));
                }
            }
        }
        folders
    }

    /// Every text value in a declaration, at all depths.
    pub fn words(&self, file: FileId, node: NodeId) -> impl Iterator<Item = &str> {
        let (document, source) = (self.document(file), self.source(file));
        document.entries_within(node).iter().filter_map(move |entry| Some(document.str(source, entry.value.text()?)))
    }

    /// Whether a declaration is the last of a file that could not be read to its end.
    pub fn is_cut(&self, file: FileId, node: NodeId) -> bool {
        self.sources.get(file).fault.is_some() && self.document(file).roots().last() == Some(node)
    }

    /// A declaration from its kind to the end of its block.
    pub fn whole(&self, declaration: &Declaration<'_>) -> Span {
        self.document(declaration.file).node(declaration.node).span
    }

    /// The head of a declaration.
    pub fn header(&self, file: FileId, node: NodeId) -> Place {
        let span = schema::header(self.document(file), node);
        Place { file, span }
    }
}

/// Finds places in declarations. It keeps the view of the last declaration asked for, and of all large ones: findings
/// about the parts of one go to and fro between it and others.
#[derive(Debug)]
pub struct Locator<'t> {
    texts: &'t Texts<'t>,
    views: Mutex<Views<'t>>,
}

#[derive(Debug, Default)]
struct Views<'t> {
    last: Option<(FileId, NodeId, View<'t>)>,
    large: FxHashMap<(FileId, NodeId), View<'t>>,
}

impl<'t> Locator<'t> {
    pub fn new(texts: &'t Texts<'t>) -> Self {
        Self { texts, views: Mutex::default() }
    }

    /// Where the JSON pointer of a declaration stands. The empty pointer is its head.
    pub fn place(&self, file: FileId, node: NodeId, pointer: &str) -> Place {
        if pointer.is_empty() {
            return self.texts.header(file, node);
        }
        self.span(file, node, |view| view.span(pointer))
    }

    /// Where the name of a field stands: the last step of the pointer.
    pub fn field(&self, file: FileId, node: NodeId, pointer: &str) -> Place {
        self.span(file, node, |view| view.name_span(pointer))
    }

    /// The plain values at a pointer of a declaration.
    pub fn plain(&self, file: FileId, node: NodeId, pointer: &str) -> Vec<Plain<'t>> {
        self.with_view(file, node, |view| view.plain(pointer)).unwrap_or_default()
    }

    fn span(&self, file: FileId, node: NodeId, span: impl FnOnce(&View<'_>) -> Span) -> Place {
        let span = self.with_view(file, node, span).unwrap_or_else(|| self.texts.header(file, node).span);
        Place { file, span }
    }

    /// `None` where the declaration is of no known kind.
    fn with_view<T>(&self, file: FileId, node: NodeId, of: impl FnOnce(&View<'t>) -> T) -> Option<T> {
        /// Bytes of a declaration whose view is not built anew for each place.
        const LARGE: u32 = 4_096;
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let Views { last, large } = &mut *views;
        let view = match last {
            Some((of_file, of_node, view)) if (*of_file, *of_node) == (file, node) => Some(&*view),
            _ => match large.entry((file, node)) {
                Entry::Occupied(kept) => Some(&*kept.into_mut()),
                Entry::Vacant(room) => {
                    let document = self.texts.document(file);
                    let view = schema::view(document, self.texts.source(file), node);
                    let declared = document.node(node).span;
                    match view {
                        Some(view) if declared.end - declared.start > LARGE => Some(&*room.insert(view)),
                        Some(view) => Some(&last.insert((file, node, view)).2),
                        None => None,
                    }
                }
            },
        };
        view.map(of)
    }
}

/// Reads all files on all cores, large ones in parts.
fn read_all(files: &[(FileId, &SourceFile)]) -> Vec<Document> {
    /// Of less text it is not worth it.
    const LARGE: usize = 1 << 20;
    let declares = |word: &str| Kind::from_name(word).is_some();
    let mut parts: Vec<(&str, Range<usize>)> = Vec::with_capacity(files.len());
    let mut counts = Vec::with_capacity(files.len());
    for (_, file) in files {
        let count = if file.text.len() < LARGE { 1 } else { parallel::threads() };
        let ranges = syntax::parts(&file.text, count);
        counts.push(ranges.len());
        parts.extend(ranges.into_iter().map(|range| (file.text.as_str(), range)));
    }
    let read = parallel::each(parts.len(), |at| syntax::read_part(parts[at].0, parts[at].1.clone(), &declares));
    let mut read = read.into_iter();
    let whole = files.iter().zip(counts).map(|((_, file), count)| {
        if count == 1 {
            return read.next().expect("every part was read");
        }
        // Where something is wrong, what to make of it may depend on the text before and behind.
        syntax::join(read.by_ref().take(count)).unwrap_or_else(|| syntax::read(&file.text, &declares))
    });
    whole.collect()
}

fn report_fault(id: FileId, file: &SourceFile, found: &mut Found) {
    let Some(fault) = &file.fault else { return };
    let place = Place { file: id, span: Span::at(file.text.len()) };
    let message = format!("`{}` {}", file.path, fault.message);
    let rule = if fault.is_skip { "skipped-file" } else { "unreadable-file" };
    let label = if fault.is_skip { "not read" } else { "here" };
    found.push(Diagnostic::new(rule, place, message).label(label).help(fault.help.clone()));
}

fn unresolved(file: FileId, conflict: &Conflict) -> Diagnostic {
    let place = Place { file, span: conflict.span };
    let lines = if conflict.first_line == conflict.last_line {
        format!("line {}", conflict.first_line)
    } else {
        format!("lines {} to {}", conflict.first_line, conflict.last_line)
    };
    let more = match conflict.more {
        0 => String::new(),
        1 => ", and one more below".to_owned(),
        more => format!(", and {more} more below"),
    };
    Diagnostic::new("syntax-error", place, format!("an unresolved merge conflict, {lines}{more}"))
        .label("the conflict begins")
        .note("nothing in this file is judged, and what refers to it is not blamed")
        .help(
            "keep one side or both, and remove the lines that begin with `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`",
        )
}

fn report_errors(id: FileId, document: &Document, found: &mut Found) {
    for error in document.errors() {
        let rule = match error {
            SyntaxError { over_limit: true, .. } => OVER_LIMIT,
            SyntaxError { kdl_1: true, .. } => "kdl-1",
            _ => "syntax-error",
        };
        let place = |span| Place { file: id, span };
        let mut finding = Diagnostic::new(rule, place(error.span), error.message.clone()).label(error.label.clone());
        if let Some(help) = &error.help {
            finding = finding.help(help.clone());
        }
        if let Some((span, message)) = &error.related {
            finding = finding.related(place(*span), message.clone());
        }
        found.push(finding);
    }
}
