//! What is drawn or generated, one file a format: pictures from one description of what is to be seen, targets, designations, the corridor to begin with.

pub mod designation;
pub mod picture;
pub mod starter;
mod target;

pub use target::{BACK, Made, TARGETS, Target, fibres_of};
