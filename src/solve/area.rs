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

/// Whether any place of the way lies in the area. A way of one position is a point.
pub fn meets(area: &Area, way: &[Position]) -> bool {
    match area {
        Area::Circle { centre, radius } => meets_circle(*centre, *radius, way),
        Area::Polygon(rim) => meets_polygon(rim, way),
    }
}

fn meets_circle(centre: Position, radius: Km, way: &[Position]) -> bool {
    // Most things lie far off: an end further away than the radius and all of the way settles it at once.
    if let [one] = way {
        return geodesic::distance(centre, *one).0 <= radius.0;
    }
    let length: f64 = way.windows(2).map(|pair| geodesic::distance(pair[0], pair[1]).0).sum();
    let first = geodesic::distance(centre, way[0]).0;
    if first <= radius.0 {
        return true;
    }
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

fn meets_polygon(rim: &[Position], way: &[Position]) -> bool {
    if inside(rim, way[0]) {
        return true;
    }
    let closed: Vec<Position> = rim.iter().chain(rim.first()).copied().collect();
    let rim = polyline(&closed);
    let way = polyline(way);
    if way.len() == 1 {
        return rim.windows(2).any(|piece| point_to_segment(way[0], piece[0], piece[1]) <= STRAY_M);
    }
    // The way starts outside: it meets the area exactly if it meets the rim.
    let boxes: Vec<Bounds> = rim.windows(2).map(|piece| Bounds::of(piece[0], piece[1])).collect();
    way.windows(2).any(|piece| {
        let bounds = Bounds::of(piece[0], piece[1]);
        rim.windows(2)
            .zip(&boxes)
            .any(|(side, near)| near.meets(&bounds) && segments(piece[0], piece[1], side[0], side[1]) <= STRAY_M)
    })
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
fn inside(rim: &[Position], place: Position) -> bool {
    let up = cartesian((place.lat, place.lon));
    let vertical = up.map(|x| x / length(up));
    // Two axes on the plane that touches the ellipsoid's normal sphere at the place.
    let east = [-place.lon.to_radians().sin(), place.lon.to_radians().cos(), 0.0];
    let north = cross(vertical, east);
    let closed: Vec<Position> = rim.iter().chain(rim.first()).copied().collect();
    let rim = polyline(&closed);
    // Seen from the other side of the Earth the rim turns around, too.
    let middle = rim.iter().fold([0.0; 3], |sum, point| along(sum, *point, 1.0));
    if dot(middle, up) < 0.0 {
        return false;
    }
    let bearings: Vec<f64> = rim
        .into_iter()
        .map(|point| {
            let offset = minus(point, up);
            dot(offset, north).atan2(dot(offset, east))
        })
        .collect();
    let turned: f64 = bearings
        .windows(2)
        .map(|pair| {
            let turn = pair[1] - pair[0];
            turn - std::f64::consts::TAU * (turn / std::f64::consts::TAU).round()
        })
        .sum();
    turned.abs() > std::f64::consts::PI
}

fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::meets;
    use crate::model::{Area, Km, Position};
    use crate::syntax::Decimal;

    fn at(lat: &str, lon: &str) -> Position {
        let decimal = |text| Decimal::parse(text).expect("a number");
        Position::new(decimal(lat), decimal(lon))
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
