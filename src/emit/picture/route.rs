//! How lines run between sites: as curves that pass beside other sites and beside each other.

use rustc_hash::FxHashMap;

use crate::emit::picture::layout::{Box2, Point};

/// A line to be run: its two ends, by their places among the sites, and the words of its label.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub from: usize,
    pub to: usize,
    pub label: Option<String>,
}

/// A cubic curve, and where the middle of its label stands.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Curve {
    pub points: [Point; 4],
    pub label: Point,
}

/// How far a line may bow aside, in points; nearer to straight is tried first.
const BOWS: [f64; 13] = [0.0, 14.0, -14.0, 28.0, -28.0, 46.0, -46.0, 70.0, -70.0, 100.0, -100.0, 140.0, -140.0];

/// Points of a curve that are looked at.
const SAMPLES: usize = 24;

const LABEL_SIZE: f64 = 8.5;

/// How far a line may bow over the edge of what is placed, in points: less than the margin of a picture.
const BEYOND: f64 = 12.0;
/// A site is run through by what comes so near to it, in points.
const MARGIN: f64 = 3.0;

/// Boxes by the squares of a grid that they lie in, so that only what is near is looked at.
#[derive(Default)]
struct Grid {
    boxes: Vec<Box2>,
    squares: FxHashMap<(i64, i64), Vec<usize>>,
}

impl Grid {
    const SQUARE: f64 = 100.0;

    fn square(point: Point) -> (i64, i64) {
        ((point.x / Self::SQUARE).floor() as i64, (point.y / Self::SQUARE).floor() as i64)
    }

    fn squares(area: Box2) -> impl Iterator<Item = (i64, i64)> {
        let ((left, low), (right, high)) = (Self::square(area.low), Self::square(area.high));
        (left..=right).flat_map(move |x| (low..=high).map(move |y| (x, y)))
    }

    fn push(&mut self, area: Box2) {
        for square in Self::squares(area) {
            self.squares.entry(square).or_default().push(self.boxes.len());
        }
        self.boxes.push(area);
    }

    /// The boxes that hold a point, by their places.
    fn around(&self, point: Point) -> impl Iterator<Item = usize> + '_ {
        let near = self.squares.get(&Self::square(point)).map_or(&[][..], Vec::as_slice);
        near.iter().copied().filter(move |&at| holds(self.boxes[at], point))
    }

    /// How much of an area the boxes cover, in the order in which they came.
    fn covered(&self, area: Box2) -> f64 {
        let squares = Self::squares(area).filter_map(|square| self.squares.get(&square));
        let mut near: Vec<usize> = squares.flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter().map(|at| overlap(area, self.boxes[at])).fold(0.0, |sum, part| sum + part)
    }
}

/// Runs every line, in order: each sees the sites, and those that run already. None leaves the picture.
pub(super) fn run(sites: &[Box2], wishes: &[Wish], size: Point) -> Vec<Curve> {
    let is_inside = |point: Point| {
        let along = |at: f64, most: f64| (-BEYOND..=most + BEYOND).contains(&at);
        along(point.x, size.x) && along(point.y, size.y)
    };
    let mut placed: Vec<Curve> = Vec::with_capacity(wishes.len());
    let (mut wide, mut covers) = (Grid::default(), Grid::default());
    for area in sites {
        covers.push(*area);
        wide.push(Box2 {
            low: Point { x: area.low.x - MARGIN, y: area.low.y - MARGIN },
            high: Point { x: area.high.x + MARGIN, y: area.high.y + MARGIN },
        });
    }
    // How many lines of a pair of sites bow aside by how much.
    let mut taken: FxHashMap<(usize, usize), [usize; BOWS.len()]> = FxHashMap::default();
    for wish in wishes {
        let taken = taken.entry((wish.from.min(wish.to), wish.from.max(wish.to))).or_default();
        let (from, to) = (centre(sites[wish.from]), centre(sites[wish.to]));
        let (_, bow, best) = BOWS
            .iter()
            .enumerate()
            .map(|(at, &bow)| (at, bowed(from, to, bow)))
            // The straight one always is.
            .filter(|(_, points)| (1..SAMPLES).all(|n| is_inside(at(points, n as f64 / SAMPLES as f64))))
            .map(|(at, points)| (cost(&points, &wide, wish, taken[at]), at, points))
            .min_by(|(a, ..), (b, ..)| a.total_cmp(b))
            .unwrap_or((0.0, 0, bowed(from, to, 0.0)));
        taken[bow] += 1;
        let mut curve = Curve { points: best, label: at(&best, 0.5) };
        if let Some(text) = &wish.label {
            let area = label(&best, text, &covers);
            curve.label = centre(area);
            covers.push(area);
        }
        placed.push(curve);
    }
    placed
}

fn centre(area: Box2) -> Point {
    Point { x: f64::midpoint(area.low.x, area.high.x), y: f64::midpoint(area.low.y, area.high.y) }
}

/// A curve from one end to the other that bows aside by so much, measured the same way round for either direction.
fn bowed(from: Point, to: Point, bow: f64) -> [Point; 4] {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let turn = if (from.x, from.y) < (to.x, to.y) { 1.0 } else { -1.0 };
    let (nx, ny) = (-dy / length * bow * turn, dx / length * bow * turn);
    let inner = |share: f64| Point { x: from.x + dx * share + nx * 4.0 / 3.0, y: from.y + dy * share + ny * 4.0 / 3.0 };
    [from, inner(0.3), inner(0.7), to]
}

fn at(points: &[Point; 4], t: f64) -> Point {
    let u = 1.0 - t;
    let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
    let sum = |axis: fn(&Point) -> f64| points.iter().zip(weights).map(|(point, weight)| axis(point) * weight).sum();
    Point { x: sum(|p| p.x), y: sum(|p| p.y) }
}

/// How bad a curve is: sites that it runs through, lines of the same pair that it lies on, how far it bows.
fn cost(points: &[Point; 4], sites: &Grid, wish: &Wish, parallel: usize) -> f64 {
    let through = |n: usize| {
        let others = sites.around(at(points, n as f64 / SAMPLES as f64));
        others.filter(|&site| site != wish.from && site != wish.to).count()
    };
    let hits: usize = (1..SAMPLES).map(through).sum();
    let middle = at(points, 0.5);
    let straight = Point { x: f64::midpoint(points[0].x, points[3].x), y: f64::midpoint(points[0].y, points[3].y) };
    let bow = (middle.x - straight.x).hypot(middle.y - straight.y);
    hits as f64 * 60.0 + parallel as f64 * 400.0 + bow
}

fn holds(area: Box2, point: Point) -> bool {
    point.x > area.low.x && point.x < area.high.x && point.y > area.low.y && point.y < area.high.y
}

fn overlap(a: Box2, b: Box2) -> f64 {
    let width = (a.high.x.min(b.high.x) - a.low.x.max(b.low.x)).max(0.0);
    let height = (a.high.y.min(b.high.y) - a.low.y.max(b.low.y)).max(0.0);
    width * height
}

/// The place along a curve where a label covers least.
fn label(points: &[Point; 4], text: &str, covers: &Grid) -> Box2 {
    let (width, height) = (text.chars().count() as f64 * LABEL_SIZE * 0.58 + 2.0, LABEL_SIZE + 2.0);
    let area = |t: f64| {
        let Point { x, y } = at(points, t);
        Box2 {
            low: Point { x: x - width / 2.0, y: y - height / 2.0 },
            high: Point { x: x + width / 2.0, y: y + height / 2.0 },
        }
    };
    [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8]
        .map(area)
        .into_iter()
        .map(|area| (covers.covered(area), area))
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map_or_else(|| area(0.5), |(_, area)| area)
}
