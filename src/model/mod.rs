//! What a corridor is: declared structs as they were written, and the typed, resolved `Corridor`.

mod corridor;
pub mod declared;
mod ids;
mod time;
mod units;

pub use corridor::*;
pub use ids::*;
pub use time::{Date, DateError, Lifecycle, Status};
pub use units::{Country, Db, Gbps, Hours, Km, MicrosPerKm, Millis, PerKmYear, PerYear, Percent, Position, UnitError};
