//! Edits of texts that keep every byte that they do not mean.

mod format;

pub use format::{NotFormatted, format};
