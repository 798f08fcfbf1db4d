//! What is drawn or generated, one file a format: pictures from one description of what is to be seen, designations, the corridor to begin with.

pub mod designation;
pub mod dot;
mod frr;
mod layout;
mod made;
pub mod picture;
mod route;
mod routers;
pub mod starter;
pub mod timeline;

pub use made::{Made, TARGETS, Target};
