//! Whether declared legs are as diverse as their policy asks.

mod avoided;
mod chains;
mod judge;
mod near;
mod place;
mod separation;
mod shared;
mod terms;

pub mod avoided_cable;
pub mod avoided_country;
pub mod avoided_operator;
pub mod avoided_right_of_way;
pub mod avoided_risk;
pub mod avoided_site;
pub mod shared_border_crossing;
pub mod shared_cable;
pub mod shared_conduit;
pub mod shared_country;
pub mod shared_landing_station;
pub mod shared_link;
pub mod shared_metro;
pub mod shared_operator;
pub mod shared_right_of_way;
pub mod shared_risk;
pub mod shared_site;
pub mod shared_span;
pub mod too_close;
pub mod too_few_legs;
pub mod unknown_route;

pub use judge::{Exempted, Exemption, Of, Verdict, Verdicts};
pub use separation::Apart;

pub(super) use judge::{Separated, Told, judge};
pub(super) use near::places;
pub(in crate::rules) use place::declared;
pub use separation::comparisons;
pub(in crate::rules) use separation::{Asked, Drawings, Drawn, Geometry, TooClose, Why};
pub(in crate::rules) use terms::Terms;
pub(in crate::rules) use unknown_route::silence;
