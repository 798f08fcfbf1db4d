//! Whether figures can be traced to a source.

pub mod missing_source;
