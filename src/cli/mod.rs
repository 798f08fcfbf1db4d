//! The command line: one file a command. The only place that knows the clock, the environment and the terminal.

mod baseline;
mod check;
mod diff;
mod edits;
mod explain;
mod fix;
mod fmt;
mod generate;
mod graph;
mod import;
mod init;
mod list;
mod lock;
mod named;
mod path;
mod progress;
mod rename;
mod routes;
mod schema;
mod session;
mod shell;
mod show;
mod simulate;
mod terminal;
mod timeline;
mod verify;
mod waive;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Date;
use crate::rules::{self, Rule};
use crate::schema::nearest;

/// Exit codes, as documented.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Nothing at deny.
    Clean,
    /// Findings at deny.
    Denied,
    /// The job could not be done: a bad option, an unreadable folder, a fault of the tool.
    CouldNotRun,
    /// Nothing to check.
    Nothing,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Denied => 1,
            Self::CouldNotRun => 2,
            Self::Nothing => 3,
        }
    }
}

/// What could not be done, as a sentence that says what was attempted.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

#[derive(Parser, Debug)]
#[command(
    name = "corridor",
    version,
    about = "A transmission corridor as code: checks what is declared, and draws it",
    after_help = "Exit codes: 0 nothing denied, 1 findings denied, 2 could not run, 3 nothing to check.",
    max_term_width = 100
)]
struct Cli {
    /// When to colour: on a terminal, always or never
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

/// How an answer is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum AnswerFormat {
    Human,
    /// For programs
    Json,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Check everything: form, references, geography, plant, diversity, names, evidence
    #[command(
        after_help = "Example:\n  corridor check topology\n  corridor check --format json --fail-on warn\n  corridor check --output sarif=findings.sarif --output junit=findings.xml\n  corridor check --baseline main\n  corridor check --evidence evidence.json\n  corridor check - --stdin-filename az/plant.kdl < az/plant.kdl"
    )]
    Check(check::CheckArgs),
    /// Check again on each save, and show what changed
    #[command(
        after_help = "Example:\n  corridor watch topology\n\nThe first time all findings are shown, then those that are new, and a line for each that is gone. It goes on until it is stopped."
    )]
    Watch(watch::WatchArgs),
    /// Explain a rule, a kind or a field: what it means, why, and how to mend what is found
    #[command(
        after_help = "Example:\n  corridor explain shared-conduit\n  corridor explain cable.span.length\n  corridor explain"
    )]
    Explain(explain::ExplainArgs),
    /// List the declarations of a kind
    #[command(
        after_help = "Example:\n  corridor list cable topology\n  corridor list site --format csv\n\nServices in CSV have a column `designation`, in the layout of ITU-T M.140 (1988), Table 6: towns of at most 12 characters, the ICC of the site's operator if it has at most 3, the capacity, the number at the end of the id. It is no claim of conformance to M.1400."
    )]
    List(list::ListArgs),
    /// Show one thing: what it rides on, what rides on it, where it is declared
    #[command(after_help = "Example:\n  corridor show TCFO-A topology\n  corridor show TCFO-A:1")]
    Show(show::ShowArgs),
    /// Find ways between two sites, shortest first, or disjoint routes that meet a policy
    #[command(
        after_help = "Example:\n  corridor path KZ-ALA DE-FRA topology\n  corridor path TR-IST DE-FRA --policy platinum\n\nEvery span that stands on the day may be used, whoever owns it, and links whose route nobody tells. Of a way, `assumed` lists what has a length by the route factor alone, `rests on` plant of which a source says `confidence=assumed`, `unknown` what nobody tells, and `as 1` what it has in common with the first. With --policy exit code 1 says that there are no such routes, or that it is not known."
    )]
    Path(path::PathArgs),
    /// Let things fail, and say what is lost
    #[command(
        after_help = "Example:\n  corridor simulate topology --fail AZ-RAIL-X\n  corridor simulate topology --each\n  corridor simulate topology --pairs --format json\n  corridor simulate topology --each --routers\n\nServices have declared legs and do not reroute. Demands do: one is lost if no route is left that its policy allows. With --as-of what stands on that day counts; without it all services that are declared, and demands for the day they ask for. With --routers it is asked instead which routers no longer reach each other, of those that stand on the day of --as-of, or today; routers and handoffs fail, too."
    )]
    Simulate(simulate::SimulateArgs),
    /// Say from when on each service and demand meets its policy or ceases to, and because of what
    #[command(
        after_help = "Example:\n  corridor timeline topology\n  corridor timeline --format json\n\nFrom the day of --as-of, or today, to the last declared date. Demands are judged for each day, whatever day they ask for; waivers expire as they say."
    )]
    Timeline(timeline::TimelineArgs),
    /// Write files in the one style: a node a line, four blanks a block; every comment and value stays
    #[command(
        after_help = "Example:\n  corridor fmt topology\n  corridor fmt --check\n  corridor fmt - < az/plant.kdl\n\nA block on one line stays on one line where that has room. A file with syntax errors is left as it is."
    )]
    Fmt(fmt::FmtArgs),
    /// Mend what can be mended without thinking: misspelt names, units, names against their pattern, the style
    #[command(
        after_help = "Example:\n  corridor fix topology --diff\n  corridor fix --only wrong-unit\n  corridor fix --diff --unsafe\n\nSafe is what leaves no choice: a name to which only one is near, `380km` for `(km)380`, an id that is written otherwise than its pattern says, with all its references. With --unsafe, also what a person has to look at: the likeliest unit, an id that says something else, what nothing uses. What is waived stays."
    )]
    Fix(fix::FixArgs),
    /// Give a thing, or a part of one, another id: where it is declared, and wherever it is named
    #[command(
        after_help = "Example:\n  corridor rename GE-TBS GE-TIF topology\n  corridor rename TCFO-A:1 TCFO-A:caspian --diff\n\nAll files are written or none. Comments, notes and the texts of assertions are left as they are."
    )]
    Rename(rename::RenameArgs),
    /// Write a waiver at the right place: findings that are accepted until a day, with the reason
    #[command(
        after_help = "Example:\n  corridor waive shared-conduit TBS-PTI-100G-0001 GE-RAIL-TRENCH --reason 'until the road duct is built' --until 2027-06-30 --approved-by azertelecom\n\nIt goes behind the last waiver that the same party approved. One that would hide nothing is not written."
    )]
    Waive(waive::WaiveArgs),
    /// Give out numbers that never move: loopbacks, prefixes, AS numbers, interface names, SRLG values
    #[command(
        after_help = "Example:\n  corridor lock topology\n  corridor lock --check\n\nThey come from the `pool` lines of the `corridor` declaration, and stand in `corridor.lock.kdl`, which belongs into git. What has a number keeps it for as long as it is declared, whatever comes and goes beside it. Exit code 1 of `--check` says that the lock is behind."
    )]
    Lock(lock::LockArgs),
    /// Write configuration and models for other programs, only from what passed the check
    #[command(
        after_help = "Example:\n  corridor generate frr topology --out build/frr\n  corridor generate all --out build\n  corridor generate frr --out build/frr --check\n  corridor list target\n\nThe whole set is written or nothing. A file that was generated before and is no more goes; a file that somebody else put there is never touched. Exit code 1 says that the corridor is denied, or, with `--check` and `--diff`, that files differ."
    )]
    Generate(generate::GenerateArgs),
    /// Bring back what a planning tool says: the GSNR of each channel, which `gsnr-too-low` judges
    #[command(
        after_help = "Example:\n  corridor generate gnpy topology --out build/gnpy\n  gnpy-path-request build/gnpy/network.json build/gnpy/services.json -e build/gnpy/eqpt_config.json -o results.json\n  corridor import gnpy-results results.json topology\n\nIt becomes the `gsnr` of each channel; comments and all else stay. What was planned over another way than is declared now is not taken. Exit code 1 says that something was not, or that a channel is denied."
    )]
    Import(import::ImportArgs),
    /// Say what a change means: which services lose or gain which protection, and what was declared otherwise
    #[command(
        after_help = "Example:\n  corridor diff main\n  corridor diff v1.0 v1.1 --format markdown\n  corridor diff ../before ../after\n\nOLD and NEW are paths where they begin with `.`, `/`, `~` or a drive letter; all else is a git revision of the corridor's folder: `main`, `HEAD~3`, `REV:path` where the folder had another path. Ids are compared, never files or lines: what only moved is no change, and another id for the same thing is a rename. Exit code 1 says that a protection is lost."
    )]
    Diff(diff::DiffArgs),
    /// Check a file of evidence again: by following references and by sums, without searching
    #[command(
        after_help = "Example:\n  corridor check topology --evidence evidence.json\n  corridor verify evidence.json\n\nExit code 1: the evidence is refused; each line names a fault and its place.\nThe evidence is not compared with the declarations that it was made from."
    )]
    Verify(verify::VerifyArgs),
    /// Draw a picture of the corridor
    #[command(
        after_help = "Example:\n  corridor graph topology --view map | neato -n -Tsvg > map.svg\n  corridor graph --view service --on ALA-FRA-100G-0001 | dot -Tsvg > service.svg"
    )]
    Graph(graph::GraphArgs),
    /// Write a small corridor to begin with: two parties, a service over two legs, and what a repository needs
    #[command(after_help = "Example:\n  corridor init silk-way && corridor check silk-way")]
    Init(init::InitArgs),
    /// Print the JSON Schema of a kind, or write all of them for an editor
    #[command(after_help = "Example:\n  corridor schema site\n  corridor schema --all --out schemas")]
    Schema(schema::SchemaArgs),
    /// Print the completions of a shell
    #[command(
        after_help = "Example:\n  corridor completions bash > ~/.local/share/bash-completion/completions/corridor"
    )]
    Completions(shell::CompletionsArgs),
    /// Print the manual page
    #[command(after_help = "Example:\n  corridor man > corridor.1 && man ./corridor.1")]
    Man,
}

/// Which corridor.
#[derive(Args, Debug, Clone)]
struct Folder {
    /// The corridor's folder; left out, the nearest one upwards that holds `corridor.kdl`, else this one
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The rule that is named on the command line.
fn rule(name: &str) -> Result<&'static Rule, Failure> {
    rules::find(name).ok_or_else(|| {
        let near = nearest(name, rules::RULES.iter().map(|rule| rule.name));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Failure::new(format!("there is no rule `{name}`{hint}"))
    })
}

/// The dates by which things are judged.
#[derive(Args, Debug, Clone)]
struct Dates {
    /// Take this day for today: waivers expire by it
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    today: Option<Date>,
    /// Judge the plant as it will stand on this day; left out, today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
}

/// `FORMAT=FILE`, of formats that a command has.
fn output<F: ValueEnum>(text: &str) -> Result<(F, PathBuf), String> {
    let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write `FORMAT=FILE`")?;
    let format = F::from_str(format, false).map_err(|_| {
        let names = F::value_variants().iter().filter_map(F::to_possible_value);
        let names: Vec<String> = names.map(|name| name.get_name().to_owned()).collect();
        format!("there is no format `{format}`: use one of {}", names.join(", "))
    })?;
    Ok((format, PathBuf::from(file)))
}

fn parse_date(text: &str) -> Result<Date, String> {
    Date::last_of(text).map_err(|error| error.to_string())
}

/// Runs the command of the process's arguments.
pub fn run() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no failure; everything else is a bad option.
            let exit = if error.use_stderr() { Exit::CouldNotRun } else { Exit::Clean };
            let _ = error.print();
            return ExitCode::from(exit.code());
        }
    };
    let terminal = terminal::Terminal::new(cli.color);
    let result = match &cli.command {
        Command::Check(args) => check::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Path(args) => path::run(args),
        Command::Simulate(args) => simulate::run(args),
        Command::Timeline(args) => timeline::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Rename(args) => rename::run(args),
        Command::Fix(args) => fix::run(args),
        Command::Watch(args) => watch::run(args, &terminal),
        Command::Waive(args) => waive::run(args),
        Command::Lock(args) => lock::run(args),
        Command::Generate(args) => generate::run(args, &terminal),
        Command::Import(args) => import::run(args, &terminal),
        Command::Diff(args) => diff::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Graph(args) => graph::run(args),
        Command::Init(args) => init::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => shell::completions(args),
        Command::Man => shell::manual(),
    };
    let exit = result.unwrap_or_else(|Failure(text)| {
        terminal::complain(&text);
        Exit::CouldNotRun
    });
    ExitCode::from(exit.code())
}
