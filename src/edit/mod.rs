//! Edits of texts that keep every byte that they do not mean.

mod format;
mod rename;
mod waive;
mod words;

pub use format::{NotFormatted, format};
pub use rename::{Refusal, Splices, rename, spliced};
pub use waive::{Placed, WAIVERS, Waive, waive};
