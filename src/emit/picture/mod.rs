//! What a picture shows: sites, what joins them, countries, a legend. No format is known here.

pub mod d2;
pub mod dot;
pub mod geojson;
mod layout;
pub mod mermaid;
mod route;
pub mod strip;
pub mod svg;
pub mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::picture::layout::{Box2, Point};
use crate::emit::picture::route::{Curve, Wish};
use crate::graph::{Closures, Graph, Node, Vertex};
use crate::model::{Corridor, Lifecycle, Medium, RiskId, ServiceId, SiteId, SpanId, Status, Thing};
use crate::rules::Verdicts;

/// A picture, laid out: Europe on the left, Asia on the right, north up.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    pub title: String,
    pub size: Point,
    /// The width that it has room in, in points, where it is not to take what it needs.
    pub page: Option<f64>,
    pub bands: Vec<Band>,
    pub nodes: Vec<Mark>,
    pub edges: Vec<Line>,
    pub legend: Vec<Legend>,
}

/// A country.
#[derive(Clone, Debug)]
pub struct Band {
    pub label: String,
    pub area: Box2,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shape {
    Hub,
    Pop,
    LandingStation,
    BorderCrossing,
    /// An amplifier, a junction, or nothing in particular.
    Minor,
}

/// Which colour something is seen in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ink {
    Land,
    Aerial,
    Sea,
    /// A leg of a service, by its place.
    Leg(usize),
    /// What is shared, or struck.
    Alarm,
    /// What only gives the surroundings.
    Faint,
}

impl Ink {
    /// The colour on a light ground, and the width of the line.
    fn colour(self) -> (&'static str, f64) {
        const LEGS: [&str; 6] = ["#1d5fa8", "#d9730d", "#2f855a", "#6b46c1", "#0f766e", "#9d174d"];
        match self {
            Self::Land => ("#7a5c3e", 1.6),
            Self::Aerial => ("#8a8a2a", 1.6),
            Self::Sea => ("#1d7fc4", 1.8),
            Self::Leg(leg) => (LEGS[leg % LEGS.len()], 2.6),
            Self::Alarm => ("#c81e1e", 3.0),
            Self::Faint => ("#b8c2cc", 1.0),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stroke {
    InService,
    Planned,
    /// Proposed, suspended or retired.
    Idle,
}

#[derive(Clone, Debug)]
pub struct Mark {
    pub id: String,
    pub label: String,
    pub shape: Shape,
    /// The country that it lies in; `None` on a border, and at sea.
    pub land: Option<String>,
    /// All of the mark: its name stands in the middle.
    pub area: Box2,
    pub alarm: bool,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub of: Thing,
    pub from: String,
    pub to: String,
    pub label: Option<String>,
    pub tooltip: String,
    pub ink: Ink,
    pub stroke: Stroke,
    pub curve: Curve,
}

#[derive(Clone, Debug)]
pub struct Legend {
    pub text: String,
    pub sample: Sample,
}

/// What an entry of the legend explains.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sample {
    Line(Ink, Stroke),
    Mark(Shape),
}

impl Legend {
    fn line(text: impl Into<String>, ink: Ink, stroke: Stroke) -> Self {
        Self { text: text.into(), sample: Sample::Line(ink, stroke) }
    }

    fn mark(text: &str, shape: Shape) -> Self {
        Self { text: text.to_owned(), sample: Sample::Mark(shape) }
    }
}

/// The width of a letter and the height of a line of a site's name, in points.
const LETTER: f64 = 5.5;
const LINE: f64 = 11.5;

/// A line before the sites are placed.
struct Draft {
    of: Thing,
    from: SiteId,
    to: SiteId,
    label: Option<String>,
    tooltip: String,
    ink: Ink,
    stroke: Stroke,
}

fn ink_of(medium: Medium) -> Ink {
    match medium {
        Medium::Terrestrial => Ink::Land,
        Medium::Aerial => Ink::Aerial,
        Medium::Subsea => Ink::Sea,
    }
}

fn stroke_of(lifecycle: Lifecycle) -> Stroke {
    match lifecycle.status {
        Status::Active => Stroke::InService,
        Status::Planned | Status::UnderConstruction => Stroke::Planned,
        Status::Proposed | Status::Suspended | Status::Retired => Stroke::Idle,
    }
}

/// Every span that is not retired, and the sites that it joins. A cable is named once, at its middle span.
///
/// Of this and the others: on a page of a width, in points, what has no room goes on below.
pub fn map(corridor: &Corridor<'_>, page: Option<f64>) -> Picture {
    let spans = (0..corridor.spans.len() as u32)
        .map(SpanId)
        .filter(|&span| corridor.span(span).lifecycle.status != Status::Retired);
    let drafts: Vec<Draft> = spans.filter_map(|span| draft_span(corridor, span, None)).collect();
    let title = corridor.title.unwrap_or("Corridor").to_owned();
    assemble(corridor, title, drafts, &BTreeSet::new(), map_legend(), page)
}

fn map_legend() -> Vec<Legend> {
    vec![
        Legend::line("on land", Ink::Land, Stroke::InService),
        Legend::line("at sea", Ink::Sea, Stroke::InService),
        Legend::line("planned or under construction", Ink::Sea, Stroke::Planned),
        Legend::line("proposed or suspended", Ink::Faint, Stroke::Idle),
        Legend::mark("landing station", Shape::LandingStation),
        Legend::mark("border crossing", Shape::BorderCrossing),
        Legend::mark("hub", Shape::Hub),
    ]
}

fn draft_span(corridor: &Corridor<'_>, id: SpanId, ink: Option<Ink>) -> Option<Draft> {
    let span = corridor.span(id);
    let ends = span.ends?;
    let cable = corridor.cable(span.cable);
    let name = corridor.name_of(Thing::Span(id));
    let middle = cable.spans[cable.spans.len() / 2] == id;
    let stroke = stroke_of(span.lifecycle);
    let own = if stroke == Stroke::Idle { Ink::Faint } else { ink_of(span.medium) };
    let length = span.length.map(|length| format!(", {length}")).unwrap_or_default();
    Some(Draft {
        of: Thing::Span(id),
        from: ends.from,
        to: ends.to,
        label: middle.then(|| corridor.text(cable.id).to_owned()),
        tooltip: format!("{name}{length}, {}", span.lifecycle.words()),
        ink: ink.unwrap_or(own),
        stroke,
    })
}

/// Conduits in place of cables; those in one right-of-way are named for it.
pub fn plant(corridor: &Corridor<'_>, page: Option<f64>) -> Picture {
    let drafts = corridor.conduits.iter().filter_map(|conduit| {
        let ends = conduit.ends?;
        let lifecycle = corridor.declaration(conduit.id).lifecycle;
        let way = conduit.right_of_way.map(|way| corridor.text(corridor.right_of_way(way).id));
        let ink = match conduit.kind {
            "seabed" => Ink::Sea,
            "aerial" => Ink::Aerial,
            _ => Ink::Land,
        };
        let id = corridor.text(conduit.id);
        Some(Draft {
            of: Thing::Declaration(conduit.id),
            from: ends.from,
            to: ends.to,
            label: Some(id.to_owned()),
            tooltip: format!("{id}, {}{}", conduit.kind, way.map(|way| format!(", in {way}")).unwrap_or_default()),
            ink,
            stroke: stroke_of(lifecycle),
        })
    });
    let drafts = drafts.collect();
    let title = format!("{}: conduits", corridor.title.unwrap_or("Corridor"));
    assemble(corridor, title, drafts, &BTreeSet::new(), map_legend(), page)
}

/// The legs of a service, each in its colour; what two of them share in red.
pub fn service(
    corridor: &Corridor<'_>,
    graph: &Graph,
    verdicts: &Verdicts,
    id: ServiceId,
    page: Option<f64>,
) -> Picture {
    let service = corridor.service(id);
    let shared: BTreeSet<Vertex> =
        verdicts.shared.iter().filter(|shared| shared.service == id).map(|shared| shared.thing).collect();
    let mut closures = Closures::new(graph);
    let mut users: BTreeMap<SpanId, Vec<usize>> = BTreeMap::new();
    let mut undisclosed = Vec::new();
    for (at, &leg) in service.legs.iter().enumerate() {
        let (closure, _) = closures.of(&[graph.vertex(Node::Leg(leg))]);
        for vertex in closure {
            match graph.node(vertex) {
                Node::Span(span) => users.entry(span).or_default().push(at),
                Node::Link(link) if corridor.link(link).undisclosed => undisclosed.push((at, link)),
                _ => {}
            }
        }
    }
    let mut drafts = Vec::new();
    for (&span, legs) in &users {
        let rides = [graph.vertex(Node::Span(span))]
            .into_iter()
            .chain(graph.below(graph.vertex(Node::Span(span))).iter().copied());
        let on_shared =
            rides.filter(|vertex| shared.contains(vertex)).any(|vertex| !matches!(graph.node(vertex), Node::Site(_)));
        let ink = if on_shared || legs.len() > 1 { Ink::Alarm } else { Ink::Leg(legs[0]) };
        drafts.extend(draft_span(corridor, span, Some(ink)));
    }
    for (at, link) in undisclosed {
        let link = corridor.link(link);
        let Some(ends) = link.ends else { continue };
        let id = corridor.text(link.id);
        drafts.push(Draft {
            of: Thing::Declaration(link.id),
            from: ends.from,
            to: ends.to,
            label: Some(format!("{id}, undisclosed")),
            tooltip: format!("{id}: nobody tells where it runs"),
            ink: Ink::Leg(at),
            stroke: Stroke::Planned,
        });
    }
    let alarmed = shared.iter().filter_map(|&thing| match graph.node(thing) {
        Node::Site(site) => Some(site),
        _ => None,
    });
    let alarmed = alarmed.collect();
    let legs = service.legs.iter().enumerate();
    let mut legend: Vec<Legend> = legs
        .map(|(at, &leg)| Legend::line(format!("leg {}", corridor.leg(leg).name), Ink::Leg(at), Stroke::InService))
        .collect();
    let names: Vec<String> = shared.iter().map(|&thing| graph.name(corridor, thing)).collect();
    if names.is_empty() {
        legend.push(Legend::line("nothing is shared", Ink::Alarm, Stroke::InService));
    } else {
        legend.push(Legend::line(format!("shared: {}", names.join(", ")), Ink::Alarm, Stroke::InService));
    }
    assemble(corridor, format!("Service {}", corridor.text(service.id)), drafts, &alarmed, legend, page)
}

/// The whole map, faint, and in red what rides on one risk.
pub fn risk(corridor: &Corridor<'_>, graph: &Graph, id: RiskId, page: Option<f64>) -> Picture {
    let risk = graph.vertex(Node::Risk(id));
    let mut closures = Closures::new(graph);
    let mut strikes = |node: Node| closures.of(&[graph.vertex(node)]).0.binary_search(&risk).is_ok();
    let mut drafts = Vec::new();
    for span in (0..corridor.spans.len() as u32).map(SpanId) {
        if corridor.span(span).lifecycle.status == Status::Retired {
            continue;
        }
        let ink = if strikes(Node::Span(span)) { Ink::Alarm } else { Ink::Faint };
        drafts.extend(draft_span(corridor, span, Some(ink)));
    }
    let sites = (0..corridor.sites.len() as u32).map(SiteId);
    let alarmed = sites.filter(|&site| strikes(Node::Site(site))).collect();
    let name = corridor.text(corridor.risk(id).id);
    let legend = vec![
        Legend::line(format!("exposed to {name}"), Ink::Alarm, Stroke::InService),
        Legend::line("not exposed", Ink::Faint, Stroke::InService),
    ];
    assemble(corridor, format!("Risk {name}"), drafts, &alarmed, legend, page)
}

/// Places the sites that the lines join and puts all together.
fn assemble(
    corridor: &Corridor<'_>,
    title: String,
    drafts: Vec<Draft>,
    alarmed: &BTreeSet<SiteId>,
    legend: Vec<Legend>,
    page: Option<f64>,
) -> Picture {
    let used: BTreeSet<SiteId> = drafts.iter().flat_map(|draft| [draft.from, draft.to]).collect();
    let used: Vec<SiteId> = used.into_iter().collect();
    let joined: Vec<(SiteId, SiteId)> = drafts.iter().map(|draft| (draft.from, draft.to)).collect();
    let layout = layout::place(corridor, &used, &joined, page);
    let nodes: Vec<Mark> =
        used.iter().zip(&layout.sites).map(|(&site, &at)| mark(corridor, site, at, alarmed)).collect();
    let place = |site: SiteId| used.binary_search(&site).expect("every end of a line is placed");
    let wishes: Vec<Wish> = drafts
        .iter()
        .map(|draft| Wish { from: place(draft.from), to: place(draft.to), label: draft.label.clone() })
        .collect();
    let areas: Vec<Box2> = nodes.iter().map(|mark| mark.area).collect();
    let text = |site: SiteId| corridor.text(corridor.site(site).id).to_owned();
    let edges = drafts
        .into_iter()
        .zip(route::run(&areas, &wishes, layout.size))
        .map(|(draft, curve)| Line {
            of: draft.of,
            from: text(draft.from),
            to: text(draft.to),
            label: draft.label,
            tooltip: draft.tooltip,
            ink: draft.ink,
            stroke: draft.stroke,
            curve,
        })
        .collect();
    Picture {
        title,
        size: layout.size,
        page,
        bands: layout.bands.into_iter().map(|(label, area)| Band { label, area }).collect(),
        nodes,
        edges,
        legend,
    }
}

fn mark(corridor: &Corridor<'_>, site: SiteId, at: Point, alarmed: &BTreeSet<SiteId>) -> Mark {
    let lowered = corridor.site(site);
    let declaration = corridor.declaration(lowered.id);
    let label = layout::lines(declaration.name.unwrap_or(declaration.id));
    let widest = label.iter().map(|line| line.chars().count()).max().unwrap_or(1) as f64;
    let shape = shape_of(lowered.roles);
    // Room at the sides of a hexagon and under the roof of a house.
    let (more_width, more_height) = match shape {
        Shape::Hub => (18.0, 6.0),
        Shape::Pop => (9.0, 4.0),
        Shape::LandingStation => (14.0, 9.0),
        Shape::BorderCrossing => (20.0, 5.0),
        Shape::Minor => (4.0, 2.0),
    };
    let (width, height) = (widest * LETTER + more_width, label.len() as f64 * LINE + more_height);
    let half = Point { x: width / 2.0, y: height / 2.0 };
    Mark {
        id: declaration.id.to_owned(),
        label: label.join("\n"),
        shape,
        land: if let [country] = lowered.countries[..] { Some(country.to_string()) } else { None },
        area: Box2 {
            low: Point { x: at.x - half.x, y: at.y - half.y },
            high: Point { x: at.x + half.x, y: at.y + half.y },
        },
        alarm: alarmed.contains(&site),
    }
}

fn shape_of(roles: crate::model::Roles) -> Shape {
    if roles.border_crossing {
        Shape::BorderCrossing
    } else if roles.landing_station || roles.beach_manhole {
        Shape::LandingStation
    } else if roles.hub {
        Shape::Hub
    } else if roles.amplifier {
        Shape::Minor
    } else {
        Shape::Pop
    }
}
