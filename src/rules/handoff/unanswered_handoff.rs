//! A handoff of which the other party says nothing.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::Sides;
use crate::model::OperatorId;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unanswered-handoff",
    group: Group::Handoff,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/unanswered-handoff.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let sides = Sides::new(cx.corridor);
    for handoff in &cx.corridor.handoffs {
        let (Some(of), Some(with), Some(site)) = (handoff.of, handoff.with, handoff.site) else { continue };
        let operator = |id: OperatorId| cx.text(cx.corridor.operator(id).id);
        let (of, with) = (operator(of), operator(with));
        let (name, here) = (cx.text(handoff.id), cx.text(cx.corridor.site(site).id));
        let finding = match (handoff.names_peer, sides.peer(handoff)) {
            (true, None) => continue,
            (true, Some(peer)) => {
                let (peer_name, place) = (cx.text(peer.id), cx.at(handoff.id, "/peer"));
                let is_turned = peer.of == handoff.with && peer.with == handoff.of;
                let names_other = peer.names_peer && peer.peer != Some(handoff.id);
                let message = match (is_turned, names_other) {
                    (true, false) => continue,
                    (false, _) => {
                        format!("`{name}` takes `{peer_name}` for its peer, which is not `{with}`'s side with `{of}`")
                    }
                    (true, true) => format!("`{name}` takes `{peer_name}` for its peer, which names another"),
                };
                Diagnostic::new(RULE.name, place, message)
                    .label("not the other side")
                    .related(cx.at(peer.id, ""), "the peer is declared here")
            }
            (false, _) if !sides.opposite(handoff).is_empty() => continue,
            (false, _) => Diagnostic::new(
                RULE.name,
                cx.at(handoff.id, ""),
                format!("`{of}` hands off to `{with}` at `{here}`, and `{with}` declares no side of it"),
            )
            .label("no other side"),
        };
        found.push(
            finding
                .ids([name])
                .note("a handoff is agreed on only when both parties declare it")
                .help(format!("`{with}` declares `handoff ID {{ of {with}; with {of}; site {here} }}`")),
        );
    }
}
