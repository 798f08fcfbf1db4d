//! Availability against exact fractions, over all states of all parts.

use corridor::solve::availability::{Part, costs, unavailability};

use crate::support::Random;

/// Millionths of the time that a part is down; six parts make 36 digits, which fit.
const WHOLE: i128 = 1_000_000;

/// The part of the time that too few legs are up, in units of `WHOLE` to the power of the number of parts.
fn exact(parts: &[(u32, i128)], legs: u32, needs: u32) -> i128 {
    (0_u32..1 << parts.len())
        .filter_map(|down| {
            let of = |at: usize| down & (1 << at) != 0;
            let fallen = (0..parts.len()).filter(|&at| of(at)).fold(0, |fallen, at| fallen | parts[at].0);
            let is_short = legs - fallen.count_ones() < needs;
            is_short.then(|| {
                (0..parts.len()).map(|at| if of(at) { parts[at].1 } else { WHOLE - parts[at].1 }).product::<i128>()
            })
        })
        .sum()
}

#[test]
fn the_time_that_too_few_legs_are_up_is_that_of_exact_fractions() {
    let mut least = 1.0_f64;
    for seed in 0..5_000 {
        let random = &mut Random(seed);
        let legs = 2 + random.below(5) as u32;
        let needs = 1 + random.below(legs as usize) as u32;
        let parts: Vec<(u32, i128)> = (0..=random.below(6))
            .map(|_| {
                let most = [3, 1_000, 500_000][random.below(3)];
                (random.below(1 << legs) as u32, 1 + random.below(most) as i128)
            })
            .collect();
        let counted: Vec<Part> =
            parts.iter().map(|&(legs, down)| Part { legs, down: down as f64 / WHOLE as f64 }).collect();
        let got = unavailability(&counted, legs as usize, needs as usize);
        let expected = exact(&parts, legs, needs) as f64 / (WHOLE as f64).powi(parts.len() as i32);
        assert!((got - expected).abs() <= 1e-12 * expected, "seed {seed}: {got} for {expected}");
        if expected > 0.0 {
            least = least.min(expected);
        }
        for (at, cost) in costs(&counted, legs as usize, needs as usize).into_iter().enumerate() {
            let but = |down: i128| {
                let mut changed = parts.clone();
                changed[at].1 = down;
                exact(&changed, legs, needs) as f64 / (WHOLE as f64).powi(parts.len() as i32)
            };
            let expected = counted[at].down * (but(WHOLE) - but(0));
            assert!((cost - expected).abs() <= 1e-9 * expected + 1e-15, "seed {seed}, part {at}: {cost}, {expected}");
        }
    }
    assert!(least < 1e-16, "many nines were tried: {least}");
}
