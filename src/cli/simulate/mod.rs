//! `corridor simulate`.

mod routers;

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::session::{Loaded, Session};
use crate::cli::terminal;
use crate::cli::{AnswerFormat, Dates, Exit, Failure, Folder};
use crate::graph::{Node, Vertex};
use crate::model::{Country, DemandId, Gbps, ServiceId, Thing};
use crate::render::json;
use crate::rules::Cx;
use crate::rules::failures::{Failures, Outcome, Worst, can_fail};
use crate::schema::{Kind, nearest};

#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("what").required(true)))]
pub(super) struct SimulateArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// These things fail together; a country is named by its code
    #[arg(long, value_name = "ID", num_args = 1.., group = "what")]
    fail: Vec<String>,
    /// Each thing fails alone
    #[arg(long, group = "what")]
    each: bool,
    /// Any two things fail together, of which neither takes the same alone
    #[arg(long, group = "what")]
    pairs: bool,
    /// Which routers no longer reach each other, in place of what services and demands lose
    #[arg(long, conflicts_with = "pairs")]
    routers: bool,
    /// How many of the worst are written; JSON has all
    #[arg(long, value_name = "N", default_value_t = 20)]
    worst: usize,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

/// Things that one line names.
const SHOWN: usize = 6;
/// Services and demands that `show` names.
const MOST_NAMED: usize = 40;

pub(super) fn run(args: &SimulateArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    loaded.with(&args.dates, |session| {
        if args.routers {
            return routers::run(&session, args);
        }
        let mut cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        cx.demands_at = args.dates.as_of;
        if session.corridor.services.is_empty() && session.corridor.demands.is_empty() {
            terminal::complain("nothing to lose: no service and no demand is declared here");
            return Ok(Exit::Nothing);
        }
        let failed: Vec<Vertex> = args.fail.iter().map(|name| find(&session, name)).collect::<Result<_, _>>()?;
        let counts = |vertex: Vertex| failed.contains(&vertex) || can_fail(session.graph, vertex);
        let failures = Failures::new(&cx, &counts, args.dates.as_of);
        let most = if args.format == AnswerFormat::Json { usize::MAX } else { args.worst };
        let told = if args.each {
            failures.each(most)
        } else if args.pairs {
            failures.pairs(most).ok_or_else(|| {
                Failure::new("there are more than 50,000,000 losses of a service with a pair: too many to be told")
            })?
        } else {
            Worst { all: 1, worst: vec![failures.together(&failed)], unfollowed: failures.undecided().to_vec() }
        };
        let text = match args.format {
            AnswerFormat::Human => human(&session, args, &told),
            AnswerFormat::Json => json(&session, &told),
        };
        terminal::write(&text)?;
        if !failures.is_known {
            terminal::note("of some legs not all is known: what fails there may take more than is told");
        }
        if !told.unfollowed.is_empty() {
            terminal::note(&format!(
                "{} of {} demands are not followed, as there is too much to be searched: what they lose is not told",
                told.unfollowed.len(),
                session.corridor.demands.len()
            ));
        }
        note_findings(&session);
        Ok(Exit::Clean)
    })
}

fn note_findings(session: &Session<'_>) {
    if !session.found.is_empty() {
        terminal::note("some declarations have findings and may be missing here: run `corridor check`");
    }
}

/// The vertex of a thing that can fail, by its id or as a country's code.
fn find(session: &Session<'_>, name: &str) -> Result<Vertex, Failure> {
    if let Some(thing) = session.corridor.find_thing(name) {
        return session
            .graph
            .of_thing(session.corridor, thing)
            .filter(|&vertex| !matches!(session.graph.node(vertex), Node::Leg(_)))
            .ok_or_else(|| {
                let is_router = matches!(thing, Thing::Declaration(id) if matches!(session.corridor.declaration(id).kind, Kind::Device | Kind::Handoff));
                let hint = if is_router { ": with `--routers` it is told whom it cuts off" } else { "" };
                Failure::new(format!("`{name}` carries no service, so that nothing fails with it{hint}"))
            });
    }
    if let Some(country) = Country::parse(name) {
        return session
            .graph
            .country(session.corridor, country)
            .ok_or_else(|| Failure::new(format!("nothing here stands in `{name}`")));
    }
    let names = session.corridor.declarations[..session.corridor.named].iter().map(|declaration| declaration.id);
    let hint = if Path::new(name).is_dir() {
        ": name the folder before `--fail`".to_owned()
    } else {
        nearest(name, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default()
    };
    Err(Failure::new(format!("`{name}` is not declared{hint}")))
}

/// What the failure of one thing would take; nothing where there is nothing to lose.
pub(super) fn if_it_fails(session: &Session<'_>, cx: &Cx<'_>, thing: Vertex) -> String {
    if session.corridor.services.is_empty() && session.corridor.demands.is_empty() {
        return String::new();
    }
    let failures = Failures::new(cx, &|vertex| vertex == thing, None);
    let outcome = failures.together(&[thing]);
    let mut out = format!("\nif it fails\n  lost         {}\n", loss(session, &outcome));
    for (word, names) in
        [("services", services(session, &outcome.services)), ("demands", demands(session, &outcome.demands))]
    {
        let more = names.len().saturating_sub(MOST_NAMED);
        let rest = if more > 0 { format!(" … {more} more") } else { String::new() };
        if !names.is_empty() {
            let shown = names[..names.len() - more].join(" ");
            writeln!(out, "  {word:<13}{shown}{rest}").expect("a string takes all");
        }
    }
    out
}

/// What is lost, in a line.
fn loss(session: &Session<'_>, outcome: &Outcome) -> String {
    let count = |count: usize, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        several => Some(format!("{several} {one}s")),
    };
    let services = count(outcome.services.len(), "service")
        .map(|services| format!("{services} ({})", capacity(session, &outcome.services)));
    let parts: Vec<String> = services.into_iter().chain(count(outcome.demands.len(), "demand")).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// The capacity of services, together.
fn capacity(session: &Session<'_>, services: &[ServiceId]) -> Gbps {
    let of = |service: &ServiceId| session.corridor.service(*service).capacity.map_or(0.0, |capacity| capacity.0);
    Gbps(services.iter().map(of).sum())
}

/// Things whose failure does the same, in a line.
fn alike(count: usize, mut names: impl Iterator<Item = String>) -> String {
    let first = names.next().unwrap_or_default();
    let others: Vec<String> = names.take(SHOWN - 1).collect();
    let more = count.saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    if others.is_empty() { first } else { format!("{first} (as {}{rest})", others.join(", ")) }
}

fn names(session: &Session<'_>, of: &[Vertex]) -> String {
    alike(of.len(), of.iter().map(|&thing| session.graph.name(session.corridor, thing)))
}

fn services(session: &Session<'_>, of: &[ServiceId]) -> Vec<String> {
    of.iter().map(|&id| session.corridor.text(session.corridor.service(id).id).to_owned()).collect()
}

fn demands(session: &Session<'_>, of: &[DemandId]) -> Vec<String> {
    of.iter().map(|&id| session.corridor.text(session.corridor.demand(id).id).to_owned()).collect()
}

fn human(session: &Session<'_>, args: &SimulateArgs, told: &Worst) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes all");
    let head = match (args.each, args.pairs, told.all) {
        (true, _, 0) => "no single failure takes a service or a demand".to_owned(),
        (true, _, 1) => "one sort of single failure takes something".to_owned(),
        (true, _, count) => format!("{count} different single failures that take something, worst first"),
        (_, true, 0) => "no two failures take what neither takes alone".to_owned(),
        (_, true, count) => format!("{count} pairs of failures that take what neither takes alone, worst first"),
        (_, _, _) => format!("if {} fail{}", args.fail.join(" and "), if args.fail.len() == 1 { "s" } else { "" }),
    };
    line(head);
    line("services do not reroute: one is lost if too few of its legs are up".to_owned());
    line("demands do: one is lost if no route is left that its policy allows".to_owned());
    for outcome in &told.worst {
        line(String::new());
        if args.each || args.pairs {
            let things: Vec<String> = outcome.things.iter().map(|alike| names(session, alike)).collect();
            line(format!("{}: {}", things.join(" + "), loss(session, outcome)));
        } else {
            line(format!("lost: {}", loss(session, outcome)));
        }
        for (word, names) in
            [("services", services(session, &outcome.services)), ("demands", demands(session, &outcome.demands))]
        {
            let more = names.len().saturating_sub(args.worst);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            if !names.is_empty() {
                line(format!("  {word:<9} {}{rest}", names[..names.len() - more].join(" ")));
            }
        }
    }
    let more = told.all - told.worst.len();
    if more > 0 {
        line(format!("\n… {more} more: `--worst N` writes more, `--format json` all"));
    }
    out
}

fn json(session: &Session<'_>, told: &Worst) -> String {
    let one = |outcome: &Outcome| {
        let alike = |alike: &Vec<Vertex>| -> Value {
            alike.iter().map(|&thing| session.graph.name(session.corridor, thing)).collect()
        };
        json!({
            "things": outcome.things.iter().map(alike).collect::<Value>(),
            "services": services(session, &outcome.services),
            "demands": demands(session, &outcome.demands),
            "capacity_gbps": capacity(session, &outcome.services).0,
        })
    };
    let all = json!({
        "version": 1,
        "services_reroute": false,
        "demands_reroute": true,
        "failures": told.worst.iter().map(one).collect::<Value>(),
        "unfollowed": demands(session, &told.unfollowed),
    });
    json::text(&all)
}
