//! Sites within sites.

use crate::graph::MOST_DEEP;
use crate::model::{Corridor, SiteId};

/// Whether one of two sites is the other, or lies within it, however deep.
pub fn is_same_place(corridor: &Corridor<'_>, one: SiteId, other: SiteId) -> bool {
    lies_in(corridor, one, other) || lies_in(corridor, other, one)
}

fn lies_in(corridor: &Corridor<'_>, mut inner: SiteId, outer: SiteId) -> bool {
    // A cycle, and a chain that is longer, is reported elsewhere.
    for _ in 0..=MOST_DEEP {
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
