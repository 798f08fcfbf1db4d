//! What rides on what, as one graph over dense vertices: closures, what is unknown in them, chains of causes.
//!
//! A vertex is a declared thing, a part of one, or a country; an edge leads from it to what it rides on.
//! Vertices are numbered kind by kind, so that a sorted closure is grouped by kind.

mod bounds;
mod build;
mod cause;
mod cycles;
mod hops;
mod places;
mod routers;
mod sides;
pub mod walk;

pub use bounds::{Cut, MOST_DEEP};
pub use cause::{Causes, Step};
pub use hops::{Hop, Laid, course, hops};
pub use places::is_same_place;
pub use routers::{Adjacency, Joined, adjacencies, routers};
pub use sides::Sides;

use crate::model::{
    CableId, ChannelId, ConduitId, Corridor, CountryId, Date, Dimension, Id, LegId, Lifecycle, LineSystemId, LinkId,
    MetroId, OperatorId, RightOfWayId, RiskId, SiteId, SpanId, Thing,
};
use crate::schema::Kind;

/// A vertex of the graph.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Vertex(pub u32);

/// What a vertex is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Node {
    Leg(LegId),
    Link(LinkId),
    Channel(ChannelId),
    LineSystem(LineSystemId),
    Span(SpanId),
    Cable(CableId),
    Conduit(ConduitId),
    RightOfWay(RightOfWayId),
    Site(SiteId),
    Metro(MetroId),
    Country(CountryId),
    Operator(OperatorId),
    Risk(RiskId),
}

/// The layers in the order of their vertices.
const LAYERS: usize = 13;

/// Dimensions in which a part of a route is not known, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unknown(u16);

impl Unknown {
    pub const NOTHING: Self = Self(0);
    /// Only a risk that declares an area asks where the plant lies.
    pub const RISK_AREA: Self = Self(1 << 15);

    /// Something here was left out, and that is reported: what it would have shown is not to be blamed on the rest.
    pub const LEFT_OUT: Self = Self(1 << 14);

    pub fn of(dimension: Dimension) -> Self {
        Self(1 << dimension as u16)
    }

    /// All that an undisclosed link hides.
    pub fn undisclosed() -> Self {
        let below = Dimension::ALL.into_iter().filter(|&dimension| dimension != Dimension::Link);
        below.map(Self::of).fold(Self::NOTHING, Self::with)
    }

    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The dimensions in which something is unknown, in words.
    pub fn words(self) -> Vec<&'static str> {
        let asked = Dimension::ALL.into_iter().filter(|&dimension| self.meets(Self::of(dimension)));
        let area = self.meets(Self::RISK_AREA) && !self.meets(Self::of(Dimension::Risk));
        let left_out = self.meets(Self::LEFT_OUT).then_some("what `corridor check` has findings on");
        asked.map(Dimension::phrase).chain(area.then_some("risks with an area")).chain(left_out).collect()
    }

    pub fn is_nothing(self) -> bool {
        self.0 == 0
    }
}

/// The dependency graph, in compressed rows.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The first vertex of each layer, and the end.
    first: [u32; LAYERS + 1],
    offsets: Vec<u32>,
    targets: Vec<Vertex>,
    unknown: Vec<Unknown>,
    /// Conduits that meet the area of a risk only where they are assumed straight, sorted.
    assumed: Vec<(Vertex, Vertex)>,
    landing_station: Vec<bool>,
    border_crossing: Vec<bool>,
    /// Kinds of risks of which one declares an area, sorted.
    area_kinds: Vec<String>,
    cut: Cut,
    /// The same before anything was cut, where there are cycles in it.
    before: Option<Box<Graph>>,
}

impl Graph {
    pub fn new(corridor: &Corridor<'_>) -> Self {
        build::build(corridor)
    }

    /// What is too deep or too much to be followed.
    pub fn cut_off(&self) -> &Cut {
        &self.cut
    }

    /// How many there are.
    pub fn vertices(&self) -> usize {
        self.unknown.len()
    }

    pub fn vertex(&self, node: Node) -> Vertex {
        let (layer, index) = match node {
            Node::Leg(id) => (0, id.0),
            Node::Link(id) => (1, id.0),
            Node::Channel(id) => (2, id.0),
            Node::LineSystem(id) => (3, id.0),
            Node::Span(id) => (4, id.0),
            Node::Cable(id) => (5, id.0),
            Node::Conduit(id) => (6, id.0),
            Node::RightOfWay(id) => (7, id.0),
            Node::Site(id) => (8, id.0),
            Node::Metro(id) => (9, id.0),
            Node::Country(id) => (10, id.0),
            Node::Operator(id) => (11, id.0),
            Node::Risk(id) => (12, id.0),
        };
        Vertex(self.first[layer] + index)
    }

    pub fn node(&self, vertex: Vertex) -> Node {
        let layer = self.first[1..].partition_point(|&first| first <= vertex.0);
        let index = vertex.0 - self.first[layer];
        match layer {
            0 => Node::Leg(LegId(index)),
            1 => Node::Link(LinkId(index)),
            2 => Node::Channel(ChannelId(index)),
            3 => Node::LineSystem(LineSystemId(index)),
            4 => Node::Span(SpanId(index)),
            5 => Node::Cable(CableId(index)),
            6 => Node::Conduit(ConduitId(index)),
            7 => Node::RightOfWay(RightOfWayId(index)),
            8 => Node::Site(SiteId(index)),
            9 => Node::Metro(MetroId(index)),
            10 => Node::Country(CountryId(index)),
            11 => Node::Operator(OperatorId(index)),
            12 => Node::Risk(RiskId(index)),
            _ => unreachable!("a vertex lies in a layer"),
        }
    }

    /// What a vertex rides on directly.
    pub fn below(&self, vertex: Vertex) -> &[Vertex] {
        let start = self.offsets[vertex.0 as usize] as usize;
        let end = self.offsets[vertex.0 as usize + 1] as usize;
        &self.targets[start..end]
    }

    /// Whether a thing rides on a risk only if a conduit that nobody drew is straight.
    pub fn is_assumed(&self, rider: Vertex, on: Vertex) -> bool {
        self.assumed.binary_search(&(rider, on)).is_ok()
    }

    /// Whether a risk of a kind, or any, declares an area.
    pub fn has_area(&self, risk_kind: Option<&str>) -> bool {
        match risk_kind {
            Some(kind) => self.area_kinds.binary_search_by(|known| known.as_str().cmp(kind)).is_ok(),
            None => !self.area_kinds.is_empty(),
        }
    }

    /// The dimensions in which a whole closure is unknown; nothing where parts of it were left out.
    pub fn judged(unknown: Unknown) -> Unknown {
        if unknown.meets(Unknown::LEFT_OUT) { Unknown::NOTHING } else { unknown }
    }

    /// What is not known at a vertex itself.
    pub fn unknown(&self, vertex: Vertex) -> Unknown {
        self.unknown[vertex.0 as usize]
    }

    /// The vertices of a closure that count in a dimension; `closure` is sorted.
    pub fn cut<'c>(&self, closure: &'c [Vertex], dimension: Dimension) -> &'c [Vertex] {
        let layer = match dimension {
            Dimension::Link => 1,
            Dimension::Span => 4,
            Dimension::Cable => 5,
            Dimension::Conduit => 6,
            Dimension::RightOfWay => 7,
            Dimension::Site | Dimension::LandingStation | Dimension::BorderCrossing => 8,
            Dimension::Metro => 9,
            Dimension::Country => 10,
            Dimension::Operator => 11,
            Dimension::Risk => 12,
        };
        let start = closure.partition_point(|vertex| vertex.0 < self.first[layer]);
        let end = closure.partition_point(|vertex| vertex.0 < self.first[layer + 1]);
        &closure[start..end]
    }

    /// Whether a vertex counts in a dimension that takes only some sites; true in every other dimension.
    pub fn has_role(&self, vertex: Vertex, dimension: Dimension) -> bool {
        let role = match dimension {
            Dimension::LandingStation => &self.landing_station,
            Dimension::BorderCrossing => &self.border_crossing,
            _ => return true,
        };
        vertex.0.checked_sub(self.first[8]).and_then(|site| role.get(site as usize)).copied().unwrap_or(false)
    }

    /// The vertex of what a reference means; `None` for what nothing rides on.
    pub fn of_thing(&self, corridor: &Corridor<'_>, thing: Thing) -> Option<Vertex> {
        let node = match thing {
            Thing::Span(span) => Node::Span(span),
            Thing::Leg(leg) => Node::Leg(leg),
            Thing::Declaration(id) => {
                let declaration = corridor.declaration(id);
                let index = declaration.index?;
                match declaration.kind {
                    Kind::Link => Node::Link(LinkId(index)),
                    Kind::Channel => Node::Channel(ChannelId(index)),
                    Kind::LineSystem => Node::LineSystem(LineSystemId(index)),
                    Kind::Cable => Node::Cable(CableId(index)),
                    Kind::Conduit => Node::Conduit(ConduitId(index)),
                    Kind::RightOfWay => Node::RightOfWay(RightOfWayId(index)),
                    Kind::Site => Node::Site(SiteId(index)),
                    Kind::Metro => Node::Metro(MetroId(index)),
                    Kind::Operator => Node::Operator(OperatorId(index)),
                    Kind::Risk => Node::Risk(RiskId(index)),
                    _ => return None,
                }
            }
        };
        Some(self.vertex(node))
    }

    /// The thing that a vertex is; `None` for a country, which nobody declares.
    pub fn thing(&self, corridor: &Corridor<'_>, vertex: Vertex) -> Option<Thing> {
        let id: Id = match self.node(vertex) {
            Node::Leg(leg) => return Some(Thing::Leg(leg)),
            Node::Span(span) => return Some(Thing::Span(span)),
            Node::Country(_) => return None,
            Node::Link(id) => corridor.link(id).id,
            Node::Channel(id) => corridor.channel(id).id,
            Node::LineSystem(id) => corridor.line_system(id).id,
            Node::Cable(id) => corridor.cable(id).id,
            Node::Conduit(id) => corridor.conduit(id).id,
            Node::RightOfWay(id) => corridor.right_of_way(id).id,
            Node::Site(id) => corridor.site(id).id,
            Node::Metro(id) => corridor.metro(id).id,
            Node::Operator(id) => corridor.operator(id).id,
            Node::Risk(id) => corridor.risk(id).id,
        };
        Some(Thing::Declaration(id))
    }

    /// Whether all plant and all sites of a closure stand at a date.
    pub fn stand(&self, corridor: &Corridor<'_>, closure: &[Vertex], date: Date) -> bool {
        closure.iter().filter_map(|&vertex| self.life(corridor, vertex)).all(|life| life.stands_at(date))
    }

    /// The lives of all plant and all sites of a closure that do not always stand.
    pub fn lives(&self, corridor: &Corridor<'_>, closure: &[Vertex]) -> Vec<Lifecycle> {
        let lives = closure.iter().filter_map(|&vertex| self.life(corridor, vertex));
        let mut changing: Vec<Lifecycle> = lives.filter(|life| *life != Lifecycle::default()).collect();
        changing.dedup();
        changing
    }

    fn life(&self, corridor: &Corridor<'_>, vertex: Vertex) -> Option<Lifecycle> {
        match self.node(vertex) {
            Node::Span(_) | Node::Link(_) | Node::Cable(_) | Node::Conduit(_) | Node::Site(_) => {
                self.thing(corridor, vertex).map(|thing| corridor.lifecycle(thing))
            }
            _ => None,
        }
    }

    /// What a vertex is, in the word of the language.
    pub fn kind(&self, vertex: Vertex) -> &'static str {
        match self.node(vertex) {
            Node::Leg(_) => "leg",
            Node::Link(_) => "link",
            Node::Channel(_) => "channel",
            Node::LineSystem(_) => "line-system",
            Node::Span(_) => "span",
            Node::Cable(_) => "cable",
            Node::Conduit(_) => "conduit",
            Node::RightOfWay(_) => "right-of-way",
            Node::Site(_) => "site",
            Node::Metro(_) => "metro",
            Node::Country(_) => "country",
            Node::Operator(_) => "operator",
            Node::Risk(_) => "risk",
        }
    }

    /// The name of a vertex: an id, `WHOLE:PART`, or the code of a country.
    pub fn name(&self, corridor: &Corridor<'_>, vertex: Vertex) -> String {
        match (self.node(vertex), self.thing(corridor, vertex)) {
            (_, Some(thing)) => corridor.name_of(thing),
            (Node::Country(country), None) => corridor.country(country).code().to_owned(),
            (_, None) => unreachable!("only a country is not declared"),
        }
    }

    pub fn country(&self, corridor: &Corridor<'_>, code: crate::model::Country) -> Option<Vertex> {
        let at = corridor.countries.binary_search(&code).ok()?;
        Some(self.vertex(Node::Country(CountryId(at as u32))))
    }
}

/// Scratch space for closures: visited marks that are never cleared.
#[derive(Debug)]
pub struct Closures<'g> {
    graph: &'g Graph,
    epoch: u32,
    seen: Vec<u32>,
    stack: Vec<Vertex>,
}

impl<'g> Closures<'g> {
    pub fn new(graph: &'g Graph) -> Self {
        Self { graph, epoch: 0, seen: vec![0; graph.vertices()], stack: Vec::new() }
    }

    /// All that the roots ride on, themselves included, sorted; and what is unknown in it.
    pub fn of(&mut self, roots: &[Vertex]) -> (Vec<Vertex>, Unknown) {
        self.epoch += 1;
        self.more_of(roots)
    }

    /// The same, without what the last ones rode on.
    pub fn more_of(&mut self, roots: &[Vertex]) -> (Vec<Vertex>, Unknown) {
        let mut closure = Vec::new();
        let mut unknown = Unknown::NOTHING;
        for &root in roots {
            self.visit(root);
        }
        while let Some(vertex) = self.stack.pop() {
            closure.push(vertex);
            unknown = unknown.with(self.graph.unknown(vertex));
            let graph = self.graph;
            for &below in graph.below(vertex) {
                self.visit(below);
            }
        }
        closure.sort_unstable();
        (closure, unknown)
    }

    fn visit(&mut self, vertex: Vertex) {
        let seen = &mut self.seen[vertex.0 as usize];
        if *seen != self.epoch {
            *seen = self.epoch;
            self.stack.push(vertex);
        }
    }
}
