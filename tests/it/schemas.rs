//! Schemas and declared structs say the same, and equal definitions are equal in every file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use corridor::model::declared;
use corridor::schema::Kind;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::Value;

use crate::support::root;

/// A data source that only tells which fields a struct asks for.
struct Asking;

#[derive(Debug)]
struct Fields(Option<&'static [&'static str]>);

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Fields {}

impl serde::de::Error for Fields {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

impl<'de> Deserializer<'de> for Asking {
    type Error = Fields;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fields> {
        Err(Fields(None))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fields> {
        Err(Fields(Some(fields)))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<'de, T: Deserialize<'de>>() -> BTreeSet<String> {
    let Err(Fields(Some(fields))) = T::deserialize(Asking) else { panic!("a declared struct asks for its fields") };
    fields.iter().map(|field| (*field).to_owned()).collect()
}

fn schema(name: &str) -> Value {
    let path = root().join(format!("schemas/{name}.schema.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn properties(schema: &Value) -> BTreeSet<String> {
    let properties = schema["properties"].as_object().expect("an object has properties");
    properties.keys().cloned().collect()
}

/// The object schema at a path of property names; arrays and references are followed.
fn part<'v>(root: &'v Value, path: &[&str]) -> &'v Value {
    let resolve = |at: &'v Value| match at.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).expect("a reference leads somewhere"),
        None => at,
    };
    path.iter().fold(root, |at, name| {
        let at = resolve(&at["properties"][name]);
        if at.get("items").is_some() { resolve(&at["items"]) } else { at }
    })
}

#[test]
fn every_property_of_a_schema_is_a_field_of_its_struct_and_the_other_way_round() {
    macro_rules! same {
        ($($kind:ident: $name:ident;)*) => {
            $(assert_eq!(properties(&schema(Kind::$kind.name())), fields::<declared::$name>(), "{}", Kind::$kind.name());)*
        };
    }
    same! {
        Corridor: Corridor; Naming: Naming; Rules: Rules; Waiver: Waiver; Policy: Policy; Demand: Demand;
        Service: Service; Handoff: Handoff; Outage: Outage; Device: Device; Link: Link; Channel: Channel;
        LineSystem: LineSystem; Cable: Cable; Conduit: Conduit; RightOfWay: RightOfWay; Site: Site; Metro: Metro;
        Risk: Risk; Operator: Operator; Reference: Reference;
    }
    macro_rules! same_part {
        ($($kind:ident [$($step:literal)*]: $name:ident;)*) => {
            $(
                let root = schema(Kind::$kind.name());
                assert_eq!(properties(part(&root, &[$($step),*])), fields::<declared::$name>(), stringify!($name));
            )*
        };
    }
    same_part! {
        Cable ["span"]: Span; Cable ["fibre"]: Fibre; Cable ["owner"]: Owner; Cable ["landing-party"]: LandingParty;
        Cable ["status"]: Status; Cable ["source"]: Source; Site ["at"]: At; Risk ["area"]: Area;
        Risk ["area" "circle"]: Circle; Service ["leg"]: Leg; Policy ["legs"]: Legs; Policy ["disjoint"]: Disjoint;
        Policy ["separation"]: Separation; Policy ["avoid"]: Avoid; Naming ["pattern"]: Pattern; Naming ["match"]: Match;
        Rules ["deny"]: LevelLine; Link ["tenure"]: Tenure; Channel ["slot"]: Slot; LineSystem ["amplifier"]: Amplifier;
        Device ["port"]: Port; Corridor ["delay"]: Delay; Corridor ["cuts"]: Cuts; Corridor ["repair"]: Repair;
        Corridor ["route-factor"]: RouteFactor;
    }
}

#[test]
fn a_definition_is_the_same_in_every_schema() {
    let mut known: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for kind in Kind::ALL {
        let schema = schema(kind.name());
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            let first = known.entry(name.clone()).or_insert_with(|| (kind.name().to_owned(), definition.clone()));
            assert_eq!(&first.1, definition, "`{name}` differs between {} and {}", first.0, kind.name());
        }
    }
}

#[test]
fn every_field_says_what_it_is() {
    fn walk(name: &str, at: &Value, path: &str) {
        for (field, property) in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
            assert!(
                property.get("description").is_some() || property.get("$ref").is_some(),
                "{name}{path}/{field} has no description"
            );
            walk(name, property, &format!("{path}/{field}"));
            walk(name, &property["items"], &format!("{path}/{field}"));
        }
    }
    for kind in Kind::ALL {
        walk(kind.name(), &schema(kind.name()), "");
    }
}

#[test]
fn the_page_of_the_language_is_made_from_the_schemas() {
    let path = root().join("docs/language.md");
    let made = corridor::schema::reference::language();
    if std::env::var_os("CORRIDOR_ACCEPT").is_some() {
        std::fs::write(&path, &made).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/language.md is out of date: CORRIDOR_ACCEPT=1 cargo test --test it schemas");
}
