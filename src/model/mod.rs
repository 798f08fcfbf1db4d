//! What a corridor is: declared structs as they were written, and the typed, resolved `Corridor`.

mod corridor;
mod country;
pub mod declared;
mod equipment;
mod ids;
mod numbers;
mod promise;
mod time;
mod units;

pub use corridor::*;
pub use country::Country;
pub use equipment::{Amplifier, Channel, Device, DeviceRole, Grid, Igp, Kilohertz, LineSystem, Port, Slot};
pub use ids::*;
pub use numbers::{Given, Number, Pool, Prefix, Value};
pub use promise::{
    About, Assertion, ByMedium, Confidence, Encryption, Failing, Handoff, Outage, Rates, Reference, Separation, Sourced,
};
pub use time::{Date, DateError, Lifecycle, Moment, Status};
pub use units::{Db, Gbps, Hours, Km, MicrosPerKm, Millis, PerKmYear, PerYear, Percent, Position, UnitError, in_base};
