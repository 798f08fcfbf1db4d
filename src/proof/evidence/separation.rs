//! Separation: courses as pieces, whether they keep apart, and whether two come too near.

use std::collections::{BTreeMap, BTreeSet};

use crate::proof::Effort;
use crate::proof::evidence::things::{Closure, Things};
use crate::proof::evidence::{Apart, End, Place, Separation, Service, Straight, Stretch};
use crate::proof::space::{self, Point};

/// The smaller half axis of WGS 84, in metres. The greatest Gaussian curvature, at the equator, is 1/b².
const B_M: f64 = 6_356_752.3;

/// Lengths are told to a millimetre.
const ROUNDING_M: f64 = 1e-3;

/// A geodesic between two places next to each other, as its chord.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    pub from: Point,
    pub to: Point,
    /// How long it is at most, and how far it strays from the chord.
    length: f64,
    stray: f64,
    /// How far it may lie off besides.
    off: f64,
}

impl Piece {
    pub fn new(from: Place, to: Place, off: f64) -> Self {
        let [from, to] = [from, to].map(point);
        let length = space::along(space::length(space::minus(to, from)));
        Self { from, to, length, stray: space::stray(length), off }
    }

    pub fn length(&self) -> f64 {
        self.length
    }

    fn error(&self) -> f64 {
        self.stray + self.off
    }

    /// Whether it lies within so many metres of an end, for certain.
    pub fn is_near(&self, ends: &[End; 2], radius: Option<f64>) -> bool {
        radius.is_some_and(|radius| {
            ends.iter().any(|end| {
                let away = |place: Point| space::along(space::length(space::minus(place, point(end.at))));
                (away(self.from) + away(self.to) + self.length) / 2.0 + self.off + end.slack_m <= radius
            })
        })
    }

    /// Whether all of it lies further from both ends, for certain.
    pub fn is_outside(&self, ends: &[End; 2], radius: Option<f64>) -> bool {
        radius.is_none_or(|radius| {
            ends.iter().all(|end| {
                space::point_to_segment(point(end.at), self.from, self.to) - self.error() - end.slack_m > radius
            })
        })
    }

    /// How near two pieces come at least.
    pub fn at_least(&self, other: &Self) -> f64 {
        space::segments(self.from, self.to, other.from, other.to) - self.error() - other.error()
    }

    /// How near two pieces come at most.
    pub fn at_most(&self, other: &Self) -> f64 {
        space::along(space::segments(self.from, self.to, other.from, other.to) + self.error() + other.error())
    }
}

fn point(place: Place) -> Point {
    space::cartesian((place[0], place[1]))
}

/// How far a way of a length can stray from the geodesic of its ends, in metres: its places have distances to the ends
/// that add up to its length at most. Of triangles on the ellipsoid those on a sphere that bends more are the taller,
/// where cos(stray/R) = cos(length/2R) / cos(distance/2R); on a plane that is half the root of length² − distance².
pub fn stray(straight: &Straight) -> f64 {
    let Some(length) = straight.length_km else { return f64::INFINITY };
    let (length, away) = (length * 1_000.0 + straight.rounding_m, straight.geodesic_km * 1_000.0);
    if length <= away {
        return 0.0;
    }
    if length >= std::f64::consts::PI * B_M {
        return f64::INFINITY;
    }
    let part = |metres: f64| (metres / (4.0 * B_M)).sin();
    let square = part(length + away) * part(length - away) / (away / (2.0 * B_M)).cos();
    2.0 * B_M * square.max(0.0).sqrt().min(1.0).asin()
}

/// How far, in metres, what is between the rounded places of a geodesic of this length may lie off, where its ends may
/// by so much: on a sphere by 1/cos(g/2R) as much in its middle.
pub fn bulge(off: f64, geodesic: f64) -> f64 {
    let half = geodesic / (2.0 * B_M);
    if half < std::f64::consts::FRAC_PI_2 { off / half.cos() } else { f64::INFINITY }
}

pub(super) fn verify(things: &Things<'_>, service: &Service, told: &Separation, fault: &mut dyn FnMut(String)) {
    let mut fault = |text: String| fault(format!("separation: {text}"));
    let radius = told.near_ends_km.map(|km| km * 1_000.0);
    let mut courses: Vec<Option<Tree>> = Vec::new();
    for (leg, course) in told.courses.iter().enumerate() {
        let closure = things.closure(service.legs[leg]);
        let pieces = course.as_ref().map(|course| pieces(things, &closure, course));
        match pieces.transpose() {
            Ok(pieces) => courses.push(pieces.map(|pieces| {
                Tree::new(pieces.into_iter().filter(|piece| !piece.is_near(&told.ends, radius)).collect())
            })),
            Err(text) => return fault(format!("courses[{leg}]: {text}")),
        }
    }
    let mut whole: BTreeMap<usize, Result<(), String>> = BTreeMap::new();
    for (at, pair) in told.pairs.iter().enumerate() {
        let holds = match pair.verdict.as_str() {
            "apart" => match pair.legs.map(|leg| courses[leg].as_ref()) {
                [Some(one), Some(other)] => {
                    let distance = told.distance_km * 1_000.0 - ROUNDING_M;
                    let mut is_whole = |leg: usize| {
                        let told = || is_whole(things, service, told, leg);
                        whole.entry(leg).or_insert_with(told).clone()
                    };
                    keep_apart(one, other, distance, things.effort)
                        .and_then(|()| pair.legs.into_iter().try_for_each(&mut is_whole))
                }
                _ => Err("a course is not told".to_owned()),
            },
            "too-close" => too_close(things, told, pair),
            // Nothing is claimed.
            _ => Ok(()),
        };
        if let Err(text) = holds {
            fault(format!("pairs[{at}]: {text}"));
        }
    }
}

/// The pieces of a course, all of which lie where they are said to.
fn pieces(things: &Things<'_>, closure: &Closure, course: &[Stretch]) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    for (at, stretch) in course.iter().enumerate() {
        if !closure.holds(stretch.of) {
            return Err(format!("the leg does not ride on `{}`", things.id(stretch.of)));
        }
        things.effort.spend(200 * stretch.places.len());
        is_straight(stretch).map_err(|text| format!("stretch {at}: {text}"))?;
        pieces.extend(of_stretch(stretch));
    }
    Ok(pieces)
}

/// Whether a course holds all that a leg leads along.
fn is_whole(things: &Things<'_>, service: &Service, told: &Separation, leg: usize) -> Result<(), String> {
    let course: Vec<&Stretch> = told.courses[leg].iter().flatten().collect();
    let mut of: BTreeMap<usize, Vec<&Stretch>> = BTreeMap::new();
    for stretch in course {
        of.entry(stretch.of).or_default().push(stretch);
    }
    let except: BTreeSet<usize> = service.terms.except.iter().copied().collect();
    let is_told = |thing: &usize| except.contains(thing) || of.contains_key(thing);
    let mut joined = BTreeSet::new();
    for way in things.closure(service.legs[leg]).iter() {
        let thing = things.get(way);
        let below = |kind: &'static str| thing.on.iter().copied().filter(move |&below| things.is_of(below, kind));
        if thing.undisclosed || (thing.kind == "span" && below("conduit").next().is_none()) {
            return Err(format!("leg {leg}: `{}` does not say where it runs", thing.id));
        }
        if thing.kind != "span" {
            continue;
        }
        if let Some(missing) = below("conduit").chain(below("site")).find(|below| !is_told(below)) {
            return Err(format!("leg {leg}: its course lacks `{}`", things.id(missing)));
        }
        things.effort.spend(100 * thing.on.len());
        for conduit in below("conduit").filter(|conduit| of.contains_key(conduit)) {
            if joined.insert(conduit) && !is_joined(things, &of, conduit) {
                return Err(format!("leg {leg}: `{}` does not lead from site to site", things.id(conduit)));
            }
        }
    }
    Ok(())
}

/// Whether the stretches of a conduit lead on from one to the next, between the places of its sites as far as these are
/// told.
fn is_joined(things: &Things<'_>, of: &BTreeMap<usize, Vec<&Stretch>>, conduit: usize) -> bool {
    let stretches = &of[&conduit];
    let first = |stretch: &Stretch| stretch.places.first().copied();
    let last = |stretch: &Stretch| stretch.places.last().copied();
    let ends =
        [stretches.first().and_then(|stretch| first(stretch)), stretches.last().and_then(|stretch| last(stretch))];
    let sites = things.get(conduit).on.iter().filter(|&&below| things.is_of(below, "site"));
    let mut places = sites.filter_map(|site| of.get(site)).map(|told| first(told[0]));
    stretches.windows(2).all(|pair| last(pair[0]) == first(pair[1])) && places.all(|place| ends.contains(&place))
}

/// The pieces of a stretch.
pub fn of_stretch(stretch: &Stretch) -> Vec<Piece> {
    let off = stretch.slack_m + stretch.straight.as_ref().map_or(0.0, stray);
    match stretch.places[..] {
        [place] => vec![Piece::new(place, place, off)],
        _ => stretch.places.windows(2).map(|pair| Piece::new(pair[0], pair[1], off)).collect(),
    }
}

/// Whether the places of a stretch lie on one geodesic, and its figures agree with them.
fn is_straight(stretch: &Stretch) -> Result<(), String> {
    const TURN: f64 = 1e-5;
    let (Some(&first), Some(&last)) = (stretch.places.first(), stretch.places.last()) else {
        return Err("it has no place".to_owned());
    };
    for (at, places) in stretch.places.windows(3).enumerate() {
        let [before, here, after] = [places[0], places[1], places[2]].map(point);
        let (arrives, leaves) = (space::minus(here, before), space::minus(after, here));
        let (lat, lon) = (places[1][0].to_radians(), places[1][1].to_radians());
        let normal = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()];
        let turn = space::dot(normal, space::cross(arrives, leaves)).abs();
        if turn > TURN * space::length(arrives) * space::length(leaves) || space::dot(arrives, leaves) < 0.0 {
            return Err(format!("it turns at place {}", at + 1));
        }
    }
    if let Some(straight) = &stretch.straight {
        let chord = space::length(space::minus(point(last), point(first)));
        let geodesic = straight.geodesic_km * 1_000.0;
        let is_between = geodesic >= chord - ROUNDING_M && geodesic <= space::along(chord) + ROUNDING_M;
        if !is_between {
            return Err("its ends are not so far apart".to_owned());
        }
    }
    Ok(())
}

fn too_close(things: &Things<'_>, told: &Separation, pair: &Apart) -> Result<(), String> {
    let Some(witness) = pair.witness else { return Err("no witness".to_owned()) };
    let find = |side: usize| -> Option<(&Stretch, Piece)> {
        let [stretch, piece] = witness[side];
        let stretch = told.courses[pair.legs[side]].as_ref()?.get(stretch)?;
        things.effort.spend(100 * stretch.places.len());
        Some((stretch, *of_stretch(stretch).get(piece)?))
    };
    let (Some((one, a)), Some((other, b))) = (find(0), find(1)) else { return Err("no such piece".to_owned()) };
    let radius = told.near_ends_km.map(|km| km * 1_000.0);
    if one.straight.is_some() || other.straight.is_some() {
        return Err("it is not known where the witness lies".to_owned());
    }
    if !a.is_outside(&told.ends, radius) || !b.is_outside(&told.ends, radius) {
        return Err("the witness may lie near an end".to_owned());
    }
    // What is no number is no proof.
    let is_nearer = a.at_most(&b) < told.distance_km * 1_000.0;
    if one.of != other.of && !is_nearer {
        return Err("the witness does not come too near".to_owned());
    }
    Ok(())
}

/// Pieces in a tree of boxes: the box of all from one to another.
#[derive(Debug)]
pub struct Tree {
    pieces: Vec<Piece>,
    /// As in a heap: the two halves of box n are 2n + 1 and 2n + 2.
    boxes: Vec<([Point; 2], f64)>,
}

impl Tree {
    pub fn new(pieces: Vec<Piece>) -> Self {
        let count = pieces.len().next_power_of_two();
        let nothing = ([[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]], f64::NEG_INFINITY);
        let mut boxes = vec![nothing; 2 * count - 1];
        for (at, piece) in pieces.iter().enumerate() {
            let low = std::array::from_fn(|axis| piece.from[axis].min(piece.to[axis]));
            let high = std::array::from_fn(|axis| piece.from[axis].max(piece.to[axis]));
            boxes[count - 1 + at] = ([low, high], piece.error());
        }
        for at in (0..count - 1).rev() {
            let (one, other) = (boxes[2 * at + 1], boxes[2 * at + 2]);
            let low = std::array::from_fn(|axis| one.0[0][axis].min(other.0[0][axis]));
            let high = std::array::from_fn(|axis| one.0[1][axis].max(other.0[1][axis]));
            boxes[at] = ([low, high], one.1.max(other.1));
        }
        Self { pieces, boxes }
    }

    /// The piece of a box that has no halves.
    fn piece(&self, at: usize) -> Option<&Piece> {
        let first = self.boxes.len() / 2;
        self.pieces.get(at.checked_sub(first)?)
    }

    fn is_leaf(&self, at: usize) -> bool {
        2 * at + 2 >= self.boxes.len()
    }
}

/// Pairs of pieces that are not known to keep so many metres apart, by their numbers.
pub fn all_nearer(one: &Tree, other: &Tree, distance: f64) -> Vec<[usize; 2]> {
    let mut found = Vec::new();
    nearer(one, other, distance, &|| true, &mut |pair| {
        found.push(pair);
        true
    });
    found
}

/// Shows pairs of pieces that are not known to keep so many metres apart, as long as more are wanted.
/// Each step is allowed for, or it is the last.
fn nearer(
    one: &Tree,
    other: &Tree,
    distance: f64,
    may_go_on: &dyn Fn() -> bool,
    see: &mut dyn FnMut([usize; 2]) -> bool,
) {
    let mut stack = vec![[0, 0]];
    while let Some([a, b]) = stack.pop().filter(|_| may_go_on()) {
        let ((one_box, one_error), (other_box, other_error)) = (one.boxes[a], other.boxes[b]);
        if one_error == f64::NEG_INFINITY || other_error == f64::NEG_INFINITY {
            continue;
        }
        let gap =
            |axis: usize| (one_box[0][axis] - other_box[1][axis]).max(other_box[0][axis] - one_box[1][axis]).max(0.0);
        if space::length([gap(0), gap(1), gap(2)]) - one_error - other_error >= distance {
            continue;
        }
        if let (Some(piece), Some(second)) = (one.piece(a), other.piece(b)) {
            let keeps = piece.at_least(second) >= distance;
            if !keeps && !see([a - one.boxes.len() / 2, b - other.boxes.len() / 2]) {
                return;
            }
            continue;
        }
        let split_one = !one.is_leaf(a) && (other.is_leaf(b) || size(&one_box) >= size(&other_box));
        if split_one {
            stack.extend([[2 * a + 1, b], [2 * a + 2, b]]);
        } else {
            stack.extend([[a, 2 * b + 1], [a, 2 * b + 2]]);
        }
    }
}

fn size(corners: &[Point; 2]) -> f64 {
    space::length(space::minus(corners[1], corners[0]))
}

fn keep_apart(one: &Tree, other: &Tree, distance: f64, effort: &Effort) -> Result<(), String> {
    let mut keeps = true;
    nearer(one, other, distance, &|| effort.spend(50), &mut |_| {
        keeps = false;
        false
    });
    if keeps { Ok(()) } else { Err("the legs are not shown to keep apart".to_owned()) }
}
