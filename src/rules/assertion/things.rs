//! What an expression sees: the fields of things as they are written, what they ride on, and what is computed of them.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{
    About, CableId, Carrier, Date, Dimension, Ends, Id, LinkId, ServiceId, SpanId, Thing as Known, in_base,
};
use crate::rules::assertion::eval::Value;
use crate::rules::{Cx, RoundTrips, availability};
use crate::schema::{self, Field, Form, Kind, Leaf, Object, Shape, View};
use crate::solve::geodesic;
use crate::syntax::Decimal;

/// What has members, while an expression is evaluated.
#[derive(Clone, Debug)]
pub(super) enum Thing<'w> {
    /// A thing or a part of one as it is written, or a field of it that has fields.
    Written {
        of: Known,
        view: Rc<View<'w>>,
        field: Field,
        shape: &'static Object,
    },
    RidesOn(Known),
    Figures(Known),
}

/// A value, and how many steps it cost to gather it.
pub(super) type Gathered<T> = (T, usize);

/// The corridor as expressions see it. One for each thread.
pub(super) struct World<'c, 'w> {
    cx: &'c Cx<'w>,
    pub today: String,
    pub as_of: String,
    closures: RefCell<Closures<'w>>,
    /// The closure that was asked for last: most expressions ask for one.
    last: RefCell<Option<(Known, Rc<Closure>)>>,
    /// Views of declarations: of those with many parts all, of the others the last one.
    views: RefCell<Views<'w>>,
    round_trips: RefCell<Option<Rc<RoundTrips<'w, 'w>>>>,
}

#[derive(Default)]
struct Views<'w> {
    last: Option<(Id, Rc<View<'w>>)>,
    large: FxHashMap<Id, Rc<View<'w>>>,
}

#[derive(Debug)]
struct Closure {
    vertices: Vec<Vertex>,
    unknown: Unknown,
}

impl std::fmt::Debug for World<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("today", &self.today).finish_non_exhaustive()
    }
}

impl<'c, 'w> World<'c, 'w> {
    pub(super) fn new(cx: &'c Cx<'w>) -> Self {
        Self {
            cx,
            today: cx.today.to_string(),
            as_of: cx.as_of.to_string(),
            closures: RefCell::new(Closures::new(cx.graph)),
            last: RefCell::new(None),
            views: RefCell::default(),
            round_trips: RefCell::new(None),
        }
    }

    /// A thing with its fields; `None` where it cannot be read whole.
    pub(super) fn written(&self, known: Known) -> Option<Thing<'w>> {
        let corridor = self.cx.corridor;
        let declaration = corridor.declaration(corridor.whole(known));
        if declaration.form != Form::Whole {
            return None;
        }
        let view = self.view(corridor.whole(known))?;
        let (pointer, about) = match known {
            Known::Declaration(_) => (String::new(), About::Kind(declaration.kind)),
            Known::Span(span) => (format!("/span/{}", corridor.span(span).position), About::Span),
            Known::Leg(leg) => (format!("/leg/{}", corridor.leg(leg).position), About::Leg),
        };
        let field = view.field(&pointer)?;
        Some(Thing::Written { of: known, view, field, shape: super::types::fields(about) })
    }

    fn view(&self, id: Id) -> Option<Rc<View<'w>>> {
        /// Bytes of a declaration whose view is not built anew for each of its parts.
        const LARGE: u32 = 4_096;
        let Views { last, large } = &mut *self.views.borrow_mut();
        if let Some((of, view)) = last
            && *of == id
        {
            return Some(Rc::clone(view));
        }
        if let Some(view) = large.get(&id) {
            return Some(Rc::clone(view));
        }
        let (texts, declaration) = (self.cx.texts, self.cx.corridor.declaration(id));
        let (document, source) = (texts.document(declaration.file), texts.source(declaration.file));
        let view = Rc::new(schema::view(document, source, declaration.node)?);
        let span = texts.whole(declaration);
        if span.end - span.start > LARGE {
            large.insert(id, Rc::clone(&view));
        }
        *last = Some((id, Rc::clone(&view)));
        Some(view)
    }

    /// The thing of an id, which must be of a kind; else why there is none.
    pub(super) fn thing(&self, about: About, id: &str) -> Result<Thing<'w>, String> {
        let corridor = self.cx.corridor;
        let known = corridor.find_thing(id).ok_or_else(|| format!("`{id}` is not declared"))?;
        let is = match known {
            Known::Declaration(id) => corridor.declaration(id).kind.name(),
            Known::Span(_) => "span",
            Known::Leg(_) => "leg",
        };
        if is != about.word() {
            return Err(format!("`{id}` is a {is}, and no {}", about.word()));
        }
        self.written(known).ok_or_else(|| format!("`{id}` cannot be read whole"))
    }

    /// Finding a part goes through all parts of the whole.
    pub(super) fn cost_of(&self, id: &str) -> usize {
        let Some((whole, _)) = id.split_once(':') else { return 1 };
        let corridor = self.cx.corridor;
        let declaration = corridor.find(whole).map(|id| corridor.declaration(id));
        let parts = declaration.and_then(|declaration| match (declaration.kind, declaration.index?) {
            (Kind::Cable, at) => corridor.cables.get(at as usize).map(|cable| cable.spans.len()),
            (Kind::Service, at) => corridor.services.get(at as usize).map(|service| service.legs.len()),
            _ => None,
        });
        1 + parts.unwrap_or(0) / 4
    }

    pub(super) fn is_declared(&self, id: &str) -> bool {
        self.cx.corridor.find_thing(id).is_some()
    }

    /// Kilometres between two sites along the ellipsoid.
    pub(super) fn distance(&self, from: &str, to: &str) -> Result<f64, String> {
        let corridor = self.cx.corridor;
        let site = |id: &str| {
            let declaration = corridor.find(id).map(|id| corridor.declaration(id));
            let index = declaration.filter(|declaration| declaration.kind == Kind::Site).and_then(|found| found.index);
            let site = index.and_then(|at| corridor.sites.get(at as usize));
            site.map(|site| site.at).ok_or_else(|| format!("there is no site `{id}`"))
        };
        Ok(geodesic::distance(site(from)?, site(to)?).0)
    }

    /// The kinds in which something is not known of what a thing rides on.
    pub(super) fn unknown(&self, known: Known) -> Gathered<Value<'w>> {
        let (closure, cost) = self.closure(known);
        let asked = Dimension::ALL.into_iter().filter(|&dimension| closure.unknown.meets(Unknown::of(dimension)));
        (Value::List(asked.map(|dimension| Value::Text(dimension.word().into())).collect()), cost)
    }

    /// A member of a thing, if it is there.
    pub(super) fn member(&self, of: &Thing<'w>, name: &'static str) -> Gathered<Option<Value<'w>>> {
        match of {
            Thing::Written { of, view, field, shape } => {
                let found = view.member(*field, name).zip(shape.member(name));
                let value = found.and_then(|(field, shape)| value(*of, view, field, shape));
                let cost = match &value {
                    Some(Value::List(list)) => list.len(),
                    Some(Value::Text(text)) => text.len() / 16,
                    _ => 0,
                };
                (value, cost)
            }
            Thing::RidesOn(known) => {
                let (closure, cost) = self.closure(*known);
                let own = self.vertices(*known);
                let graph = self.cx.graph;
                let of_kind = closure.vertices.iter().filter(|&&vertex| graph.kind(vertex) == name);
                let others = of_kind.filter(|vertex| !own.contains(vertex));
                let names = others.map(|&vertex| Value::Text(self.cx.name(vertex).into()));
                (Some(Value::List(names.collect())), cost + closure.vertices.len())
            }
            Thing::Figures(known) => self.figure(*known, name),
        }
    }

    fn figure(&self, known: Known, name: &'static str) -> Gathered<Option<Value<'w>>> {
        match name {
            "id" => (Some(Value::Text(self.cx.corridor.name_of(known).into())), 1),
            "rides_on" => (Some(Value::Thing(Thing::RidesOn(known))), 0),
            "unknown" => {
                let (value, cost) = self.unknown(known);
                (Some(value), cost)
            }
            "length" => {
                let (length, cost) = self.length(known);
                (length.map(Value::Double), cost)
            }
            "straight" => {
                let ends = self.ends(known);
                let site = |id| self.cx.corridor.site(id).at;
                (ends.map(|ends| Value::Double(geodesic::distance(site(ends.from), site(ends.to)).0)), 20)
            }
            "round_trip" => (self.round_trip(known).map(Value::Double), 1),
            "legs" => {
                let legs = self.service(known).map(|service| &self.cx.corridor.service(service).legs);
                let legs =
                    legs.map(|legs| legs.iter().map(|&leg| Value::Thing(Thing::Figures(Known::Leg(leg)))).collect());
                (legs.map(Value::List), 1)
            }
            _ => {
                let service = self.service(known).map(|service| self.cx.corridor.service(service));
                let is = service.and_then(|service| availability::of_service(self.cx, service));
                let (_, cost) = self.closure(known);
                let is = is.filter(|is| is.missing.is_empty() && !is.parts.is_empty());
                (is.map(|is| Value::Double(1.0 - is.down)), 20 * cost)
            }
        }
    }

    fn service(&self, known: Known) -> Option<ServiceId> {
        let Known::Declaration(id) = known else { return None };
        let declaration = self.cx.corridor.declaration(id);
        declaration.index.filter(|_| declaration.kind == Kind::Service).map(ServiceId)
    }

    /// A service rides on what its legs ride on; a cable is its spans.
    fn vertices(&self, known: Known) -> Vec<Vertex> {
        let (corridor, graph) = (self.cx.corridor, self.cx.graph);
        if let Some(service) = self.service(known) {
            return corridor.service(service).legs.iter().map(|&leg| graph.vertex(Node::Leg(leg))).collect();
        }
        let Some(vertex) = graph.of_thing(corridor, known) else { return Vec::new() };
        let spans = match graph.node(vertex) {
            Node::Cable(cable) => graph.carrier(corridor, Carrier::Cable(cable)),
            _ => Vec::new(),
        };
        [vertex].into_iter().chain(spans).collect()
    }

    fn closure(&self, known: Known) -> Gathered<Rc<Closure>> {
        if let Some((of, closure)) = &*self.last.borrow()
            && *of == known
        {
            return (Rc::clone(closure), 1);
        }
        let (vertices, unknown) = self.closures.borrow_mut().of(&self.vertices(known));
        let cost = vertices.len();
        let closure = Rc::new(Closure { vertices, unknown });
        *self.last.borrow_mut() = Some((known, Rc::clone(&closure)));
        (closure, cost)
    }

    /// The sum of the spans, if each has a length.
    fn length(&self, known: Known) -> Gathered<Option<f64>> {
        let corridor = self.cx.corridor;
        let sum = |spans: &[SpanId]| spans.iter().try_fold(0.0, |sum, &span| Some(sum + corridor.span(span).length?.0));
        let declared = |id| {
            let declaration = corridor.declaration(id);
            Some((declaration.kind, declaration.index? as usize))
        };
        match known {
            Known::Span(span) => (corridor.span(span).length.map(|length| length.0), 1),
            Known::Declaration(id) if matches!(declared(id), Some((Kind::Conduit, _))) => {
                let conduit = declared(id).and_then(|(_, at)| corridor.conduits.get(at));
                (conduit.and_then(|conduit| conduit.length).map(|length| length.0), 1)
            }
            Known::Declaration(id) if matches!(declared(id), Some((Kind::Cable, _))) => {
                let cable = declared(id).and_then(|(_, at)| corridor.cables.get(at));
                let spans = cable.map_or(0, |cable| cable.spans.len());
                (cable.and_then(|cable| sum(&cable.spans)), spans)
            }
            Known::Leg(_) | Known::Declaration(_) => {
                let (closure, cost) = self.closure(known);
                let is_known = !closure.unknown.meets(Unknown::LEFT_OUT.with(Unknown::of(Dimension::Span)));
                let spans = closure.vertices.iter().filter_map(|&vertex| match self.cx.graph.node(vertex) {
                    Node::Span(span) => Some(span),
                    _ => None,
                });
                let spans: Vec<SpanId> = spans.collect();
                (is_known.then(|| sum(&spans)).flatten(), cost + closure.vertices.len())
            }
        }
    }

    fn ends(&self, known: Known) -> Option<Ends> {
        let corridor = self.cx.corridor;
        match known {
            Known::Span(span) => corridor.span(span).ends,
            Known::Leg(leg) => corridor.service(corridor.leg(leg).service).ends,
            Known::Declaration(id) => {
                let declaration = corridor.declaration(id);
                let at = declaration.index? as usize;
                match declaration.kind {
                    Kind::Link => corridor.links.get(at)?.ends,
                    Kind::Conduit => corridor.conduits.get(at)?.ends,
                    Kind::Cable => {
                        let spans = &corridor.cables.get(at)?.spans;
                        let (first, last) = (corridor.span(*spans.first()?).ends?, corridor.span(*spans.last()?).ends?);
                        Some(Ends { from: first.from, to: last.to })
                    }
                    _ => None,
                }
            }
        }
    }

    /// Of what is known to its end, lengths that nobody gives taken by the route factor.
    fn round_trip(&self, known: Known) -> Option<f64> {
        let corridor = self.cx.corridor;
        let mut kept = self.round_trips.borrow_mut();
        let round_trips = kept.get_or_insert_with(|| Rc::new(RoundTrips::new(corridor)));
        let took = match known {
            Known::Span(span) => round_trips.of_over(&vec![Some(Carrier::Span(span))]),
            Known::Leg(leg) => round_trips.of_over(&corridor.leg(leg).over),
            Known::Declaration(id) => {
                let declaration = corridor.declaration(id);
                let at = declaration.index?;
                match declaration.kind {
                    Kind::Link => round_trips.of_over(&vec![Some(Carrier::Link(LinkId(at)))]),
                    Kind::Cable => round_trips.of_over(&vec![Some(Carrier::Cable(CableId(at)))]),
                    _ => return None,
                }
            }
        };
        (!took.is_least).then_some(took.ms)
    }
}

/// The thing that a value is, or is a part of.
pub(super) fn known(thing: &Thing<'_>) -> Known {
    match thing {
        Thing::Written { of, .. } | Thing::RidesOn(of) | Thing::Figures(of) => *of,
    }
}

/// Days from a date to another; a month or a year means its last day.
pub(super) fn days(from: &str, to: &str) -> Result<i64, String> {
    let day = |text: &str| Date::last_of(text).map_err(|_| format!("`{text}` is no date"));
    Ok(day(to)?.days() - day(from)?.days())
}

/// A field as a value; figures in the unit that their dimension is kept in.
fn value<'w>(of: Known, view: &Rc<View<'w>>, field: Field, shape: &'static Shape) -> Option<Value<'w>> {
    match shape {
        Shape::Array(item) => {
            Some(Value::List(view.list(field).into_iter().filter_map(|field| value(of, view, field, item)).collect()))
        }
        Shape::Object(shape) => Some(Value::Thing(Thing::Written { of, view: Rc::clone(view), field, shape })),
        Shape::Scalar(_) | Shape::Quantity(_) => Some(match view.leaf(field)? {
            Leaf::Truth(truth) => Value::Truth(truth),
            Leaf::Quantity { number, unit } => Value::Double(in_base(Decimal::parse(number)?, unit)?.0.to_f64()),
            Leaf::Number(number) if matches!(shape, Shape::Scalar(schema::Scalar::Number)) => {
                Value::Double(Decimal::parse(number)?.to_f64())
            }
            Leaf::Text(text) | Leaf::Number(text) => Value::Text(text.into()),
        }),
    }
}
