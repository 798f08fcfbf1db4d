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

/// Pieces of this length at most are not halved any more; they stray 2 cm from their chords.
const LEAST_PIECE_M: f64 = 1_000.0;

/// A geodesic, or a place.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub ends: [Position; 2],
    /// How far it may lie off, in metres.
    pub slack: f64,
    /// Whose it is.
    pub tag: u32,
}

/// A disc around a place; what lies in it does not count.
#[derive(Clone, Copy, Debug)]
pub struct Disc {
    pub centre: Position,
    /// Metres, and how far the place may lie off.
    pub radius: f64,
    pub slack: f64,
}

/// What becomes of a piece of which it cannot be told whether it lies in a disc.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rim {
    Stays,
    Goes,
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
    leaves: Vec<Leaf>,
    /// The last one is the root.
    boxes: Vec<Boxed>,
}

#[derive(Clone, Copy, Debug)]
struct Leaf {
    arc: Arc,
    slack: f64,
    tag: u32,
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

    /// The middle of a piece of it, and how many metres that reaches to either side.
    pub fn first(&self) -> Option<(Position, f64)> {
        self.leaves.first().map(|leaf| (leaf.arc.middle(), leaf.arc.metres() / 2.0))
    }

    /// What of the stretches counts.
    ///
    /// # Errors
    ///
    /// Where the budget does not last.
    pub fn new(stretches: &[Stretch], discs: &[Disc], rim: Rim, budget: &mut Budget) -> Result<Self, Spent> {
        let mut leaves = Vec::new();
        let mut stack = Vec::new();
        for stretch in stretches {
            stack.push(Arc::new(stretch.ends[0], stretch.ends[1]));
            while let Some(arc) = stack.pop() {
                budget.spend(1 + discs.len()).ok_or(Spent)?;
                let counts = match place(&arc, stretch.slack, discs) {
                    Place::Outside => true,
                    Place::Inside => false,
                    Place::Across { tell } if arc.metres() > tell => {
                        stack.extend(arc.halves());
                        false
                    }
                    Place::Across { .. } => rim == Rim::Stays,
                };
                if counts {
                    leaves.push(Leaf { arc, slack: stretch.slack, tag: stretch.tag });
                }
            }
        }
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
        Ok(Self { leaves, boxes })
    }
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
    let middle = arc.middle();
    let mut place = Place::Outside;
    for disc in discs {
        let away = geodesic::distance(disc.centre, middle).0 * 1_000.0;
        let unsure = slack + disc.slack;
        // No place of it is further from its middle than half its length.
        let reach = arc.metres() / 2.0 + unsure;
        if away + reach <= disc.radius {
            return Place::Inside;
        }
        if away - reach <= disc.radius {
            place = Place::Across { tell: LEAST_M.max(unsure / 4.0) };
        }
    }
    place
}

impl Boxed {
    fn around(leaf: &Leaf, at: u32) -> Self {
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

/// A part of a course: a box, or a piece of a leaf.
#[derive(Clone, Copy)]
enum Part {
    Box(Boxed),
    Piece(Arc, Leaf),
}

impl Part {
    fn boxed(&self) -> Boxed {
        match self {
            Self::Box(boxed) => *boxed,
            Self::Piece(arc, leaf) => Boxed::around(&Leaf { arc: *arc, ..*leaf }, 0),
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
    let (Some(&first), Some(&second)) = (one.boxes.last(), other.boxes.last()) else { return Ok(None) };
    let courses = [one, other];
    let mut heap = BinaryHeap::new();
    let mut met = 0;
    heap.push(Pair { key: f64::NEG_INFINITY, order: met, parts: [Part::Box(first), Part::Box(second)] });
    while let Some(Pair { key, parts, .. }) = heap.pop() {
        budget.spend(1).ok_or(Spent)?;
        if key >= enough {
            return Ok(None);
        }
        if let [Part::Piece(a, leaf), Part::Piece(b, other)] = parts
            && a.metres().max(b.metres()) <= LEAST_PIECE_M
        {
            let chord = space::segments(a.from(), a.to(), b.from(), b.to());
            let error = a.stray() + b.stray();
            let unsure = leaf.slack + other.slack;
            return Ok(Some(Nearest {
                at_least: key,
                at_most: space::along(chord + error + unsure),
                tags: [leaf.tag, other.tag],
                at: [a.middle(), b.middle()],
                reach: [a.metres() / 2.0, b.metres() / 2.0],
            }));
        }
        let side = larger(&parts);
        for part in halves(&parts[side], courses[side]) {
            let mut parts = parts;
            parts[side] = part;
            met += 1;
            heap.push(Pair { key: least(&parts, slack), order: met, parts });
        }
    }
    unreachable!("a pair of boxes ends in pieces")
}

/// Which of two parts is to be told in more detail: the larger box, else the longer piece.
fn larger(parts: &[Part; 2]) -> usize {
    let size = |part: &Part| match part {
        Part::Box(boxed) => (1, boxed.size()),
        Part::Piece(arc, _) => (0, arc.metres()),
    };
    let (one, other) = (size(&parts[0]), size(&parts[1]));
    usize::from(other.0 > one.0 || (other.0 == one.0 && other.1 > one.1))
}

fn halves(part: &Part, course: &Course) -> Vec<Part> {
    match part {
        Part::Box(boxed) => match boxed.below {
            Below::Boxes(below) => below.map(|at| Part::Box(course.boxes[at as usize])).to_vec(),
            Below::Leaf(at) => {
                let leaf = course.leaves[at as usize];
                vec![Part::Piece(leaf.arc, leaf)]
            }
        },
        Part::Piece(arc, leaf) => arc.halves().map(|arc| Part::Piece(arc, *leaf)).to_vec(),
    }
}

/// How near two parts come at least.
fn least(parts: &[Part; 2], slack: Slack) -> f64 {
    let [one, other] = [parts[0].boxed(), parts[1].boxed()];
    let chord = if let [Part::Piece(a, _), Part::Piece(b, _)] = parts {
        space::segments(a.from(), a.to(), b.from(), b.to())
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
