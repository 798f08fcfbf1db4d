//! Two sides of a handoff that do not say the same.

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::Sides;
use crate::model::{Encryption, Handoff};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "handoff-mismatch",
    group: Group::Handoff,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/handoff-mismatch.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let sides = Sides::new(cx.corridor);
    for later in &cx.corridor.handoffs {
        // Each pair once, at the later of the two.
        let Some(earlier) = sides.answer(later).filter(|other| other.id < later.id) else {
            continue;
        };
        let mut differ = |field: &str, here: Option<String>, there: Option<String>| {
            let (Some(here), Some(there)) = (here, there) else { return };
            if here == there {
                return;
            }
            let (one, other) = (cx.text(earlier.id), cx.text(later.id));
            found.push(
                Diagnostic::new(
                    RULE.name,
                    cx.at(later.id, &format!("/{field}")),
                    format!("`{other}` and `{one}` are two sides of one handoff, and their `{field}` differs: {here} and {there}"),
                )
                .label(format!("{here} here"))
                .ids([one, other])
                .related(cx.at(earlier.id, &format!("/{field}")), format!("{there} on the other side"))
                .note("what the two sides do not agree on does not come up")
                .help("ask the other party, and write the same on both sides"),
            );
        };
        let words = |encryption: Option<Encryption>| encryption.map(|encryption| format!("`{}`", encryption.word()));
        let numbers = |number: Option<u64>| number.map(|number| number.to_string());
        let places =
            |handoff: &Handoff<'_>| handoff.site.map(|site| format!("`{}`", cx.text(cx.corridor.site(site).id)));
        differ("site", places(later), places(earlier));
        let texts = |text: Option<&str>| text.map(|text| format!("`{text}`"));
        differ("interface", texts(later.interface), texts(earlier.interface));
        differ("capacity", later.capacity.map(|it| it.to_string()), earlier.capacity.map(|it| it.to_string()));
        differ("encryption", words(later.encryption), words(earlier.encryption));
        differ("mtu", numbers(later.mtu), numbers(earlier.mtu));
        differ("vlan", numbers(later.vlan), numbers(earlier.vlan));
    }
}
