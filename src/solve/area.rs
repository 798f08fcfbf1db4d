//! Whether a way meets an area: a circle or a polygon on the ellipsoid, its rim made of geodesics.
//!
//! In doubt it does: what comes nearer to the rim than the method can tell counts as in the area.

use crate::model::{Area, Km, Position};
use crate::solve::geodesic;

/// Ways and rims are cut into pieces of this length at most.
const STEP: Km = Km(1.0);

/// How far, in metres, a piece of geodesic strays from its chord: h² / (8·R) with h = 1 km and the least radius of
/// curvature of WGS 84, b²/a = 6,335.44 km, for each of the two that are compared; 2 cm each.
const STRAY_M: f64 = 0.04;

/// An area, made ready to be compared with many ways.
#[derive(Debug)]
pub struct Zone<'a> {
    area: &'a Area,
    /// The rim of a polygon in pieces, closed, and the box around each; empty for a circle.
    rim: Vec<Point>,
    boxes: Vec<Bounds>,
    cap: Cap,
}

/// A line through positions; of one position, a point.
#[derive(Debug)]
pub struct Way {
    positions: Vec<Position>,
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
}

impl Way {
    pub fn new(positions: Vec<Position>) -> Self {
        let first = positions[0];
        let length: f64 = positions.windows(2).map(|pair| geodesic::at_most(pair[0], pair[1]).0).sum();
        // No place of it is further from its first than it is long.
        let cap = Cap { centre: unit(cartesian((first.lat, first.lon))), angle: angle_of(Km(length)) };
        Self { positions, cap }
    }
}

/// How near the ellipsoid comes to the centre of the Earth, in kilometres: at the poles.
const EARTH_KM: f64 = 6_356.75;

/// An angle at the centre of the Earth that no line of the length on the ellipsoid exceeds.
fn angle_of(length: Km) -> f64 {
    length.0 / EARTH_KM
}

impl<'a> Zone<'a> {
    pub fn new(area: &'a Area) -> Self {
        match area {
            Area::Circle { centre, radius } => {
                let cap = Cap { centre: unit(cartesian((centre.lat, centre.lon))), angle: angle_of(*radius) };
                Self { area, rim: Vec::new(), boxes: Vec::new(), cap }
            }
            Area::Polygon(corners) => {
                let closed: Vec<Position> = corners.iter().chain(corners.first()).copied().collect();
                let rim = polyline(&closed);
                let boxes = rim.windows(2).map(|piece| Bounds::of(piece[0], piece[1])).collect();
                let cap = around(&rim);
                Self { area, rim, boxes, cap }
            }
        }
    }

    /// Whether the way comes near the area, told quickly: where it does not, it does not meet it.
    pub fn may_meet(&self, way: &Way) -> bool {
        self.cap.meets(&way.cap)
    }

    /// What it costs to make an area ready, in the measure of `cost`.
    pub fn cost_of(area: &Area) -> u64 {
        const OF_PIECE: f64 = 100.0;
        let Area::Polygon(corners) = area else { return 1 };
        let next = corners.iter().cycle().skip(1);
        let rim: f64 = corners.iter().zip(next).map(|(a, b)| geodesic::at_most(*a, *b).0).sum();
        ((rim / STEP.0).ceil() + corners.len() as f64) as u64 * OF_PIECE as u64
    }

    /// Pieces of the rim times pieces of the way: what it costs to tell whether they meet.
    pub fn cost(&self, way: &Way) -> u64 {
        const PIECE: f64 = 20.0;
        let pieces = 1.0 + way.cap.angle * EARTH_KM / PIECE;
        self.rim.len().max(1) as u64 * pieces as u64
    }

    /// Whether any place of the way lies in the area.
    pub fn meets(&self, way: &Way) -> bool {
        if !self.may_meet(way) {
            return false;
        }
        match self.area {
            Area::Circle { centre, radius } => meets_circle(*centre, *radius, &way.positions),
            Area::Polygon(_) => self.meets_polygon(&way.positions),
        }
    }

    fn meets_polygon(&self, way: &[Position]) -> bool {
        if inside(&self.rim, way[0]) {
            return true;
        }
        let way = polyline(way);
        if way.len() == 1 {
            return self.rim.windows(2).any(|piece| point_to_segment(way[0], piece[0], piece[1]) <= STRAY_M);
        }
        // The way starts outside: it meets the area exactly if it meets the rim.
        way.windows(2).any(|piece| {
            let bounds = Bounds::of(piece[0], piece[1]);
            self.rim
                .windows(2)
                .zip(&self.boxes)
                .any(|(side, near)| near.meets(&bounds) && segments(piece[0], piece[1], side[0], side[1]) <= STRAY_M)
        })
    }
}

/// A cap around a rim and all that is within it.
///
/// A cap of less than a quarter turn is convex: a great circle leads through every place outside of it that leaves the
/// rim on one side, so that the rim does not turn around the place. One of a quarter turn or more rules nothing out.
fn around(rim: &[Point]) -> Cap {
    let sum = rim.iter().fold([0.0; 3], |sum, point| along(sum, unit(*point), 1.0));
    let centre = unit(sum);
    let least = rim.iter().map(|point| dot(centre, unit(*point))).fold(1.0, f64::min);
    let angle = least.clamp(-1.0, 1.0).acos();
    let is_convex = angle < std::f64::consts::FRAC_PI_2 - Cap::MARGIN;
    Cap { centre, angle: if is_convex { angle } else { std::f64::consts::PI } }
}

fn unit(a: Point) -> Point {
    let length = length(a);
    a.map(|x| x / length)
}

fn meets_circle(centre: Position, radius: Km, way: &[Position]) -> bool {
    let first = geodesic::distance(centre, way[0]).0;
    if first <= radius.0 {
        return true;
    }
    let length: f64 = way.windows(2).map(|pair| geodesic::distance(pair[0], pair[1]).0).sum();
    if first - length > radius.0 {
        return false;
    }
    let centre_point = cartesian((centre.lat, centre.lon));
    // A surface distance d has a chord of at least 2R·sin(d / 2R); the chord is never longer than d.
    let nearest = polyline(way)
        .windows(2)
        .map(|piece| point_to_segment(centre_point, piece[0], piece[1]))
        .fold(f64::INFINITY, f64::min);
    let least_surface = nearest - STRAY_M;
    least_surface / 1_000.0 <= radius.0
}

type Point = [f64; 3];

/// Earth-centred coordinates in metres of a place on the ellipsoid.
fn cartesian((lat, lon): (f64, f64)) -> Point {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    let e2 = F * (2.0 - F);
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    let n = A / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    [n * lat.cos() * lon.cos(), n * lat.cos() * lon.sin(), n * (1.0 - e2) * lat.sin()]
}

fn polyline(way: &[Position]) -> Vec<Point> {
    let mut points = vec![cartesian((way[0].lat, way[0].lon))];
    for pair in way.windows(2) {
        points.extend(geodesic::points(pair[0], pair[1], STEP).into_iter().skip(1).map(cartesian));
    }
    points
}

#[derive(Debug)]
struct Bounds {
    low: Point,
    high: Point,
}

impl Bounds {
    fn of(a: Point, b: Point) -> Self {
        let low = [0, 1, 2].map(|axis| a[axis].min(b[axis]) - STRAY_M);
        let high = [0, 1, 2].map(|axis| a[axis].max(b[axis]) + STRAY_M);
        Self { low, high }
    }

    fn meets(&self, other: &Self) -> bool {
        (0..3).all(|axis| self.low[axis] <= other.high[axis] && other.low[axis] <= self.high[axis])
    }
}

fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn along(a: Point, direction: Point, t: f64) -> Point {
    [a[0] + t * direction[0], a[1] + t * direction[1], a[2] + t * direction[2]]
}

fn length(a: Point) -> f64 {
    dot(a, a).sqrt()
}

fn point_to_segment(p: Point, a: Point, b: Point) -> f64 {
    let ab = minus(b, a);
    let square = dot(ab, ab);
    let t = if square > 0.0 { (dot(minus(p, a), ab) / square).clamp(0.0, 1.0) } else { 0.0 };
    length(minus(p, along(a, ab, t)))
}

/// The least distance of two segments in space. Ericson, *Real-Time Collision Detection* (2005), section 5.1.9.
fn segments(a: Point, b: Point, c: Point, d: Point) -> f64 {
    let (d1, d2, r) = (minus(b, a), minus(d, c), minus(a, c));
    let (aa, e, f) = (dot(d1, d1), dot(d2, d2), dot(d2, r));
    if aa <= 0.0 {
        return point_to_segment(a, c, d);
    }
    if e <= 0.0 {
        return point_to_segment(c, a, b);
    }
    let (bb, cc) = (dot(d1, d2), dot(d1, r));
    let denominator = aa * e - bb * bb;
    let mut s = if denominator > 0.0 { ((bb * f - cc * e) / denominator).clamp(0.0, 1.0) } else { 0.0 };
    let mut t = (bb * s + f) / e;
    if t < 0.0 {
        t = 0.0;
        s = (-cc / aa).clamp(0.0, 1.0);
    } else if t > 1.0 {
        t = 1.0;
        s = ((bb - cc) / aa).clamp(0.0, 1.0);
    }
    length(minus(along(a, d1, s), along(c, d2, t)))
}

/// Whether a place lies within a rim of geodesics: the rim's bearings, seen from the place, turn once around.
///
/// Sound for polygons smaller than a hemisphere that do not cross themselves.
fn inside(rim: &[Point], place: Position) -> bool {
    let up = cartesian((place.lat, place.lon));
    let vertical = up.map(|x| x / length(up));
    // Two axes on the plane that touches the sphere through the place.
    let east = [-place.lon.to_radians().sin(), place.lon.to_radians().cos(), 0.0];
    let north = cross(vertical, east);
    // Seen from the other side of the Earth the rim turns around, too.
    let middle = rim.iter().fold([0.0; 3], |sum, point| along(sum, *point, 1.0));
    if dot(middle, up) < 0.0 {
        return false;
    }
    let seen = |point: &Point| {
        let offset = minus(*point, up);
        (dot(offset, east), dot(offset, north))
    };
    // How often the rim crosses the line to the east of the place, northwards less southwards.
    let mut turns = 0_i64;
    let mut from = seen(&rim[0]);
    for point in &rim[1..] {
        let to = seen(point);
        let side = from.0 * to.1 - from.1 * to.0;
        if from.1 <= 0.0 && to.1 > 0.0 && side > 0.0 {
            turns += 1;
        } else if from.1 > 0.0 && to.1 <= 0.0 && side < 0.0 {
            turns -= 1;
        }
        from = to;
    }
    turns != 0
}

fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::{Way, Zone};
    use crate::model::{Area, Km, Position};
    use crate::syntax::Decimal;

    fn at(lat: &str, lon: &str) -> Position {
        let decimal = |text| Decimal::parse(text).expect("a number");
        Position::new(decimal(lat), decimal(lon))
    }

    fn meets(area: &Area, way: &[Position]) -> bool {
        Zone::new(area).meets(&Way::new(way.to_vec()))
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
}
