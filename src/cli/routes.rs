//! Routes as a person and as a program read them: how long, how fast, through what, over what.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::session::Session;
use crate::graph::{Closures, Node, Vertex};
use crate::model::{Carrier, Confidence, Ends, Km, Millis};
use crate::rules::demands::{self, Routes};
use crate::rules::{GLASS, RoundTrips, VACUUM};

/// A route with its figures.
pub(super) struct Route {
    pub length: Km,
    pub round_trip: Millis,
    /// Something of the round trip is not known, and counts with the least that is possible.
    pub is_least: bool,
    /// What of it has a length by the route factor of the corridor alone.
    pub assumed: Vec<String>,
    /// Plant on it of which a fact is only assumed, with the field where it is one.
    pub rests_on: Vec<String>,
    /// What of it is at least as long as the geodesic, and nobody says more: links whose route is undisclosed.
    pub unknown: Vec<String>,
    /// In the order of the way.
    pub countries: Vec<String>,
    pub operators: Vec<String>,
    pub over: Vec<String>,
    /// What it has in common with the first: kind and id.
    pub shared: Vec<(&'static str, String)>,
}

/// The least times that are possible between two sites.
pub(super) struct Floors {
    pub geodesic: Km,
    pub vacuum: Millis,
    pub glass: Millis,
}

pub(super) fn floors(session: &Session<'_>, ends: Ends) -> Floors {
    let km = demands::straight(session.corridor, ends);
    let there_and_back = |micros_per_km: f64| Millis(2.0 * km * micros_per_km / 1_000.0);
    Floors { geodesic: Km(km), vacuum: there_and_back(VACUUM), glass: there_and_back(GLASS) }
}

/// Routes with their figures, each but the first with what it shares with that.
pub(super) fn describe(session: &Session<'_>, routes: &[Vec<Carrier>]) -> Vec<Route> {
    let round_trips = RoundTrips::new(session.corridor);
    let mut closures = Closures::new(session.graph);
    let mut described: Vec<Route> = Vec::new();
    let mut first: Vec<Vertex> = Vec::new();
    for route in routes {
        let vertices: Vec<Vertex> =
            route.iter().flat_map(|&carrier| session.graph.carrier(session.corridor, carrier)).collect();
        let (closure, _) = closures.of(&vertices);
        let mut new = figures(session, &round_trips, route);
        new.rests_on = rests_on(session, &closure);
        if described.is_empty() {
            first = closure;
        } else {
            let common = closure.iter().filter(|vertex| first.binary_search(vertex).is_ok());
            new.shared = common.filter_map(|&vertex| physical(session, vertex)).collect();
        }
        described.push(new);
    }
    described
}

/// The plant of a closure of which a source says that it is only assumed.
fn rests_on(session: &Session<'_>, closure: &[Vertex]) -> Vec<String> {
    let is_plant = |vertex: Vertex| {
        matches!(session.graph.node(vertex), Node::Link(_) | Node::Span(_) | Node::Cable(_) | Node::Conduit(_))
    };
    let mut found = Vec::new();
    for source in session.corridor.sources.iter().filter(|source| source.confidence == Confidence::Assumed) {
        let vertex = session.graph.of_thing(session.corridor, source.of);
        if vertex.is_some_and(|vertex| is_plant(vertex) && closure.binary_search(&vertex).is_ok()) {
            let name = session.corridor.name_of(source.of);
            add(&mut found, source.field.map_or(name.clone(), |field| format!("{name}.{field}")));
        }
    }
    found
}

/// A thing that a cut or an outage takes, with its kind.
fn physical(session: &Session<'_>, vertex: Vertex) -> Option<(&'static str, String)> {
    let counts = match session.graph.node(vertex) {
        Node::Cable(_) | Node::Conduit(_) | Node::RightOfWay(_) | Node::Site(_) | Node::Risk(_) | Node::Link(_) => true,
        Node::Leg(_)
        | Node::Channel(_)
        | Node::LineSystem(_)
        | Node::Span(_)
        | Node::Metro(_)
        | Node::Country(_)
        | Node::Operator(_) => false,
    };
    counts.then(|| (session.graph.kind(vertex), session.graph.name(session.corridor, vertex)))
}

fn figures(session: &Session<'_>, round_trips: &RoundTrips<'_, '_>, route: &[Carrier]) -> Route {
    let corridor = session.corridor;
    let over: Vec<Option<Carrier>> = route.iter().copied().map(Some).collect();
    let took = round_trips.of_over(&over);
    let (mut km, mut assumed, mut unknown) = (0.0, Vec::new(), Vec::new());
    let (mut countries, mut operators): (Vec<String>, Vec<String>) = Default::default();
    for &carrier in route {
        let length = demands::length(corridor, carrier);
        km += length.km;
        if length.is_assumed {
            assumed.push(name(session, carrier));
        }
        if length.is_straight {
            unknown.push(name(session, carrier));
        }
        for vertex in session.graph.carrier(corridor, carrier) {
            for &below in session.graph.below(vertex) {
                match session.graph.node(below) {
                    Node::Operator(_) => add(&mut operators, session.graph.name(corridor, below)),
                    Node::Country(_) => add(&mut countries, session.graph.name(corridor, below)),
                    Node::Site(site) => {
                        corridor.site(site).countries.iter().for_each(|own| add(&mut countries, own.code().to_owned()));
                    }
                    _ => {}
                }
            }
        }
    }
    Route {
        length: Km(km),
        round_trip: Millis(took.ms),
        is_least: took.is_least,
        assumed,
        rests_on: Vec::new(),
        unknown,
        countries,
        operators,
        over: route.iter().map(|&carrier| name(session, carrier)).collect(),
        shared: Vec::new(),
    }
}

fn add(to: &mut Vec<String>, one: String) {
    if !to.contains(&one) {
        to.push(one);
    }
}

fn name(session: &Session<'_>, carrier: Carrier) -> String {
    session.corridor.name_of(session.corridor.thing_of(carrier))
}

impl Route {
    /// A few lines, as a person reads them.
    pub fn lines(&self, at: usize, geodesic: Km) -> String {
        let least = if self.is_least { "at least " } else { "" };
        let (length, round_trip) = (self.length.tenths(), self.round_trip.tenths());
        let longer = if self.unknown.is_empty() { "" } else { "at least " };
        let stretch = self.length.0 / geodesic.0.max(f64::MIN_POSITIVE);
        let mut out =
            format!("\n{at}  {longer}{length}, {stretch:.2} times the geodesic; {least}{round_trip} there and back\n");
        let mut line = |head: &str, words: &[String]| {
            if !words.is_empty() {
                writeln!(out, "   {head:<10} {}", words.join(" ")).expect("a string takes all");
            }
        };
        line("countries", &self.countries);
        line("operators", &self.operators);
        line("over", &self.over);
        line("assumed", &self.assumed);
        line("rests on", &self.rests_on);
        line("unknown", &self.unknown);
        let shared: Vec<String> = self.shared.iter().map(|(kind, id)| format!("{kind} {id}")).collect();
        line("as 1", &if shared.is_empty() { Vec::new() } else { vec![shared.join(", ")] });
        out
    }

    pub fn json(&self, geodesic: Km) -> Value {
        json!({
            "length_km": thousandths(self.length.0),
            "length_is_least": !self.unknown.is_empty(),
            "stretch": thousandths(self.length.0 / geodesic.0.max(f64::MIN_POSITIVE)),
            "round_trip_ms": thousandths(self.round_trip.0),
            "round_trip_is_least": self.is_least,
            "assumed": self.assumed,
            "rests_on_assumed": self.rests_on,
            "unknown": self.unknown,
            "countries": self.countries,
            "operators": self.operators,
            "over": self.over,
            "shared_with_first": self.shared.iter().map(|(kind, id)| json!({"kind": kind, "id": id})).collect::<Value>(),
        })
    }
}

/// To three decimals: more of a figure is noise.
pub(super) fn thousandths(figure: f64) -> f64 {
    (figure * 1_000.0).round() / 1_000.0
}

/// The routes that meet a demand.
pub(super) fn met(session: &Session<'_>, ends: Ends, met: &Routes) -> String {
    let routes = demands::routes_in_words(met.routes.len());
    let what = if met.by_round_trip { "fastest" } else { "shortest" };
    let proven = if met.are_shortest { "proven" } else { "not proven" };
    let mut out = format!("\nmet by {routes}, {proven} the {what} in all\n");
    let geodesic = floors(session, ends).geodesic;
    for (route, at) in describe(session, &met.routes).iter().zip(1..) {
        out += &route.lines(at, geodesic);
    }
    out
}
