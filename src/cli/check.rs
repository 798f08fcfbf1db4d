//! `corridor check`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::cli::session::Loaded;
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Dates, Exit, Failure, Folder, progress};
use crate::diagnostic::Diagnostic;
use crate::render::{Report, human, json, short};
use crate::rules::{self, Cx, proofs};
use crate::schema::nearest;

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// How to write the findings
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// The least level that makes the check fail
    #[arg(long, value_enum, default_value_t = FailOn::Deny, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Write the findings of this rule alone; may be given several times
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// How many searches of the net may be made to decide one demand; left out, a million, and fewer of large nets
    #[arg(long, value_name = "SEARCHES")]
    budget: Option<u64>,
    /// Write what proves every verdict to this file, for `corridor verify`
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// With `-` in place of the folder: the file whose text comes through standard input
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// The text with what is wrong underlined, why, and what to do
    Human,
    /// One line a finding: <file:line:column>: level[rule]: message
    Short,
    /// For programs; described by schemas/output/findings.schema.json
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FailOn {
    Deny,
    Warn,
}

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let started = Instant::now();
    for name in &args.only {
        if rules::find(name).is_none() {
            let near = nearest(name, rules::RULES.iter().map(|rule| rule.name));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(Failure::new(format!("there is no rule `{name}`{hint}")));
        }
    }
    let loaded = load(args)?;
    loaded.with(&args.dates, |session| {
        let mut cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        cx.budget = args.budget;
        cx.keeps_all = args.evidence.is_some();
        progress::phase("judging by the rules");
        let mut findings = rules::check(&cx, session.found);
        if session.corridor.declarations.is_empty() && findings.is_empty() {
            terminal::complain(&format!(
                "nothing to check: no declaration in any `*.kdl` file below `{}`; `corridor init DIR` writes a corridor to begin with",
                loaded.folder.display()
            ));
            return Ok(Exit::Nothing);
        }
        let always = |finding: &&Diagnostic| rules::find(finding.rule).is_some_and(rules::Rule::always_denies);
        let unread = findings.iter().filter(always).count();
        if !args.only.is_empty() {
            findings.retain(|finding| args.only.iter().any(|only| only == finding.rule));
        }
        if let Some(path) = &args.evidence {
            progress::phase("writing the evidence");
            fs::write(path, json::compact(&proofs::evidence(&cx)))
                .map_err(|error| Failure::new(format!("writing `{}`: {error}", path.display())))?;
        }
        progress::phase("writing the findings");
        let report = Report {
            sources: session.texts.sources,
            findings: &findings,
            declarations: session.corridor.declarations.len(),
        };
        let text = match args.format {
            Format::Human => human::render(
                &report,
                &human::Style { colour: terminal.colour, width: terminal.width, prefix: loaded.prefix.clone() },
            ),
            Format::Short => short::render(&report),
            Format::Json => json::render(&report, &cx),
        };
        terminal::write(&text)?;
        if args.format == Format::Short {
            terminal::note(&report.summary());
        }
        if args.format != Format::Json {
            terminal::note(&format!("in {} ms", started.elapsed().as_millis()));
        }
        let counts = report.counts();
        let unseen = !args.only.is_empty() && unread > 0;
        if unseen {
            terminal::note("some declarations could not be read and were not judged: run the check without `--only`");
        }
        let failed = counts.deny > 0 || unseen || (args.fail_on == FailOn::Warn && counts.warn > 0);
        Ok(if failed { Exit::Denied } else { Exit::Clean })
    })
}

fn load(args: &CheckArgs) -> Result<Loaded, Failure> {
    let stdin = args.folder.dir.as_deref() == Some(Path::new("-"));
    match (&args.stdin_filename, stdin) {
        (Some(path), true) => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|error| Failure::new(format!("reading standard input: {error}")))?;
            Loaded::with_unsaved(path, bytes)
        }
        (None, true) => {
            Err(Failure::new("`-` reads a file from standard input: say which with `--stdin-filename FILE`"))
        }
        (Some(_), false) => Err(Failure::new("`--stdin-filename` goes with `-` in place of the folder")),
        (None, false) => Loaded::new(&args.folder),
    }
}
