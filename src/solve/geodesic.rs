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

/// How much shorter the true distance of two places may be than that of their rounded positions, at most:
/// either place may lie half its last decimal off on both axes.
pub fn rounding(a: Position, b: Position) -> Km {
    // A degree of latitude is 111.7 km at most, on the ellipsoid; one of longitude is never longer.
    const DEGREE_KM: f64 = 111.7;
    let off =
        |position: Position| position.rounding * DEGREE_KM * (1.0 + position.lat.to_radians().cos().powi(2)).sqrt();
    Km(off(a) + off(b))
}

/// Points along the geodesic from one place to another, no further apart than `step`; both ends are among them.
pub fn points(a: Position, b: Position, step: Km) -> Vec<(f64, f64)> {
    let (metres, azimuth, _, _): (f64, f64, f64, f64) = wgs84().inverse(a.lat, a.lon, b.lat, b.lon);
    let pieces = (metres / 1_000.0 / step.0).ceil().max(1.0);
    let mut points = vec![(a.lat, a.lon)];
    // An unreadable count of pieces would be a span of more than half the Earth in millimetres: it cannot be.
    for piece in 1..pieces as u32 {
        let (lat, lon): (f64, f64) = wgs84().direct(a.lat, a.lon, azimuth, metres * f64::from(piece) / pieces);
        points.push((lat, lon));
    }
    points.push((b.lat, b.lon));
    points
}
