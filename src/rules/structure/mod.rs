//! Whether each declaration has the form of its kind.

pub mod invalid_value;
pub mod missing_field;
pub mod missing_unit;
pub mod repeated_field;
pub mod unknown_field;
pub mod unknown_kind;
pub mod wrong_unit;
