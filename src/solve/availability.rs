//! How much of the time fewer of some legs are up than are needed, where legs share parts.
//!
//! Parts fail independently. A leg is up if all its parts are. What is kept is the distribution over which legs are
//! down, part by part: nothing but sums of terms that are not negative, so that the error stays within twice as many
//! units in the last place as there are parts, at any number of nines. Inclusion and exclusion subtracts numbers near
//! one, and is wrong in the fifth digit for two legs and negative for four.

/// Legs at the most: the distribution has two to the power of them entries.
pub const MOST_LEGS: usize = 16;

/// A part: the legs that fail with it, as bits, and the part of the time that it is down.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Part {
    pub legs: u32,
    pub down: f64,
}

/// The part of the time that fewer than `needs` of `legs` are up.
pub fn unavailability(parts: &[Part], legs: usize, needs: usize) -> f64 {
    sum(&distribution(parts, legs), legs, needs)
}

/// Of each part, what of the unavailability is owed to it: how much less it would be if the part never failed.
pub fn costs(parts: &[Part], legs: usize, needs: usize) -> Vec<f64> {
    // Down with the part down, less down with it up, times how often it is down.
    let but = |at: usize, down: f64| {
        let changed = |(other, part): (usize, &Part)| if other == at { Part { down, ..*part } } else { *part };
        let parts: Vec<Part> = parts.iter().enumerate().map(changed).collect();
        unavailability(&parts, legs, needs)
    };
    (0..parts.len()).map(|at| parts[at].down * (but(at, 1.0) - but(at, 0.0)).max(0.0)).collect()
}

/// Of each set of legs that are down, as bits, the part of the time.
fn distribution(parts: &[Part], legs: usize) -> Vec<f64> {
    assert!(legs <= MOST_LEGS, "so many legs are not judged");
    let mut state = vec![0.0; 1 << legs];
    state[0] = 1.0;
    for part in parts {
        for before in (0..state.len()).rev() {
            let after = before | part.legs as usize;
            if after != before {
                state[after] += state[before] * part.down;
                state[before] *= 1.0 - part.down;
            }
        }
    }
    state
}

fn sum(state: &[f64], legs: usize, needs: usize) -> f64 {
    let is_short = |down: usize| legs - (down.count_ones() as usize) < needs;
    // From the smallest up, so that nothing is lost.
    let mut terms: Vec<f64> = (0..state.len()).filter(|&down| is_short(down)).map(|down| state[down]).collect();
    terms.sort_by(f64::total_cmp);
    terms.iter().sum()
}

/// The part of the time that something is down that fails so often a year and is repaired in so many hours.
pub fn down(per_year: f64, repair_hours: f64) -> f64 {
    // A year has 8,760 h everywhere.
    let load = per_year * repair_hours / 8_760.0;
    load / (1.0 + load)
}
