//! Pieces of geodesics, their chords, and how far the one strays from the other.

use crate::model::{Km, Position};
use crate::solve::geodesic::Line;

/// Earth-centred coordinates in metres.
pub type Point = [f64; 3];

/// A piece of a geodesic of WGS 84.
#[derive(Debug, Clone, Copy)]
pub struct Arc {
    line: Line,
    /// Where on the line it begins, and how long it is, in metres.
    start: f64,
    metres: f64,
    from: Point,
    to: Point,
}

impl Arc {
    pub fn new(a: Position, b: Position) -> Self {
        let (line, length) = Line::new(a, b);
        let from = cartesian((a.lat, a.lon));
        Self { line, start: 0.0, metres: length.0 * 1_000.0, from, to: cartesian((b.lat, b.lon)) }
    }

    pub fn from(&self) -> Point {
        self.from
    }

    pub fn to(&self) -> Point {
        self.to
    }

    pub fn length(&self) -> Km {
        Km(self.metres / 1_000.0)
    }

    pub fn middle(&self) -> Position {
        self.line.at(Km((self.start + self.metres / 2.0) / 1_000.0))
    }

    pub fn halves(&self) -> [Self; 2] {
        let middle = self.middle();
        let (half, middle) = (self.metres / 2.0, cartesian((middle.lat, middle.lon)));
        [
            Self { metres: half, to: middle, ..*self },
            Self { start: self.start + half, metres: half, from: middle, ..*self },
        ]
    }

    /// How far, in metres, a place of it is from the place of its chord that divides the chord as it divides the arc,
    /// at most: h² / (8·R), what a line of bounded curvature strays from its linear interpolation. R is the least
    /// radius of curvature of WGS 84, b²/a. 5 mm more are for what doubles round.
    pub fn stray(&self) -> f64 {
        const LEAST_RADIUS_M: f64 = 6_335_439.0;
        self.metres * self.metres / (8.0 * LEAST_RADIUS_M) + 0.005
    }
}

/// Earth-centred coordinates of a place on the ellipsoid.
pub fn cartesian((lat, lon): (f64, f64)) -> Point {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    let e2 = F * (2.0 - F);
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    let n = A / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    [n * lat.cos() * lon.cos(), n * lat.cos() * lon.sin(), n * (1.0 - e2) * lat.sin()]
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
