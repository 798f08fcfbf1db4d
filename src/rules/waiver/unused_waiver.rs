//! A waiver that covers no finding, or none that a longer one does not cover.

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::model::Waiver;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "unused-waiver",
    group: Group::Waiver,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/unused-waiver.md"),
    check: Check::OnFindings,
};

pub(super) fn finding(cx: &Cx<'_>, waiver: &Waiver<'_>, other: Option<&str>) -> Diagnostic {
    let on = waiver.on.join("`, `");
    Diagnostic::new(
        RULE.name,
        cx.at(waiver.id, ""),
        format!("the waiver of `{}` on `{on}` covers nothing", waiver.rule),
    )
    .label("covers no finding")
    .ids(waiver.on.iter().copied())
    .note("left standing, it would hide the next fault of this sort at this place")
    .help(match other {
        Some(other) => format!(
            "there is a finding of `{other}` on the same: name that rule if it is meant, else remove the waiver"
        ),
        None => "remove it, or mend what it is on".to_owned(),
    })
    .fix(removal(cx, waiver))
}

/// A waiver of the same rule, on the same things and by the same party as another that lasts as long, or longer.
pub(super) fn repeated(cx: &Cx<'_>, waiver: &Waiver<'_>, other: &Waiver<'_>) -> Diagnostic {
    let on = waiver.on.join("`, `");
    let message =
        format!("the waiver of `{}` on `{on}` repeats another, which holds until {}", waiver.rule, other.expires);
    Diagnostic::new(RULE.name, cx.at(waiver.id, ""), message)
        .label(format!("covers nothing that the other does not, until {}", waiver.expires))
        .ids(waiver.on.iter().copied())
        .related(cx.at(other.id, ""), format!("it is waived here until {}", other.expires))
        .note("of two, one is mended or given a new date, and the other goes on hiding the fault")
        .help("remove it, or the other")
        .fix(removal(cx, waiver))
}

fn removal(cx: &Cx<'_>, waiver: &Waiver<'_>) -> Fix {
    Fix::removal(cx.texts.whole(cx.corridor.declaration(waiver.id)))
}
