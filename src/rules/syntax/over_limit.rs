//! Something is more than the tool takes. Found by whoever keeps the limit; what belongs to no other rule is told here.

use crate::diagnostic::{Diagnostic, Level, OVER_LIMIT};
use crate::graph::{MOST_DEEP, Vertex};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: OVER_LIMIT,
    group: Group::Syntax,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/over-limit.md"),
    check: Check::WhileReading,
};

/// What of the graph is too deep or too much. The findings name no id, so that no waiver covers what nobody has seen.
pub(in crate::rules) fn of_graph(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let cut = cx.graph.cut_off();
    let more = |count: usize| if count == 1 { String::new() } else { format!(", and so do {} more", count - 1) };
    if let Some(&first) = cut.deep.first() {
        let (kind, name) = (cx.graph.kind(first), cx.name(first));
        let message =
            format!("{kind} `{name}` rides on more than {MOST_DEEP} of its kind in a row{}", more(cut.deep.len()));
        found.push(
            Diagnostic::new(OVER_LIMIT, place(cx, first), message)
                .label("not followed further")
                .note("what rides on it is not judged")
                .help("name the outermost one directly"),
        );
    }
    if let Some(&first) = cut.wide.first() {
        let (kind, name) = (cx.graph.kind(first), cx.name(first));
        let message = match cut.wide.len() {
            1 => format!("what {kind} `{name}` rides on is not followed: it is too much"),
            count => format!("what {kind} `{name}` and {} more ride on is not followed: it is too much", count - 1),
        };
        found.push(
            Diagnostic::new(OVER_LIMIT, place(cx, first), message)
                .label("not judged")
                .note("what all legs, links and spans ride on is gone through for each of them")
                .help("let fewer of them ride on so much"),
        );
    }
    let area = cx.corridor.risks.iter().find(|risk| !risk.areas.is_empty());
    if let Some(risk) = area.filter(|_| cut.areas) {
        let message = "areas are not compared with sites and conduits: there are too many".to_owned();
        found.push(
            Diagnostic::new(OVER_LIMIT, cx.at(risk.id, "/area"), message)
                .label("the first area")
                .note("what lies in an area is unknown")
                .help("declare fewer areas, or coarser ones; `member` names what lies in one"),
        );
    }
}

fn place(cx: &Cx<'_>, vertex: Vertex) -> crate::source::Place {
    let thing = cx.graph.thing(cx.corridor, vertex).expect("countries ride on nothing");
    cx.declared_at(thing)
}
