//! A declaration as a tree of JSON shape, over the KDL text: what the schemas and the declared structs read.
//!
//! Nothing is copied: names and values are slices of the text, and every part keeps its span.

use rustc_hash::FxHashMap;

use crate::schema::meter::Meter;
use crate::schema::problem::Problem;
use crate::schema::shape::{Object, Scalar, Shape};
use crate::source::Span;
use crate::syntax::{Decimal, Document, Entry, Node, NodeId, Value};

/// An item of a view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ItemId(pub u32);

#[derive(Clone, Copy, Debug)]
pub(super) enum ItemKind<'a> {
    Text(&'a str),
    Number(&'a str),
    Quantity {
        number: &'a str,
        unit: &'a str,
    },
    Bool(bool),
    Null,
    Object {
        start: u32,
        end: u32,
    },
    Array {
        start: u32,
        end: u32,
    },
    /// Already reported: nothing more is said of it or of what is in it.
    Faulty,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    /// What is underlined when the item itself is meant.
    pub span: Span,
    pub kind: ItemKind<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'a> {
    pub name: &'a str,
    /// What is underlined when the field as such is meant, as in an unknown one.
    pub name_span: Span,
    pub item: ItemId,
}

/// One declaration in JSON shape.
#[derive(Debug, Default)]
pub struct View<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) members: Vec<Member<'a>>,
    pub(super) elements: Vec<ItemId>,
    pub(super) root: u32,
    pub(super) meter: Meter,
}

/// What a view is built from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub document: &'a Document,
    pub source: &'a str,
}

impl<'a> Text<'a> {
    pub(super) fn str(self, text: crate::syntax::Text) -> &'a str {
        self.document.str(self.source, text)
    }
}

impl<'a> View<'a> {
    /// The view of a declaration, with what is wrong with its form alone: repeated fields, values too many or too
    /// few, annotations where none can stand.
    pub(super) fn build(text: Text<'a>, node: NodeId, shape: &'static Object, problems: &mut Vec<Problem<'a>>) -> Self {
        // Room for a declaration of common size, so that few grow.
        let mut view = Self {
            items: Vec::with_capacity(32),
            members: Vec::with_capacity(24),
            elements: Vec::with_capacity(8),
            root: 0,
            meter: Meter::default(),
        };
        let (members, fields) = (Vec::with_capacity(32), Vec::with_capacity(16));
        let mut builder = Builder { text, view: &mut view, problems, members, fields };
        let root = builder.object(node, shape, Id::Declaration);
        view.root = root.0;
        view
    }

    pub(super) fn item(&self, id: ItemId) -> &Item<'a> {
        &self.items[id.0 as usize]
    }

    pub(super) fn root(&self) -> ItemId {
        ItemId(self.root)
    }

    pub(super) fn members(&self, start: u32, end: u32) -> &[Member<'a>] {
        &self.members[start as usize..end as usize]
    }

    pub(super) fn elements(&self, start: u32, end: u32) -> &[ItemId] {
        &self.elements[start as usize..end as usize]
    }

    /// What is underlined for a JSON pointer; where the pointer leads nowhere, its nearest holder.
    pub fn span(&self, pointer: &str) -> Span {
        self.resolve(pointer).map_or_else(|id| self.item(id).span, |id| self.item(id).span)
    }

    /// The span of the name under which a pointer's last step stands.
    pub fn name_span(&self, pointer: &str) -> Span {
        let (holder, name) = pointer.rsplit_once('/').unwrap_or_default();
        let Ok(id) = self.resolve(holder) else {
            return self.span(pointer);
        };
        match self.item(id).kind {
            ItemKind::Object { start, end } => self
                .members(start, end)
                .iter()
                .find(|member| member.name == name)
                .map_or(self.item(id).span, |member| member.name_span),
            _ => self.span(pointer),
        }
    }

    /// The item at a pointer, or the deepest one on the way that exists.
    pub(super) fn resolve(&self, pointer: &str) -> Result<ItemId, ItemId> {
        let mut at = self.root();
        for step in pointer.split('/').skip(1) {
            let next = match self.item(at).kind {
                ItemKind::Object { start, end } => {
                    self.members(start, end).iter().find(|member| member.name == step).map(|member| member.item)
                }
                ItemKind::Array { start, end } => {
                    step.parse().ok().and_then(|index: usize| self.elements(start, end).get(index).copied())
                }
                ItemKind::Text(_)
                | ItemKind::Number(_)
                | ItemKind::Quantity { .. }
                | ItemKind::Bool(_)
                | ItemKind::Null
                | ItemKind::Faulty => None,
            };
            at = next.ok_or(at)?;
        }
        Ok(at)
    }

    /// Whether something on the way to a pointer was already reported.
    pub(super) fn is_faulty(&self, pointer: &str) -> bool {
        let id = self.resolve(pointer).unwrap_or_else(|id| id);
        matches!(self.item(id).kind, ItemKind::Faulty)
    }
}

struct Builder<'a, 'b> {
    text: Text<'a>,
    view: &'b mut View<'a>,
    problems: &'b mut Vec<Problem<'a>>,
    /// Members and fields of the nodes that are being read, the innermost last.
    members: Vec<Member<'a>>,
    fields: Vec<Gathered<'a>>,
}

/// A field as it is gathered: its first name and the places where it occurs.
struct Gathered<'a> {
    name: &'a str,
    name_span: Span,
    first: Occurrence<'a>,
    /// Rarely any.
    more: Vec<Occurrence<'a>>,
}

impl<'a> Gathered<'a> {
    fn is_unknown(&self, shape: &Object) -> bool {
        shape.member(self.name).is_none()
    }

    fn occurrences(&self) -> impl Iterator<Item = Occurrence<'a>> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }
}

#[derive(Clone, Copy)]
enum Occurrence<'a> {
    Child(NodeId),
    Entry(&'a Entry),
}

impl<'a> Builder<'a, '_> {
    fn push(&mut self, span: Span, kind: ItemKind<'a>) -> ItemId {
        let id = ItemId(self.view.items.len() as u32);
        self.view.items.push(Item { span, kind });
        id
    }

    fn faulty(&mut self, span: Span, problem: Problem<'a>) -> ItemId {
        self.problems.push(problem);
        self.push(span, ItemKind::Faulty)
    }

    fn push_array(&mut self, span: Span, elements: &[ItemId]) -> ItemId {
        let start = self.view.elements.len() as u32;
        self.view.elements.extend_from_slice(elements);
        let end = self.view.elements.len() as u32;
        self.push(span, ItemKind::Array { start, end })
    }

    /// A node as an object: arguments under the names of the shape, properties and children as members.
    ///
    /// Recursion is bounded by the depth of the shape, not of the text: what the shape does not know is a leaf.
    fn object(&mut self, node: NodeId, shape: &'static Object, id: Id) -> ItemId {
        let document = self.text.document;
        let header = header_span(document, node);
        let outer = self.members.len();
        let entries = document.entries(node);
        let mut arguments = entries.iter().filter(|entry| entry.name.is_none());
        for (name, entry) in shape.arguments.iter().zip(&mut arguments) {
            let part = id == Id::Part && name == "id";
            let item = if part { self.part_id(entry) } else { self.value(entry, shape.member(name)) };
            self.members.push(argument(name, entry.span(), item));
        }
        if let Some(name) = &shape.rest {
            let Some(Shape::Array(field)) = shape.member(name) else { panic!("arguments are collected in an array") };
            let mut items = Vec::new();
            let mut rest = arguments.clone();
            while let Some(entry) = rest.next().filter(|entry| self.field_named(entry, shape).is_none()) {
                items.push(self.value(entry, Some(field)));
                arguments.next();
            }
            if !items.is_empty() {
                let item = self.push_array(header, &items);
                self.members.push(argument(name, header, item));
            }
        }
        if let Some(extra) = arguments.next() {
            let field = self.text.str(document.node(node).name);
            // `pairs 8` where `pairs=8` is meant.
            let problem = match (self.field_named(extra, shape), arguments.next()) {
                (Some(name), Some(value)) => {
                    let gap = Span { start: extra.span().end, end: value.span().start };
                    let (span, value) = (extra.span(), value.value.span().of(self.text.source));
                    Problem::WithoutEquals { span, field, name, value, gap }
                }
                _ => Problem::ExtraValue { span: extra.span(), field, takes: shape.arguments.len() },
            };
            self.problems.push(problem);
        }
        let fields = self.fields.len();
        self.gather(node);
        self.bound_unknown(fields, shape);
        let mut named = false;
        for at in fields..self.fields.len() {
            let more = std::mem::take(&mut self.fields[at].more);
            let field = Gathered { more, ..self.fields[at] };
            let span = field.name_span;
            let item = if !shape.is_positional(field.name) {
                self.field(&field, shape)
            } else if let Some(given) = self.members[outer..].iter().find(|member| member.name == field.name) {
                let first = given.name_span;
                self.problems.push(Problem::Repeated { span, field: field.name, first, same: None });
                continue;
            } else if std::mem::replace(&mut named, true) {
                self.push(span, ItemKind::Faulty)
            } else {
                let holder = self.text.str(document.node(node).name);
                self.faulty(span, Problem::NamedValue { span, field: field.name, holder, shape })
            };
            self.members.push(Member { name: field.name, name_span: field.name_span, item });
        }
        self.fields.truncate(fields);
        let start = self.view.members.len() as u32;
        self.view.members.extend(self.members.drain(outer..));
        let end = self.view.members.len() as u32;
        self.push(header, ItemKind::Object { start, end })
    }

    /// Puts properties and children of a node to the fields, each name once, in the order of its first occurrence.
    fn gather(&mut self, node: NodeId) {
        let Text { document, .. } = self.text;
        let outer = self.fields.len();
        let mut index: FxHashMap<&'a str, usize> = FxHashMap::default();
        let properties = document.entries(node).iter().filter_map(|entry| {
            let name = entry.name?;
            Some((self.text.str(name), name.span, Occurrence::Entry(entry)))
        });
        let children = document.children(node).map(|child| {
            let name = document.node(child).name;
            (self.text.str(name), name.span, Occurrence::Child(child))
        });
        for (name, name_span, occurrence) in properties.chain(children) {
            let fields = &mut self.fields[outer..];
            // A handful of fields is compared one by one; the index is for texts made to be slow.
            let known = if fields.len() < 16 {
                fields.iter().position(|field| field.name == name)
            } else {
                if index.is_empty() {
                    index = fields.iter().enumerate().map(|(at, field)| (field.name, at)).collect();
                }
                index.get(name).copied()
            };
            if let Some(at) = known {
                fields[at].more.push(occurrence);
            } else {
                if !index.is_empty() {
                    index.insert(name, fields.len());
                }
                self.fields.push(Gathered { name, name_span, first: occurrence, more: Vec::new() });
            }
        }
    }

    /// Counts the unknown fields of a block that are more than anybody mends one by one, and leaves them out.
    ///
    /// Members are looked up one after the other, so that this keeps a lookup short in a text made to be slow.
    fn bound_unknown(&mut self, fields: usize, shape: &Object) {
        const MOST: usize = 100;
        if self.fields.len() - fields <= MOST {
            return;
        }
        let (mut unknown, mut more) = (0, None);
        let mut keep = fields;
        for at in fields..self.fields.len() {
            if self.fields[at].is_unknown(shape) {
                unknown += 1;
                if unknown > MOST {
                    more.get_or_insert(self.fields[at].name_span);
                    continue;
                }
            }
            self.fields.swap(keep, at);
            keep += 1;
        }
        self.fields.truncate(keep);
        let problem = more.map(|span| Problem::MoreUnknownFields { span, count: unknown - MOST });
        self.problems.extend(problem);
    }

    /// The field of an object that a bare word among its values names, where it was meant to be one.
    fn field_named(&self, entry: &Entry, shape: &Object) -> Option<&'a str> {
        let Value::Text(text) = entry.value else { return None };
        let word = self.text.str(text);
        let is_bare = word == text.span.of(self.text.source) && entry.annotation.is_none();
        (is_bare && word != "id" && shape.fields().any(|field| field == word)).then_some(word)
    }

    fn field(&mut self, field: &Gathered<'a>, holder: &'static Object) -> ItemId {
        match holder.member(field.name) {
            Some(Shape::Array(item)) => self.array(field, item),
            Some(shape) => {
                self.refuse_repeats(field);
                match field.first {
                    Occurrence::Child(node) => self.child(node, shape, holder),
                    Occurrence::Entry(entry) => self.property(entry, shape),
                }
            }
            // The schema says that it is unknown; one finding for all its occurrences.
            None => self.push(field.name_span, ItemKind::Null),
        }
    }

    fn refuse_repeats(&mut self, field: &Gathered<'a>) {
        let document = self.text.document;
        for repeat in &field.more {
            let span = match repeat {
                Occurrence::Child(node) => document.node(*node).name.span,
                Occurrence::Entry(entry) => entry.name.map_or(entry.span(), |name| name.span),
            };
            let same = match (field.first, repeat) {
                (Occurrence::Child(first), Occurrence::Child(again)) => {
                    let [first, again] = [first, *again].map(|node| document.node(node).span);
                    (first.of(self.text.source).trim() == again.of(self.text.source).trim()).then_some(again)
                }
                _ => None,
            };
            self.problems.push(Problem::Repeated { span, field: field.name, first: field.name_span, same });
        }
    }

    fn array(&mut self, field: &Gathered<'a>, shape: &'static Shape) -> ItemId {
        let document = self.text.document;
        let mut items = Vec::new();
        let mut properties = 0;
        for occurrence in field.occurrences() {
            match occurrence {
                Occurrence::Entry(entry) => {
                    properties += 1;
                    if properties > 1 {
                        self.problems.push(Problem::Repeated {
                            span: entry.name.map_or(entry.span(), |name| name.span),
                            field: field.name,
                            first: field.name_span,
                            same: None,
                        });
                    } else {
                        items.push(self.property(entry, shape));
                    }
                }
                Occurrence::Child(node) => match shape {
                    Shape::Object(object) => items.push(self.annotated_object(node, object)),
                    Shape::Scalar(_) | Shape::Quantity(_) | Shape::Array(_) => {
                        self.refuse_all_but_arguments(node, field.name);
                        let arguments = document.entries(node).iter().filter(|entry| entry.name.is_none());
                        let before = items.len();
                        items.extend(arguments.map(|entry| self.value(entry, Some(shape))));
                        if items.len() == before && !document.node(node).broken {
                            let span = document.node(node).name.span;
                            let problem = Problem::NoValue { span, field: field.name };
                            items.push(self.faulty(span, problem));
                        }
                    }
                },
            }
        }
        let span = match field.first {
            Occurrence::Child(node) => header_span(document, node),
            Occurrence::Entry(entry) => entry.span(),
        };
        self.push_array(span, &items)
    }

    /// A field that occurs once, written as a child node.
    fn child(&mut self, node: NodeId, shape: &'static Shape, holder: &'static Object) -> ItemId {
        if let Shape::Object(object) = shape {
            return self.annotated_object(node, object);
        }
        let document = self.text.document;
        let name = self.text.str(document.node(node).name);
        if let Some(annotation) = document.annotation(node) {
            let span = annotation.span;
            return self.faulty(span, Problem::AnnotatedName { span });
        }
        self.refuse_all_but_arguments(node, name);
        let mut arguments = document.entries(node).iter().filter(|entry| entry.name.is_none());
        let Some(first) = arguments.next() else {
            let span = document.node(node).name.span;
            return self.faulty(span, Problem::NoValue { span, field: name });
        };
        if let Some(extra) = arguments.next() {
            let span = extra.span();
            // `from A to B` where `from A; to B` is meant, and `length 380 km` where `length (km)380` is.
            if let Some(next) = self.field_named(extra, holder) {
                self.problems.push(Problem::NoBreak { span, next, behind: first.span() });
            } else if let Some((number, unit)) = self.unit_behind(first, extra, shape) {
                let gap = Span { start: first.span().end, end: span.start }.of(self.text.source);
                let is_alone = gap.trim_start_matches(' ').is_empty() && arguments.next().is_none();
                let span = Span { start: first.span().start, end: span.end };
                return self.faulty(span, Problem::UnitBehind { span, field: name, number, unit, is_alone });
            } else {
                self.problems.push(Problem::ExtraValue { span, field: name, takes: 1 });
            }
        }
        self.value(first, Some(shape))
    }

    /// The number and the unit, where the one stands before the other.
    fn unit_behind(&self, first: &Entry, extra: &Entry, shape: &Shape) -> Option<(&'a str, &'a str)> {
        let (Shape::Quantity(units), Value::Number(_), Value::Text(text)) = (shape, first.value, extra.value) else {
            return None;
        };
        let unit = self.text.str(text);
        let number = first.value.span().of(self.text.source);
        (first.annotation.is_none() && units.iter().any(|known| known == unit)).then_some((number, unit))
    }

    fn annotated_object(&mut self, node: NodeId, shape: &'static Object) -> ItemId {
        self.refuse_annotated_name(node);
        self.object(node, shape, Id::Part)
    }

    fn refuse_annotated_name(&mut self, node: NodeId) {
        if let Some(annotation) = self.text.document.annotation(node) {
            self.problems.push(Problem::AnnotatedName { span: annotation.span });
        }
    }

    /// A field of plain values takes neither properties nor a block.
    fn refuse_all_but_arguments(&mut self, node: NodeId, field: &'a str) {
        let document = self.text.document;
        for entry in document.entries(node) {
            if let Some(name) = entry.name {
                let span = name.span;
                let property = self.text.str(name);
                self.problems.push(Problem::UnknownProperty { span, field, property });
            }
        }
        if let Some(child) = document.children(node).next() {
            let name = document.node(child).name;
            let property = self.text.str(name);
            self.problems.push(Problem::UnknownProperty { span: name.span, field, property });
        }
    }

    /// A property stands for a node that has this one value as its argument.
    fn property(&mut self, entry: &Entry, shape: &'static Shape) -> ItemId {
        let Shape::Object(object) = shape else {
            return self.value(entry, Some(shape));
        };
        let Some(name) = object.arguments.first() else {
            return self.value(entry, None);
        };
        let item = self.value(entry, object.member(name));
        let start = self.view.members.len() as u32;
        self.view.members.push(argument(name, entry.span(), item));
        self.push(entry.span(), ItemKind::Object { start, end: start + 1 })
    }

    fn value(&mut self, entry: &Entry, shape: Option<&'static Shape>) -> ItemId {
        let span = value_span(entry);
        let written = entry.value.span().of(self.text.source);
        let unit = entry.annotation.map(|annotation| self.text.str(annotation));
        let problem = match (entry.value, unit) {
            (Value::Number(_), _) if Decimal::parse(written).is_none() => Problem::TooPrecise { span },
            (Value::Number(_), None) if matches!(shape, Some(Shape::Scalar(Scalar::Text))) => {
                Problem::NumberForText { span, written }
            }
            (Value::Number(_), Some(unit)) => {
                return self.push(span, ItemKind::Quantity { number: written, unit });
            }
            (Value::Number(_), None) => return self.push(span, ItemKind::Number(written)),
            (Value::NotFinite(_), _) => Problem::NotFinite { span, written },
            (_, Some(unit)) => Problem::AnnotatedText { span, unit, written },
            (Value::Text(text), None) => {
                let text = self.text.str(text);
                return self.push(span, ItemKind::Text(text));
            }
            (Value::True(_), None) => return self.push(span, ItemKind::Bool(true)),
            (Value::False(_), None) => return self.push(span, ItemKind::Bool(false)),
            (Value::Null(_), None) => return self.push(span, ItemKind::Null),
        };
        self.faulty(span, problem)
    }

    /// The id of a part, as in `span 2`: a plain positive integer, or text as every other id.
    fn part_id(&mut self, entry: &Entry) -> ItemId {
        let written = entry.value.span().of(self.text.source);
        if !matches!(entry.value, Value::Number(_)) || entry.annotation.is_some() {
            return self.value(entry, None);
        }
        let span = value_span(entry);
        if is_plain_integer(written) {
            self.push(span, ItemKind::Text(written))
        } else {
            self.faulty(span, Problem::NotAPart { span, written })
        }
    }
}

/// Whose id an argument is: a number may name a part, never a declaration.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Id {
    Declaration,
    Part,
}

fn argument<'a>(name: &'static str, name_span: Span, item: ItemId) -> Member<'a> {
    Member { name, name_span, item }
}

/// A value with its annotation, without the name of the property that it belongs to.
fn value_span(entry: &Entry) -> Span {
    match entry.annotation {
        // The annotation's own span is the word between the parentheses.
        Some(annotation) if entry.name.is_some() => {
            Span { start: annotation.span.start.saturating_sub(1), end: entry.span().end }
        }
        Some(_) => entry.span(),
        None => entry.value.span(),
    }
}

/// The part of a declaration that a person reads as its head: name and entries, without the block.
pub(super) fn header_span(document: &Document, node: NodeId) -> Span {
    let Node { span, name, .. } = *document.node(node);
    let end = document.entries(node).last().map_or(name.span.end, |entry| entry.span().end);
    Span { start: span.start, end }
}

/// `2`, but not `02`, `2.0`, `2e0`, `+2` or `0`.
fn is_plain_integer(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0') && text.len() <= 9
}
