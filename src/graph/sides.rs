//! Which side of a handoff answers which.

use rustc_hash::FxHashMap;

use crate::model::{Corridor, Handoff, Id, OperatorId, SiteId};

/// The handoffs by who gives what to whom where.
#[derive(Debug)]
pub struct Sides<'c, 'a> {
    corridor: &'c Corridor<'a>,
    by_place: FxHashMap<(SiteId, OperatorId, OperatorId), Vec<usize>>,
    /// By the side that they name as their peer.
    by_peer: FxHashMap<Id, usize>,
}

impl<'c, 'a> Sides<'c, 'a> {
    pub fn new(corridor: &'c Corridor<'a>) -> Self {
        let mut by_place: FxHashMap<_, Vec<usize>> = FxHashMap::default();
        let mut by_peer = FxHashMap::default();
        for (at, handoff) in corridor.handoffs.iter().enumerate() {
            by_peer.extend(handoff.peer.map(|peer| (peer, at)));
            if let (Some(site), Some(of), Some(with)) = (handoff.site, handoff.of, handoff.with) {
                by_place.entry((site, of, with)).or_default().push(at);
            }
        }
        Self { corridor, by_place, by_peer }
    }

    /// Whether anything is declared between two operators at a site, by either.
    pub fn meet(&self, site: SiteId, one: OperatorId, other: OperatorId) -> bool {
        self.by_place.contains_key(&(site, one, other)) || self.by_place.contains_key(&(site, other, one))
    }

    /// The sides of the other party at the same site.
    pub fn opposite(&self, handoff: &Handoff<'_>) -> Vec<&'c Handoff<'a>> {
        let (Some(site), Some(of), Some(with)) = (handoff.site, handoff.of, handoff.with) else { return Vec::new() };
        let found = self.by_place.get(&(site, with, of));
        found.into_iter().flatten().map(|&at| &self.corridor.handoffs[at]).collect()
    }

    /// The side that a handoff names as its peer.
    pub fn peer(&self, handoff: &Handoff<'_>) -> Option<&'c Handoff<'a>> {
        let index = self.corridor.declaration(handoff.peer?).index?;
        self.corridor.handoffs.get(index as usize)
    }

    /// The one side that answers: the peer, else the side that names this one as its peer, else the only one of the
    /// other party at the site.
    pub fn answer(&self, handoff: &Handoff<'_>) -> Option<&'c Handoff<'a>> {
        if handoff.names_peer {
            return self.peer(handoff);
        }
        if let Some(&naming) = self.by_peer.get(&handoff.id) {
            return Some(&self.corridor.handoffs[naming]);
        }
        match self.opposite(handoff).as_slice() {
            // Where this party has several sides here, which of them is meant is not known.
            [one] if !one.names_peer && self.opposite(one).len() == 1 => Some(one),
            _ => None,
        }
    }
}
