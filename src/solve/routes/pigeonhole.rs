//! The proof that few labels which every route crosses refuse more routes: as many cases as tell which route crosses
//! which label.

use std::collections::BTreeSet;

use crate::proof::Step;

/// What is to be told next.
enum Task {
    /// A case, as what each route avoids of the labels.
    Tell(Vec<BTreeSet<u32>>),
    /// The cases of a step from one of its labels on.
    Cases { case: Vec<BTreeSet<u32>>, route: usize, labels: Vec<(u32, usize)>, at: usize },
}

/// The steps that refuse so many routes, each of which must cross one of fewer labels; `None` where there would be too
/// many steps. No two routes may share any of the labels.
pub fn steps(labels: &[u32], routes: usize) -> Option<Vec<Step>> {
    const MOST: usize = 10_000;
    let all: BTreeSet<u32> = labels.iter().copied().collect();
    if all.len() >= routes {
        return None;
    }
    let mut steps = Vec::new();
    let mut tasks = vec![Task::Tell(vec![BTreeSet::new(); routes])];
    while let Some(task) = tasks.pop() {
        if steps.len() > MOST {
            return None;
        }
        match task {
            Task::Tell(case) => tell(&all, case, &mut steps, &mut tasks),
            Task::Cases { case, route, labels, at } => cases(case, route, labels, at, &mut tasks),
        }
    }
    Some(steps)
}

fn tell(all: &BTreeSet<u32>, mut case: Vec<BTreeSet<u32>>, steps: &mut Vec<Step>, tasks: &mut Vec<Task>) {
    let may_cross = |case: &[BTreeSet<u32>], route: usize, label: u32| !case[route].contains(&label);
    let is_its_alone = |case: &[BTreeSet<u32>], route: usize, label: u32| {
        (0..case.len()).all(|other| other == route || !may_cross(case, other, label))
    };
    let open = |case: &[BTreeSet<u32>], route: usize| -> Vec<u32> {
        all.iter().copied().filter(|&label| may_cross(case, route, label)).collect()
    };
    // Fewer labels than routes: some route has none that no other may cross.
    let is_free = |&route: &usize| !open(&case, route).iter().any(|&label| is_its_alone(&case, route, label));
    let free = (0..case.len()).filter(is_free).min_by_key(|&route| open(&case, route).len());
    let route = free.expect("there are fewer labels than routes");
    match open(&case, route)[..] {
        [] => steps.push(Step::Dead { route }),
        [label] => {
            steps.push(Step::Forced { route, label });
            for other in (0..case.len()).filter(|&other| other != route) {
                case[other].insert(label);
            }
            tasks.push(Task::Tell(case));
        }
        ref labels => {
            let other = |label: u32| (0..case.len()).find(|&other| other != route && may_cross(&case, other, label));
            let labels: Vec<(u32, usize)> = labels.iter().filter_map(|&label| Some((label, other(label)?))).collect();
            steps.push(Step::Cases { route, labels: labels.clone() });
            tasks.push(Task::Cases { case, route, labels, at: 0 });
        }
    }
}

/// Sets out the cases of one label as the check of a proof does, the last to be told first.
fn cases(case: Vec<BTreeSet<u32>>, route: usize, labels: Vec<(u32, usize)>, at: usize, tasks: &mut Vec<Task>) {
    let Some(&(label, other)) = labels.get(at) else { return };
    let mut avoided = case.clone();
    avoided[other].insert(label);
    let is_same = |third: usize| third != other && case[third] == case[other];
    if !(0..case.len()).any(is_same) {
        let mut rest = case;
        for third in (0..rest.len()).filter(|&third| third != other) {
            rest[third].insert(label);
        }
        tasks.push(Task::Cases { case: rest, route, labels, at: at + 1 });
    }
    tasks.push(Task::Tell(avoided));
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::proof::{Edge, Net, Question, check};

    #[test]
    fn as_many_parallel_edges_as_labels_refuse_one_route_more() {
        for count in 0..5_u32 {
            let edge = |label: u32| Edge { ends: [0, 1], weight: 1, labels: vec![label] };
            let net = Net { sites: 2, labels: count, edges: (0..count).map(edge).collect(), sharing: None };
            let labels: Vec<u32> = (0..count).collect();
            for routes in count as usize + 1..7 {
                let question = Question { from: 0, to: 1, routes, limit: None };
                let steps = steps(&labels, routes).expect("few steps");
                assert_eq!(check(&net, &question, &steps), Ok(()), "{count} labels, {routes} routes: {steps:?}");
            }
            assert_eq!(super::steps(&labels, count as usize), None);
        }
    }
}
