//! Whether what is declared can be traced, and how far it can be trusted.

pub mod disputed_value;
pub mod missing_source;
pub mod rests_on_assumption;
pub mod stale_source;
