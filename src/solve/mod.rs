//! Numbers without kinds: distances on the ellipsoid, and whether a way meets an area.

pub mod area;
pub mod geodesic;
