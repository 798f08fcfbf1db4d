//! Shares of owners that do not add up to 100 percent.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Percent, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "share-sum",
    group: Group::Plant,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/share-sum.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for cable in &cx.corridor.cables {
        let thing = Thing::Declaration(cable.id);
        judge(cx, thing, &cable.shares, |pointer| cx.at(cable.id, pointer), found);
    }
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let id = SpanId(at);
        judge(cx, Thing::Span(id), &span.shares, |pointer| cx.at_span(id, pointer), found);
    }
}

fn judge(
    cx: &Cx<'_>,
    thing: Thing,
    shares: &[Option<Percent>],
    place: impl Fn(&str) -> Place,
    found: &mut Vec<Diagnostic>,
) {
    let Some(last) = shares.iter().rposition(Option::is_some) else { return };
    let known: Vec<Percent> = shares.iter().flatten().copied().collect();
    let sum: f64 = known.iter().map(|share| share.0.to_f64()).sum();
    // Each figure may be off by half its last decimal, and the sum by all of them.
    let rounding = |share: &Percent| match share.0.places() {
        0 => 0.0,
        places => 0.5 * 10_f64.powi(-i32::try_from(places).unwrap_or(i32::MAX)),
    };
    let open: f64 = known.iter().map(rounding).sum::<f64>() + 1e-9;
    let is_complete = known.len() == shares.len();
    let message = if is_complete && (sum - 100.0).abs() > open {
        format!("the shares of `{}` add up to {} %, not 100 %", cx.corridor.name_of(thing), shown(sum))
    } else if !is_complete && sum > 100.0 - 1e-9 {
        let others = shares.len() - known.len();
        let others =
            if others == 1 { "one owner has no share".to_owned() } else { format!("{others} owners have no share") };
        format!("the shares of `{}` add up to {} %, and {others}", cx.corridor.name_of(thing), shown(sum))
    } else {
        return;
    };
    let mut finding = Diagnostic::new(RULE.name, place(&format!("/owner/{last}/share")), message)
        .label("the last of the shares")
        .measure("off-percent", (sum - 100.0).abs())
        .ids([cx.corridor.name_of(thing)]);
    for (at, share) in shares.iter().enumerate().filter(|(at, _)| *at != last) {
        if let Some(share) = share {
            finding = finding.related(place(&format!("/owner/{at}")), format!("{share} here"));
        }
    }
    found.push(finding.help("mend the shares, or name the owner that is missing"));
}

fn shown(sum: f64) -> String {
    let text = format!("{sum:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
