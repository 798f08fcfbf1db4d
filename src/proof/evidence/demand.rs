//! Demands: the net is what the things say, the routes are routes, and the proof holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::proof::evidence::terms::Weighed;
use crate::proof::evidence::things::Things;
use crate::proof::evidence::{Demand, Label};
use crate::proof::{self, Net, Question};

pub fn verify(things: &Things<'_>, demand: &Demand, fault: &mut dyn FnMut(String)) {
    let weighed = match Weighed::new(things, &demand.terms) {
        Ok(weighed) => weighed,
        Err(text) => return fault(text),
    };
    let net = [edges(things, demand, &weighed), labels(things, demand, &weighed), ways(things, demand)];
    let faults: Vec<String> = net.into_iter().filter_map(Result::err).collect();
    if !faults.is_empty() {
        return faults.into_iter().for_each(fault);
    }
    let told = match demand.verdict.as_str() {
        "met" => routes(things, demand, !demand.terms.allows_unknown),
        "refused" => proven(things, demand, &whole(demand)),
        "unknown" => routes(things, demand, false).and_then(|()| proven(things, demand, &known(demand))),
        // Nothing is claimed.
        _ => Ok(()),
    };
    if let Err(text) = told {
        fault(text);
    }
}

/// All that the `avoid` lines name.
fn avoided(demand: &Demand) -> BTreeSet<usize> {
    demand.terms.avoid.iter().flat_map(|line| line.things.iter().copied()).collect()
}

fn edges(things: &Things<'_>, demand: &Demand, weighed: &Weighed<'_>) -> Result<(), String> {
    let words = weighed.words();
    let avoided = avoided(demand);
    let mut unknown = Vec::new();
    for (at, edge) in demand.edges.iter().enumerate() {
        let closure = things.closure(edge.way);
        let rides = &things.get(edge.way).on;
        things.effort.spend(5 * rides.len() + 10 * closure.things.len());
        if let Some(end) = edge.ends.iter().find(|end| !rides.contains(&demand.sites[**end as usize])) {
            let site = things.id(demand.sites[*end as usize]);
            return Err(format!("edges[{at}]: `{}` does not end at `{site}`", things.id(edge.way)));
        }
        if let Some(thing) = closure.iter().find(|thing| avoided.contains(thing)) {
            let way = things.id(edge.way);
            return Err(format!("edges[{at}]: `{way}` rides on `{}`, which is avoided", things.id(thing)));
        }
        if closure.is_left_out() || closure.is_unknown(&words) {
            unknown.push(at as u32);
        }
    }
    if unknown == demand.unknown_edges { Ok(()) } else { Err("unknown_edges: not those that are".to_owned()) }
}

fn labels(things: &Things<'_>, demand: &Demand, weighed: &Weighed<'_>) -> Result<(), String> {
    let lines = &demand.terms.lines;
    let shares = lines.iter().any(|line| line.at_most > 0);
    if demand.sharing.is_some() != shares {
        return Err("sharing: not as the lines say".to_owned());
    }
    if let Some(sharing) = &demand.sharing
        && !sharing.units.iter().map(|unit| *unit as usize).eq(lines.iter().map(|line| line.at_most))
    {
        return Err("sharing: units are not what the lines allow".to_owned());
    }
    let mut number: BTreeMap<usize, u32> = BTreeMap::new();
    // Of each way, the labels `near` that name it.
    let mut near: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (at, label) in demand.labels.iter().enumerate() {
        let takes = match label {
            Label::Thing(thing) => {
                number.insert(*thing, at as u32);
                let takes = weighed.takes(*thing);
                if takes.is_empty() {
                    return Err(format!("labels[{at}]: `{}` does not count", things.id(*thing)));
                }
                takes
            }
            Label::Way(_) => Vec::new(),
            Label::Near(ways) => {
                for way in ways {
                    near.entry(*way).or_default().push(at as u32);
                }
                Vec::new()
            }
        };
        if demand.sharing.as_ref().is_some_and(|sharing| sharing.takes[at] != takes) {
            return Err(format!("sharing: label {at} takes something else"));
        }
    }
    let mut used: BTreeSet<u32> = BTreeSet::new();
    // Whether a thing counts, and whether it is freed, is asked once.
    let mut known: BTreeMap<usize, (bool, bool)> = BTreeMap::new();
    for (at, edge) in demand.edges.iter().enumerate() {
        let way = things.id(edge.way);
        let closure = things.closure(edge.way);
        if !things.effort.spend(30 * (closure.things.len() + edge.labels.len())) {
            return Ok(());
        }
        let mut expected: BTreeSet<u32> = near.get(&edge.way).into_iter().flatten().copied().collect();
        let mut is_freed = false;
        for thing in closure.iter() {
            let ask = || (!weighed.takes(thing).is_empty(), weighed.frees(thing));
            let (counts, frees) = *known.entry(thing).or_insert_with(ask);
            is_freed |= frees;
            if counts {
                let label = number.get(&thing).ok_or_else(|| format!("labels: `{}` is none", things.id(thing)))?;
                expected.insert(*label);
            }
        }
        let is_own = |label: &u32| matches!(demand.labels[*label as usize], Label::Way(_));
        let (own, others): (BTreeSet<u32>, BTreeSet<u32>) = edge.labels.iter().copied().partition(is_own);
        if others != expected {
            return Err(format!("edges[{at}]: its labels are not what `{way}` rides on"));
        }
        if own.iter().any(|label| demand.labels[*label as usize] != Label::Way(edge.way)) {
            return Err(format!("edges[{at}]: it carries the label of another"));
        }
        let is_as_told = if own.is_empty() { is_freed } else { !is_freed || demand.keeps_apart };
        if !is_as_told {
            return Err(format!("edges[{at}]: whether two routes may both lead over `{way}` is not as told"));
        }
        used.extend(edge.labels.iter().copied());
    }
    if used.len() != demand.labels.len() {
        return Err("labels: one lies on no edge".to_owned());
    }
    Ok(())
}

/// Whether every way is an edge, is left out for a reason, or is not reached.
fn ways(things: &Things<'_>, demand: &Demand) -> Result<(), String> {
    let avoided = avoided(demand);
    let mut told: BTreeSet<usize> = demand.edges.iter().map(|edge| edge.way).collect();
    for (at, left) in demand.left_out.iter().enumerate() {
        let rides = things.closure(left.way).holds(left.because);
        if !rides || (left.why == "avoided" && !avoided.contains(&left.because)) {
            return Err(format!("left_out[{at}]: `{}` is not left out for that", things.id(left.way)));
        }
        if !told.insert(left.way) {
            return Err(format!("left_out[{at}]: `{}` is an edge, or left out twice", things.id(left.way)));
        }
    }
    let mut reached = BTreeSet::from([demand.terms.from]);
    let mut leads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for edge in &demand.edges {
        let [one, other] = edge.ends.map(|end| demand.sites[end as usize]);
        leads.entry(one).or_default().push(other);
        leads.entry(other).or_default().push(one);
    }
    let mut stack = vec![demand.terms.from];
    while let Some(site) = stack.pop() {
        // Of a site that many ways lead to, those that are told are few: the first that is not ends it.
        if let Some(missing) = things.ways_at(site).iter().find(|way| !told.contains(&(**way as usize))) {
            return Err(format!("edges: `{}` is missing", things.id(*missing as usize)));
        }
        for &next in leads.get(&site).into_iter().flatten() {
            if reached.insert(next) {
                stack.push(next);
            }
        }
    }
    Ok(())
}

/// Whether the routes are such.
fn routes(things: &Things<'_>, demand: &Demand, is_known: bool) -> Result<(), String> {
    if demand.routes.len() != demand.wanted {
        return Err(format!("routes: {}, but {} are wanted", demand.routes.len(), demand.wanted));
    }
    let unknown: BTreeSet<u32> = demand.unknown_edges.iter().copied().collect();
    let mut labels: Vec<BTreeSet<u32>> = Vec::new();
    let mut edges: Vec<BTreeSet<u32>> = Vec::new();
    for (at, route) in demand.routes.iter().enumerate() {
        let mut here = demand.terms.from;
        let mut sum = 0_u64;
        for &edge in route {
            let edge = &demand.edges[edge as usize];
            let ends = edge.ends.map(|end| demand.sites[end as usize]);
            here = match ends.iter().position(|&end| end == here) {
                Some(end) => ends[1 - end],
                None => return Err(format!("routes[{at}]: it breaks off")),
            };
            sum = sum.saturating_add(edge.weight);
            things.effort.spend(20 * edge.labels.len());
        }
        if here != demand.terms.to || demand.limit.is_some_and(|limit| sum > limit) {
            return Err(format!("routes[{at}]: it does not lead there, or not within the limit"));
        }
        if is_known && route.iter().any(|edge| unknown.contains(edge)) {
            return Err(format!("routes[{at}]: it leads over what is not known"));
        }
        labels.push(route.iter().flat_map(|edge| demand.edges[*edge as usize].labels.iter().copied()).collect());
        edges.push(route.iter().copied().collect());
        for other in 0..at {
            let found = apart(demand, &labels[at], &labels[other]);
            found.map_err(|text| format!("routes[{other}] and [{at}]: {text}"))?;
            let both = |one: &u32, two: &u32| edges[at].contains(one) && edges[other].contains(two);
            let may_be_near = |pair: &[u32; 2]| both(&pair[0], &pair[1]) || both(&pair[1], &pair[0]);
            if is_known && demand.maybe_near.iter().any(may_be_near) {
                return Err(format!("routes[{other}] and [{at}]: they may run too near"));
            }
        }
    }
    Ok(())
}

fn apart(demand: &Demand, one: &BTreeSet<u32>, other: &BTreeSet<u32>) -> Result<(), String> {
    let shared: Vec<u32> = one.intersection(other).copied().collect();
    let Some(sharing) = &demand.sharing else {
        return if shared.is_empty() { Ok(()) } else { Err(format!("they share label {}", shared[0])) };
    };
    let mut used = vec![0_u64; sharing.units.len()];
    for label in shared {
        let takes = &sharing.takes[label as usize];
        if takes.is_empty() {
            return Err(format!("they share label {label}"));
        }
        for &(line, units) in takes {
            used[line] += u64::from(units);
        }
    }
    let is_within = used.iter().zip(&sharing.units).all(|(used, units)| *used <= u64::from(*units));
    if is_within { Ok(()) } else { Err("they share more than is allowed".to_owned()) }
}

fn whole(demand: &Demand) -> Net {
    let edge = |edge: &super::Edge| {
        let mut labels = edge.labels.clone();
        labels.sort_unstable();
        proof::Edge { ends: edge.ends, weight: edge.weight, labels }
    };
    let sharing = demand.sharing.as_ref();
    Net {
        sites: demand.sites.len() as u32,
        labels: demand.labels.len() as u32,
        edges: demand.edges.iter().map(edge).collect(),
        sharing: sharing.map(|sharing| proof::Sharing { units: sharing.units.clone(), takes: sharing.takes.clone() }),
    }
}

/// The net of what is known alone, in which what may run too near does.
fn known(demand: &Demand) -> Net {
    let mut net = whole(demand);
    for pair in &demand.maybe_near {
        let [one, other] = *pair;
        net.edges[one as usize].labels.push(net.labels);
        if one != other {
            net.edges[other as usize].labels.push(net.labels);
        }
        net.labels += 1;
        if let Some(sharing) = &mut net.sharing {
            sharing.takes.push(Vec::new());
        }
    }
    let unknown: BTreeSet<u32> = demand.unknown_edges.iter().copied().collect();
    let kept = net.edges.into_iter().zip(0..).filter(|(_, at)| !unknown.contains(at));
    net.edges = kept.map(|(edge, _)| edge).collect();
    net
}

fn proven(things: &Things<'_>, demand: &Demand, net: &Net) -> Result<(), String> {
    let number = |site: usize| demand.sites.iter().position(|&known| known == site).map(|at| at as u32);
    let (Some(from), Some(to)) = (number(demand.terms.from), number(demand.terms.to)) else {
        return Err("sites: its ends are not among them".to_owned());
    };
    let question = Question { from, to, routes: demand.wanted, limit: demand.limit };
    proof::check_within(net, &question, &demand.proof, things.effort).map_err(|refuted| format!("proof: {refuted}"))
}
