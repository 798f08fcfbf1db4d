//! A waiver whose date has passed. It covers nothing any more.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Waiver;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "expired-waiver",
    group: Group::Waiver,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/expired-waiver.md"),
    check: Check::OnFindings,
};

/// A waiver that is over soon.
pub(super) fn ending(cx: &Cx<'_>, waiver: &Waiver<'_>, covered: usize, left: i64) -> Diagnostic {
    let on = waiver.on.join("`, `");
    let days = match left {
        0 => "today is its last day".to_owned(),
        1 => "1 day is left".to_owned(),
        left => format!("{left} days are left"),
    };
    let what = if covered == 1 { "the finding that it covers" } else { "the findings that it covers" };
    Diagnostic::new(
        RULE.name,
        cx.at(waiver.id, "/expires"),
        format!("the waiver of `{}` on `{on}` expires on {}: {days}", waiver.rule, waiver.expires),
    )
    .label(days)
    .ids(waiver.on.iter().copied())
    .note("from the day after on, what it covers counts again")
    .help(format!("mend {what}, or decide again and give it a new date"))
}

pub(super) fn finding(cx: &Cx<'_>, waiver: &Waiver<'_>, covered: usize) -> Diagnostic {
    let on = waiver.on.join("`, `");
    let help = match covered {
        0 => "remove it: what it covered is mended",
        1 => "mend the finding that it covered, or decide again and give it a new date",
        _ => "mend the findings that it covered, or decide again and give it a new date",
    };
    Diagnostic::new(
        RULE.name,
        cx.at(waiver.id, "/expires"),
        format!("the waiver of `{}` on `{on}` expired on {}", waiver.rule, waiver.expires),
    )
    .label(format!("today is {}", cx.today))
    .ids(waiver.on.iter().copied())
    .note("a waiver is a debt with a date: when it is over, what it covered counts again")
    .help(help)
}
