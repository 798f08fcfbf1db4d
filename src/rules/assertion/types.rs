//! What an expression may name, and of which type it is.

use crate::model::About;
use crate::schema::{BuiltIn, Kind, Object, Scalar, Shape};

/// The type of an expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Type {
    Truth,
    Int,
    Double,
    Text,
    List(Box<Type>),
    Record(Record),
    /// What is in a list of nothing.
    Nothing,
}

/// What has members.
#[derive(Clone, Copy, Debug)]
pub(super) enum Record {
    /// A thing, a part of one, or a field with fields of its own.
    Fields(&'static Object),
    /// Ids of what a thing rides on, kind by kind.
    RidesOn,
    /// What is computed of a service.
    OfService,
    /// What is computed of a leg, or of a thing with two ends.
    OfLine,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fields(a), Self::Fields(b)) => std::ptr::eq(*a, *b),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// A variable of every expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Variable {
    /// The thing that is judged.
    Itself,
    RidesOn,
    Unknown,
    Figures,
    Today,
    AsOf,
}

impl Variable {
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("self", Self::Itself),
        ("rides_on", Self::RidesOn),
        ("unknown", Self::Unknown),
        ("figures", Self::Figures),
        ("today", Self::Today),
        ("as_of", Self::AsOf),
    ];

    /// Its type where things of a kind are judged; `None` where they have no such thing.
    pub(super) fn of(self, on: About) -> Option<Type> {
        let texts = || Type::List(Box::new(Type::Text));
        Some(match self {
            Self::Itself => Type::Record(Record::Fields(fields(on))),
            Self::RidesOn if rides(on) => Type::Record(Record::RidesOn),
            Self::Unknown if rides(on) => texts(),
            Self::Figures => Type::Record(match on {
                About::Kind(Kind::Service) => Record::OfService,
                About::Leg | About::Span | About::Kind(Kind::Link | Kind::Cable | Kind::Conduit) => Record::OfLine,
                About::Kind(_) => return None,
            }),
            Self::Today | Self::AsOf => Type::Text,
            Self::RidesOn | Self::Unknown => return None,
        })
    }
}

/// Whether a thing stands in the graph of what rides on what.
pub(super) fn rides(on: About) -> bool {
    match on {
        About::Span | About::Leg => true,
        About::Kind(kind) => matches!(
            kind,
            Kind::Service
                | Kind::Link
                | Kind::Channel
                | Kind::LineSystem
                | Kind::Cable
                | Kind::Conduit
                | Kind::RightOfWay
                | Kind::Site
                | Kind::Metro
                | Kind::Operator
                | Kind::Risk
        ),
    }
}

/// The fields of a thing.
pub(super) fn fields(on: About) -> &'static Object {
    let part = |kind: Kind, name: &str| match BuiltIn::of(kind).shape.member(name) {
        Some(Shape::Array(item)) => match item.as_ref() {
            Shape::Object(object) => object,
            _ => panic!("parts have fields"),
        },
        _ => panic!("parts are a list"),
    };
    match on {
        About::Kind(kind) => &BuiltIn::of(kind).shape,
        About::Span => part(Kind::Cable, "span"),
        About::Leg => part(Kind::Service, "leg"),
    }
}

/// The kinds that are ridden on, as members of `rides_on` and as the graph calls them.
pub(super) const RIDDEN: [(&str, &str); 12] = [
    ("link", "link"),
    ("channel", "channel"),
    ("line_system", "line-system"),
    ("span", "span"),
    ("cable", "cable"),
    ("conduit", "conduit"),
    ("right_of_way", "right-of-way"),
    ("site", "site"),
    ("metro", "metro"),
    ("country", "country"),
    ("operator", "operator"),
    ("risk", "risk"),
];

impl Record {
    /// The names of its members, as an expression writes them.
    pub(super) fn names(self) -> Vec<String> {
        match self {
            Self::Fields(object) => object.members.iter().map(|(name, _)| name.replace('-', "_")).collect(),
            Self::RidesOn => RIDDEN.iter().map(|(name, _)| (*name).to_owned()).collect(),
            Self::OfService => ["availability", "legs"].map(str::to_owned).to_vec(),
            Self::OfLine => {
                ["id", "length", "straight", "round_trip", "rides_on", "unknown"].map(str::to_owned).to_vec()
            }
        }
    }

    /// A member by the name that an expression gives it: dashes are written `_`, or the name stands in brackets.
    pub(super) fn member(self, name: &str) -> Option<(&'static str, Type)> {
        let texts = || Type::List(Box::new(Type::Text));
        match self {
            Self::Fields(object) => {
                let named = |(own, _): &&(String, Shape)| own == name || own.replace('-', "_") == name;
                object.members.iter().find(named).map(|(own, shape)| (own.as_str(), of_shape(shape)))
            }
            Self::RidesOn => {
                let known = RIDDEN.iter().find(|(own, graph)| *own == name || *graph == name);
                known.map(|(_, graph)| (*graph, texts()))
            }
            Self::OfService => match name {
                "availability" => Some(("availability", Type::Double)),
                "legs" => Some(("legs", Type::List(Box::new(Type::Record(Self::OfLine))))),
                _ => None,
            },
            Self::OfLine => match name {
                "id" => Some(("id", Type::Text)),
                "length" => Some(("length", Type::Double)),
                "straight" => Some(("straight", Type::Double)),
                "round_trip" => Some(("round_trip", Type::Double)),
                "rides_on" => Some(("rides_on", Type::Record(Self::RidesOn))),
                "unknown" => Some(("unknown", texts())),
                _ => None,
            },
        }
    }
}

fn of_shape(shape: &'static Shape) -> Type {
    match shape {
        Shape::Scalar(Scalar::Text) => Type::Text,
        Shape::Scalar(Scalar::Number) | Shape::Quantity(_) => Type::Double,
        Shape::Scalar(Scalar::Boolean) => Type::Truth,
        Shape::Array(item) => Type::List(Box::new(of_shape(item))),
        Shape::Object(object) => Type::Record(Record::Fields(object)),
    }
}

impl Type {
    /// As a message says it: `text`, `a list of figures`.
    pub(super) fn phrase(&self) -> String {
        match self {
            Self::Truth => "a truth value".to_owned(),
            Self::Int => "a whole number".to_owned(),
            Self::Double => "a figure".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Record(_) => "a thing with fields".to_owned(),
            Self::Nothing => "nothing".to_owned(),
            Self::List(of) => format!(
                "a list of {}",
                match of.as_ref() {
                    Self::Truth => "truth values".to_owned(),
                    Self::Int => "whole numbers".to_owned(),
                    Self::Double => "figures".to_owned(),
                    Self::Text => "texts".to_owned(),
                    Self::Record(_) => "things with fields".to_owned(),
                    Self::List(_) => "lists".to_owned(),
                    Self::Nothing => "nothing".to_owned(),
                }
            ),
        }
    }

    /// What is in an empty list may be anything.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Double | Self::Nothing)
    }

    /// The type of a list or of a choice in which both stand.
    pub(super) fn with(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Nothing, other) | (other, Self::Nothing) => Some(other.clone()),
            (Self::List(a), Self::List(b)) => Some(Self::List(Box::new(a.with(b)?))),
            (a, b) => (a == b).then(|| a.clone()),
        }
    }
}
