//! Whether references mean something.

pub mod dependency_cycle;
pub mod duplicate_id;
pub mod unknown_reference;
pub mod unused_declaration;
pub mod wrong_kind;
