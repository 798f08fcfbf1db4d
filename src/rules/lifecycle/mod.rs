//! Whether things stand when they are needed.

pub mod outage_breaks_policy;
pub mod past_ready_date;
pub mod ready_too_late;
mod rides;
pub mod rides_on_inactive;
pub mod tenure_ends_early;
