//! What several models show alike: what there is of the plant, and in which state.

use crate::graph::{Closures, Node};
use crate::model::{Corridor, Ends, LinkId, Millis, SiteId, SpanId, Status, Thing};
use crate::rules::{Cx, RoundTrips};

/// The sites that are not retired, in the order of their ids.
pub(super) fn sites(corridor: &Corridor<'_>) -> Vec<SiteId> {
    let all = (0..corridor.sites.len() as u32).map(SiteId);
    let stay = all.filter(|&site| corridor.declaration(corridor.site(site).id).lifecycle.status != Status::Retired);
    let mut sites: Vec<SiteId> = stay.collect();
    sites.sort_by_key(|&site| id_of(corridor, site));
    sites
}

/// The spans that are not retired and join two such sites, in the order of their names.
pub(super) fn spans(corridor: &Corridor<'_>, sites: &[SiteId]) -> Vec<(SpanId, Ends, String)> {
    let mut spans: Vec<(SpanId, Ends, String)> = (0..corridor.spans.len() as u32)
        .map(SpanId)
        .filter(|&span| corridor.span(span).lifecycle.status != Status::Retired)
        .filter_map(|span| Some((span, corridor.span(span).ends?, corridor.name_of(Thing::Span(span)))))
        .filter(|(_, ends, _)| [ends.from, ends.to].iter().all(|end| sites.contains(end)))
        .collect();
    spans.sort_by(|(_, _, one), (_, _, other)| one.cmp(other));
    spans
}

pub(super) fn id_of<'a>(corridor: &Corridor<'a>, site: SiteId) -> &'a str {
    corridor.text(corridor.site(site).id)
}

pub(super) fn name_of<'a>(corridor: &Corridor<'a>, site: SiteId) -> &'a str {
    let declaration = corridor.declaration(corridor.site(site).id);
    declaration.name.unwrap_or(declaration.id)
}

/// The links that stand at the date with all that they ride on, their delay one way, in the order of their ids.
pub(super) fn standing_links(cx: &Cx<'_>) -> Vec<(LinkId, Ends, Millis)> {
    let corridor = cx.corridor;
    let round_trips = RoundTrips::new(corridor);
    let mut closures = Closures::new(cx.graph);
    let mut links: Vec<(LinkId, Ends, Millis)> = (0..corridor.links.len() as u32)
        .map(LinkId)
        .filter(|&link| {
            let closure = closures.of(&[cx.graph.vertex(Node::Link(link))]).0;
            cx.graph.stand(corridor, &closure, cx.as_of)
        })
        .filter_map(|link| Some((link, corridor.link(link).ends?, Millis(round_trips.of_link(link).ms / 2.0))))
        .collect();
    links.sort_by_key(|&(link, ..)| corridor.text(corridor.link(link).id));
    links
}

/// Kilometres or milliseconds as JSON shows them: to the third decimal.
pub(super) fn thousandths(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}
