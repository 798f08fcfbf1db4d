//! Ids: one dense number for the one namespace, and a typed index beside it for each kind.

/// A declaration. Those with an id come first, in the order of the ids' text; then those without, in path order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(pub u32);

macro_rules! index {
    ($($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index! {
    SiteId
    ConduitId
    CableId
    /// A span, of whichever cable: cables in the order of their ids, spans in the order of the text.
    SpanId
    LinkId
    ChannelId
    LineSystemId
    ServiceId
    /// A leg, of whichever service: services in the order of their ids, legs in the order of the text.
    LegId
    DemandId
    PolicyId
    OperatorId
    MetroId
    RightOfWayId
    RiskId
    DeviceId
    /// A country that some site or span names, in the order of the codes.
    CountryId
}

/// A port of a device, by its place among those of the device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PortId {
    pub device: DeviceId,
    pub at: u32,
}

impl Id {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a reference can mean: a declaration, or a part of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Thing {
    Declaration(Id),
    Span(SpanId),
    Leg(LegId),
}

/// What can stand in an `over`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Carrier {
    Span(SpanId),
    Cable(CableId),
    Link(LinkId),
    Channel(ChannelId),
}
