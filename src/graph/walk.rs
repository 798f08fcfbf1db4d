//! Chains: whether the items of an `over` or `along` lead from one end to the other, and which way round each is used.

use crate::model::{CableId, Carrier, ChannelId, Corridor, Ends, LineSystemId, Over, SiteId};

/// What is wrong with a chain, at one of its items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    pub item: usize,
    pub kind: FaultKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FaultKind {
    /// The item does not go on from where the one before it arrives.
    Broken { arrives: SiteId },
    /// All items connect, in the opposite order.
    Reversed,
    /// A cable whose spans do not form one way.
    Branched,
    /// The chain starts elsewhere than it should.
    WrongStart { starts: SiteId, wanted: SiteId },
    /// The chain ends elsewhere than it should.
    WrongEnd { ends: SiteId, wanted: SiteId },
    /// A place is visited twice.
    Looped { site: SiteId },
}

/// The way that one item of a chain leads: the sites passed, its ends included. `None` where that is not known.
pub type Way = Option<Vec<SiteId>>;

/// The ways of the items of an `over`. A branched cable is a fault of its own.
pub fn ways(corridor: &Corridor<'_>, over: &Over) -> (Vec<Way>, Vec<Fault>) {
    let mut faults = Vec::new();
    let ways = over.iter().enumerate().map(|(item, carrier)| {
        let carrier = (*carrier)?;
        let way = match carrier {
            Carrier::Span(span) => corridor.span(span).ends.map(ends_way),
            Carrier::Link(link) => corridor.link(link).ends.map(ends_way),
            Carrier::Cable(cable) => {
                if let Ok(way) = cable_way(corridor, cable) {
                    way
                } else {
                    faults.push(Fault { item, kind: FaultKind::Branched });
                    None
                }
            }
            Carrier::Channel(channel) => channel_way(corridor, channel),
        };
        way.filter(|way| !way.is_empty())
    });
    (ways.collect(), faults)
}

fn ends_way(ends: Ends) -> Vec<SiteId> {
    vec![ends.from, ends.to]
}

struct Branched;

/// All spans of a cable in the order of the text, if they lead on from each other.
fn cable_way(corridor: &Corridor<'_>, cable: CableId) -> Result<Way, Branched> {
    let ends: Option<Vec<Ends>> = corridor.cable(cable).spans.iter().map(|&span| corridor.span(span).ends).collect();
    match ends {
        Some(ends) => join(&ends).map(Some).ok_or(Branched),
        None => Ok(None),
    }
}

/// The line systems of a channel as one way; `None` where they form none, which is not the chain's fault.
pub fn channel_way(corridor: &Corridor<'_>, channel: ChannelId) -> Way {
    joined(&system_ways(corridor, channel))
}

/// The way of each line system of a channel.
pub fn system_ways(corridor: &Corridor<'_>, channel: ChannelId) -> Vec<Way> {
    let systems = corridor.channel(channel).over.iter();
    systems.map(|system| system.and_then(|system| system_way(corridor, system))).collect()
}

/// The spans of a line system as one way.
pub fn system_way(corridor: &Corridor<'_>, system: LineSystemId) -> Way {
    joined(&ways(corridor, &corridor.line_system(system).chain).0)
}

/// Ways that lead on from each other as one, each used whichever way round it connects.
pub fn joined(ways: &[Way]) -> Way {
    let mut at = start(ways, None)?;
    let mut all = vec![at];
    for way in ways {
        all.extend(onward(way.as_ref()?, at)?);
        at = *all.last()?;
    }
    Some(all)
}

/// Hops in order as one way, each used whichever way round it connects.
fn join(hops: &[Ends]) -> Option<Vec<SiteId>> {
    let (&first, rest) = hops.split_first()?;
    let start = match rest.first() {
        // The first hop leads to where it meets the second.
        Some(second) if second.across(first.to).is_none() && second.across(first.from).is_some() => first.to,
        _ => first.from,
    };
    let mut way = vec![start];
    let mut at = start;
    for hop in hops {
        at = hop.across(at)?;
        way.push(at);
    }
    Some(way)
}

/// What is wrong with a chain that should lead from one site to another.
pub fn faults(ways: &[Way], wanted: Option<Ends>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if ways.iter().all(Option::is_none) {
        return faults;
    }
    let start = start(ways, wanted);
    let mut at = start;
    let mut visited = rustc_hash::FxHashSet::default();
    visited.extend(at);
    let (mut broken, mut looped) = (false, false);
    for (item, way) in ways.iter().enumerate() {
        let Some(way) = way else {
            // What it would have led to is not known; the next item starts afresh.
            at = None;
            continue;
        };
        let Some(arrives) = at else {
            at = Some(far_end(way, ways.get(item + 1)));
            continue;
        };
        if let Some(passed) = onward(way, arrives) {
            let again = passed.iter().find(|site| !visited.insert(**site));
            // The first return tells it; what follows from it, and from a break, is not told.
            let told = looped || broken || wanted.is_none();
            faults.extend(again.filter(|_| !told).map(|&site| Fault { item, kind: FaultKind::Looped { site } }));
            looped |= again.is_some();
            let goes_on =
                |from| ways.get(item + 1).and_then(Option::as_ref).is_some_and(|next| onward(next, from).is_some());
            // An item that is there twice is stepped over.
            at = if again.is_some() && goes_on(arrives) { Some(arrives) } else { passed.last().copied() };
        } else {
            broken = true;
            faults.push(Fault { item, kind: FaultKind::Broken { arrives } });
            // An item that belongs nowhere is stepped over; one after a gap is gone on from.
            at = ways.get(item + 1).and_then(Option::as_ref).and_then(|next| meeting(way, next));
        }
    }
    // A chain that is broken or loops ends where it does because of that.
    if let (Some(wanted), false) = (wanted, broken || looped) {
        let known_start = ways[0].is_some().then_some(start).flatten();
        let known_end = ways[ways.len() - 1].is_some().then_some(at).flatten();
        faults.extend(wrong_ends(ways.len(), known_start, known_end, wanted));
    }
    faults.sort_by_key(|fault| fault.item);
    faults
}

/// A site where a chain goes from one thing to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// The items of the `over` that the two belong to; the same one inside a cable.
    pub items: [usize; 2],
    /// The two things, in the order of the chain; of a cable its spans.
    pub carriers: [Carrier; 2],
    pub site: SiteId,
}

/// Where consecutive things of a chain meet: its items, and the spans of a cable.
pub fn meetings(corridor: &Corridor<'_>, over: &Over, wanted: Option<Ends>) -> Vec<Meeting> {
    let (ways, _) = ways(corridor, over);
    let mut met = Vec::new();
    let mut at = start(&ways, wanted);
    let mut last: Option<(usize, Carrier)> = None;
    for (item, way) in ways.iter().enumerate() {
        let (Some(way), Some(carrier)) = (way, over[item]) else {
            (at, last) = (None, None);
            continue;
        };
        let next = ways.get(item + 1).and_then(Option::as_ref);
        let passed = at.and_then(|at| onward(way, at)).and_then(|passed| passed.last().copied());
        let leaves = passed
            .filter(|&site| next.is_none_or(|next| onward(next, site).is_some()))
            .or_else(|| next.and_then(|next| meeting(way, next)));
        let backwards = leaves.is_some_and(|leaves| leaves == way[0] && leaves != way[way.len() - 1]);
        let (mut parts, mut way) = (parts(corridor, carrier), way.clone());
        if backwards {
            parts.reverse();
            way.reverse();
        }
        if let (Some((before, one)), Some(site)) = (last, at) {
            met.push(Meeting { items: [before, item], carriers: [one, parts[0]], site });
        }
        for (pair, &site) in parts.windows(2).zip(&way[1..]) {
            met.push(Meeting { items: [item, item], carriers: [pair[0], pair[1]], site });
        }
        last = parts.last().map(|&part| (item, part));
        at = leaves.filter(|&site| next.is_some_and(|next| onward(next, site).is_some()));
    }
    met
}

/// What an item of a chain consists of: a cable of its spans, in the order of the text.
fn parts(corridor: &Corridor<'_>, carrier: Carrier) -> Vec<Carrier> {
    match carrier {
        Carrier::Cable(cable) => corridor.cable(cable).spans.iter().map(|&span| Carrier::Span(span)).collect(),
        other => vec![other],
    }
}

/// Where the chain starts: at the wanted end if its first item touches that, else where its first item does not
/// meet the second. Where the first item is not known, neither is the start.
fn start(ways: &[Way], wanted: Option<Ends>) -> Option<SiteId> {
    let way = ways.first()?.as_ref()?;
    let (one, other) = (way[0], way[way.len() - 1]);
    // From its other end alone the next item goes on: the chain starts before the wanted end.
    let starts_before = |from: SiteId| {
        let far = if one == from { other } else { one };
        matches!(ways.get(1), Some(Some(next)) if onward(next, from).is_some() && onward(next, far).is_none())
    };
    match wanted {
        Some(ends) if (one == ends.from || other == ends.from) && !starts_before(ends.from) => Some(ends.from),
        _ => match ways.get(1) {
            Some(Some(next)) if onward(next, one).is_some() && onward(next, other).is_none() => Some(other),
            None => match wanted {
                // A chain of one item: its far end is the one that fits, if one does.
                Some(ends) if one == ends.to => Some(other),
                _ => Some(one),
            },
            _ => Some(one),
        },
    }
}

/// The sites passed after `from`, if the way has it as an end.
fn onward(way: &[SiteId], from: SiteId) -> Option<Vec<SiteId>> {
    if way.first() == Some(&from) {
        Some(way[1..].to_vec())
    } else if way.last() == Some(&from) {
        Some(way[..way.len() - 1].iter().rev().copied().collect())
    } else {
        None
    }
}

/// The end of a way at which it meets the next one; its last site where it meets none.
fn far_end(way: &[SiteId], next: Option<&Way>) -> SiteId {
    next.and_then(Option::as_ref).and_then(|next| meeting(way, next)).unwrap_or(way[way.len() - 1])
}

fn meeting(way: &[SiteId], next: &[SiteId]) -> Option<SiteId> {
    [way[way.len() - 1], way[0]].into_iter().find(|&end| onward(next, end).is_some())
}

fn wrong_ends(items: usize, start: Option<SiteId>, end: Option<SiteId>, wanted: Ends) -> Vec<Fault> {
    if items > 1 && start == Some(wanted.to) && end == Some(wanted.from) {
        return vec![Fault { item: 0, kind: FaultKind::Reversed }];
    }
    let wrong_start = start
        .filter(|&starts| starts != wanted.from)
        .map(|starts| Fault { item: 0, kind: FaultKind::WrongStart { starts, wanted: wanted.from } });
    let wrong_end = end
        .filter(|&ends| ends != wanted.to)
        .map(|ends| Fault { item: items - 1, kind: FaultKind::WrongEnd { ends, wanted: wanted.to } });
    // One item that lies elsewhere altogether is one mistake.
    let most = if items == 1 { 1 } else { 2 };
    wrong_start.into_iter().chain(wrong_end).take(most).collect()
}
