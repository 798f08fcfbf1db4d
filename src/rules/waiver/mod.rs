//! Waivers: findings that a planner has accepted, each with a reason and a date.

pub mod expired_waiver;
pub mod unused_rule_path;
pub mod unused_waiver;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Thing, Waiver};
use crate::rules::{Cx, levels};
use crate::schema::Kind;

/// Marks the findings that waivers cover; adds those about waivers that are over, or cover nothing.
///
/// The first waiver in path order that covers a finding is named with it; every one that covers it is used.
pub(super) fn apply(cx: &Cx<'_>, found: &mut Vec<Diagnostic>, left: &mut levels::Left) {
    let mut about_waivers = Vec::new();
    let by_id = Index::new(found);
    let lasting = lasting(cx);
    let mut closures = Closures::new(cx.graph);
    let mut unused = Vec::new();
    let mut ending = Vec::new();
    for waiver in &cx.corridor.waivers {
        // What cannot be waived, or does not exist, is reported.
        if super::find(waiver.rule).is_none_or(super::Rule::always_denies) {
            continue;
        }
        let covered: Vec<usize> =
            by_id.candidates(waiver).iter().copied().filter(|&at| names(waiver, &found[at])).collect();
        if waiver.expires < cx.today {
            about_waivers.push(expired_waiver::finding(cx, waiver, covered.len()));
            continue;
        }
        if covered.is_empty() {
            // What it is on failed, or rides on what did: that is reported.
            if waiver.resolved && !rests_on_what_failed(cx, waiver, &mut closures) {
                unused.push(waiver);
            }
            continue;
        }
        if let Some(&other) = lasting.get(&key(waiver)).filter(|other| other.id != waiver.id) {
            about_waivers.push(unused_waiver::repeated(cx, waiver, other));
        }
        if let Some(left) =
            days_left(cx, waiver).filter(|left| cx.warn_before.is_some_and(|days| *left <= i64::from(days)))
        {
            ending.push(expired_waiver::ending(cx, waiver, covered.len(), left));
        }
        let place = cx.at(waiver.id, "");
        for at in covered {
            let by = &mut found[at].waived_by;
            *by = Some(by.map_or(place, |earlier| earlier.min(place)));
        }
    }
    // What another waives, wherever that stands, is not what an unused one meant.
    for waiver in unused {
        let other = by_id.other(waiver, found).map(|at| found[at].rule);
        about_waivers.push(unused_waiver::finding(cx, waiver, other));
    }
    levels::weigh(cx, &mut about_waivers, left);
    levels::weigh(cx, &mut ending, left);
    for finding in &mut ending {
        // It holds yet: where one that is over is denied, this one is warned of.
        finding.level = finding.level.min(Level::Warn);
    }
    found.extend(about_waivers);
    found.extend(ending);
}

/// The days after today on which a waiver still holds; `None` once it is over.
pub fn days_left(cx: &Cx<'_>, waiver: &Waiver<'_>) -> Option<i64> {
    let left = waiver.expires.days() - cx.today.days();
    (left >= 0).then_some(left)
}

/// What a waiver accepts and who accepted it: two that agree in all of it are one decision, written twice.
type Key<'a> = (&'a str, &'a str, Vec<&'a str>);

fn key<'a>(waiver: &Waiver<'a>) -> Key<'a> {
    let mut on = waiver.on.clone();
    on.sort_unstable();
    (waiver.rule, waiver.approved_by, on)
}

/// Of the waivers that agree, the one that lasts longest; of several, the first in path order.
fn lasting<'a>(cx: &'a Cx<'_>) -> FxHashMap<Key<'a>, &'a Waiver<'a>> {
    let mut lasting: FxHashMap<Key<'a>, &'a Waiver<'a>> = FxHashMap::default();
    for waiver in &cx.corridor.waivers {
        let kept = lasting.entry(key(waiver)).or_insert(waiver);
        if waiver.expires > kept.expires {
            *kept = waiver;
        }
    }
    lasting
}

/// Whether a waiver is on a service of which something could not be judged because it was left out.
fn rests_on_what_failed(cx: &Cx<'_>, waiver: &Waiver<'_>, closures: &mut Closures<'_>) -> bool {
    let corridor = cx.corridor;
    let service = |on: &&str| {
        let Some(Thing::Declaration(id)) = corridor.find_thing(whole(on)) else { return None };
        let declaration = corridor.declaration(id);
        let index = declaration.index.filter(|_| declaration.kind == Kind::Service)?;
        Some(&corridor.services[index as usize])
    };
    waiver.on.iter().filter_map(service).any(|service| {
        let legs: Vec<Vertex> = service.legs.iter().map(|&leg| cx.graph.vertex(Node::Leg(leg))).collect();
        let (_, unknown) = closures.of(&legs);
        let no_policy = service.names_policy && service.policy.is_none();
        !service.has_all_legs || no_policy || service.ends.is_none() || unknown.meets(Unknown::LEFT_OUT)
    })
}

/// Findings by rule and the id of a whole, so that many waivers and many findings meet in linear time.
struct Index {
    found: FxHashMap<(&'static str, String), Vec<usize>>,
    /// Of each whole, the first that can be waived; more are not looked at for a hint.
    of_whole: FxHashMap<String, Vec<usize>>,
}

impl Index {
    fn new(found: &[Diagnostic]) -> Self {
        const MOST: usize = 16;
        let mut index: FxHashMap<(&'static str, String), Vec<usize>> = FxHashMap::default();
        let mut of_whole: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, finding) in found.iter().enumerate() {
            for id in &finding.ids {
                let at_id = index.entry((finding.rule, whole(id).to_owned())).or_default();
                if at_id.last() == Some(&at) {
                    continue;
                }
                at_id.push(at);
                let is_waivable = super::find(finding.rule).is_some_and(|rule| !rule.always_denies());
                let hints = of_whole.entry(whole(id).to_owned()).or_default();
                if is_waivable && hints.len() < MOST {
                    hints.push(at);
                }
            }
        }
        Self { found: index, of_whole }
    }

    /// A finding of another rule that names all that the waiver is on.
    fn other(&self, waiver: &Waiver<'_>, found: &[Diagnostic]) -> Option<usize> {
        let hints = self.of_whole.get(whole(waiver.on.first()?))?;
        hints.iter().copied().find(|&at| found[at].waived_by.is_none() && names(waiver, &found[at]))
    }

    /// The findings that may be covered, by the thing of the waiver that fewest findings name.
    fn candidates(&self, waiver: &Waiver<'_>) -> &[usize] {
        let Some(rule) = super::find(waiver.rule) else { return &[] };
        let of = |on: &&str| self.found.get(&(rule.name, whole(on).to_owned())).map_or(&[][..], Vec::as_slice);
        waiver.on.iter().map(of).min_by_key(|found| found.len()).unwrap_or(&[])
    }
}

/// The whole of a part, as a name.
fn whole(id: &str) -> &str {
    id.split_once(':').map_or(id, |(whole, _)| whole)
}

/// Whether the ids of a finding include all that a waiver is on; a whole covers its parts.
fn names(waiver: &Waiver<'_>, finding: &Diagnostic) -> bool {
    let named = |on: &&str| {
        finding.ids.iter().any(|id| id == on || id.strip_prefix(*on).is_some_and(|rest| rest.starts_with(':')))
    };
    waiver.on.iter().all(named)
}
