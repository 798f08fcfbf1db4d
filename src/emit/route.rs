//! How lines run between sites: as curves that pass beside other sites and beside each other.

use crate::emit::layout::{Box2, Point};

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

/// Runs every line, in order: each sees the sites, and those that run already.
pub(super) fn run(sites: &[Box2], wishes: &[Wish]) -> Vec<Curve> {
    let mut placed: Vec<Curve> = Vec::with_capacity(wishes.len());
    let mut labels: Vec<Box2> = Vec::new();
    for wish in wishes {
        let parallel: Vec<&Curve> = wishes[..placed.len()]
            .iter()
            .zip(&placed)
            .filter(|(other, _)| same_pair(other, wish))
            .map(|(_, curve)| curve)
            .collect();
        let (from, to) = (centre(sites[wish.from]), centre(sites[wish.to]));
        let best = BOWS
            .iter()
            .map(|&bow| bowed(from, to, bow))
            .map(|points| (cost(&points, sites, wish, &parallel), points))
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map_or([from, from, to, to], |(_, points)| points);
        let mut curve = Curve { points: best, label: at(&best, 0.5) };
        if let Some(text) = &wish.label {
            let area = label(&best, text, sites, &labels);
            curve.label = centre(area);
            labels.push(area);
        }
        placed.push(curve);
    }
    placed
}

fn same_pair(a: &Wish, b: &Wish) -> bool {
    (a.from, a.to) == (b.from, b.to) || (a.from, a.to) == (b.to, b.from)
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
fn cost(points: &[Point; 4], sites: &[Box2], wish: &Wish, parallel: &[&Curve]) -> f64 {
    let samples: Vec<Point> = (1..SAMPLES).map(|n| at(points, n as f64 / SAMPLES as f64)).collect();
    let others = sites.iter().enumerate().filter(|(site, _)| *site != wish.from && *site != wish.to);
    let hits: usize = others.map(|(_, area)| samples.iter().filter(|point| holds(*area, **point, 3.0)).count()).sum();
    let middle = at(points, 0.5);
    let near = parallel.iter().filter(|other| {
        let other = at(&other.points, 0.5);
        (other.x - middle.x).hypot(other.y - middle.y) < 9.0
    });
    let straight = Point { x: f64::midpoint(points[0].x, points[3].x), y: f64::midpoint(points[0].y, points[3].y) };
    let bow = (middle.x - straight.x).hypot(middle.y - straight.y);
    hits as f64 * 60.0 + near.count() as f64 * 400.0 + bow
}

fn holds(area: Box2, point: Point, margin: f64) -> bool {
    point.x > area.low.x - margin
        && point.x < area.high.x + margin
        && point.y > area.low.y - margin
        && point.y < area.high.y + margin
}

fn overlap(a: Box2, b: Box2) -> f64 {
    let width = (a.high.x.min(b.high.x) - a.low.x.max(b.low.x)).max(0.0);
    let height = (a.high.y.min(b.high.y) - a.low.y.max(b.low.y)).max(0.0);
    width * height
}

/// The place along a curve where a label covers least.
fn label(points: &[Point; 4], text: &str, sites: &[Box2], labels: &[Box2]) -> Box2 {
    let (width, height) = (text.chars().count() as f64 * LABEL_SIZE * 0.58 + 2.0, LABEL_SIZE + 2.0);
    let area = |t: f64| {
        let Point { x, y } = at(points, t);
        Box2 {
            low: Point { x: x - width / 2.0, y: y - height / 2.0 },
            high: Point { x: x + width / 2.0, y: y + height / 2.0 },
        }
    };
    let covered = |area: Box2| sites.iter().chain(labels).map(|other| overlap(area, *other)).sum::<f64>();
    [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8]
        .map(area)
        .into_iter()
        .map(|area| (covered(area), area))
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map_or_else(|| area(0.5), |(_, area)| area)
}
