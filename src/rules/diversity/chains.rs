//! How the legs of a service reach what they ride on, found once a leg and not once a finding.

use crate::graph::Causes;
use crate::model::LegId;
use crate::rules::Cx;

/// The chains of the legs of the service at hand.
pub(super) struct Chains<'c, 'a> {
    cx: &'c Cx<'a>,
    legs: Vec<(LegId, Causes)>,
}

impl<'c, 'a> Chains<'c, 'a> {
    pub fn new(cx: &'c Cx<'a>) -> Self {
        Self { cx, legs: Vec::new() }
    }

    pub fn of(&mut self, leg: LegId) -> &Causes {
        let lowered = self.cx.corridor.leg(leg);
        self.legs.retain(|(known, _)| self.cx.corridor.leg(*known).service == lowered.service);
        if let Some(at) = self.legs.iter().position(|(known, _)| *known == leg) {
            return &self.legs[at].1;
        }
        self.legs.push((leg, self.cx.graph.causes(self.cx.corridor, &lowered.over)));
        &self.legs.last().expect("a leg was just added").1
    }
}
