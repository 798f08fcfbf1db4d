//! A waiver that covers no finding.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::Waiver;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unused-waiver",
    group: Group::Waiver,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/unused-waiver.md"),
    check: Check::OnFindings,
};

pub(super) fn finding(cx: &Cx<'_>, waiver: &Waiver<'_>) -> Diagnostic {
    let on = waiver.on.join("`, `");
    Diagnostic::new(
        RULE.name,
        cx.at(waiver.id, ""),
        format!("the waiver of `{}` on `{on}` covers nothing", waiver.rule),
    )
    .label("covers no finding")
    .ids(waiver.on.iter().copied())
    .note("left standing, it would hide the next fault of this sort at this place")
    .help("remove it, or mend what it is on")
}
