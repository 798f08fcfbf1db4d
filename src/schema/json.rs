//! The view as a JSON representation of the `jsonschema` crate, so that no JSON is ever built of a declaration that
//! is right.

use std::borrow::Cow;

use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use jsonschema::types::JsonType;
use serde_json::{Map, Number, Value};

use crate::schema::view::{ItemId, ItemKind, View};
use crate::syntax::Decimal;

/// Declarations in KDL as a JSON representation.
#[derive(Debug)]
pub struct Kdl;

/// A JSON value in a view.
#[derive(Clone, Copy, Debug)]
pub enum ViewNode<'a> {
    Item(&'a View<'a>, u32),
    /// A string that stands for itself: the unit of a quantity, or the name of a member.
    Text(&'a str),
    /// The number of a quantity.
    Number(&'a str),
}

impl<'a> View<'a> {
    /// The whole declaration as a JSON value.
    pub fn node(&'a self) -> ViewNode<'a> {
        ViewNode::Item(self, self.root)
    }
}

impl<'a> ViewNode<'a> {
    fn kind(&self) -> ItemKind<'a> {
        match *self {
            Self::Item(view, _) if !view.meter.spend(1) => ItemKind::Faulty,
            Self::Item(view, item) => view.item(ItemId(item)).kind,
            Self::Text(text) => ItemKind::Text(text),
            Self::Number(text) => ItemKind::Number(text),
        }
    }
}

impl Json for Kdl {
    type Node<'a> = ViewNode<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(ViewNode<'_>) -> T) -> T {
        f(ViewNode::Text(string))
    }
}

impl<'a> Node<'a, Kdl> for ViewNode<'a> {
    type Object = ViewObject<'a>;
    type Array = ViewArray<'a>;
    type Number = Literal;

    fn as_object(&self) -> Option<ViewObject<'a>> {
        match (self, self.kind()) {
            (Self::Item(view, _), ItemKind::Object { start, end }) => Some(ViewObject::Members(view, start, end)),
            (_, ItemKind::Quantity { number, unit }) => Some(ViewObject::Quantity { number, unit }),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<ViewArray<'a>> {
        match (self, self.kind()) {
            (Self::Item(view, _), ItemKind::Array { start, end }) => Some(ViewArray { view, start, end }),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self.kind() {
            ItemKind::Text(text) => {
                if let Self::Item(view, _) = self {
                    view.meter.spend_text(text);
                }
                Some(Cow::Borrowed(text))
            }
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Literal> {
        match self.kind() {
            ItemKind::Number(text) => Decimal::parse(text).map(Literal),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.kind() {
            ItemKind::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.kind(), ItemKind::Null | ItemKind::Faulty)
    }

    fn is_number(&self) -> bool {
        matches!(self.kind(), ItemKind::Number(_))
    }

    fn json_type(&self) -> JsonType {
        match self.kind() {
            ItemKind::Text(_) => JsonType::String,
            ItemKind::Number(_) => JsonType::Number,
            ItemKind::Quantity { .. } | ItemKind::Object { .. } => JsonType::Object,
            ItemKind::Array { .. } => JsonType::Array,
            ItemKind::Bool(_) => JsonType::Boolean,
            ItemKind::Null | ItemKind::Faulty => JsonType::Null,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.kind(), expected) {
            (ItemKind::Text(text), Value::String(expected)) => text == expected,
            (ItemKind::Text(_), _) => false,
            _ => self.to_value().as_ref() == expected,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        let value = match self.kind() {
            ItemKind::Text(text) => Value::String(text.to_owned()),
            ItemKind::Number(text) => Decimal::parse(text).map_or(Value::Null, |d| Value::Number(to_number(d))),
            ItemKind::Bool(value) => Value::Bool(value),
            ItemKind::Null | ItemKind::Faulty => Value::Null,
            ItemKind::Quantity { .. } | ItemKind::Object { .. } => {
                let object = self.as_object().expect("the item is an object");
                Value::Object(
                    object
                        .members()
                        .map(|(name, node)| (name.to_owned(), node.to_value().into_owned()))
                        .collect::<Map<_, _>>(),
                )
            }
            ItemKind::Array { .. } => {
                let array = self.as_array().expect("the item is an array");
                Value::Array(array.elements().map(|node| node.to_value().into_owned()).collect())
            }
        };
        Cow::Owned(value)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match *self {
            Self::Item(view, item) => Some(NodeIdentity::tagged(std::ptr::from_ref(view) as usize, item)),
            Self::Text(_) | Self::Number(_) => None,
        }
    }

    /// The crate keeps verdicts by container across calls on one thread, and a view's address may serve again for
    /// the next declaration.
    fn container_identity(&self) -> Option<NodeIdentity> {
        None
    }
}

/// A number of the text, with its exact value.
#[derive(Clone, Copy, Debug)]
pub struct Literal(Decimal);

fn to_number(decimal: Decimal) -> Number {
    if let Some(whole) = decimal.to_u64() {
        return whole.into();
    }
    if let Some(whole) = decimal.to_i64() {
        return whole.into();
    }
    Number::from_f64(decimal.to_f64()).expect("a decimal within its limits is finite")
}

impl JsonNumber for Literal {
    fn as_u64(&self) -> Option<u64> {
        self.0.to_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.to_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        Some(self.0.to_f64())
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(to_number(self.0))
    }

    fn is_integer(&self) -> bool {
        self.0.is_integer()
    }
}

#[derive(Clone, Copy, Debug)]
pub enum ViewObject<'a> {
    Members(&'a View<'a>, u32, u32),
    Quantity { number: &'a str, unit: &'a str },
}

impl<'a> Object<'a, Kdl> for ViewObject<'a> {
    type Node = ViewNode<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        match *self {
            Self::Members(_, start, end) => (end - start) as usize,
            Self::Quantity { .. } => 2,
        }
    }

    fn get(&self, key: &String) -> Option<ViewNode<'a>> {
        self.members().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    fn members(&self) -> Members<'a> {
        match *self {
            Self::Members(view, start, end) => {
                view.meter.spend((end - start) as usize);
                Members::Of(view, start..end)
            }
            Self::Quantity { number, unit } => {
                Members::Quantity([("value", ViewNode::Number(number)), ("unit", ViewNode::Text(unit))].into_iter())
            }
        }
    }
}

#[derive(Debug)]
pub enum Members<'a> {
    Of(&'a View<'a>, std::ops::Range<u32>),
    Quantity(std::array::IntoIter<(&'static str, ViewNode<'a>), 2>),
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, ViewNode<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Of(view, members) => members.next().map(|at| {
                let member = &view.members[at as usize];
                (member.name, ViewNode::Item(view, member.item.0))
            }),
            Self::Quantity(members) => members.next(),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct ViewArray<'a> {
    view: &'a View<'a>,
    start: u32,
    end: u32,
}

impl<'a> Array<'a, Kdl> for ViewArray<'a> {
    type Node = ViewNode<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    fn elements(&self) -> Elements<'a> {
        self.view.meter.spend(self.len());
        Elements(self.view, self.start..self.end)
    }
}

#[derive(Debug)]
pub struct Elements<'a>(&'a View<'a>, std::ops::Range<u32>);

impl<'a> Iterator for Elements<'a> {
    type Item = ViewNode<'a>;

    fn next(&mut self) -> Option<ViewNode<'a>> {
        self.1.next().map(|at| ViewNode::Item(self.0, self.0.elements[at as usize].0))
    }
}
