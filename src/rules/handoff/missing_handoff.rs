//! Two operators meet on a way, and nothing is declared of how.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::Sides;
use crate::graph::walk::{self, Meeting};
use crate::model::{Carrier, Ends, LegId, LinkId, OperatorId, Over, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "missing-handoff",
    group: Group::Handoff,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/missing-handoff.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let sides = Sides::new(cx.corridor);
    for (leg, at) in cx.corridor.legs.iter().zip(0..) {
        let id = LegId(at);
        let ends = cx.corridor.service(leg.service).ends;
        judge(cx, &sides, &leg.over, ends, Thing::Leg(id), &|item| cx.at_leg_item(id, item), found);
    }
    for (link, at) in cx.corridor.links.iter().zip(0..) {
        let id = LinkId(at);
        let thing = Thing::Declaration(link.id);
        judge(cx, &sides, &link.over, link.ends, thing, &|item| cx.at_link_item(id, item), found);
    }
}

fn judge(
    cx: &Cx<'_>,
    sides: &Sides<'_, '_>,
    over: &Over,
    ends: Option<Ends>,
    owner: Thing,
    place: &dyn Fn(usize) -> Place,
    found: &mut Vec<Diagnostic>,
) {
    let meetings = walk::meetings(cx.corridor, over, ends);
    for Meeting { items: [before, item], carriers, site } in meetings {
        let [Some(giver), Some(taker)] = carriers.map(|carrier| operator(cx, carrier)) else { continue };
        if giver == taker || sides.meet(site, giver, taker) {
            continue;
        }
        let name = cx.corridor.name_of(owner);
        let operator = |id: OperatorId| cx.text(cx.corridor.operator(id).id);
        let (giver, taker, site) = (operator(giver), operator(taker), cx.corridor.site(site).id);
        let here = cx.text(site);
        // Inside a cable the `over` names neither of the two; its spans do.
        let (label, giving) = match carriers {
            [Carrier::Span(one), Carrier::Span(_)] if before == item => {
                (format!("goes over to `{taker}` inside it"), cx.at_span(one, ""))
            }
            _ => (format!("of `{taker}`"), place(before)),
        };
        found.push(
            Diagnostic::new(
                RULE.name,
                place(item),
                format!("`{name}` goes from `{giver}` to `{taker}` at `{here}`, and no handoff is declared there"),
            )
            .label(label)
            .ids([name, giver.to_owned(), taker.to_owned()])
            .related(giving, format!("of `{giver}`"))
            .related(cx.at(site, ""), "they meet here")
            .note("what the two parties have not agreed on is found out when the circuit is turned up")
            .help(format!(
                "each declares its side: `handoff ID {{ of {giver}; with {taker}; site {here} }}` and the same turned round"
            )),
        );
    }
}

/// Who runs a thing, where one operator does.
fn operator(cx: &Cx<'_>, carrier: Carrier) -> Option<OperatorId> {
    let corridor = cx.corridor;
    let of_span = |span: SpanId| {
        let span = corridor.span(span);
        span.operator.or(match span.owners.as_slice() {
            [one] => Some(*one),
            _ => None,
        })
    };
    match carrier {
        Carrier::Span(span) => of_span(span),
        // A meeting is one of its spans.
        Carrier::Cable(_) => None,
        Carrier::Link(link) => corridor.link(link).provider.or(corridor.link(link).operator),
        Carrier::Channel(channel) => {
            let systems = corridor.channel(channel).over.iter();
            let mut operators = systems.map(|system| {
                let system = corridor.line_system((*system)?);
                system.provider.or(system.operator)
            });
            let first = operators.next()?;
            operators.all(|other| other == first).then_some(first)?
        }
    }
}
