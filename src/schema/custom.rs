//! The schemas of an organisation: `corridor { schemas "…" }`. They only ever tighten.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use crate::schema::findings::{self, Cx, Refused};
use crate::schema::json::Kdl;
use crate::schema::{Kind, Taken, compile};

/// Schemas beside the built-in ones, in the order of their paths.
#[derive(Debug, Default)]
pub struct Custom {
    schemas: Vec<CustomSchema>,
    /// What they and the built-in ones took before, where that is asked again.
    taken: Option<Arc<Taken>>,
}

#[derive(Debug)]
struct CustomSchema {
    kind: Kind,
    path: String,
    text: String,
    json: Value,
    validator: Validator<Kdl>,
}

/// A schema that cannot be used, and why: a phrase that follows its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomError {
    pub path: String,
    pub message: String,
}

impl std::fmt::Display for CustomError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` {}", self.path, self.message)
    }
}

impl std::error::Error for CustomError {}

impl Custom {
    /// Adds the schema of a file named `KIND.schema.json`.
    pub fn add(&mut self, path: &str, text: &str) -> Result<(), CustomError> {
        let error = |message: String| CustomError { path: path.to_owned(), message };
        let name = path.rsplit('/').next().unwrap_or(path);
        let kind = name
            .strip_suffix(".schema.json")
            .and_then(Kind::from_name)
            .ok_or_else(|| error("is not named for a kind, as `site.schema.json` is".to_owned()))?;
        let json: Value = serde_json::from_str(text).map_err(|cause| error(format!("is not JSON: {cause}")))?;
        let validator = compile(&json).map_err(|cause| error(format!("is not a usable JSON Schema: {cause}")))?;
        self.schemas.push(CustomSchema { kind, path: path.to_owned(), text: text.to_owned(), json, validator });
        Ok(())
    }

    /// Asks `taken` before the schemas, and tells it what they take. No schema is added behind this.
    pub fn remember(&mut self, taken: &Arc<Taken>) {
        taken.by(self.schemas.iter().map(|schema| (schema.path.clone(), schema.text.clone())).collect());
        self.taken = Some(Arc::clone(taken));
    }

    pub(super) fn took(&self, text: &str) -> bool {
        self.taken.as_ref().is_some_and(|taken| taken.holds(text))
    }

    pub(super) fn takes(&self, text: &str) {
        if let Some(taken) = &self.taken {
            taken.add(text);
        }
    }

    pub(super) fn check(&self, cx: &Cx<'_, '_>, found: &mut Vec<Refused>) {
        for schema in self.schemas.iter().filter(|schema| schema.kind == cx.kind) {
            let cx = Cx { schema: &schema.json, origin: Some(&schema.path), ..*cx };
            findings::collect(&schema.validator, &cx, found);
        }
    }
}
