//! A question as `zoo.py` writes it.

use corridor::proof::{Edge, Net, Question};
use serde_json::Value;

fn number(of: &Value) -> u64 {
    of.as_u64().expect("a number")
}

/// A question as the script writes it.
pub fn asked(line: &Value) -> (Net, Question) {
    let edges = line["edges"].as_array().expect("a list").iter().map(|edge| Edge {
        ends: [number(&edge[0]) as u32, number(&edge[1]) as u32],
        weight: number(&edge[2]),
        labels: edge[3].as_array().expect("a list").iter().map(|label| number(label) as u32).collect(),
    });
    let net = Net {
        sites: number(&line["sites"]) as u32,
        labels: number(&line["labels"]) as u32,
        edges: edges.collect(),
        sharing: None,
    };
    let question = Question {
        from: number(&line["from"]) as u32,
        to: number(&line["to"]) as u32,
        routes: number(&line["routes"]) as usize,
        limit: None,
    };
    (net, question)
}
