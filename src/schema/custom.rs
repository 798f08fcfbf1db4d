//! The schemas of an organisation: `corridor { schemas "…" }`. They only ever tighten.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jsonschema::Validator;
use serde_json::Value;

use crate::schema::findings::{self, Cx, Refused};
use crate::schema::json::Kdl;
use crate::schema::{Kind, Taken, compile_bounded, cost};

/// Schemas beside the built-in ones, in the order of their paths.
#[derive(Debug, Default)]
pub struct Custom {
    schemas: Vec<CustomSchema>,
    /// What they and the built-in ones took before, where that is asked again.
    taken: Option<Arc<Taken>>,
    /// Schemas that take more than may be taken: their paths, and why.
    refused: Vec<CustomError>,
    bytes: usize,
    /// Steps that all of them took.
    spent: AtomicU64,
}

/// Folders of schemas that one corridor may name.
pub const MOST_FOLDERS: usize = 64;
/// Steps of all schemas on all declarations, by the size of a schema: known before any is tried.
const MOST_PLANNED: u64 = 20_000_000;
/// The same by what the schemas look at: counted while they do.
const MOST_STEPS: u64 = 50_000_000;
/// Steps of finding all that is wrong with one declaration that a schema refuses.
const STEPS_OF_ERRORS: u64 = 500_000;
/// Findings of one schema on one declaration.
pub(super) const MOST_FINDINGS: usize = 100;

#[derive(Debug)]
struct CustomSchema {
    kind: Kind,
    path: String,
    text: String,
    json: Value,
    validator: Validator<Kdl>,
    cost: cost::Cost,
    /// Its declarations are so many that all of them would take too long.
    is_left_out: AtomicBool,
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
        if self.schemas.iter().any(|schema| schema.path == path) || self.refused.iter().any(|error| error.path == path)
        {
            return Ok(());
        }
        self.bytes += text.len();
        if self.bytes > cost::MOST_BYTES_OF_ALL {
            let most = cost::MOST_BYTES_OF_ALL;
            self.refused.push(error(format!("is one schema too many: they have {most} bytes at the most")));
            return Ok(());
        }
        let json: Value = serde_json::from_str(text).map_err(|cause| error(format!("is not JSON: {cause}")))?;
        let cost = match cost::of(text, &json) {
            Ok(cost) => cost,
            Err(too_much) => {
                self.refused.push(error(too_much));
                return Ok(());
            }
        };
        let validator =
            compile_bounded(&json).map_err(|cause| error(format!("is not a usable JSON Schema: {cause}")))?;
        let (path, text) = (path.to_owned(), text.to_owned());
        self.schemas.push(CustomSchema {
            kind,
            path,
            text,
            json,
            validator,
            cost,
            is_left_out: AtomicBool::new(false),
        });
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty() && self.refused.is_empty()
    }

    /// Leaves out the schemas that would take too many steps for so many declarations of each kind, and gives all that
    /// are not used because they take too much.
    pub fn plan(&self, count: impl Fn(Kind) -> usize) -> Vec<CustomError> {
        let mut refused = self.refused.clone();
        let mut planned = 0_u64;
        for schema in &self.schemas {
            let count = count(schema.kind) as u64;
            let more = planned.saturating_add(schema.cost.steps.saturating_mul(count));
            if more <= MOST_PLANNED {
                planned = more;
                continue;
            }
            schema.is_left_out.store(true, Ordering::Relaxed);
            let message = format!(
                "takes {} steps for each of {count} declarations, and all schemas {MOST_PLANNED} at the most",
                schema.cost.steps
            );
            refused.push(CustomError { path: schema.path.clone(), message });
        }
        refused
    }

    /// Whether they looked at so much that what they found is not the whole, and does not count.
    pub fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed) > MOST_STEPS
    }

    /// Asks `taken` before the schemas, and tells it what they take. No schema is added behind this.
    pub fn remember(&mut self, taken: &Arc<Taken>) {
        taken.by(self.schemas.iter().map(|schema| (schema.path.clone(), schema.text.clone())).collect());
        self.taken = Some(Arc::clone(taken));
    }

    /// Whether they took this text before. What they looked at then counts as if they looked again, so that the
    /// answer is that of a first check.
    pub(super) fn took(&self, text: &str) -> bool {
        let steps = self.remembering().and_then(|taken| taken.steps(text));
        self.spent.fetch_add(steps.unwrap_or(0), Ordering::Relaxed);
        steps.is_some()
    }

    /// Remembers that they took a text, in so many steps.
    pub(super) fn takes(&self, text: &str, steps: u64) {
        if let Some(taken) = self.remembering().filter(|_| !self.is_spent()) {
            taken.add(text, steps);
        }
    }

    /// Where one schema is left out, no text was looked at by all.
    fn remembering(&self) -> Option<&Taken> {
        let is_left_out = |schema: &CustomSchema| schema.is_left_out.load(Ordering::Relaxed);
        self.taken.as_deref().filter(|_| !self.schemas.iter().any(is_left_out))
    }

    /// Adds what they refuse; the steps that it took them.
    pub(super) fn check(&self, cx: &Cx<'_, '_>, found: &mut Vec<Refused>) -> u64 {
        let mut all = 0;
        for schema in
            self.schemas.iter().filter(|schema| schema.kind == cx.kind && !schema.is_left_out.load(Ordering::Relaxed))
        {
            // What they take together does not depend on who comes first, nor does whether it is too much.
            if self.is_spent() {
                break;
            }
            let cx = Cx { schema: &schema.json, origin: Some(&schema.path), ..*cx };
            let meter = &cx.view.meter;
            meter.start(MOST_STEPS + 1, schema.cost.weight);
            let is_valid = schema.validator.is_valid(cx.view.node());
            let mut steps = MOST_STEPS + 1 - meter.stop();
            if !is_valid && steps <= MOST_STEPS {
                meter.start(STEPS_OF_ERRORS, schema.cost.weight);
                let errors: Vec<_> = schema.validator.iter_errors(cx.view.node()).collect();
                let left = meter.stop();
                steps += if left == 0 { MOST_STEPS } else { STEPS_OF_ERRORS - left };
                findings::bounded(&errors, &cx, found);
            }
            self.spent.fetch_add(steps, Ordering::Relaxed);
            all += steps;
        }
        all
    }
}
