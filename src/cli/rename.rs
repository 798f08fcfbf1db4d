//! `corridor rename`.

use clap::Args;

use crate::cli::edits::{self, Dry};
use crate::cli::session::Loaded;
use crate::cli::{Dates, Exit, Failure, Folder, terminal};
use crate::edit::rename;
use crate::model::Corridor;
use crate::schema::listed;

#[derive(Args, Debug)]
pub(super) struct RenameArgs {
    /// The id as it is, or a part as `WHOLE:PART`
    #[arg(value_name = "OLD")]
    old: String,
    /// The id as it is to be
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dry: Dry,
}

pub(super) fn run(args: &RenameArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    let dates = Dates { today: None, as_of: None };
    let splices = loaded.with(&dates, |session| rename(session.texts, &args.old, &args.new).map_err(Failure::new))?;
    refuse_what_no_id_is(&loaded, args, &splices)?;
    let named = loaded.with(&dates, |session| Ok(named_in_assertions(session.corridor, &args.old)))?;
    let count: usize = splices.values().map(Vec::len).sum();
    let exit = edits::apply(&loaded, &splices, args.dry)?;
    let number = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    terminal::note(&format!(
        "`{}` to `{}`: {} in {}",
        args.old,
        args.new,
        number(count, "place"),
        number(splices.len(), "file")
    ));
    if !named.is_empty() {
        terminal::note(&format!(
            "the text of an assertion is left as it is: look at {}",
            listed(named.iter().map(String::as_str), "and")
        ));
    }
    Ok(exit)
}

/// Assertions whose expressions have an id among their texts: what it means there nobody but a person knows.
fn named_in_assertions(corridor: &Corridor<'_>, id: &str) -> Vec<String> {
    let quoted = [format!("'{id}'"), format!("\"{id}\"")];
    let names = |text: &str| quoted.iter().any(|quoted| text.contains(quoted.as_str()));
    let of = corridor.assertions.iter().filter(|of| names(of.that) || of.when.is_some_and(names));
    of.map(|of| corridor.text(of.id).to_owned()).collect()
}

/// Reads the corridor as it would be: what is wrong with its form must not be more than before.
fn refuse_what_no_id_is(loaded: &Loaded, args: &RenameArgs, splices: &crate::edit::Splices) -> Result<(), Failure> {
    let new = loaded.edited(splices);
    let dates = Dates { today: None, as_of: None };
    let count = |loaded: &Loaded| loaded.with(&dates, |session| Ok(session.found.len()));
    if count(&new)? > count(loaded)? {
        return Err(Failure::new(format!(
            "`{}` cannot be the id of what `{}` is: `corridor explain` of its kind says what can",
            args.new, args.old
        )));
    }
    Ok(())
}
