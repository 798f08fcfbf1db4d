//! Where two ways run, and whether they keep apart as a policy asks.
//!
//! A conduit that is drawn runs where it is drawn, to the rounding of its places. One that is not is assumed straight,
//! and cannot stray further from the geodesic of its ends than its length allows.

use std::cell::OnceCell;
use std::sync::OnceLock;

use crate::graph::{Graph, Node, Vertex};
use crate::model::{Conduit, ConduitId, Corridor, Km, Position, Separation, SiteId};
use crate::proof::evidence::Straight;
use crate::proof::evidence::separation::{bulge, stray};
use crate::rules::diversity::terms::Terms;
use crate::solve::arc::Arc;
use crate::solve::area::Budget;
use crate::solve::geodesic;
use crate::solve::separation::{self, Course, Disc, Nearest, Slack, Spent, Stretch};

/// Whether two ways keep apart.
#[derive(Clone, Debug)]
pub enum Apart {
    /// They do. Metres that they are apart at least and at most; endless where nothing of one of them counts, where
    /// nobody drew where they come nearest, or where so much was not asked.
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
    /// Whose they are, in order.
    tags: Vec<u32>,
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
    pub ends: [Position; 2],
    /// What lets it stray from there, where it is only assumed.
    pub straight: Option<Straight>,
}

/// Comparisons of pieces that may tell how far apart ways run, for each of so many services or demands: most of a
/// second's for all of them, and more where there are many.
pub fn comparisons(count: usize) -> u64 {
    const FEW: u64 = 3_000_000;
    const EACH: u64 = 500;
    const MOST: u64 = 24_000_000;
    let count = count.max(1) as u64;
    (FEW + EACH * count).min(MOST) / count
}

/// What is asked of ways between two sites.
pub struct Asked<'c, 'a> {
    corridor: &'c Corridor<'a>,
    graph: &'c Graph,
    drawings: &'c Drawings,
    separation: Separation,
    discs: Vec<Disc>,
}

impl<'c, 'a> Asked<'c, 'a> {
    /// `None` where the policy asks for no separation.
    pub fn new(
        corridor: &'c Corridor<'a>,
        graph: &'c Graph,
        drawings: &'c Drawings,
        terms: &Terms<'c, 'a>,
    ) -> Option<Self> {
        let separation = terms.policy.separation?;
        let disc = |radius: Km, end: SiteId| {
            let centre = corridor.site(end).at;
            Disc::new(centre, metres(radius), metres(geodesic::off(centre)))
        };
        let discs =
            separation.near_ends.into_iter().flat_map(|radius| terms.ends.map(|end| disc(radius, end))).collect();
        Some(Self { corridor, graph, drawings, separation, discs })
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
                            let drawing = self.drawings.of(self.corridor, conduit, at);
                            budget.spend(1 + drawing.len()).ok_or(Spent)?;
                            stretches.extend(drawing);
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
                let stretch = Stretch { arc: Arc::new(at, at), slack: metres(geodesic::off(at)), tag: vertex.0 };
                stretches.push(Drawn { stretch, ends: [at, at], straight: None });
            }
        }
        let mut tags: Vec<u32> = stretches.iter().map(|drawn| drawn.stretch.tag).collect();
        tags.sort_unstable();
        tags.dedup();
        // Where it cannot be told whether a piece counts, it does where nearness is feared, and not where it is shown.
        let (mut certain, mut straight) = (Vec::new(), Vec::new());
        for drawn in &stretches {
            separation::outside(&drawn.stretch, &self.discs, budget, &mut |piece, is_across| {
                straight.push(piece);
                if drawn.straight.is_none() && !is_across {
                    certain.push(piece);
                }
            })?;
        }
        Ok(Geometry {
            certain: Course::new(certain),
            straight: Course::new(straight),
            straying: OnceCell::new(),
            stretches,
            tags,
            unknown,
        })
    }

    /// What of stretches counts, in doubt too.
    fn course(&self, stretches: impl Iterator<Item = Stretch>, budget: &mut Budget) -> Result<Course, Spent> {
        let mut pieces = Vec::new();
        for stretch in stretches {
            separation::outside(&stretch, &self.discs, budget, &mut |piece, _| pieces.push(piece))?;
        }
        Ok(Course::new(pieces))
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
        // What boxes tell costs next to nothing, and is enough where no more is asked.
        if up_to <= self.bound() {
            let [first, second] = [one.straying(self, budget)?, other.straying(self, budget)?];
            if separation::are_apart(first, second, self.bound()) {
                let is_known = one.unknown.is_empty() && other.unknown.is_empty();
                let proven = Apart::Proven { at_least: self.bound(), at_most: f64::INFINITY };
                return Ok(if is_known { proven } else { Apart::Unknown });
            }
        }
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
            let is_told = [one, other].into_iter().all(|way| way.is_drawn() && way.unknown.is_empty());
            let nearest = Nearest { at_least: if is_told { at_least } else { 0.0 }, ..nearest };
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
        budget.spend(1 + one.tags.len() / 8 + other.tags.len() / 8).ok_or(Spent)?;
        let common = |tag: u32| one.tags.binary_search(&tag).is_ok();
        if !other.tags.iter().any(|&tag| common(tag)) {
            return Ok(None);
        }
        for drawn in other.stretches.iter().filter(|drawn| common(drawn.stretch.tag)) {
            let mut certain = None;
            separation::outside(&drawn.stretch, &self.discs, budget, &mut |piece, is_across| {
                if !is_across {
                    certain.get_or_insert(piece.arc);
                }
            })?;
            if let Some(piece) = certain {
                let (at, reach) = (piece.middle(), piece.metres() / 2.0);
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
        if self.is_drawn() {
            return Ok(&self.straight);
        }
        if self.straying.get().is_none() {
            let course = asked.course(self.stretches.iter().map(Drawn::straying), budget);
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
            let course = asked.course(std::iter::once(drawn.straying()), budget)?;
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

/// Where conduits run, found once for all that asks.
#[derive(Debug)]
pub struct Drawings(Vec<OnceLock<Vec<Drawn>>>);

impl Drawings {
    pub fn new(corridor: &Corridor<'_>) -> Self {
        Self(corridor.conduits.iter().map(|_| OnceLock::new()).collect())
    }

    fn of(&self, corridor: &Corridor<'_>, conduit: ConduitId, vertex: Vertex) -> &[Drawn] {
        self.0[conduit.index()].get_or_init(|| draw(corridor, corridor.conduit(conduit), vertex.0))
    }
}

/// The stretches of a conduit. One that is not drawn, and lies within one that is between the same sites, runs there.
fn draw(corridor: &Corridor<'_>, conduit: &Conduit<'_>, tag: u32) -> Vec<Drawn> {
    /// Ducts within ducts that are looked through.
    const DEEP: usize = 16;
    let Some(ends) = conduit.ends else { return Vec::new() };
    let mut holds = Some(conduit);
    for _ in 0..DEEP {
        let Some(outer) = holds.filter(|outer| outer.via.is_empty()) else { break };
        let joins = |outer: &&Conduit<'_>| outer.ends.is_some_and(|outer| outer.across(ends.from) == Some(ends.to));
        holds = outer.within.map(|within| corridor.conduit(within)).filter(joins);
    }
    let [from, to] = [ends.from, ends.to].map(|end| corridor.site(end).at);
    let Some(drawn) = holds.filter(|outer| !outer.via.is_empty()) else {
        return vec![between(from, to, tag, Some(straight(conduit.length, from, to)))];
    };
    let is_turned = drawn.ends.is_some_and(|outer| outer.from != ends.from);
    let [first, last] = if is_turned { [to, from] } else { [from, to] };
    let places: Vec<Position> = [first].into_iter().chain(drawn.via.iter().copied()).chain([last]).collect();
    places.windows(2).map(|pair| between(pair[0], pair[1], tag, None)).collect()
}

/// A geodesic between two places that are rounded.
fn between(from: Position, to: Position, tag: u32, straight: Option<Straight>) -> Drawn {
    let off = metres(geodesic::off(from)).max(metres(geodesic::off(to)));
    let arc = Arc::new(from, to);
    let slack = bulge(off, arc.metres());
    Drawn { stretch: Stretch { arc, slack, tag }, ends: [from, to], straight }
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
                        // Along the line the distance to a place falls, and then grows.
                        let away = |&(lat, lon): &(f64, f64)| geodesic::distance(at(lat, lon), place).0;
                        let steps: Vec<usize> = (1..line.len()).collect();
                        let nearest = steps.partition_point(|&next| away(&line[next]) < away(&line[next - 1]));
                        highest = highest.max(away(&line[nearest]) * 1_000.0);
                    } else {
                        break;
                    }
                }
            }
            assert!(highest <= most + 1.0 && highest > most * 0.9, "{highest} {most}");
        }
    }
}
