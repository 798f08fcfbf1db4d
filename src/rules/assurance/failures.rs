//! What is lost when things fail: services, which do not reroute, and demands, which do.

use rustc_hash::FxHashMap;

use crate::graph::{Closures, Graph, Node, Vertex};
use crate::model::{DemandId, ServiceId, Status};
use crate::proof::{Edge, Net, Question};
use crate::rules::Cx;
use crate::rules::assurance::demand::{self, Asked, Way};
use crate::solve::failures::{self, Carried};
use crate::solve::routes::{self, Answer, Budget};

/// Things that fail, and what is lost with them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Each with the others whose failure does the very same, the one that can be touched first.
    pub things: Vec<Vec<Vertex>>,
    pub services: Vec<ServiceId>,
    pub demands: Vec<DemandId>,
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
#[derive(Debug)]
pub struct Failures<'c, 'a> {
    cx: &'c Cx<'a>,
    services: Vec<ServiceId>,
    carried: Vec<Carried>,
    ways: Vec<Way>,
    demands: Vec<(DemandId, Asked)>,
    /// Of some legs not all is known: what fails there may take more.
    pub is_known: bool,
}

impl<'c, 'a> Failures<'c, 'a> {
    /// Services and demands that are not retired; of things those that `counts` takes.
    pub fn new(cx: &'c Cx<'a>, counts: &dyn Fn(Vertex) -> bool) -> Self {
        let corridor = cx.corridor;
        let mut closures = Closures::new(cx.graph);
        let (mut services, mut carried, mut is_known) = (Vec::new(), Vec::new(), true);
        for (service, at) in corridor.services.iter().zip(0..) {
            let retired = corridor.declaration(service.id).lifecycle.status == Status::Retired;
            if retired || service.legs.is_empty() || service.legs.len() > 64 {
                continue;
            }
            let mut on: FxHashMap<Vertex, u64> = FxHashMap::default();
            for (leg, bit) in service.legs.iter().zip(0_u32..) {
                let (closure, unknown) = closures.of(&[cx.graph.vertex(Node::Leg(*leg))]);
                is_known &= unknown.is_nothing();
                for vertex in closure.into_iter().filter(|&vertex| counts(vertex)) {
                    *on.entry(vertex).or_default() |= 1 << bit;
                }
            }
            let mut on: Vec<(u32, u64)> = on.into_iter().map(|(vertex, legs)| (vertex.0, legs)).collect();
            on.sort_unstable();
            services.push(ServiceId(at));
            carried.push(Carried { legs: service.legs.len() as u32, needs: service.needs as u32, on });
        }
        let ways = if corridor.demands.is_empty() { Vec::new() } else { demand::ways(corridor, cx.graph) };
        let asked = |at: u32| Some((DemandId(at), demand::alone(cx, &ways, &corridor.demands[at as usize])?));
        let demands = (0..corridor.demands.len() as u32).filter_map(asked).collect();
        Self { cx, services, carried, ways, demands, is_known }
    }

    /// What is lost when all of these fail together.
    pub fn together(&self, failed: &[Vertex]) -> Outcome {
        let mut services = Vec::new();
        for (service, carried) in self.services.iter().zip(&self.carried) {
            let down = carried.on.iter().filter(|(thing, _)| failed.contains(&Vertex(*thing)));
            let down = down.fold(0_u64, |down, (_, legs)| down | legs).count_ones();
            if carried.legs - down < carried.needs {
                services.push(*service);
            }
        }
        let lost = |(_, asked): &&(DemandId, Asked)| !self.leads(asked, failed) && self.leads(asked, &[]);
        let demands = self.demands.iter().filter(lost).map(|(id, _)| *id).collect();
        Outcome { things: failed.iter().map(|&thing| vec![thing]).collect(), services, demands }
    }

    /// Whether any route of a demand is left.
    fn leads(&self, asked: &Asked, failed: &[Vertex]) -> bool {
        let is_up = |at: usize| !failed.iter().any(|thing| self.rides_on(asked.ways[at], *thing));
        let kept = (0..asked.net.edges.len()).filter(|&at| is_up(at));
        let edges: Vec<Edge> = kept.map(|at| asked.net.edges[at].clone()).collect();
        let net = Net { edges, sharing: None, ..asked.net };
        let question = Question { routes: 1, ..asked.question };
        let once = Budget { decide: u64::MAX, minimise: 0 };
        matches!(routes::answer(&net, &question, once), Answer::Met(_))
    }

    fn rides_on(&self, way: usize, thing: Vertex) -> bool {
        self.ways[way].closure.binary_search(&thing).is_ok()
    }

    /// A route of a demand with these failed, as all that it rides on and that counts.
    fn on_route(&self, asked: &Asked, failed: &[Vertex], counts: &dyn Fn(Vertex) -> bool) -> Option<Vec<Vertex>> {
        let is_up = |at: usize| !failed.iter().any(|thing| self.rides_on(asked.ways[at], *thing));
        let kept: Vec<usize> = (0..asked.net.edges.len()).filter(|&at| is_up(at)).collect();
        let edges = kept.iter().map(|&at| asked.net.edges[at].clone()).collect();
        let net = Net { edges, sharing: None, ..asked.net };
        let question = Question { routes: 1, ..asked.question };
        let Answer::Met(met) = routes::answer(&net, &question, Budget { decide: u64::MAX, minimise: 0 }) else {
            return None;
        };
        let ways = met.routes.iter().flatten().map(|&edge| &self.ways[asked.ways[kept[edge as usize]]]);
        let mut things: Vec<Vertex> =
            ways.flat_map(|way| way.closure.iter().copied()).filter(|&thing| counts(thing)).collect();
        things.sort_unstable();
        things.dedup();
        Some(things)
    }

    /// Every single thing whose failure takes a service or a demand, worst first.
    pub fn each(&self, counts: &dyn Fn(Vertex) -> bool) -> Vec<Outcome> {
        let mut lost: FxHashMap<Vertex, (Vec<ServiceId>, Vec<DemandId>)> = FxHashMap::default();
        for loss in failures::singles(&self.carried) {
            lost.entry(Vertex(loss.things)).or_default().0.push(self.services[loss.service as usize]);
        }
        for (demand, asked) in &self.demands {
            for thing in self.fatal(asked, &[], counts) {
                lost.entry(thing).or_default().1.push(*demand);
            }
        }
        let lost = lost.into_iter().map(|(thing, (services, demands))| (vec![thing], services, demands));
        self.ranked(lost.collect())
    }

    /// Things that every route of a demand rides on, besides what has failed already.
    fn fatal(&self, asked: &Asked, failed: &[Vertex], counts: &dyn Fn(Vertex) -> bool) -> Vec<Vertex> {
        let Some(route) = self.on_route(asked, failed, counts) else { return Vec::new() };
        let is_fatal = |thing: &Vertex| {
            let both: Vec<Vertex> = failed.iter().copied().chain([*thing]).collect();
            !self.leads(asked, &both)
        };
        route.into_iter().filter(is_fatal).collect()
    }

    /// Every pair of things that takes a service or a demand that neither takes alone, worst first; `None` where there
    /// are too many to be told.
    pub fn pairs(&self, counts: &dyn Fn(Vertex) -> bool) -> Option<Vec<Outcome>> {
        const MOST: usize = 20_000_000;
        let mut lost: FxHashMap<[Vertex; 2], (Vec<ServiceId>, Vec<DemandId>)> = FxHashMap::default();
        for loss in failures::pairs(&self.carried, MOST)? {
            let things = loss.things.map(Vertex);
            lost.entry(things).or_default().0.push(self.services[loss.service as usize]);
        }
        for (demand, asked) in &self.demands {
            let single = self.fatal(asked, &[], counts);
            // A pair that cuts all routes has one of its things on this one.
            let Some(route) = self.on_route(asked, &[], counts) else { continue };
            for first in route.into_iter().filter(|thing| !single.contains(thing)) {
                for second in self.fatal(asked, &[first], counts) {
                    if !single.contains(&second) {
                        let things = [first.min(second), first.max(second)];
                        let demands = &mut lost.entry(things).or_default().1;
                        if demands.last() != Some(demand) {
                            demands.push(*demand);
                        }
                    }
                }
            }
        }
        let lost = lost.into_iter().map(|(things, (services, demands))| (things.to_vec(), services, demands));
        Some(self.ranked(lost.collect()))
    }

    /// Puts together what takes the same, and the worst first: by services lost, then demands, then things.
    fn ranked(&self, mut lost: Vec<(Vec<Vertex>, Vec<ServiceId>, Vec<DemandId>)>) -> Vec<Outcome> {
        for (_, services, demands) in &mut lost {
            services.sort_unstable();
            services.dedup();
            demands.sort_unstable();
            demands.dedup();
        }
        lost.sort_unstable_by(|one, other| {
            (other.1.len(), other.2.len(), &one.1, &one.2, &one.0).cmp(&(
                one.1.len(),
                one.2.len(),
                &other.1,
                &other.2,
                &other.0,
            ))
        });
        let same = self.same();
        let mut told: Vec<Outcome> = Vec::new();
        // What is told already, by what its things are like and what they take.
        type Told = (Vec<u32>, Vec<ServiceId>, Vec<DemandId>);
        let mut at: FxHashMap<Told, usize> = FxHashMap::default();
        for (things, services, demands) in lost {
            // In the order of what they are alike with, so that like stands with like.
            let group = |thing: &Vertex| same.get(thing).copied().unwrap_or(thing.0);
            let mut things = things;
            things.sort_unstable_by_key(|thing| (group(thing), *thing));
            let groups: Vec<u32> = things.iter().map(group).collect();
            let key = (groups, services.clone(), demands.clone());
            if let Some(&place) = at.get(&key) {
                for (alike, &thing) in told[place].things.iter_mut().zip(&things) {
                    if !alike.contains(&thing) {
                        alike.push(thing);
                    }
                }
                continue;
            }
            at.insert(key, told.len());
            told.push(Outcome { things: things.into_iter().map(|thing| vec![thing]).collect(), services, demands });
        }
        for outcome in &mut told {
            for alike in &mut outcome.things {
                alike.sort_by_key(|&thing| (demand::preference(self.cx.graph, thing), thing));
            }
        }
        told
    }

    /// Of each thing the first of those that all legs of all services ride on just as they do on it.
    fn same(&self) -> FxHashMap<Vertex, u32> {
        let mut on: FxHashMap<u32, Vec<(u32, u64)>> = FxHashMap::default();
        for (carried, service) in self.carried.iter().zip(0..) {
            for &(thing, legs) in &carried.on {
                on.entry(thing).or_default().push((service, legs));
            }
        }
        let mut things: Vec<(u32, Vec<(u32, u64)>)> = on.into_iter().collect();
        things.sort_unstable();
        let mut first: FxHashMap<Vec<(u32, u64)>, u32> = FxHashMap::default();
        things.into_iter().map(|(thing, how)| (Vertex(thing), *first.entry(how).or_insert(thing))).collect()
    }
}
