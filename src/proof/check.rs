//! The check of a refusal, on the whole net, step by step.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::proof::{Effort, Net, Question, Step};

/// The first step that does not hold, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refuted {
    /// Counted from 1; one more than there are where the proof ends too early.
    pub step: usize,
    pub why: &'static str,
}

/// What is known of the routes in the case at hand.
#[derive(Clone)]
struct Case {
    /// Of each route, what it must avoid.
    avoids: Vec<BTreeSet<u32>>,
    /// Labels that two routes share, as their numbers in order.
    shared: BTreeSet<(u32, usize, usize)>,
}

/// What is still to be proven.
enum Task {
    Prove(Case),
    /// The cases of a `Cases` step from one of its labels on; and whether the label at hand was avoided already.
    Cases {
        case: Case,
        route: usize,
        labels: Vec<(u32, usize)>,
        at: usize,
    },
}

impl Case {
    /// How much is kept of it.
    fn size(&self) -> usize {
        self.avoids.iter().map(|avoids| 10 + avoids.len()).sum::<usize>() + 3 * self.shared.len()
    }
}

/// What is still to be proven, the next last, and how much is kept of it.
struct Tasks {
    list: Vec<Task>,
    held: usize,
}

impl Tasks {
    fn push(&mut self, task: Task) {
        self.held += task.size();
        self.list.push(task);
    }

    fn pop(&mut self) -> Option<Task> {
        let task = self.list.pop()?;
        self.held -= task.size();
        Some(task)
    }
}

impl Task {
    fn size(&self) -> usize {
        match self {
            Self::Prove(case) => case.size(),
            Self::Cases { case, labels, .. } => case.size() + 4 * labels.len(),
        }
    }
}

/// Whether these steps prove that no such routes exist.
///
/// # Errors
///
/// Names the first step that does not follow.
pub fn check(net: &Net, question: &Question, steps: &[Step]) -> Result<(), Refuted> {
    check_within(net, question, steps, &Effort::new(u64::MAX))
}

/// The same within an effort.
///
/// # Errors
///
/// Names the first step that does not follow, or at which the effort is spent.
pub fn check_within(net: &Net, question: &Question, steps: &[Step], effort: &Effort) -> Result<(), Refuted> {
    /// Of labels in cases that are kept; a search keeps far less.
    const MOST_HELD: usize = 30_000_000;
    let start = Case { avoids: vec![BTreeSet::new(); question.routes], shared: BTreeSet::new() };
    let mut tasks = Tasks { list: Vec::new(), held: 0 };
    tasks.push(Task::Prove(start));
    let mut next = 0;
    // A search looks at each edge, and at its labels.
    let of_search = 10 * net.edges.iter().map(|edge| 4 + edge.labels.len()).sum::<usize>() + 10 * net.sites as usize;
    while let Some(task) = tasks.pop() {
        let refuted = |why| Refuted { step: next + 1, why };
        if tasks.held > MOST_HELD {
            return Err(refuted("it keeps too many cases open"));
        }
        if !effort.spend(20 * task.size()) {
            return Err(refuted("the check takes too many steps"));
        }
        match task {
            Task::Prove(case) => {
                let step = steps.get(next).ok_or(refuted("the proof ends before all cases are told"))?;
                effort.spend(of_search);
                prove(net, question, case, step, &mut tasks).map_err(refuted)?;
                next += 1;
            }
            Task::Cases { case, route, labels, at } => cases(net, case, route, labels, at, &mut tasks),
        }
    }
    if next == steps.len() { Ok(()) } else { Err(Refuted { step: next + 1, why: "nothing is left to prove" }) }
}

fn prove(net: &Net, question: &Question, mut case: Case, step: &Step, tasks: &mut Tasks) -> Result<(), &'static str> {
    let routes = question.routes;
    match step {
        Step::Dead { route } => {
            let avoids = case.avoids.get(*route).ok_or("there is no such route")?;
            if leads(net, question, avoids) { Err("a route avoids it all") } else { Ok(()) }
        }
        Step::Forced { route, label } => {
            let mut avoids = case.avoids.get(*route).ok_or("there is no such route")?.clone();
            if *label >= net.labels {
                return Err("there is no such label");
            }
            avoids.insert(*label);
            if leads(net, question, &avoids) {
                return Err("a route avoids it all");
            }
            for other in (0..routes).filter(|other| other != route) {
                if !may_share(net, &case, *label, *route, other) {
                    case.avoids[other].insert(*label);
                }
            }
            tasks.push(Task::Prove(case));
            Ok(())
        }
        Step::Cases { route, labels } => {
            let mut avoids = case.avoids.get(*route).ok_or("there is no such route")?.clone();
            if labels.iter().any(|(label, _)| *label >= net.labels) {
                return Err("there is no such label");
            }
            avoids.extend(labels.iter().map(|(label, _)| label));
            if labels.iter().any(|(_, other)| *other >= routes || other == route) {
                return Err("there is no such other route");
            }
            if leads(net, question, &avoids) {
                return Err("a route avoids it all");
            }
            tasks.push(Task::Cases { case, route: *route, labels: labels.clone(), at: 0 });
            Ok(())
        }
    }
}

/// Sets out the cases of one label, the last to be proven first: tasks are taken from the end.
fn cases(net: &Net, case: Case, route: usize, labels: Vec<(u32, usize)>, at: usize, tasks: &mut Tasks) {
    let Some(&(label, other)) = labels.get(at) else { return };
    let mut avoided = case.clone();
    avoided.avoids[other].insert(label);
    let is_same = |third: usize| third != other && case.avoids[third] == case.avoids[other];
    if net.sharing.is_some() || !(0..case.avoids.len()).any(is_same) {
        let mut rest = case.clone();
        for third in (0..case.avoids.len()).filter(|&third| third != other) {
            if third == route || !may_share(net, &case, label, other, third) {
                rest.avoids[third].insert(label);
            }
        }
        tasks.push(Task::Cases { case: rest, route, labels, at: at + 1 });
        if may_share(net, &case, label, route, other) {
            let mut shared = case;
            shared.shared.insert((label, route.min(other), route.max(other)));
            tasks.push(Task::Prove(shared));
        }
    }
    tasks.push(Task::Prove(avoided));
}

/// Whether two routes share a label in this case, or still may.
fn may_share(net: &Net, case: &Case, label: u32, one: usize, other: usize) -> bool {
    let Some(sharing) = &net.sharing else { return false };
    let pair = (one.min(other), one.max(other));
    if case.shared.contains(&(label, pair.0, pair.1)) {
        return true;
    }
    let takes = &sharing.takes[label as usize];
    let used = |line: usize| -> u32 {
        let of_pair = case.shared.iter().filter(|(_, a, b)| (*a, *b) == pair);
        of_pair
            .flat_map(|(known, _, _)| &sharing.takes[*known as usize])
            .filter(|(at, _)| *at == line)
            .map(|(_, n)| n)
            .sum()
    };
    !takes.is_empty() && takes.iter().all(|&(line, units)| used(line) + units <= sharing.units[line])
}

/// Whether a route within the limit avoids all these labels.
fn leads(net: &Net, question: &Question, avoids: &BTreeSet<u32>) -> bool {
    let mut at_site: Vec<Vec<(u32, u64)>> = vec![Vec::new(); net.sites as usize];
    for edge in net.edges.iter().filter(|edge| !edge.labels.iter().any(|label| avoids.contains(label))) {
        let [one, other] = edge.ends;
        at_site[one as usize].push((other, edge.weight));
        at_site[other as usize].push((one, edge.weight));
    }
    let mut least = vec![u64::MAX; net.sites as usize];
    let mut heap = BinaryHeap::from([(Reverse(0_u64), question.from)]);
    least[question.from as usize] = 0;
    while let Some((Reverse(sum), site)) = heap.pop() {
        if site == question.to {
            return question.limit.is_none_or(|limit| sum <= limit);
        }
        for &(next, weight) in &at_site[site as usize] {
            let there = sum.saturating_add(weight);
            if there < least[next as usize] {
                least[next as usize] = there;
                heap.push((Reverse(there), next));
            }
        }
    }
    false
}
