//! Where two ways run, and whether they keep apart as a policy asks.
//!
//! A conduit that is drawn runs where it is drawn, to the rounding of its places. One that is not is assumed straight,
//! and cannot stray further from the geodesic of its ends than its length allows.

use rustc_hash::FxHashSet;
use std::cell::OnceCell;

use crate::graph::{Graph, Node, Vertex};
use crate::model::{Conduit, Corridor, Km, Position, Separation, SiteId};
use crate::proof::evidence::Straight;
use crate::proof::evidence::separation::{bulge, stray};
use crate::rules::diversity::terms::Terms;
use crate::solve::area::Budget;
use crate::solve::geodesic;
use crate::solve::separation::{self, Course, Disc, Nearest, Rim, Slack, Spent, Stretch};

/// Whether two ways keep apart.
#[derive(Clone, Debug)]
pub enum Apart {
    /// They do. Metres that they are apart at least and at most; endless where nothing of one of them counts, or where
    /// nobody drew where they come nearest.
    Proven {
        at_least: f64,
        at_most: f64,
    },
    TooClose(TooClose),
    /// As far as they are known or assumed they do.
    Unknown,
    /// They were not compared to the end.
    Spent,
}

/// Where two ways come too near to each other.
#[derive(Clone, Copy, Debug)]
pub struct TooClose {
    pub nearest: Nearest,
    pub why: Why,
}

/// What a finding of two ways too near rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// They are nearer than asked for certain.
    Proven,
    /// What they are apart cannot be told from what is asked.
    NotTold,
    /// They are, if conduits that nobody drew run straight.
    AssumedStraight,
}

/// Where a way runs, as far as that is said.
#[derive(Debug)]
pub struct Geometry {
    /// As they are drawn, or straight; a site is a place.
    stretches: Vec<Drawn>,
    /// Vertices of which it is not said where they run at all.
    unknown: Vec<Vertex>,
    certain: Course,
    straight: Course,
    /// With what conduits that nobody drew may stray.
    straying: OnceCell<Result<Course, Spent>>,
}

#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    pub stretch: Stretch,
    /// What lets it stray from there, where it is only assumed.
    pub straight: Option<Straight>,
}

/// What is asked of ways between two sites.
pub struct Asked<'c, 'a> {
    corridor: &'c Corridor<'a>,
    graph: &'c Graph,
    separation: Separation,
    discs: Vec<Disc>,
}

impl<'c, 'a> Asked<'c, 'a> {
    /// `None` where the policy asks for no separation.
    pub fn new(corridor: &'c Corridor<'a>, graph: &'c Graph, terms: &Terms<'c, 'a>) -> Option<Self> {
        let separation = terms.policy.separation?;
        let disc = |radius: Km, end: SiteId| {
            let centre = corridor.site(end).at;
            Disc { centre, radius: metres(radius), slack: metres(geodesic::off(centre)) }
        };
        let discs =
            separation.near_ends.into_iter().flat_map(|radius| terms.ends.map(|end| disc(radius, end))).collect();
        Some(Self { corridor, graph, separation, discs })
    }

    /// Where a closure runs.
    ///
    /// # Errors
    ///
    /// Where the budget does not last.
    pub fn geometry(&self, terms: &Terms<'c, 'a>, closure: &[Vertex], budget: &mut Budget) -> Result<Geometry, Spent> {
        let mut stretches = Vec::new();
        let mut unknown = Vec::new();
        let mut sites = Vec::new();
        for &vertex in closure {
            match self.graph.node(vertex) {
                Node::Span(span) => {
                    let span = self.corridor.span(span);
                    sites.extend(span.ends.iter().flat_map(|ends| [ends.from, ends.to]));
                    if span.along.is_empty() {
                        unknown.push(vertex);
                    }
                    for &conduit in span.along.iter().flatten() {
                        let at = self.graph.vertex(Node::Conduit(conduit));
                        if !terms.is_excepted(at) {
                            budget.spend(1 + self.corridor.conduit(conduit).via.len()).ok_or(Spent)?;
                            draw(self.corridor, self.corridor.conduit(conduit), at.0, &mut stretches);
                        }
                    }
                }
                Node::Link(link) if self.corridor.link(link).undisclosed => {
                    sites.extend(self.corridor.link(link).ends.iter().flat_map(|ends| [ends.from, ends.to]));
                    unknown.push(vertex);
                }
                _ => {}
            }
        }
        sites.sort_unstable();
        sites.dedup();
        for site in sites {
            let vertex = self.graph.vertex(Node::Site(site));
            if !terms.is_excepted(vertex) {
                let at = self.corridor.site(site).at;
                let stretch = Stretch { ends: [at, at], slack: metres(geodesic::off(at)), tag: vertex.0 };
                stretches.push(Drawn { stretch, straight: None });
            }
        }
        let plain = |drawn: &Drawn| drawn.stretch;
        let certain: Vec<Stretch> = stretches.iter().filter(|drawn| drawn.straight.is_none()).map(plain).collect();
        let straight: Vec<Stretch> = stretches.iter().map(plain).collect();
        Ok(Geometry {
            certain: Course::new(&certain, &self.discs, Rim::Goes, budget)?,
            straight: Course::new(&straight, &self.discs, Rim::Stays, budget)?,
            straying: OnceCell::new(),
            stretches,
            unknown,
        })
    }

    /// Whether two ways keep apart; what they are apart is told up to so many metres.
    pub fn compare(&self, one: &Geometry, other: &Geometry, up_to: f64, budget: &mut Budget) -> Apart {
        self.told(one, other, up_to.max(self.bound()), budget).unwrap_or(Apart::Spent)
    }

    /// What is asked for, in metres.
    pub fn bound(&self) -> f64 {
        metres(self.separation.distance)
    }

    fn told(&self, one: &Geometry, other: &Geometry, up_to: f64, budget: &mut Budget) -> Result<Apart, Spent> {
        if let Some(nearest) = self.meeting(one, other, budget)? {
            return Ok(Apart::TooClose(TooClose { nearest, why: Why::Proven }));
        }
        let bound = self.bound();
        let certain = separation::nearest(&one.certain, &other.certain, Slack::Farther, up_to, budget)?;
        let straight = separation::nearest(&one.straight, &other.straight, Slack::Nearer, up_to, budget)?;
        let at_least = straight.map_or(f64::INFINITY, |nearest| nearest.at_least.max(0.0));
        let at_most = certain.map_or(f64::INFINITY, |nearest| nearest.at_most);
        if let Some(nearest) = certain.filter(|nearest| nearest.at_most < bound) {
            // Where all is drawn, that is how near they come; else it is only known that they come so near.
            let is_drawn = one.is_drawn() && other.is_drawn();
            let nearest = Nearest { at_least: if is_drawn { at_least } else { 0.0 }, ..nearest };
            return Ok(Apart::TooClose(TooClose { nearest, why: Why::Proven }));
        }
        if let Some(nearest) = straight.filter(|nearest| nearest.at_least < bound) {
            let is_drawn = one.draws(nearest.tags[0]) && other.draws(nearest.tags[1]);
            let why = if is_drawn { Why::NotTold } else { Why::AssumedStraight };
            return Ok(Apart::TooClose(TooClose { nearest: Nearest { at_least, ..nearest }, why }));
        }
        if !one.unknown.is_empty() || !other.unknown.is_empty() {
            return Ok(Apart::Unknown);
        }
        if one.is_drawn() && other.is_drawn() {
            return Ok(Apart::Proven { at_least, at_most });
        }
        let [one, other] = [one.straying(self, budget)?, other.straying(self, budget)?];
        let nearest = separation::nearest(one, other, Slack::Nearer, up_to, budget)?;
        let at_least = nearest.map_or(f64::INFINITY, |nearest| nearest.at_least);
        Ok(if at_least >= bound { Apart::Proven { at_least, at_most } } else { Apart::Unknown })
    }

    /// Where both ways lead along the same conduit or over the same site, outside of what does not count.
    fn meeting(&self, one: &Geometry, other: &Geometry, budget: &mut Budget) -> Result<Option<Nearest>, Spent> {
        let tags: FxHashSet<u32> = one.stretches.iter().map(|drawn| drawn.stretch.tag).collect();
        budget.spend(one.stretches.len() + other.stretches.len()).ok_or(Spent)?;
        for drawn in other.stretches.iter().filter(|drawn| tags.contains(&drawn.stretch.tag)) {
            let course = Course::new(&[drawn.stretch], &self.discs, Rim::Goes, budget)?;
            if let Some((at, reach)) = course.first() {
                let tags = [drawn.stretch.tag; 2];
                return Ok(Some(Nearest { at_least: 0.0, at_most: 0.0, tags, at: [at; 2], reach: [reach; 2] }));
            }
        }
        Ok(None)
    }

    /// What is not said of two ways and would have to be, so that they were known to keep apart.
    pub fn hidden(&self, one: &Geometry, other: &Geometry, budget: &mut Budget) -> [Vec<Vertex>; 2] {
        [one.hides(self, other, budget), other.hides(self, one, budget)].map(Result::unwrap_or_default)
    }
}

impl Geometry {
    /// Nothing of it counts.
    pub fn is_empty(&self) -> bool {
        self.straight.is_empty() && self.unknown.is_empty()
    }

    pub fn stretches(&self) -> &[Drawn] {
        &self.stretches
    }

    fn is_drawn(&self) -> bool {
        self.stretches.iter().all(|drawn| drawn.straight.is_none())
    }

    fn draws(&self, tag: u32) -> bool {
        self.stretches.iter().any(|drawn| drawn.stretch.tag == tag && drawn.straight.is_none())
    }

    fn straying(&self, asked: &Asked<'_, '_>, budget: &mut Budget) -> Result<&Course, Spent> {
        if self.straying.get().is_none() {
            let stretches: Vec<Stretch> = self.stretches.iter().map(Drawn::straying).collect();
            let course = Course::new(&stretches, &asked.discs, Rim::Stays, budget);
            let _ = self.straying.set(course);
        }
        self.straying.get().and_then(|course| course.as_ref().ok()).ok_or(Spent)
    }

    /// What is not said of this way and would have to be, so that it were known to keep apart from another: what does
    /// not say where it runs, and conduits to be drawn.
    fn hides(&self, asked: &Asked<'_, '_>, other: &Self, budget: &mut Budget) -> Result<Vec<Vertex>, Spent> {
        let mut hidden = self.unknown.clone();
        let others = other.straying(asked, budget)?;
        for drawn in self.stretches.iter().filter(|drawn| drawn.straight.is_some()) {
            let course = Course::new(&[drawn.straying()], &asked.discs, Rim::Stays, budget)?;
            if separation::nearest(&course, others, Slack::Nearer, asked.bound(), budget)?.is_some() {
                hidden.push(Vertex(drawn.stretch.tag));
            }
        }
        hidden.sort_unstable();
        hidden.dedup();
        Ok(hidden)
    }
}

impl Drawn {
    fn straying(&self) -> Stretch {
        Stretch { slack: self.stretch.slack + self.straight.as_ref().map_or(0.0, stray), ..self.stretch }
    }
}

fn metres(length: Km) -> f64 {
    length.0 * 1_000.0
}

/// The stretches of a conduit. One that is not drawn, and lies within one that is between the same sites, runs there.
fn draw(corridor: &Corridor<'_>, conduit: &Conduit<'_>, tag: u32, stretches: &mut Vec<Drawn>) {
    /// Ducts within ducts that are looked through.
    const DEEP: usize = 16;
    let Some(ends) = conduit.ends else { return };
    let mut holds = Some(conduit);
    for _ in 0..DEEP {
        let Some(outer) = holds.filter(|outer| outer.via.is_empty()) else { break };
        let joins = |outer: &&Conduit<'_>| outer.ends.is_some_and(|outer| outer.across(ends.from) == Some(ends.to));
        holds = outer.within.map(|within| corridor.conduit(within)).filter(joins);
    }
    let [from, to] = [ends.from, ends.to].map(|end| corridor.site(end).at);
    let Some(drawn) = holds.filter(|outer| !outer.via.is_empty()) else {
        let stretch = between(from, to, tag);
        stretches.push(Drawn { stretch, straight: Some(straight(conduit.length, from, to)) });
        return;
    };
    let is_turned = drawn.ends.is_some_and(|outer| outer.from != ends.from);
    let [first, last] = if is_turned { [to, from] } else { [from, to] };
    let places: Vec<Position> = [first].into_iter().chain(drawn.via.iter().copied()).chain([last]).collect();
    for pair in places.windows(2) {
        let stretch = between(pair[0], pair[1], tag);
        stretches.push(Drawn { stretch, straight: None });
    }
}

/// A geodesic between two places that are rounded.
fn between(from: Position, to: Position, tag: u32) -> Stretch {
    let off = metres(geodesic::off(from)).max(metres(geodesic::off(to)));
    Stretch { ends: [from, to], slack: bulge(off, metres(geodesic::distance(from, to))), tag }
}

/// What lets a conduit stray that nobody drew.
pub(super) fn straight(length: Option<Km>, from: Position, to: Position) -> Straight {
    Straight {
        length_km: length.map(|length| length.0),
        // The ends lie off by what their places are rounded.
        rounding_m: metres(geodesic::rounding(from, to)),
        geodesic_km: geodesic::distance(from, to).0,
    }
}

#[cfg(test)]
mod tests {
    use super::straight;
    use crate::model::{Km, Position};
    use crate::proof::evidence::separation;
    use crate::solve::geodesic;

    fn stray(length: Option<Km>, from: Position, to: Position) -> f64 {
        separation::stray(&straight(length, from, to))
    }

    #[test]
    fn a_way_strays_half_the_root_of_what_its_length_exceeds_the_geodesic() {
        let at = |lat, lon| Position { lat, lon, rounding: 0.0 };
        let (from, to) = (at(40.4, 49.9), at(40.5, 54.2));
        let away = geodesic::distance(from, to).0;
        let plane = (380.0_f64.powi(2) - away.powi(2)).sqrt() / 2.0;
        let sphere = stray(Some(Km(380.0)), from, to) / 1_000.0;
        assert!((sphere / plane - 1.0).abs() < 2e-3, "{sphere} {plane}");
        assert!(stray(Some(Km(away)), from, to) < 1.0);
        assert!(stray(Some(Km(away - 5.0)), from, to) < 1.0);
        assert!(stray(None, from, to).is_infinite());
    }

    /// Places on the rim of the ellipse, found by trial, lie no further from the geodesic.
    #[test]
    fn no_way_of_the_length_strays_further() {
        let at = |lat, lon| Position { lat, lon, rounding: 0.0 };
        for (from, to, length) in [
            (at(0.0, 0.0), at(0.5, 9.0), 1_100.0),
            (at(60.0, 10.0), at(62.0, 14.0), 330.0),
            (at(41.0, 29.0), at(41.1, 29.4), 60.0),
        ] {
            let most = stray(Some(Km(length)), from, to);
            let line = geodesic::points(from, to, Km(length / 400.0));
            let mut highest = 0.0_f64;
            for (lat, lon) in &line {
                for step in 0..4_000 {
                    let place = at(lat + f64::from(step) * 0.002, *lon);
                    let sum = geodesic::distance(from, place).0 + geodesic::distance(place, to).0;
                    if sum <= length {
                        let away = line.iter().map(|(lat, lon)| geodesic::distance(at(*lat, *lon), place).0);
                        highest = highest.max(away.fold(f64::INFINITY, f64::min) * 1_000.0);
                    } else {
                        break;
                    }
                }
            }
            assert!(highest <= most + 1.0 && highest > most * 0.9, "{highest} {most}");
        }
    }
}
