//! A declaration as a tree to walk: fields by name, lists by place.

use crate::schema::view::{ItemId, ItemKind, View};

/// A field of a declaration, or what is in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field(ItemId);

/// What a field holds that holds no others.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Leaf<'a> {
    Text(&'a str),
    Number(&'a str),
    Quantity { number: &'a str, unit: &'a str },
    Truth(bool),
}

impl<'a> View<'a> {
    /// The declaration itself, or the part of it at a JSON pointer.
    pub fn field(&self, pointer: &str) -> Option<Field> {
        self.resolve(pointer).ok().map(Field)
    }

    /// A field of one that has fields.
    pub fn member(&self, of: Field, name: &str) -> Option<Field> {
        let ItemKind::Object { start, end } = self.item(of.0).kind else { return None };
        self.members(start, end).iter().find(|member| member.name == name).map(|member| Field(member.item))
    }

    /// What is in a list.
    pub fn list(&self, of: Field) -> Vec<Field> {
        match self.item(of.0).kind {
            ItemKind::Array { start, end } => self.elements(start, end).iter().copied().map(Field).collect(),
            _ => Vec::new(),
        }
    }

    /// A plain value; `None` of what has fields, of a list, and of what could not be read.
    pub fn leaf(&self, of: Field) -> Option<Leaf<'a>> {
        match self.item(of.0).kind {
            ItemKind::Text(text) => Some(Leaf::Text(text)),
            ItemKind::Number(number) => Some(Leaf::Number(number)),
            ItemKind::Quantity { number, unit } => Some(Leaf::Quantity { number, unit }),
            ItemKind::Bool(truth) => Some(Leaf::Truth(truth)),
            ItemKind::Null | ItemKind::Faulty | ItemKind::Object { .. } | ItemKind::Array { .. } => None,
        }
    }
}
