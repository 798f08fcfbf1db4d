//! The kinds of declarations.

/// A kind of declaration. The order is that of the layers: a kind rides on those that come after it, mostly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Corridor,
    Naming,
    Rules,
    Lock,
    Assert,
    Waiver,
    Policy,
    Demand,
    Service,
    Handoff,
    Outage,
    Device,
    Link,
    Channel,
    LineSystem,
    Cable,
    Conduit,
    RightOfWay,
    Site,
    Metro,
    Risk,
    Operator,
    Reference,
}

impl Kind {
    pub const ALL: [Self; 23] = [
        Self::Corridor,
        Self::Naming,
        Self::Rules,
        Self::Lock,
        Self::Assert,
        Self::Waiver,
        Self::Policy,
        Self::Demand,
        Self::Service,
        Self::Handoff,
        Self::Outage,
        Self::Device,
        Self::Link,
        Self::Channel,
        Self::LineSystem,
        Self::Cable,
        Self::Conduit,
        Self::RightOfWay,
        Self::Site,
        Self::Metro,
        Self::Risk,
        Self::Operator,
        Self::Reference,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Corridor => "corridor",
            Self::Naming => "naming",
            Self::Rules => "rules",
            Self::Lock => "lock",
            Self::Assert => "assert",
            Self::Waiver => "waiver",
            Self::Policy => "policy",
            Self::Demand => "demand",
            Self::Service => "service",
            Self::Handoff => "handoff",
            Self::Outage => "outage",
            Self::Device => "device",
            Self::Link => "link",
            Self::Channel => "channel",
            Self::LineSystem => "line-system",
            Self::Cable => "cable",
            Self::Conduit => "conduit",
            Self::RightOfWay => "right-of-way",
            Self::Site => "site",
            Self::Metro => "metro",
            Self::Risk => "risk",
            Self::Operator => "operator",
            Self::Reference => "reference",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The text of the built-in schema.
    pub fn schema_text(self) -> &'static str {
        macro_rules! schema {
            ($name:literal) => {
                include_str!(concat!("../../schemas/", $name, ".schema.json"))
            };
        }
        match self {
            Self::Corridor => schema!("corridor"),
            Self::Naming => schema!("naming"),
            Self::Rules => schema!("rules"),
            Self::Lock => schema!("lock"),
            Self::Assert => schema!("assert"),
            Self::Waiver => schema!("waiver"),
            Self::Policy => schema!("policy"),
            Self::Demand => schema!("demand"),
            Self::Service => schema!("service"),
            Self::Handoff => schema!("handoff"),
            Self::Outage => schema!("outage"),
            Self::Device => schema!("device"),
            Self::Link => schema!("link"),
            Self::Channel => schema!("channel"),
            Self::LineSystem => schema!("line-system"),
            Self::Cable => schema!("cable"),
            Self::Conduit => schema!("conduit"),
            Self::RightOfWay => schema!("right-of-way"),
            Self::Site => schema!("site"),
            Self::Metro => schema!("metro"),
            Self::Risk => schema!("risk"),
            Self::Operator => schema!("operator"),
            Self::Reference => schema!("reference"),
        }
    }
}
