//! Where two operators meet: both must say so, and the same.

pub mod handoff_mismatch;
pub mod missing_handoff;
mod sides;

pub use sides::Sides;
pub mod unanswered_handoff;
