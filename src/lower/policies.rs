//! Lowers what is promised and how findings weigh: policies, waivers, levels, names, the corridor itself.

use crate::diagnostic::{Level, OVER_LIMIT};
use crate::lower::numbers;
use crate::lower::resolve::{ANYTHING, Cx, EXPOSED_AND_RISKS, Parse, Target, quantity};
use crate::model::declared::{self, Declared};
use crate::model::{
    About, Assertion, Avoid, Avoided, Country, Dimension, Disjoint, Encryption, Ends, Failing, Id, LevelLine, Medium,
    NameForm, NamePattern, Policy, Separation, Waiver,
};
use crate::schema::{Kind, listed, near};

pub(super) fn policies<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Policy(policy) = declared else { continue };
        let disjoint = policy.disjoint.iter().map(disjoint).collect();
        let avoid = policy.avoid.iter().enumerate().map(|(at, line)| avoid(cx, *id, at, line)).collect();
        let (codes, names): (Vec<_>, Vec<_>) =
            policy.except.iter().enumerate().partition(|(_, name)| is_country(cx, name));
        let except = names
            .into_iter()
            .filter_map(|(at, name)| cx.refer(*id, name, EXPOSED_AND_RISKS, || format!("/except/{at}")))
            .collect();
        let level = |word: Option<&str>, default| word.and_then(Level::from_word).unwrap_or(default);
        let lowered = Policy {
            id: *id,
            legs: policy.legs.as_ref().and_then(|legs| count(legs.at_least?)),
            disjoint,
            separation: policy.separation.as_ref().map(|separation| Separation {
                distance: quantity(separation.distance),
                near_ends: separation.near_ends.map(quantity),
            }),
            except,
            except_countries: codes.into_iter().filter_map(|(_, code)| Country::parse(code)).collect(),
            avoid,
            unknown: level(policy.unknown, Level::Deny),
            planned: level(policy.planned, Level::Warn),
            availability: policy.availability.map(quantity),
            round_trip: policy.round_trip.map(quantity),
            encryption: policy.encryption.iter().filter_map(|word| Encryption::from_word(word)).collect(),
        };
        cx.corridor.policies.push(lowered);
    }
}

fn count(decimal: crate::syntax::Decimal) -> Option<usize> {
    usize::try_from(decimal.to_u64()?).ok()
}

/// A country goes by its code, unless something is declared under these two letters.
fn is_country(cx: &Cx<'_, '_>, name: &str) -> bool {
    Country::parse(name).is_some_and(Country::is_assigned) && !cx.ids.contains_key(name)
}

fn disjoint<'a>(line: &declared::Disjoint<'a>) -> Disjoint<'a> {
    let dimension = |word: &&str| Dimension::from_word(word).expect("the schema allows the words of a dimension alone");
    Disjoint {
        dimensions: line.kinds.iter().map(dimension).collect(),
        risk_kind: line.kind,
        at_most: line.at_most.and_then(count).unwrap_or(0),
        ends_count: line.ends == Some("count"),
        near_ends: line.near_ends.map(quantity),
    }
}

fn avoid<'a>(cx: &mut Cx<'a, '_>, id: Id, line: usize, avoid: &declared::Avoid<'a>) -> Avoid<'a> {
    let dimension = Dimension::from_word(avoid.kind).expect("the schema allows the words of a dimension alone");
    let mut values = Vec::with_capacity(avoid.values.len());
    for (at, &value) in avoid.values.iter().enumerate() {
        let pointer = || format!("/avoid/{line}/values/{at}");
        let kind = match dimension {
            Dimension::Country => {
                match Country::parse(value).filter(|country| country.is_assigned()) {
                    Some(country) => values.push((at, Avoided::Country(country))),
                    None => cx.no_country(id, value, &pointer()),
                }
                continue;
            }
            Dimension::Risk if RISK_KINDS.contains(&value) && !cx.ids.contains_key(value) => {
                values.push((at, Avoided::RiskKind(value)));
                continue;
            }
            Dimension::Risk => Kind::Risk,
            Dimension::Operator => Kind::Operator,
            Dimension::RightOfWay => Kind::RightOfWay,
            Dimension::Cable => Kind::Cable,
            Dimension::Site
            | Dimension::Metro
            | Dimension::LandingStation
            | Dimension::BorderCrossing
            | Dimension::Conduit
            | Dimension::Span
            | Dimension::Link => Kind::Site,
        };
        let thing = cx.refer(id, value, &[Target::Kind(kind)], pointer);
        values.extend(thing.map(|thing| (at, Avoided::Thing(thing))));
    }
    Avoid { dimension, values }
}

/// The kinds of risks, as the schema of `risk` lists them.
const RISK_KINDS: [&str; 10] =
    ["seismic", "flood", "shipping", "fishing", "political", "sanctions", "power", "construction", "repair", "other"];

pub(super) fn waivers<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    cx.uses = false;
    for (id, declared) in declared {
        let Declared::Waiver(waiver) = declared else { continue };
        let mut resolved = true;
        for (at, name) in waiver.on.iter().enumerate() {
            if is_country(cx, name) {
                continue;
            }
            resolved &= cx.refer(*id, name, ANYTHING, || format!("/on/{at}")).is_some();
        }
        // Who approved is a name, and an operator where it is declared as one.
        cx.operator(*id, Some(waiver.approved_by).filter(|name| cx.ids.contains_key(name)), "/approved-by");
        let Some(expires) = cx.date(*id, Some(waiver.expires), Parse::Last, "/expires") else { continue };
        let (on, approved_by) = (waiver.on.clone(), waiver.approved_by);
        cx.corridor.waivers.push(Waiver {
            id: *id,
            rule: waiver.rule,
            on,
            resolved,
            reason: waiver.reason,
            approved_by,
            expires,
        });
    }
    cx.uses = true;
}

/// Lines of `rules` and of `naming` in a corridor: each is held against findings, or against names.
const MAX_LEVEL_LINES: usize = 10_000;
const MAX_NAME_LINES: usize = 256;

fn too_many(cx: &mut Cx<'_, '_>, id: Id, pointer: &str, of: &str, most: usize) {
    let message = format!("the corridor has more than {most} lines of `{of}`");
    let finding = cx.report(OVER_LIMIT, id, pointer, message);
    finding.label = "this and the later ones unread".into();
    finding.help = Some("say it of folders and patterns of paths, not of each file or thing".into());
}

pub(super) fn levels<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Rules(rules) = declared else { continue };
        for (level, lines) in [(Level::Deny, &rules.deny), (Level::Warn, &rules.warn), (Level::Allow, &rules.allow)] {
            for (position, line) in lines.iter().enumerate() {
                if cx.corridor.levels.len() == MAX_LEVEL_LINES {
                    let pointer = format!("/{}/{position}", level.word());
                    return too_many(cx, *id, &pointer, "rules", MAX_LEVEL_LINES);
                }
                cx.corridor.levels.push(LevelLine {
                    id: *id,
                    level,
                    position,
                    rules: line.rules.clone(),
                    within: line.within,
                });
            }
        }
    }
}

/// Each is parsed and tried on all things of its kind; nobody writes more by hand.
const MAX_ASSERTIONS: usize = 1_000;

pub(super) fn asserts<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Assert(assert) = declared else { continue };
        // A word that is none is reported by the schema.
        let Some(on) = About::from_word(assert.on) else { continue };
        if cx.corridor.assertions.len() == MAX_ASSERTIONS {
            return too_many(cx, *id, "", "assert", MAX_ASSERTIONS);
        }
        cx.corridor.assertions.push(Assertion {
            id: *id,
            on,
            when: assert.when,
            that: assert.that,
            message: assert.message,
            level: assert.level.and_then(Level::from_word).unwrap_or(Level::Deny),
            url: assert.url,
        });
    }
}

pub(super) fn names<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    let mut left = MAX_NAME_LINES;
    for (id, declared) in declared {
        let Declared::Naming(naming) = declared else { continue };
        let patterns = naming.pattern.iter().map(|line| ("pattern", line.kind, NameForm::Template(line.template)));
        let matches = naming.matches.iter().map(|line| ("match", line.kind, NameForm::Regex(line.regex)));
        let places = (0..naming.pattern.len()).chain(0..naming.matches.len());
        for ((field, kind, form), position) in patterns.chain(matches).zip(places) {
            if left == 0 {
                return too_many(cx, *id, &format!("/{field}/{position}"), "naming", MAX_NAME_LINES);
            }
            left -= 1;
            add_name(cx, *id, field, position, kind, form);
        }
    }
}

fn add_name<'a>(cx: &mut Cx<'a, '_>, id: Id, field: &str, position: usize, kind: &'a str, form: NameForm<'a>) {
    if Kind::from_name(kind).is_none() {
        let pointer = format!("/{field}/{position}/kind");
        let finding = cx.report("invalid-value", id, &pointer, format!("`{kind}` is not a kind of declaration"));
        finding.label = "unknown kind".into();
        let names = || Kind::ALL.into_iter().map(Kind::name);
        match near(kind, names()) {
            Some(near) => near.suggest_to(finding, ""),
            None => finding.help = Some(format!("the kinds are {}", listed(names(), "and")).into()),
        }
        return;
    }
    cx.corridor.names.push(NamePattern { id, position, kind, form });
}

/// How often things fail, where they say so themselves.
pub(super) fn failing<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let failing = match declared {
            Declared::Site(site) => {
                Failing { availability: site.availability.as_deref().copied().map(quantity), ..Failing::default() }
            }
            Declared::Link(link) => Failing { availability: link.availability.map(quantity), ..Failing::default() },
            Declared::Conduit(conduit) => Failing {
                cuts: conduit.cuts.as_deref().copied().map(quantity),
                repair: conduit.repair.as_deref().copied().map(quantity),
                ..Failing::default()
            },
            Declared::Cable(cable) => {
                Failing { cuts: cable.cuts.map(quantity), repair: cable.repair.map(quantity), ..Failing::default() }
            }
            Declared::Risk(risk) => {
                Failing { rate: risk.rate.map(quantity), repair: risk.repair.map(quantity), ..Failing::default() }
            }
            _ => continue,
        };
        if failing != Failing::default() {
            cx.corridor.failing.insert(*id, failing);
        }
    }
}

pub(super) fn corridor<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Corridor(corridor) = declared else { continue };
        cx.corridor.title = corridor.title;
        cx.corridor.id = Some(*id);
        let rates = &mut cx.corridor.rates;
        for line in &corridor.delay {
            if let Some(medium) = Medium::from_word(line.medium) {
                rates.delay.set(medium, quantity(line.delay));
                rates.delays.push((medium, quantity(line.delay)));
            }
        }
        for line in &corridor.route_factor {
            if let Some(medium) = Medium::from_word(line.medium) {
                rates.route_factor.set(medium, line.factor.to_f64());
            }
        }
        for line in &corridor.cuts {
            if let Some(medium) = Medium::from_word(line.medium) {
                rates.cuts.set(medium, quantity(line.cuts));
            }
        }
        for line in &corridor.repair {
            if let Some(medium) = Medium::from_word(line.medium) {
                rates.repair.set(medium, quantity(line.repair));
            }
        }
        numbers::pools(cx, *id, &corridor.pool);
        if let [from, to] = corridor.between[..] {
            let from = cx.site(*id, from, "/between/0");
            let to = cx.site(*id, to, "/between/1");
            cx.corridor.between = from.zip(to).map(|(from, to)| Ends { from, to });
        }
    }
}
