//! Lowers what light runs through: conduits, cables and their spans.

use std::fmt;

use crate::lower::resolve::{Cx, quantity, span_id};
use crate::lower::{sites, sources_of};
use crate::model::declared::{self, Declared};
use crate::model::{Cable, CableId, Conduit, Id, Medium, OperatorId, Percent, Span, SpanId, Thing};

/// Gives every span its id, so that references find it whatever the order of the text.
pub(super) fn register_spans<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    let spans = |(_, declared): &(Id, Declared<'_>)| match declared {
        Declared::Cable(cable) => cable.span.len(),
        _ => 0,
    };
    let spans: usize = declared.iter().map(spans).sum();
    cx.corridor.spans.reserve(spans);
    cx.parts.reserve(spans);
    for (id, declared) in declared {
        let Declared::Cable(cable) = declared else { continue };
        let cable_id = CableId(cx.corridor.cables.len() as u32);
        let medium = medium(cable.medium);
        let mut spans = Vec::with_capacity(cable.span.len());
        for (at, span) in cable.span.iter().enumerate() {
            let span_id = span_id(&cx.corridor.spans);
            if cx.parts.contains_key(&(*id, span.id)) {
                duplicate_part(cx, *id, cable.id, "span", span.id, &format!("/span/{at}/id"));
                continue;
            }
            cx.parts.insert((*id, span.id), Thing::Span(span_id));
            spans.push(span_id);
            cx.corridor.spans.push(Span {
                cable: cable_id,
                part: span.id,
                position: at as u32,
                ends: None,
                length: None,
                along: Vec::new(),
                countries: Vec::new(),
                medium,
                owners: Vec::new(),
                operator: None,
                names_operator: false,
                shares: shares(&span.owner),
                loss: None,
                amplified: span.amplified == Some(true),
                fibre: span.fibre.as_deref().or(cable.fibre.as_ref()).map(|fibre| fibre.kind),
                fibre_pairs: span.fibre.as_deref().and_then(pairs),
                lifecycle: crate::model::Lifecycle::default(),
                own_lifecycle: None,
                sources: span.source.len(),
            });
        }
        cx.corridor.cables.push(Cable {
            id: *id,
            medium,
            spans,
            owners: Vec::new(),
            operator: None,
            landing_parties: Vec::new(),
            shares: shares(&cable.owner),
            fibre_pairs: cable.fibre.as_ref().and_then(pairs),
        });
    }
}

fn shares(owners: &[declared::Owner<'_>]) -> Vec<Option<Percent>> {
    owners.iter().map(|owner| owner.share.map(quantity)).collect()
}

fn pairs(fibre: &declared::Fibre<'_>) -> Option<u64> {
    fibre.pairs?.to_u64()
}

pub(super) fn duplicate_part(cx: &mut Cx<'_, '_>, id: Id, whole: &str, word: &str, part: &str, pointer: &str) {
    let finding = cx.report("duplicate-id", id, pointer, format!("`{whole}` has two {word}s `{part}`"));
    finding.label = "declared again".into();
    finding.help = Some(format!("give one of the two {word}s another name").into());
}

fn medium(word: &str) -> Medium {
    Medium::from_word(word).expect("the schema allows the words of a medium alone")
}

pub(super) fn conduits<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Conduit(conduit) = declared else { continue };
        let lowered = Conduit {
            id: *id,
            ends: cx.ends(*id, conduit.from, conduit.to, ""),
            kind: conduit.kind,
            length: conduit.length.map(quantity),
            via: sites::positions(cx, *id, &conduit.via, "/via").unwrap_or_default(),
            right_of_way: cx.right_of_way(*id, conduit.right_of_way, "/right-of-way"),
            names_right_of_way: conduit.right_of_way.is_some(),
            operator: cx.operator(*id, conduit.operator, "/operator"),
            within: cx.conduit(*id, conduit.within, "/within"),
        };
        cx.corridor.conduits.push(lowered);
    }
}

pub(super) fn cables<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    let mut next = 0;
    for (id, declared) in declared {
        let Declared::Cable(cable) = declared else { continue };
        let owners = owners(cx, *id, &cable.owner, "");
        let operator = cx.operator(*id, cable.operator, "/operator");
        let mut landing_parties = Vec::new();
        for (at, landing) in cable.landing_party.iter().enumerate() {
            landing_parties.extend(cx.operator(
                *id,
                Some(landing.operator),
                format_args!("/landing-party/{at}/operator"),
            ));
            cx.site(*id, landing.at, format_args!("/landing-party/{at}/at"));
        }
        let whole = Whole { id: *id, declared: cable, owners, operator };
        for (at, span) in cable.span.iter().enumerate() {
            let registered = cx
                .corridor
                .spans
                .get(next)
                .is_some_and(|lowered| lowered.position as usize == at && lowered.part == span.id);
            if registered {
                self::span(cx, &whole, at, span, SpanId(next as u32));
                next += 1;
            }
        }
        let lowered = &mut cx.corridor.cables
            [cx.corridor.declarations[id.index()].index.expect("a cable that passed its schema") as usize];
        lowered.owners = whole.owners;
        lowered.operator = whole.operator;
        lowered.landing_parties = landing_parties;
    }
}

/// The cable of a span: what stands there unless the span says otherwise.
struct Whole<'a, 'd> {
    id: Id,
    declared: &'d declared::Cable<'a>,
    owners: Vec<OperatorId>,
    operator: Option<OperatorId>,
}

fn span<'a>(cx: &mut Cx<'a, '_>, whole: &Whole<'a, '_>, at: usize, span: &declared::Span<'a>, into: SpanId) {
    let prefix = format_args!("/span/{at}");
    let id = whole.id;
    let ends = cx.ends(id, span.from, span.to, prefix);
    let along = span
        .along
        .iter()
        .enumerate()
        .map(|(n, name)| cx.conduit(id, Some(name), format_args!("{prefix}/along/{n}")))
        .collect();
    let own_owners = owners(cx, id, &span.owner, prefix);
    let own_operator = cx.operator(id, span.operator, format_args!("{prefix}/operator"));
    let own_lifecycle = span.status.as_deref().map(|status| cx.lifecycle(id, Some(status), None, prefix));
    sources_of(cx, id, Thing::Span(into), &span.source, prefix);
    let cable_lifecycle = cx.corridor.declaration(id).lifecycle;
    let length = span.length.map(quantity);
    let countries = cx.countries(id, &span.country, format_args!("{prefix}/country"));
    let declared = whole.declared;
    let lowered = &mut cx.corridor.spans[into.index()];
    lowered.ends = ends;
    lowered.length = length;
    lowered.loss = span.loss.as_deref().copied().map(quantity);
    lowered.along = along;
    lowered.countries = countries;
    lowered.medium = span.medium.map_or(lowered.medium, medium);
    lowered.owners = if span.owner.is_empty() { whole.owners.clone() } else { own_owners };
    lowered.operator = if span.operator.is_none() { whole.operator } else { own_operator };
    lowered.names_operator = [&span.owner, &declared.owner].iter().any(|owners| !owners.is_empty())
        || span.operator.is_some()
        || declared.operator.is_some();
    // A span that says nothing stands as its cable does; one that does, within it.
    lowered.lifecycle = own_lifecycle.map_or(cable_lifecycle, |own| own.within(cable_lifecycle));
    lowered.own_lifecycle = own_lifecycle;
}

fn owners<'a>(
    cx: &mut Cx<'a, '_>,
    id: Id,
    owners: &[declared::Owner<'a>],
    prefix: impl fmt::Display,
) -> Vec<OperatorId> {
    let named = owners.iter().enumerate();
    named
        .filter_map(|(at, owner)| cx.operator(id, Some(owner.operator), format_args!("{prefix}/owner/{at}/operator")))
        .collect()
}
