//! What a policy counts between two sites: which things two ways may not share, which they may and why, what must be
//! known of them, and what is avoided.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Closures, Graph, Node, Unknown, Vertex};
use crate::model::{Avoid, Avoided, Corridor, Dimension, Disjoint, Km, Policy, RiskId, SiteId};
use crate::rules::diversity::judge::Exemption;
use crate::rules::diversity::near;

/// A policy for what leads between two sites.
pub(in crate::rules) struct Terms<'c, 'a> {
    corridor: &'c Corridor<'a>,
    graph: &'c Graph,
    pub policy: &'c Policy<'a>,
    pub ends: [SiteId; 2],
    /// The end sites and all they ride on, sorted.
    end_closure: Vec<Vertex>,
    except: FxHashSet<Vertex>,
    /// Whether a thing lies near an end, by the bits of the radius: many pairs of legs ask the same.
    near: RefCell<FxHashMap<(Vertex, u64), bool>>,
}

impl<'c, 'a> Terms<'c, 'a> {
    pub fn new(
        corridor: &'c Corridor<'a>,
        graph: &'c Graph,
        policy: &'c Policy<'a>,
        ends: [SiteId; 2],
        closures: &mut Closures<'_>,
    ) -> Self {
        let (end_closure, _) = closures.of(&ends.map(|end| graph.vertex(Node::Site(end))));
        let things = policy.except.iter().filter_map(|&thing| graph.of_thing(corridor, thing));
        let countries = policy.except_countries.iter().filter_map(|&code| graph.country(corridor, code));
        let except = things.chain(countries).collect();
        Self { corridor, graph, policy, ends, end_closure, except, near: RefCell::default() }
    }

    /// Whether a thing is of a sort that a dimension takes.
    pub fn counts(&self, dimension: Dimension, risk_kind: Option<&str>, thing: Vertex) -> bool {
        if !self.graph.has_role(thing, dimension) {
            return false;
        }
        match (self.graph.node(thing), risk_kind) {
            (Node::Risk(risk), Some(kind)) => self.corridor.risk(risk).kind == kind,
            _ => true,
        }
    }

    /// Whether the policy's `except` names a thing.
    pub fn is_excepted(&self, thing: Vertex) -> bool {
        self.except.contains(&thing)
    }

    /// What the policy's `except` names, in order.
    pub fn excepted(&self) -> Vec<Vertex> {
        let mut excepted: Vec<Vertex> = self.except.iter().copied().collect();
        excepted.sort_unstable();
        excepted
    }

    /// The first thing of a closure that the policy avoids.
    pub fn first_avoided(&self, closure: &[Vertex]) -> Option<Vertex> {
        let lines =
            self.policy.avoid.iter().flat_map(|line| line.values.iter().map(move |(_, avoided)| (line, *avoided)));
        lines.flat_map(|(line, avoided)| self.avoided(line, avoided, closure)).min()
    }

    /// Why a thing that two ways have in common does not count.
    pub fn exemption(&self, line: &Disjoint<'_>, thing: Vertex) -> Option<Exemption> {
        let is_end = self.ends.iter().any(|&end| self.graph.vertex(Node::Site(end)) == thing);
        if is_end || (!line.ends_count && self.end_closure.binary_search(&thing).is_ok()) {
            return Some(Exemption::End);
        }
        if self.is_excepted(thing) {
            return Some(Exemption::Except);
        }
        let near = |radius: Km| {
            *self
                .near
                .borrow_mut()
                .entry((thing, radius.0.to_bits()))
                .or_insert_with(|| near::lies_near(self.corridor, self.graph, thing, &self.ends, radius))
        };
        line.near_ends.is_some_and(near).then_some(Exemption::NearEnd)
    }

    /// What must be unknown for a dimension to be: where a plant lies matters to risks only if one has an area.
    pub fn mask(&self, dimension: Dimension, risk_kind: Option<&str>) -> Unknown {
        let mask = Unknown::of(dimension);
        if dimension != Dimension::Risk {
            return mask;
        }
        if self.graph.has_area(risk_kind) { mask.with(Unknown::RISK_AREA) } else { mask }
    }

    /// All that must be known of a way for the policy to be judged.
    pub fn asked(&self) -> Unknown {
        let lines = self.policy.disjoint.iter().flat_map(|line| {
            line.dimensions.iter().map(|&dimension| self.mask(dimension, line.risk_kind)).collect::<Vec<_>>()
        });
        let avoids = self.policy.avoid.iter().map(|avoid| self.avoid_mask(avoid));
        lines.chain(avoids).fold(Unknown::NOTHING, Unknown::with)
    }

    /// What of a closure, which is sorted, is to be avoided.
    pub fn avoided(&self, avoid: &Avoid<'_>, avoided: Avoided<'_>, closure: &[Vertex]) -> Vec<Vertex> {
        match avoided {
            Avoided::RiskKind(kind) => {
                let risks = self.graph.cut(closure, avoid.dimension).iter().copied();
                risks.filter(|&risk| self.counts(Dimension::Risk, Some(kind), risk)).collect()
            }
            Avoided::Country(_) | Avoided::Thing(_) => {
                self.avoided_vertex(avoided).filter(|thing| closure.binary_search(thing).is_ok()).into_iter().collect()
            }
        }
    }

    pub fn avoided_vertex(&self, avoided: Avoided<'_>) -> Option<Vertex> {
        match avoided {
            Avoided::Country(country) => self.graph.country(self.corridor, country),
            Avoided::Thing(thing) => self.graph.of_thing(self.corridor, thing),
            Avoided::RiskKind(_) => None,
        }
    }

    /// What must be known for an `avoid` line to be judged.
    pub fn avoid_mask(&self, avoid: &Avoid<'_>) -> Unknown {
        let mask = Unknown::of(avoid.dimension);
        if avoid.dimension != Dimension::Risk {
            return mask;
        }
        let has_area = |risk: RiskId| !self.corridor.risk(risk).areas.is_empty();
        let areas = avoid.values.iter().any(|&(_, avoided)| match avoided {
            Avoided::RiskKind(kind) => self.graph.has_area(Some(kind)),
            Avoided::Thing(_) | Avoided::Country(_) => {
                match self.avoided_vertex(avoided).map(|vertex| self.graph.node(vertex)) {
                    Some(Node::Risk(risk)) => has_area(risk),
                    _ => false,
                }
            }
        });
        if areas { mask.with(Unknown::RISK_AREA) } else { mask }
    }
}
