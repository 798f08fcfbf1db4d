//! How near two courses come to each other on the ellipsoid, as an interval that holds the truth.
//!
//! A course is a set of geodesics. Two are compared by chords, from the nearest boxes down, and geodesics are halved
//! only where they come near. What a stretch may lie off counts against the courses, or for them, as one asks.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::model::Position;
use crate::proof::space::{self, Point};
use crate::solve::arc::Arc;
use crate::solve::area::Budget;
use crate::solve::geodesic;

/// Of a place where two courses come nearest, pieces of this length at most are shown.
const LEAST_PIECE_M: f64 = 1_000.0;

/// Whether two pieces stray so little from their chords that halving them tells nothing: 5 cm, as those of a kilometre
/// do, or a tenth of what they may lie off anyway.
fn are_told(a: &Stretch, b: &Stretch) -> bool {
    a.arc.stray() + b.arc.stray() <= 0.05 + (a.slack + b.slack) / 10.0
}

/// Where two pieces come nearest, of those that were told as far as that matters: told in more detail there.
fn shown(mut a: Stretch, mut b: Stretch, at_least: f64) -> Nearest {
    let chord = |a: &Arc, b: &Arc| space::segments(a.from(), a.to(), b.from(), b.to());
    loop {
        let (longer, other) = if a.arc.metres() >= b.arc.metres() { (&mut a, &b) } else { (&mut b, &a) };
        if longer.arc.metres() <= LEAST_PIECE_M {
            break;
        }
        let [first, second] = longer.arc.halves();
        longer.arc = if chord(&second, &other.arc) < chord(&first, &other.arc) { second } else { first };
    }
    let error = a.arc.stray() + b.arc.stray() + a.slack + b.slack;
    Nearest {
        at_least,
        at_most: space::along(chord(&a.arc, &b.arc) + error),
        tags: [a.tag, b.tag],
        at: [a.arc.middle(), b.arc.middle()],
        reach: [a.arc.metres() / 2.0, b.arc.metres() / 2.0],
    }
}

/// A geodesic, or a place.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub arc: Arc,
    /// How far it may lie off, in metres.
    pub slack: f64,
    /// Whose it is.
    pub tag: u32,
}

/// A disc around a place; what lies in it does not count.
#[derive(Clone, Copy, Debug)]
pub struct Disc {
    centre: Position,
    point: Point,
    /// Metres, and how far the place may lie off.
    radius: f64,
    slack: f64,
}

impl Disc {
    /// A disc of a radius in metres around a place that may lie off by some.
    pub fn new(centre: Position, radius: f64, slack: f64) -> Self {
        Self { centre, point: space::cartesian((centre.lat, centre.lon)), radius, slack }
    }
}

/// How what a stretch may lie off counts: it brings courses nearer, or it does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slack {
    Nearer,
    Farther,
}

/// Geodesics in a tree of boxes.
#[derive(Debug)]
pub struct Course {
    leaves: Vec<Stretch>,
    /// The last one is the root.
    boxes: Vec<Boxed>,
}

/// A box around chords, with the most that the geodesics stray from them, and the least and most slack of them.
#[derive(Clone, Copy, Debug)]
struct Boxed {
    low: Point,
    high: Point,
    stray: f64,
    slack: [f64; 2],
    below: Below,
}

#[derive(Clone, Copy, Debug)]
enum Below {
    Boxes([u32; 2]),
    Leaf(u32),
}

/// Where two courses come nearest.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Nearest {
    /// Metres: they are at least so far apart; below nothing where even that is not known.
    pub at_least: f64,
    /// Metres: at these places they are at most so far apart.
    pub at_most: f64,
    pub tags: [u32; 2],
    /// The middle of the piece of each, and how many metres it reaches to either side.
    pub at: [Position; 2],
    pub reach: [f64; 2],
}

impl Course {
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    pub fn new(leaves: Vec<Stretch>) -> Self {
        let mut boxes: Vec<Boxed> = leaves.iter().zip(0..).map(|(leaf, at)| Boxed::around(leaf, at)).collect();
        let mut level = 0..boxes.len();
        while level.len() > 1 {
            let above = boxes.len();
            for at in level.step_by(2) {
                // The last of an odd number goes up alone.
                let is_alone = at + 1 == above;
                boxes.push(if is_alone {
                    boxes[at]
                } else {
                    Boxed::both([at, at + 1].map(|at| (at as u32, boxes[at])))
                });
            }
            level = above..boxes.len();
        }
        Self { leaves, boxes }
    }
}

/// What of a stretch lies outside of all discs; with each piece whether that cannot be told of it.
///
/// # Errors
///
/// Where the budget does not last.
pub fn outside(
    stretch: &Stretch,
    discs: &[Disc],
    budget: &mut Budget,
    see: &mut dyn FnMut(Stretch, bool),
) -> Result<(), Spent> {
    let mut stack = vec![stretch.arc];
    while let Some(arc) = stack.pop() {
        budget.spend(1 + discs.len()).ok_or(Spent)?;
        match place(&arc, stretch.slack, discs) {
            Place::Outside => see(Stretch { arc, ..*stretch }, false),
            Place::Inside => {}
            Place::Across { tell } if arc.metres() > tell => stack.extend(arc.halves()),
            Place::Across { .. } => see(Stretch { arc, ..*stretch }, true),
        }
    }
    Ok(())
}

/// Where a piece lies, seen from all discs.
enum Place {
    Inside,
    Outside,
    /// Not told; shorter pieces than this many metres are not told better.
    Across {
        tell: f64,
    },
}

fn place(arc: &Arc, slack: f64, discs: &[Disc]) -> Place {
    /// How near to the rim a place is told from one on it.
    const LEAST_M: f64 = 1.0;
    let mut place = Place::Outside;
    let [from, to] = [arc.from(), arc.to()];
    let middle = space::plus(from, space::minus(to, from), 0.5);
    for disc in discs {
        let unsure = slack + disc.slack;
        // No place of it is further from its middle than half its length.
        let reach = arc.metres() / 2.0 + unsure;
        // Its middle is no further than it strays from that of its chord, and chords tell how long geodesics are; but
        // of long ones, or a short piece, not well enough.
        let chord = space::length(space::minus(middle, disc.point));
        let mut away = [chord - arc.stray(), space::along(chord + arc.stray())];
        let is_told = |away: [f64; 2]| away[0] - reach > disc.radius || away[1] + reach <= disc.radius;
        if !is_told(away) && away[1] - away[0] > reach / 8.0 {
            away = [geodesic::distance(disc.centre, arc.middle()).0 * 1_000.0; 2];
        }
        if away[1] + reach <= disc.radius {
            return Place::Inside;
        }
        if away[0] - reach <= disc.radius {
            place = Place::Across { tell: LEAST_M.max(unsure / 4.0) };
        }
    }
    place
}

/// Whether two courses are so far apart that their boxes alone show it.
pub fn are_apart(one: &Course, other: &Course, distance: f64) -> bool {
    let (Some(_), Some(_)) = (one.boxes.last(), other.boxes.last()) else { return true };
    let courses = [one, other].map(|course| Searched { course, pieces: Vec::new() });
    let roots = [one, other].map(|course| Part::Box(course.boxes.len() as u32 - 1));
    least(&courses, roots, Slack::Nearer) >= distance
}

impl Boxed {
    fn around(leaf: &Stretch, at: u32) -> Self {
        let (from, to) = (leaf.arc.from(), leaf.arc.to());
        Self {
            low: std::array::from_fn(|axis| from[axis].min(to[axis])),
            high: std::array::from_fn(|axis| from[axis].max(to[axis])),
            stray: leaf.arc.stray(),
            slack: [leaf.slack; 2],
            below: Below::Leaf(at),
        }
    }

    fn both([(at, one), (other_at, other)]: [(u32, Self); 2]) -> Self {
        Self {
            low: std::array::from_fn(|axis| one.low[axis].min(other.low[axis])),
            high: std::array::from_fn(|axis| one.high[axis].max(other.high[axis])),
            stray: one.stray.max(other.stray),
            slack: [one.slack[0].min(other.slack[0]), one.slack[1].max(other.slack[1])],
            below: Below::Boxes([at, other_at]),
        }
    }

    fn size(&self) -> f64 {
        space::length(space::minus(self.high, self.low))
    }
}

/// A part of a course: a box, or a piece of a leaf by its number among those that were made.
#[derive(Clone, Copy)]
enum Part {
    Box(u32),
    Piece(u32),
}

/// A course as it is searched.
struct Searched<'c> {
    course: &'c Course,
    pieces: Vec<(Stretch, Boxed)>,
}

impl Searched<'_> {
    fn boxed(&self, part: Part) -> &Boxed {
        match part {
            Part::Box(at) => &self.course.boxes[at as usize],
            Part::Piece(at) => &self.pieces[at as usize].1,
        }
    }

    fn piece(&self, part: Part) -> Option<&Stretch> {
        match part {
            Part::Box(_) => None,
            Part::Piece(at) => Some(&self.pieces[at as usize].0),
        }
    }

    fn add(&mut self, piece: Stretch) -> Part {
        self.pieces.push((piece, Boxed::around(&piece, 0)));
        Part::Piece(self.pieces.len() as u32 - 1)
    }

    /// What a part consists of.
    fn halves(&mut self, part: Part) -> [Option<Part>; 2] {
        match part {
            Part::Box(at) => match self.course.boxes[at as usize].below {
                Below::Boxes(below) => below.map(|at| Some(Part::Box(at))),
                Below::Leaf(at) => [Some(self.add(self.course.leaves[at as usize])), None],
            },
            Part::Piece(at) => {
                let piece = self.pieces[at as usize].0;
                piece.arc.halves().map(|arc| Some(self.add(Stretch { arc, ..piece })))
            }
        }
    }

    /// How large a part is: boxes before pieces.
    fn size(&self, part: Part) -> (bool, f64) {
        match self.piece(part) {
            None => (true, self.boxed(part).size()),
            Some(piece) => (false, piece.arc.metres()),
        }
    }
}

/// Two parts, and how near they come at least.
struct Pair {
    key: f64,
    /// In the order in which they were met, so that equals are taken in the same order each time.
    order: usize,
    parts: [Part; 2],
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pair {}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pair {
    /// The nearest comes first out of a heap.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.total_cmp(&self.key).then(other.order.cmp(&self.order))
    }
}

/// The budget did not last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spent;

/// Where two courses come nearest; `None` where one of them is empty, or they are so many metres apart for certain.
///
/// # Errors
///
/// Where the budget does not last.
pub fn nearest(
    one: &Course,
    other: &Course,
    slack: Slack,
    enough: f64,
    budget: &mut Budget,
) -> Result<Option<Nearest>, Spent> {
    if one.is_empty() || other.is_empty() {
        return Ok(None);
    }
    let mut courses = [one, other].map(|course| Searched { course, pieces: Vec::new() });
    let mut heap = BinaryHeap::new();
    let mut met = 0;
    let roots = [one, other].map(|course| Part::Box(course.boxes.len() as u32 - 1));
    heap.push(Pair { key: least(&courses, roots, slack), order: met, parts: roots });
    while let Some(Pair { key, parts, .. }) = heap.pop() {
        budget.spend(1).ok_or(Spent)?;
        if key >= enough {
            return Ok(None);
        }
        if let (Some(a), Some(b)) = (courses[0].piece(parts[0]), courses[1].piece(parts[1]))
            && are_told(a, b)
        {
            return Ok(Some(shown(*a, *b, key)));
        }
        // The larger box is told in more detail, else the longer piece.
        let side = usize::from(courses[1].size(parts[1]) > courses[0].size(parts[0]));
        for part in courses[side].halves(parts[side]).into_iter().flatten() {
            let mut parts = parts;
            parts[side] = part;
            met += 1;
            heap.push(Pair { key: least(&courses, parts, slack), order: met, parts });
        }
    }
    unreachable!("a pair of boxes ends in pieces")
}

/// How near two parts come at least.
fn least(courses: &[Searched<'_>; 2], parts: [Part; 2], slack: Slack) -> f64 {
    let [one, other] = [courses[0].boxed(parts[0]), courses[1].boxed(parts[1])];
    let chord = if let (Some(a), Some(b)) = (courses[0].piece(parts[0]), courses[1].piece(parts[1])) {
        space::segments(a.arc.from(), a.arc.to(), b.arc.from(), b.arc.to())
    } else {
        let gap: Point = std::array::from_fn(|axis| {
            (one.low[axis] - other.high[axis]).max(other.low[axis] - one.high[axis]).max(0.0)
        });
        space::length(gap)
    };
    let chord = (chord - one.stray - other.stray).max(0.0);
    match slack {
        Slack::Nearer => chord - one.slack[1] - other.slack[1],
        Slack::Farther => chord + one.slack[0] + other.slack[0],
    }
}
