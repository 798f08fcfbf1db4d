//! When services and demands begin or cease to meet what is asked of them, and because of what.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{Closures, Graph, Node, Vertex};
use crate::lower::Texts;
use crate::model::{Corridor, Date, Id, Lifecycle, Status, Thing};
use crate::rules::assurance::demand;
use crate::rules::{self, Cx, Group};
use crate::schema::Kind;

/// How it stands with a service or a demand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// It does not stand.
    Absent,
    Meets,
    /// What would be denied is waived.
    Waived,
    /// Something is found that only warns.
    Warned,
    /// It is denied because something is not known, and for nothing else.
    Unknown,
    Fails,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Meets => "meets",
            Self::Waived => "waived",
            Self::Warned => "warned",
            Self::Unknown => "unknown",
            Self::Fails => "fails",
        }
    }
}

/// From a day on it stands so, until the next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    pub date: Date,
    pub state: State,
    /// What is found, worst first.
    pub found: Vec<String>,
    /// What changed on that day.
    pub because: Vec<String>,
}

/// A service or a demand through time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub id: Id,
    pub moments: Vec<Moment>,
}

/// The groups whose findings count for how it stands with a service or a demand.
const GROUPS: [Group; 4] = [Group::Diversity, Group::Assurance, Group::Lifecycle, Group::Capacity];

/// Steps of judging on all dates together, some hundred million a second. A few dates are followed in any case.
const MOST_STEPS: u64 = 100_000_000;
const FEWEST_DATES: usize = 2;
/// Steps for each declaration and for each finding.
const DECLARATION: u64 = 16;
const FINDING: u64 = 250;

/// All lines, and the first date that is not followed because too much would have to be judged anew.
#[derive(Debug)]
pub struct Timeline {
    pub lines: Vec<Line>,
    pub until: Option<Date>,
}

/// Something that changes on a day.
struct Event {
    thing: Option<Thing>,
    /// What a waiver is on.
    on: Vec<String>,
    words: String,
}

/// All services and demands that are not retired for good, from a day to the last date that changes anything. Demands
/// are judged for each day, whatever day they ask for.
pub fn timeline(
    texts: &Texts<'_>,
    corridor: &Corridor<'_>,
    graph: &Graph,
    found: &[Diagnostic],
    from: Date,
) -> Timeline {
    let events = events(corridor, from);
    let dates: BTreeSet<Date> = [from].into_iter().chain(events.keys().copied()).collect();
    let mut subjects: Vec<(Id, Option<BTreeSet<Vertex>>)> = Vec::new();
    let mut closures = Closures::new(graph);
    for service in &corridor.services {
        let legs: Vec<Vertex> = service.legs.iter().map(|&leg| graph.vertex(Node::Leg(leg))).collect();
        subjects.push((service.id, Some(closures.of(&legs).0.into_iter().collect())));
    }
    subjects.extend(corridor.demands.iter().map(|demand| (demand.id, None)));
    subjects.sort_by_key(|(id, _)| *id);
    let mut lines: Vec<Line> = subjects.iter().map(|(id, _)| Line { id: *id, moments: Vec::new() }).collect();
    let first = Cx::new(texts, corridor, graph, from, from);
    let each = corridor.declarations.len() as u64 * DECLARATION + demand::looked_at(&first);
    let (mut steps, mut until) = (0_u64, None);
    for (followed, date) in dates.into_iter().enumerate() {
        if followed >= FEWEST_DATES && steps > MOST_STEPS {
            until = Some(date);
            break;
        }
        let mut cx = first.on(date);
        cx.demands_at = Some(date);
        let findings = rules::check_groups(&cx, found.to_vec(), &GROUPS);
        steps += each + findings.len() as u64 * FINDING + demand::spent(&cx);
        let none = Vec::new();
        let today = events.get(&date).unwrap_or(&none);
        let mut about: FxHashMap<&str, Vec<&Diagnostic>> = FxHashMap::default();
        for finding in &findings {
            if let Some(name) = subject(finding) {
                about.entry(name).or_default().push(finding);
            }
        }
        for ((id, rides_on), line) in subjects.iter().zip(&mut lines) {
            let of_subject = about.get(corridor.text(*id)).map_or(&[][..], Vec::as_slice);
            let (state, found) = on_day(corridor, *id, of_subject, date);
            if line.moments.last().is_some_and(|last| last.state == state) {
                continue;
            }
            let because = if line.moments.is_empty() {
                Vec::new()
            } else {
                because(corridor, graph, *id, rides_on.as_ref(), today)
            };
            line.moments.push(Moment { date, state, found, because });
        }
    }
    Timeline { lines, until }
}

/// What changes after a day, by the first day on which it is so.
fn events(corridor: &Corridor<'_>, after: Date) -> BTreeMap<Date, Vec<Event>> {
    let mut events: BTreeMap<Date, Vec<Event>> = BTreeMap::new();
    let mut add = |date: Date, event: Event| {
        if date > after {
            events.entry(date).or_default().push(event);
        }
    };
    let mut of_thing = |thing: Thing, life: &Lifecycle| {
        let name = corridor.name_of(thing);
        let event = |words: String| Event { thing: Some(thing), on: Vec::new(), words };
        match (life.status, life.since, life.ready) {
            (Status::Active, Some(since), _) => add(since, event(format!("`{name}` is active"))),
            (Status::Retired, Some(since), _) => add(since, event(format!("`{name}` is retired"))),
            (Status::Planned | Status::UnderConstruction, _, Some(ready)) => {
                add(ready, event(format!("`{name}` is ready")));
            }
            _ => {}
        }
        if let Some(until) = life.until {
            add(until.next(), event(format!("`{name}` is held no longer")));
        }
    };
    for (declaration, at) in corridor.declarations[..corridor.named].iter().zip(0..) {
        of_thing(Thing::Declaration(Id(at)), &declaration.lifecycle);
    }
    for (span, at) in corridor.spans.iter().zip(0..) {
        if let Some(own) = &span.own_lifecycle {
            of_thing(Thing::Span(crate::model::SpanId(at)), own);
        }
    }
    for waiver in &corridor.waivers {
        let on: Vec<String> = waiver.on.iter().map(|&on| on.to_owned()).collect();
        let words = format!("the waiver of `{}` on `{}` has expired", waiver.rule, waiver.on.join("`, `"));
        add(waiver.expires.next(), Event { thing: None, on, words });
    }
    events
}

/// How it stands with a service or a demand on a day, and what is found of it.
fn on_day(corridor: &Corridor<'_>, id: Id, about: &[&Diagnostic], date: Date) -> (State, Vec<String>) {
    let declaration = corridor.declaration(id);
    if declaration.kind == Kind::Service && !declaration.lifecycle.stands_at(date) {
        return (State::Absent, Vec::new());
    }
    by(about)
}

/// The service or demand that a finding is about, if it counts for how that stands.
fn subject(finding: &Diagnostic) -> Option<&str> {
    let first = finding.ids.first()?.split(':').next()?;
    let counts = rules::find(finding.rule).is_some_and(|rule| GROUPS.contains(&rule.group));
    // That what is planned becomes ready as it says is what a look ahead supposes.
    (counts && finding.rule != "past-ready-date").then_some(first)
}

/// How it stands with a service or a demand, whether or not that stands yet, and what is found of it.
pub fn state(corridor: &Corridor<'_>, id: Id, findings: &[Diagnostic]) -> (State, Vec<String>) {
    let name = corridor.text(id);
    let about: Vec<&Diagnostic> = findings
        .iter()
        .filter(|finding| finding.ids.first().is_some_and(|first| first.starts_with(name)))
        .filter(|finding| subject(finding) == Some(name))
        .collect();
    by(&about)
}

/// How it stands with what findings are about.
fn by(about: &[&Diagnostic]) -> (State, Vec<String>) {
    let (waived, mut about): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        about.iter().partition(|finding| finding.waived_by.is_some());
    about.sort_by_key(|finding| (finding.level != Level::Deny, is_open(finding)));
    let denied = || about.iter().filter(|finding| finding.level == Level::Deny);
    let state = match (denied().count(), denied().all(|finding| is_open(finding))) {
        (0, _) if about.is_empty() && waived.iter().any(|finding| finding.level == Level::Deny) => State::Waived,
        (0, _) if about.is_empty() => State::Meets,
        (0, _) => State::Warned,
        (_, true) => State::Unknown,
        (_, false) => State::Fails,
    };
    (state, about.into_iter().map(|finding| finding.message.clone()).collect())
}

/// Whether a finding says that something is not known, and not that it is wrong.
fn is_open(finding: &Diagnostic) -> bool {
    matches!(finding.rule, "unknown-route" | "demand-undecided")
        || (finding.rule == "availability-too-low" && finding.message.contains("cannot be judged"))
}

/// What of a day's changes concerns a service or a demand.
fn because(
    corridor: &Corridor<'_>,
    graph: &Graph,
    id: Id,
    rides_on: Option<&BTreeSet<Vertex>>,
    events: &[Event],
) -> Vec<String> {
    let name = corridor.text(id);
    let concerns = |event: &&Event| match event.thing {
        Some(Thing::Declaration(own)) if own == id => true,
        // A demand may go any way: whatever changes on that day may be why.
        Some(thing) => match (rides_on, graph.of_thing(corridor, thing)) {
            (Some(on), Some(vertex)) => on.contains(&vertex),
            (None, Some(_)) => true,
            (_, None) => false,
        },
        None => event.on.iter().any(|on| on.split(':').next() == Some(name)),
    };
    events.iter().filter(concerns).map(|event| event.words.clone()).collect()
}
