//! An `over` down to what is laid: the spans and undisclosed links in the order in which they are passed.

use std::collections::BTreeSet;

use crate::graph::walk;
use crate::model::{Carrier, Corridor, Ends, LineSystemId, LinkId, OperatorId, Over, Position, SiteId, SpanId};

/// What leads from one site to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Laid {
    Span(SpanId),
    /// A link of which nobody says what it rides on.
    Link(LinkId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hop {
    pub from: SiteId,
    pub to: SiteId,
    pub over: Laid,
    /// The item of the `over` that it belongs to.
    pub item: usize,
    /// The last link on the way down to it.
    pub link: Option<LinkId>,
    /// The line system that lights it, where a channel leads over it.
    pub system: Option<LineSystemId>,
}

impl Hop {
    /// Who answers for it: the operator of a span and its owners, the provider of what nobody tells more of.
    pub fn parties(&self, corridor: &Corridor<'_>) -> Vec<OperatorId> {
        let mut parties: Vec<OperatorId> = match self.over {
            Laid::Span(span) => {
                let span = corridor.span(span);
                span.operator.into_iter().chain(span.owners.iter().copied()).collect()
            }
            Laid::Link(link) => {
                let link = corridor.link(link);
                link.provider.into_iter().chain(link.operator).collect()
            }
        };
        let mut seen = BTreeSet::new();
        parties.retain(|party| seen.insert(*party));
        parties
    }
}

/// More hops than any way has: links over links could make a number of them that nobody can write.
pub const MOST: usize = 100_000;

/// The hops from a site; `None` where something is not known, does not connect, or is more than [`MOST`].
pub fn hops(corridor: &Corridor<'_>, over: &Over, from: SiteId) -> Option<Vec<Hop>> {
    let mut hops = Vec::new();
    let mut at = from;
    let mut steps = 0;
    // What is still to be passed, the next one last.
    let mut open: Vec<(Step, Under)> = Vec::new();
    for (item, carrier) in over.iter().enumerate().rev() {
        open.push((Step::Carrier((*carrier)?), Under { item, link: None, system: None }));
    }
    while let Some((step, under)) = open.pop() {
        let Under { item, link, system } = under;
        steps += 1;
        if steps > 2 * MOST {
            return None;
        }
        let carrier = match step {
            Step::Carrier(carrier) => carrier,
            Step::System(id) => {
                let is_forwards = walk::system_way(corridor, id)?.first() == Some(&at);
                let steps = corridor.line_system(id).chain.iter().map(|&carrier| carrier.map(Step::Carrier));
                push(&mut open, steps, is_forwards, Under { system: Some(id), ..under })?;
                continue;
            }
        };
        let hop = match carrier {
            Carrier::Span(span) => {
                let to = corridor.span(span).ends?.across(at)?;
                Hop { from: at, to, over: Laid::Span(span), item, link, system }
            }
            Carrier::Link(id) => {
                let lowered = corridor.link(id);
                let to = lowered.ends?.across(at)?;
                if !lowered.over.is_empty() {
                    let is_forwards = lowered.ends?.from == at;
                    let steps = lowered.over.iter().map(|&carrier| carrier.map(Step::Carrier));
                    push(&mut open, steps, is_forwards, Under { link: Some(id), ..under })?;
                    continue;
                }
                Hop { from: at, to, over: Laid::Link(id), item, link: Some(id), system: None }
            }
            Carrier::Cable(cable) => {
                let spans = &corridor.cable(cable).spans;
                let is_forwards = begins(corridor, spans.first().copied(), spans.get(1).copied(), at);
                let steps = spans.iter().map(|&span| Some(Step::Carrier(Carrier::Span(span))));
                push(&mut open, steps, is_forwards, under)?;
                continue;
            }
            Carrier::Channel(channel) => {
                let way = walk::channel_way(corridor, channel)?;
                let is_forwards = way.first() == Some(&at);
                let steps = corridor.channel(channel).over.iter().map(|&system| system.map(Step::System));
                push(&mut open, steps, is_forwards, under)?;
                continue;
            }
        };
        if hops.len() == MOST {
            return None;
        }
        at = hop.to;
        hops.push(hop);
    }
    Some(hops)
}

/// What something on the way down is under.
#[derive(Clone, Copy)]
struct Under {
    item: usize,
    link: Option<LinkId>,
    system: Option<LineSystemId>,
}

/// What is to be passed.
#[derive(Clone, Copy)]
enum Step {
    Carrier(Carrier),
    /// All spans of a line system.
    System(LineSystemId),
}

fn push(
    open: &mut Vec<(Step, Under)>,
    steps: impl DoubleEndedIterator<Item = Option<Step>>,
    is_forwards: bool,
    under: Under,
) -> Option<()> {
    let mut push = |step: Option<Step>| {
        open.push((step?, under));
        Some(())
    };
    if is_forwards { steps.rev().try_for_each(&mut push) } else { { steps }.try_for_each(push) }
}

/// Whether a row of spans begins at a site: its first span does, and does not lead to the second over it.
fn begins(corridor: &Corridor<'_>, first: Option<SpanId>, second: Option<SpanId>, at: SiteId) -> bool {
    let ends = |span: Option<SpanId>| span.and_then(|span| corridor.span(span).ends);
    let touches = |ends: Ends, site: SiteId| ends.across(site).is_some();
    let Some(first) = ends(first) else { return true };
    match (first.across(at), ends(second)) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(next), Some(second)) => touches(second, next) || !touches(second, at),
    }
}

/// The places that a span is drawn through, from its `from` to its `to`, and whether its conduits say so: else it is the
/// straight line between its ends. `None` without ends.
pub fn course(corridor: &Corridor<'_>, span: SpanId) -> Option<(Vec<Position>, bool)> {
    let span = corridor.span(span);
    let ends = span.ends?;
    let [from, to] = [ends.from, ends.to].map(|site| corridor.site(site).at);
    let mut at = ends.from;
    let mut places = vec![from];
    let mut is_drawn = !span.along.is_empty();
    for conduit in &span.along {
        let next = conduit.and_then(|conduit| {
            let conduit = corridor.conduit(conduit);
            let ends = conduit.ends?;
            Some((conduit, ends, ends.across(at)?))
        });
        let Some((conduit, ends, next)) = next else { return Some((vec![from, to], false)) };
        is_drawn &= !conduit.via.is_empty();
        if ends.from == at {
            places.extend(&conduit.via);
        } else {
            places.extend(conduit.via.iter().rev());
        }
        places.push(corridor.site(next).at);
        at = next;
    }
    if at != ends.to {
        places = vec![from, to];
        is_drawn = false;
    }
    Some((places, is_drawn))
}
