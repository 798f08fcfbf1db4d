//! Where two operators meet: both must say so, and the same.

pub mod handoff_mismatch;
pub mod missing_handoff;
pub mod unanswered_handoff;
