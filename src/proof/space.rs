//! Straight lines through the Earth, and what they prove of distances on the ellipsoid of WGS 84: vectors and sums.

/// Earth-centred coordinates in metres.
pub type Point = [f64; 3];

/// The least radius of curvature of WGS 84, b²/a, at the equator along the meridian.
const LEAST_RADIUS_M: f64 = 6_335_439.0;

/// Earth-centred coordinates of a place on the ellipsoid, given in degrees.
pub fn cartesian((lat, lon): (f64, f64)) -> Point {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    let e2 = F * (2.0 - F);
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    let n = A / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    [n * lat.cos() * lon.cos(), n * lat.cos() * lon.sin(), n * (1.0 - e2) * lat.sin()]
}

/// How far a place on a geodesic of this length, in metres, is from the place of its chord that divides the chord as it
/// divides the geodesic, at most: h² / (8·R), what a line of bounded curvature strays from its linear interpolation.
/// 5 mm more are for what doubles round.
pub fn stray(metres: f64) -> f64 {
    metres * metres / (8.0 * LEAST_RADIUS_M) + 0.005
}

/// The length of the geodesic between two places with a chord of so many metres, at most: 2R·asin(c/2R).
///
/// Schur's comparison theorem: of lines of equal length, the one that bends less has the longer chord.
pub fn along(chord: f64) -> f64 {
    let sine = chord / (2.0 * LEAST_RADIUS_M);
    if sine < 1.0 { 2.0 * LEAST_RADIUS_M * sine.asin() } else { f64::INFINITY }
}

pub fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// `a` and `t` times `b`.
pub fn plus(a: Point, b: Point, t: f64) -> Point {
    [a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]]
}

pub fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub fn length(a: Point) -> f64 {
    dot(a, a).sqrt()
}

pub fn unit(a: Point) -> Point {
    let length = length(a);
    a.map(|x| x / length)
}

pub fn point_to_segment(p: Point, a: Point, b: Point) -> f64 {
    let ab = minus(b, a);
    let square = dot(ab, ab);
    let t = if square > 0.0 { (dot(minus(p, a), ab) / square).clamp(0.0, 1.0) } else { 0.0 };
    length(minus(p, plus(a, ab, t)))
}

/// The least distance of two segments in space. Ericson, *Real-Time Collision Detection* (2005), section 5.1.9.
pub fn segments(a: Point, b: Point, c: Point, d: Point) -> f64 {
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
    length(minus(plus(a, d1, s), plus(c, d2, t)))
}
