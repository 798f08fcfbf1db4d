//! Availability against exact fractions, over all states of all parts.

use corridor::solve::availability::{Part, costs, unavailability};

use crate::support::{Folder, Random, corridor, run};

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

#[test]
fn what_nobody_measured_is_taken_by_the_route_factor_and_is_said_to_be_assumed() {
    let shown = |route_factor: &str, length: &str, conduit: &str| {
        let text = format!(
            "corridor {{ cuts terrestrial (per-1000km-y)2; repair terrestrial (h)10{route_factor} }}
site A {{ country GE; at 41.6914 44.8341 }}
site B {{ country GE; at 42.1427 41.6738 }}
conduit D {{ from A; to B; kind duct{conduit} }}
cable C {{ medium terrestrial; span 1 {{ from A; to B{length} }} }}
cable K {{ medium terrestrial; span 1 {{ from A; to B; along D; length (km)300 }} }}
service S {{ from A; to B; capacity (Gbps)1; leg a {{ over C }} }}
service T {{ from A; to B; capacity (Gbps)1; leg a {{ over K }} }}
"
        );
        let folder = Folder::with(&[("corridor.kdl", &text)]);
        ["S", "T"].map(|id| run(corridor().args(["show", id]).arg(folder.path())).stdout)
    };
    // Of a span: its length as it is given, else straight and said to be.
    let [given, drawn] = shown("", "; length (km)300", "; length (km)300");
    assert!(given.contains("span C:1: 300 km at 2 cuts") && !given.contains("lengths assumed"), "{given}");
    assert!(drawn.contains("conduit D: 300 km at 2 cuts") && !drawn.contains("a year, lengths assumed"), "{drawn}");
    let [straight, undrawn] = shown("", "", "");
    assert!(
        straight.contains("span C:1: 266.9 km at 2 cuts") && straight.contains("a year, lengths assumed"),
        "{straight}"
    );
    assert!(
        undrawn.contains("conduit D: 266.9 km at 2 cuts") && undrawn.contains("a year, lengths assumed"),
        "{undrawn}"
    );
    let [longer, conduit] = shown("; route-factor terrestrial 1.5", "", "");
    assert!(longer.contains("span C:1: 400.4 km at 2 cuts") && longer.contains("a year, lengths assumed"), "{longer}");
    assert!(conduit.contains("conduit D: 400.4 km at 2 cuts"), "{conduit}");
    // 2 cuts for 1,000 km and year of 300 km, 10 h each: 6 h of 8,760 h.
    assert!(given.contains("available 99.932 %, down 6.0 h a year"), "{given}");
    // Two legs, each as long, that share nothing: each alone is what a service over it alone is.
    let both = "site A { country GE; at 41.6914 44.8341 }
site B { country GE; at 42.1427 41.6738 }
corridor { cuts terrestrial (per-1000km-y)2; repair terrestrial (h)10 }
cable C { medium terrestrial; span 1 { from A; to B; length (km)300 }; span 2 { from A; to B; length (km)300 } }
service S { from A; to B; capacity (Gbps)1; leg a { over C:1 }; leg b { over C:2 } }
";
    let folder = Folder::with(&[("corridor.kdl", both)]);
    let shown = run(corridor().args(["show", "S"]).arg(folder.path())).stdout;
    for leg in ["a", "b"] {
        assert!(shown.contains(&format!("leg {leg} alone 99.932 %, down 6.0 h a year")), "{shown}");
    }
    assert!(shown.contains("available 99.999953 %"), "{shown}");
}
