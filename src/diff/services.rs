//! What a change does to services and demands: how they stand with their policies, which protections they lose and gain.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::rename::Names;
use crate::diff::tell;
use crate::diff::{Figure, InCommon, OfLeg, Protection, Side, Subject};
use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Avoided, LegId, Policy, Service, Status};
use crate::rules::timeline::{State, state};
use crate::rules::{Apart, Of, RoundTrips, Verdict, availability};

/// What holds of a service or a demand on one side.
#[derive(Default)]
struct Stands {
    state: Option<State>,
    found: Vec<String>,
    /// Of each protection that its policy asks for, what is told.
    protections: BTreeMap<(Vec<String>, String), Holds>,
    legs: Vec<String>,
    in_common: BTreeSet<InCommon>,
    /// Whether closures could be compared: all legs are there.
    is_whole: bool,
    /// The part of the time that it is down, and whether that is the least.
    down: Option<(f64, bool)>,
    /// Of each leg in milliseconds, and whether that is the least.
    round_trips: BTreeMap<String, (f64, bool)>,
}

/// Whether a protection holds; the worst of what several lines tell.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Holds {
    #[default]
    Yes,
    /// Not for certain.
    Unknown(&'static str),
    /// These things are shared, or met.
    No(BTreeSet<String>),
}

impl Holds {
    /// What of it is gone in another.
    fn lost_in(&self, other: &Self, legs: &[String]) -> Option<String> {
        let verb = if legs.len() > 1 { "they share" } else { "it meets" };
        match (self, other) {
            (Self::Yes, Self::Unknown(why)) => Some((*why).to_owned()),
            (Self::Yes | Self::Unknown(_), Self::No(things)) => Some(format!("{verb} {}", joined(things))),
            (Self::No(old), Self::No(things)) if !things.is_subset(old) => {
                Some(format!("{verb} {}, too", joined(&things.difference(old).cloned().collect())))
            }
            _ => None,
        }
    }

    fn gained_in(&self, other: &Self, legs: &[String]) -> Option<String> {
        let verb = if legs.len() > 1 { "they share" } else { "it meets" };
        match (self, other) {
            (Self::Unknown(_) | Self::No(_), Self::Yes) => Some(String::new()),
            (Self::No(old), Self::No(things)) if !old.is_subset(things) => {
                Some(format!("{verb} {} no longer", joined(&old.difference(things).cloned().collect())))
            }
            _ => None,
        }
    }
}

fn joined(things: &BTreeSet<String>) -> String {
    tell::few(&things.iter().map(|thing| format!("`{thing}`")).collect::<Vec<_>>())
}

/// Why something cannot be told.
const UNREAD: &str = "a part of it cannot be read, so that it is not judged";

/// Whether nothing of a service was left out: else what is missing would seem to be gone.
fn is_whole(side: &Side<'_, '_>, service: &Service, closures: &mut Closures<'_>) -> bool {
    let legs: Vec<Vertex> = service.legs.iter().map(|&leg| side.graph.vertex(Node::Leg(leg))).collect();
    let names_policy = service.policy.is_some() == service.names_policy;
    service.has_all_legs && service.ends.is_some() && names_policy && !closures.of(&legs).1.meets(Unknown::LEFT_OUT)
}

/// Services, then demands, that stand otherwise than before, by their ids.
pub(super) fn compare(old: &Side<'_, '_>, new: &Side<'_, '_>, names: &Names) -> (Vec<Subject>, Vec<Subject>) {
    let now = |id: &str| names.now(id).into_owned();
    let same = str::to_owned;
    let pair = |was: BTreeMap<String, Stands>, is: BTreeMap<String, Stands>| {
        let ids: BTreeSet<String> = was.keys().chain(is.keys()).cloned().collect();
        let (nothing, mut found) = (Stands::default(), Vec::new());
        for id in ids {
            let (was, is) = (was.get(&id).unwrap_or(&nothing), is.get(&id).unwrap_or(&nothing));
            found.extend(subject(id, was, is));
        }
        found
    };
    let services = pair(services(old, &now), services(new, &same));
    (services, pair(demands(old, &now), demands(new, &same)))
}

/// What differs of one; `None` where nothing does.
fn subject(id: String, was: &Stands, is: &Stands) -> Option<Subject> {
    let mut subject = Subject {
        id,
        was: was.state.map(State::word),
        is: is.state.map(State::word),
        worse: was.state.zip(is.state).is_some_and(|(was, is)| rank(is) > rank(was)),
        ..Subject::default()
    };
    if was.state != is.state && was.state.is_some() {
        subject.found.clone_from(&is.found);
    }
    // What is new, or gone, loses nothing that anybody has.
    if was.state.is_some() && is.state.is_some() {
        protections(was, is, &mut subject);
        if was.is_whole && is.is_whole {
            subject.newly_shared = is.in_common.difference(&was.in_common).cloned().collect();
            // Of a leg that is gone, nothing is said.
            let legs_stay = |common: &&InCommon| common.legs.iter().all(|leg| is.legs.contains(leg));
            subject.no_longer_shared = was.in_common.difference(&is.in_common).filter(legs_stay).cloned().collect();
        }
        subject.availability = availability_figure(was.down, is.down);
        for (leg, &took) in &is.round_trips {
            let before = was.round_trips.get(leg).copied();
            let written = |took: Option<(f64, bool)>| {
                took.map(|(ms, is_least)| format!("{}{ms:.1} ms", if is_least { "at least " } else { "" }))
            };
            if let Some(before) = before.filter(|before| written(Some(*before)) != written(Some(took))) {
                let figure = Figure { was: written(Some(before)), is: written(Some(took)), worse: took.0 > before.0 };
                subject.round_trips.push(OfLeg { leg: leg.clone(), figure });
            }
        }
    }
    let plain = Subject { id: subject.id.clone(), was: subject.was, is: subject.is, ..Subject::default() };
    (subject.was != subject.is || subject != plain).then_some(subject)
}

/// How much worse one state is than another: what warns is no worse than what is waived.
fn rank(state: State) -> u8 {
    match state {
        State::Meets => 0,
        State::Waived | State::Warned => 1,
        State::Unknown => 2,
        State::Absent | State::Fails => 3,
    }
}

/// What was asked and held, and does not now; and the other way round.
fn protections(was: &Stands, is: &Stands, subject: &mut Subject) {
    for ((legs, of), before) in &was.protections {
        let protection = |because: String| Protection { legs: legs.clone(), of: of.clone(), because };
        if let Some(now) = is.protections.get(&(legs.clone(), of.clone())) {
            subject.lost.extend(before.lost_in(now, legs).map(protection));
            subject.gained.extend(before.gained_in(now, legs).map(protection));
        } else if *before == Holds::Yes {
            let gone: Vec<String> =
                legs.iter().filter(|leg| !is.legs.contains(leg)).map(|leg| format!("`{leg}`")).collect();
            if !is.is_whole {
                subject.lost.push(protection(UNREAD.to_owned()));
            } else if gone.is_empty() {
                subject.lost.push(protection("its policy asks for it no longer".to_owned()));
            } else if holding(is, of) < holding(was, of) {
                subject.lost.push(protection(format!("there is no leg {} any more", gone.join(" and "))));
            }
        }
    }
    for ((legs, of), now) in &is.protections {
        let is_new = !was.protections.contains_key(&(legs.clone(), of.clone()));
        let were_there = legs.iter().all(|leg| was.legs.contains(leg));
        if is_new && *now == Holds::Yes && (were_there || holding(is, of) > holding(was, of)) {
            subject.gained.push(Protection { legs: legs.clone(), of: of.clone(), because: String::new() });
        }
    }
}

/// Of how many legs or pairs of legs a protection holds: where one leg took the place of another, as much may hold.
fn holding(stands: &Stands, of: &str) -> usize {
    stands.protections.iter().filter(|((_, other), holds)| other == of && **holds == Holds::Yes).count()
}

fn availability_figure(was: Option<(f64, bool)>, is: Option<(f64, bool)>) -> Option<Figure> {
    let written = |down: Option<(f64, bool)>| {
        down.map(|(down, is_least)| {
            let most = if is_least { "at the most " } else { "" };
            format!("{most}{}, {} a year", availability::percent(down), availability::hours(down))
        })
    };
    let figure = Figure {
        was: written(was),
        is: written(is),
        // Sums of decimals are off by less.
        worse: was.zip(is).is_some_and(|((was, _), (is, _))| is > was * (1.0 + 1e-9)),
    };
    (figure.was != figure.is).then_some(figure)
}

/// How all services stand, by what they are called now.
fn services(side: &Side<'_, '_>, name: &dyn Fn(&str) -> String) -> BTreeMap<String, Stands> {
    let corridor = side.corridor;
    let mut closures = Closures::new(side.graph);
    let trips = RoundTrips::new(corridor);
    let mut all: Vec<Stands> = corridor
        .services
        .iter()
        .map(|service| {
            let is_retired = corridor.declaration(service.id).lifecycle.status == Status::Retired;
            let (state, found) =
                if is_retired { (State::Absent, Vec::new()) } else { state(corridor, service.id, side.findings) };
            let mut stands = Stands {
                state: Some(state),
                found,
                legs: service.legs.iter().map(|&leg| corridor.leg(leg).name.to_owned()).collect(),
                is_whole: is_whole(side, service, &mut closures),
                ..Stands::default()
            };
            if is_retired {
                return stands;
            }
            if stands.is_whole {
                stands.in_common = in_common(side, service, &mut closures, name);
            }
            stands.down = availability::of_service(side.cx, service).map(|is| (is.down, !is.missing.is_empty()));
            for &leg in &service.legs {
                let leg = corridor.leg(leg);
                if !leg.over.contains(&None) {
                    let took = trips.of_over(&leg.over);
                    stands.round_trips.insert(leg.name.to_owned(), (took.ms, took.is_least));
                }
            }
            stands
        })
        .collect();
    asked(side, name, &mut all);
    corridor.services.iter().zip(all).map(|(service, stands)| (name(corridor.text(service.id)), stands)).collect()
}

/// Fills in what policies ask of services, and what became of it.
fn asked(side: &Side<'_, '_>, name: &dyn Fn(&str) -> String, all: &mut [Stands]) {
    let corridor = side.corridor;
    let verdicts = side.cx.verdicts();
    let leg_name = |leg: LegId| corridor.leg(leg).name.to_owned();
    for told in &verdicts.told {
        let service = corridor.service(told.service);
        let Some(policy) = service.policy.map(|policy| corridor.policy(policy)) else { continue };
        let (legs, of) = match told.of {
            Of::Pair { legs, line, dimension } => {
                let kind = policy.disjoint[line].risk_kind.map(|kind| format!(" kind={kind}")).unwrap_or_default();
                (legs.map(|at| leg_name(service.legs[at])).to_vec(), format!("disjoint {}{kind}", dimension.word()))
            }
            Of::Avoid { leg, line } => (vec![leg_name(service.legs[leg])], avoid(side, policy, line, name)),
        };
        let holds = match told.verdict {
            Verdict::Clear | Verdict::Warranted => Holds::Yes,
            Verdict::NotJudged => Holds::Unknown(UNREAD),
            Verdict::Unknown => Holds::Unknown("not all that they ride on is known"),
            Verdict::Found => Holds::No(told.things.iter().map(|&thing| name(&side.cx.name(thing))).collect()),
        };
        let kept = all[told.service.index()].protections.entry((legs, of)).or_default();
        if holds > *kept {
            *kept = holds;
        }
    }
    for separated in &verdicts.separations {
        let legs = [separated.earlier, separated.later].map(leg_name).to_vec();
        let holds = match &separated.apart {
            Apart::Proven { .. } => Holds::Yes,
            Apart::TooClose(_) => Holds::Unknown("they run too near to each other"),
            Apart::Unknown | Apart::Spent => Holds::Unknown("how far apart they run is not known"),
        };
        all[separated.service.index()].protections.insert((legs, "separation".to_owned()), holds);
    }
}

fn avoid(side: &Side<'_, '_>, policy: &Policy<'_>, line: usize, name: &dyn Fn(&str) -> String) -> String {
    let line = &policy.avoid[line];
    let word = |value: &Avoided<'_>| match value {
        Avoided::Country(country) => country.to_string(),
        Avoided::Thing(thing) => name(&side.corridor.name_of(*thing)),
        Avoided::RiskKind(kind) => (*kind).to_owned(),
    };
    let mut words: Vec<String> = line.values.iter().map(|(_, value)| word(value)).collect();
    words.sort();
    format!("avoid {} {}", line.dimension.word(), words.join(" "))
}

/// What each two legs ride on, and the ends of the service do not.
fn in_common(
    side: &Side<'_, '_>,
    service: &Service,
    closures: &mut Closures<'_>,
    name: &dyn Fn(&str) -> String,
) -> BTreeSet<InCommon> {
    /// A service of more legs than this is told by its protections alone.
    const MOST: usize = 8;
    let mut found = BTreeSet::new();
    let Some(ends) = service.ends.filter(|_| service.legs.len() <= MOST) else { return found };
    let roots = [ends.from, ends.to].map(|site| side.graph.vertex(Node::Site(site)));
    let (exempt, _) = closures.of(&roots);
    let of_legs: Vec<Vec<Vertex>> =
        service.legs.iter().map(|&leg| closures.of(&[side.graph.vertex(Node::Leg(leg))]).0).collect();
    for (at, later) in of_legs.iter().enumerate() {
        for (other, earlier) in of_legs[..at].iter().enumerate() {
            let shared = later.iter().filter(|&thing| earlier.binary_search(thing).is_ok());
            for &thing in shared.filter(|&thing| exempt.binary_search(thing).is_err()) {
                found.insert(InCommon {
                    legs: [other, at].map(|leg| side.corridor.leg(service.legs[leg]).name.to_owned()),
                    kind: side.graph.kind(thing).to_owned(),
                    thing: name(&side.cx.name(thing)),
                });
            }
        }
    }
    found
}

fn demands(side: &Side<'_, '_>, name: &dyn Fn(&str) -> String) -> BTreeMap<String, Stands> {
    let corridor = side.corridor;
    let stands = |demand: &crate::model::Demand| {
        let (state, found) = state(corridor, demand.id, side.findings);
        (name(corridor.text(demand.id)), Stands { state: Some(state), found, ..Stands::default() })
    };
    corridor.demands.iter().map(stands).collect()
}
