//! Reads a corridor and hands it on: what every command but `explain` starts with.

use std::fs;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use crate::cli::{Dates, Failure, Folder, progress, terminal};
use crate::diagnostic::{Diagnostic, Found};
use crate::edit::{Splices, spliced};
use crate::graph::Graph;
use crate::lower::{self, Declarations, Texts};
use crate::model::{Corridor, Date};
use crate::schema::{self, Custom, Kind, Taken};
use crate::source::{self, FileId, Limits, Origin, SourceFile, Sources};

/// A corridor that was read, with the findings of reading.
#[derive(Debug)]
pub(super) struct Session<'a> {
    pub texts: &'a Texts<'a>,
    pub corridor: &'a Corridor<'a>,
    pub graph: &'a Graph,
    pub found: Vec<Diagnostic>,
    pub today: Date,
    pub as_of: Date,
}

impl Session<'_> {
    /// The index of a declaration among those of its kind.
    pub fn index_of(&self, kind: Kind, id: &str) -> Result<u32, Failure> {
        let of_kind = || self.corridor.declarations.iter().filter(move |declaration| declaration.kind == kind);
        let found = of_kind().find(|declaration| declaration.id == id).and_then(|declaration| declaration.index);
        found.ok_or_else(|| {
            let near = schema::nearest(id, of_kind().map(|declaration| declaration.id));
            let hint = near.map_or_else(
                || format!("`corridor list {}` lists them", kind.name()),
                |near| format!("did you mean `{near}`?"),
            );
            Failure::new(format!("there is no {} `{id}`: {hint}", kind.name()))
        })
    }
}

/// Where the first edition kept edits of several files until all were done. A repository can hold one, too.
const JOURNAL: &str = ".corridor-edit";

/// The folder of a corridor, and the files in it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub folder: PathBuf,
    /// The folder as it was written on the command line, for showing paths; empty for this folder.
    pub prefix: String,
    pub sources: Sources,
    origin: Origin,
    /// Of a process that reads again and again: what the schemas took before. What it made of the texts is given back
    /// when it is done with; one that reads once ends sooner without.
    stays: Option<Arc<Taken>>,
}

impl Loaded {
    pub fn new(folder: &Folder) -> Result<Self, Failure> {
        let (folder, prefix) = Self::place(folder);
        Self::read(folder, prefix)
    }

    fn place(folder: &Folder) -> (PathBuf, String) {
        match &folder.dir {
            Some(dir) => (dir.clone(), prefix_of(dir)),
            None => nearest(Path::new(".")),
        }
    }

    fn read(folder: PathBuf, prefix: String) -> Result<Self, Failure> {
        if folder.is_file() {
            return Err(Failure::new(format!(
                "`{}` is a file: name the corridor's folder, or pipe the file in with `-` and `--stdin-filename`",
                folder.display()
            )));
        }
        progress::phase("reading the files");
        static WARNED: Once = Once::new();
        if folder.join(JOURNAL).symlink_metadata().is_ok() {
            WARNED.call_once(|| terminal::note(&format!(
                "warning: `{JOURNAL}` is ignored: an earlier version kept edits there that were interrupted; remove it"
            )));
        }
        let origin = Origin::Folder(folder.clone());
        let sources = origin.read(Limits::default()).map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { folder, prefix, sources, origin, stays: None })
    }

    /// Of a process that reads again and again.
    pub fn that_stays(folder: &Folder) -> Result<Self, Failure> {
        Ok(Self { stays: Some(Arc::default()), ..Self::new(folder)? })
    }

    /// The same corridor as its folder holds it now.
    pub fn again(&self) -> Result<Self, Failure> {
        let sources = self.origin.read(Limits::default()).map_err(|error| Failure::new(error.to_string()))?;
        Ok(self.holding(sources))
    }

    /// The same corridor with other texts.
    pub fn of(&self, files: Vec<SourceFile>) -> Self {
        self.holding(Sources::new(files))
    }

    fn holding(&self, sources: Sources) -> Self {
        let (folder, prefix) = (self.folder.clone(), self.prefix.clone());
        Self { folder, prefix, sources, origin: self.origin.clone(), stays: self.stays.clone() }
    }

    /// The same corridor with an edit made.
    pub fn edited(&self, splices: &Splices) -> Self {
        let file = |(id, file): (FileId, &SourceFile)| match splices.get(&id) {
            Some(list) => SourceFile::new(file.path.clone(), spliced(&file.text, list)),
            None => file.clone(),
        };
        self.of(self.sources.iter().map(file).collect())
    }

    /// The same folder as a git revision keeps it.
    pub fn at_revision(&self, name: &str) -> Result<Self, Failure> {
        progress::phase("reading the revision");
        let failed = |error: source::SourceError| Failure::new(error.to_string());
        let origin = Origin::revision(&self.folder, name).map_err(failed)?;
        let sources = origin.read(Limits::default()).map_err(failed)?;
        Ok(Self { folder: self.folder.clone(), prefix: self.prefix.clone(), sources, origin, stays: None })
    }

    /// Whether it is of a revision that has no such folder, so that all of the corridor is new.
    pub fn is_missing(&self) -> bool {
        self.origin.is_missing()
    }

    /// The corridor around a file that an editor has not saved: its text takes the place of the file's.
    pub fn with_unsaved(path: &Path, bytes: Vec<u8>) -> Result<Self, Failure> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (folder, prefix) = nearest(parent);
        let loaded = Self::read(folder, prefix)?;
        let absolute = |path: &Path| {
            std::path::absolute(path).map_err(|error| Failure::new(format!("finding `{}`: {error}", path.display())))
        };
        let root = loaded
            .folder
            .canonicalize()
            .map_err(|error| Failure::new(format!("finding `{}`: {error}", loaded.folder.display())))?;
        let parent = parent.canonicalize().or_else(|_| absolute(parent))?;
        let file = parent.join(path.file_name().unwrap_or_default());
        let name = file
            .strip_prefix(&root)
            .map_err(|_| Failure::new(format!("`{}` lies outside of `{}`", path.display(), root.display())))?;
        let name: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        let sources = loaded.sources.with(SourceFile::from_bytes(name.join("/"), bytes));
        Ok(Self { sources, ..loaded })
    }

    /// Reads, lowers and hands on. What is wrong in the texts is among the findings, never a failure.
    pub fn with<T>(&self, dates: &Dates, then: impl FnOnce(Session<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut found = Found::default();
        // Most processes end after this and give their memory back at once, instead of piece by piece.
        progress::phase("reading the text");
        let texts = ManuallyDrop::new(Texts::read(&self.sources, &mut found));
        let custom = self.custom_schemas(&texts, &mut found);
        progress::phase("checking the form of declarations");
        let mut declarations = ManuallyDrop::new(Declarations::read(&texts, &custom, &mut found));
        progress::phase("resolving references");
        let corridor = ManuallyDrop::new(lower::lower(&texts, &mut declarations, &mut found));
        let graph = ManuallyDrop::new(Graph::new(&corridor));
        let today = dates.today.unwrap_or_else(terminal::today);
        let result = then(Session {
            texts: &texts,
            corridor: &corridor,
            graph: &graph,
            found: found.into_vec(),
            today,
            as_of: dates.as_of.unwrap_or(today),
        });
        if self.stays.is_some() {
            drop(ManuallyDrop::into_inner(graph));
            drop(ManuallyDrop::into_inner(corridor));
            drop(ManuallyDrop::into_inner(declarations));
            drop(ManuallyDrop::into_inner(texts));
        }
        result
    }

    /// The schemas of the organisation, from the folders that the corridor names.
    fn custom_schemas(&self, texts: &Texts<'_>, found: &mut Found) -> Custom {
        let mut custom = Custom::default();
        for (place, named) in texts.schema_folders() {
            let mut refuse = |message: String, help: &'static str| {
                found.push(Diagnostic::new("invalid-value", place, message).label("not usable").help(help));
            };
            let files = match self.origin.schemas(named) {
                Ok(files) => files,
                Err(error) => {
                    refuse(
                        error.to_string(),
                        "name a folder below the corridor's own that holds `KIND.schema.json` files",
                    );
                    continue;
                }
            };
            if files.is_empty() {
                refuse(format!("`{named}` holds no `KIND.schema.json`"), "put the schemas there, or remove the line");
            }
            for (path, text) in files {
                if let Err(error) = custom.add(&path, &text) {
                    refuse(
                        error.to_string(),
                        "mend the schema: it must be JSON Schema of draft 2020-12, named for a kind",
                    );
                }
            }
        }
        if let Some(taken) = &self.stays {
            custom.remember(taken);
        }
        custom
    }
}

/// The nearest folder upwards that holds `corridor.kdl`, else the one to start from; and how to show it.
fn nearest(start: &Path) -> (PathBuf, String) {
    let here = fs::canonicalize(start).unwrap_or_else(|_| start.to_owned());
    for (up, ancestor) in here.ancestors().enumerate() {
        if ancestor.join("corridor.kdl").is_file() {
            return (ancestor.to_owned(), "../".repeat(up));
        }
    }
    (start.to_owned(), String::new())
}

fn prefix_of(dir: &Path) -> String {
    let text = dir.to_string_lossy().replace('\\', "/");
    match text.trim_end_matches('/') {
        "." => String::new(),
        "" => "/".to_owned(),
        dir => format!("{dir}/"),
    }
}
