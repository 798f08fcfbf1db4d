//! Whether names follow the standard, and can be told apart.

mod template;

pub mod confusable_id;
pub mod off_pattern;
pub mod repeated_serial;
