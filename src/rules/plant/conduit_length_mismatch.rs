//! A span that is shorter, or much longer, than the conduits it lies in.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Conduit, Ends, Km, Medium, SpanId, Thing};
use crate::rules::{Check, Cx, Group, Rule};
use crate::solve::geodesic;

pub static RULE: Rule = Rule {
    name: "conduit-length-mismatch",
    group: Group::Plant,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/conduit-length-mismatch.md"),
    check: Check::Corridor(check),
};

/// A cable has some slack, and lengths are measured with some error.
const SHORTER: f64 = 0.98;
const LONGER: f64 = 1.10;
const AT_LEAST: Km = Km(1.0);

/// How far a length may be from the geodesic times the route factor, either way, before it is the odd one of two.
const PROPORTION: f64 = 1.25;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for (span, at) in cx.corridor.spans.iter().zip(0..) {
        let Some(length) = span.length else { continue };
        let conduits: Option<Vec<_>> =
            span.along.iter().map(|conduit| Some(cx.corridor.conduit((*conduit)?))).collect();
        let Some(conduits) = conduits.filter(|conduits| !conduits.is_empty()) else { continue };
        let Some(sum) = conduits.iter().map(|conduit| Some(conduit.length?.0)).sum::<Option<f64>>().map(Km) else {
            continue;
        };
        let is_short = length.0 < SHORTER * sum.0;
        let is_long = length.0 > LONGER * sum.0 && length.0 > sum.0 + AT_LEAST.0;
        if !is_short && !is_long {
            continue;
        }
        let id = SpanId(at);
        let name = cx.corridor.name_of(Thing::Span(id));
        let (what, mut label) = match conduits.as_slice() {
            [one] => (format!("its conduit `{}` is {sum}", cx.text(one.id)), "differs from its conduit"),
            several => (format!("its {} conduits are {sum} together", several.len()), "differs from its conduits"),
        };
        let message = format!("`{name}` is {length} long, and {what}");
        let mut places = vec![(cx.at_span(id, "/length"), format!("`{name}` is {length}"))];
        places.extend(conduits.iter().map(|conduit| {
            let length = conduit.length.unwrap_or_default();
            (cx.at(conduit.id, "/length"), format!("`{}` is {length}", cx.text(conduit.id)))
        }));
        let mut ids = vec![name];
        let mut blamed = 0;
        if let Some(odd) = odd_conduit(cx, span.ends, length, &conduits, span.medium) {
            ids.push(cx.text(conduits[odd].id).to_owned());
            label = "differs from its span, and from the way between its ends";
            blamed = odd + 1;
        }
        let (primary, _) = places.remove(blamed);
        let mut finding = Diagnostic::new(RULE.name, primary, message)
            .label(label)
            .measure("off-km", (length.0 - sum.0).abs())
            .ids(ids)
            .note(if is_short {
                "a cable cannot be shorter than what it lies in"
            } else {
                "a cable is longer than its conduit by its slack, a few percent"
            })
            .help(
                "mend the length that is wrong; a conduit of which only a part is used must be split at a `junction`",
            );
        for (place, text) in places {
            finding = finding.related(place, text);
        }
        found.push(finding);
    }
}

/// The one conduit whose length is out of proportion to the way between its ends, where that of the span is not.
fn odd_conduit(
    cx: &Cx<'_>,
    ends: Option<Ends>,
    length: Km,
    conduits: &[&Conduit<'_>],
    medium: Medium,
) -> Option<usize> {
    let factor = cx.corridor.rates.route_factor.get(medium).unwrap_or(match medium {
        Medium::Subsea => 1.06,
        Medium::Terrestrial | Medium::Aerial => 1.30,
    });
    let is_odd = |ends: Ends, length: Km| {
        let expected = factor * geodesic::distance(cx.corridor.site(ends.from).at, cx.corridor.site(ends.to).at).0;
        length.0 > PROPORTION * expected || expected > PROPORTION * length.0
    };
    if is_odd(ends?, length) {
        return None;
    }
    let mut odd = conduits.iter().enumerate().filter(|(_, conduit)| {
        // One that is drawn has its own way, not that between its ends.
        conduit.via.is_empty() && conduit.ends.zip(conduit.length).is_some_and(|(ends, length)| is_odd(ends, length))
    });
    let (at, _) = odd.next()?;
    odd.next().is_none().then_some(at)
}
