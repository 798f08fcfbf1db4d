//! Whether the text can be read at all.

pub mod colliding_path;
pub mod kdl_1;
pub mod over_limit;
pub mod skipped_file;
pub mod syntax_error;
pub mod unreadable_file;
