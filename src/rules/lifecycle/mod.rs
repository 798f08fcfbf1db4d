//! Whether what is ridden on stands when it must.

pub mod rides_on_inactive;
