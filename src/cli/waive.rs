//! `corridor waive`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::edits::{self, Dry};
use crate::cli::session::Loaded;
use crate::cli::{Dates, Exit, Failure, Folder, parse_date, rule, terminal};
use crate::edit::{Placed, WAIVERS, Waive, waive};
use crate::model::Date;
use crate::rules::{self, Cx};
use crate::source::{Change, SourceFile};

#[derive(Args, Debug)]
pub(super) struct WaiveArgs {
    /// The rule whose findings are accepted for a while
    #[arg(value_name = "RULE")]
    rule: String,
    /// What they are about: a waiver covers a finding that is about all of these
    #[arg(value_name = "ID", required = true)]
    on: Vec<String>,
    /// Why it is accepted, and what will mend it
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The last day on which it is
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    until: Date,
    /// Who accepts it
    #[arg(long, value_name = "WHO")]
    approved_by: String,
    /// The corridor's folder; left out, the nearest one upwards that holds `corridor.kdl`, else this one
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Take this day for today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    today: Option<Date>,
    #[command(flatten)]
    dry: Dry,
}

pub(super) fn run(args: &WaiveArgs) -> Result<Exit, Failure> {
    refuse_rule(&args.rule)?;
    let today = args.today.unwrap_or_else(terminal::today);
    if args.until < today {
        return Err(Failure::new(format!("{} is over: give it a day to come", args.until)));
    }
    let loaded = Loaded::new(&Folder { dir: args.dir.clone() })?;
    let dates = Dates { today: Some(today), as_of: None };
    let (expires, wanted) = (args.until.to_string(), &args.on);
    let placed = loaded.with(&dates, |session| {
        if let Some(on) = wanted.iter().find(|on| session.corridor.find_thing(on).is_none() && on.len() != 2) {
            return Err(Failure::new(format!("`{on}` is not declared")));
        }
        let what = Waive {
            rule: &args.rule,
            on: wanted,
            reason: &args.reason,
            approved_by: &args.approved_by,
            expires: &expires,
        };
        Ok(waive(session.texts, &what))
    })?;
    let new = with(&loaded, &placed);
    let hides = hidden(&new, &dates)?.saturating_sub(hidden(&loaded, &dates)?);
    if hides == 0 {
        return Err(Failure::new(format!(
            "it would hide nothing: no finding of `{0}` that still counts is about all of these; `corridor check --only {0}` tells them",
            args.rule
        )));
    }
    let exit = match &placed {
        Placed::Behind(splices) => edits::apply(&loaded, splices, args.dry)?,
        Placed::NewFile(text) if args.dry.is_dry() => {
            args.dry.show(&loaded.folder.join(WAIVERS).display().to_string(), "", text)?;
            Exit::Denied
        }
        Placed::NewFile(text) => {
            edits::put(&loaded, &[Change::create(WAIVERS, text.as_str())])?;
            Exit::Clean
        }
    };
    let findings = if hides == 1 { "1 finding".to_owned() } else { format!("{hides} findings") };
    terminal::note(&format!("hides {findings} until {expires}"));
    Ok(exit)
}

fn refuse_rule(name: &str) -> Result<(), Failure> {
    if rule(name)?.always_denies() {
        return Err(Failure::new(format!(
            "`{name}` cannot be waived: what it finds is left out of every other verdict"
        )));
    }
    Ok(())
}

/// The corridor with the waiver in it.
fn with(loaded: &Loaded, placed: &Placed) -> Loaded {
    match placed {
        Placed::Behind(splices) => loaded.edited(splices),
        Placed::NewFile(text) => {
            let files = loaded.sources.iter().map(|(_, file)| file.clone());
            loaded.of(files.chain([SourceFile::new(WAIVERS, text.clone())]).collect())
        }
    }
}

/// How many findings waivers hide.
fn hidden(loaded: &Loaded, dates: &Dates) -> Result<usize, Failure> {
    loaded.with(dates, |session| {
        let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        let findings = rules::check(&cx, session.found.clone());
        Ok(findings.iter().filter(|finding| finding.waived_by.is_some()).count())
    })
}
