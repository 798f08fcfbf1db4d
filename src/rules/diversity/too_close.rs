//! Two legs that must keep apart come too near to each other, or cannot be told from it.

use crate::diagnostic::Diagnostic;
use crate::graph::{Node, Vertex};
use crate::model::{Km, LegId, Position};
use crate::rules::diversity::chains::Chains;
use crate::rules::diversity::judge::Separated;
use crate::rules::diversity::place;
use crate::rules::diversity::separation::{Apart, TooClose, Why};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "too-close",
    group: Group::Diversity,
    level: crate::diagnostic::Level::Deny,
    page: include_str!("../../../docs/rules/too-close.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut chains = Chains::new(cx);
    for separated in &cx.verdicts().separations {
        if let Apart::TooClose(close) = &separated.apart {
            found.extend(finding(cx, separated, close, &mut chains));
        }
    }
}

fn finding(cx: &Cx<'_>, separated: &Separated, close: &TooClose, chains: &mut Chains<'_, '_>) -> Option<Diagnostic> {
    let corridor = cx.corridor;
    let service = corridor.service(separated.service);
    let policy = corridor.policy(service.policy?);
    let asked = policy.separation?;
    let [earlier, later] = [separated.earlier, separated.later].map(|leg| corridor.leg(leg).name);
    let id = cx.text(service.id);
    let nearest = &close.nearest;
    let bound = asked.distance.0 * 1_000.0;
    let message = match close.why {
        Why::Proven if nearest.at_most < 1.0 => {
            format!("legs `{earlier}` and `{later}` of `{id}` meet, and must keep {} apart", asked.distance)
        }
        Why::Proven => format!(
            "legs `{earlier}` and `{later}` of `{id}` come within {} of each other, and must keep {} apart",
            at_most(nearest.at_most),
            asked.distance
        ),
        Why::NotTold => format!(
            "legs `{earlier}` and `{later}` of `{id}` cannot be told to keep {} apart: {} may be missing",
            asked.distance,
            at_most(bound - nearest.at_least)
        ),
        Why::AssumedStraight => format!(
            "legs `{earlier}` and `{later}` of `{id}`, assumed straight, come within {} of each other, and must keep {} apart",
            at_most(nearest.at_most),
            asked.distance
        ),
    };
    let [on_earlier, on_later] = nearest.tags.map(Vertex);
    let mut item = |leg: LegId, on: Vertex| cx.at_leg_item(leg, chains.of(leg).item(on).unwrap_or(0));
    let (at_later, at_earlier) = (item(separated.later, on_later), item(separated.earlier, on_earlier));
    let names = [cx.name(on_earlier), cx.name(on_later)];
    let mut ids = vec![id.to_owned(), format!("{id}:{earlier}"), format!("{id}:{later}")];
    ids.extend(names.iter().cloned());
    ids.dedup();
    let mut finding = Diagnostic::new(RULE.name, at_later, message)
        .label(format!("`{later}` comes too near here"))
        .measure("closer-by-km", asked.distance.0 - nearest.at_least.max(0.0) / 1_000.0)
        .ids(ids)
        .related(at_earlier, format!("`{earlier}` comes too near here"));
    let near = |position: Position| format!("{:.2} {:.2}", position.lat, position.lon);
    let on_way = [(on_earlier, earlier, nearest.at[0]), (on_later, later, nearest.at[1])];
    let told = if on_earlier == on_later { 1 } else { 2 };
    for (on, leg, position) in on_way.into_iter().take(told) {
        let whose = if told == 1 { "both legs".to_owned() } else { format!("`{leg}`") };
        let leads = if told == 1 { "lead" } else { "leads" };
        let phrase = match cx.graph.node(on) {
            Node::Site(_) => format!("{whose} {leads} over site `{}`", cx.name(on)),
            _ => format!("{whose} {leads} along `{}` near {}", cx.name(on), near(position)),
        };
        finding = finding.related(place::declared(cx, on), phrase);
    }
    let asks = format!("policy `{}` asks for {} here", cx.text(policy.id), asked.distance);
    finding = finding.related(cx.at(policy.id, "/separation"), asks);
    let interval = format!("{} and {}", at_least(nearest.at_least), at_most(nearest.at_most));
    let outside = match asked.near_ends {
        Some(near) => format!(", further than {near} from the ends"),
        None => String::new(),
    };
    Some(
        match close.why {
            Why::Proven if nearest.at_most < 1.0 => finding.note(format!("they have a place in common{outside}")),
            Why::Proven if nearest.at_least > 0.0 => {
                finding.note(format!("proven: the least distance lies between {interval}{outside}"))
            }
            Why::Proven => finding.note(format!("proven of what is drawn{outside}; elsewhere they may come nearer")),
            Why::NotTold => finding.note(format!(
                "the least distance lies between {interval}{outside}: the places are not given more exactly"
            )),
            Why::AssumedStraight => finding.note(format!(
                "that {} is assumed{outside}: draw with `via` what is not drawn",
                straight(cx, &names, [on_earlier, on_later])
            )),
        }
        .help(if asked.near_ends.is_none() {
            "lead one leg further away; `near-ends` lets legs come closer around the ends"
        } else {
            "lead one leg further away"
        }),
    )
}

/// `` `A` and `B` run straight `` of those conduits that nobody drew.
fn straight(cx: &Cx<'_>, names: &[String; 2], on: [Vertex; 2]) -> String {
    let is_undrawn = |vertex: Vertex| matches!(cx.graph.node(vertex), Node::Conduit(conduit) if cx.corridor.conduit(conduit).via.is_empty());
    let mut undrawn: Vec<String> =
        names.iter().zip(on).filter(|(_, on)| is_undrawn(*on)).map(|(name, _)| format!("`{name}`")).collect();
    undrawn.dedup();
    let runs = if undrawn.len() == 1 { "runs" } else { "run" };
    format!("{} {runs} straight", undrawn.join(" and "))
}

/// A length in metres that is not exceeded: rounded up.
fn at_most(metres: f64) -> Km {
    Km(metres.ceil() / 1_000.0)
}

/// A length in metres that is reached: rounded down.
fn at_least(metres: f64) -> Km {
    Km(metres.max(0.0).floor() / 1_000.0)
}
