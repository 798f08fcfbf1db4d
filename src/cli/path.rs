//! `corridor path`.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::routes::{Route, describe, floors, thousandths};
use crate::cli::session::{Loaded, Session};
use crate::cli::terminal;
use crate::cli::{AnswerFormat, Dates, Exit, Failure, Folder};
use crate::graph::Closures;
use crate::model::{Ends, SiteId};
use crate::render::{escaped, json};
use crate::rules::Cx;
use crate::rules::demands::{self, Effort, State, Wanted};
use crate::schema::Kind;

#[derive(Args, Debug)]
pub(super) struct PathArgs {
    /// The site where the ways begin
    from: String,
    /// The site where they end
    to: String,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// How many: ways in the order of their length, 5 if it is not said; with a policy disjoint routes, 2
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    routes: Option<u16>,
    /// Ask for disjoint routes that meet this policy
    #[arg(long, value_name = "POLICY")]
    policy: Option<String>,
    /// How many searches of the net may be made
    #[arg(long, value_name = "SEARCHES")]
    budget: Option<u64>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human, value_name = "FORMAT")]
    format: AnswerFormat,
}

/// Searches that may be made for ways in the order of their length.
const WAYS: u64 = 20_000;

/// What was found.
struct Found {
    routes: Vec<Route>,
    /// `met`, `refused`, `unknown` or `undecided`, and a sentence that says why; without a policy nothing.
    answer: Option<(&'static str, String)>,
}

pub(super) fn run(args: &PathArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    loaded.with(&args.dates, |session| {
        let corridor = session.corridor;
        let ends = Ends {
            from: SiteId(session.index_of(Kind::Site, &args.from)?),
            to: SiteId(session.index_of(Kind::Site, &args.to)?),
        };
        if ends.from == ends.to {
            return Err(Failure::new(format!("`{}` is both ends: name two sites", args.from)));
        }
        let policy = match &args.policy {
            Some(name) => Some(&corridor.policies[session.index_of(Kind::Policy, name)? as usize]),
            None => None,
        };
        let cx = Cx::new(session.texts, corridor, session.graph, session.today, session.as_of);
        let plant = demands::Plant::new(corridor, session.graph);
        let usual = if policy.is_some() { 2 } else { 5 };
        let routes = args.routes.map_or(usual, usize::from);
        let wanted = Wanted { ends, routes, policy, date: session.as_of, comparisons: demands::comparisons(1) };
        let effort = Effort { searches: args.budget, demands: 1 };
        let found = if policy.is_some() {
            decided(
                &session,
                &cx,
                &demands::decide(&cx, &plant, &wanted, effort, &mut Closures::new(session.graph)),
                &wanted,
            )
        } else {
            let routes = demands::between(&cx, &plant, &wanted, args.budget.unwrap_or(WAYS));
            Found { routes: describe(&session, &routes), answer: None }
        };
        let text = match args.format {
            AnswerFormat::Human => human(&session, args, ends, &found),
            AnswerFormat::Json => json(&session, args, ends, &found),
        };
        terminal::write(&text)?;
        if !session.found.is_empty() {
            terminal::note("some declarations have findings and may be missing here: run `corridor check`");
        }
        let is_had = !found.routes.is_empty();
        Ok(if is_had { Exit::Clean } else { Exit::Denied })
    })
}

fn decided(session: &Session<'_>, cx: &Cx<'_>, state: &State, wanted: &Wanted<'_, '_>) -> Found {
    let none = |answer, why: String| Found { routes: Vec::new(), answer: Some((answer, why)) };
    match state {
        State::Met(met) => {
            let what = if met.by_round_trip { "fastest" } else { "shortest" };
            let proven = if met.are_shortest { "proven" } else { "not proven" };
            let routes = describe(session, &met.routes);
            Found { routes, answer: Some(("met", format!("{proven} the {what} in all"))) }
        }
        State::Refused(refusal) => none("refused", format!("proven: {}", demands::reason(cx, wanted, refusal))),
        State::Unknown { hangs_on, .. } => {
            let names: Vec<String> = hangs_on
                .iter()
                .map(|&carrier| format!("`{}`", cx.corridor.name_of(cx.corridor.thing_of(carrier))))
                .collect();
            none("unknown", format!("it hangs on {}, of which too little is known", names.join(", ")))
        }
        State::Undecided { searches } => {
            none("undecided", format!("not decided in {searches} searches: allow more with `--budget`"))
        }
        State::Unjudged => none("refused", "no way at all leads there, or what would could not be read".to_owned()),
    }
}

fn human(session: &Session<'_>, args: &PathArgs, ends: Ends, found: &Found) -> String {
    let floors = floors(session, ends);
    let count = found.routes.len();
    let between = format!("from `{}` to `{}`", escaped(&args.from), escaped(&args.to));
    let mut out = match (&found.answer, count) {
        (Some(("met", how)), _) => {
            format!("{} {between} under policy `{}`, {how}\n", demands::routes_in_words(count), policy(args))
        }
        (Some(("refused", why)), _) => format!("no routes {between} under policy `{}`: {why}\n", policy(args)),
        (Some((_, why)), _) => {
            format!("whether there are routes {between} under policy `{}` is not known: {why}\n", policy(args))
        }
        (None, 0) => format!("no way {between} stands on {}\n", session.as_of),
        (None, 1) => format!("one way {between}\n"),
        (None, _) => format!("{count} ways {between}, shortest first\n"),
    };
    writeln!(
        out,
        "the geodesic is {}: {} there and back in vacuum, {} in glass",
        floors.geodesic.tenths(),
        floors.vacuum.tenths(),
        floors.glass.tenths()
    )
    .expect("a string takes all");
    for (route, at) in found.routes.iter().zip(1..) {
        out += &route.lines(at, floors.geodesic);
    }
    out
}

fn policy(args: &PathArgs) -> &str {
    args.policy.as_deref().unwrap_or_default()
}

fn json(session: &Session<'_>, args: &PathArgs, ends: Ends, found: &Found) -> String {
    let floors = floors(session, ends);
    let mut out = Map::new();
    out.insert("version".into(), json!(1));
    out.insert("from".into(), json!(args.from));
    out.insert("to".into(), json!(args.to));
    out.insert("as_of".into(), json!(session.as_of.to_string()));
    out.insert("geodesic_km".into(), json!(thousandths(floors.geodesic.0)));
    out.insert("vacuum_round_trip_ms".into(), json!(thousandths(floors.vacuum.0)));
    out.insert("glass_round_trip_ms".into(), json!(thousandths(floors.glass.0)));
    if let Some((answer, why)) = &found.answer {
        out.insert("policy".into(), json!(args.policy));
        out.insert("answer".into(), json!(answer));
        out.insert("why".into(), json!(why));
    }
    out.insert("routes".into(), found.routes.iter().map(|route| route.json(floors.geodesic)).collect());
    json::text(&Value::Object(out))
}
