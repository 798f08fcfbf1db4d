//! A channel that arrives with more noise than it works with.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Channel, Db, Status};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "gsnr-too-low",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/gsnr-too-low.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for channel in &cx.corridor.channels {
        let Some(gsnr) = channel.gsnr else { continue };
        if cx.corridor.declaration(channel.id).lifecycle.status == Status::Retired {
            continue;
        }
        // Nobody tells it finer than that.
        let is_less = |need: &Db| gsnr.hundredths().0 < need.hundredths().0;
        if let Some(need) = channel.required_gsnr.filter(is_less) {
            let message = format!("arrives with {} of GSNR and needs {}", gsnr.hundredths(), need.hundredths());
            let finding = finding(cx, channel, &message, Db(need.hundredths().0 - gsnr.hundredths().0));
            found.push(finding.related(cx.at(channel.id, "/required-gsnr"), "needed"));
        } else if let (Some(floor), Some(capacity)) = (channel.gsnr_floor().filter(is_less), channel.capacity) {
            let width = channel.slot.width;
            let message = format!(
                "arrives with {} of GSNR, and no coding carries {capacity} in {width} with that",
                gsnr.hundredths()
            );
            let short = Db(floor.hundredths().0 - gsnr.hundredths().0);
            let finding = finding(cx, channel, &message, short)
                .related(cx.at(channel.id, "/capacity"), format!("it is to carry {capacity}"))
                .related(cx.at(channel.id, "/slot"), format!("in a slot {}", channel.slot))
                .note(format!("by Shannon's limit that takes {} in 0.1 nm", floor.hundredths()));
            found.push(finding);
        }
    }
}

fn finding(cx: &Cx<'_>, channel: &Channel<'_>, message: &str, short: Db) -> Diagnostic {
    let id = cx.text(channel.id);
    let systems = channel.over.iter().flatten().map(|&system| cx.text(cx.corridor.line_system(system).id));
    Diagnostic::new(RULE.name, cx.at(channel.id, "/gsnr"), format!("`{id}` {message}"))
        .label(format!("{} short", short.hundredths()))
        .measure("short-db", short.0)
        .ids([id])
        .ids(systems)
        .help("carry less, regenerate on the way, or use better amplifiers; then take `gsnr` out and plan again")
}
