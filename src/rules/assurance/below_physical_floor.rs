//! A delay that light cannot keep.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Km, Millis};
use crate::rules::assurance::round_trip::{GLASS, VACUUM};
use crate::rules::{Check, Cx, Group, Rule};
use crate::solve::geodesic;

pub static RULE: Rule = Rule {
    name: "below-physical-floor",
    group: Group::Assurance,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/below-physical-floor.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let corridor = cx.corridor;
    let delays = &corridor.rates.delays;
    for (line, (medium, delay)) in delays.iter().enumerate() {
        let Some(id) = corridor.id.filter(|_| delay.0 < VACUUM) else { continue };
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(id, &format!("/delay/{line}/delay")),
                format!("a delay of {delay} on {} fibre is faster than light", medium.word()),
            )
            .label("faster than light")
            .note(format!("light in vacuum takes {VACUUM:.4} us/km, and in glass half as long again"))
            .help("mend the delay: fibre takes about 4.9 us/km, one way"),
        );
    }
    let fastest = delays.iter().map(|(_, delay)| delay.0).fold(GLASS, f64::min).max(VACUUM);
    for link in &corridor.links {
        let (Some(declared), Some(ends)) = (link.round_trip, link.ends) else { continue };
        let (from, to) = (corridor.site(ends.from), corridor.site(ends.to));
        let straight = geodesic::distance(from.at, to.at);
        // What the rounding of the coordinates leaves open is not blamed.
        let least = Km((straight.0 - geodesic::rounding(from.at, to.at).0).max(0.0));
        let floor = |per_km: f64| 2.0 * least.0 * per_km / 1_000.0;
        if declared.0 >= floor(fastest) {
            continue;
        }
        let is_vacuum = declared.0 < floor(VACUUM);
        let (per_km, medium) = if is_vacuum { (VACUUM, "vacuum") } else { (fastest, "glass") };
        let name = cx.text(link.id);
        let shown = Millis((floor(per_km) * 100.0).floor() / 100.0);
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at(link.id, "/round-trip"),
                format!("link `{name}` has a round trip of {declared}, and light in {medium} takes {shown}"),
            )
            .label(format!("floor {shown}"))
            .measure("below-ms", floor(per_km) - declared.0)
            .ids([name])
            .related(cx.at(from.id, "/at"), format!("`{}` stands at {}", cx.text(from.id), from.at))
            .related(cx.at(to.id, "/at"), format!("`{}` stands at {}", cx.text(to.id), to.at))
            .note(format!(
                "the ends lie {} apart; {medium} takes {per_km:.2} us/km, and the way back as long",
                straight.tenths()
            ))
            .help("mend the round trip (both ways, not one), or the position that is wrong; declare the `delay` of a medium that is faster"),
        );
    }
}
