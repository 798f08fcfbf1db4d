//! Separation as evidence shows it: courses, cut finely enough that straight lines through the Earth show what holds.

use rustc_hash::FxHashMap;

use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Km, LegId, ServiceId};
use crate::proof::evidence::separation::{self, Piece, Tree};
use crate::proof::evidence::{Apart as Shown, End, Place, Separation, Stretch};
use crate::rules::Cx;
use crate::rules::diversity::{Apart, Asked, Drawings, Drawn, Geometry, Separated, Terms, TooClose, Why};
use crate::rules::proofs::{Room, number, place};
use crate::solve::area::Budget;
use crate::solve::geodesic::{self, Line};

/// Figures that one stretch counts, by how long it is when it is written.
const FIGURES: usize = 10;
/// Rounds in which pieces are halved: from half the Earth to a millimetre.
const ROUNDS: usize = 40;

/// A stretch, cut at parts of its length.
struct Cut {
    of: usize,
    drawn: Drawn,
    line: Line,
    length: Km,
    /// From 0 to 1; of a place alone, 0.
    at: Vec<f64>,
    /// Where that is.
    places: Vec<Place>,
}

impl Cut {
    fn new(drawn: Drawn) -> Self {
        let [from, to] = drawn.ends;
        let (line, length) = Line::new(from, to);
        let (at, places) = if length.0 == 0.0 {
            (vec![0.0], vec![place(from)])
        } else {
            (vec![0.0, 1.0], vec![place(from), place(to)])
        };
        Self { of: number(Vertex(drawn.stretch.tag)), drawn, line, length, at, places }
    }

    fn insert(&mut self, before: usize, at: f64) {
        self.at.insert(before, at);
        self.places.insert(before, place(self.line.at(Km(self.length.0 * at))));
    }

    fn shown(&self) -> Stretch {
        Stretch {
            of: self.of,
            slack_m: self.drawn.stretch.slack,
            straight: self.drawn.straight,
            places: self.places.clone(),
        }
    }

    /// Cuts a piece in two.
    fn halve(&mut self, piece: usize) {
        if let [from, to] = self.at[piece..(piece + 2).min(self.at.len())] {
            self.insert(piece + 1, f64::midpoint(from, to));
        }
    }

    /// Cuts at a place, where there is no cut within a centimetre: what is shorter has no direction that could be told.
    fn cut(&mut self, at: f64) {
        const LEAST_M: f64 = 0.01;
        let next = self.at.partition_point(|&known| known < at);
        let is_free =
            |known: Option<&f64>| known.is_some_and(|known| (known - at).abs() * self.length.0 * 1_000.0 > LEAST_M);
        if self.at.len() > 1 && next > 0 && is_free(self.at.get(next - 1)) && is_free(self.at.get(next)) {
            self.insert(next, at);
        }
    }
}

/// What the separations of all services have in common.
pub struct Of<'o, 'c> {
    pub drawings: &'c Drawings,
    pub separations: FxHashMap<ServiceId, Vec<&'c Separated>>,
    pub room: &'o Room,
}

/// The separation of a service whose policy asks for it.
pub fn separation<'c>(
    cx: &'c Cx<'_>,
    id: ServiceId,
    terms: &Terms<'_, '_>,
    of: &Of<'_, 'c>,
    closures: &mut Closures<'c>,
) -> Option<Separation> {
    let room = of.room;
    let (corridor, graph) = (cx.corridor, cx.graph);
    let asked = terms.policy.separation?;
    let legs = &corridor.service(id).legs;
    let ends = terms.ends.map(|end| {
        let at = corridor.site(end).at;
        End { at: place(at), slack_m: geodesic::off(at).0 * 1_000.0 }
    });
    let judge = Asked::new(corridor, graph, of.drawings, terms)?;
    let course = |leg: &LegId, closures: &mut Closures<'c>| {
        let (closure, unknown) = closures.of(&[graph.vertex(Node::Leg(*leg))]);
        if unknown.meets(Unknown::LEFT_OUT) || !room.take(closure.len()) {
            return None;
        }
        let geometry: Geometry = judge.geometry(terms, &closure, &mut Budget(u64::MAX)).ok()?;
        let stretches = geometry.stretches();
        room.take(stretches.len() * FIGURES).then(|| stretches.iter().copied().map(Cut::new).collect::<Vec<Cut>>())
    };
    let mut courses: Vec<Option<Vec<Cut>>> = legs.iter().map(|leg| course(leg, closures)).collect();
    let mut evidence = Separation {
        distance_km: asked.distance.0,
        near_ends_km: asked.near_ends.map(|near| near.0),
        ends,
        courses: Vec::new(),
        pairs: Vec::new(),
    };
    let position: FxHashMap<LegId, usize> = legs.iter().copied().zip(0..).collect();
    let pairs: FxHashMap<[usize; 2], &Apart> = of
        .separations
        .get(&id)
        .into_iter()
        .flatten()
        .filter_map(|told| Some(([*position.get(&told.earlier)?, *position.get(&told.later)?], &told.apart)))
        .collect();
    let mut witnesses = Vec::new();
    for later in 1..legs.len() {
        for earlier in 0..later {
            let apart = pairs.get(&[earlier, later]).copied();
            let (before, after) = courses.split_at_mut(later);
            let claims = match (&mut before[earlier], &mut after[0], apart) {
                (Some(one), Some(other), Some(Apart::Proven { .. })) => cut_apart(&mut [one, other], &evidence, room),
                (Some(one), Some(other), Some(Apart::TooClose(close))) if close.why == Why::Proven => {
                    cut_at([one, other], close);
                    true
                }
                _ => false,
            };
            let verdict = match apart {
                Some(Apart::Proven { .. }) if claims => "apart",
                Some(Apart::TooClose(TooClose { why: Why::Proven, .. })) => "too-close",
                Some(Apart::TooClose(TooClose { why: Why::NotTold, .. })) => "not-told",
                Some(Apart::TooClose(_)) => "assumed-straight",
                Some(Apart::Unknown) => "unknown",
                Some(Apart::Proven { .. } | Apart::Spent) | None => "not-compared",
            };
            let [at_least_m, at_most_m] = match apart {
                Some(&Apart::Proven { at_least, at_most }) => [at_least, at_most],
                Some(Apart::TooClose(close)) => [close.nearest.at_least, close.nearest.at_most],
                Some(Apart::Unknown | Apart::Spent) | None => [f64::INFINITY; 2],
            }
            .map(|metres| metres.is_finite().then_some(metres));
            let (legs, verdict) = ([earlier, later], verdict.to_owned());
            evidence.pairs.push(Shown { legs, verdict, witness: None, at_least_m, at_most_m });
            witnesses.push(if let Some(Apart::TooClose(close)) = apart { Some(close) } else { None });
        }
    }
    let shown = |course: &Option<Vec<Cut>>| course.as_ref().map(|course| course.iter().map(Cut::shown).collect());
    evidence.courses = courses.iter().map(shown).collect();
    let mut pairs = std::mem::take(&mut evidence.pairs);
    for (pair, close) in pairs.iter_mut().zip(witnesses).filter(|(pair, _)| pair.verdict == "too-close") {
        let witness = close.and_then(|close| witness(&evidence, pair.legs, close));
        pair.witness = witness;
        if witness.is_none() {
            // Nearer to what is asked than the evidence tells.
            "not-told".clone_into(&mut pair.verdict);
        }
    }
    evidence.pairs = pairs;
    Some(evidence)
}

/// The pieces of a course that count, each with its stretch and its place there.
fn pieces(course: &[Cut], evidence: &Separation) -> (Vec<Piece>, Vec<[usize; 2]>) {
    let radius = evidence.near_ends_km.map(|km| km * 1_000.0);
    let (mut pieces, mut of) = (Vec::new(), Vec::new());
    for (stretch, cut) in course.iter().enumerate() {
        for (at, piece) in separation::of_stretch(&cut.shown()).into_iter().enumerate() {
            if !piece.is_near(&evidence.ends, radius) {
                pieces.push(piece);
                of.push([stretch, at]);
            }
        }
    }
    (pieces, of)
}

/// Cuts two courses until straight lines show that they keep apart; false where they do not show it, or no room is left.
fn cut_apart(courses: &mut [&mut Vec<Cut>; 2], evidence: &Separation, room: &Room) -> bool {
    /// Shorter pieces show nothing more.
    const LEAST_M: f64 = 0.5;
    let distance = evidence.distance_km * 1_000.0;
    for _ in 0..ROUNDS {
        let told = [0, 1].map(|side| pieces(courses[side], evidence));
        let trees = [0, 1].map(|side| Tree::new(told[side].0.clone()));
        let near = separation::all_nearer(&trees[0], &trees[1], distance);
        if near.is_empty() {
            return true;
        }
        if !room.take(told[0].0.len() + told[1].0.len() + near.len()) {
            return false;
        }
        let mut halved = [Vec::new(), Vec::new()];
        for pair in near {
            let lengths = [0, 1].map(|side| told[side].0[pair[side]].length());
            let side = usize::from(lengths[1] > lengths[0]);
            if lengths[side] < LEAST_M {
                return false;
            }
            halved[side].push(told[side].1[pair[side]]);
        }
        for side in [0, 1] {
            halved[side].sort_unstable();
            halved[side].dedup();
            // From the last on, so that the places of those before stay.
            for &[stretch, piece] in halved[side].iter().rev() {
                courses[side][stretch].halve(piece);
            }
        }
    }
    false
}

/// Cuts two courses around where they come nearest.
fn cut_at(courses: [&mut Vec<Cut>; 2], close: &TooClose) {
    for (side, course) in courses.into_iter().enumerate() {
        let Some((stretch, at)) = nearest(course, close, side) else { continue };
        let cut = &mut course[stretch];
        // The nearest piece may lie so near to the rim of what counts that a chord does not tell; then the next does.
        for further in [0.0, 1.0, 10.0, 100.0, 1_000.0] {
            let reach = (close.nearest.reach[side] + further) / (cut.length.0 * 1_000.0);
            cut.cut(at - reach);
            cut.cut(at + reach);
        }
    }
}

/// The stretch on which the place lies where two courses come nearest, and at which part of its length.
fn nearest(course: &[Cut], close: &TooClose, side: usize) -> Option<(usize, f64)> {
    let (tag, at) = (number(Vertex(close.nearest.tags[side])), close.nearest.at[side]);
    let detour = |cut: &Cut| {
        let [from, to] = cut.drawn.ends;
        geodesic::distance(from, at).0 + geodesic::distance(at, to).0 - cut.length.0
    };
    let on = course.iter().enumerate().filter(|(_, cut)| cut.of == tag);
    let (stretch, cut) = on.min_by(|(_, one), (_, other)| detour(one).total_cmp(&detour(other)))?;
    let part = if cut.length.0 == 0.0 { 0.0 } else { geodesic::distance(cut.drawn.ends[0], at).0 / cut.length.0 };
    Some((stretch, part))
}

/// Two pieces that come too near, as the numbers of stretch and piece of each.
fn witness(evidence: &Separation, legs: [usize; 2], close: &TooClose) -> Option<[[usize; 2]; 2]> {
    let radius = evidence.near_ends_km.map(|km| km * 1_000.0);
    let candidates = |side: usize| -> Vec<([usize; 2], Piece)> {
        let tag = number(Vertex(close.nearest.tags[side]));
        let course = evidence.courses[legs[side]].iter().flatten().enumerate();
        let on = course.filter(|(_, stretch)| stretch.of == tag && stretch.straight.is_none());
        let of_stretch = |(at, stretch): (usize, &Stretch)| {
            let pieces = separation::of_stretch(stretch).into_iter().enumerate();
            pieces.map(move |(piece, told)| ([at, piece], told)).collect::<Vec<_>>()
        };
        let outside = |(_, piece): &([usize; 2], Piece)| piece.is_outside(&evidence.ends, radius);
        on.flat_map(of_stretch).filter(outside).collect()
    };
    let [ones, others] = [candidates(0), candidates(1)];
    if close.nearest.tags[0] == close.nearest.tags[1] {
        return Some([ones.first()?.0, others.first()?.0]);
    }
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let (one, other) = pairs.min_by(|(a, b), (c, d)| a.1.at_most(&b.1).total_cmp(&c.1.at_most(&d.1)))?;
    (one.1.at_most(&other.1) < evidence.distance_km * 1_000.0).then_some([one.0, other.0])
}
