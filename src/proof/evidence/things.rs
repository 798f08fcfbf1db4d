//! Things of the file: numbers that lead somewhere, closures, kinds.

use std::collections::BTreeSet;

use crate::proof::evidence::{Demand, Label, Service, Terms, Thing};

/// All things, of which every number that another thing names exists.
pub struct Things<'e>(&'e [Thing]);

/// Routes of a demand at the most.
const MOST_ROUTES: usize = 1_000;

/// What a leg or a way rides on.
pub struct Closure {
    pub things: BTreeSet<usize>,
    /// Words of what is not known in it.
    pub unknown: BTreeSet<String>,
}

impl Closure {
    pub fn is_left_out(&self) -> bool {
        self.unknown.contains("left-out")
    }

    /// Whether it is unknown in any of the words.
    pub fn is_unknown(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.unknown.contains(*word))
    }
}

impl<'e> Things<'e> {
    /// # Errors
    ///
    /// Names a thing that names one that is not there.
    pub fn new(things: &'e [Thing]) -> Result<Self, String> {
        for (at, thing) in things.iter().enumerate() {
            let named = thing.on.iter().chain(&thing.ends).chain(&thing.diverse_from).chain(&thing.whole);
            if let Some(missing) = named.into_iter().find(|named| **named >= things.len()) {
                return Err(format!("things[{at}] `{}`: there is no thing {missing}", thing.id));
            }
        }
        Ok(Self(things))
    }

    pub fn all(&self) -> impl Iterator<Item = (usize, &'e Thing)> {
        self.0.iter().enumerate()
    }

    pub fn get(&self, thing: usize) -> &'e Thing {
        &self.0[thing]
    }

    pub fn id(&self, thing: usize) -> &'e str {
        &self.0[thing].id
    }

    pub fn closure(&self, of: usize) -> Closure {
        let mut closure = Closure { things: BTreeSet::from([of]), unknown: BTreeSet::new() };
        let mut stack = vec![of];
        while let Some(at) = stack.pop() {
            closure.unknown.extend(self.0[at].unknown.iter().cloned());
            stack.extend(self.0[at].on.iter().copied().filter(|&below| closure.things.insert(below)));
        }
        closure
    }

    pub fn is_of(&self, thing: usize, kind: &str) -> bool {
        let thing = &self.0[thing];
        match kind {
            "landing-station" | "border-crossing" => {
                thing.kind == "site" && thing.roles.iter().any(|role| role == kind)
            }
            _ => thing.kind == kind,
        }
    }

    fn exist<'n>(&self, what: &str, numbers: impl IntoIterator<Item = &'n usize>) -> Result<(), String> {
        match numbers.into_iter().find(|number| **number >= self.0.len()) {
            Some(number) => Err(format!("{what}: there is no thing {number}")),
            None => Ok(()),
        }
    }

    fn holds_terms(&self, terms: &Terms) -> Result<(), String> {
        self.exist("from and to", [&terms.from, &terms.to])?;
        self.exist("except", &terms.except)?;
        self.exist("avoid", terms.avoid.iter().flat_map(|line| &line.things))?;
        self.exist("near", terms.near.iter().map(|near| &near.thing))
    }

    /// Whether all things that a service names exist.
    pub fn holds_service(&self, service: &Service) -> Result<(), String> {
        self.holds_terms(&service.terms)?;
        self.exist("legs", &service.legs)?;
        let separation = service.separation.iter();
        let stretches = separation.flat_map(|separation| separation.courses.iter().flatten().flatten());
        self.exist("separation", stretches.map(|stretch| &stretch.of))?;
        let parts = service.availability.iter().flat_map(|availability| &availability.parts);
        self.exist("availability", parts.map(|part| &part.thing))
    }

    /// Whether all things, sites, labels and edges that a demand names exist.
    pub fn holds_demand(&self, demand: &Demand) -> Result<(), String> {
        self.holds_terms(&demand.terms)?;
        self.exist("sites", &demand.sites)?;
        self.exist("edges", demand.edges.iter().map(|edge| &edge.way))?;
        self.exist("left_out", demand.left_out.iter().flat_map(|left| [&left.way, &left.because]))?;
        for label in &demand.labels {
            match label {
                Label::Thing(thing) | Label::Way(thing) => self.exist("labels", [thing])?,
                Label::Near(things) => self.exist("labels", things)?,
            }
        }
        if demand.wanted > MOST_ROUTES {
            return Err(format!("{} routes are wanted, and {MOST_ROUTES} at the most are looked at", demand.wanted));
        }
        let (sites, labels, edges) = (demand.sites.len(), demand.labels.len(), demand.edges.len());
        let is_site = |end: &u32| (*end as usize) < sites;
        let is_label = |label: &u32| (*label as usize) < labels;
        let is_edge = |edge: &u32| (*edge as usize) < edges;
        for (at, edge) in demand.edges.iter().enumerate() {
            if !edge.ends.iter().all(is_site) || !edge.labels.iter().all(is_label) {
                return Err(format!("edges[{at}]: there is no such site or label"));
            }
        }
        let named =
            demand.routes.iter().flatten().chain(&demand.unknown_edges).chain(demand.maybe_near.iter().flatten());
        if !named.into_iter().all(is_edge) {
            return Err("edges: there is no such edge".to_owned());
        }
        if demand.sharing.as_ref().is_some_and(|sharing| sharing.takes.len() != labels) {
            return Err("sharing: not one list for each label".to_owned());
        }
        Ok(())
    }
}
