//! How long light takes there and back over the things of an `over`.

use crate::model::{Carrier, Corridor, Ends, LinkId, Over, Span, SpanId};
use crate::rules::assurance::links;
use crate::solve::geodesic;

/// Light in vacuum, microseconds a kilometre: 1 / 299,792.458 km/s.
pub const VACUUM: f64 = 1e6 / 299_792.458;
/// Light in silica glass, n = 1.46: no solid fibre is faster.
pub const GLASS: f64 = 4.87;

/// A time there and back, and what it rests on.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct RoundTrip {
    pub ms: f64,
    /// A length that nobody gives was taken as geodesic times the route factor of the corridor.
    pub is_assumed: bool,
    /// Something is not known, and counts with the least that is possible.
    pub is_least: bool,
}

impl RoundTrip {
    fn add(&mut self, other: Self) {
        self.ms += other.ms;
        self.is_assumed |= other.is_assumed;
        self.is_least |= other.is_least;
    }
}

/// The round trips of all links, found once.
#[derive(Debug)]
pub struct RoundTrips<'c, 'a> {
    corridor: &'c Corridor<'a>,
    of_links: Vec<RoundTrip>,
}

impl<'c, 'a> RoundTrips<'c, 'a> {
    pub fn new(corridor: &'c Corridor<'a>) -> Self {
        let mut found = Self { corridor, of_links: vec![RoundTrip::default(); corridor.links.len()] };
        for id in links::from_below(corridor) {
            let link = corridor.link(id);
            let mut sum = match (link.round_trip, link.ends) {
                (Some(declared), _) => RoundTrip { ms: declared.0, ..RoundTrip::default() },
                (None, Some(ends)) if link.over.is_empty() => least(corridor, ends),
                (None, _) => found.of_over(&link.over),
            };
            if let (None, Some(delay)) = (link.round_trip, link.delay) {
                sum.ms += 2.0 * delay.0;
            }
            found.of_links[id.index()] = sum;
        }
        found
    }

    pub fn of_link(&self, link: LinkId) -> RoundTrip {
        self.of_links[link.index()]
    }

    pub fn of_over(&self, over: &Over) -> RoundTrip {
        let mut sum = RoundTrip::default();
        for carrier in over {
            match *carrier {
                Some(Carrier::Span(span)) => sum.add(self.of_span(span)),
                Some(Carrier::Cable(cable)) => {
                    self.corridor.cable(cable).spans.iter().for_each(|&span| sum.add(self.of_span(span)));
                }
                Some(Carrier::Link(link)) => sum.add(self.of_links[link.index()]),
                Some(Carrier::Channel(channel)) => {
                    let systems = self.corridor.channel(channel).over.iter().flatten();
                    let spans = systems.flat_map(|&system| self.corridor.line_system(system).over.iter().flatten());
                    spans.for_each(|&span| sum.add(self.of_span(span)));
                }
                None => sum.is_least = true,
            }
        }
        sum
    }

    fn of_span(&self, id: SpanId) -> RoundTrip {
        let Length { km, is_assumed, is_straight } = length_of_span(self.corridor, id);
        let delay = self.corridor.rates.delay.get(self.corridor.span(id).medium);
        let per_km = delay.map_or(GLASS, |delay| delay.0);
        RoundTrip { ms: 2.0 * km * per_km / 1_000.0, is_assumed, is_least: is_straight || delay.is_none() }
    }
}

/// How long something is, and what that rests on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Length {
    pub km: f64,
    /// Nobody gives it: it is the geodesic times the route factor of the corridor.
    pub is_assumed: bool,
    /// Nobody gives it, nor a route factor: it is the geodesic, the least that is possible.
    pub is_straight: bool,
}

/// The length of a span.
pub fn length_of_span(corridor: &Corridor<'_>, id: SpanId) -> Length {
    let span: &Span<'_> = corridor.span(id);
    let straight = || span.ends.map_or(0.0, |ends| straight(corridor, ends));
    match (span.length, corridor.rates.route_factor.get(span.medium)) {
        (Some(length), _) => Length { km: length.0, is_assumed: false, is_straight: false },
        (None, Some(factor)) => Length { km: straight() * factor, is_assumed: true, is_straight: false },
        (None, None) => Length { km: straight(), is_assumed: false, is_straight: true },
    }
}

/// Kilometres between two sites, by the geodesic.
pub fn straight(corridor: &Corridor<'_>, ends: Ends) -> f64 {
    geodesic::distance(corridor.site(ends.from).at, corridor.site(ends.to).at).0
}

/// The least that is possible between two sites, in glass.
fn least(corridor: &Corridor<'_>, ends: Ends) -> RoundTrip {
    let km = straight(corridor, ends);
    let fastest = corridor.rates.delays.iter().map(|(_, delay)| delay.0).fold(GLASS, f64::min);
    RoundTrip { ms: 2.0 * km * fastest / 1_000.0, is_assumed: false, is_least: true }
}
