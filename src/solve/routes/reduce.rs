//! The part of a net that can matter: edges on simple routes between two sites, labels that no other label implies.

use crate::proof::{Net, Question};

/// A net cut down, with what its numbers were.
#[derive(Debug)]
pub(super) struct Reduced {
    pub from: u32,
    pub to: u32,
    pub sites: usize,
    pub edges: Vec<Edge>,
    /// The edge that each was.
    pub edge_was: Vec<u32>,
    /// The label that each was.
    pub label_was: Vec<u32>,
    /// The edges at each site, as the edge and the site at its other end.
    pub at_site: Vec<Vec<(u32, u32)>>,
    /// The edges of each label.
    pub edges_of: Vec<Vec<u32>>,
}

#[derive(Debug)]
pub(super) struct Edge {
    pub weight: u64,
    pub labels: Vec<u32>,
}

/// Cuts a net down for one question; `None` where no route leads between the two sites at all.
pub(super) fn reduce(net: &Net, question: &Question) -> Option<Reduced> {
    let edge_was = on_simple_routes(net, question.from, question.to);
    if edge_was.is_empty() {
        return None;
    }
    let mut site_is = vec![u32::MAX; net.sites as usize];
    let mut sites = 0;
    for &edge in &edge_was {
        for end in net.edges[edge as usize].ends {
            if site_is[end as usize] == u32::MAX {
                site_is[end as usize] = sites;
                sites += 1;
            }
        }
    }
    let mut edges_of: Vec<Vec<u32>> = vec![Vec::new(); net.labels as usize];
    for (&was, edge) in edge_was.iter().zip(0..) {
        for &label in &net.edges[was as usize].labels {
            edges_of[label as usize].push(edge);
        }
    }
    let mut label_was: Vec<u32> = (0..net.labels).filter(|&label| !edges_of[label as usize].is_empty()).collect();
    // What may be shared is counted, so that none stands for another.
    if net.sharing.is_none() {
        let labels_at: Vec<&[u32]> = edge_was.iter().map(|&edge| &net.edges[edge as usize].labels[..]).collect();
        label_was.retain(|&label| !is_implied(label, &edges_of, &labels_at));
    }
    let mut label_is = vec![u32::MAX; net.labels as usize];
    for (&was, is) in label_was.iter().zip(0..) {
        label_is[was as usize] = is;
    }
    let mut at_site = vec![Vec::new(); sites as usize];
    let edges = edge_was.iter().zip(0_u32..).map(|(&was, is)| {
        let edge = &net.edges[was as usize];
        let [one, other] = edge.ends.map(|end| site_is[end as usize]);
        at_site[one as usize].push((is, other));
        at_site[other as usize].push((is, one));
        let labels = edge.labels.iter().map(|&label| label_is[label as usize]).filter(|&label| label != u32::MAX);
        Edge { weight: edge.weight, labels: labels.collect() }
    });
    let edges = edges.collect();
    let edges_of = label_was.iter().map(|&label| std::mem::take(&mut edges_of[label as usize])).collect();
    let (from, to) = (site_is[question.from as usize], site_is[question.to as usize]);
    Some(Reduced { from, to, sites: sites as usize, edges, edge_was, label_was, at_site, edges_of })
}

/// Whether whoever shares a label shares another one as well: of equal ones all but the first.
fn is_implied(label: u32, edges_of: &[Vec<u32>], labels_at: &[&[u32]]) -> bool {
    let own = &edges_of[label as usize];
    let Some(&rarest) = own.iter().min_by_key(|&&edge| labels_at[edge as usize].len()) else { return true };
    labels_at[rarest as usize].iter().any(|&other| {
        let wider = &edges_of[other as usize];
        other != label
            && (wider.len() > own.len() || (wider.len() == own.len() && other < label))
            && is_within(own, wider)
    })
}

/// Whether one sorted list holds all of another.
fn is_within(few: &[u32], many: &[u32]) -> bool {
    let mut rest = many.iter();
    few.iter().all(|edge| rest.by_ref().any(|other| other == edge))
}

/// The edges of the block that an edge between the two sites would lie in, in their order: those on simple routes.
fn on_simple_routes(net: &Net, from: u32, to: u32) -> Vec<u32> {
    let sites = net.sites as usize;
    let mut at_site: Vec<Vec<(u32, u32)>> = vec![Vec::new(); sites];
    for (edge, number) in net.edges.iter().zip(0..) {
        let [one, other] = edge.ends;
        if one != other {
            at_site[one as usize].push((number, other));
            at_site[other as usize].push((number, one));
        }
    }
    // The edge that closes every route into a cycle.
    let closing = net.edges.len() as u32;
    at_site[from as usize].insert(0, (closing, to));
    at_site[to as usize].insert(0, (closing, from));
    // Blocks by depth-first search (Hopcroft and Tarjan, 1973), from the one site over the closing edge.
    let mut found = vec![0_u32; sites];
    let mut low = vec![0_u32; sites];
    let mut next = vec![0_usize; sites];
    let mut pending: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, u32)> = vec![(from, u32::MAX)];
    let mut time = 1;
    (found[from as usize], low[from as usize]) = (time, time);
    while let Some(&(site, through)) = path.last() {
        let here = site as usize;
        if let Some(&(edge, other)) = at_site[here].get(next[here]) {
            next[here] += 1;
            let there = other as usize;
            if edge == through {
                continue;
            }
            if found[there] == 0 {
                time += 1;
                (found[there], low[there]) = (time, time);
                pending.push(edge);
                path.push((other, edge));
            } else if found[there] < found[here] {
                pending.push(edge);
                low[here] = low[here].min(found[there]);
            }
            continue;
        }
        path.pop();
        let Some(&(above, _)) = path.last() else { break };
        let above = above as usize;
        low[above] = low[above].min(low[here]);
        if low[here] >= found[above] {
            // The edges since this one was entered are a block.
            let start = pending.iter().rposition(|&edge| edge == through).unwrap_or(0);
            let block = pending.split_off(start);
            if block.contains(&closing) {
                let mut edges: Vec<u32> = block.into_iter().filter(|&edge| edge != closing).collect();
                edges.sort_unstable();
                return edges;
            }
        }
    }
    Vec::new()
}
