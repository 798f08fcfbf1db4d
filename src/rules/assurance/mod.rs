//! Whether what is promised of a service can be kept on its declared legs.

pub mod availability;
pub mod availability_too_low;
pub mod below_physical_floor;
pub mod demand;
pub mod demand_refused;
pub mod demand_undecided;
pub mod failures;
mod links;
pub mod missing_encryption;
pub mod reach;
mod round_trip;
pub mod round_trip_too_long;
pub mod timeline;

pub use round_trip::{GLASS, Length, RoundTrips, VACUUM, length_of_span, straight};
