//! A transmission corridor as code: read, checked, judged and drawn.
//!
//! ARCHITECTURE.md has the flow and the invariants. Each module uses only those above it in this list.

pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod edit;
pub mod emit;
pub mod graph;
pub mod import;
pub mod lock;
pub mod lower;
pub mod model;
pub mod proof;
pub mod render;
pub mod rules;
pub mod schema;
pub mod solve;
pub mod source;
pub mod syntax;
