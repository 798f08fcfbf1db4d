//! The edges: for each thing, what it rides on directly, as the language says.

use rustc_hash::FxHashSet;

use crate::graph::bounds::Cut;
use crate::graph::{Graph, LAYERS, Node, Unknown, Vertex};
use crate::model::{
    Carrier, Conduit, ConduitId, Corridor, Country, CountryId, Dimension, Medium, OperatorId, RiskId, Site, SiteId,
    Span,
};
use crate::solve::area::{Budget, Way, Zone};

/// How many comparisons of pieces may tell what lies in an area: a quarter of a second's, and more for each site and conduit.
/// Where they are spent it is unknown; hundreds of areas that all things lie in can do it.
const AREA_BUDGET: u64 = 1_000_000;
const AREA_BUDGET_OF_WAY: u64 = 30;

struct Builder<'c, 'a> {
    corridor: &'c Corridor<'a>,
    graph: Graph,
    edges: Vec<(Vertex, Vertex)>,
}

pub(super) fn build(corridor: &Corridor<'_>) -> Graph {
    let counts: [usize; LAYERS] = [
        corridor.legs.len(),
        corridor.links.len(),
        corridor.channels.len(),
        corridor.line_systems.len(),
        corridor.spans.len(),
        corridor.cables.len(),
        corridor.conduits.len(),
        corridor.rights_of_way.len(),
        corridor.sites.len(),
        corridor.metros.len(),
        corridor.countries.len(),
        corridor.operators.len(),
        corridor.risks.len(),
    ];
    let mut first = [0; LAYERS + 1];
    for layer in 0..LAYERS {
        first[layer + 1] = first[layer] + counts[layer] as u32;
    }
    let vertices = first[LAYERS] as usize;
    let graph = Graph {
        first,
        offsets: Vec::new(),
        targets: Vec::new(),
        unknown: vec![Unknown::NOTHING; vertices],
        assumed: Vec::new(),
        landing_station: corridor
            .sites
            .iter()
            .map(|site| site.roles.landing_station || site.roles.beach_manhole)
            .collect(),
        // What stands in two countries joins them, whether or not it says so.
        border_crossing: corridor
            .sites
            .iter()
            .map(|site| site.roles.border_crossing || site.countries.len() > 1)
            .collect(),
        area_kinds: area_kinds(corridor),
        cut: Cut::default(),
        before: None,
    };
    // Room for most corridors: a list that grows is copied again and again.
    let mut builder = Builder { corridor, graph, edges: Vec::with_capacity(4 * vertices) };
    builder.services();
    builder.plant();
    builder.places();
    builder.risks();
    builder.finish()
}

fn area_kinds(corridor: &Corridor<'_>) -> Vec<String> {
    let with_area = corridor.risks.iter().filter(|risk| !risk.areas.is_empty());
    let mut kinds: Vec<&str> = with_area.map(|risk| risk.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().map(str::to_owned).collect()
}

impl Builder<'_, '_> {
    fn edge(&mut self, from: Vertex, to: Node) {
        let to = self.graph.vertex(to);
        self.edges.push((from, to));
    }

    fn left_out(&mut self, vertex: Vertex, is: bool) {
        if is {
            let unknown = &mut self.graph.unknown[vertex.0 as usize];
            *unknown = unknown.with(Unknown::LEFT_OUT);
        }
    }

    fn carriers(&mut self, from: Vertex, over: &[Option<Carrier>]) {
        for carrier in over.iter().flatten() {
            match *carrier {
                Carrier::Span(span) => self.edge(from, Node::Span(span)),
                Carrier::Link(link) => self.edge(from, Node::Link(link)),
                Carrier::Channel(channel) => self.edge(from, Node::Channel(channel)),
                // A cable in an `over` is all its spans.
                Carrier::Cable(cable) => {
                    let corridor = self.corridor;
                    self.edge(from, Node::Cable(cable));
                    for &span in &corridor.cable(cable).spans {
                        self.edge(from, Node::Span(span));
                    }
                }
            }
        }
    }

    fn services(&mut self) {
        let corridor = self.corridor;
        for (leg, at) in corridor.legs.iter().zip(0..) {
            let vertex = Vertex(self.graph.first[0] + at);
            self.carriers(vertex, &leg.over);
            self.left_out(vertex, leg.over.contains(&None));
        }
        for (link, at) in corridor.links.iter().zip(0..) {
            let vertex = Vertex(self.graph.first[1] + at);
            self.carriers(vertex, &link.over);
            if let Some(provider) = link.provider {
                self.edge(vertex, Node::Operator(provider));
            }
            if link.undisclosed {
                self.graph.unknown[vertex.0 as usize] = Unknown::undisclosed();
                if let Some(ends) = link.ends {
                    self.edge(vertex, Node::Site(ends.from));
                    self.edge(vertex, Node::Site(ends.to));
                }
            }
            self.left_out(vertex, link.over.contains(&None) || link.ends.is_none());
        }
        for (channel, at) in corridor.channels.iter().zip(0..) {
            let vertex = Vertex(self.graph.first[2] + at);
            for system in channel.over.iter().flatten() {
                self.edge(vertex, Node::LineSystem(*system));
            }
            self.left_out(vertex, channel.over.contains(&None));
        }
        for (system, at) in corridor.line_systems.iter().zip(0..) {
            let vertex = Vertex(self.graph.first[3] + at);
            for span in system.over.iter().flatten() {
                self.edge(vertex, Node::Span(*span));
            }
            self.left_out(vertex, system.over.contains(&None));
        }
    }

    fn plant(&mut self) {
        let corridor = self.corridor;
        for (span, at) in corridor.spans.iter().zip(0..) {
            let vertex = Vertex(self.graph.first[4] + at);
            self.edge(vertex, Node::Cable(span.cable));
            if let Some(ends) = span.ends {
                self.edge(vertex, Node::Site(ends.from));
                self.edge(vertex, Node::Site(ends.to));
            }
            for conduit in span.along.iter().flatten() {
                self.edge(vertex, Node::Conduit(*conduit));
            }
            for &operator in span.owners.iter().chain(&span.operator) {
                self.edge(vertex, Node::Operator(operator));
            }
            for &country in &span.countries {
                self.country(vertex, country);
            }
            self.graph.unknown[vertex.0 as usize] = unknown_of_span(corridor, span);
            let unresolved = span.names_operator && span.operator.is_none() && span.owners.is_empty();
            self.left_out(vertex, span.ends.is_none() || span.along.contains(&None) || unresolved);
        }
        for (cable, at) in corridor.cables.iter().zip(0..) {
            let vertex = Vertex(self.graph.first[5] + at);
            // Owners and operator stand at the spans, some of which may have others.
            for &party in &cable.landing_parties {
                self.edge(vertex, Node::Operator(party));
            }
        }
        let with_right_of_way = with_right_of_way(corridor);
        for (conduit, at) in corridor.conduits.iter().zip(0_u32..) {
            let vertex = Vertex(self.graph.first[6] + at);
            if let Some(ends) = conduit.ends {
                self.edge(vertex, Node::Site(ends.from));
                self.edge(vertex, Node::Site(ends.to));
            }
            if let Some(way) = conduit.right_of_way {
                self.edge(vertex, Node::RightOfWay(way));
            }
            if let Some(operator) = conduit.operator {
                self.edge(vertex, Node::Operator(operator));
            }
            if let Some(outer) = conduit.within {
                self.edge(vertex, Node::Conduit(outer));
            }
            if !with_right_of_way[at as usize] {
                self.graph.unknown[vertex.0 as usize] = Unknown::of(Dimension::RightOfWay);
            }
        }
    }

    fn places(&mut self) {
        let corridor = self.corridor;
        for (site, at) in corridor.sites.iter().zip(0..) {
            let vertex = self.graph.vertex(Node::Site(SiteId(at)));
            for &country in &site.countries {
                self.country(vertex, country);
            }
            if let Some(metro) = site.metro {
                self.edge(vertex, Node::Metro(metro));
            }
            if let Some(operator) = site.operator {
                self.edge(vertex, Node::Operator(operator));
            }
            if let Some(outer) = site.within {
                self.edge(vertex, Node::Site(outer));
            }
        }
        for (operator, at) in corridor.operators.iter().zip(0..) {
            let vertex = self.graph.vertex(Node::Operator(OperatorId(at)));
            if let Some(parent) = operator.parent {
                self.edge(vertex, Node::Operator(parent));
            }
        }
    }

    fn country(&mut self, from: Vertex, country: Country) {
        let at = self.corridor.countries.binary_search(&country).expect("every country that is named is listed");
        self.edge(from, Node::Country(CountryId(at as u32)));
    }

    fn risks(&mut self) {
        let corridor = self.corridor;
        let mut members = FxHashSet::default();
        for (risk, at) in corridor.risks.iter().zip(0..) {
            let risk_vertex = self.graph.vertex(Node::Risk(RiskId(at)));
            for member in risk.members.iter().filter_map(|&member| self.graph.of_thing(corridor, member)) {
                self.edges.push((member, risk_vertex));
                members.insert((member, risk_vertex));
            }
        }
        if corridor.risks.iter().any(|risk| !risk.areas.is_empty()) {
            let ways = self.ways();
            if self.areas(&ways).is_none() {
                self.graph.cut.areas = true;
                for (vertex, _) in &ways {
                    self.unknown_area(*vertex);
                }
            }
        }
        self.graph.assumed.retain(|edge| !members.contains(edge));
    }

    /// Compares all areas with all ways; `None` where the budget does not last.
    fn areas(&mut self, ways: &[(Vertex, Way)]) -> Option<()> {
        let mut budget = Budget(AREA_BUDGET + AREA_BUDGET_OF_WAY * ways.len() as u64);
        for (risk, at) in self.corridor.risks.iter().zip(0..) {
            for area in &risk.areas {
                /// Ways that are told quickly not to come near an area, for the time of one comparison.
                const QUICK: usize = 100;
                budget.spend(Zone::cost_of(area) + ways.len() / QUICK)?;
                let zone = Zone::new(area);
                for (vertex, way) in ways {
                    if zone.meets(way, &mut budget)? {
                        self.edge(*vertex, Node::Risk(RiskId(at)));
                        if self.is_undrawn(*vertex) {
                            self.graph.assumed.push((*vertex, self.graph.vertex(Node::Risk(RiskId(at)))));
                        }
                    }
                }
            }
        }
        Some(())
    }

    fn is_undrawn(&self, vertex: Vertex) -> bool {
        matches!(self.graph.node(vertex), Node::Conduit(conduit) if self.corridor.conduit(conduit).via.is_empty())
    }

    fn unknown_area(&mut self, vertex: Vertex) {
        let unknown = &mut self.graph.unknown[vertex.0 as usize];
        *unknown = unknown.with(Unknown::RISK_AREA);
    }

    /// Where sites and conduits lie, for areas to be compared with.
    fn ways(&self) -> Vec<(Vertex, Way)> {
        let corridor = self.corridor;
        let site = |(site, at): (&Site<'_>, u32)| (self.graph.vertex(Node::Site(SiteId(at))), Way::new(vec![site.at]));
        let conduit = |(conduit, at): (&Conduit<'_>, u32)| {
            let ends = conduit.ends?;
            let (from, to) = (corridor.site(ends.from).at, corridor.site(ends.to).at);
            let way = [from].into_iter().chain(conduit.via.iter().copied()).chain([to]).collect();
            Some((self.graph.vertex(Node::Conduit(ConduitId(at))), Way::new(way)))
        };
        let sites = corridor.sites.iter().zip(0..).map(site);
        sites.chain(corridor.conduits.iter().zip(0..).filter_map(conduit)).collect()
    }

    /// Puts the edges of each vertex side by side, in order, each once.
    fn finish(mut self) -> Graph {
        let mut ends = vec![0_u32; self.graph.vertices() + 1];
        for (from, _) in &self.edges {
            ends[from.0 as usize + 1] += 1;
        }
        for at in 1..ends.len() {
            ends[at] += ends[at - 1];
        }
        let mut targets = vec![Vertex(0); self.edges.len()];
        // The place of a vertex's next edge moves to the end of its edges, where the next vertex's begin.
        let mut place = ends.clone();
        for &(from, to) in &self.edges {
            let next = &mut place[from.0 as usize];
            targets[*next as usize] = to;
            *next += 1;
        }
        self.edges = Vec::new();
        let mut kept = 0;
        let mut offsets = Vec::with_capacity(ends.len());
        offsets.push(0);
        for range in ends.windows(2) {
            let (start, end) = (range[0] as usize, range[1] as usize);
            targets[start..end].sort_unstable();
            let first = kept;
            for at in start..end {
                if kept == first || targets[kept - 1] != targets[at] {
                    targets[kept] = targets[at];
                    kept += 1;
                }
            }
            offsets.push(kept as u32);
        }
        targets.truncate(kept);
        self.graph.assumed.sort_unstable();
        self.graph.assumed.dedup();
        self.graph.offsets = offsets;
        self.graph.targets = targets;
        self.graph.bound();
        self.graph
    }
}

/// What is not known of a span: missing is unknown.
fn unknown_of_span(corridor: &Corridor<'_>, span: &Span<'_>) -> Unknown {
    let mut unknown = Unknown::NOTHING;
    if span.along.is_empty() {
        unknown = unknown
            .with(Unknown::of(Dimension::Conduit))
            .with(Unknown::of(Dimension::RightOfWay))
            .with(Unknown::RISK_AREA);
    }
    if !span.names_operator {
        unknown = unknown.with(Unknown::of(Dimension::Operator));
    }
    if crosses_somewhere(corridor, span) {
        unknown = unknown.with(Unknown::of(Dimension::BorderCrossing));
    }
    unknown
}

/// Whether a span on land crosses a border at a place that neither of its ends is.
///
/// At sea there is no crossing to pass; what stands for it are the landing stations.
fn crosses_somewhere(corridor: &Corridor<'_>, span: &Span<'_>) -> bool {
    let Some(ends) = span.ends else { return false };
    if span.medium == Medium::Subsea {
        return false;
    }
    let (from, to) = (&corridor.site(ends.from).countries, &corridor.site(ends.to).countries);
    let known = |country: &Country| from.contains(country) || to.contains(country);
    let apart = !from.is_empty() && !to.is_empty() && !from.iter().any(|country| to.contains(country));
    apart || span.countries.iter().any(|country| !known(country))
}

/// Of each conduit, whether it, or one that it lies within, names its right-of-way.
fn with_right_of_way(corridor: &Corridor<'_>) -> Vec<bool> {
    let mut known: Vec<Option<bool>> =
        corridor.conduits.iter().map(|conduit| conduit.names_right_of_way.then_some(true)).collect();
    for start in (0..corridor.conduits.len() as u32).map(ConduitId) {
        let (mut at, mut path) = (Some(start), Vec::new());
        let names = loop {
            let Some(id) = at else { break false };
            if let Some(names) = known[id.index()] {
                break names;
            }
            // A cycle of `within`, which is reported elsewhere, comes here again and names none.
            known[id.index()] = Some(false);
            path.push(id);
            at = corridor.conduit(id).within;
        };
        for id in path {
            known[id.index()] = Some(names);
        }
    }
    known.into_iter().map(|names| names == Some(true)).collect()
}
