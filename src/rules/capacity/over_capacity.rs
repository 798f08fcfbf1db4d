//! A link or channel on which more rides than it can carry.

use crate::diagnostic::{Diagnostic, Level};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Node;
use crate::model::{Carrier, Gbps, Id, LegId, Over, ServiceId, Status, Thing};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "over-capacity",
    group: Group::Capacity,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/over-capacity.md"),
    check: Check::Corridor(check),
};

/// Something that takes capacity of a link or channel, and where it says so.
struct Rider {
    thing: Thing,
    item: usize,
    takes: Gbps,
}

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let riders = riders(cx);
    // What rides on itself takes of itself; that is another finding.
    let cycles = cx.graph.cycles().into_iter().flatten().filter_map(|vertex| match cx.graph.node(vertex) {
        Node::Link(link) => Some(cx.corridor.link(link).id),
        _ => None,
    });
    let cyclic: FxHashSet<Id> = cycles.collect();
    for link in cx.corridor.links.iter().filter(|link| !cyclic.contains(&link.id)) {
        judge(cx, link.id, "link", link.capacity, &riders, found);
    }
    for channel in &cx.corridor.channels {
        judge(cx, channel.id, "channel", channel.capacity, &riders, found);
    }
}

/// What rides directly on each link and channel: what it takes of those below is taken by them.
fn riders(cx: &Cx<'_>) -> FxHashMap<Id, Vec<Rider>> {
    let corridor = cx.corridor;
    let mut riders: FxHashMap<Id, Vec<Rider>> = FxHashMap::default();
    let mut add = |over: &Over, thing: Thing, takes: Option<Gbps>| {
        let status = corridor.lifecycle(thing).status;
        let Some(takes) = takes.filter(|_| !matches!(status, Status::Retired | Status::Proposed | Status::Suspended))
        else {
            return;
        };
        for (item, carrier) in over.iter().enumerate() {
            let on = match carrier {
                Some(Carrier::Link(link)) => corridor.link(*link).id,
                Some(Carrier::Channel(channel)) => corridor.channel(*channel).id,
                Some(Carrier::Span(_) | Carrier::Cable(_)) | None => continue,
            };
            riders.entry(on).or_default().push(Rider { thing, item, takes });
        }
    };
    for (leg, at) in corridor.legs.iter().zip(0..) {
        let service = corridor.service(leg.service);
        // Where n legs must be up at a time, each carries its part.
        let takes = service.capacity.map(|capacity| Gbps(capacity.0 / service.needs as f64));
        add(&leg.over, Thing::Leg(LegId(at)), takes);
    }
    for link in &corridor.links {
        add(&link.over, Thing::Declaration(link.id), link.capacity);
    }
    riders
}

/// What all riders take together. However many legs of a service meet here, it never carries more than it is sold for:
/// that they meet is not a matter of capacity.
fn taken(cx: &Cx<'_>, riders: &[Rider]) -> f64 {
    let mut sum = 0.0;
    let mut of_service: Option<(ServiceId, f64)> = None;
    for rider in riders {
        let service = match rider.thing {
            Thing::Leg(leg) => Some(cx.corridor.leg(leg).service),
            Thing::Span(_) | Thing::Declaration(_) => None,
        };
        let Some(service) = service else {
            sum += rider.takes.0;
            continue;
        };
        // Legs of one service stand together.
        let so_far = of_service.filter(|(last, _)| *last == service).map_or(0.0, |(_, so_far)| so_far);
        let most = cx.corridor.service(service).capacity.map_or(f64::INFINITY, |capacity| capacity.0);
        let now = (so_far + rider.takes.0).min(most);
        sum += now - so_far;
        of_service = Some((service, now));
    }
    sum
}

fn judge(
    cx: &Cx<'_>,
    id: Id,
    kind: &str,
    capacity: Option<Gbps>,
    riders: &FxHashMap<Id, Vec<Rider>>,
    found: &mut Vec<Diagnostic>,
) {
    const SHOWN: usize = 8;
    let (Some(capacity), Some(riders)) = (capacity, riders.get(&id)) else { return };
    let sum: f64 = taken(cx, riders);
    // Thirds of a capacity do not add up to it exactly.
    if sum <= capacity.0 * (1.0 + 1e-9) {
        return;
    }
    let name = cx.text(id);
    let mut finding = Diagnostic::new(
        RULE.name,
        cx.at(id, "/capacity"),
        format!("{kind} `{name}` has {capacity}, and {} ride on it", Gbps(sum)),
    )
    .label(format!("{} too little", Gbps(sum - capacity.0)))
    .measure("over-gbps", sum - capacity.0)
    .ids([name])
    .note("a leg takes the capacity of its service, divided by `needs`; a link over a link takes its own")
    .help("give it more capacity, or move something elsewhere");
    for rider in riders.iter().take(SHOWN) {
        let place = match rider.thing {
            Thing::Leg(leg) => cx.at_leg_item(leg, rider.item),
            thing => cx.at(cx.corridor.whole(thing), &format!("/over/{}", rider.item)),
        };
        finding = finding.related(place, format!("`{}` takes {}", cx.corridor.name_of(rider.thing), rider.takes));
    }
    if riders.len() > SHOWN {
        let note = format!("{} more ride on it; the first {SHOWN} are shown", riders.len() - SHOWN);
        finding = finding.note(note);
    }
    found.push(finding);
}
