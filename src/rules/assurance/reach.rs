//! Which routers reach each other, and which no longer do when things fail.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Adjacency, Closures, Joined, Node, Vertex, adjacencies, routers};
use crate::model::{Date, DeviceId, Id};
use crate::rules::Cx;
use crate::rules::assurance::demand::preference;
use crate::rules::assurance::failures::can_fail;

/// What fails.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Failing {
    Plant(Vertex),
    /// What joins two routers of a hub, by the side whose id comes first.
    Handoff(Id),
    Router(DeviceId),
}

/// What failures take from the routers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    /// Each alone does the very same, the one that can be touched first.
    pub things: Vec<Failing>,
    /// What no longer joins two routers.
    pub taken: Vec<Adjacency>,
    pub down: Vec<DeviceId>,
    /// Of each island that fell apart all pieces but the greatest, which is what is left of it.
    pub apart: Vec<Vec<DeviceId>>,
    /// Pairs of routers that reached each other before.
    pub lost: usize,
}

/// Routers, and what joins them, on a day.
#[derive(Debug)]
pub struct Reach {
    pub routers: Vec<DeviceId>,
    joined: Vec<Joint>,
    /// Of each router what it stands in and whose it is, with all that rests on.
    place: Vec<Vec<Vertex>>,
    /// Of some of what joins them not all is known: what fails there may take more.
    pub is_known: bool,
}

#[derive(Debug)]
struct Joint {
    of: Adjacency,
    /// Places among the routers.
    ends: [usize; 2],
    on: Vec<Vertex>,
}

impl Reach {
    /// Routers and what joins them, as they stand on a day.
    pub fn new(cx: &Cx<'_>, date: Date) -> Self {
        let corridor = cx.corridor;
        let mut closures = Closures::new(cx.graph);
        let stands = |id: Id| corridor.declaration(id).lifecycle.stands_at(date);
        let (found, place): (Vec<DeviceId>, Vec<Vec<Vertex>>) = routers(corridor)
            .filter(|(_, device)| stands(device.id))
            .map(|(id, device)| {
                let site = device.site.map(|site| cx.graph.vertex(Node::Site(site)));
                let operator = device.operator.map(|operator| cx.graph.vertex(Node::Operator(operator)));
                let roots: Vec<Vertex> = site.into_iter().chain(operator).collect();
                (id, closures.of(&roots).0)
            })
            .unzip();
        let at: BTreeMap<DeviceId, usize> = found.iter().copied().zip(0..).collect();
        let (mut joined, mut is_known) = (Vec::new(), true);
        for of in adjacencies(corridor) {
            let ends = of.ends.map(|end| at.get(&end.device).copied());
            let ([Some(one), Some(other)], true) = (ends, of.stands(corridor, &mut closures, date)) else {
                continue;
            };
            let on = match of.over {
                Joined::Link(link) => {
                    let (on, unknown) = closures.of(&[cx.graph.vertex(Node::Link(link))]);
                    is_known &= unknown.is_nothing();
                    on
                }
                Joined::Handoff(_) => Vec::new(),
            };
            joined.push(Joint { of, ends: [one, other], on });
        }
        Self { routers: found, joined, place, is_known }
    }

    /// The routers by who reaches whom, when nothing fails: the most first.
    pub fn islands(&self) -> Vec<Vec<DeviceId>> {
        self.named(&self.pieces(&Taken::default()))
    }

    /// Pairs of routers that reach each other when nothing fails.
    pub fn pairs(&self) -> usize {
        pairs(&self.pieces(&Taken::default()))
    }

    /// What is lost when all of these fail together.
    pub fn together(&self, failing: &[Failing]) -> Cut {
        let mut taken = Taken::default();
        for one in failing {
            taken.down.extend((0..self.routers.len()).filter(|&at| match one {
                Failing::Router(device) => self.routers[at] == *device,
                Failing::Plant(vertex) => self.place[at].binary_search(vertex).is_ok(),
                Failing::Handoff(_) => false,
            }));
            taken.joints.extend((0..self.joined.len()).filter(|&at| match one {
                Failing::Handoff(side) => self.joined[at].is_handoff(*side),
                Failing::Plant(vertex) => self.joined[at].on.binary_search(vertex).is_ok(),
                Failing::Router(_) => false,
            }));
        }
        self.cut(failing.to_vec(), &self.whole(taken), &self.pieces(&Taken::default()))
    }

    /// All single failures that take a router or what joins two, the worst first; those that take the same together.
    pub fn each(&self, cx: &Cx<'_>) -> Vec<Cut> {
        let mut taken: BTreeMap<Failing, Taken> = BTreeMap::new();
        for (joint, at) in self.joined.iter().zip(0..) {
            for &vertex in joint.on.iter().filter(|&&vertex| can_fail(cx.graph, vertex)) {
                taken.entry(Failing::Plant(vertex)).or_default().joints.insert(at);
            }
            if let Joined::Handoff([side, _]) = joint.of.over {
                taken.entry(Failing::Handoff(side)).or_default().joints.insert(at);
            }
        }
        for (place, at) in self.place.iter().zip(0..) {
            for &vertex in place.iter().filter(|&&vertex| can_fail(cx.graph, vertex)) {
                taken.entry(Failing::Plant(vertex)).or_default().down.insert(at);
            }
            taken.entry(Failing::Router(self.routers[at])).or_default().down.insert(at);
        }
        let mut alike: BTreeMap<Taken, Vec<Failing>> = BTreeMap::new();
        for (thing, taken) in taken {
            alike.entry(self.whole(taken)).or_default().push(thing);
        }
        let before = self.pieces(&Taken::default());
        let first = |thing: &Failing| match thing {
            Failing::Plant(vertex) => preference(cx.graph, *vertex),
            Failing::Router(_) | Failing::Handoff(_) => 0,
        };
        let cut = |(taken, mut things): (Taken, Vec<Failing>)| {
            things.sort_by_key(|thing| (first(thing), *thing));
            self.cut(things, &taken, &before)
        };
        let mut cuts: Vec<Cut> = alike.into_iter().map(cut).collect();
        cuts.sort_by_cached_key(|cut| (Reverse(cut.lost), Reverse(cut.taken.len()), cut.things.clone()));
        cuts
    }

    /// With all that joins a router which is down.
    fn whole(&self, mut taken: Taken) -> Taken {
        if !taken.down.is_empty() {
            let is_down = |joint: &Joint| joint.ends.iter().any(|end| taken.down.contains(end));
            let also: Vec<usize> = (0..self.joined.len()).filter(|&at| is_down(&self.joined[at])).collect();
            taken.joints.extend(also);
        }
        taken
    }

    /// Of each router, by its place, the least one that it reaches; `None` where it is down.
    fn pieces(&self, taken: &Taken) -> Vec<Option<usize>> {
        let mut is_taken = vec![false; self.joined.len()];
        taken.joints.iter().for_each(|&at| is_taken[at] = true);
        let mut root: Vec<usize> = (0..self.routers.len()).collect();
        for (joint, is_taken) in self.joined.iter().zip(is_taken) {
            if !is_taken {
                let [one, other] = joint.ends.map(|end| find(&mut root, end));
                root[one.max(other)] = one.min(other);
            }
        }
        (0..root.len()).map(|at| (!taken.down.contains(&at)).then(|| find(&mut root, at))).collect()
    }

    fn named(&self, pieces: &[Option<usize>]) -> Vec<Vec<DeviceId>> {
        let mut islands: BTreeMap<usize, Vec<DeviceId>> = BTreeMap::new();
        for (piece, router) in pieces.iter().zip(&self.routers) {
            if let Some(piece) = piece {
                islands.entry(*piece).or_default().push(*router);
            }
        }
        by_size(islands)
    }

    fn cut(&self, things: Vec<Failing>, taken: &Taken, before: &[Option<usize>]) -> Cut {
        let after = self.pieces(taken);
        let lost = pairs(before) - pairs(&after);
        let mut apart = Vec::new();
        if lost > 0 {
            // What is left of each island.
            let mut left: BTreeMap<usize, BTreeMap<usize, Vec<DeviceId>>> = BTreeMap::new();
            for ((before, after), router) in before.iter().zip(&after).zip(&self.routers) {
                if let (Some(before), Some(after)) = (before, after) {
                    left.entry(*before).or_default().entry(*after).or_default().push(*router);
                }
            }
            apart.extend(left.into_values().flat_map(|pieces| by_size(pieces).into_iter().skip(1)));
        }
        Cut {
            things,
            lost,
            taken: taken.joints.iter().map(|&at| self.joined[at].of).collect(),
            down: taken.down.iter().map(|&at| self.routers[at]).collect(),
            apart,
        }
    }
}

/// The most first.
fn by_size(pieces: BTreeMap<usize, Vec<DeviceId>>) -> Vec<Vec<DeviceId>> {
    let mut pieces: Vec<Vec<DeviceId>> = pieces.into_values().collect();
    pieces.sort_by_key(|piece| Reverse(piece.len()));
    pieces
}

/// Pairs of routers that reach each other.
fn pairs(pieces: &[Option<usize>]) -> usize {
    let mut sizes = vec![0_usize; pieces.len()];
    pieces.iter().flatten().for_each(|&piece| sizes[piece] += 1);
    sizes.into_iter().map(|size| size * size.saturating_sub(1) / 2).sum()
}

impl Joint {
    fn is_handoff(&self, side: Id) -> bool {
        matches!(self.of.over, Joined::Handoff(sides) if sides.contains(&side))
    }
}

/// The least place that is joined with this one.
fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

/// Places among the joints, and among the routers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
struct Taken {
    joints: BTreeSet<usize>,
    down: BTreeSet<usize>,
}
