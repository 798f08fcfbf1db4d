//! Waivers: findings that a planner has accepted, each with a reason and a date.

pub mod expired_waiver;
pub mod unused_waiver;

use crate::diagnostic::Diagnostic;
use crate::model::Waiver;
use crate::rules::Cx;

/// Marks the findings that waivers cover; adds those about waivers that are over, or cover nothing.
///
/// The first waiver in path order that covers a finding is named with it; every one that covers it is used.
pub(super) fn apply(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut about_waivers = Vec::new();
    for waiver in &cx.corridor.waivers {
        let covered: Vec<usize> = (0..found.len()).filter(|&at| covers(waiver, &found[at])).collect();
        if waiver.expires < cx.today {
            about_waivers.push(expired_waiver::finding(cx, waiver, covered.len()));
            continue;
        }
        if covered.is_empty() {
            // What it is on failed, or its rule does not exist: that is reported.
            if waiver.resolved && super::find(waiver.rule).is_some() {
                about_waivers.push(unused_waiver::finding(cx, waiver));
            }
            continue;
        }
        let place = cx.at(waiver.id, "");
        for at in covered {
            let by = &mut found[at].waived_by;
            *by = Some(by.map_or(place, |earlier| earlier.min(place)));
        }
    }
    super::levels::weigh(cx, &mut about_waivers);
    found.extend(about_waivers);
}

/// Whether a finding is of the rule, and its ids include all that the waiver is on; a whole covers its parts.
fn covers(waiver: &Waiver<'_>, finding: &Diagnostic) -> bool {
    let named = |on: &&str| {
        finding.ids.iter().any(|id| id == on || id.strip_prefix(*on).is_some_and(|rest| rest.starts_with(':')))
    };
    waiver.rule == finding.rule && waiver.on.iter().all(named)
}
