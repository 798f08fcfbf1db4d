//! The corridor with every reference resolved and every figure in its unit. It holds no spans of text.

use rustc_hash::FxHashMap;

use crate::diagnostic::Level;
use crate::model::{
    Assertion, CableId, Carrier, Channel, ChannelId, ConduitId, Country, CountryId, Date, Db, DemandId, Device,
    DeviceId, Encryption, Failing, Gbps, Given, Handoff, Id, Igp, Km, LegId, Lifecycle, LineSystem, LineSystemId,
    LinkId, MetroId, Millis, OperatorId, Outage, Percent, PolicyId, Pool, Position, Rates, Reference, RightOfWayId,
    RiskId, Separation, ServiceId, SiteId, Sourced, SpanId, Thing,
};
use crate::schema::{Form, Kind};
use crate::source::FileId;
use crate::syntax::NodeId;

/// A declaration: what it is and where it stands.
#[derive(Clone, Debug)]
pub struct Declaration<'a> {
    pub kind: Kind,
    /// Empty for the kinds without an id.
    pub id: &'a str,
    pub file: FileId,
    pub node: NodeId,
    /// Its place among those of its kind that passed their schema; `None` where it did not.
    pub index: Option<u32>,
    /// Whether fields are left out that could not be read: no rule misses what is not there.
    pub form: Form,
    pub name: Option<&'a str>,
    pub lifecycle: Lifecycle,
    /// How many `source` lines it has.
    pub sources: usize,
    /// Some other declaration names it.
    pub referenced: bool,
}

/// The two ends of a thing, in the order of `from` and `to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ends {
    pub from: SiteId,
    pub to: SiteId,
}

impl Ends {
    /// The other end, seen from one of them.
    pub fn across(self, site: SiteId) -> Option<SiteId> {
        if site == self.from {
            Some(self.to)
        } else if site == self.to {
            Some(self.from)
        } else {
            None
        }
    }
}

/// The roles of a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Roles {
    pub landing_station: bool,
    pub beach_manhole: bool,
    pub branching_unit: bool,
    pub border_crossing: bool,
    pub hub: bool,
    pub amplifier: bool,
    pub pop: bool,
    pub data_centre: bool,
    pub junction: bool,
}

#[derive(Clone, Debug)]
pub struct Site<'a> {
    pub id: Id,
    pub countries: Vec<Country>,
    pub at: Position,
    pub locode: Option<&'a str>,
    pub roles: Roles,
    pub operator: Option<OperatorId>,
    pub metro: Option<MetroId>,
    pub within: Option<SiteId>,
}

#[derive(Clone, Debug)]
pub struct Operator<'a> {
    pub id: Id,
    pub name: &'a str,
    pub country: Option<Country>,
    pub parent: Option<OperatorId>,
    pub icc: Option<&'a str>,
    pub asn: Option<u32>,
    pub igp: Igp,
    pub contacts: Vec<&'a str>,
}

#[derive(Clone, Debug)]
pub struct Metro {
    pub id: Id,
}

#[derive(Clone, Debug)]
pub struct RightOfWay {
    pub id: Id,
    pub holder: Option<OperatorId>,
}

/// Where a risk strikes.
#[derive(Clone, PartialEq, Debug)]
pub enum Area {
    Circle {
        centre: Position,
        radius: Km,
    },
    /// The rim, closed from the last corner to the first.
    Polygon(Vec<Position>),
}

#[derive(Clone, Debug)]
pub struct Risk<'a> {
    pub id: Id,
    pub kind: &'a str,
    pub areas: Vec<Area>,
    pub members: Vec<Thing>,
}

#[derive(Clone, Debug)]
pub struct Conduit<'a> {
    pub id: Id,
    pub ends: Option<Ends>,
    pub kind: &'a str,
    pub length: Option<Km>,
    pub via: Vec<Position>,
    pub right_of_way: Option<RightOfWayId>,
    /// `right-of-way` is written, whether or not it could be resolved.
    pub names_right_of_way: bool,
    pub operator: Option<OperatorId>,
    pub within: Option<ConduitId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Medium {
    Terrestrial,
    Aerial,
    Subsea,
}

impl Medium {
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "terrestrial" => Self::Terrestrial,
            "aerial" => Self::Aerial,
            "subsea" => Self::Subsea,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Terrestrial => "terrestrial",
            Self::Aerial => "aerial",
            Self::Subsea => "subsea",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Cable {
    pub id: Id,
    pub medium: Medium,
    pub spans: Vec<SpanId>,
    pub owners: Vec<OperatorId>,
    pub operator: Option<OperatorId>,
    pub landing_parties: Vec<OperatorId>,
    /// The share of each owner as written, also of one that could not be resolved.
    pub shares: Vec<Option<Percent>>,
    pub fibre_pairs: Option<u64>,
}

/// A span, with what it takes from its cable filled in.
#[derive(Clone, Debug)]
pub struct Span<'a> {
    pub cable: CableId,
    pub part: &'a str,
    /// Its place among the spans of the cable.
    pub position: u32,
    pub ends: Option<Ends>,
    pub length: Option<Km>,
    /// The conduits in order; `None` for one that could not be resolved.
    pub along: Vec<Option<ConduitId>>,
    /// Countries passed besides those of the ends.
    pub countries: Vec<Country>,
    pub medium: Medium,
    pub owners: Vec<OperatorId>,
    pub operator: Option<OperatorId>,
    /// An owner or operator is written, whether or not it could be resolved.
    pub names_operator: bool,
    /// The shares of the owners that it has in place of its cable's.
    pub shares: Vec<Option<Percent>>,
    pub loss: Option<Db>,
    /// There are amplifiers on the way, of which the loss says nothing.
    pub amplified: bool,
    /// The type of its fibre as it is written, its cable's where it has none.
    pub fibre: Option<&'a str>,
    /// Its own figure, where it has one in place of its cable's.
    pub fibre_pairs: Option<u64>,
    pub lifecycle: Lifecycle,
    /// What its own status says, where it has one, whatever its cable says.
    pub own_lifecycle: Option<Lifecycle>,
    pub sources: usize,
}

/// An `over` in order; `None` for what could not be resolved and is reported.
pub type Over = Vec<Option<Carrier>>;

#[derive(Clone, Debug)]
pub struct Link {
    pub id: Id,
    pub ends: Option<Ends>,
    /// `None` where it could not be read.
    pub capacity: Option<Gbps>,
    pub over: Over,
    pub undisclosed: bool,
    pub provider: Option<OperatorId>,
    pub operator: Option<OperatorId>,
    pub encryption: Option<Encryption>,
    /// Both ways, measured or promised.
    pub round_trip: Option<Millis>,
    /// Of its equipment, one way.
    pub delay: Option<Millis>,
    pub diverse_from: Vec<Thing>,
}

#[derive(Clone, Debug)]
pub struct Service {
    pub id: Id,
    pub ends: Option<Ends>,
    /// `None` where it could not be read.
    pub capacity: Option<Gbps>,
    pub policy: Option<PolicyId>,
    /// A policy is written, whether or not it could be resolved.
    pub names_policy: bool,
    pub legs: Vec<LegId>,
    /// All legs that are written are among them; one whose name another has is not.
    pub has_all_legs: bool,
    /// How many legs must be up at a time.
    pub needs: u64,
    pub encryption: Option<Encryption>,
}

#[derive(Clone, Debug)]
pub struct Leg<'a> {
    pub service: ServiceId,
    pub name: &'a str,
    /// Its place among the legs of the service.
    pub position: u32,
    pub over: Over,
}

#[derive(Clone, Debug)]
pub struct Demand {
    pub id: Id,
    pub ends: Option<Ends>,
    pub policy: Option<PolicyId>,
    /// A policy is written, whether or not it could be resolved.
    pub names_policy: bool,
    /// How many disjoint routes are wanted.
    pub routes: usize,
    /// What stands then counts.
    pub by: Option<Date>,
}

/// What diversity is asked in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dimension {
    Site,
    Metro,
    LandingStation,
    BorderCrossing,
    Country,
    Conduit,
    RightOfWay,
    Cable,
    Span,
    Link,
    Operator,
    Risk,
}

impl Dimension {
    pub const ALL: [Self; 12] = [
        Self::Site,
        Self::Metro,
        Self::LandingStation,
        Self::BorderCrossing,
        Self::Country,
        Self::Conduit,
        Self::RightOfWay,
        Self::Cable,
        Self::Span,
        Self::Link,
        Self::Operator,
        Self::Risk,
    ];

    /// The word of a policy.
    pub fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Metro => "metro",
            Self::LandingStation => "landing-station",
            Self::BorderCrossing => "border-crossing",
            Self::Country => "country",
            Self::Conduit => "conduit",
            Self::RightOfWay => "right-of-way",
            Self::Cable => "cable",
            Self::Span => "span",
            Self::Link => "link",
            Self::Operator => "operator",
            Self::Risk => "risk",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.word() == word)
    }

    /// The word in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::LandingStation => "landing station",
            Self::BorderCrossing => "border crossing",
            Self::RightOfWay => "right-of-way",
            other => other.word(),
        }
    }

    /// The words for several of it.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Site => "sites",
            Self::Metro => "metros",
            Self::LandingStation => "landing stations",
            Self::BorderCrossing => "border crossings",
            Self::Country => "countries",
            Self::Conduit => "conduits",
            Self::RightOfWay => "rights-of-way",
            Self::Cable => "cables",
            Self::Span => "spans",
            Self::Link => "links",
            Self::Operator => "operators",
            Self::Risk => "risks",
        }
    }
}

/// One `disjoint` line of a policy.
#[derive(Clone, Debug)]
pub struct Disjoint<'a> {
    pub dimensions: Vec<Dimension>,
    /// Narrows `risk` to one kind of risk.
    pub risk_kind: Option<&'a str>,
    /// How many things two legs may have in common.
    pub at_most: usize,
    /// What the end sites bring with them counts, too.
    pub ends_count: bool,
    pub near_ends: Option<Km>,
}

/// One `avoid` line of a policy.
#[derive(Clone, Debug)]
pub struct Avoid<'a> {
    pub dimension: Dimension,
    /// What is avoided, and the place of its word on the line.
    pub values: Vec<(usize, Avoided<'a>)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Avoided<'a> {
    Country(Country),
    Thing(Thing),
    /// Every risk of a kind, as in `avoid risk seismic`.
    RiskKind(&'a str),
}

#[derive(Clone, Debug)]
pub struct Policy<'a> {
    pub id: Id,
    pub legs: Option<usize>,
    pub disjoint: Vec<Disjoint<'a>>,
    pub separation: Option<Separation>,
    pub except: Vec<Thing>,
    pub except_countries: Vec<Country>,
    pub avoid: Vec<Avoid<'a>>,
    pub unknown: Level,
    pub planned: Level,
    pub availability: Option<Percent>,
    pub round_trip: Option<Millis>,
    /// Any of them will do; empty where none is asked for.
    pub encryption: Vec<Encryption>,
}

/// A waiver: which findings of one rule it covers.
#[derive(Clone, Debug)]
pub struct Waiver<'a> {
    pub id: Id,
    pub rule: &'a str,
    /// The ids as written; a whole covers its parts.
    pub on: Vec<&'a str>,
    /// All that it is `on` is declared.
    pub resolved: bool,
    pub reason: &'a str,
    pub approved_by: &'a str,
    pub expires: Date,
}

/// A line of `rules`, in the order of the text.
#[derive(Clone, Debug)]
pub struct LevelLine<'a> {
    pub id: Id,
    pub level: Level,
    /// Its place among the lines of this level in the declaration.
    pub position: usize,
    pub rules: Vec<&'a str>,
    pub within: Option<&'a str>,
}

/// A line of `naming`.
#[derive(Clone, Debug)]
pub struct NamePattern<'a> {
    pub id: Id,
    /// Its place among the lines of its sort.
    pub position: usize,
    pub kind: &'a str,
    pub form: NameForm<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameForm<'a> {
    Template(&'a str),
    Regex(&'a str),
}

/// Everything that was declared and resolved.
#[derive(Debug, Default)]
pub struct Corridor<'a> {
    pub title: Option<&'a str>,
    pub between: Option<Ends>,
    /// The `corridor` declaration.
    pub id: Option<Id>,
    pub rates: Rates,
    /// What says how often it fails, by its declaration.
    pub failing: FxHashMap<Id, Failing>,
    pub declarations: Vec<Declaration<'a>>,
    /// How many of the declarations have an id: they come first.
    pub named: usize,
    pub countries: Vec<Country>,
    pub sites: Vec<Site<'a>>,
    pub metros: Vec<Metro>,
    pub operators: Vec<Operator<'a>>,
    pub rights_of_way: Vec<RightOfWay>,
    pub risks: Vec<Risk<'a>>,
    pub conduits: Vec<Conduit<'a>>,
    pub cables: Vec<Cable>,
    pub spans: Vec<Span<'a>>,
    pub line_systems: Vec<LineSystem<'a>>,
    pub channels: Vec<Channel<'a>>,
    pub devices: Vec<Device<'a>>,
    pub links: Vec<Link>,
    pub services: Vec<Service>,
    pub legs: Vec<Leg<'a>>,
    pub demands: Vec<Demand>,
    pub handoffs: Vec<Handoff<'a>>,
    pub outages: Vec<Outage<'a>>,
    pub assertions: Vec<Assertion<'a>>,
    pub references: Vec<Reference<'a>>,
    pub sources: Vec<Sourced<'a>>,
    pub policies: Vec<Policy<'a>>,
    pub waivers: Vec<Waiver<'a>>,
    pub levels: Vec<LevelLine<'a>>,
    pub names: Vec<NamePattern<'a>>,
    pub pools: Vec<Pool<'a>>,
    /// What was given out, in the order of the locks and their lines.
    pub given: Vec<Given<'a>>,
}

macro_rules! accessors {
    ($($name:ident: $list:ident[$id:ty] -> $item:ty;)*) => {
        impl<'a> Corridor<'a> {
            $(pub fn $name(&self, id: $id) -> &$item {
                &self.$list[id.index()]
            })*
        }
    };
}

accessors! {
    site: sites[SiteId] -> Site<'a>;
    metro: metros[MetroId] -> Metro;
    operator: operators[OperatorId] -> Operator<'a>;
    right_of_way: rights_of_way[RightOfWayId] -> RightOfWay;
    risk: risks[RiskId] -> Risk<'a>;
    conduit: conduits[ConduitId] -> Conduit<'a>;
    cable: cables[CableId] -> Cable;
    span: spans[SpanId] -> Span<'a>;
    line_system: line_systems[LineSystemId] -> LineSystem<'a>;
    channel: channels[ChannelId] -> Channel<'a>;
    device: devices[DeviceId] -> Device<'a>;
    link: links[LinkId] -> Link;
    service: services[ServiceId] -> Service;
    leg: legs[LegId] -> Leg<'a>;
    demand: demands[DemandId] -> Demand;
    policy: policies[PolicyId] -> Policy<'a>;
    country: countries[CountryId] -> Country;
    declaration: declarations[Id] -> Declaration<'a>;
}

impl<'a> Corridor<'a> {
    /// The declaration of an id.
    pub fn find(&self, id: &str) -> Option<Id> {
        let named = &self.declarations[..self.named];
        named.binary_search_by(|declaration| declaration.id.cmp(id)).ok().map(|at| Id(at as u32))
    }

    /// The id of a declaration as it is written.
    pub fn text(&self, id: Id) -> &'a str {
        self.declaration(id).id
    }

    /// The thing that an id, or the name of a part `WHOLE:PART`, means.
    pub fn find_thing(&self, text: &str) -> Option<Thing> {
        let Some((whole, part)) = text.split_once(':') else {
            return self.find(text).map(Thing::Declaration);
        };
        let id = self.find(whole)?;
        let declaration = self.declaration(id);
        let index = declaration.index?;
        match declaration.kind {
            Kind::Cable => {
                let spans = &self.cable(CableId(index)).spans;
                spans.iter().find(|&&span| self.span(span).part == part).map(|&span| Thing::Span(span))
            }
            Kind::Service => {
                let legs = &self.service(ServiceId(index)).legs;
                legs.iter().find(|&&leg| self.leg(leg).name == part).map(|&leg| Thing::Leg(leg))
            }
            _ => None,
        }
    }

    /// A thing by its name: an id, or `WHOLE:PART`.
    pub fn name_of(&self, thing: Thing) -> String {
        match thing {
            Thing::Declaration(id) => self.text(id).to_owned(),
            Thing::Span(span) => {
                let span = self.span(span);
                format!("{}:{}", self.text(self.cable(span.cable).id), span.part)
            }
            Thing::Leg(leg) => {
                let leg = self.leg(leg);
                format!("{}:{}", self.text(self.service(leg.service).id), leg.name)
            }
        }
    }

    /// The declaration that a thing is, or is a part of.
    pub fn whole(&self, thing: Thing) -> Id {
        match thing {
            Thing::Declaration(id) => id,
            Thing::Span(span) => self.cable(self.span(span).cable).id,
            Thing::Leg(leg) => self.service(self.leg(leg).service).id,
        }
    }

    /// When a thing stands. A span that says nothing stands as its cable does.
    /// The thing that an item of an `over` is.
    pub fn thing_of(&self, carrier: Carrier) -> Thing {
        match carrier {
            Carrier::Span(span) => Thing::Span(span),
            Carrier::Link(link) => Thing::Declaration(self.link(link).id),
            Carrier::Cable(cable) => Thing::Declaration(self.cable(cable).id),
            Carrier::Channel(channel) => Thing::Declaration(self.channel(channel).id),
        }
    }

    pub fn lifecycle(&self, thing: Thing) -> Lifecycle {
        match thing {
            Thing::Declaration(id) => self.declaration(id).lifecycle,
            Thing::Span(span) => self.span(span).lifecycle,
            Thing::Leg(leg) => self.declaration(self.service(self.leg(leg).service).id).lifecycle,
        }
    }
}
