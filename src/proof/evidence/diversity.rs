//! Verdicts on pairs of legs and on what is avoided, found again from the closures.

use std::rc::Rc;

use crate::proof::evidence::terms::{self, Weighed};
use crate::proof::evidence::things::{Closure, Things};
use crate::proof::evidence::{Avoid, Avoided, Line, Pair, Service};

pub fn verify(things: &Things<'_>, service: &Service, fault: &mut dyn FnMut(String)) {
    let weighed = match Weighed::new(things, &service.terms) {
        Ok(weighed) => weighed,
        Err(text) => return fault(text),
    };
    let legs: Vec<Rc<Closure>> = service.legs.iter().map(|&leg| things.closure(leg)).collect();
    let kinds: usize = service.terms.lines.iter().map(|line| line.kinds.len()).sum();
    let due = legs.len() * legs.len().saturating_sub(1) / 2 * kinds;
    if service.pairs.len() != due {
        return fault(format!("pairs: {} entries, but {due} are due", service.pairs.len()));
    }
    let due = legs.len() * service.terms.avoid.len();
    if service.avoided.len() != due {
        return fault(format!("avoided: {} entries, but {due} are due", service.avoided.len()));
    }
    let mut told = service.pairs.iter();
    for later in 1..legs.len() {
        for earlier in 0..later {
            if !things.effort.spend(2 * (legs[earlier].things.len() + legs[later].things.len())) {
                return;
            }
            let common: Vec<usize> = legs[earlier].iter().filter(|&thing| legs[later].holds(thing)).collect();
            for (at, line) in service.terms.lines.iter().enumerate() {
                let closures = [&*legs[earlier], &*legs[later]];
                things.effort.spend(10 * (common.len() + 1) * line.kinds.len());
                for pair in pairs(&weighed, at, line, &common, closures, [earlier, later]) {
                    let says = told.next();
                    if says != Some(&pair) {
                        fault(format!(
                            "pairs: legs {earlier} and {later}, line {at}, {}: {}",
                            pair.kind,
                            differs(things, &pair, says)
                        ));
                    }
                }
            }
        }
    }
    let mut told = service.avoided.iter();
    for (leg, closure) in legs.iter().enumerate() {
        for (at, line) in service.terms.avoid.iter().enumerate() {
            let found = avoided(&weighed, at, line, leg, closure);
            if told.next() != Some(&found) {
                fault(format!("avoided: leg {leg}, line {at}: it is {}", found.verdict));
            }
        }
    }
}

fn differs(things: &Things<'_>, found: &Pair, says: Option<&Pair>) -> String {
    let Some(says) = says else { return "it is missing".to_owned() };
    if says.legs != found.legs || says.line != found.line || says.kind != found.kind {
        return "it is missing, or not in its place".to_owned();
    }
    if let Some(more) = found.shared.iter().find(|thing| !says.shared.contains(thing)) {
        return format!("verdict {}, but both ride on `{}`", says.verdict, things.id(*more));
    }
    if says.verdict != found.verdict {
        return format!("verdict {}, but it is {}", says.verdict, found.verdict);
    }
    "what is shared or exempt is not as told".to_owned()
}

/// The verdicts of one line on a pair of legs, in the order of its kinds.
fn pairs(
    weighed: &Weighed<'_>,
    at: usize,
    line: &Line,
    common: &[usize],
    closures: [&Closure; 2],
    legs: [usize; 2],
) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    let mut all = 0;
    for kind in &line.kinds {
        let of_kind = common.iter().copied().filter(|&thing| weighed.counts(line, kind, thing));
        let (exempt, shared): (Vec<usize>, Vec<usize>) = of_kind.partition(|&thing| weighed.is_exempt(at, thing));
        all += shared.len();
        found.push(Pair { legs, line: at, kind: kind.clone(), verdict: String::new(), shared, exempt });
    }
    for pair in &mut found {
        if all <= line.at_most {
            pair.exempt.append(&mut pair.shared);
            pair.exempt.sort_unstable();
        }
        pair.verdict = verdict(weighed, at, line, &pair.kind, closures, !pair.shared.is_empty()).to_owned();
    }
    found
}

fn verdict(
    weighed: &Weighed<'_>,
    at: usize,
    line: &Line,
    kind: &str,
    closures: [&Closure; 2],
    is_shared: bool,
) -> &'static str {
    if is_shared {
        return "shared";
    }
    let words = terms::words(kind, line.areas);
    let is_unknown = |leg: &Closure| !leg.is_left_out() && leg.is_unknown(&words);
    let is_warranted = |leg: &Closure, other: &Closure| {
        if is_unknown(other) {
            return false;
        }
        let counts = |thing: &usize| weighed.counts(line, kind, *thing) && !weighed.is_exempt(at, *thing);
        let others: Vec<usize> = other.iter().filter(counts).collect();
        weighed.spend(20 * other.things.len()) && !others.is_empty() && weighed.is_warranted(leg, &words, &others)
    };
    let [one, two] = closures;
    let sides = [(one, two), (two, one)];
    if sides.iter().any(|(leg, other)| is_unknown(leg) && !is_warranted(leg, other)) {
        "unknown"
    } else if one.is_left_out() || two.is_left_out() {
        "not-judged"
    } else if sides.iter().any(|(leg, _)| is_unknown(leg)) {
        "warranted"
    } else {
        "disjoint"
    }
}

fn avoided(weighed: &Weighed<'_>, at: usize, line: &Avoid, leg: usize, closure: &Closure) -> Avoided {
    let things: Vec<usize> = line.things.iter().copied().filter(|thing| closure.holds(*thing)).collect();
    weighed.spend(10 * (line.things.len() + 1));
    let words = terms::avoided(line);
    let verdict = if !things.is_empty() {
        "met"
    } else if line.things.is_empty() && !line.is_open {
        "clear"
    } else if closure.is_left_out() {
        "not-judged"
    } else if !closure.is_unknown(&words) {
        "clear"
    } else if !line.is_open && weighed.is_warranted(closure, &words, &line.things) {
        "warranted"
    } else {
        "unknown"
    };
    Avoided { leg, line: at, verdict: verdict.to_owned(), things }
}
