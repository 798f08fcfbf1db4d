//! What is lost when things fail: services, which do not reroute, and demands, which do.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Closures, Graph, Node, Vertex};
use crate::model::{Date, DemandId, ServiceId, Status};
use crate::proof::{Edge, Net, Question};
use crate::rules::Cx;
use crate::rules::assurance::demand::{self, Plant};
use crate::solve::failures::{self, Carried, PairLoss};
use crate::solve::routes::Single;

/// Things that fail, and what is lost with them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Each with the others whose failure does the very same, the one that can be touched first.
    pub things: Vec<Vec<Vertex>>,
    pub services: Vec<ServiceId>,
    pub demands: Vec<DemandId>,
}

/// The worst of many outcomes.
#[derive(Debug)]
pub struct Worst {
    /// How many there are.
    pub all: usize,
    /// By services lost, then by demands, then by the things.
    pub worst: Vec<Outcome>,
    /// Demands of which it is not known what they lose: there is too much to be searched.
    pub unfollowed: Vec<DemandId>,
}

/// Edges that all searches for the routes of all demands may look at: a second's.
const EDGES: u64 = 80_000_000;

/// What can fail by itself: what a cut, an outage or an event takes.
pub fn can_fail(graph: &Graph, vertex: Vertex) -> bool {
    match graph.node(vertex) {
        Node::Link(_)
        | Node::Channel(_)
        | Node::LineSystem(_)
        | Node::Span(_)
        | Node::Cable(_)
        | Node::Conduit(_)
        | Node::RightOfWay(_)
        | Node::Site(_)
        | Node::Metro(_)
        | Node::Risk(_) => true,
        Node::Leg(_) | Node::Country(_) | Node::Operator(_) => false,
    }
}

/// All that can be lost, in a form in which failures are quickly told.
///
/// Things on which the same legs and the same ways ride do the same when they fail: they are one group.
#[derive(Debug)]
pub struct Failures {
    services: Vec<ServiceId>,
    /// Of each service what it rides on, by group.
    carried: Vec<Carried>,
    demands: Vec<Followed>,
    /// Demands that `check` does not decide, either.
    undecided: Vec<DemandId>,
    /// Of each way the groups that it rides on, sorted.
    groups_of: Vec<Vec<u32>>,
    group_of: FxHashMap<Vertex, u32>,
    /// The things of each group, the one that can be touched first.
    members: Vec<Vec<Vertex>>,
    /// Of each thing how soon it is named: what can be touched first.
    order: FxHashMap<Vertex, (u8, Vertex)>,
    /// Of some legs not all is known: what fails there may take more.
    pub is_known: bool,
}

impl Failures {
    /// Services and demands that are not retired; of things those that `counts` takes. With a date, legs that stand
    /// then, and services of which enough do; without, all that is declared.
    pub fn new(cx: &Cx<'_>, counts: &dyn Fn(Vertex) -> bool, date: Option<Date>) -> Self {
        let corridor = cx.corridor;
        let mut closures = Closures::new(cx.graph);
        let (mut services, mut rides, mut is_known) = (Vec::new(), Vec::new(), true);
        for (service, at) in corridor.services.iter().zip(0..) {
            let retired = corridor.declaration(service.id).lifecycle.status == Status::Retired;
            if retired || service.legs.is_empty() || service.legs.len() > 64 {
                continue;
            }
            let mut on: Vec<(Vertex, u64)> = Vec::new();
            let mut legs = 0;
            for leg in &service.legs {
                let (closure, unknown) = closures.of(&[cx.graph.vertex(Node::Leg(*leg))]);
                if date.is_none_or(|date| cx.graph.stand(corridor, &closure, date)) {
                    is_known &= unknown.is_nothing();
                    on.extend(closure.into_iter().filter(|&vertex| counts(vertex)).map(|vertex| (vertex, 1 << legs)));
                    legs += 1;
                }
            }
            if date.is_some() && u64::from(legs) < service.needs {
                continue;
            }
            on.sort_unstable();
            on.dedup_by(|next, kept| {
                let is_same = next.0 == kept.0;
                kept.1 |= if is_same { next.1 } else { 0 };
                is_same
            });
            services.push(ServiceId(at));
            rides.push(Rides { legs, needs: service.needs as u32, on });
        }
        let plant = Plant::new(corridor, cx.graph);
        let decided = demand::decided(cx, &plant, None);
        let all = corridor.demands.iter().zip((0..).map(DemandId));
        let undecided = all.clone().skip(decided).map(|(_, id)| id).collect();
        let follow = |(demand, id): (_, DemandId)| {
            let asked = demand::alone(cx, &plant, demand, &mut closures)?;
            let bare = |edge: Edge| Edge { labels: Vec::new(), ..edge };
            let edges = asked.net.edges.into_iter().map(bare).collect();
            let net = Net { sites: asked.net.sites, edges, ..Net::default() };
            Some(Followed { id, net, question: asked.question, ways: asked.ways })
        };
        let demands: Vec<Followed> = all.take(decided).filter_map(follow).collect();
        let (group_of, members) = groups(cx.graph, &rides, &plant, &demands, counts);
        let grouped = |Rides { legs, needs, on }: Rides| {
            let mut on: Vec<(u32, u64)> = on.into_iter().map(|(thing, legs)| (group_of[&thing], legs)).collect();
            on.sort_unstable();
            on.dedup();
            on.shrink_to_fit();
            Carried { legs, needs, on }
        };
        let carried = rides.into_iter().map(grouped).collect();
        let order = group_of.keys().map(|&thing| (thing, (demand::preference(cx.graph, thing), thing))).collect();
        let groups_on = |way: &demand::Way| {
            let mut on: Vec<u32> = way.closure.iter().filter_map(|thing| group_of.get(thing)).copied().collect();
            on.sort_unstable();
            on.dedup();
            on
        };
        let groups_of = if demands.is_empty() { Vec::new() } else { plant.ways.iter().map(groups_on).collect() };
        Self { services, carried, demands, undecided, groups_of, group_of, members, order, is_known }
    }

    /// What is lost when all of these fail together.
    pub fn together(&self, failed: &[Vertex]) -> Outcome {
        let groups: FxHashSet<u32> = failed.iter().filter_map(|thing| self.group_of.get(thing)).copied().collect();
        let mut services = Vec::new();
        for (service, carried) in self.services.iter().zip(&self.carried) {
            let down = carried.on.iter().filter(|(group, _)| groups.contains(group));
            if carried.is_lost(down.fold(0_u64, |down, (_, legs)| down | legs)) {
                services.push(*service);
            }
        }
        let failed_groups: Vec<u32> = groups.into_iter().collect();
        let is_lost = |demand: &&Followed| {
            let mut routes = self.routes(demand);
            routes.as_mut().is_some_and(|routes| routes.route(&failed_groups).is_none() && routes.route(&[]).is_some())
        };
        let demands = self.demands.iter().filter(is_lost).map(|demand| demand.id).collect();
        Outcome { things: failed.iter().map(|&thing| vec![thing]).collect(), services, demands }
    }

    /// Demands that cannot be followed, whatever fails.
    pub fn undecided(&self) -> &[DemandId] {
        &self.undecided
    }

    /// `None` where nothing leads between the sites of a demand at all.
    fn routes<'f>(&'f self, demand: &'f Followed) -> Option<Routes<'f>> {
        let single = Single::new(&demand.net, &demand.question)?;
        Some(Routes { single, ways: &demand.ways, groups_of: &self.groups_of })
    }

    /// Every single failure that takes a service or a demand.
    pub fn each(&self, most: usize) -> Worst {
        let mut lost: BTreeMap<u32, (Vec<u32>, Vec<DemandId>)> = BTreeMap::new();
        for (group, service) in failures::singles(&self.carried) {
            lost.entry(group).or_default().0.push(service);
        }
        let mut unfollowed = self.undecided.clone();
        let left = Cell::new(EDGES);
        for demand in &self.demands {
            let Some(mut routes) = self.routes(demand) else { continue };
            match routes.fatal(&[], &left) {
                Some(fatal) => fatal.into_iter().for_each(|group| lost.entry(group).or_default().1.push(demand.id)),
                None => unfollowed.push(demand.id),
            }
        }
        // Those that take the very same are told together, whatever rides on them besides.
        let mut alike: BTreeMap<(Vec<u32>, Vec<DemandId>), Vec<u32>> = BTreeMap::new();
        for (group, taken) in lost {
            alike.entry(taken).or_default().push(group);
        }
        let all = alike.len();
        let first = |((services, demands), groups): (&(Vec<u32>, Vec<DemandId>), &Vec<u32>)| {
            (vec![groups[0]], services.clone(), demands.clone())
        };
        let mut told = self.worst(alike.iter().map(first).collect(), all, most, unfollowed);
        let others: FxHashMap<Vertex, &Vec<u32>> =
            alike.values().map(|groups| (self.members[groups[0] as usize][0], groups)).collect();
        for outcome in &mut told.worst {
            let groups = others[&outcome.things[0][0]];
            let mut things: Vec<Vertex> =
                groups.iter().flat_map(|&group| &self.members[group as usize]).copied().collect();
            things.sort_by_key(|&thing| self.order[&thing]);
            outcome.things = vec![things];
        }
        told
    }

    /// Every pair of failures that takes a service or a demand that neither takes alone; `None` where there are too
    /// many to be told.
    pub fn pairs(&self, most: usize) -> Option<Worst> {
        const LOSSES: usize = 50_000_000;
        let (mut demands, unfollowed) = self.pairs_of_demands();
        let lost = failures::pairs(&self.carried, LOSSES)?;
        let runs: Vec<&[PairLoss]> = lost.chunk_by(|one, other| one.things() == other.things()).collect();
        let mut with: FxHashMap<usize, Vec<DemandId>> = FxHashMap::default();
        demands.retain(|things, of| match runs.binary_search_by_key(things, |run| run[0].things()) {
            Ok(at) => {
                with.insert(at, std::mem::take(of));
                false
            }
            Err(_) => true,
        });
        // Of millions only the worst are written out.
        let mut order: Vec<usize> = (0..runs.len()).collect();
        if most < order.len() {
            let weight = |at: &usize| (Reverse(runs[*at].len()), Reverse(with.get(at).map_or(0, Vec::len)), *at);
            order.select_nth_unstable_by_key(most, weight);
            order.truncate(most);
        }
        let all = runs.len() + demands.len();
        let of_services = order.into_iter().map(|at| {
            let services = runs[at].iter().map(|loss| loss.service()).collect();
            (runs[at][0].things().to_vec(), services, with.remove(&at).unwrap_or_default())
        });
        let mut told: Vec<(Vec<u32>, Vec<u32>, Vec<DemandId>)> = of_services.collect();
        told.extend(demands.into_iter().map(|(things, of)| (things.to_vec(), Vec::new(), of)));
        Some(self.worst(told, all, most, unfollowed))
    }

    /// The pairs of groups of which every route of a demand rides on one, and not on one of them alone; and the demands
    /// that are not followed.
    fn pairs_of_demands(&self) -> (BTreeMap<[u32; 2], Vec<DemandId>>, Vec<DemandId>) {
        let mut lost: BTreeMap<[u32; 2], Vec<DemandId>> = BTreeMap::new();
        let mut unfollowed = self.undecided.clone();
        let left = Cell::new(EDGES);
        for demand in &self.demands {
            let Some(mut routes) = self.routes(demand) else { continue };
            match routes.fatal_pairs(&left) {
                Some(pairs) => pairs.into_iter().for_each(|pair| lost.entry(pair).or_default().push(demand.id)),
                None => unfollowed.push(demand.id),
            }
        }
        (lost, unfollowed)
    }

    fn worst(
        &self,
        mut told: Vec<(Vec<u32>, Vec<u32>, Vec<DemandId>)>,
        all: usize,
        most: usize,
        mut unfollowed: Vec<DemandId>,
    ) -> Worst {
        unfollowed.sort_unstable();
        told.sort_by(|(things, services, demands), (other_things, other_services, other_demands)| {
            (other_services.len(), other_demands.len(), things).cmp(&(services.len(), demands.len(), other_things))
        });
        told.truncate(most);
        let outcome = |(groups, services, demands): (Vec<u32>, Vec<u32>, Vec<DemandId>)| Outcome {
            things: groups.iter().map(|&group| self.members[group as usize].clone()).collect(),
            services: services.iter().map(|&service| self.services[service as usize]).collect(),
            demands,
        };
        Worst { all, worst: told.into_iter().map(outcome).collect(), unfollowed }
    }
}

/// What a service rides on, thing by thing, with the legs that do.
struct Rides {
    legs: u32,
    needs: u32,
    on: Vec<(Vertex, u64)>,
}

/// A demand as a net of ways, whatever its routes may share.
#[derive(Debug)]
struct Followed {
    id: DemandId,
    net: Net,
    question: Question,
    /// Of each edge, the way that it is.
    ways: Vec<usize>,
}

/// The routes of one demand that are left when some groups fail.
struct Routes<'f> {
    single: Single,
    ways: &'f [usize],
    groups_of: &'f [Vec<u32>],
}

impl Routes<'_> {
    /// The groups that a route rides on which is left when these have failed.
    fn route(&mut self, failed: &[u32]) -> Option<Vec<u32>> {
        let of_edge = |edge: u32| &self.groups_of[self.ways[edge as usize]];
        let is_down = |edge: u32| failed.iter().any(|group| of_edge(edge).binary_search(group).is_ok());
        let route = self.single.route(is_down)?;
        let mut on: Vec<u32> = route.into_iter().flat_map(of_edge).copied().collect();
        on.sort_unstable();
        on.dedup();
        Some(on)
    }

    /// The groups that every route rides on, besides what has failed already; `None` where too much is left to be
    /// searched.
    fn fatal(&mut self, failed: &[u32], left: &Cell<u64>) -> Option<Vec<u32>> {
        let search = |routes: &mut Self, failed: &[u32]| {
            left.set(left.get().checked_sub(100 + routes.single.edges() as u64)?);
            Some(routes.route(failed))
        };
        let Some(mut open) = search(self, failed)? else { return Some(Vec::new()) };
        let mut fatal = Vec::new();
        // A route around one clears all that it does not ride on.
        while let Some(group) = open.pop() {
            let both: Vec<u32> = failed.iter().copied().chain([group]).collect();
            match search(self, &both)? {
                Some(other) => open.retain(|group| other.binary_search(group).is_ok()),
                None => fatal.push(group),
            }
        }
        fatal.reverse();
        Some(fatal)
    }

    /// The pairs of groups of which every route rides on one, and not on one of them alone, each pair once.
    fn fatal_pairs(&mut self, left: &Cell<u64>) -> Option<BTreeSet<[u32; 2]>> {
        let single = self.fatal(&[], left)?;
        let mut pairs = BTreeSet::new();
        // A pair that cuts all routes has one of its things on this one.
        for first in self.route(&[]).unwrap_or_default().into_iter().filter(|group| !single.contains(group)) {
            let fatal = self.fatal(&[first], left)?.into_iter().filter(|group| !single.contains(group));
            pairs.extend(fatal.map(|second| [first.min(second), first.max(second)]));
        }
        Some(pairs)
    }
}

/// Puts together the things on which the very same ride, legs of services and ways that a demand may use; of each thing
/// its group, and the things of each group.
fn groups(
    graph: &Graph,
    services: &[Rides],
    plant: &Plant,
    demands: &[Followed],
    counts: &dyn Fn(Vertex) -> bool,
) -> (FxHashMap<Vertex, u32>, Vec<Vec<Vertex>>) {
    // Whatever rides on some things of a group, or on all in another manner, parts it.
    let mut group_of: FxHashMap<Vertex, u32> = FxHashMap::default();
    let mut groups = 1_u32;
    let mut part = |riders: &mut dyn Iterator<Item = (Vertex, u64)>| {
        let mut parted: FxHashMap<(u32, u64), u32> = FxHashMap::default();
        for (thing, how) in riders {
            let group = group_of.entry(thing).or_insert(0);
            *group = *parted.entry((*group, how)).or_insert_with(|| {
                groups += 1;
                groups - 1
            });
        }
    };
    for rides in services {
        part(&mut rides.on.iter().copied());
    }
    let ways: BTreeSet<usize> = demands.iter().flat_map(|demand| demand.ways.iter().copied()).collect();
    for way in ways {
        part(&mut plant.ways[way].closure.iter().filter(|&&thing| counts(thing)).map(|&thing| (thing, 0)));
    }
    // Groups are numbered by the first thing of each.
    let mut things: Vec<Vertex> = group_of.keys().copied().collect();
    things.sort_unstable();
    let mut members: Vec<Vec<Vertex>> = Vec::new();
    let mut known: FxHashMap<u32, u32> = FxHashMap::default();
    for thing in things {
        let group = group_of.get_mut(&thing).expect("every thing has its group");
        *group = *known.entry(*group).or_insert_with(|| {
            members.push(Vec::new());
            members.len() as u32 - 1
        });
        members[*group as usize].push(thing);
    }
    for alike in &mut members {
        alike.sort_by_key(|&thing| (demand::preference(graph, thing), thing));
    }
    (group_of, members)
}
