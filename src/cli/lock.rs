//! `corridor lock`.

use clap::Args;

use crate::cli::edits::{self, Dry};
use crate::cli::session::{Loaded, Session};
use crate::cli::{Dates, Exit, Failure, Folder, terminal};
use crate::lock::{FILE, Numbers};
use crate::render::escaped;
use crate::schema::Kind;
use crate::source::Change;

#[derive(Args, Debug)]
pub(super) struct LockArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dry: Dry,
}

pub(super) fn run(args: &LockArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    let dates = Dates { today: None, as_of: None };
    let told = loaded.with(&dates, |session| {
        let is_empty = session.corridor.declarations.is_empty();
        if is_empty { Ok(None) } else { numbers(&session).map(Some) }
    })?;
    let Some(numbers) = told else {
        terminal::complain("nothing to give numbers to: no declarations here");
        return Ok(Exit::Nothing);
    };
    for (pool, of) in numbers.without() {
        let count = of.len();
        let things = if count == 1 { "thing gets" } else { "things get" };
        terminal::note(&format!("{count} {things} no number: `corridor` declares no `pool {pool} \"…\"`"));
    }
    keep(&loaded, &numbers, args.dry)
}

/// All numbers of a corridor, those of its lock and new ones.
pub(super) fn numbers(session: &Session<'_>) -> Result<Numbers, Failure> {
    let corridor = session.corridor;
    for declaration in corridor.declarations.iter().filter(|declaration| declaration.kind == Kind::Lock) {
        let path = &session.texts.sources.get(declaration.file).path;
        if path != FILE {
            return Err(Failure::new(format!("a `lock` stands in `{}`: it belongs into `{FILE}`", escaped(path))));
        }
        if declaration.index.is_none() {
            return Err(Failure::new(format!("`{FILE}` cannot be read: `corridor check` says why")));
        }
    }
    Numbers::of(corridor, session.graph).map_err(|error| Failure::new(error.to_string()))
}

/// Brings the lock up to date, if it is not.
pub(super) fn keep(loaded: &Loaded, numbers: &Numbers, dry: Dry) -> Result<Exit, Failure> {
    let old = loaded.sources.iter().find(|(_, file)| file.path == FILE).map(|(_, file)| file.text.clone());
    let new = numbers.text();
    if old.as_ref() == Some(&new) || (old.is_none() && numbers.count() == 0) {
        return Ok(Exit::Clean);
    }
    if dry.is_dry() {
        dry.show(&edits::shown(loaded, FILE), old.as_deref().unwrap_or_default(), &new)?;
        return Ok(Exit::Denied);
    }
    let change = match &old {
        Some(old) => Change::edit(FILE, old, new),
        None => Change::create(FILE, new),
    };
    edits::put(loaded, &[change])?;
    terminal::note(&format!("wrote {} numbers to `{}`", numbers.count(), edits::shown(loaded, FILE)));
    Ok(Exit::Clean)
}
