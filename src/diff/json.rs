//! What differs, for programs, version 1: `schemas/output/diff.schema.json` describes it.

use serde::Serialize;

use crate::diff::Diff;
use crate::render::json;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    #[serde(flatten)]
    diff: &'a Diff,
}

pub fn json(diff: &Diff) -> String {
    json::text(&Output { version: 1, diff })
}
