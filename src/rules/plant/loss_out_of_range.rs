//! A span loss that no fibre of its length can have.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Db, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::solve::geodesic;

pub static RULE: Rule = Rule {
    name: "loss-out-of-range",
    group: Group::Plant,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/loss-out-of-range.md"),
    check: Check::Corridor(check),
};

/// The least that a solid fibre loses, about: Tamura et al., *The first 0.14-dB/km loss optical fiber and its impact on
/// submarine transmission* (Journal of Lightwave Technology, 2018), measured 0.1419 dB/km, and less has been said since.
const LEAST: f64 = 0.139;
/// Cabled ITU-T G.652 fibre loses 0.4 dB/km at most; splices and ageing add to it.
const MOST: f64 = 0.5;
/// Connectors and patch panels at both ends.
const AT_ENDS: Db = Db(6.0);

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let (Some(loss), Some(ends)) = (span.loss, span.ends) else { continue };
        let straight = || geodesic::distance(cx.corridor.site(ends.from).at, cx.corridor.site(ends.to).at);
        let (length, of) = match span.length {
            Some(length) => (length, "its length of"),
            None => (straight(), "the geodesic of"),
        };
        let least = Db(LEAST * length.0);
        let most = Db(MOST * length.0 + AT_ENDS.0);
        let is_low = loss.0 < least.0;
        let is_high = loss.0 > most.0 && span.length.is_some() && !span.amplified;
        if !is_low && !is_high {
            continue;
        }
        let id = SpanId(at);
        let name = cx.corridor.name_of(Thing::Span(id));
        let bound = if is_low { format!("at least {}", least.tenths()) } else { format!("at most {}", most.tenths()) };
        let length = length.tenths();
        let place = cx.at_span(id, "/loss");
        let related = if span.length.is_some() { cx.at_span(id, "/length") } else { cx.declared_at(Thing::Span(id)) };
        found.push(
            Diagnostic::new(RULE.name, place, format!("`{name}` loses {loss}; for {of} {length} it is {bound}"))
                .label(if is_low { "too little" } else { "too much" })
                .measure("off-db", if is_low { least.0 - loss.0 } else { loss.0 - most.0 })
                .ids([name])
                .related(related, "the length it must cross")
                .note(format!(
                    "solid fibre loses at least {LEAST} dB/km; cabled, spliced and old, up to {MOST} dB/km and {AT_ENDS} at its ends"
                ))
                .help("mend the loss or the length; where amplifiers stand on the way, say `amplified #true`"),
        );
    }
}
