//! Geodesics of WGS 84, by Karney, *Algorithms for geodesics* (Journal of Geodesy, 2013).

use std::sync::OnceLock;

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

use crate::model::{Km, Position};

fn wgs84() -> &'static Geodesic {
    static WGS84: OnceLock<Geodesic> = OnceLock::new();
    WGS84.get_or_init(Geodesic::wgs84)
}

/// The shortest distance between two places on the ellipsoid.
pub fn distance(a: Position, b: Position) -> Km {
    let metres: f64 = wgs84().inverse(a.lat, a.lon, b.lat, b.lon);
    Km(metres / 1_000.0)
}

/// A length that no geodesic between the two places exceeds, in a tenth of the time: 1.006 times the great circle of a
/// sphere of 6,371 km.
///
/// The radii of curvature of WGS 84 lie between 6,335.44 km and 6,399.60 km, 0.56 % and 0.45 % from that of the sphere,
/// and latitudes of ellipsoid and sphere differ by less than the rest.
pub fn at_most(a: Position, b: Position) -> Km {
    Km(1.006 * great_circle(a, b))
}

/// A length that every geodesic between the two places reaches, as quickly: 0.994 times the same great circle, less a
/// micrometre for what doubles round.
pub fn at_least(a: Position, b: Position) -> Km {
    Km((0.994 * great_circle(a, b) - 1e-9).max(0.0))
}

/// On a sphere of 6,371 km, by the haversine.
fn great_circle(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.lon - a.lon).to_radians() / 2.0);
    let haversine = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * 6_371.0 * haversine.sqrt().min(1.0).asin()
}

/// How much shorter the true distance of two places may be than that of their rounded positions, at most.
pub fn rounding(a: Position, b: Position) -> Km {
    Km(off(a).0 + off(b).0)
}

/// How far a place may lie from its rounded position: half its last decimal on both axes.
pub fn off(position: Position) -> Km {
    // A degree of latitude is 111.7 km at most, on the ellipsoid; one of longitude is never longer.
    const DEGREE_KM: f64 = 111.7;
    Km(position.rounding * DEGREE_KM * (1.0 + position.lat.to_radians().cos().powi(2)).sqrt())
}

/// The geodesic from one place to another.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    from: (f64, f64),
    azimuth: f64,
}

impl Line {
    /// The line and the distance of the two places.
    pub fn new(a: Position, b: Position) -> (Self, Km) {
        let (metres, azimuth, _, _): (f64, f64, f64, f64) = wgs84().inverse(a.lat, a.lon, b.lat, b.lon);
        (Self { from: (a.lat, a.lon), azimuth }, Km(metres / 1_000.0))
    }

    /// The place on it so far from its beginning.
    pub fn at(&self, way: Km) -> Position {
        let (lat, lon): (f64, f64) = wgs84().direct(self.from.0, self.from.1, self.azimuth, way.0 * 1_000.0);
        Position { lat, lon, rounding: 0.0 }
    }
}

/// Points along the geodesic from one place to another, no further apart than `step`; both ends are among them.
pub fn points(a: Position, b: Position, step: Km) -> Vec<(f64, f64)> {
    let (line, length) = Line::new(a, b);
    let pieces = (length.0 / step.0).ceil().max(1.0);
    let mut points = vec![(a.lat, a.lon)];
    // An unreadable count of pieces would be a span of more than half the Earth in millimetres: it cannot be.
    for piece in 1..pieces as u32 {
        let place = line.at(Km(length.0 * f64::from(piece) / pieces));
        points.push((place.lat, place.lon));
    }
    points.push((b.lat, b.lon));
    points
}

#[cfg(test)]
mod tests {
    use super::{at_least, at_most, distance};
    use crate::model::Position;

    #[test]
    fn the_quick_bounds_lie_on_either_side_of_the_geodesic() {
        for lat in (-90..=90).step_by(9) {
            for other in (-90..=90).step_by(9) {
                for lon in [0.0, 0.001, 0.1, 1.0, 10.0, 60.0, 120.0, 170.0] {
                    for shift in [0.0, 0.01, 0.5] {
                        let at = |lat: f64, lon| Position { lat: lat.clamp(-90.0, 90.0), lon, rounding: 0.0 };
                        let (a, b) = (at(f64::from(lat), 0.0), at(f64::from(other) + shift, lon));
                        let exact = distance(a, b).0;
                        assert!(at_most(a, b).0 >= exact && at_least(a, b).0 <= exact, "{a} {b}");
                    }
                }
            }
        }
    }
}
