//! Sites within sites.

use crate::model::{Corridor, SiteId};

/// Whether one of two sites is the other, or lies within it, however deep.
pub fn is_same_place(corridor: &Corridor<'_>, one: SiteId, other: SiteId) -> bool {
    lies_in(corridor, one, other) || lies_in(corridor, other, one)
}

fn lies_in(corridor: &Corridor<'_>, mut inner: SiteId, outer: SiteId) -> bool {
    // A cycle is reported elsewhere; no chain is longer than all sites.
    for _ in 0..corridor.sites.len() {
        if inner == outer {
            return true;
        }
        match corridor.site(inner).within {
            Some(around) => inner = around,
            None => return false,
        }
    }
    false
}
