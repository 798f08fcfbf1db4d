//! Edits of texts that keep every byte that they do not mean.

mod field;
mod fix;
mod format;
mod kdl1;
mod rename;
mod waive;
mod words;

pub use field::put_field;
pub use fix::{Fixes, fixes, told};
pub use format::{NotFormatted, format};
pub use kdl1::from_kdl1;
pub use rename::{Refusal, Splices, rename, spliced};
pub use waive::{Placed, WAIVERS, Waive, waive};
pub use words::quoted;
