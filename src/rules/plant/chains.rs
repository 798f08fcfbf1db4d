//! The chains of the corridor, walked: what three rules look at.

use crate::diagnostic::Diagnostic;
use crate::graph::walk::{self, Fault, FaultKind};
use crate::model::{ChannelId, Corridor, Ends, LegId, LineSystemId, LinkId, Over, SpanId, Thing};
use crate::rules::Cx;
use crate::source::Place;

/// What has a chain.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) enum Owner {
    Leg(LegId),
    Link(LinkId),
    /// The `along` of a span.
    Along(SpanId),
    LineSystem(LineSystemId),
    Channel(ChannelId),
}

/// Every fault of every chain, with whose it is.
pub(in crate::rules) fn faults(corridor: &Corridor<'_>) -> Vec<(Owner, Fault)> {
    let mut all = Vec::new();
    for (leg, at) in corridor.legs.iter().zip(0..) {
        let ends = corridor.services.get(leg.service.index()).and_then(|service| service.ends);
        all.extend(of_over(corridor, &leg.over, ends).into_iter().map(|fault| (Owner::Leg(LegId(at)), fault)));
    }
    for (link, at) in corridor.links.iter().zip(0..) {
        all.extend(of_over(corridor, &link.over, link.ends).into_iter().map(|fault| (Owner::Link(LinkId(at)), fault)));
    }
    for (span, at) in corridor.spans.iter().zip(0..) {
        let way = |conduit| corridor.conduit(conduit).ends.map(|ends| vec![ends.from, ends.to]);
        let ways: Vec<walk::Way> = span.along.iter().map(|conduit| (*conduit).and_then(way)).collect();
        all.extend(walk::faults(&ways, span.ends).into_iter().map(|fault| (Owner::Along(SpanId(at)), fault)));
    }
    for (system, at) in corridor.line_systems.iter().zip(0..) {
        let (ways, mut faults) = walk::ways(corridor, &system.chain);
        faults.extend(of_ways(&ways, true));
        all.extend(faults.into_iter().map(|fault| (Owner::LineSystem(LineSystemId(at)), fault)));
    }
    for at in (0..corridor.channels.len() as u32).map(ChannelId) {
        let faults = of_ways(&walk::system_ways(corridor, at), false);
        all.extend(faults.into_iter().map(|fault| (Owner::Channel(at), fault)));
    }
    all
}

/// Faults of what has no ends of its own; whether it may close a ring.
fn of_ways(ways: &[walk::Way], may_be_ring: bool) -> Vec<Fault> {
    let way = walk::joined(ways).unwrap_or_default();
    let ends = way.first().zip(way.last()).map(|(&from, &to)| Ends { from, to });
    let mut faults = walk::faults(ways, ends);
    // A triangle is the least of rings.
    if let Some(ends) = ends.filter(|ends| may_be_ring && ends.from == ends.to && way.len() > 3) {
        let closes =
            |fault: &Fault| fault.item + 1 == ways.len() && fault.kind == FaultKind::Looped { site: ends.from };
        faults.retain(|fault| !closes(fault));
    }
    faults
}

fn of_over(corridor: &Corridor<'_>, over: &Over, ends: Option<Ends>) -> Vec<Fault> {
    let (ways, mut faults) = walk::ways(corridor, over);
    faults.extend(walk::faults(&ways, ends));
    faults
}

impl Owner {
    /// The name of what has the chain.
    pub(super) fn name(self, cx: &Cx<'_>) -> String {
        match self {
            Self::Leg(leg) => cx.corridor.name_of(Thing::Leg(leg)),
            Self::Link(link) => cx.text(cx.corridor.link(link).id).to_owned(),
            Self::Along(span) => cx.corridor.name_of(Thing::Span(span)),
            Self::LineSystem(system) => cx.text(cx.corridor.line_system(system).id).to_owned(),
            Self::Channel(channel) => cx.text(cx.corridor.channel(channel).id).to_owned(),
        }
    }

    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Leg(_) | Self::Link(_) | Self::LineSystem(_) | Self::Channel(_) => "over",
            Self::Along(_) => "along",
        }
    }

    /// Where an item of the chain stands.
    pub(super) fn item(self, cx: &Cx<'_>, item: usize) -> Place {
        match self {
            Self::Leg(leg) => cx.at_leg_item(leg, item),
            Self::Link(link) => cx.at_link_item(link, item),
            Self::Along(span) => cx.at_span(span, &format!("/along/{item}")),
            Self::LineSystem(system) => cx.at(cx.corridor.line_system(system).id, &format!("/over/{item}")),
            Self::Channel(channel) => cx.at(cx.corridor.channel(channel).id, &format!("/over/{item}")),
        }
    }

    /// The text of an item as it is written.
    pub(super) fn written(self, cx: &Cx<'_>, item: usize) -> String {
        let text = cx.texts.sources.text(self.item(cx, item));
        text.trim_matches('"').to_owned()
    }

    /// A finding at an item, with the ids that a waiver may name.
    pub(super) fn finding(self, cx: &Cx<'_>, rule: &'static str, item: usize, message: String) -> Diagnostic {
        Diagnostic::new(rule, self.item(cx, item), message).ids([self.name(cx), self.written(cx, item)])
    }
}

/// Whether a fault is one of contiguity.
pub(super) fn is_broken(kind: FaultKind) -> bool {
    matches!(kind, FaultKind::Broken { .. } | FaultKind::Reversed | FaultKind::Branched)
}
