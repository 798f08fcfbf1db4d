//! What a declaration says, fact by fact, in whatever order it is written.

use serde_json::Value;

use crate::schema::view::{ItemId, ItemKind, View};
use crate::schema::{BuiltIn, Kind, shape};

/// One thing that a declaration says.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact<'a> {
    /// What it is said of, as a person would say it: `length`, `span 1 length`, `source trend as-of`.
    pub path: String,
    pub said: Said<'a>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Said<'a> {
    Text(&'a str),
    Number(&'a str),
    Quantity {
        number: &'a str,
        unit: &'a str,
    },
    Truth(bool),
    /// In this order.
    List(Vec<Self>),
    /// In any order.
    Set(Vec<Self>),
    /// A line of values, and of properties with their names.
    Line(Vec<(Option<&'a str>, Self)>),
    /// What could not be read.
    Unread,
}

impl<'a> View<'a> {
    /// All that a declaration of a kind says, but for its id. Parts are known by what stands behind their names; of
    /// lines that have no such name, as `disjoint` or `avoid`, each is one fact.
    pub fn facts(&self, kind: Kind) -> Vec<Fact<'a>> {
        let root = &BuiltIn::of(kind).json;
        let mut facts = Facts { view: self, root, found: Vec::new() };
        facts.object(self.root(), root, "");
        facts.found
    }
}

struct Facts<'v, 'a> {
    view: &'v View<'a>,
    root: &'static Value,
    found: Vec<Fact<'a>>,
}

impl<'a> Facts<'_, 'a> {
    fn object(&mut self, item: ItemId, schema: &'static Value, path: &str) {
        let ItemKind::Object { start, end } = self.view.item(item).kind else { return };
        let schema = shape::resolve(schema, self.root);
        let (arguments, rest) = shape::arguments(schema);
        let is_part = !path.is_empty();
        for member in self.view.members(start, end).to_vec() {
            // The part is named by them.
            if (!is_part && member.name == "id" && rest.is_none())
                || (is_part && arguments.iter().any(|name| name == member.name))
            {
                continue;
            }
            let of = schema.get("properties").and_then(|properties| properties.get(member.name));
            let Some(of) = of else {
                self.found.push(Fact { path: joined(path, member.name), said: Said::Unread });
                continue;
            };
            self.field(member.item, of, &joined(path, member.name));
        }
    }

    fn field(&mut self, item: ItemId, schema: &'static Value, path: &str) {
        let schema = shape::resolve(schema, self.root);
        match self.view.item(item).kind {
            ItemKind::Object { .. } if !is_one(schema) => self.object(item, schema, path),
            ItemKind::Array { start, end } => {
                let items = schema.get("items").map_or(schema, |items| shape::resolve(items, self.root));
                let elements = self.view.elements(start, end).to_vec();
                let is_object = |id: &ItemId| matches!(self.view.item(*id).kind, ItemKind::Object { .. });
                if !elements.iter().all(is_object) {
                    let said = self.said(item, schema);
                    self.found.push(Fact { path: path.to_owned(), said });
                    return;
                }
                for element in elements {
                    if let Some(key) = self.key(element, items) {
                        let path = format!("{path} {key}");
                        let before = self.found.len();
                        self.object(element, items, &path);
                        if self.found.len() == before {
                            // It says nothing but that it is there.
                            self.found.push(Fact { path, said: Said::Line(Vec::new()) });
                        }
                    } else {
                        let said = self.said(element, items);
                        self.found.push(Fact { path: path.to_owned(), said });
                    }
                }
            }
            _ => {
                let said = self.said(item, schema);
                self.found.push(Fact { path: path.to_owned(), said });
            }
        }
    }

    /// What a part is known by: its arguments, where it has such as name it alone.
    fn key(&self, item: ItemId, schema: &'static Value) -> Option<String> {
        let ItemKind::Object { start, end } = self.view.item(item).kind else { return None };
        let (arguments, rest) = shape::arguments(schema);
        if arguments.is_empty() || rest.is_some() {
            return None;
        }
        let members = self.view.members(start, end);
        let words: Vec<&str> = arguments
            .iter()
            .filter_map(|name| match self.view.item(members.iter().find(|member| member.name == name)?.item).kind {
                ItemKind::Text(text) | ItemKind::Number(text) => Some(text),
                _ => None,
            })
            .collect();
        (words.len() == arguments.len()).then(|| words.join(" "))
    }

    fn said(&self, item: ItemId, schema: &'static Value) -> Said<'a> {
        let schema = shape::resolve(schema, self.root);
        match self.view.item(item).kind {
            ItemKind::Text(text) => Said::Text(text),
            ItemKind::Number(number) => Said::Number(number),
            ItemKind::Quantity { number, unit } => Said::Quantity { number, unit },
            ItemKind::Bool(truth) => Said::Truth(truth),
            ItemKind::Null | ItemKind::Faulty => Said::Unread,
            ItemKind::Array { start, end } => {
                let items = schema.get("items").unwrap_or(schema);
                let list = self.view.elements(start, end).iter().map(|&element| self.said(element, items)).collect();
                if schema.get("uniqueItems") == Some(&Value::Bool(true)) { Said::Set(list) } else { Said::List(list) }
            }
            ItemKind::Object { start, end } => {
                let of = |name: &str| schema.get("properties").and_then(|properties| properties.get(name));
                let (arguments, rest) = shape::arguments(schema);
                let members = self.view.members(start, end).iter();
                let said = members.map(|member| {
                    let said = of(member.name).map_or(Said::Unread, |schema| self.said(member.item, schema));
                    let is_argument = arguments.iter().chain(&rest).any(|name| name == member.name);
                    ((!is_argument).then_some(member.name), said)
                });
                Said::Line(said.collect())
            }
        }
    }
}

/// A node that may occur once and says all in one line, as `status` or `area circle`.
fn is_one(schema: &Value) -> bool {
    let (arguments, rest) = shape::arguments(schema);
    !arguments.is_empty() || rest.is_some()
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}
