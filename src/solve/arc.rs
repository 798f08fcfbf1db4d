//! Pieces of geodesics, their chords, and how far the one strays from the other.

use crate::model::{Km, Position};
use crate::proof::space::{self, Point, cartesian};
use crate::solve::geodesic::Line;

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

    pub fn metres(&self) -> f64 {
        self.metres
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

    /// How far a place of it is from its chord, in metres, at most.
    pub fn stray(&self) -> f64 {
        space::stray(self.metres)
    }
}
