//! Availability: which legs fail with a part, and the sum over all sets of legs.

use std::collections::BTreeSet;

use crate::proof::evidence::things::Things;
use crate::proof::evidence::{Availability, Service};

pub fn verify(things: &Things<'_>, service: &Service, told: &Availability, fault: &mut dyn FnMut(String)) {
    let count = service.legs.len();
    let parts: BTreeSet<usize> = told.parts.iter().map(|part| part.thing).collect();
    let reached: Vec<BTreeSet<usize>> = service.legs.iter().map(|&leg| reach(things, leg, &parts)).collect();
    let mut state = vec![0.0_f64; 1 << count];
    state[0] = 1.0;
    for (at, part) in told.parts.iter().enumerate() {
        if !things.effort.spend(2 * state.len() + 50 * count) {
            return;
        }
        let legs: Vec<usize> = (0..count).filter(|&leg| reached[leg].contains(&part.thing)).collect();
        if legs != part.legs || legs.is_empty() {
            fault(format!("availability: parts[{at}] `{}` fails other legs", things.id(part.thing)));
        }
        let mask = legs.iter().fold(0, |mask, leg| mask | 1 << leg);
        for before in (0..state.len()).rev() {
            let after = before | mask;
            if after != before {
                state[after] += state[before] * part.down;
                state[before] *= 1.0 - part.down;
            }
        }
    }
    let is_short = |down: usize| (count as u64 - u64::from(down.count_ones())) < service.needs;
    let mut terms: Vec<f64> = (0..state.len()).filter(|&down| is_short(down)).map(|down| state[down]).collect();
    terms.sort_by(f64::total_cmp);
    let sum: f64 = terms.iter().sum();
    if (sum - told.down).abs() > 1e-9 * sum.max(told.down) {
        fault(format!("availability: it is down {sum:e} of the time, and {:e} is told", told.down));
    }
}

/// What fails a leg: a link that is a part stands for what is below it, but for its ends.
fn reach(things: &Things<'_>, leg: usize, parts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([leg]);
    let mut stack = vec![leg];
    while let Some(at) = stack.pop() {
        let thing = things.get(at);
        things.effort.spend(100 + 20 * thing.on.len());
        let below = if thing.kind == "link" && parts.contains(&at) { &thing.ends } else { &thing.on };
        if things.effort.is_spent() {
            break;
        }
        stack.extend(below.iter().copied().filter(|&below| reached.insert(below)));
    }
    reached
}
