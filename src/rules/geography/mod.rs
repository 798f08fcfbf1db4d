//! Whether the declared map can be true.

pub mod implausible_length;
pub mod locode_mismatch;
pub mod missing_landing_station;
pub mod one_sided_border;
pub mod outside_country;
pub mod shorter_than_geodesic;
pub mod undeclared_border;
