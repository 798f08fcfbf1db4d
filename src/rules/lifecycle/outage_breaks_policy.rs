//! Planned work that leaves a service fewer legs than it needs: one outage, or several that meet.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level, OVER_LIMIT};
use crate::graph::{Closures, Node, Vertex};
use crate::model::{Date, Lifecycle, Moment, Outage, Service, Status};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "outage-breaks-policy",
    group: Group::Lifecycle,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/outage-breaks-policy.md"),
    check: Check::Corridor(check),
};

/// Legs at the most, as bits.
const MOST_LEGS: usize = 64;

/// What may be looked at before the rest of the services is not judged any more: half a second's worth.
const MOST_STEPS: usize = 20_000_000;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let counts = |outage: &&Outage| {
        let status = cx.corridor.declaration(outage.id).lifecycle.status;
        let is_over = outage.ends.date().is_some_and(|date| date < cx.as_of);
        !is_over && !matches!(status, Status::Proposed | Status::Suspended | Status::Retired)
    };
    let outages: Vec<&Outage> = cx.corridor.outages.iter().filter(counts).collect();
    let mut on: FxHashMap<Vertex, Vec<usize>> = FxHashMap::default();
    for (at, outage) in outages.iter().enumerate() {
        for vertex in outage.on.iter().filter_map(|&(_, thing)| cx.graph.of_thing(cx.corridor, thing)) {
            on.entry(vertex).or_default().push(at);
        }
    }
    if on.is_empty() {
        return;
    }
    let mut judge = Judge { cx, outages, on, closures: Closures::new(cx.graph), steps: MOST_STEPS };
    for service in &cx.corridor.services {
        let retired = cx.corridor.declaration(service.id).lifecycle.status == Status::Retired;
        if retired || !service.has_all_legs || service.legs.len() > MOST_LEGS {
            continue;
        }
        if judge.service(service, found).is_none() {
            let id = cx.text(service.id);
            let message = format!("outages are not judged for `{id}` and the services after it: too many meet");
            // It names no id, so that no waiver covers what nobody has seen.
            found.push(
                Diagnostic::new(OVER_LIMIT, cx.at(service.id, ""), message)
                    .label("not judged to the end")
                    .help("remove outages that are over"),
            );
            break;
        }
    }
}

struct Judge<'c, 'a> {
    cx: &'c Cx<'a>,
    outages: Vec<&'c Outage<'c>>,
    /// Of each thing, the outages that it is named in.
    on: FxHashMap<Vertex, Vec<usize>>,
    closures: Closures<'c>,
    steps: usize,
}

/// What takes a service down in part: the legs, as bits.
struct Window {
    outage: usize,
    legs: u64,
}

/// The legs of a service, as bits, and when they stand.
struct Legs {
    /// Of each leg the lives of all that does not always stand.
    lives: Vec<Vec<Lifecycle>>,
    needs: u64,
    /// Things that they ride on: each finding looks for the way to one of them.
    size: usize,
}

impl Legs {
    fn standing(&self, date: Date) -> u64 {
        let stands = |lives: &Vec<Lifecycle>| lives.iter().all(|life| life.stands_at(date));
        (0..).zip(&self.lives).filter(|(_, lives)| stands(lives)).fold(0, |legs, (bit, _)| legs | 1 << bit)
    }
}

impl Judge<'_, '_> {
    fn spend(&mut self, steps: usize) -> Option<()> {
        self.steps = self.steps.checked_sub(steps)?;
        Some(())
    }

    /// `None` where what may be spent does not last.
    fn service(&mut self, service: &Service, found: &mut Vec<Diagnostic>) -> Option<()> {
        let (windows, legs) = self.windows(service)?;
        // What ends before it counts is not there any more; at the same moment, ends come first.
        let mut events: Vec<(Moment, bool, usize)> = Vec::new();
        for (at, window) in windows.iter().enumerate() {
            events.push((self.outages[window.outage].starts, true, at));
            events.push((self.outages[window.outage].ends, false, at));
        }
        events.sort_unstable();
        let mut going: BTreeSet<usize> = BTreeSet::new();
        for (moment, is_start, at) in events {
            if !is_start {
                going.remove(&at);
                continue;
            }
            going.insert(at);
            self.spend(1 + going.len())?;
            let Some(date) = moment.date() else { continue };
            let standing = legs.standing(date);
            let taken = |set: &[usize]| set.iter().fold(0, |taken, &at| taken | windows[at].legs);
            let left = |taken: u64| u64::from((standing & !taken).count_ones());
            let breaks = |set: &[usize]| left(taken(set)) < legs.needs;
            let all: Vec<usize> = going.iter().copied().collect();
            // Without enough legs to begin with, no outage is to blame.
            if breaks(&[]) || !breaks(&all) {
                continue;
            }
            let set = if breaks(&[at]) {
                vec![at]
            } else if all.iter().any(|&other| breaks(&[other])) {
                // That is told where the other one starts.
                continue;
            } else {
                // Of those that meet as few as do it; this one, which starts last, is among them.
                let mut set = vec![at];
                for &other in &all {
                    if !breaks(&set) && windows[other].legs & standing & !taken(&set) != 0 {
                        set.push(other);
                    }
                }
                for other in set.clone().into_iter().skip(1) {
                    let without: Vec<usize> = set.iter().copied().filter(|&kept| kept != other).collect();
                    if breaks(&without) {
                        set = without;
                    }
                }
                set
            };
            let left = left(taken(&set));
            let outages: Vec<&Outage> = set.into_iter().map(|at| self.outages[windows[at].outage]).collect();
            self.spend(outages.len() * 1_000 + 8 * legs.size)?;
            found.push(finding(self.cx, service, &outages, left));
        }
        Some(())
    }

    /// The outages that take legs of a service down, in the order in which they start.
    fn windows(&mut self, service: &Service) -> Option<(Vec<Window>, Legs)> {
        let cx = self.cx;
        let mut taken: FxHashMap<usize, u64> = FxHashMap::default();
        let (mut lives, mut size) = (Vec::new(), 0);
        for (bit, &leg) in service.legs.iter().enumerate() {
            let closure = self.closures.of(&[cx.graph.vertex(Node::Leg(leg))]).0;
            self.spend(closure.len() / 8)?;
            size += closure.len();
            for outages in closure.iter().filter_map(|vertex| self.on.get(vertex)) {
                self.steps = self.steps.checked_sub(outages.len())?;
                for &outage in outages {
                    *taken.entry(outage).or_default() |= 1 << bit;
                }
            }
            lives.push(cx.graph.lives(cx.corridor, &closure));
        }
        let mut windows: Vec<Window> = taken.into_iter().map(|(outage, legs)| Window { outage, legs }).collect();
        windows.sort_unstable_by_key(|window| (self.outages[window.outage].starts, window.outage));
        Some((windows, Legs { lives, needs: service.needs, size }))
    }
}

/// The outage that starts last comes first.
fn finding(cx: &Cx<'_>, service: &Service, outages: &[&Outage], left: u64) -> Diagnostic {
    let id = cx.text(service.id);
    let last = outages[0];
    let names: Vec<&str> = outages.iter().map(|outage| cx.text(outage.id)).collect();
    let ends = outages.iter().map(|outage| outage.ends).min().unwrap_or(last.ends);
    let when = format!("from {} to {ends}", last.starts);
    let keeps = match left {
        0 => "without a leg".to_owned(),
        1 => "with 1 leg".to_owned(),
        more => format!("with {more} legs"),
    };
    let needs = if service.needs == 1 { String::new() } else { format!(", and it needs {}", service.needs) };
    let message = match names.as_slice() {
        [one] => format!("outage `{one}` leaves `{id}` {keeps}{needs}, {when}"),
        [first, others @ ..] => {
            let others: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
            format!(
                "outage `{first}` meets {}, and together they leave `{id}` {keeps}{needs}, {when}",
                others.join(" and ")
            )
        }
        [] => unreachable!("some outage breaks it"),
    };
    let mut finding = Diagnostic::new(RULE.name, cx.at(last.id, "/starts"), message)
        .label("this work starts then")
        .measure("missing-legs", service.needs.saturating_sub(left) as f64)
        .measure("hours", last.starts.hours_until(ends))
        .ids([id].into_iter().chain(names.iter().copied()));
    for other in &outages[1..] {
        let phrase = format!("`{}` goes on until {}", cx.text(other.id), other.ends);
        finding = finding.related(cx.at(other.id, "/ends"), phrase);
    }
    for &leg in &service.legs {
        let causes = cx.graph.causes(cx.corridor, &cx.corridor.leg(leg).over);
        let things = outages.iter().flat_map(|outage| &outage.on);
        let mut down = things.filter_map(|&(_, thing)| cx.graph.of_thing(cx.corridor, thing));
        let hit = down.find_map(|vertex| Some((vertex, causes.item(vertex)?)));
        if let Some((vertex, item)) = hit {
            let phrase = format!("leg `{}` rides on `{}`, which is down", cx.corridor.leg(leg).name, cx.name(vertex));
            finding = finding.related(cx.at_leg_item(leg, item), phrase);
        }
    }
    finding.note("services do not reroute: a leg is down while anything that it rides on is").help(
        if outages.len() == 1 {
            "split the work, so that one leg stays up, or agree on the outage with the customer and waive it"
        } else {
            "move one of them to another day, or agree on the outage with the customer and waive it"
        },
    )
}
