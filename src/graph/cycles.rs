//! Cycles: a thing that rides on itself.

use crate::graph::{Graph, Vertex};

impl Graph {
    /// Every cycle once, as the vertices of its strongly connected component, in order.
    ///
    /// Tarjan, *Depth-first search and linear graph algorithms* (1972), without recursion.
    pub fn cycles(&self) -> Vec<Vec<Vertex>> {
        const UNSEEN: u32 = u32::MAX;
        if let Some(before) = &self.before {
            return before.cycles();
        }
        let mut index = vec![UNSEEN; self.vertices()];
        let mut low = vec![0_u32; self.vertices()];
        let mut on_stack = vec![false; self.vertices()];
        let mut stack: Vec<Vertex> = Vec::new();
        let mut work: Vec<(Vertex, usize)> = Vec::new();
        let mut next = 0;
        let mut cycles = Vec::new();
        for root in (0..self.vertices() as u32).map(Vertex) {
            if index[root.0 as usize] != UNSEEN {
                continue;
            }
            work.push((root, 0));
            while let Some(&mut (vertex, ref mut edge)) = work.last_mut() {
                let v = vertex.0 as usize;
                if *edge == 0 {
                    index[v] = next;
                    low[v] = next;
                    next += 1;
                    stack.push(vertex);
                    on_stack[v] = true;
                }
                let below = self.below(vertex);
                if let Some(&to) = below.get(*edge) {
                    *edge += 1;
                    let t = to.0 as usize;
                    if index[t] == UNSEEN {
                        work.push((to, 0));
                    } else if on_stack[t] {
                        low[v] = low[v].min(index[t]);
                    }
                    continue;
                }
                work.pop();
                if let Some(&(parent, _)) = work.last() {
                    let p = parent.0 as usize;
                    low[p] = low[p].min(low[v]);
                }
                if low[v] == index[v] {
                    let at = stack.iter().rposition(|&member| member == vertex).expect("the root is on the stack");
                    let mut component = stack.split_off(at);
                    for member in &component {
                        on_stack[member.0 as usize] = false;
                    }
                    if component.len() > 1 || self.below(vertex).contains(&vertex) {
                        component.sort_unstable();
                        cycles.push(component);
                    }
                }
            }
        }
        cycles.sort();
        cycles
    }

    /// The way round within a cycle, from its first vertex: each rides on the next, the last on the first.
    pub fn way_round(&self, cycle: &[Vertex]) -> Vec<Vertex> {
        let Some(&start) = cycle.first() else { return Vec::new() };
        if let Some(before) = &self.before {
            return before.way_round(cycle);
        }
        let mut before: rustc_hash::FxHashMap<Vertex, Vertex> = rustc_hash::FxHashMap::default();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(vertex) = queue.pop_front() {
            for &below in self.below(vertex) {
                if below == start {
                    let mut way = vec![vertex];
                    while let Some(&rider) = before.get(way.last().expect("the way is not empty")) {
                        way.push(rider);
                    }
                    way.reverse();
                    return way;
                }
                if cycle.binary_search(&below).is_ok() && !before.contains_key(&below) {
                    before.insert(below, vertex);
                    queue.push_back(below);
                }
            }
        }
        vec![start]
    }
}
