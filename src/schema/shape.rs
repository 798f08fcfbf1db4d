//! The shape of a field, read off the built-in schema: what an argument, a property and a child become.

use rustc_hash::FxHashMap;
use serde_json::Value;

/// How the fields of a kind, or of a part of it, are laid out.
#[derive(Debug)]
pub enum Shape {
    Scalar(Scalar),
    /// A number with a unit; the units that its schema allows.
    Quantity(Vec<String>),
    /// All values, or all nodes, of all occurrences of the field.
    Array(Box<Shape>),
    Object(Object),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    Text,
    Number,
    Boolean,
}

#[derive(Debug, Default)]
pub struct Object {
    /// The names that the node's arguments get, in order.
    pub arguments: Vec<String>,
    /// The name under which all arguments after the last named one are collected.
    pub rest: Option<String>,
    /// In the order of their names.
    pub members: Vec<(String, Shape)>,
    index: FxHashMap<String, usize>,
}

impl Object {
    pub fn member(&self, name: &str) -> Option<&Shape> {
        self.index.get(name).map(|&at| &self.members[at].1)
    }

    /// The fields that a node of this shape may hold as children or properties.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str()).filter(|name| !self.is_positional(name))
    }

    /// A value that stands behind the name of the node, and whose own name is never written.
    pub fn is_positional(&self, name: &str) -> bool {
        self.arguments.iter().chain(&self.rest).any(|argument| argument == name)
    }
}

/// The marker in `$comment` that names the arguments of a node.
const ARGUMENTS: &str = "arguments: ";

impl Shape {
    /// Reads the shape of one (sub)schema. `root` is the whole schema, for its `$defs`.
    pub fn of(schema: &Value, root: &Value) -> Self {
        let schema = resolve(schema, root);
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => {
                let items = schema.get("items").expect("a built-in array names its items");
                Self::Array(Box::new(Self::of(items, root)))
            }
            Some("object") => Self::of_object(schema, root),
            Some("number" | "integer") => Self::Scalar(Scalar::Number),
            Some("boolean") => Self::Scalar(Scalar::Boolean),
            _ => Self::Scalar(Scalar::Text),
        }
    }

    fn of_object(schema: &Value, root: &Value) -> Self {
        let properties = schema.get("properties").and_then(Value::as_object);
        let Some(properties) = properties else {
            return Self::Object(Object::default());
        };
        if let Some(units) = properties.get("unit").and_then(|unit| resolve(unit, root).get("enum")) {
            let words = units.as_array().into_iter().flatten().filter_map(Value::as_str);
            return Self::Quantity(words.map(str::to_owned).collect());
        }
        let mut members: Vec<(String, Self)> =
            properties.iter().map(|(name, schema)| (name.clone(), Self::of(schema, root))).collect();
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        let index = members.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        let mut object = Object { members, index, ..Object::default() };
        (object.arguments, object.rest) = arguments(schema);
        Self::Object(object)
    }

    /// The shape at a JSON pointer below this one.
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |shape, step| match shape {
            Self::Object(object) => object.member(step),
            Self::Array(item) => Some(item.as_ref()),
            Self::Scalar(_) | Self::Quantity(_) => None,
        })
    }
}

/// The names that a schema gives to the arguments of a node, and to all that come after them.
pub(super) fn arguments(schema: &Value) -> (Vec<String>, Option<String>) {
    let comment = schema.get("$comment").and_then(Value::as_str).unwrap_or_default();
    let (mut named, mut rest) = (Vec::new(), None);
    for name in comment.strip_prefix(ARGUMENTS).unwrap_or_default().split_whitespace() {
        match name.strip_suffix("...") {
            Some(name) => rest = Some(name.to_owned()),
            None => named.push(name.to_owned()),
        }
    }
    (named, rest)
}

/// Follows `$ref` within one file.
pub(super) fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
        return schema;
    };
    let pointer = reference.strip_prefix('#').expect("a built-in schema refers to its own file only");
    root.pointer(pointer).expect("a built-in schema refers to what it defines")
}
