//! The form of a demand.

use std::collections::BTreeSet;

use crate::proof::Step;
use crate::proof::evidence::form::terms::{exist, no_more_fields, terms};
use crate::proof::evidence::form::{is_ascending, is_day, is_distinct};
use crate::proof::evidence::things::Things;
use crate::proof::evidence::{Demand, Label, Sharing};

/// Routes of a demand at the most.
const MOST_ROUTES: usize = 16;

/// # Errors
///
/// The first fault.
pub fn demand(things: &Things<'_>, demand: &Demand) -> Result<(), String> {
    no_more_fields(&demand.unknown_fields)?;
    terms(things, &demand.terms)?;
    if !is_day(&demand.date) {
        return Err(format!("date: {:?} is no day", demand.date));
    }
    if !(1..=MOST_ROUTES).contains(&demand.wanted) {
        return Err(format!("wanted: {} is out of range", demand.wanted));
    }
    if demand.keeps_apart && demand.terms.policy.is_none() {
        return Err("keeps_apart: there is no policy that asks for it".to_owned());
    }
    sites(things, demand)?;
    labels(things, demand)?;
    edges(things, demand)?;
    pairs(demand)?;
    if let Some(sharing) = &demand.sharing {
        self::sharing(demand, sharing).map_err(|text| format!("sharing: {text}"))?;
    }
    verdict(demand)
}

fn sites(things: &Things<'_>, demand: &Demand) -> Result<(), String> {
    exist(things, "sites", &demand.sites)?;
    if !is_distinct(&demand.sites) || demand.sites.iter().any(|&site| things.get(site).kind != "site") {
        return Err("sites: one is there twice, or is no site".to_owned());
    }
    if ![demand.terms.from, demand.terms.to].iter().all(|end| demand.sites.contains(end)) {
        return Err("sites: its ends are not among them".to_owned());
    }
    Ok(())
}

fn labels(things: &Things<'_>, demand: &Demand) -> Result<(), String> {
    let ways: BTreeSet<usize> = demand.edges.iter().map(|edge| edge.way).collect();
    let mut told = BTreeSet::new();
    for (at, label) in demand.labels.iter().enumerate() {
        let key = match *label {
            Label::Thing(thing) => {
                exist(things, "labels", [&thing])?;
                (0, thing, thing)
            }
            Label::Way(way) if ways.contains(&way) => (1, way, way),
            Label::Near([one, other]) if one != other && ways.contains(&one) && ways.contains(&other) => {
                (2, one.min(other), one.max(other))
            }
            Label::Way(_) | Label::Near(_) => return Err(format!("labels[{at}]: not of ways of edges")),
        };
        if !told.insert(key) {
            return Err(format!("labels[{at}]: it is there twice"));
        }
    }
    Ok(())
}

fn edges(things: &Things<'_>, demand: &Demand) -> Result<(), String> {
    let mut ways = BTreeSet::new();
    for (at, edge) in demand.edges.iter().enumerate() {
        exist(things, "edges", [&edge.way])?;
        let way = things.id(edge.way);
        if !things.is_way(edge.way) {
            return Err(format!("edges[{at}]: `{way}` is neither a span nor an undisclosed link"));
        }
        if !ways.insert(edge.way) {
            return Err(format!("edges[{at}]: `{way}` is an edge already"));
        }
        let [one, other] = edge.ends.map(|end| end as usize);
        if one == other || one.max(other) >= demand.sites.len() {
            return Err(format!("edges[{at}]: its ends are not two of the sites"));
        }
        if !is_distinct(&edge.labels) || edge.labels.iter().any(|label| *label as usize >= demand.labels.len()) {
            return Err(format!("edges[{at}]: a label is there twice, or there is none such"));
        }
    }
    for (at, left) in demand.left_out.iter().enumerate() {
        exist(things, "left_out", [&left.way, &left.because])?;
        if !things.is_way(left.way) || !ways.insert(left.way) {
            return Err(format!("left_out[{at}]: `{}` is no way, or an edge, or there twice", things.id(left.way)));
        }
        if !matches!(left.why.as_str(), "avoided" | "not-standing") {
            return Err(format!("left_out[{at}]: {:?} is no reason", left.why));
        }
    }
    Ok(())
}

fn pairs(demand: &Demand) -> Result<(), String> {
    let is_edge = |edge: &u32| (*edge as usize) < demand.edges.len();
    if !is_ascending(&demand.unknown_edges) || !demand.unknown_edges.iter().all(is_edge) {
        return Err("unknown_edges: not edges in order, each once".to_owned());
    }
    let mut told = BTreeSet::new();
    for (at, pair) in demand.maybe_near.iter().enumerate() {
        let [one, other] = *pair;
        if !pair.iter().all(is_edge) || !told.insert((one.min(other), one.max(other))) {
            return Err(format!("maybe_near[{at}]: it is there twice, or not of edges"));
        }
    }
    for (at, step) in demand.proof.iter().enumerate() {
        let Step::Cases { labels, .. } = step else { continue };
        let labels: Vec<u32> = labels.iter().map(|(label, _)| *label).collect();
        if !is_distinct(&labels) {
            return Err(format!("proof: step {}: a label is there twice", at + 1));
        }
    }
    for (at, route) in demand.routes.iter().enumerate() {
        if route.is_empty() || !is_distinct(route) || !route.iter().all(is_edge) {
            return Err(format!("routes[{at}]: not edges, each once"));
        }
    }
    Ok(())
}

fn sharing(demand: &Demand, sharing: &Sharing) -> Result<(), String> {
    let lines = demand.terms.lines.len();
    if sharing.units.len() != lines || sharing.takes.len() != demand.labels.len() {
        return Err("not units of each line and one list for each label".to_owned());
    }
    for takes in &sharing.takes {
        if takes.windows(2).any(|pair| pair[0].0 >= pair[1].0) || takes.iter().any(|(line, n)| *line >= lines || *n < 1)
        {
            return Err("takes: not of lines in order, each once".to_owned());
        }
    }
    Ok(())
}

fn verdict(demand: &Demand) -> Result<(), String> {
    let (has_routes, has_proof) = match demand.verdict.as_str() {
        "met" => (true, false),
        "refused" => (false, true),
        "unknown" if demand.terms.allows_unknown => return Err("verdict: the policy allows what is unknown".to_owned()),
        "unknown" => (true, true),
        "undecided" | "not-judged" => (false, false),
        other => return Err(format!("there is no verdict {other:?}")),
    };
    if demand.routes.is_empty() == has_routes {
        return Err(format!("routes: {}, but it is {}", demand.routes.len(), demand.verdict));
    }
    if demand.proof.is_empty() == has_proof {
        return Err(format!("proof: {} steps, but it is {}", demand.proof.len(), demand.verdict));
    }
    Ok(())
}
