//! From declarations as they are written to the `Corridor`: references resolved, figures in their units.
//!
//! What fails is reported and left out; what refers to it is not blamed a second time.

mod equipment;
mod namespace;
mod numbers;
pub mod parallel;
mod plant;
mod policies;
mod resolve;
mod services;
mod sites;
mod texts;

pub use texts::{Locator, Texts};

use std::collections::BTreeSet;
use std::fmt;

use crate::diagnostic::Found;
use crate::lower::namespace::Namespace;
use crate::lower::resolve::{Cx, Target};
use crate::model::declared::{Declared, Source, Status, Tenure};
use crate::model::{Confidence, Corridor, Date, Id, Sourced, Thing};
use crate::schema::{Custom, Kind};

/// What was declared, as it is written, under its ids.
#[derive(Debug)]
pub struct Declarations<'a> {
    namespace: Namespace<'a>,
    declared: Vec<(Id, Declared<'a>)>,
}

impl<'a> Declarations<'a> {
    /// Shows every declaration to its schema. Findings of structure are added to `found`.
    pub fn read(texts: &'a Texts<'a>, custom: &Custom, found: &mut Found) -> Self {
        let (namespace, declared) = namespace::collect(texts, custom, found);
        Self { namespace, declared }
    }
}

/// Lowers all that was declared. Findings of reference are added to `found`.
pub fn lower<'a>(texts: &'a Texts<'a>, declarations: &mut Declarations<'a>, found: &mut Found) -> Corridor<'a> {
    let Declarations { namespace, declared } = declarations;
    let namespace = std::mem::take(namespace);
    let mut cx = Cx::new(texts, namespace, found);
    reserve(&mut cx.corridor, declared);
    plant::register_spans(&mut cx, declared);
    services::register_legs(&mut cx, declared);
    for (id, declared) in declared.iter() {
        common(&mut cx, *id, declared);
    }
    sites::operators(&mut cx, declared);
    sites::references(&mut cx, declared);
    sites::metros(&mut cx, declared);
    sites::sites(&mut cx, declared);
    sites::rights_of_way(&mut cx, declared);
    sites::risks(&mut cx, declared);
    plant::conduits(&mut cx, declared);
    plant::cables(&mut cx, declared);
    equipment::line_systems(&mut cx, declared);
    equipment::channels(&mut cx, declared);
    services::links(&mut cx, declared);
    equipment::devices(&mut cx, declared);
    policies::policies(&mut cx, declared);
    services::services(&mut cx, declared);
    services::demands(&mut cx, declared);
    policies::failing(&mut cx, declared);
    services::others(&mut cx, declared);
    policies::waivers(&mut cx, declared);
    policies::levels(&mut cx, declared);
    policies::names(&mut cx, declared);
    policies::asserts(&mut cx, declared);
    policies::corridor(&mut cx, declared);
    numbers::locks(&mut cx, declared);
    let mut countries = BTreeSet::new();
    countries.extend(cx.corridor.sites.iter().flat_map(|site| &site.countries));
    countries.extend(cx.corridor.spans.iter().flat_map(|span| &span.countries));
    cx.corridor.countries = countries.into_iter().collect();
    cx.corridor
}

/// Makes room for all that comes: a list that grows is copied again and again.
fn reserve(corridor: &mut Corridor<'_>, declared: &[(Id, Declared<'_>)]) {
    let mut count = [0; Kind::ALL.len()];
    for (id, _) in declared {
        count[corridor.declaration(*id).kind as usize] += 1;
    }
    let count = |kind: Kind| count[kind as usize];
    corridor.sites.reserve(count(Kind::Site));
    corridor.rights_of_way.reserve(count(Kind::RightOfWay));
    corridor.conduits.reserve(count(Kind::Conduit));
    corridor.cables.reserve(count(Kind::Cable));
    corridor.links.reserve(count(Kind::Link));
    corridor.services.reserve(count(Kind::Service));
    corridor.waivers.reserve(count(Kind::Waiver));
}

/// What every declaration may have: name, status, sources.
fn common<'a>(cx: &mut Cx<'a, '_>, id: Id, declared: &Declared<'a>) {
    macro_rules! each {
        ($($kind:ident),* $(,)?) => {
            match declared {
                $(Declared::$kind(d) => (d.name.into(), d.status.as_deref(), d.source.as_slice()),)*
                Declared::Operator(d) => (Some(d.name), d.status.as_deref(), d.source.as_slice()),
            }
        };
    }
    let (name, status, sources): (Option<&'a str>, Option<&Status<'a>>, &[Source<'a>]) = each!(
        Corridor, Naming, Rules, Lock, Assert, Waiver, Policy, Demand, Service, Handoff, Outage, Device, Link, Channel,
        LineSystem, Cable, Conduit, RightOfWay, Site, Metro, Risk, Reference,
    );
    let tenure: Option<&Tenure<'a>> = match declared {
        Declared::Link(link) => link.tenure.as_ref(),
        Declared::LineSystem(system) => system.tenure.as_ref(),
        _ => None,
    };
    let lifecycle = cx.lifecycle(id, status, tenure, "");
    sources_of(cx, id, Thing::Declaration(id), sources, "");
    let declaration = &mut cx.corridor.declarations[id.index()];
    declaration.name = name;
    declaration.lifecycle = lifecycle;
    declaration.sources = sources.len();
}

/// Resolves the sources of a declaration or of a part.
fn sources_of<'a>(cx: &mut Cx<'a, '_>, id: Id, of: Thing, sources: &[Source<'a>], prefix: impl fmt::Display) {
    for (at, source) in sources.iter().enumerate() {
        let pointer = |field: &str| format!("{prefix}/source/{at}/{field}");
        let reference = cx.refer(id, source.reference, &[Target::Kind(Kind::Reference)], || pointer("reference"));
        let reference = reference.map(|thing| cx.corridor.whole(thing));
        let as_of = cx.date(id, source.as_of, resolve::Parse::Last, pointer("as-of"));
        let as_of_first = source.as_of.and_then(|text| Date::first_of(text).ok());
        let confidence = source.confidence.and_then(Confidence::from_word).unwrap_or_default();
        let (field, says) = (source.field, source.says);
        cx.corridor.sources.push(Sourced {
            of,
            position: at as u32,
            reference,
            as_of,
            as_of_first,
            field,
            confidence,
            says,
        });
    }
}

/// Resolves a list of references of any kind.
fn things<'a>(cx: &mut Cx<'a, '_>, id: Id, names: &[&'a str], targets: &[Target], field: &str) -> Vec<Thing> {
    let named = names.iter().enumerate();
    named.filter_map(|(at, name)| cx.refer(id, name, targets, || format!("{field}/{at}"))).collect()
}
