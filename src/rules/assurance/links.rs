//! Links in an order in which each comes after those that it rides on.

use crate::model::{Carrier, Corridor, LinkId};

/// All links, those below first. Of a cycle, which is a finding of its own, some link comes too early.
pub(super) fn from_below(corridor: &Corridor<'_>) -> Vec<LinkId> {
    let mut order = Vec::with_capacity(corridor.links.len());
    let mut seen = vec![false; corridor.links.len()];
    for root in (0..corridor.links.len() as u32).map(LinkId) {
        if std::mem::replace(&mut seen[root.index()], true) {
            continue;
        }
        // A link, and which item of its `over` is looked at next.
        let mut open = vec![(root, 0)];
        while let Some((link, item)) = open.last_mut() {
            match corridor.link(*link).over.get(*item) {
                None => {
                    order.push(*link);
                    open.pop();
                }
                Some(carrier) => {
                    *item += 1;
                    if let Some(Carrier::Link(below)) = *carrier
                        && !std::mem::replace(&mut seen[below.index()], true)
                    {
                        open.push((below, 0));
                    }
                }
            }
        }
    }
    order
}
