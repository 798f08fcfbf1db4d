//! How much of the time a service is up, from the rates that are declared: what counts, each thing once.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::graph::{Node, Unknown, Vertex};
use crate::model::{Conduit, Corridor, Medium, Percent, Service, SiteId};
use crate::rules::Cx;
use crate::rules::assurance::round_trip;
use crate::solve::availability::{self, MOST_LEGS, Part};

/// How much of the time a service is down, and what that rests on.
#[derive(Debug)]
pub struct Availability {
    /// The part of the time that fewer legs are up than it needs; the least, where something is missing.
    pub down: f64,
    /// What can fail, what costs most first.
    pub parts: Vec<Counted>,
    /// What is not declared and would be needed, in words.
    pub missing: BTreeSet<String>,
    /// A length that nobody gives was taken as geodesic times the route factor.
    pub is_assumed: bool,
}

/// A thing that can fail.
#[derive(Clone, PartialEq, Debug)]
pub struct Counted {
    pub thing: Vertex,
    /// The legs that fail with it, as bits.
    pub legs: u32,
    /// The part of the time that it is down.
    pub down: f64,
    /// What of the service's is owed to it: how much less that would be if it never failed.
    pub cost: f64,
    /// From which figures, in words.
    pub from: String,
}

/// What counts, as it is found.
struct Finding<'c, 'a> {
    cx: &'c Cx<'a>,
    /// Of each thing that is reached, the legs that reach it, as bits.
    reached: FxHashMap<Vertex, u32>,
    parts: Vec<(Part, Vertex, String)>,
    missing: BTreeSet<String>,
    is_assumed: bool,
}

/// The availability of a service; `None` where some of it could not be read.
pub fn of_service(cx: &Cx<'_>, service: &Service) -> Option<Availability> {
    let legs = service.legs.len();
    if legs == 0 || !service.has_all_legs {
        return None;
    }
    if legs > MOST_LEGS {
        let missing = BTreeSet::from([format!("it has {legs} legs, and {MOST_LEGS} at the most are summed up")]);
        return Some(Availability { down: 0.0, parts: Vec::new(), missing, is_assumed: false });
    }
    let mut finding =
        Finding { cx, reached: FxHashMap::default(), parts: Vec::new(), missing: BTreeSet::new(), is_assumed: false };
    for (leg, at) in service.legs.iter().zip(0_u32..) {
        finding.reach(cx.graph.vertex(Node::Leg(*leg)), 1 << at)?;
    }
    let mut reached: Vec<(Vertex, u32)> = std::mem::take(&mut finding.reached).into_iter().collect();
    reached.sort_unstable();
    for (vertex, legs) in reached {
        finding.count(vertex, legs);
    }
    let parts: Vec<Part> = finding.parts.iter().map(|(part, _, _)| *part).collect();
    let needs = service.needs as usize;
    let down = availability::unavailability(&parts, legs, needs);
    let costs = availability::costs(&parts, legs, needs);
    let mut counted: Vec<Counted> = finding
        .parts
        .into_iter()
        .zip(costs)
        .map(|((part, thing, from), cost)| Counted { thing, legs: part.legs, down: part.down, cost, from })
        .collect();
    counted.sort_by(|one, other| other.cost.total_cmp(&one.cost).then(one.thing.cmp(&other.thing)));
    Some(Availability { down, parts: counted, missing: finding.missing, is_assumed: finding.is_assumed })
}

impl Finding<'_, '_> {
    /// Follows what a leg rides on, down to links that promise their own availability; `None` where parts of it were
    /// left out.
    fn reach(&mut self, leg: Vertex, bit: u32) -> Option<()> {
        let mut stack = vec![leg];
        while let Some(vertex) = stack.pop() {
            if self.cx.graph.unknown(vertex).meets(Unknown::LEFT_OUT) {
                return None;
            }
            let legs = self.reached.entry(vertex).or_default();
            if *legs & bit != 0 {
                continue;
            }
            *legs |= bit;
            if let Some(ends) = self.promises(vertex) {
                // Its sites are passed all the same.
                stack.extend(ends.map(|end| self.cx.graph.vertex(Node::Site(end))));
            } else {
                stack.extend(self.cx.graph.below(vertex));
            }
        }
        Some(())
    }

    /// The ends of a link that says itself how much of the time it is up.
    fn promises(&self, vertex: Vertex) -> Option<[SiteId; 2]> {
        let Node::Link(link) = self.cx.graph.node(vertex) else { return None };
        let link = self.cx.corridor.link(link);
        let ends = link.ends?;
        self.cx.corridor.failing.get(&link.id)?.availability?;
        Some([ends.from, ends.to])
    }

    fn add(&mut self, thing: Vertex, legs: u32, down: f64, from: String) {
        self.parts.push((Part { legs, down }, thing, from));
    }

    fn count(&mut self, vertex: Vertex, legs: u32) {
        let corridor: &Corridor<'_> = self.cx.corridor;
        let own = |id| corridor.failing.get(&id).copied().unwrap_or_default();
        match self.cx.graph.node(vertex) {
            Node::Site(site) => {
                if let Some(up) = own(corridor.site(site).id).availability {
                    self.add(vertex, legs, up.missing(), format!("availability {up}"));
                }
            }
            Node::Link(link) => {
                let lowered = corridor.link(link);
                match own(lowered.id).availability {
                    Some(up) => self.add(vertex, legs, up.missing(), format!("availability {up}")),
                    None if lowered.undisclosed => {
                        let name = self.cx.text(lowered.id);
                        self.missing.insert(format!("`{name}` is undisclosed and promises no `availability`"));
                    }
                    None => {}
                }
            }
            Node::Risk(risk) => {
                let failing = own(corridor.risk(risk).id);
                if let (Some(rate), Some(repair)) = (failing.rate, failing.repair) {
                    let down = availability::down(rate.0, repair.0);
                    self.add(vertex, legs, down, format!("{rate}, down {repair} each time"));
                }
            }
            Node::Conduit(conduit) => self.conduit(vertex, legs, corridor.conduit(conduit)),
            Node::Span(span) => self.span(vertex, legs, span),
            Node::Leg(_)
            | Node::Channel(_)
            | Node::LineSystem(_)
            | Node::Cable(_)
            | Node::RightOfWay(_)
            | Node::Metro(_)
            | Node::Country(_)
            | Node::Operator(_) => {}
        }
    }

    fn conduit(&mut self, vertex: Vertex, legs: u32, conduit: &Conduit<'_>) {
        let corridor = self.cx.corridor;
        let own = corridor.failing.get(&conduit.id).copied().unwrap_or_default();
        // What lies within another adds what it declares itself alone.
        if own.cuts.is_none() && conduit.within.is_some() {
            return;
        }
        let medium = match conduit.kind {
            "seabed" => Medium::Subsea,
            "aerial" => Medium::Aerial,
            _ => Medium::Terrestrial,
        };
        let km = match (conduit.length, conduit.ends) {
            (Some(length), _) => length.0,
            (None, Some(ends)) => {
                self.is_assumed = true;
                round_trip::straight(corridor, ends) * corridor.rates.route_factor.get(medium).unwrap_or(1.0)
            }
            (None, None) => return,
        };
        let cuts = own.cuts.map(|cuts| cuts.0).or(self.cuts(medium));
        let repair = own.repair.map(|repair| repair.0).or(self.repair(medium));
        self.cut(vertex, legs, km, cuts, repair);
    }

    fn span(&mut self, vertex: Vertex, legs: u32, id: crate::model::SpanId) {
        let corridor = self.cx.corridor;
        let span = corridor.span(id);
        let length = round_trip::length_of_span(corridor, id);
        let own = corridor.failing.get(&corridor.cable(span.cable).id).copied().unwrap_or_default();
        let own_repair = own.repair.map(|repair| repair.0);
        if span.along.is_empty() {
            self.is_assumed |= length.is_assumed || length.is_straight;
            let cuts = self.cuts(span.medium);
            let repair = own_repair.or(self.repair(span.medium));
            self.cut(vertex, legs, length.km, cuts, repair);
        }
        if let Some(cuts) = own.cuts {
            self.is_assumed |= length.is_assumed || length.is_straight;
            let repair = own_repair.or(self.repair(span.medium));
            self.cut(vertex, legs, length.km, Some(cuts.0), repair);
        }
    }

    /// The corridor's rate for a medium; what is missing is remembered.
    fn cuts(&mut self, medium: Medium) -> Option<f64> {
        let rate = self.cx.corridor.rates.cuts.get(medium);
        if rate.is_none() {
            self.missing.insert(format!("the corridor has no `cuts {}`", medium.word()));
        }
        rate.map(|rate| rate.0)
    }

    fn repair(&mut self, medium: Medium) -> Option<f64> {
        let time = self.cx.corridor.rates.repair.get(medium);
        if time.is_none() {
            self.missing.insert(format!("the corridor has no `repair {}`", medium.word()));
        }
        time.map(|time| time.0)
    }

    /// `cuts` for 1,000 km and year, `repair` in hours.
    fn cut(&mut self, vertex: Vertex, legs: u32, km: f64, cuts: Option<f64>, repair: Option<f64>) {
        let (Some(cuts), Some(repair)) = (cuts, repair) else { return };
        let from = format!("{} km at {cuts} cuts for 1,000 km and year, {repair} h each", (km * 10.0).round() / 10.0);
        self.add(vertex, legs, availability::down(cuts * km / 1_000.0, repair), from);
    }
}

/// A part of the time, as a percentage in which what is missing to all of it has two digits: `99.952 %`.
pub fn percent(down: f64) -> String {
    if down <= 0.0 {
        return "100 %".to_owned();
    }
    // 100 less something with so few digits is exact enough to be shown.
    format!("{:.*} %", digits(down), 100.0 - down * 100.0)
}

fn digits(down: f64) -> usize {
    (1.0 - (down * 100.0).log10().floor()).clamp(0.0, MOST_DIGITS as f64) as usize
}

/// The digits behind the point of a percentage that a double tells apart.
const MOST_DIGITS: usize = 13;

/// The same with as many digits as tell it from a limit.
pub fn percent_beside(down: f64, limit: Percent) -> String {
    let shown = |part: f64, digits: usize| format!("{:.digits$} %", 100.0 - part * 100.0);
    let tells = |digits: &usize| shown(down, *digits) != shown(limit.missing(), *digits);
    let digits = (digits(down)..MOST_DIGITS).find(tells).unwrap_or(MOST_DIGITS);
    shown(down, digits)
}

/// 365 days.
pub const HOURS_A_YEAR: f64 = 8_760.0;

/// The same, as hours a year.
pub fn hours(down: f64) -> String {
    let hours = down * HOURS_A_YEAR;
    match hours {
        hours if hours >= 10.0 => format!("{hours:.0} h"),
        hours if hours >= 1.0 => format!("{hours:.1} h"),
        hours if hours * 60.0 >= 1.0 => format!("{:.0} min", hours * 60.0),
        hours => format!("{:.0} s", hours * 3_600.0),
    }
}

/// What the user calls it, with its kind.
pub fn thing(cx: &Cx<'_>, counted: &Counted) -> String {
    format!("{} `{}`", cx.graph.kind(counted.thing), cx.name(counted.thing))
}
