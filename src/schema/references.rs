//! Where a declaration names others, and itself and its parts.

use serde_json::Value;

use crate::schema::view::{ItemId, ItemKind, View};
use crate::schema::{BuiltIn, Kind, shape};
use crate::source::Span;

/// A text that is an id, or holds one as `WHOLE:PART`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mention<'a> {
    pub text: &'a str,
    /// With its quotes.
    pub span: Span,
    pub of: Of,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// The declaration's own id.
    Itself,
    /// The name of a part of it.
    Part,
    /// Another thing.
    Other,
}

/// Parts that others refer to, and the field that names them.
const PARTS: [(Kind, &str, &str); 3] =
    [(Kind::Cable, "span", "id"), (Kind::Service, "leg", "name"), (Kind::Device, "port", "name")];

impl<'a> View<'a> {
    /// All mentions in a declaration of a kind, in the order of its fields: those whose schema says that they refer.
    pub fn mentions(&self, kind: Kind) -> Vec<Mention<'a>> {
        let root = &BuiltIn::of(kind).json;
        let mut mentions = Mentions { view: self, root, kind, found: Vec::new() };
        mentions.item(self.root(), root, &[], false);
        mentions.found
    }
}

struct Mentions<'v, 'a> {
    view: &'v View<'a>,
    root: &'static Value,
    kind: Kind,
    found: Vec<Mention<'a>>,
}

impl Mentions<'_, '_> {
    fn item(&mut self, item: ItemId, schema: &'static Value, path: &[&str], refers: bool) {
        let says = |schema: &Value| {
            let comment = schema.get("$comment").and_then(Value::as_str).unwrap_or_default();
            comment.starts_with("refers: ") || comment.starts_with("may refer: ")
        };
        let refers = refers || says(schema);
        let schema = shape::resolve(schema, self.root);
        let refers = refers || says(schema);
        let span = self.view.item(item).span;
        match self.view.item(item).kind {
            ItemKind::Text(text) => {
                let is_part = |&&(kind, part, name): &&(Kind, &str, &str)| kind == self.kind && path == [part, name];
                let of = if path == ["id"] {
                    Of::Itself
                } else if PARTS.iter().any(|part| is_part(&part)) {
                    Of::Part
                } else if refers {
                    Of::Other
                } else {
                    return;
                };
                self.found.push(Mention { text, span, of });
            }
            ItemKind::Object { start, end } => {
                for member in self.view.members(start, end).to_vec() {
                    let of = schema.get("properties").and_then(|properties| properties.get(member.name));
                    if let Some(of) = of {
                        let path: Vec<&str> = path.iter().copied().chain([member.name]).collect();
                        self.item(member.item, of, &path, false);
                    }
                }
            }
            ItemKind::Array { start, end } => {
                let Some(items) = schema.get("items") else { return };
                for element in self.view.elements(start, end).to_vec() {
                    self.item(element, items, path, refers);
                }
            }
            ItemKind::Number(_) | ItemKind::Quantity { .. } | ItemKind::Bool(_) | ItemKind::Null | ItemKind::Faulty => {
            }
        }
    }
}
