//! `corridor check`.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::cli::baseline::Baseline;
use crate::cli::session::Loaded;
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Dates, Exit, Failure, Folder, output, progress, rule};
use crate::diagnostic::{Diagnostic, Level};
use crate::render::{Report, escaped, fingerprints, github, gitlab, human, json, junit, markdown, sarif, short};
use crate::rules::{self, Cx, proofs};
use crate::source::{below_repository, write_file};

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// How to write the findings
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Write them to a file, too, as `sarif=findings.sarif`; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output::<Format>)]
    output: Vec<(Format, PathBuf)>,
    /// Fail only on what is new or worse than at a git revision, or in `./FILE` of an earlier check (JSON or SARIF)
    #[arg(long, value_name = "REV|./FILE")]
    baseline: Option<String>,
    /// The least level that makes the check fail
    #[arg(long, value_enum, default_value_t = FailOn::Deny, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Write the findings of this rule alone; may be given several times
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// How many searches of the net may be made to decide one demand; left out, a million, and fewer of large nets
    #[arg(long, value_name = "SEARCHES")]
    budget: Option<u64>,
    /// Warn of waivers that are over in so many days or less
    #[arg(long, value_name = "DAYS", value_parser = parse_days)]
    warn_before: Option<u32>,
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
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report of GitLab
    Gitlab,
    /// A test report, as `JUnit` writes it
    Junit,
    /// A comment for a pull request
    Markdown,
}

/// `30`, or as the language writes it, `(d)30`.
fn parse_days(text: &str) -> Result<u32, String> {
    text.strip_prefix("(d)").unwrap_or(text).parse().map_err(|_| "write a number of days, as 30".to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FailOn {
    Deny,
    Warn,
}

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let started = Instant::now();
    args.only.iter().try_for_each(|name| rule(name).map(drop))?;
    for (at, (_, path)) in args.output.iter().enumerate() {
        if args.output[..at].iter().any(|(_, other)| other == path) {
            return Err(Failure::new(format!("`{}` is to be written twice: name another file", path.display())));
        }
    }
    let loaded = load(args)?;
    let baseline = args.baseline.as_deref();
    let baseline = baseline.map(|named| Baseline::read(named, &loaded, &args.dates, args.budget)).transpose()?;
    // Without a repository, paths are those from here, where they lead down.
    let from_here = Some(&loaded.prefix).filter(|prefix| !prefix.starts_with(['/', '.']));
    let below = below_repository(&loaded.folder).or_else(|| from_here.cloned()).unwrap_or_default();
    loaded.with(&args.dates, |session| {
        let mut cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        cx.budget = args.budget;
        cx.warn_before = args.warn_before;
        cx.keeps_all = args.evidence.is_some();
        progress::phase("judging by the rules");
        let mut findings = rules::check(&cx, session.found);
        let skipped = findings.iter().filter(|finding| finding.rule == "skipped-file");
        if session.corridor.declarations.is_empty() && skipped.clone().count() == findings.len() {
            for finding in skipped {
                terminal::complain(&escaped(&format!("warning: {}", finding.message)));
            }
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
        if let Some(baseline) = &baseline {
            baseline.mark(&fingerprints(session.texts.sources, &findings), &mut findings);
        }
        // What was found is shown, whatever becomes of the files.
        let mut failure = None;
        let mut put = |path: &Path, fill: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
            if let Err(error) = write_file(path, fill) {
                failure.get_or_insert(Failure::new(error.to_string()));
            }
        };
        if let Some(path) = &args.evidence {
            progress::phase("writing the evidence");
            let (evidence, left_out) = proofs::evidence(&cx);
            put(path, &|out| json::put_compact(&evidence, out));
            if left_out > 0 {
                terminal::note(&format!(
                    "{left_out} services and demands are not in the evidence: a file has no room for so much"
                ));
            }
        }
        progress::phase("writing the findings");
        let report = Report {
            sources: session.texts.sources,
            findings: &findings,
            declarations: session.corridor.declarations.len(),
            below: &below,
            fails: match args.fail_on {
                FailOn::Deny => Level::Deny,
                FailOn::Warn => Level::Warn,
            },
        };
        let write = |format: Format, style: &human::Style, out: &mut dyn Write| {
            let text = match format {
                Format::Json => return json::write(&report, &cx, out),
                Format::Sarif => return sarif::write(&report, &cx, out),
                Format::Human => human::render(&report, style),
                Format::Short => short::render(&report),
                Format::Github => github::render(&report),
                Format::Gitlab => gitlab::render(&report),
                Format::Junit => junit::render(&report),
                Format::Markdown => markdown::render(&report),
            };
            out.write_all(text.as_bytes())
        };
        let style = |colour, width| human::Style { colour, width, prefix: loaded.prefix.clone() };
        for (format, path) in &args.output {
            let style = style(false, Terminal::FILE_WIDTH);
            put(path, &|out| write(*format, &style, out));
        }
        let style = style(terminal.colour, terminal.width);
        match args.format {
            Format::Human => terminal::write(&human::render(&report, &style))?,
            format => terminal::write_with(|out| write(format, &style, out))?,
        }
        if matches!(args.format, Format::Short | Format::Github) {
            terminal::note(&report.summary());
        }
        if matches!(args.format, Format::Human | Format::Short) {
            terminal::note(&format!("in {} ms", started.elapsed().as_millis()));
        }
        if let Some(failure) = failure {
            return Err(failure);
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
