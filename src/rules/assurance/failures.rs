//! What is lost when things fail: services, which do not reroute, and demands, which do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Closures, Graph, Node, Vertex};
use crate::model::{Date, DemandId, ServiceId, Status};
use crate::proof::{Edge, Net, Question};
use crate::rules::Cx;
use crate::rules::assurance::demand::{self, Asked, Plant};
use crate::solve::failures::{self, Carried, PairLoss};
use crate::solve::routes::{self, Answer, Budget};

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
}

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
    plant: Plant,
    demands: Vec<(DemandId, Asked)>,
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
        let mut asked =
            |at: u32| Some((DemandId(at), demand::alone(cx, &plant, &corridor.demands[at as usize], &mut closures)?));
        let demands: Vec<(DemandId, Asked)> = (0..corridor.demands.len() as u32).filter_map(&mut asked).collect();
        let (group_of, members) = groups(cx.graph, &rides, &plant, &demands, counts);
        let grouped = |Rides { legs, needs, on }: Rides| {
            let mut on: Vec<(u32, u64)> = on.into_iter().map(|(thing, legs)| (group_of[&thing], legs)).collect();
            on.sort_unstable();
            on.dedup();
            Carried { legs, needs, on }
        };
        let carried = rides.into_iter().map(grouped).collect();
        let order = group_of.keys().map(|&thing| (thing, (demand::preference(cx.graph, thing), thing))).collect();
        Self { services, carried, plant, demands, group_of, members, order, is_known }
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
        let lost =
            |(_, asked): &&(DemandId, Asked)| self.route(asked, failed).is_none() && self.route(asked, &[]).is_some();
        let demands = self.demands.iter().filter(lost).map(|(id, _)| *id).collect();
        Outcome { things: failed.iter().map(|&thing| vec![thing]).collect(), services, demands }
    }

    /// A route of a demand that is left when these have failed, as the ways that it leads over.
    fn route(&self, asked: &Asked, failed: &[Vertex]) -> Option<Vec<usize>> {
        let rides_on = |at: usize, thing: &Vertex| self.plant.ways[at].closure.binary_search(thing).is_ok();
        let is_up = |at: &usize| !failed.iter().any(|thing| rides_on(asked.ways[*at], thing));
        let kept: Vec<usize> = (0..asked.net.edges.len()).filter(is_up).collect();
        let edges: Vec<Edge> = kept.iter().map(|&at| asked.net.edges[at].clone()).collect();
        let net = Net { edges, sharing: None, ..asked.net };
        let question = Question { routes: 1, ..asked.question };
        let once = Budget { decide: u64::MAX, minimise: 0 };
        match routes::answer(&net, &question, once) {
            Answer::Met(met) => {
                Some(met.routes.into_iter().flatten().map(|edge| asked.ways[kept[edge as usize]]).collect())
            }
            Answer::Refused(_) | Answer::Undecided { .. } => None,
        }
    }

    /// The groups on which a route rides.
    fn on(&self, route: &[usize]) -> Vec<u32> {
        let things = route.iter().flat_map(|&way| &self.plant.ways[way].closure);
        let mut on: Vec<u32> = things.filter_map(|thing| self.group_of.get(thing)).copied().collect();
        on.sort_unstable();
        on.dedup();
        on
    }

    /// The groups that every route of a demand rides on, besides what has failed already.
    fn fatal(&self, asked: &Asked, failed: &[u32]) -> Vec<u32> {
        let one_of =
            |groups: &[u32]| -> Vec<Vertex> { groups.iter().map(|&group| self.members[group as usize][0]).collect() };
        let Some(route) = self.route(asked, &one_of(failed)) else { return Vec::new() };
        let is_fatal = |group: &u32| {
            let both: Vec<u32> = failed.iter().copied().chain([*group]).collect();
            self.route(asked, &one_of(&both)).is_none()
        };
        self.on(&route).into_iter().filter(is_fatal).collect()
    }

    /// Every single failure that takes a service or a demand.
    pub fn each(&self, most: usize) -> Worst {
        let mut lost: BTreeMap<u32, (Vec<u32>, Vec<DemandId>)> = BTreeMap::new();
        for (group, service) in failures::singles(&self.carried) {
            lost.entry(group).or_default().0.push(service);
        }
        for (demand, asked) in &self.demands {
            for group in self.fatal(asked, &[]) {
                lost.entry(group).or_default().1.push(*demand);
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
        let mut told = self.worst(alike.iter().map(first).collect(), all, most);
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
        let mut demands = self.pairs_of_demands();
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
        Some(self.worst(told, all, most))
    }

    /// The pairs of groups of which every route of a demand rides on one, and not on one of them alone.
    fn pairs_of_demands(&self) -> BTreeMap<[u32; 2], Vec<DemandId>> {
        let mut lost: BTreeMap<[u32; 2], Vec<DemandId>> = BTreeMap::new();
        for (demand, asked) in &self.demands {
            let single = self.fatal(asked, &[]);
            // A pair that cuts all routes has one of its things on this one.
            let Some(route) = self.route(asked, &[]) else { continue };
            for first in self.on(&route).into_iter().filter(|group| !single.contains(group)) {
                for second in self.fatal(asked, &[first]).into_iter().filter(|group| !single.contains(group)) {
                    let of = lost.entry([first.min(second), first.max(second)]).or_default();
                    if of.last() != Some(demand) {
                        of.push(*demand);
                    }
                }
            }
        }
        lost
    }

    fn worst(&self, mut told: Vec<(Vec<u32>, Vec<u32>, Vec<DemandId>)>, all: usize, most: usize) -> Worst {
        told.sort_by(|(things, services, demands), (other_things, other_services, other_demands)| {
            (other_services.len(), other_demands.len(), things).cmp(&(services.len(), demands.len(), other_things))
        });
        told.truncate(most);
        let outcome = |(groups, services, demands): (Vec<u32>, Vec<u32>, Vec<DemandId>)| Outcome {
            things: groups.iter().map(|&group| self.members[group as usize].clone()).collect(),
            services: services.iter().map(|&service| self.services[service as usize]).collect(),
            demands,
        };
        Worst { all, worst: told.into_iter().map(outcome).collect() }
    }
}

/// What a service rides on, thing by thing, with the legs that do.
struct Rides {
    legs: u32,
    needs: u32,
    on: Vec<(Vertex, u64)>,
}

/// What rides on a thing: legs of services, as bits, and ways that a demand may use.
type Riders = (Vec<(u32, u64)>, Vec<usize>);

/// Puts together the things on which the very same ride; of each thing its group, and the things of each group.
fn groups(
    graph: &Graph,
    services: &[Rides],
    plant: &Plant,
    demands: &[(DemandId, Asked)],
    counts: &dyn Fn(Vertex) -> bool,
) -> (FxHashMap<Vertex, u32>, Vec<Vec<Vertex>>) {
    let mut riders: BTreeMap<Vertex, Riders> = BTreeMap::new();
    for (rides, service) in services.iter().zip(0..) {
        for &(thing, legs) in &rides.on {
            riders.entry(thing).or_default().0.push((service, legs));
        }
    }
    let ways: BTreeSet<usize> = demands.iter().flat_map(|(_, asked)| asked.ways.iter().copied()).collect();
    for way in ways {
        for &thing in plant.ways[way].closure.iter().filter(|&&thing| counts(thing)) {
            riders.entry(thing).or_default().1.push(way);
        }
    }
    let mut group_of = FxHashMap::default();
    let mut members: Vec<Vec<Vertex>> = Vec::new();
    let mut known: FxHashMap<Riders, u32> = FxHashMap::default();
    for (thing, riders) in riders {
        let group = *known.entry(riders).or_insert_with(|| {
            members.push(Vec::new());
            members.len() as u32 - 1
        });
        group_of.insert(thing, group);
        members[group as usize].push(thing);
    }
    for alike in &mut members {
        alike.sort_by_key(|&thing| (demand::preference(graph, thing), thing));
    }
    (group_of, members)
}
