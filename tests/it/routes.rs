//! Disjoint routes against all simple paths of small random nets.

use corridor::proof::{Edge, Net, Question, Sharing, Step, check};
use corridor::solve::routes::{Answer, Budget, answer, least_cut, ranked};

use crate::support::Random;

const BUDGET: Budget = Budget { decide: 1_000_000, minimise: 1_000_000 };

/// Random nets in one run.
fn nets() -> u64 {
    let given = std::env::var("CORRIDOR_NETS").ok().and_then(|text| text.parse().ok());
    given.unwrap_or(if cfg!(debug_assertions) { 2_000 } else { 100_000 })
}

fn random_net(random: &mut Random) -> (Net, Question) {
    let sites = 3 + random.below(5) as u32;
    let labels = 1 + random.below(8) as u32;
    let edges = 2 + random.below(11);
    let edges = (0..edges)
        .map(|_| {
            let ends = [random.below(sites as usize) as u32, random.below(sites as usize) as u32];
            let mut on: Vec<u32> = (0..labels).filter(|_| random.one_in(5)).collect();
            on.dedup();
            Edge { ends, weight: random.below(20) as u64, labels: on }
        })
        .collect();
    let limit = random.one_in(4).then(|| 5 + random.below(60) as u64);
    let mut net = Net { sites, labels, edges, sharing: None };
    if random.one_in(3) {
        let lines = 1 + random.below(2);
        let units = (0..lines).map(|_| random.below(3) as u32).collect();
        let mut takes = vec![Vec::new(); labels as usize];
        for of_label in &mut takes {
            of_label.extend((0..lines).filter(|_| random.one_in(2)).map(|line| (line, 1)));
        }
        for taken in takes.iter_mut().flatten() {
            taken.1 += random.below(2) as u32;
        }
        net.sharing = Some(Sharing { units, takes });
    }
    let from = random.below(sites as usize) as u32;
    let to = (from + 1 + random.below(sites as usize - 1) as u32) % sites;
    (net, Question { from, to, routes: 1 + random.below(4), limit })
}

/// A path as its labels, as bits, and its weight.
type Path = (u64, u64);

/// Every simple path within the limit.
fn paths(net: &Net, question: &Question) -> Vec<Path> {
    fn walk(net: &Net, to: u32, site: u32, been: u64, labels: u64, weight: u64, out: &mut Vec<Path>) {
        if site == to {
            out.push((labels, weight));
            return;
        }
        for edge in &net.edges {
            let next = match edge.ends {
                [one, other] if one == site => other,
                [one, other] if other == site => one,
                _ => continue,
            };
            if been & (1 << next) == 0 {
                let labels = edge.labels.iter().fold(labels, |labels, label| labels | 1 << label);
                walk(net, to, next, been | 1 << next, labels, weight + edge.weight, out);
            }
        }
    }
    let mut all = Vec::new();
    walk(net, question.to, question.from, 1 << question.from, 0, 0, &mut all);
    all.retain(|(_, weight)| question.limit.is_none_or(|limit| *weight <= limit));
    all.sort_unstable_by_key(|(_, weight)| *weight);
    all.dedup();
    all
}

fn may_both(net: &Net, one: u64, other: u64) -> bool {
    let common: Vec<usize> = (0..net.labels as usize).filter(|label| one & other & (1 << label) != 0).collect();
    let Some(sharing) = &net.sharing else { return common.is_empty() };
    common.iter().all(|&label| !sharing.takes[label].is_empty())
        && sharing.units.iter().enumerate().all(|(line, units)| {
            let taken = common.iter().flat_map(|&label| &sharing.takes[label]).filter(|(at, _)| *at == line);
            taken.map(|(_, units)| units).sum::<u32>() <= *units
        })
}

/// The least sum of weights of so many paths.
fn least(net: &Net, paths: &[Path], routes: usize) -> Option<u64> {
    fn choose(
        net: &Net,
        paths: &[Path],
        start: usize,
        left: usize,
        chosen: &mut Vec<u64>,
        sum: u64,
        best: &mut Option<u64>,
    ) {
        if best.is_some_and(|best| sum >= best) {
            return;
        }
        if left == 0 {
            *best = Some(sum);
            return;
        }
        // A path without labels may be chosen again.
        for at in start..paths.len() {
            let (labels, weight) = paths[at];
            if chosen.iter().all(|&other| may_both(net, labels, other)) {
                chosen.push(labels);
                choose(net, paths, at, left - 1, chosen, sum + weight, best);
                chosen.pop();
            }
        }
    }
    let mut best = None;
    choose(net, paths, 0, routes, &mut Vec::new(), 0, &mut best);
    best
}

/// The routes of an answer lead from the one site to the other, keep the limit, and share only what they may.
fn assert_routes(net: &Net, question: &Question, routes: &[Vec<u32>], sum: u64) {
    let mut all = 0;
    let mut labels = Vec::new();
    for route in routes {
        let (mut at, mut on, mut weight) = (question.from, 0, 0);
        for &edge in route {
            let edge = &net.edges[edge as usize];
            at = if edge.ends[0] == at { edge.ends[1] } else { edge.ends[0] };
            assert!(edge.ends.contains(&at));
            on = edge.labels.iter().fold(on, |on: u64, label| on | 1 << label);
            weight += edge.weight;
        }
        assert_eq!(at, question.to);
        assert!(question.limit.is_none_or(|limit| weight <= limit));
        assert!(labels.iter().all(|&other| may_both(net, on, other)));
        labels.push(on);
        all += weight;
    }
    assert_eq!(all, sum);
    assert_eq!(routes.len(), question.routes);
}

#[test]
fn disjoint_routes_are_found_where_all_paths_show_them() {
    let (mut met, mut refused, mut cases) = (0, 0, 0);
    for seed in 0..nets() {
        let (net, question) = random_net(&mut Random(seed));
        let paths = paths(&net, &question);
        let expected = least(&net, &paths, question.routes);
        let told = || format!("seed {seed}: {question:?} {net:?}");
        match answer(&net, &question, BUDGET) {
            Answer::Met(found) => {
                assert_routes(&net, &question, &found.routes, found.sum);
                assert_eq!(expected, Some(found.sum), "{}", told());
                assert_eq!(found.least, found.sum, "{}", told());
                met += 1;
            }
            Answer::Refused(steps) => {
                assert_eq!(expected, None, "{}", told());
                assert_eq!(check(&net, &question, &steps), Ok(()), "{}", told());
                refused += 1;
                cases += u64::from(steps.iter().any(|step| matches!(step, Step::Cases { .. })));
            }
            Answer::Undecided { searches } => panic!("undecided after {searches}: {}", told()),
        }
    }
    println!("{met} met, {refused} refused, {cases} by cases");
    assert!(met > nets() / 10 && refused > nets() / 10 && cases > nets() / 100);
}

#[test]
fn ways_are_told_in_the_order_of_their_weight() {
    let mut more = 0;
    for seed in 0..nets() / 2 {
        let (mut net, mut question) = random_net(&mut Random(seed));
        net.sharing = None;
        // By weight, and of each set of labels the lightest.
        let mut expected: Vec<u64> = Vec::new();
        let mut told: Vec<u64> = Vec::new();
        for (labels, weight) in paths(&net, &question) {
            if !told.contains(&labels) {
                told.push(labels);
                expected.push(weight);
            }
        }
        question.routes = 1 + Random(seed).below(8);
        expected.truncate(question.routes);
        let found = ranked(&net, &question, 100_000);
        assert_eq!(found.iter().map(|route| route.weight).collect::<Vec<_>>(), expected, "seed {seed}");
        for route in &found {
            let alone = Question { routes: 1, ..question };
            assert_routes(&net, &alone, std::slice::from_ref(&route.edges), route.weight);
        }
        more += u64::from(found.len() > 2);
    }
    assert!(more > nets() / 20);
}

#[test]
fn a_least_cut_is_as_small_as_trying_all_shows() {
    for seed in 0..nets() / 4 {
        let (mut net, question) = random_net(&mut Random(seed));
        net.sharing = None;
        let paths = paths(&net, &question);
        let cuts = |chosen: u64| paths.iter().all(|(labels, _)| labels & chosen != 0);
        let least = (0_u64..1 << net.labels).filter(|&chosen| cuts(chosen)).map(u64::count_ones).min();
        let found = least_cut(&net, &question, 4, 1_000_000);
        assert_eq!(
            found.as_ref().map(Vec::len),
            least.filter(|&least| least < 4).map(|least| least as usize),
            "{seed}"
        );
        if let Some(found) = found {
            assert!(cuts(found.iter().fold(0, |chosen, label| chosen | 1 << label)), "{seed}");
        }
    }
}

#[test]
fn a_proof_that_was_tampered_with_is_refuted() {
    let mut tampered = 0;
    for seed in 0..nets() / 4 {
        let random = &mut Random(seed);
        let (net, question) = random_net(random);
        let Answer::Refused(steps) = answer(&net, &question, BUDGET) else { continue };
        let at = random.below(steps.len());
        let mut fewer = steps.clone();
        fewer.remove(at);
        let mut longer = steps.clone();
        longer.push(Step::Dead { route: 0 });
        assert!(check(&net, &question, &longer).is_err(), "{seed}: a step too many");
        assert!(check(&net, &question, &steps[..steps.len() - 1]).is_err(), "{seed}: a step too few");
        // A net with one edge more, bare of labels, has a route.
        let mut wider = net.clone();
        wider.edges.push(Edge { ends: [question.from, question.to], weight: 0, labels: Vec::new() });
        assert!(check(&wider, &question, &steps).is_err(), "{seed}: a route that was there");
        tampered += 1;
    }
    assert!(tampered > 100);
}
