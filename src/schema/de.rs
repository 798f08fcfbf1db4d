//! The view as a `serde` data source, so that the declared structs are read without building JSON.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::schema::view::{ItemId, ItemKind, View};
use crate::syntax::Decimal;

/// A declaration that passed its schema and still does not fit its struct: a fault of the tool.
#[derive(Debug)]
pub struct ReadError(String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl serde::de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl<'a> View<'a> {
    /// Reads the declaration into its struct.
    pub fn read<T: serde::Deserialize<'a>>(&self) -> Result<T, ReadError> {
        T::deserialize(Source { view: self, item: self.root() })
    }

    /// The id that the declaration gives.
    pub fn id(&self) -> Option<&'a str> {
        match self.item(self.resolve("/id").ok()?).kind {
            ItemKind::Text(id) => Some(id),
            _ => None,
        }
    }
}

/// A value of a field, as a name is made from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Plain<'a> {
    Text(&'a str),
    Quantity { number: &'a str, unit: &'a str },
}

impl<'a> View<'a> {
    /// The plain values at a pointer: one of a field that occurs once, all of a list. An object gives its first.
    pub fn plain(&self, pointer: &str) -> Vec<Plain<'a>> {
        self.resolve(pointer).map(|item| self.plain_item(item)).unwrap_or_default()
    }

    /// Whether a field is there at all, right or wrong.
    pub fn has(&self, pointer: &str) -> bool {
        self.resolve(pointer).is_ok()
    }

    /// The truth value at a pointer.
    pub fn truth(&self, pointer: &str) -> Option<bool> {
        match self.item(self.resolve(pointer).ok()?).kind {
            ItemKind::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn plain_item(&self, item: ItemId) -> Vec<Plain<'a>> {
        match self.item(item).kind {
            ItemKind::Text(text) | ItemKind::Number(text) => vec![Plain::Text(text)],
            ItemKind::Quantity { number, unit } => vec![Plain::Quantity { number, unit }],
            ItemKind::Array { start, end } => self
                .elements(start, end)
                .iter()
                .flat_map(|&element| self.plain_item(element).into_iter().take(1))
                .collect(),
            ItemKind::Object { start, end } => {
                let first = self.members(start, end).first();
                first.map(|member| self.plain_item(member.item)).unwrap_or_default()
            }
            ItemKind::Bool(_) | ItemKind::Null | ItemKind::Faulty => Vec::new(),
        }
    }
}

#[derive(Clone, Copy)]
struct Source<'v, 'a> {
    view: &'v View<'a>,
    item: ItemId,
}

impl<'de> Deserializer<'de> for Source<'_, 'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.view.item(self.item).kind {
            ItemKind::Text(text) => visitor.visit_borrowed_str(text),
            ItemKind::Number(text) => match Decimal::parse(text) {
                Some(decimal) => match decimal.to_u64() {
                    Some(whole) => visitor.visit_u64(whole),
                    None => visitor.visit_f64(decimal.to_f64()),
                },
                None => visitor.visit_borrowed_str(text),
            },
            ItemKind::Quantity { number, unit } => {
                visitor.visit_map(Quantity { parts: [("value", number), ("unit", unit)].into_iter(), part: None })
            }
            ItemKind::Bool(value) => visitor.visit_bool(value),
            ItemKind::Null | ItemKind::Faulty => visitor.visit_unit(),
            ItemKind::Object { start, end } => visitor.visit_map(Object { view: self.view, next: start, end }),
            ItemKind::Array { start, end } => visitor.visit_seq(Array { view: self.view, next: start, end }),
        }
    }

    /// A number is given as its text where text is asked for: a decimal stays exact.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.view.item(self.item).kind {
            ItemKind::Number(text) => visitor.visit_borrowed_str(text),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_some(self)
    }

    /// Words of a field are enums without content.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.view.item(self.item).kind {
            ItemKind::Text(word) => visitor.visit_enum(word.into_deserializer() as StrDeserializer<'_, ReadError>),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct Object<'v, 'a> {
    view: &'v View<'a>,
    next: u32,
    end: u32,
}

impl<'a> MapAccess<'a> for Object<'_, 'a> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        // What was refused is as if it were not there.
        let is_refused = |at: u32| {
            let item = self.view.members[at as usize].item;
            matches!(self.view.item(item).kind, ItemKind::Faulty)
        };
        while self.next < self.end && is_refused(self.next) {
            self.next += 1;
        }
        if self.next == self.end {
            return Ok(None);
        }
        let name = self.view.members[self.next as usize].name;
        seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let item = self.view.members[self.next as usize].item;
        self.next += 1;
        seed.deserialize(Source { view: self.view, item })
    }
}

struct Array<'v, 'a> {
    view: &'v View<'a>,
    next: u32,
    end: u32,
}

impl<'a> SeqAccess<'a> for Array<'_, 'a> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        if self.next == self.end {
            return Ok(None);
        }
        let item = self.view.elements[self.next as usize];
        self.next += 1;
        seed.deserialize(Source { view: self.view, item }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some((self.end - self.next) as usize)
    }
}

struct Quantity<'a> {
    parts: std::array::IntoIter<(&'static str, &'a str), 2>,
    part: Option<&'a str>,
}

impl<'a> MapAccess<'a> for Quantity<'a> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some((name, part)) = self.parts.next() else {
            return Ok(None);
        };
        self.part = Some(part);
        seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let part = self.part.take().expect("a value follows its key");
        seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(part))
    }
}
