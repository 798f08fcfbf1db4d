//! A thing that rides on itself, directly or through others.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{Node, Vertex};
use crate::model::Carrier;
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "dependency-cycle",
    group: Group::Reference,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/dependency-cycle.md"),
    check: Check::Corridor(check),
};

/// How many steps of a long cycle are named.
const SHOWN: usize = 6;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for cycle in cx.graph.cycles() {
        let way = cx.graph.way_round(&cycle);
        let start = cx.name(way[0]);
        let names: Vec<String> =
            way.iter().skip(1).take(SHOWN).map(|&vertex| format!("`{}`", cx.name(vertex))).collect();
        let more = way.len() - 1 - names.len();
        let through = match (names.is_empty(), more) {
            (true, _) => String::new(),
            (false, 0) => format!(" through {}", names.join(", ")),
            (false, more) => format!(" through {} and {more} more", names.join(", ")),
        };
        let next = way.get(1).copied().unwrap_or(way[0]);
        let mut finding =
            Diagnostic::new(RULE.name, place(cx, way[0], next), format!("`{start}` rides on itself{through}"))
                .label("leads back to itself")
                .ids(way.iter().take(SHOWN + 1).map(|&vertex| cx.name(vertex)))
                .note("a thing cannot carry what it rides on: nothing above the cycle can be judged")
                .help("break the cycle at the reference that is wrong");
        for (at, &rider) in way.iter().enumerate().skip(1).take(SHOWN) {
            let on = way.get(at + 1).copied().unwrap_or(way[0]);
            finding = finding.related(place(cx, rider, on), format!("`{}` rides on `{}`", cx.name(rider), cx.name(on)));
        }
        found.push(finding);
    }
}

/// Where a vertex refers to the next of its cycle.
fn place(cx: &Cx<'_>, rider: Vertex, on: Vertex) -> Place {
    let corridor = cx.corridor;
    match (cx.graph.node(rider), cx.graph.node(on)) {
        (Node::Link(link), Node::Link(below)) => {
            let over = &corridor.link(link).over;
            let item = over.iter().position(|carrier| *carrier == Some(Carrier::Link(below))).unwrap_or(0);
            cx.at_link_item(link, item)
        }
        (Node::Conduit(conduit), _) => cx.at(corridor.conduit(conduit).id, "/within"),
        (Node::Site(site), _) => cx.at(corridor.site(site).id, "/within"),
        (Node::Operator(operator), _) => cx.at(corridor.operator(operator).id, "/parent"),
        (Node::Risk(risk), _) => cx.at(corridor.risk(risk).id, "/member"),
        (_, _) => {
            let thing = cx.graph.thing(corridor, rider).expect("a country rides on nothing");
            cx.declared_at(thing)
        }
    }
}
