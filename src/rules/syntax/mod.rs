//! Whether the text can be read at all.

pub mod kdl_1;
pub mod syntax_error;
pub mod unreadable_file;
