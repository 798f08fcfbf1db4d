//! A leg that is not encrypted as the policy asks.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Carrier, Encryption, LegId, PolicyId, Status, Thing};
use crate::rules::assurance::links;
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::listed;

pub static RULE: Rule = Rule {
    name: "missing-encryption",
    group: Group::Assurance,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/missing-encryption.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    for (policy, at) in corridor.policies.iter().zip(0..) {
        if !policy.encryption.is_empty() {
            judge(cx, PolicyId(at), &policy.encryption, found);
        }
    }
}

fn judge(cx: &Cx<'_>, policy: PolicyId, words: &[Encryption], found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let is_one = |encryption: Option<Encryption>| encryption.is_some_and(|encryption| words.contains(&encryption));
    let mut encrypted = vec![false; corridor.links.len()];
    let is_safe = |carrier: &Option<Carrier>, encrypted: &[bool]| match carrier {
        Some(Carrier::Link(link)) => encrypted[link.index()],
        Some(Carrier::Span(_) | Carrier::Cable(_) | Carrier::Channel(_)) => false,
        // It could not be resolved, and that is reported.
        None => true,
    };
    for id in links::from_below(corridor) {
        let link = corridor.link(id);
        let below = !link.over.is_empty() && link.over.iter().all(|carrier| is_safe(carrier, &encrypted));
        encrypted[id.index()] = is_one(link.encryption) || link.encryption.is_none() && below;
    }
    for (leg, at) in corridor.legs.iter().zip(0..) {
        let service = corridor.service(leg.service);
        let is_asked = service.policy == Some(policy)
            && !is_one(service.encryption)
            && corridor.declaration(service.id).lifecycle.status != Status::Retired;
        let Some(item) = leg.over.iter().position(|carrier| !is_safe(carrier, &encrypted)).filter(|_| is_asked) else {
            continue;
        };
        let id = LegId(at);
        let (name, policy) = (cx.text(service.id), corridor.policy(policy));
        let thing = match leg.over[item] {
            Some(Carrier::Span(span)) => Thing::Span(span),
            Some(Carrier::Cable(cable)) => Thing::Declaration(corridor.cable(cable).id),
            Some(Carrier::Link(link)) => Thing::Declaration(corridor.link(link).id),
            Some(Carrier::Channel(channel)) => Thing::Declaration(corridor.channel(channel).id),
            None => continue,
        };
        let said = match leg.over[item] {
            Some(Carrier::Link(link)) => corridor.link(link).encryption.map_or_else(
                || "says no `encryption`".to_owned(),
                |encryption| format!("says `encryption {}`", encryption.word()),
            ),
            _ => "has none of its own".to_owned(),
        };
        let on = corridor.name_of(thing);
        let words = listed(words.iter().map(|word| word.word()), "or");
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at_leg_item(id, item),
                format!("leg `{}` of `{name}` is not encrypted on `{on}`, and its policy asks for {words}", leg.name),
            )
            .label(format!("not {words} here"))
            .ids([name.to_owned(), corridor.name_of(Thing::Leg(id))])
            .related(cx.declared_at(thing), format!("`{on}` {said}"))
            .related(cx.at(policy.id, "/encryption"), format!("policy `{}` asks for it", cx.text(policy.id)))
            .help(format!(
                "encrypt the service from end to end, `encryption {}`, or each link of the leg",
                policy.encryption[0].word()
            )),
        );
    }
}
