//! Pictures, one file a format, from one description of what is to be seen.

pub mod dot;
mod layout;
pub mod picture;
mod route;
