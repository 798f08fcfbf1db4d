//! Numbers without kinds: distances on the ellipsoid, whether a way meets an area, in which country a place lies.

pub mod arc;
pub mod area;
pub mod availability;
pub mod failures;
pub mod geodesic;
pub mod outlines;
pub mod routes;
pub mod separation;
