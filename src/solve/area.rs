//! Whether a way meets an area: a circle or a polygon on the ellipsoid, its rim made of geodesics.
//!
//! A way and a rim are compared by their chords, and halved only where these come so near that the geodesics may meet.
//! In doubt they do: what comes nearer to the rim than the method can tell counts as in the area.

use std::cell::OnceCell;

use crate::model::{Area, Km, Position};
use crate::proof::space::{Point, cartesian, cross, dot, minus, plus, point_to_segment, segments, unit};
use crate::solve::arc::Arc;
use crate::solve::geodesic;

/// Pieces of this length at most are not halved any more; they stray 2 cm from their chords.
const LEAST_PIECE: Km = Km(1.0);

/// How near to a circle's radius a place is told from one on it.
const LEAST_OF_CIRCLE: Km = Km(0.001);

/// How many comparisons of two pieces may still be made.
#[derive(Debug)]
pub struct Budget(pub u64);

impl Budget {
    /// `None` where it does not last.
    pub fn spend(&mut self, steps: usize) -> Option<()> {
        self.0 = self.0.checked_sub(steps as u64)?;
        Some(())
    }
}

/// An area, made ready to be compared with many ways.
#[derive(Debug)]
pub struct Zone<'a> {
    area: &'a Area,
    /// The sides of a polygon; empty for a circle.
    rim: Vec<Arc>,
    cap: Cap,
}

/// A line through positions; of one position, a point.
#[derive(Debug)]
pub struct Way {
    positions: Vec<Position>,
    arcs: OnceCell<Vec<Arc>>,
    cap: Cap,
}

/// Directions from the centre of the Earth that are within an angle of one, in radians: a thing lies within its cap.
#[derive(Debug)]
struct Cap {
    centre: Point,
    angle: f64,
}

impl Cap {
    /// For what the figures of two caps leave open, in radians: 600 m on the ground.
    const MARGIN: f64 = 1e-4;

    /// Whether a place of the one may be one of the other.
    fn meets(&self, other: &Self) -> bool {
        let reach = self.angle + other.angle + Self::MARGIN;
        reach >= std::f64::consts::PI || dot(self.centre, other.centre) >= reach.cos()
    }

    /// A cap around a rim and all that is within it.
    ///
    /// A cap of less than a quarter turn is convex: a great circle leads through every place outside of it that leaves
    /// the rim on one side, so that the rim does not turn around the place. One of a quarter turn or more rules
    /// nothing out.
    fn around(corners: &[Position]) -> Self {
        /// Between two points so far apart a geodesic strays less than 200 m from its chord.
        const APART: Km = Km(100.0);
        let points: Vec<Point> = sides(corners)
            .flat_map(|(a, b)| geodesic::points(a, b, APART))
            .map(|place| unit(cartesian(place)))
            .collect();
        let centre = unit(points.iter().fold([0.0; 3], |sum, point| plus(sum, *point, 1.0)));
        let least = points.iter().map(|point| dot(centre, *point)).fold(1.0, f64::min);
        let angle = least.clamp(-1.0, 1.0).acos() + angle_of(Km(0.2));
        let is_convex = angle < std::f64::consts::FRAC_PI_2 - Self::MARGIN;
        Self { centre, angle: if is_convex { angle } else { std::f64::consts::PI } }
    }
}

impl Way {
    pub fn new(positions: Vec<Position>) -> Self {
        let first = positions[0];
        let length: f64 = positions.windows(2).map(|pair| geodesic::at_most(pair[0], pair[1]).0).sum();
        // No place of it is further from its first than it is long.
        let cap = Cap { centre: unit(cartesian((first.lat, first.lon))), angle: angle_of(Km(length)) };
        Self { positions, arcs: OnceCell::new(), cap }
    }

    fn arcs(&self) -> &[Arc] {
        self.arcs.get_or_init(|| match self.positions[..] {
            [place] => vec![Arc::new(place, place)],
            _ => self.positions.windows(2).map(|pair| Arc::new(pair[0], pair[1])).collect(),
        })
    }
}

/// How near the ellipsoid comes to the centre of the Earth, in kilometres: at the poles.
const EARTH_KM: f64 = 6_356.75;

/// An angle at the centre of the Earth that no line of the length on the ellipsoid exceeds.
fn angle_of(length: Km) -> f64 {
    length.0 / EARTH_KM
}

fn sides(corners: &[Position]) -> impl Iterator<Item = (Position, Position)> + '_ {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

impl<'a> Zone<'a> {
    pub fn new(area: &'a Area) -> Self {
        match area {
            Area::Circle { centre, radius } => {
                let cap = Cap { centre: unit(cartesian((centre.lat, centre.lon))), angle: angle_of(*radius) };
                Self { area, rim: Vec::new(), cap }
            }
            Area::Polygon(corners) => {
                let rim = sides(corners).map(|(a, b)| Arc::new(a, b)).collect();
                Self { area, rim, cap: Cap::around(corners) }
            }
        }
    }

    /// What it costs to make an area ready, in comparisons: those of its corners, and a step each 100 km.
    pub fn cost_of(area: &Area) -> usize {
        /// The longest geodesic has 20,004 km.
        const OF_SIDE: usize = 200;
        let Area::Polygon(corners) = area else { return 1 };
        corners.len() * OF_SIDE
    }

    /// Whether the way comes near the area, told quickly: where it does not, it does not meet it.
    pub fn may_meet(&self, way: &Way) -> bool {
        self.cap.meets(&way.cap)
    }

    /// Whether any place of the way lies in the area; `None` where the budget does not last.
    pub fn meets(&self, way: &Way, budget: &mut Budget) -> Option<bool> {
        match self.area {
            _ if !self.may_meet(way) => Some(false),
            Area::Circle { centre, radius } => meets_circle(*centre, *radius, way.arcs(), budget),
            // A way that starts outside meets the area exactly if it meets the rim.
            Area::Polygon(_) => {
                Some(self.contains(way.positions[0], budget)? || rims_meet(way.arcs(), &self.rim, budget)?)
            }
        }
    }

    /// Whether a place lies within the rim: the rim's bearings, seen from the place, turn once around.
    ///
    /// Sound for polygons smaller than a hemisphere that do not cross themselves.
    fn contains(&self, place: Position, budget: &mut Budget) -> Option<bool> {
        let up = cartesian((place.lat, place.lon));
        // Seen from the other side of the Earth the rim turns around, too.
        if dot(self.cap.centre, up) < 0.0 {
            return Some(false);
        }
        // Two axes on the plane that touches the sphere through the place.
        let east = [-place.lon.to_radians().sin(), place.lon.to_radians().cos(), 0.0];
        let north = cross(unit(up), east);
        let seen = |point: Point| {
            let offset = minus(point, up);
            [dot(offset, east), dot(offset, north), 0.0]
        };
        // How often the rim crosses the line to the east of the place, northwards less southwards.
        let mut turns = 0_i64;
        let mut stack = Vec::new();
        for side in &self.rim {
            stack.push(*side);
            while let Some(arc) = stack.pop() {
                budget.spend(1)?;
                let (from, to) = (seen(arc.from()), seen(arc.to()));
                // An arc that strays from its chord by less than the chord leaves to the place passes it as the chord.
                if arc.length().0 > LEAST_PIECE.0 && point_to_segment([0.0; 3], from, to) <= arc.stray() {
                    stack.extend(arc.halves());
                    continue;
                }
                let side = from[0] * to[1] - from[1] * to[0];
                if from[1] <= 0.0 && to[1] > 0.0 && side > 0.0 {
                    turns += 1;
                } else if from[1] > 0.0 && to[1] <= 0.0 && side < 0.0 {
                    turns -= 1;
                }
            }
        }
        Some(turns != 0)
    }
}

/// Whether two lines come nearer to each other than can be told from meeting.
fn rims_meet(way: &[Arc], rim: &[Arc], budget: &mut Budget) -> Option<bool> {
    let mut stack = Vec::new();
    for arc in way {
        for side in rim {
            stack.push((*arc, *side));
            while let Some((arc, side)) = stack.pop() {
                budget.spend(1)?;
                if segments(arc.from(), arc.to(), side.from(), side.to()) > arc.stray() + side.stray() {
                    continue;
                }
                if arc.length().0.max(side.length().0) <= LEAST_PIECE.0 {
                    return Some(true);
                }
                if arc.length().0 > side.length().0 {
                    stack.extend(arc.halves().map(|half| (half, side)));
                } else {
                    stack.extend(side.halves().map(|half| (arc, half)));
                }
            }
        }
    }
    Some(false)
}

fn meets_circle(centre: Position, radius: Km, way: &[Arc], budget: &mut Budget) -> Option<bool> {
    let point = cartesian((centre.lat, centre.lon));
    let mut stack = Vec::new();
    for arc in way {
        stack.push(*arc);
        while let Some(arc) = stack.pop() {
            budget.spend(1)?;
            // What is further away through the Earth is further away on it.
            if point_to_segment(point, arc.from(), arc.to()) - arc.stray() > radius.0 * 1_000.0 {
                continue;
            }
            let middle = arc.middle();
            let away = geodesic::distance(centre, middle).0;
            if away <= radius.0 {
                return Some(true);
            }
            // No place of it is further from its middle than half its length.
            if away - arc.length().0 / 2.0 > radius.0 {
                continue;
            }
            if arc.length().0 <= LEAST_OF_CIRCLE.0 {
                return Some(true);
            }
            stack.extend(arc.halves());
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::{Budget, Way, Zone};
    use crate::model::{Area, Km, Position};
    use crate::solve::geodesic;
    use crate::syntax::Decimal;

    fn at(lat: &str, lon: &str) -> Position {
        let decimal = |text| Decimal::parse(text).expect("a number");
        Position::new(decimal(lat), decimal(lon))
    }

    fn meets(area: &Area, way: &[Position]) -> bool {
        Zone::new(area).meets(&Way::new(way.to_vec()), &mut Budget(100_000)).expect("few comparisons")
    }

    #[test]
    fn a_way_that_passes_a_circle_between_its_ends_meets_it() {
        let area = Area::Circle { centre: at("40.5", "48"), radius: Km(30.0) };
        assert!(meets(&area, &[at("40.3", "46"), at("40.3", "50")]));
        assert!(!meets(&area, &[at("39.9", "46"), at("39.9", "50")]));
        assert!(!meets(&area, &[at("40.3", "46"), at("40.3", "47.5")]));
        assert!(meets(&area, &[at("40.6", "48.1")]));
    }

    #[test]
    fn a_way_through_a_polygon_meets_it_and_one_beside_it_does_not() {
        let area = Area::Polygon(vec![at("40", "47"), at("40", "49"), at("41", "49"), at("41", "47")]);
        assert!(meets(&area, &[at("40.5", "48")]));
        assert!(!meets(&area, &[at("41.5", "48")]));
        assert!(meets(&area, &[at("40.5", "46"), at("40.5", "50")]));
        assert!(!meets(&area, &[at("41.5", "46"), at("41.5", "50")]));
        // A geodesic between two places on one parallel bends towards the pole.
        assert!(meets(&area, &[at("40.5", "40"), at("40.5", "46"), at("40.9", "47.5")]));
    }

    #[test]
    fn an_area_across_the_date_line_is_one_area() {
        let area = Area::Polygon(vec![at("-10", "179"), at("-10", "-179"), at("10", "-179"), at("10", "179")]);
        assert!(meets(&area, &[at("0", "180")]));
        assert!(meets(&area, &[at("0", "170"), at("0", "-170")]));
        assert!(!meets(&area, &[at("0", "0")]));
    }

    /// Numbers of 0 to 1 that are the same each time.
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        }

        fn between(&mut self, low: f64, high: f64) -> f64 {
            low + self.next() * (high - low)
        }
    }

    fn sampled(line: &[Position]) -> Vec<Position> {
        let mut places = vec![line[0]];
        for pair in line.windows(2) {
            let points = geodesic::points(pair[0], pair[1], Km(1.0));
            places.extend(points.into_iter().map(|(lat, lon)| Position { lat, lon, rounding: 0.0 }));
        }
        places
    }

    /// On the plane of latitude and longitude: whether a line to the east crosses the rim an odd number of times.
    fn within(rim: &[Position], place: Position) -> bool {
        let crossed = rim.windows(2).filter(|side| {
            let (a, b) = (side[0], side[1]);
            (a.lat > place.lat) != (b.lat > place.lat)
                && place.lon < a.lon + (place.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)
        });
        crossed.count() % 2 == 1
    }

    #[test]
    fn areas_are_met_as_thousands_of_places_tell() {
        let mut chance = Chance(7);
        let (mut met, mut told) = (0, 0);
        for _ in 0..200 {
            let (lat, lon) = (chance.between(-60.0, 60.0), chance.between(-100.0, 100.0));
            let size = chance.between(0.05, 6.0);
            let place = |chance: &mut Chance, reach: f64| Position {
                lat: lat + chance.between(-reach, reach),
                lon: lon + chance.between(-reach, reach),
                rounding: 0.0,
            };
            let way: Vec<Position> =
                (0..=(chance.next() * 3.0) as usize).map(|_| place(&mut chance, size * 2.0)).collect();
            let places = sampled(&way);
            let (area, expected, is_near) = if chance.next() < 0.5 {
                let (centre, radius) = (place(&mut chance, size), Km(chance.between(0.0, 80.0 * size)));
                let away =
                    places.iter().map(|place| geodesic::distance(centre, *place).0).fold(f64::INFINITY, f64::min);
                (Area::Circle { centre, radius }, away <= radius.0, (away - radius.0).abs() < 1.0)
            } else {
                let count = 3 + (chance.next() * 6.0) as usize;
                let corners: Vec<Position> = (0..count)
                    .map(|at| {
                        let (turn, reach) =
                            (at as f64 / count as f64 * std::f64::consts::TAU, chance.between(0.3, 1.0));
                        Position {
                            lat: lat + size * reach * turn.sin(),
                            lon: lon + size * reach * turn.cos(),
                            rounding: 0.0,
                        }
                    })
                    .collect();
                let rim = sampled(&corners.iter().chain(&corners[..1]).copied().collect::<Vec<_>>());
                let is_near = rim.iter().any(|a| places.iter().any(|b| geodesic::at_least(*a, *b).0 < 1.5));
                let expected = places.iter().any(|place| within(&rim, *place));
                // Where the line only touches the rim, places a kilometre apart do not tell.
                let is_near = is_near && !expected;
                (Area::Polygon(corners), expected, is_near)
            };
            if !is_near {
                assert_eq!(meets(&area, &way), expected, "{area:?} {way:?}");
                (met, told) = (met + usize::from(expected), told + 1);
            }
        }
        assert!(told > 150 && met > 40 && met < told - 40, "{met} of {told}");
    }

    #[test]
    fn what_runs_along_half_the_earth_takes_few_comparisons() {
        let around_the_pole = Area::Polygon(vec![at("-5", "179"), at("-10", "-179"), at("10", "-79")]);
        let ways = [vec![at("90", "180")], vec![at("-90", "-180")], vec![at("89", "0"), at("-5.2", "179.3")]];
        for way in ways {
            let mut budget = Budget(2_000);
            assert!(Zone::new(&around_the_pole).meets(&Way::new(way.clone()), &mut budget).is_some(), "{way:?}");
        }
    }
}
