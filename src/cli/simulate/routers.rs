//! `corridor simulate --routers`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::session::Session;
use crate::cli::simulate::{SimulateArgs, alike, note_findings};
use crate::cli::{AnswerFormat, Exit, Failure, terminal};
use crate::model::{DeviceId, DeviceRole, Thing};
use crate::render::json;
use crate::rules::Cx;
use crate::rules::reach::{Cut, Failing, Reach};
use crate::schema::Kind;

pub(super) fn run(session: &Session<'_>, args: &SimulateArgs) -> Result<Exit, Failure> {
    let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
    let reach = Reach::new(&cx, session.as_of);
    if reach.routers.is_empty() {
        terminal::complain("nothing to cut off: no router is declared here, or none stands");
        return Ok(Exit::Nothing);
    }
    let cuts = if args.each {
        reach.each(&cx)
    } else {
        let failing: Vec<Failing> = args.fail.iter().map(|name| find(session, name)).collect::<Result<_, _>>()?;
        vec![reach.together(&failing)]
    };
    let text = match args.format {
        AnswerFormat::Human => human(session, args, &reach, &cuts),
        AnswerFormat::Json => json(session, &reach, &cuts),
    };
    terminal::write(&text)?;
    note_findings(session);
    if !reach.is_known {
        terminal::note("of some links not all is known: what fails there may take more than is told");
    }
    Ok(Exit::Clean)
}

/// What is to fail: a router, what joins two in a hub, or plant.
fn find(session: &Session<'_>, name: &str) -> Result<Failing, Failure> {
    let corridor = session.corridor;
    if let Some(Thing::Declaration(id)) = corridor.find_thing(name) {
        let declaration = corridor.declaration(id);
        match (declaration.kind, declaration.index) {
            (Kind::Device, Some(index)) if corridor.device(DeviceId(index)).role == DeviceRole::Router => {
                return Ok(Failing::Router(DeviceId(index)));
            }
            (Kind::Handoff, Some(_)) => return Ok(Failing::Handoff(id)),
            _ => {}
        }
    }
    super::find(session, name).map(Failing::Plant)
}

fn name(session: &Session<'_>, failing: Failing) -> String {
    match failing {
        Failing::Plant(vertex) => session.graph.name(session.corridor, vertex),
        Failing::Handoff(id) => session.corridor.text(id).to_owned(),
        Failing::Router(id) => router(session, id).to_owned(),
    }
}

fn router<'s>(session: &Session<'s>, id: DeviceId) -> &'s str {
    session.corridor.text(session.corridor.device(id).id)
}

fn routers(session: &Session<'_>, of: &[DeviceId]) -> String {
    of.iter().map(|&id| router(session, id)).collect::<Vec<_>>().join(" ")
}

fn things(session: &Session<'_>, cut: &Cut) -> String {
    alike(cut.things.len(), cut.things.iter().map(|&thing| name(session, thing)))
}

fn human(session: &Session<'_>, args: &SimulateArgs, reach: &Reach, cuts: &[Cut]) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes all");
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let islands = reach.islands();
    let all = reach.pairs();
    let number = count(reach.routers.len(), "router");
    if islands.len() == 1 {
        line(format!("{number}, which all reach each other"));
    } else {
        line(format!("{number} in {} that do not reach each other", count(islands.len(), "group")));
        for island in &islands {
            line(format!("  {}", routers(session, island)));
        }
    }
    let bad: Vec<&Cut> = if args.each {
        let bad: Vec<&Cut> = cuts.iter().filter(|cut| cut.lost > 0).collect();
        let harmless = match cuts.len() - bad.len() {
            0 => String::new(),
            1 => "; 1 other cuts none off".to_owned(),
            others => format!("; {others} others cut none off"),
        };
        line(match bad.len() {
            0 => format!("no single failure cuts routers off{harmless}"),
            1 => format!("one sort of single failure cuts routers off{harmless}"),
            sorts => format!("{sorts} different single failures that cut routers off, worst first{harmless}"),
        });
        bad
    } else {
        line(format!("if {} fail{}", args.fail.join(" and "), if args.fail.len() == 1 { "s" } else { "" }));
        cuts.iter().collect()
    };
    for cut in bad.iter().take(if args.each { args.worst } else { 1 }) {
        line(String::new());
        let lost = format!("{} of {all} pairs no longer reach each other", cut.lost);
        line(if args.each { format!("{}: {lost}", things(session, cut)) } else { lost });
        if !cut.down.is_empty() {
            line(format!("  down  {}", routers(session, &cut.down)));
        }
        for island in &cut.apart {
            line(format!("  apart {}", routers(session, island)));
        }
    }
    let more = bad.len().saturating_sub(args.worst);
    if more > 0 && args.each {
        line(format!("\n… {more} more: `--worst N` writes more, `--format json` all"));
    }
    out
}

fn json(session: &Session<'_>, reach: &Reach, cuts: &[Cut]) -> String {
    let corridor = session.corridor;
    let group = |of: &Vec<DeviceId>| -> Value { of.iter().map(|&id| router(session, id)).collect() };
    let groups = |of: &[Vec<DeviceId>]| -> Value { of.iter().map(group).collect() };
    let one = |cut: &Cut| {
        json!({
            "things": cut.things.iter().map(|&thing| name(session, thing)).collect::<Value>(),
            "links": cut.taken.iter().map(|of| of.name(corridor)).collect::<Value>(),
            "down": group(&cut.down),
            "apart": groups(&cut.apart),
            "pairs_lost": cut.lost,
        })
    };
    json::text(&json!({
        "version": 1,
        "islands": groups(&reach.islands()),
        "failures": cuts.iter().map(one).collect::<Value>(),
    }))
}
