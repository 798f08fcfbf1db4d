//! What rides on what, one reference at a time, with the place of each: what three rules look at.

use crate::diagnostic::Level;
use crate::model::{Carrier, Id, Over, Thing};
use crate::rules::Cx;
use crate::source::Place;

/// One reference from a thing to what it rides on.
pub(super) struct Ride<'c> {
    pub rider: Thing,
    pub on: Thing,
    pub place: &'c dyn Fn() -> Place,
    /// What the policy of a service says of planned things, and where.
    pub planned: Option<(Level, Place)>,
}

/// Shows every ride to a function, in the order of the corridor.
pub(super) fn each(cx: &Cx<'_>, see: &mut dyn FnMut(&Ride<'_>)) {
    let corridor = cx.corridor;
    for (leg, at) in corridor.legs.iter().zip(0..) {
        let leg_id = crate::model::LegId(at);
        let policy = corridor.services.get(leg.service.index()).and_then(|service| service.policy);
        let planned = policy.map(|policy| corridor.policy(policy)).map(|policy| (policy.planned, cx.at(policy.id, "")));
        over(cx, Thing::Leg(leg_id), &leg.over, planned, &|item| cx.at_leg_item(leg_id, item), see);
    }
    for (link, at) in corridor.links.iter().zip(0..) {
        let link_id = crate::model::LinkId(at);
        over(cx, Thing::Declaration(link.id), &link.over, None, &|item| cx.at_link_item(link_id, item), see);
    }
    for link in corridor.links.iter().filter(|link| link.undisclosed) {
        let ends = link.ends.iter().flat_map(|ends| [(ends.from, "/from"), (ends.to, "/to")]);
        for (site, field) in ends {
            plain(cx, link.id, corridor.site(site).id, field, see);
        }
    }
    for channel in &corridor.channels {
        for (item, system) in channel.over.iter().enumerate() {
            let Some(system) = system else { continue };
            plain(cx, channel.id, corridor.line_system(*system).id, &format!("/over/{item}"), see);
        }
    }
    for system in &corridor.line_systems {
        for (item, span) in system.over.iter().enumerate() {
            let Some(span) = span else { continue };
            // A cable in the list stands for several spans, so that places and spans part after it.
            let pointer = format!("/over/{item}");
            let ride = Ride {
                rider: Thing::Declaration(system.id),
                on: Thing::Span(*span),
                place: &|| cx.at(system.id, &pointer),
                planned: None,
            };
            see(&ride);
        }
    }
    for conduit in &corridor.conduits {
        if let Some(outer) = conduit.within {
            plain(cx, conduit.id, corridor.conduit(outer).id, "/within", see);
        }
    }
    for site in &corridor.sites {
        if let Some(outer) = site.within {
            plain(cx, site.id, corridor.site(outer).id, "/within", see);
        }
    }
    for (span, at) in corridor.spans.iter().zip(0..) {
        span_rides(cx, crate::model::SpanId(at), span, see);
    }
}

/// A reference of one field from a declaration to another.
fn plain(cx: &Cx<'_>, rider: Id, on: Id, field: &str, see: &mut dyn FnMut(&Ride<'_>)) {
    let ride = Ride {
        rider: Thing::Declaration(rider),
        on: Thing::Declaration(on),
        place: &|| cx.at(rider, field),
        planned: None,
    };
    see(&ride);
}

fn span_rides(cx: &Cx<'_>, id: crate::model::SpanId, span: &crate::model::Span<'_>, see: &mut dyn FnMut(&Ride<'_>)) {
    let corridor = cx.corridor;
    for (item, conduit) in span.along.iter().enumerate() {
        let Some(conduit) = conduit else { continue };
        let ride = Ride {
            rider: Thing::Span(id),
            on: Thing::Declaration(corridor.conduit(*conduit).id),
            place: &|| cx.at_span(id, &format!("/along/{item}")),
            planned: None,
        };
        see(&ride);
    }
    let ends = span.ends.iter().flat_map(|ends| [(ends.from, "/from"), (ends.to, "/to")]);
    for (site, field) in ends {
        let ride = Ride {
            rider: Thing::Span(id),
            on: Thing::Declaration(corridor.site(site).id),
            place: &|| cx.at_span(id, field),
            planned: None,
        };
        see(&ride);
    }
}

fn over(
    cx: &Cx<'_>,
    rider: Thing,
    over: &Over,
    planned: Option<(Level, Place)>,
    place: &dyn Fn(usize) -> Place,
    see: &mut dyn FnMut(&Ride<'_>),
) {
    let corridor = cx.corridor;
    for (item, carrier) in over.iter().enumerate() {
        let on = match carrier {
            None => continue,
            Some(Carrier::Span(span)) => Thing::Span(*span),
            Some(Carrier::Link(link)) => Thing::Declaration(corridor.link(*link).id),
            Some(Carrier::Channel(channel)) => Thing::Declaration(corridor.channel(*channel).id),
            // The first of its spans that does not stand speaks for a cable.
            Some(Carrier::Cable(cable)) => {
                let cable = corridor.cable(*cable);
                let spans = cable.spans.iter().map(|&span| Thing::Span(span));
                let stands =
                    |thing: &Thing| corridor.lifecycle(*thing) == corridor.lifecycle(Thing::Declaration(cable.id));
                spans.into_iter().find(|span| !stands(span)).unwrap_or(Thing::Declaration(cable.id))
            }
        };
        let ride = Ride { rider, on, place: &|| place(item), planned };
        see(&ride);
    }
}
