//! What the six `avoided-*` rules have in common: the chain by which a leg passes what it should avoid.

use crate::diagnostic::Diagnostic;
use crate::graph::Node;
use crate::model::Dimension;
use crate::rules::diversity::chains::Chains;
use crate::rules::diversity::place;
use crate::rules::{Cx, Rule};

/// Adds a finding for each thing of one dimension that a leg passes and should avoid.
pub(super) fn report(cx: &Cx<'_>, rule: &Rule, dimension: Dimension, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let mut chains = Chains::new(cx);
    for avoided in cx.verdicts().avoided.iter().filter(|avoided| avoided.dimension == dimension) {
        let service = corridor.service(avoided.service);
        let leg = corridor.leg(avoided.leg);
        let id = cx.text(service.id);
        let thing = cx.name(avoided.thing);
        let causes = chains.of(avoided.leg);
        let item = causes.item(avoided.thing).unwrap_or(0);
        let chain = causes.chain(avoided.thing);
        let what = dimension.phrase();
        let verb = if chain.is_empty() { "rides on it" } else { "reaches it" };
        let passes = match dimension {
            Dimension::Operator | Dimension::Cable => "uses",
            Dimension::Risk => "is exposed to",
            _ => "passes",
        };
        let message = format!("leg `{}` of `{id}` {passes} {what} `{thing}`, which its policy avoids", leg.name);
        let mut finding = Diagnostic::new(rule.name, cx.at_leg_item(avoided.leg, item), message)
            .label(format!("`{}` {verb} here", leg.name))
            .ids([id.to_owned(), format!("{id}:{}", leg.name), thing.clone()]);
        if !matches!(cx.graph.node(avoided.thing), Node::Country(_)) {
            finding = finding.related(place::declared(cx, avoided.thing), format!("{what} `{thing}` is declared here"));
        }
        if let Some(policy) = service.policy {
            let policy = corridor.policy(policy);
            let at = cx.at(policy.id, &format!("/avoid/{}/values/{}", avoided.line, avoided.value));
            finding = finding.related(at, format!("policy `{}` avoids it here", cx.text(policy.id)));
        }
        for &step in &chain {
            let (at, phrase) = place::step(cx, step);
            finding = finding.related(at, phrase);
        }
        let assumed = place::assumption(cx, &chain, &[]);
        if let Some(assumed) = assumed.strip_prefix("; ") {
            finding = finding.note(assumed.to_owned());
        }
        found.push(finding.help(format!("lead the leg around `{thing}`, or take it off the policy's `avoid`")));
    }
}
