//! Whether the declared map can be true.

pub mod missing_landing_station;
pub mod one_sided_border;
pub mod shorter_than_geodesic;
pub mod undeclared_border;
