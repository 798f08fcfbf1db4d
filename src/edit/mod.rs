//! Edits of texts that keep every byte that they do not mean.

mod format;
mod rename;

pub use format::{NotFormatted, format};
pub use rename::{Refusal, Splices, rename, spliced};
