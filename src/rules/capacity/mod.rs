//! What must fit: capacity on links, fibre pairs in cables, a way at all.

pub mod no_route;
pub mod over_capacity;
pub mod too_few_fibres;
