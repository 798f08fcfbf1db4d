//! What is promised and said of things: encryption, handoffs, delays of media, sources.

use crate::diagnostic::Level;
use crate::model::declared::Quantity;
use crate::model::{
    Date, Gbps, Hours, Id, Km, Medium, MicrosPerKm, Moment, OperatorId, PerKmYear, PerYear, Percent, PortId, SiteId,
    Thing,
};
use crate::schema::Kind;

/// How what is carried is made unreadable on the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encryption {
    None,
    Optical,
    Macsec,
    Ipsec,
}

impl Encryption {
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "none" => Self::None,
            "optical" => Self::Optical,
            "macsec" => Self::Macsec,
            "ipsec" => Self::Ipsec,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Optical => "optical",
            Self::Macsec => "macsec",
            Self::Ipsec => "ipsec",
        }
    }
}

/// One party's side of the place where two operators meet.
#[derive(Clone, Debug)]
pub struct Handoff<'a> {
    pub id: Id,
    pub of: Option<OperatorId>,
    pub with: Option<OperatorId>,
    pub site: Option<SiteId>,
    /// The other party's side, as it is named; `None` also where it could not be resolved.
    pub peer: Option<Id>,
    /// A peer is written, whether or not it could be resolved.
    pub names_peer: bool,
    /// The port of its device that faces the other party.
    pub port: Option<PortId>,
    pub interface: Option<&'a str>,
    pub capacity: Option<Gbps>,
    pub encryption: Option<Encryption>,
    pub mtu: Option<u64>,
    pub vlan: Option<u64>,
}

/// How far apart legs must run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Separation {
    pub distance: Km,
    /// So near to an end site they may come closer.
    pub near_ends: Option<Km>,
}

/// Planned work that takes things down for a while.
#[derive(Clone, Debug)]
pub struct Outage<'a> {
    pub id: Id,
    /// What is down, with the place of its name in `on`.
    pub on: Vec<(usize, Thing)>,
    pub starts: Moment,
    /// The work is over then.
    pub ends: Moment,
    pub reason: Option<&'a str>,
    pub approved_by: Option<&'a str>,
}

/// A rule of the user's own, its expressions as they are written.
#[derive(Clone, Copy, Debug)]
pub struct Assertion<'a> {
    pub id: Id,
    pub on: About,
    pub when: Option<&'a str>,
    pub that: &'a str,
    pub message: &'a str,
    pub level: Level,
    pub url: Option<&'a str>,
}

/// What a rule is about: a kind of declaration, or the parts of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum About {
    Kind(Kind),
    Span,
    Leg,
}

impl About {
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "span" => Some(Self::Span),
            "leg" => Some(Self::Leg),
            word => Kind::from_name(word).map(Self::Kind),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::Span => "span",
            Self::Leg => "leg",
        }
    }
}

/// How far a source bears a fact out, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Confidence {
    /// Nobody says it: it is only plausible.
    Assumed,
    /// It is computed from what the source states.
    Derived,
    #[default]
    Sourced,
}

impl Confidence {
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Assumed, Self::Derived, Self::Sourced].into_iter().find(|confidence| confidence.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Derived => "derived",
            Self::Sourced => "sourced",
        }
    }
}

/// Where something is said: a document, a page, a contract.
#[derive(Clone, Debug)]
pub struct Reference<'a> {
    pub id: Id,
    pub title: &'a str,
    pub publisher: Option<&'a str>,
    pub url: Option<&'a str>,
}

/// What one source says of a thing.
#[derive(Clone, Debug)]
pub struct Sourced<'a> {
    pub of: Thing,
    /// Its place among the sources of the thing.
    pub position: u32,
    /// `None` where it could not be resolved.
    pub reference: Option<Id>,
    /// The last day of it, where it is a month or a year.
    pub as_of: Option<Date>,
    /// The first day of it.
    pub as_of_first: Option<Date>,
    pub field: Option<&'a str>,
    pub confidence: Confidence,
    pub says: Option<Quantity<'a>>,
}

/// A figure for each medium, where the corridor declares one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ByMedium<T>([Option<T>; 3]);

impl<T> Default for ByMedium<T> {
    fn default() -> Self {
        Self([None, None, None])
    }
}

impl<T: Copy> ByMedium<T> {
    pub fn get(&self, medium: Medium) -> Option<T> {
        self.0[medium as usize]
    }

    pub fn set(&mut self, medium: Medium, value: T) {
        self.0[medium as usize] = Some(value);
    }
}

/// How often something fails, and how long it is down then; few things say.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Failing {
    pub cuts: Option<PerKmYear>,
    pub rate: Option<PerYear>,
    pub repair: Option<Hours>,
    pub availability: Option<Percent>,
}

/// What the corridor declares for lengths that nobody gives and for light on its way.
#[derive(Clone, Default, Debug)]
pub struct Rates {
    /// One way, by length.
    pub delay: ByMedium<MicrosPerKm>,
    /// The same, as the lines stand.
    pub delays: Vec<(Medium, MicrosPerKm)>,
    /// How much longer a route is than the geodesic.
    pub route_factor: ByMedium<f64>,
    /// How often what lies in the ground, in the air or in the sea is cut.
    pub cuts: ByMedium<PerKmYear>,
    /// How long that takes to repair.
    pub repair: ByMedium<Hours>,
}
