//! The terms of a policy as evidence shows them.

use crate::diagnostic::Level;
use crate::graph::{Node, Unknown, Vertex};
use crate::model::{Avoided, Dimension, Policy, SiteId};
use crate::proof::evidence::{Avoid, Line, Near, Reach, Terms as Shown};
use crate::rules::Cx;
use crate::rules::diversity::{Exemption, Terms, places};
use crate::rules::proofs::{number, numbers, place};

/// How many figures the terms have at the most.
pub fn size(policy: &Policy<'_>, reached: &[Vertex]) -> usize {
    let near = policy.disjoint.iter().filter(|line| line.near_ends.is_some()).count();
    let avoided: usize = policy.avoid.iter().map(|avoid| 1 + avoid.values.len()).sum();
    policy.disjoint.len() + policy.except.len() + avoided + near * reached.len()
}

/// The terms between two sites; `reached` is all that may count.
pub fn terms(cx: &Cx<'_>, ends: [SiteId; 2], terms: Option<&Terms<'_, '_>>, reached: &[Vertex]) -> Shown {
    let [from, to] = ends.map(|end| number(cx.graph.vertex(Node::Site(end))));
    let ends_at = ends.map(|end| place(cx.corridor.site(end).at));
    let Some(terms) = terms else {
        let (except, lines, avoid, near) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        return Shown { policy: None, allows_unknown: false, from, to, except, lines, avoid, ends_at, near };
    };
    let policy = terms.policy;
    let has_areas = |mask: Unknown| mask.meets(Unknown::RISK_AREA);
    let lines = policy.disjoint.iter().map(|line| Line {
        kinds: line.dimensions.iter().map(|dimension| dimension.word().to_owned()).collect(),
        risk_kind: line.risk_kind.map(str::to_owned),
        areas: has_areas(terms.mask(Dimension::Risk, line.risk_kind)),
        at_most: line.at_most,
        ends_count: line.ends_count,
        near_ends_km: line.near_ends.map(|near| near.0),
    });
    let avoid = policy.avoid.iter().map(|line| {
        let mut things: Vec<Vertex> = Vec::new();
        for (_, avoided) in &line.values {
            match *avoided {
                Avoided::RiskKind(kind) => things.extend(risks(cx, kind)),
                Avoided::Country(_) | Avoided::Thing(_) => things.extend(terms.avoided_vertex(*avoided)),
            }
        }
        things.sort_unstable();
        things.dedup();
        let is_named = |(_, avoided): &(usize, Avoided<'_>)| terms.avoided_vertex(*avoided).is_some();
        Avoid {
            kind: line.dimension.word().to_owned(),
            things: numbers(&things),
            is_open: !line.values.iter().all(is_named),
            areas: has_areas(terms.avoid_mask(line)),
        }
    });
    Shown {
        policy: Some(cx.text(policy.id).to_owned()),
        allows_unknown: policy.unknown == Level::Allow,
        from,
        to,
        except: numbers(&terms.excepted()),
        lines: lines.collect(),
        avoid: avoid.collect(),
        ends_at,
        near: near(cx, terms, reached),
    }
}

fn risks(cx: &Cx<'_>, kind: &str) -> Vec<Vertex> {
    let of_kind = cx.corridor.risks.iter().zip(0..).filter(|(risk, _)| risk.kind == kind);
    of_kind.map(|(_, at)| cx.graph.vertex(Node::Risk(crate::model::RiskId(at)))).collect()
}

/// What is exempt because it lies near an end.
fn near(cx: &Cx<'_>, terms: &Terms<'_, '_>, reached: &[Vertex]) -> Vec<Near> {
    let mut found = Vec::new();
    for (at, line) in terms.policy.disjoint.iter().enumerate() {
        let Some(radius) = line.near_ends else { continue };
        let counts = |thing: &&Vertex| {
            let is_of = |&dimension: &Dimension| {
                !cx.graph.cut(&[**thing], dimension).is_empty() && terms.counts(dimension, line.risk_kind, **thing)
            };
            line.dimensions.iter().any(is_of) && terms.exemption(line, **thing) == Some(Exemption::NearEnd)
        };
        for &thing in reached.iter().filter(counts) {
            let places = places(cx.corridor, cx.graph, thing, &terms.ends, radius).into_iter().flatten();
            let places = places.map(|(at, reach)| Reach { at: place(at), reach_km: reach.0 }).collect();
            found.push(Near { line: at, thing: number(thing), places });
        }
    }
    found
}
