//! Whether things stand when they must, and by the date they give.

pub mod past_ready_date;
pub mod rides_on_inactive;
