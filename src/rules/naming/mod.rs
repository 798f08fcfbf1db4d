//! Whether names follow the standard.

mod template;

pub mod off_pattern;
