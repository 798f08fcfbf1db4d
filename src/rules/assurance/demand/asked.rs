//! What a demand asks of the plant, as a net whose edges carry the labels of all that its policy counts.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::Level;
use crate::graph::{Closures, Graph, Node, Unknown, Vertex};
use crate::model::{Carrier, Corridor, Dimension, Ends, LinkId, SiteId, SpanId};
use crate::proof::{Edge, Net, Question, Sharing};
use crate::rules::assurance::demand::Wanted;
use crate::rules::assurance::round_trip::{self, Length, RoundTrips};
use crate::rules::diversity::{self, Apart, Drawings, Exemption, Geometry, Terms};
use crate::schema::Kind;
use crate::solve::area::Budget;
use crate::solve::separation::Spent;

/// What an edge of any net can be: a span, or a link whose route nobody tells; with all that it rides on.
#[derive(Debug)]
pub struct Way {
    pub carrier: Carrier,
    pub(in crate::rules) ends: [u32; 2],
    /// All that it rides on, sorted.
    pub(in crate::rules) closure: Vec<Vertex>,
    /// What is not known of it.
    pub unknown: Unknown,
    /// Micrometres; of a link the geodesic.
    pub(super) length: u64,
    /// There and back, picoseconds.
    round_trip: u64,
}

/// What a label means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    Thing(Vertex),
    /// The edge itself: two ways are not two if they are one.
    Way(Carrier),
    /// Two edges that run too near to each other.
    Near(Carrier, Carrier),
}

/// A demand as a question to a net.
#[derive(Debug)]
pub struct Asked {
    pub net: Net,
    pub question: Question,
    /// Of each site of the net, which it is.
    pub sites: Vec<SiteId>,
    /// Of each edge, the way that it is.
    pub ways: Vec<usize>,
    pub labels: Vec<Label>,
    /// Of each label, the `disjoint` lines that count it, and how many of their kinds do.
    pub lines: Vec<Vec<(usize, u32)>>,
    /// What must be known for the policy to be judged.
    pub mask: Unknown,
    /// Of each edge, whether something that the policy asks for is not known of it.
    pub is_unknown: Vec<bool>,
    /// Pairs of edges that are not known to keep apart, and not known to run too near.
    pub maybe_near: Vec<[u32; 2]>,
    /// Not all that might be too near was compared: a limit of the tool, which no policy makes light of.
    pub is_spent: bool,
    /// Ways were left out because the policy avoids what they ride on.
    pub avoids_some: bool,
}

/// All that routes can lead over: spans and links whose route nobody tells.
#[derive(Debug)]
pub struct Plant {
    pub ways: Vec<Way>,
    /// Of each site, the ways that end there.
    at_site: Vec<Vec<u32>>,
    pub(in crate::rules) drawings: Drawings,
    /// Something could not be read that might have been a way.
    pub is_lost: bool,
}

impl Plant {
    /// Found once, for all demands.
    pub fn new(corridor: &Corridor<'_>, graph: &Graph) -> Self {
        let ways = ways(corridor, graph);
        let mut at_site = vec![Vec::new(); corridor.sites.len()];
        for (way, at) in ways.iter().zip(0..) {
            for end in way.ends {
                at_site[end as usize].push(at);
            }
        }
        let might_lead = |kind: Kind| matches!(kind, Kind::Site | Kind::Conduit | Kind::Cable | Kind::Link);
        let is_lost = corridor.declarations.iter().any(|found| might_lead(found.kind) && found.index.is_none());
        Self { ways, at_site, is_lost, drawings: Drawings::new(corridor) }
    }

    /// The ways that hang together with a site, of those that may be used, in their order; and whether another was met
    /// that may not.
    fn around(&self, site: u32, may_use: impl Fn(&Way) -> Option<bool>) -> (Vec<usize>, bool) {
        let mut sites = FxHashSet::default();
        let mut seen: FxHashMap<u32, bool> = FxHashMap::default();
        let mut stack = vec![site];
        sites.insert(site);
        let mut is_barred = false;
        while let Some(site) = stack.pop() {
            for &at in &self.at_site[site as usize] {
                if seen.contains_key(&at) {
                    continue;
                }
                let way = &self.ways[at as usize];
                let usable = may_use(way);
                seen.insert(at, usable == Some(true));
                is_barred |= usable == Some(false);
                if usable == Some(true) {
                    stack.extend(way.ends.into_iter().filter(|&end| sites.insert(end)));
                }
            }
        }
        let mut found: Vec<usize> = seen.into_iter().filter(|(_, used)| *used).map(|(at, _)| at as usize).collect();
        found.sort_unstable();
        (found, is_barred)
    }
}

fn ways(corridor: &Corridor<'_>, graph: &Graph) -> Vec<Way> {
    const MICROMETRES: f64 = 1e9;
    const PICOSECONDS: f64 = 1e9;
    let round_trips = RoundTrips::new(corridor);
    let mut closures = Closures::new(graph);
    let mut way = |carrier: Carrier, ends: Ends, vertex: Vertex| {
        let (closure, unknown) = closures.of(&[vertex]);
        let over = vec![Some(carrier)];
        Way {
            carrier,
            ends: [ends.from.0, ends.to.0],
            closure,
            unknown,
            length: (length(corridor, carrier).km * MICROMETRES).round() as u64,
            round_trip: (round_trips.of_over(&over).ms * PICOSECONDS).round() as u64,
        }
    };
    let mut found = Vec::new();
    for (span, at) in corridor.spans.iter().zip(0..) {
        if let Some(ends) = span.ends {
            found.push(way(Carrier::Span(SpanId(at)), ends, graph.vertex(Node::Span(SpanId(at)))));
        }
    }
    for (link, at) in corridor.links.iter().zip(0..).filter(|(link, _)| link.undisclosed) {
        if let Some(ends) = link.ends {
            found.push(way(Carrier::Link(LinkId(at)), ends, graph.vertex(Node::Link(LinkId(at)))));
        }
    }
    found
}

/// How long a span is; of a link whose route nobody tells the least that is possible.
pub fn length(corridor: &Corridor<'_>, carrier: Carrier) -> Length {
    match carrier {
        Carrier::Span(span) => round_trip::length_of_span(corridor, span),
        Carrier::Link(link) => {
            let km = corridor.link(link).ends.map_or(0.0, |ends| round_trip::straight(corridor, ends));
            Length { km, is_assumed: false, is_straight: true }
        }
        Carrier::Cable(_) | Carrier::Channel(_) => unreachable!("routes lead over spans and undisclosed links"),
    }
}

/// How a thing counts under a policy.
#[derive(Clone, Default, Debug)]
struct Counted {
    label: Option<u32>,
    /// The policy lets two ways share it, so that they may be one there.
    is_freed: bool,
}

/// Puts what is wanted as a question to the ways that stand then.
pub fn ask(
    corridor: &Corridor<'_>,
    graph: &Graph,
    plant: &Plant,
    wanted: &Wanted<'_, '_>,
    terms: Option<&Terms<'_, '_>>,
) -> Asked {
    let ends = wanted.ends;
    let lines = terms.map_or(&[][..], |terms| &terms.policy.disjoint);
    // What stands and is not avoided; what does not stand is no way at all.
    let may_use = |way: &Way| {
        graph.stand(corridor, &way.closure, wanted.date).then(|| !terms.is_some_and(|terms| is_avoided(terms, way)))
    };
    let (found, avoids_some) = plant.around(ends.from.0, may_use);
    let usable: Vec<(usize, &Way)> = found.into_iter().map(|at| (at, &plant.ways[at])).collect();
    // Sites are numbered anew, so that a demand costs what can be reached and not all there is.
    let mut sites: Vec<u32> = usable.iter().flat_map(|(_, way)| way.ends).chain([ends.from.0, ends.to.0]).collect();
    sites.sort_unstable();
    sites.dedup();
    let number = |site: u32| sites.binary_search(&site).expect("every site that is met is listed") as u32;
    let (from, to) = (number(ends.from.0), number(ends.to.0));
    let mut asked = Asked {
        net: Net { sites: sites.len() as u32, ..Net::default() },
        question: Question { from, to, routes: wanted.routes, limit: limit(terms) },
        sites: sites.iter().copied().map(SiteId).collect(),
        ways: Vec::new(),
        labels: Vec::new(),
        lines: Vec::new(),
        mask: terms.map_or(Unknown::NOTHING, Terms::asked),
        is_unknown: Vec::new(),
        maybe_near: Vec::new(),
        is_spent: false,
        avoids_some,
    };
    let mut counted: FxHashMap<Vertex, Counted> = FxHashMap::default();
    if let Some(terms) = terms {
        let mut things: Vec<Vertex> = usable.iter().flat_map(|(_, way)| way.closure.iter().copied()).collect();
        things.sort_unstable_by_key(|&thing| (preference(graph, thing), thing));
        things.dedup();
        for thing in things {
            let (of_thing, is_freed) = count(graph, terms, thing);
            if of_thing.is_empty() {
                counted.insert(thing, Counted { label: None, is_freed });
                continue;
            }
            let label = Some(asked.labels.len() as u32);
            let is_freed = of_thing.iter().all(|&(line, _)| lines[line].at_most > 0);
            asked.labels.push(Label::Thing(thing));
            asked.lines.push(of_thing);
            counted.insert(thing, Counted { label, is_freed });
        }
    }
    let mask = asked.mask.with(Unknown::LEFT_OUT);
    let mut budget = Budget(wanted.comparisons);
    let apart = terms.and_then(|terms| Some((terms, diversity::Asked::new(corridor, graph, &plant.drawings, terms)?)));
    let mut geometries = Vec::new();
    for (at, way) in usable {
        let geometry = apart.as_ref().map(|(terms, apart)| apart.geometry(terms, &way.closure, &mut budget));
        // Two routes over the same way do not keep apart, unless nothing of it counts; what is not drawn may not.
        let itself = apart.as_ref().zip(geometry.as_ref()).map(|((_, apart), geometry)| match geometry {
            Ok(geometry) => apart.compare(geometry, geometry, 0.0, &mut budget),
            Err(Spent) => Apart::Spent,
        });
        let is_near_itself = matches!(itself, Some(Apart::TooClose(_)));
        asked.is_spent |= matches!(itself, Some(Apart::Spent));
        if matches!(itself, Some(Apart::Unknown | Apart::Spent)) {
            asked.maybe_near.push([asked.net.edges.len() as u32; 2]);
        }
        geometries.extend(geometry);
        let of_way = way.closure.iter().filter_map(|thing| counted.get(thing));
        let mut labels: Vec<u32> = of_way.clone().filter_map(|counted| counted.label).collect();
        if is_near_itself || !of_way.clone().any(|counted| counted.is_freed) {
            labels.push(asked.labels.len() as u32);
            asked.labels.push(Label::Way(way.carrier));
            asked.lines.push(Vec::new());
        }
        labels.sort_unstable();
        let weight = if asked.question.limit.is_some() { way.round_trip } else { way.length };
        asked.net.edges.push(Edge { ends: way.ends.map(number), weight, labels });
        asked.ways.push(at);
        asked.is_unknown.push(way.unknown.meets(mask));
    }
    if let Some((_, apart)) = &apart {
        asked.keep_apart(plant, apart, &geometries, &mut budget);
    }
    asked.net.labels = asked.labels.len() as u32;
    if lines.iter().any(|line| line.at_most > 0) {
        let units = lines.iter().map(|line| line.at_most as u32).collect();
        asked.net.sharing = Some(Sharing { units, takes: asked.lines.clone() });
    }
    asked
}

impl Asked {
    /// Gives ways that run too near to each other a label of both.
    fn keep_apart(
        &mut self,
        plant: &Plant,
        apart: &diversity::Asked<'_, '_>,
        geometries: &[Result<Geometry, Spent>],
        budget: &mut Budget,
    ) {
        for later in 1..geometries.len() {
            // What boxes tell of a pair costs next to nothing, and there are many pairs.
            if budget.spend(1 + later / 8).is_none() {
                // Of none of what is left is it known which others it keeps apart from.
                self.is_unknown[later..].fill(true);
                self.is_spent = true;
                return;
            }
            for earlier in 0..later {
                let told = match (&geometries[earlier], &geometries[later]) {
                    (Ok(one), Ok(other)) => apart.compare(one, other, 0.0, budget),
                    _ => Apart::Spent,
                };
                match told {
                    Apart::Proven { .. } => {}
                    Apart::Unknown | Apart::Spent => {
                        self.is_spent |= matches!(told, Apart::Spent);
                        self.maybe_near.push([earlier as u32, later as u32]);
                    }
                    Apart::TooClose(_) => {
                        let label = self.labels.len() as u32;
                        let [one, other] = [earlier, later].map(|edge| plant.ways[self.ways[edge]].carrier);
                        self.labels.push(Label::Near(one, other));
                        self.lines.push(Vec::new());
                        self.net.edges[earlier].labels.push(label);
                        self.net.edges[later].labels.push(label);
                    }
                }
            }
        }
    }

    /// Whether the policy takes what is not known for as good as can be.
    pub fn takes_unknown(&self, wanted: &Wanted<'_, '_>) -> bool {
        !self.is_spent && wanted.policy.is_some_and(|policy| policy.unknown == Level::Allow)
    }

    /// Whether something that the policy asks for is not known of some way.
    pub fn is_known(&self) -> bool {
        self.maybe_near.is_empty() && !self.is_unknown.contains(&true)
    }

    /// Of each edge, whether something is not known of it, or of how near it runs to another.
    fn hangs(&self) -> Vec<bool> {
        let mut hangs = self.is_unknown.clone();
        for &edge in self.maybe_near.iter().flatten() {
            hangs[edge as usize] = true;
        }
        hangs
    }

    /// What routes hang on: edges of which something is not known, and those on two routes that may run too near.
    pub fn hangs_on(&self, routes: &[Vec<u32>]) -> Vec<u32> {
        let mut edges: Vec<u32> = Vec::new();
        for (at, route) in routes.iter().enumerate() {
            let others = || routes[..at].iter().chain(&routes[at + 1..]).flatten();
            let may_be_near = |edge: u32| {
                let other = |pair: &&[u32; 2]| match **pair {
                    [one, other] if one == edge => others().any(|&met| met == other),
                    [one, other] if other == edge => others().any(|&met| met == one),
                    _ => false,
                };
                self.maybe_near.iter().any(|pair| other(&pair))
            };
            let hangs = |edge: &u32| self.is_unknown[*edge as usize] || may_be_near(*edge);
            for edge in route.iter().copied().filter(hangs) {
                // Several routes may lead over it.
                if !edges.contains(&edge) {
                    edges.push(edge);
                }
            }
        }
        edges
    }

    /// The same net, where routes are the shorter the less of them is unknown.
    pub fn by_unknown(&self) -> Net {
        let mut net = self.net.clone();
        for (edge, hangs) in net.edges.iter_mut().zip(self.hangs()) {
            edge.weight = u64::from(hangs);
        }
        net
    }

    /// The same question to what is known alone: what may run too near does.
    pub fn known(&self) -> (Net, Vec<u32>) {
        let kept: Vec<u32> = (0..self.net.edges.len() as u32).filter(|&edge| !self.is_unknown[edge as usize]).collect();
        let mut whole = self.net.clone();
        for &[one, other] in &self.maybe_near {
            whole.edges[one as usize].labels.push(whole.labels);
            // A way may run too near to itself.
            if one != other {
                whole.edges[other as usize].labels.push(whole.labels);
            }
            whole.labels += 1;
            if let Some(sharing) = &mut whole.sharing {
                sharing.takes.push(Vec::new());
            }
        }
        let edges = kept.iter().map(|&edge| std::mem::take(&mut whole.edges[edge as usize])).collect();
        let net = Net { edges, ..whole };
        (net, kept)
    }
}

/// The longest round trip that the policy allows, in picoseconds.
fn limit(terms: Option<&Terms<'_, '_>>) -> Option<u64> {
    terms?.policy.round_trip.map(|limit| (limit.0 * 1e9).round() as u64)
}

fn is_avoided(terms: &Terms<'_, '_>, way: &Way) -> bool {
    terms
        .policy
        .avoid
        .iter()
        .any(|avoid| avoid.values.iter().any(|&(_, avoided)| !terms.avoided(avoid, avoided, &way.closure).is_empty()))
}

/// Of a thing, what sharing it takes of each line that counts it; and whether the policy lets it be shared.
fn count(graph: &Graph, terms: &Terms<'_, '_>, thing: Vertex) -> (Vec<(usize, u32)>, bool) {
    let mut takes = Vec::new();
    let mut is_freed = false;
    for (line, disjoint) in terms.policy.disjoint.iter().enumerate() {
        let is_in = |dimension: &&Dimension| {
            !graph.cut(&[thing], **dimension).is_empty() && terms.counts(**dimension, disjoint.risk_kind, thing)
        };
        let dimensions = disjoint.dimensions.iter().filter(is_in).count() as u32;
        if dimensions == 0 {
            continue;
        }
        match terms.exemption(disjoint, thing) {
            None => takes.push((line, dimensions)),
            Some(Exemption::Except | Exemption::NearEnd | Exemption::AtMost) => is_freed = true,
            Some(Exemption::End) => {}
        }
    }
    (takes, is_freed)
}

/// What a refusal names first, where several things would do: what can be touched.
pub fn preference(graph: &Graph, thing: Vertex) -> u8 {
    match graph.node(thing) {
        Node::Conduit(_) => 0,
        Node::Site(_) => 1,
        Node::Cable(_) => 2,
        Node::Span(_) => 3,
        Node::RightOfWay(_) => 4,
        Node::Risk(_) => 5,
        Node::Link(_) | Node::Channel(_) | Node::LineSystem(_) | Node::Leg(_) => 6,
        Node::Metro(_) => 7,
        Node::Operator(_) => 8,
        Node::Country(_) => 9,
    }
}
