//! `corridor timeline`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::cli::session::{Loaded, Session};
use crate::cli::terminal;
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::emit;
use crate::render::{escaped, json};
use crate::rules::timeline::{Line, Moment, Timeline, timeline};

#[derive(Args, Debug)]
pub(super) struct TimelineArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    Human,
    /// For programs
    Json,
    /// A picture: a bar for each service and demand
    Svg,
}

/// Findings that are told of one day; JSON has all.
const SHOWN: usize = 3;

pub(super) fn run(args: &TimelineArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    loaded.with(&args.dates, |session| {
        if session.corridor.services.is_empty() && session.corridor.demands.is_empty() {
            terminal::complain("nothing to follow: no service and no demand is declared here");
            return Ok(Exit::Nothing);
        }
        let told = timeline(session.texts, session.corridor, session.graph, &session.found, session.as_of);
        let text = match args.format {
            Format::Human => human(&session, &told),
            Format::Json => json(&session, &told),
            Format::Svg => emit::picture::timeline::svg(session.corridor, &told.lines),
        };
        terminal::write(&text)?;
        if let Some(until) = told.until {
            terminal::note(&format!(
                "it ends before {until}: there is too much to judge on each date; `--as-of {until}` goes on from there"
            ));
        }
        if !session.found.is_empty() {
            terminal::note("some declarations have findings and may be missing here: run `corridor check`");
        }
        Ok(Exit::Clean)
    })
}

fn human(session: &Session<'_>, told: &Timeline) -> String {
    let mut out = format!("services and demands from {} on, each until its next date\n", session.as_of);
    for line in &told.lines {
        let declaration = session.corridor.declaration(line.id);
        let name = escaped(session.corridor.text(line.id));
        writeln!(out, "\n{} {name}", declaration.kind.name()).expect("a string takes all");
        for moment in &line.moments {
            tell(&mut out, moment);
        }
    }
    out
}

fn tell(out: &mut String, moment: &Moment) {
    let because = if moment.because.is_empty() { String::new() } else { format!("  {}", moment.because.join(", ")) };
    let line = format!("  {}  {:<7}{because}", moment.date, moment.state.word());
    writeln!(out, "{}", line.trim_end()).expect("a string takes all");
    for found in moment.found.iter().take(SHOWN) {
        writeln!(out, "              {}", escaped(found)).expect("a string takes all");
    }
    let more = moment.found.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "              … {more} more").expect("a string takes all");
    }
}

fn json(session: &Session<'_>, told: &Timeline) -> String {
    let moment = |moment: &Moment| {
        json!({
            "date": moment.date.to_string(),
            "state": moment.state.word(),
            "because": moment.because,
            "findings": moment.found,
        })
    };
    let line = |line: &Line| {
        json!({
            "id": session.corridor.text(line.id),
            "kind": session.corridor.declaration(line.id).kind.name(),
            "moments": line.moments.iter().map(moment).collect::<Value>(),
        })
    };
    let all = json!({
        "version": 1,
        "from": session.as_of.to_string(),
        "until": told.until.map(|date| date.to_string()),
        "lines": told.lines.iter().map(line).collect::<Value>(),
    });
    json::text(&all)
}
