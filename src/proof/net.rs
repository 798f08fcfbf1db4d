//! A net whose edges carry labels: two routes are disjoint if no label lies on both.

/// An edge, with the labels of all that fails with it, sorted.
#[derive(Clone, Default, Debug)]
pub struct Edge {
    pub ends: [u32; 2],
    pub weight: u64,
    pub labels: Vec<u32>,
}

/// Sites from 0, labels from 0, and the edges between the sites; there may be several between two.
#[derive(Clone, Default, Debug)]
pub struct Net {
    pub sites: u32,
    pub labels: u32,
    pub edges: Vec<Edge>,
    /// Where some labels may lie on two routes.
    pub sharing: Option<Sharing>,
}

/// How much any two routes may share: so many units of each line.
#[derive(Clone, Default, Debug)]
pub struct Sharing {
    /// Units of each line.
    pub units: Vec<u32>,
    /// Of each label, what sharing it takes, as a line and units. A label that takes nothing may not be shared.
    pub takes: Vec<Vec<(usize, u32)>>,
}

/// So many routes are wanted between two sites, none of a greater weight than the limit.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub from: u32,
    pub to: u32,
    pub routes: usize,
    pub limit: Option<u64>,
}
