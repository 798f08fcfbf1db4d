//! A leg that is held diverse on the word of a provider alone.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::Node;
use crate::model::Thing;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "rests-on-assumption",
    group: Group::Evidence,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/rests-on-assumption.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for warranted in &cx.verdicts().warranted {
        let leg = cx.corridor.leg(warranted.leg);
        let service = cx.text(cx.corridor.service(leg.service).id);
        let link = cx.corridor.link(warranted.link);
        let link_name = cx.text(link.id);
        let causes = cx.graph.causes(cx.corridor, &leg.over);
        let item = causes.item(cx.graph.vertex(Node::Link(warranted.link))).unwrap_or(0);
        let who = link.provider.map_or_else(
            || "its provider".to_owned(),
            |provider| format!("`{}`", cx.text(cx.corridor.operator(provider).id)),
        );
        let leg_name = cx.corridor.name_of(Thing::Leg(warranted.leg));
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at_leg_item(warranted.leg, item),
                format!("leg `{}` of `{service}` is diverse only by the word of {who} for `{link_name}`", leg.name),
            )
            .label("its route is not known")
            .ids([service.to_owned(), leg_name, link_name.to_owned()])
            .related(cx.at(link.id, "/diverse-from"), "the warranty is given here")
            .note("a warranty decides for what it names, and proves nothing")
            .help("ask for the route and declare it as `over`; until then, waive this with the contract as the reason"),
        );
    }
}
