//! From the text of a reference to what it means.

use std::fmt;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Found};
use crate::lower::namespace::Namespace;
use crate::lower::texts::{Locator, Texts};
use crate::model::declared::{Quantity, Tenure};
use crate::model::{
    CableId, Carrier, ChannelId, ConduitId, Corridor, Country, Date, Ends, Id, LegId, Lifecycle, LineSystemId, LinkId,
    MetroId, OperatorId, PolicyId, RightOfWayId, SiteId, SpanId, Status, Thing, UnitError,
};
use crate::schema::{Kind, listed, near};
use crate::source::Place;

/// What a field may refer to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    Kind(Kind),
    Span,
    Leg,
}

impl Target {
    fn phrase(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::Span => "span",
            Self::Leg => "leg",
        }
    }
}

pub(super) const ANYTHING: &[Target] = &[];

/// What a risk can strike: the plant, and who runs it.
pub(super) const EXPOSED: &[Target] = STRUCK_ALL.split_at(11).0;

/// What two legs can have in common.
pub(super) const EXPOSED_AND_RISKS: &[Target] = STRUCK_ALL.split_at(12).0;

/// What can be out of service.
pub(super) const STRUCK: &[Target] = &STRUCK_ALL;

const STRUCK_ALL: [Target; 13] = [
    Target::Kind(Kind::Site),
    Target::Kind(Kind::Metro),
    Target::Kind(Kind::RightOfWay),
    Target::Kind(Kind::Conduit),
    Target::Kind(Kind::Cable),
    Target::Span,
    Target::Kind(Kind::LineSystem),
    Target::Kind(Kind::Channel),
    Target::Kind(Kind::Link),
    Target::Kind(Kind::Operator),
    Target::Leg,
    Target::Kind(Kind::Risk),
    Target::Kind(Kind::Device),
];

/// Comparisons of misspelt references with known ids that one run spends; beyond them nothing is suggested.
const SUGGESTION_BUDGET: usize = 1_000_000;

/// What lowering works with.
#[derive(Debug)]
pub(super) struct Cx<'a, 'b> {
    pub corridor: Corridor<'a>,
    pub found: &'b mut Found,
    pub ids: FxHashMap<&'a str, Id>,
    /// What was found last by references to each kind.
    last: [usize; Kind::ALL.len()],
    /// Parts by their whole: spans and legs.
    pub parts: FxHashMap<(Id, &'a str), Thing>,
    nameless: rustc_hash::FxHashSet<&'a str>,
    locator: Locator<'a>,
    suggestions: usize,
    /// Whether a reference makes what it names used. A waiver's does not, or none could cover what nobody uses.
    pub uses: bool,
}

impl<'a, 'b> Cx<'a, 'b> {
    pub fn new(texts: &'a Texts<'a>, mut namespace: Namespace<'a>, found: &'b mut Found) -> Self {
        for word in namespace.mentioned {
            let whole = word.split_once(':').map_or(word, |(whole, _)| whole);
            if let Some(id) = namespace.ids.get(whole) {
                namespace.declarations[id.index()].referenced = true;
            }
        }
        Self {
            corridor: Corridor { declarations: namespace.declarations, named: namespace.named, ..Corridor::default() },
            found,
            ids: namespace.ids,
            last: [0; Kind::ALL.len()],
            parts: FxHashMap::default(),
            nameless: namespace.nameless,
            locator: Locator::new(texts),
            suggestions: SUGGESTION_BUDGET,
            uses: true,
        }
    }

    pub fn place(&self, owner: Id, pointer: &str) -> Place {
        let declaration = self.corridor.declaration(owner);
        self.locator.place(declaration.file, declaration.node, pointer)
    }

    /// Adds a finding about a declaration, at a pointer.
    pub fn report(
        &mut self,
        rule: &'static str,
        owner: Id,
        pointer: &str,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let place = self.place(owner, pointer);
        let mut finding = Diagnostic::new(rule, place, message);
        let id = self.corridor.text(owner);
        if !id.is_empty() {
            finding.ids.push(id.to_owned());
        }
        self.found.push(finding)
    }

    /// What a reference means. `None` where it means nothing, which is reported, or something that failed, which was.
    pub fn refer(
        &mut self,
        owner: Id,
        text: &'a str,
        targets: &[Target],
        pointer: impl FnOnce() -> String,
    ) -> Option<Thing> {
        let last = match targets.first() {
            Some(Target::Kind(kind)) => *kind as usize,
            Some(Target::Span | Target::Leg) | None => Kind::Cable as usize,
        };
        let guess = self.guess(text, last);
        let (whole, part) = match text.split_once(':') {
            Some((whole, part)) if guess.is_none() => (whole, Some(part)),
            _ => (text, None),
        };
        let Some(id) = guess.or_else(|| self.ids.get(whole).copied()) else {
            if !self.nameless.contains(whole) {
                self.unknown(owner, text, whole, targets, &pointer());
            }
            return None;
        };
        self.last[last] = id.index();
        if id != owner && self.uses {
            self.corridor.declarations[id.index()].referenced = true;
        }
        let kind = self.corridor.declaration(id).kind;
        let broken = self.corridor.declaration(id).index.is_none();
        let thing = match part {
            None => Thing::Declaration(id),
            Some(_) if broken => return None,
            Some(part) => {
                if let Some(&thing) = self.parts.get(&(id, part)) {
                    thing
                } else {
                    self.unknown_part(owner, id, part, &pointer());
                    return None;
                }
            }
        };
        let target = match thing {
            Thing::Declaration(_) => Target::Kind(kind),
            Thing::Span(_) => Target::Span,
            Thing::Leg(_) => Target::Leg,
        };
        if !targets.is_empty() && !targets.contains(&target) {
            self.wrong_kind(owner, text, id, target, targets, &pointer());
            return None;
        }
        (!broken).then_some(thing)
    }

    /// An id that is the last found or the next to it, as in a row of spans: so it is found without a search of all.
    fn guess(&self, id: &str, last: usize) -> Option<Id> {
        let last = self.last[last];
        let named = &self.corridor.declarations[..self.corridor.named];
        (last..named.len().min(last + 2)).find(|&at| named[at].id == id).map(|at| Id(at as u32))
    }

    fn unknown(&mut self, owner: Id, text: &str, whole: &str, targets: &[Target], pointer: &str) {
        let wanted = |target: &Target| match target {
            Target::Kind(kind) => Some(*kind),
            Target::Span => Some(Kind::Cable),
            Target::Leg => Some(Kind::Service),
        };
        let kinds: Vec<Kind> = targets.iter().filter_map(wanted).collect();
        let near = if self.suggestions >= self.corridor.named {
            self.suggestions -= self.corridor.named;
            let named = &self.corridor.declarations[..self.corridor.named];
            let fits = |kind: &Kind| kinds.is_empty() || kinds.contains(kind);
            near(whole, named.iter().filter(|declaration| fits(&declaration.kind)).map(|declaration| declaration.id))
        } else {
            None
        };
        // What was most likely meant is used: a slip of one letter is one fault.
        if let Some(&meant) = near.and_then(|near| self.ids.get(near.name)) {
            self.corridor.declarations[meant.index()].referenced |= self.uses;
        }
        let takes = listed(targets.iter().map(|target| target.phrase()), "or");
        let suffix = text.strip_prefix(whole).unwrap_or_default().to_owned();
        let finding = self.report("unknown-reference", owner, pointer, format!("`{text}` is not declared"));
        finding.label = "no declaration has this id".into();
        match near {
            Some(near) => near.suggest_to(finding, &suffix),
            None if takes.is_empty() => finding.help = Some("declare it, or mend the id".into()),
            None => finding.help = Some(format!("declare it, or name another: here stands {takes}").into()),
        }
    }

    fn unknown_part(&mut self, owner: Id, whole: Id, part: &str, pointer: &str) {
        let declaration = self.corridor.declaration(whole);
        let (kind, id) = (declaration.kind, declaration.id);
        let place = self.place(whole, "");
        let (count, name): (usize, Box<dyn Fn(usize) -> &'a str + '_>) = match (kind, declaration.index) {
            (Kind::Cable, Some(index)) => match self.corridor.cables.get(index as usize) {
                Some(cable) => (cable.spans.len(), Box::new(|at| self.corridor.span(cable.spans[at]).part)),
                None => (0, Box::new(|_| "")),
            },
            (Kind::Service, Some(index)) => match self.corridor.services.get(index as usize) {
                Some(service) => (service.legs.len(), Box::new(|at| self.corridor.leg(service.legs[at]).name)),
                None => (0, Box::new(|_| "")),
            },
            _ => (0, Box::new(|_| "")),
        };
        let word = match kind {
            Kind::Cable => "span",
            Kind::Service => "leg",
            _ => "part",
        };
        let help = match count {
            _ if part.ends_with(',') => "separate values by spaces, without commas".to_owned(),
            0 => format!("a `{}` has no parts: name it alone, `{id}`", kind.name()),
            1..=12 => format!("its {word}s are {}", listed((0..count).map(&name), "and")),
            many => format!("it has {many} {word}s, from `{}` to `{}`", name(0), name(many - 1)),
        };
        drop(name);
        let message = format!("`{id}` has no {word} `{part}`");
        let finding = self.report("unknown-reference", owner, pointer, message);
        finding.label = format!("no such {word}").into();
        finding.related.push(crate::diagnostic::Related { place, message: format!("`{id}` is declared here") });
        finding.help = Some(help.into());
    }

    fn wrong_kind(&mut self, owner: Id, text: &str, id: Id, target: Target, targets: &[Target], pointer: &str) {
        let place = self.place(id, "");
        let takes = listed(targets.iter().map(|target| target.phrase()), "or").replace('`', "");
        let what = target.phrase();
        let is_name = |step: &&str| step.parse::<usize>().is_err() && *step != "values";
        let field = pointer.rsplit('/').find(is_name).unwrap_or_default();
        let article = |word: &str| if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let (one, other) = (article(&takes), article(what));
        let message = format!("`{field}` takes {one} {takes}, and `{text}` is {other} {what}");
        let finding = self.report("wrong-kind", owner, pointer, message);
        finding.label = format!("{other} {what}").into();
        finding.related.push(crate::diagnostic::Related { place, message: format!("`{text}` is declared here") });
        finding.help = Some(format!("name {one} {takes} instead").into());
    }

    fn refer_index(&mut self, owner: Id, text: Option<&'a str>, kind: Kind, field: impl fmt::Display) -> Option<u32> {
        match self.refer(owner, text?, &[Target::Kind(kind)], || field.to_string())? {
            Thing::Declaration(id) => self.corridor.declaration(id).index,
            Thing::Span(_) | Thing::Leg(_) => None,
        }
    }

    pub fn site(&mut self, owner: Id, text: &'a str, field: impl fmt::Display) -> Option<SiteId> {
        self.refer_index(owner, Some(text), Kind::Site, field).map(SiteId)
    }

    pub fn site_in(&mut self, owner: Id, text: Option<&'a str>, field: impl fmt::Display) -> Option<SiteId> {
        self.refer_index(owner, text, Kind::Site, field).map(SiteId)
    }

    pub fn operator(&mut self, owner: Id, text: Option<&'a str>, field: impl fmt::Display) -> Option<OperatorId> {
        self.refer_index(owner, text, Kind::Operator, field).map(OperatorId)
    }

    pub fn metro(&mut self, owner: Id, text: Option<&'a str>, field: impl fmt::Display) -> Option<MetroId> {
        self.refer_index(owner, text, Kind::Metro, field).map(MetroId)
    }

    pub fn policy(&mut self, owner: Id, text: Option<&'a str>, field: impl fmt::Display) -> Option<PolicyId> {
        self.refer_index(owner, text, Kind::Policy, field).map(PolicyId)
    }

    pub fn conduit(&mut self, owner: Id, text: Option<&'a str>, field: impl fmt::Display) -> Option<ConduitId> {
        self.refer_index(owner, text, Kind::Conduit, field).map(ConduitId)
    }

    pub fn right_of_way(&mut self, owner: Id, text: Option<&'a str>, field: impl fmt::Display) -> Option<RightOfWayId> {
        self.refer_index(owner, text, Kind::RightOfWay, field).map(RightOfWayId)
    }

    pub fn line_system(&mut self, owner: Id, text: &'a str, field: impl fmt::Display) -> Option<LineSystemId> {
        self.refer_index(owner, Some(text), Kind::LineSystem, field).map(LineSystemId)
    }

    pub fn link(&mut self, owner: Id, text: &'a str, field: impl fmt::Display) -> Option<LinkId> {
        self.refer_index(owner, Some(text), Kind::Link, field).map(LinkId)
    }

    /// Both ends of a thing; they must differ.
    pub fn ends(&mut self, owner: Id, from: &'a str, to: &'a str, prefix: impl fmt::Display) -> Option<Ends> {
        let start = self.site(owner, from, format_args!("{prefix}/from"));
        let end = self.site(owner, to, format_args!("{prefix}/to"));
        if from == to && start.is_some() {
            let finding =
                self.report("invalid-value", owner, &format!("{prefix}/to"), format!("both ends are `{from}`"));
            finding.label = "the same site again".into();
            finding.help = Some("name the other end".into());
            return None;
        }
        Some(Ends { from: start?, to: end? })
    }

    /// An item of an `over`.
    pub fn carrier(&mut self, owner: Id, text: &'a str, pointer: impl FnOnce() -> String) -> Option<Carrier> {
        const CARRIERS: [Target; 4] =
            [Target::Span, Target::Kind(Kind::Cable), Target::Kind(Kind::Link), Target::Kind(Kind::Channel)];
        match self.refer(owner, text, &CARRIERS, pointer)? {
            Thing::Span(span) => Some(Carrier::Span(span)),
            Thing::Leg(_) => None,
            Thing::Declaration(id) => {
                let declaration = self.corridor.declaration(id);
                let index = declaration.index?;
                Some(match declaration.kind {
                    Kind::Cable => Carrier::Cable(CableId(index)),
                    Kind::Link => Carrier::Link(LinkId(index)),
                    Kind::Channel => Carrier::Channel(ChannelId(index)),
                    _ => return None,
                })
            }
        }
    }

    pub fn date(&mut self, owner: Id, text: Option<&str>, parse: Parse, pointer: impl fmt::Display) -> Option<Date> {
        let text = text?;
        let date = match parse {
            Parse::First => Date::first_of(text),
            Parse::Last => Date::last_of(text),
        };
        date.map_err(|error| {
            let finding = self.report("invalid-value", owner, &pointer.to_string(), format!("`{text}` is {error}"));
            finding.label = "no such day".into();
        })
        .ok()
    }

    /// Countries by their codes.
    pub fn countries(&mut self, owner: Id, codes: &[&str], pointer: impl fmt::Display) -> Vec<Country> {
        let mut countries = Vec::with_capacity(codes.len());
        for (at, code) in codes.iter().enumerate() {
            let country = Country::parse(code).expect("the schema allows two capital letters alone");
            if !country.is_assigned() {
                self.no_country(owner, code, &format!("{pointer}/{at}"));
            }
            countries.push(country);
        }
        countries
    }

    pub fn no_country(&mut self, owner: Id, code: &str, pointer: &str) {
        let finding = self.report("invalid-value", owner, pointer, format!("`{code}` is the code of no country"));
        finding.label = "no such country".into();
        finding.help = Some(match code {
            "UK" => "write `GB`, the code of the United Kingdom in ISO 3166-1".into(),
            "EL" => "write `GR`, the code of Greece in ISO 3166-1".into(),
            _ => "write the two capital letters of ISO 3166-1, as `DE`".into(),
        });
    }

    /// When a thing stands, from its `status` and its `tenure`.
    pub fn lifecycle(
        &mut self,
        owner: Id,
        status: Option<&crate::model::declared::Status<'a>>,
        tenure: Option<&Tenure<'a>>,
        prefix: impl fmt::Display,
    ) -> Lifecycle {
        let mut lifecycle = Lifecycle::default();
        if let Some(status) = status {
            lifecycle.status = Status::from_word(status.status).expect("the schema allows the words of a status alone");
            lifecycle.since = self.date(owner, status.since, Parse::First, format_args!("{prefix}/status/since"));
            lifecycle.ready = self.date(owner, status.ready, Parse::Last, format_args!("{prefix}/status/ready"));
        }
        if let Some(tenure) = tenure {
            lifecycle.until = self.date(owner, tenure.until, Parse::Last, format_args!("{prefix}/tenure/until"));
        }
        lifecycle
    }
}

/// Which day a month or a year means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Parse {
    First,
    Last,
}

/// The typed id of a part that was just added.
pub(super) fn next<T>(list: &[T]) -> u32 {
    list.len() as u32
}

/// Marks that a span or leg takes the next place.
pub(super) fn span_id(list: &[crate::model::Span<'_>]) -> SpanId {
    SpanId(next(list))
}

pub(super) fn leg_id(list: &[crate::model::Leg<'_>]) -> LegId {
    LegId(next(list))
}

/// A quantity in its unit.
pub(super) fn quantity<'q, T: TryFrom<Quantity<'q>, Error = UnitError>>(quantity: Quantity<'q>) -> T {
    T::try_from(quantity).expect("the schema of a field allows the units of its dimension alone")
}
