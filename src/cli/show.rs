//! `corridor show`.

use std::fmt::Write as _;

use clap::Args;

use crate::cli::session::{Loaded, Session};
use crate::cli::terminal;
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::cli::{routes, simulate};
use crate::diagnostic::Diagnostic;
use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Carrier, Km, LegId, Millis, Thing};
use crate::render::escaped;
use crate::rules::demands::State;
use crate::rules::{self, Cx, Exemption, RoundTrips};
use crate::schema::{Kind, nearest};
use crate::source::Place;

#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    /// An id, or a part of a declaration such as `TCFO-A:1`
    id: String,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
}

/// How many things of one kind are named.
const SHOWN: usize = 40;

pub(super) fn run(args: &ShowArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    loaded.with(&args.dates, |session| {
        let Some(thing) = session.corridor.find_thing(&args.id) else {
            let names =
                session.corridor.declarations[..session.corridor.named].iter().map(|declaration| declaration.id);
            let hint = nearest(&args.id, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            return Err(Failure::new(format!("`{}` is not declared{hint}", args.id)));
        };
        let cx = Cx::new(session.texts, session.corridor, session.graph, session.today, session.as_of);
        let findings = rules::check(&cx, session.found.clone());
        terminal::write(&page(&session, &cx, &findings, thing))?;
        Ok(Exit::Clean)
    })
}

fn page(session: &Session<'_>, cx: &Cx<'_>, findings: &[Diagnostic], thing: Thing) -> String {
    let corridor = session.corridor;
    let whole = corridor.declaration(corridor.whole(thing));
    let mut out = String::new();
    let kind = match thing {
        Thing::Declaration(_) => whole.kind.name(),
        Thing::Span(_) => "span",
        Thing::Leg(_) => "leg",
    };
    let title = whole.name.map(|name| format!(", {}", escaped(name))).unwrap_or_default();
    line(&mut out, &format!("{kind} {}{title}", corridor.name_of(thing)));
    line(&mut out, &format!("declared at {}", position(session, cx.declared_at(thing))));
    line(&mut out, &format!("status: {}", corridor.lifecycle(thing).words()));
    line(&mut out, "");
    out.push_str(source_text(session, thing).as_str());
    if let (Kind::Service, Thing::Declaration(id)) = (whole.kind, thing) {
        service(session, cx, id, &mut out);
    } else if let (Kind::Demand, Thing::Declaration(id)) = (whole.kind, thing) {
        let verdict = cx.demands().iter().find(|verdict| corridor.demand(verdict.demand).id == id);
        if let Some((State::Met(met), demand)) =
            verdict.map(|verdict| (&verdict.state, corridor.demand(verdict.demand)))
            && let Some(ends) = demand.ends
        {
            out.push_str(&routes::met(session, ends, met));
        }
    } else if let Some(vertex) = vertices(session, thing) {
        dependencies(session, &vertex, &mut out);
        if !matches!(session.graph.node(vertex[0]), Node::Leg(_)) {
            out.push_str(&simulate::if_it_fails(session, cx, vertex[0]));
        }
    }
    found(session, findings, &corridor.name_of(thing), &mut out);
    out
}

/// What the rules find about a thing, and what of it is waived.
fn found(session: &Session<'_>, findings: &[Diagnostic], name: &str, out: &mut String) {
    let about: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.ids.iter().any(|id| id == name)).collect();
    for (at, finding) in about.iter().enumerate().take(SHOWN) {
        if at == 0 {
            line(out, "");
            line(out, "findings");
        }
        let waived = finding.waived_by.map(|place| format!("; waived at {}", position(session, place)));
        let message = escaped(&finding.message);
        line(out, &format!("  {}[{}]: {message}{}", finding.level.word(), finding.rule, waived.unwrap_or_default()));
    }
    if about.len() > SHOWN {
        line(out, &format!("  … {} more", about.len() - SHOWN));
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes all");
}

fn position(session: &Session<'_>, place: Place) -> String {
    let file = session.texts.sources.get(place.file);
    let (line, column) = file.line_column(place.span.start as usize);
    format!("{}:{line}:{column}", escaped(&file.path))
}

/// The declaration as it is written.
fn source_text(session: &Session<'_>, thing: Thing) -> String {
    let declaration = session.corridor.declaration(session.corridor.whole(thing));
    let span = session.texts.document(declaration.file).node(declaration.node).span;
    let text = span.of(session.texts.source(declaration.file));
    let lines = text.lines().take(SHOWN).map(|line| format!("    {}\n", escaped(line).replace("\\u{9}", "    ")));
    let more = text.lines().count().saturating_sub(SHOWN);
    let rest = if more > 0 { format!("    … {more} more lines\n") } else { String::new() };
    lines.collect::<String>() + &rest
}

/// The vertices of a thing: a cable stands for its spans, too.
fn vertices(session: &Session<'_>, thing: Thing) -> Option<Vec<Vertex>> {
    let vertex = session.graph.of_thing(session.corridor, thing)?;
    let spans = match session.graph.node(vertex) {
        Node::Cable(cable) => session.graph.carrier(session.corridor, Carrier::Cable(cable)),
        _ => Vec::new(),
    };
    Some([vertex].into_iter().chain(spans).collect())
}

fn dependencies(session: &Session<'_>, of: &[Vertex], out: &mut String) {
    let (closure, unknown) = Closures::new(session.graph).of(of);
    let below: Vec<Vertex> = closure.into_iter().filter(|vertex| !of.contains(vertex)).collect();
    line(out, "");
    line(out, "rides on");
    groups(session, &below, out);
    if !unknown.is_nothing() {
        line(out, &format!("  not known: {}", unknown.words().join(", ")));
    }
    let above: Vec<Vertex> = above(session, of).into_iter().filter(|vertex| !of.contains(vertex)).collect();
    line(out, "");
    line(out, "carries");
    groups(session, &above, out);
}

/// All that rides on one of the vertices, found in one pass from the top: edges only lead down.
fn above(session: &Session<'_>, of: &[Vertex]) -> Vec<Vertex> {
    let graph = session.graph;
    let mut riders: Vec<Vec<Vertex>> = vec![Vec::new(); graph.vertices()];
    for vertex in (0..graph.vertices() as u32).map(Vertex) {
        for below in graph.below(vertex) {
            riders[below.0 as usize].push(vertex);
        }
    }
    let mut seen = vec![false; graph.vertices()];
    let mut stack = of.to_vec();
    let mut all = Vec::new();
    while let Some(vertex) = stack.pop() {
        for &rider in &riders[vertex.0 as usize] {
            if !std::mem::replace(&mut seen[rider.0 as usize], true) {
                all.push(rider);
                stack.push(rider);
            }
        }
    }
    all.sort_unstable();
    all
}

/// Things by kind, one line a kind.
fn groups(session: &Session<'_>, things: &[Vertex], out: &mut String) {
    if things.is_empty() {
        line(out, "  nothing");
    }
    let word = |vertex: Vertex| session.graph.kind(vertex);
    for group in things.chunk_by(|&a, &b| word(a) == word(b)) {
        let names: Vec<String> =
            group.iter().take(SHOWN).map(|&vertex| session.graph.name(session.corridor, vertex)).collect();
        let more = group.len().saturating_sub(SHOWN);
        let rest = if more > 0 { format!(" … {more} more") } else { String::new() };
        line(out, &format!("  {:<13}{}{rest}", word(group[0]), names.join(" ")));
    }
}

fn service(session: &Session<'_>, cx: &Cx<'_>, id: crate::model::Id, out: &mut String) {
    let corridor = session.corridor;
    let Some(index) = corridor.declaration(id).index else { return };
    let service = crate::model::ServiceId(index);
    let round_trips = RoundTrips::new(corridor);
    for &leg in &corridor.service(service).legs {
        line(out, "");
        let (closure, unknown) = Closures::new(session.graph).of(&[session.graph.vertex(Node::Leg(leg))]);
        let measures = measures(session, &round_trips, leg, &closure, unknown);
        line(out, &format!("leg {}, {measures}", corridor.leg(leg).name));
        groups(session, &closure[1..], out);
        if !unknown.is_nothing() {
            line(out, &format!("  not known: {}", unknown.words().join(", ")));
        }
    }
    availability(cx, service, out);
    let verdicts = cx.verdicts();
    let pair =
        |earlier: LegId, later: LegId| format!("{} and {}", corridor.leg(earlier).name, corridor.leg(later).name);
    let exempted = verdicts.exempted.iter().filter(|exempted| exempted.service == service);
    let exempted: Vec<String> = exempted
        .map(|exempted| {
            let why = match exempted.why {
                Exemption::End => "its failure takes an end down anyway",
                Exemption::Except => "the policy excepts it",
                Exemption::NearEnd => "it lies near an end",
                Exemption::AtMost => "the policy allows so many",
            };
            let what = exempted.dimension.phrase();
            format!("  {} share {what} {}: {why}", pair(exempted.earlier, exempted.later), cx.name(exempted.thing))
        })
        .collect();
    if !exempted.is_empty() {
        line(out, "");
        line(out, "shared, and exempt");
        line(out, &exempted.join("\n"));
    }
}

/// How much of the time the service is up, and what costs most of it.
fn availability(cx: &Cx<'_>, service: crate::model::ServiceId, out: &mut String) {
    const COSTLIEST: usize = 10;
    let service = cx.corridor.service(service);
    let Some(is) = rules::availability::of_service(cx, service) else { return };
    let is_asked = service.policy.is_some_and(|policy| cx.corridor.policy(policy).availability.is_some());
    if is.parts.is_empty() && !is_asked {
        // Nobody here speaks of failures.
        return;
    }
    let most = if is.missing.is_empty() { "" } else { " at the most" };
    let assumed = if is.is_assumed { ", lengths assumed" } else { "" };
    let (percent, hours) = (rules::availability::percent(is.down), rules::availability::hours(is.down));
    line(out, "");
    if is.down > 0.0 {
        line(out, &format!("available {percent}{most}, down {hours} a year{assumed}"));
    } else if is.missing.is_empty() {
        line(out, "available 100 %: nothing that is said to fail takes it down");
    } else {
        line(out, "how much of the time it is available is not known");
    }
    for missing in &is.missing {
        line(out, &format!("  not counted: {missing}"));
    }
    for &leg in service.legs.iter().filter(|_| service.legs.len() > 1) {
        let alone = crate::model::Service { legs: vec![leg], needs: 1, ..service.clone() };
        let Some(alone) = rules::availability::of_service(cx, &alone).filter(|alone| alone.down > 0.0) else {
            continue;
        };
        let (percent, hours) = (rules::availability::percent(alone.down), rules::availability::hours(alone.down));
        let most = if alone.missing.is_empty() { "" } else { " at the most" };
        let name = cx.corridor.leg(leg).name;
        line(out, &format!("  leg {name} alone {percent}{most}, down {hours} a year"));
    }
    for part in is.parts.iter().take(COSTLIEST) {
        let cost = rules::availability::hours(part.cost);
        let thing = rules::availability::thing(cx, part).replace('`', "");
        line(out, &format!("  {cost:>7}  {thing}: {}", part.from));
    }
    if is.parts.len() > COSTLIEST {
        line(out, &format!("  … {} more", is.parts.len() - COSTLIEST));
    }
}

/// How long a leg is, and how long light takes there and back.
fn measures(
    session: &Session<'_>,
    round_trips: &RoundTrips<'_, '_>,
    leg: LegId,
    closure: &[Vertex],
    unknown: Unknown,
) -> String {
    if unknown.meets(Unknown::LEFT_OUT) {
        return "of unknown length".to_owned();
    }
    let length = match length(session, closure, unknown) {
        Some(length) => length.to_string(),
        None => "of unknown length".to_owned(),
    };
    let took = round_trips.of_over(&session.corridor.leg(leg).over);
    let least = if took.is_least { "at least " } else { "" };
    let assumed = if took.is_assumed { ", lengths assumed" } else { "" };
    format!("{length}, {least}{} there and back{assumed}", Millis((took.ms * 10.0).round() / 10.0))
}

/// The length of a leg: the sum of the spans that it rides on, if each has one.
fn length(session: &Session<'_>, closure: &[Vertex], unknown: Unknown) -> Option<Km> {
    if unknown.meets(Unknown::of(crate::model::Dimension::Span)) {
        return None;
    }
    let mut sum = 0.0;
    for &vertex in closure {
        if let Node::Span(span) = session.graph.node(vertex) {
            sum += session.corridor.span(span).length?.0;
        }
    }
    Some(Km(sum))
}
