//! What lights the fibre and ends the links: line systems, channels, devices and their ports.

use std::fmt;
use std::net::Ipv4Addr;

use crate::model::{Db, Gbps, Id, LineSystemId, LinkId, OperatorId, Over, SiteId, SpanId};
use crate::syntax::Decimal;

#[derive(Clone, Debug)]
pub struct LineSystem<'a> {
    pub id: Id,
    /// Fibre pairs that it uses on each span.
    pub pairs: u64,
    pub provider: Option<OperatorId>,
    pub operator: Option<OperatorId>,
    /// As it is written: spans and whole cables.
    pub chain: Over,
    /// All its spans.
    pub over: Vec<Option<SpanId>>,
    /// As it is written.
    pub grid: &'a str,
    pub amplifiers: Vec<Amplifier>,
}

/// An amplifier of a line system; its place in the list is that in the text.
#[derive(Clone, Copy, Debug)]
pub struct Amplifier {
    /// `None` where it could not be resolved.
    pub site: Option<SiteId>,
    pub gain: Option<Db>,
    pub noise_figure: Option<Db>,
}

#[derive(Clone, Debug)]
pub struct Channel<'a> {
    pub id: Id,
    pub capacity: Option<Gbps>,
    pub over: Vec<Option<LineSystemId>>,
    pub slot: Slot,
    pub modulation: Option<&'a str>,
    /// In 0.1 nm, as planned or measured.
    pub gsnr: Option<Db>,
    /// In 0.1 nm, as it is declared.
    pub required_gsnr: Option<Db>,
}

/// The width of the spectrum for which noise is told, GHz: 0.1 nm near 1550 nm.
const NOISE_WIDTH: f64 = 12.5;

impl Channel<'_> {
    /// The least GSNR without which no coding carries its capacity in its slot.
    ///
    /// Shannon (1949), over both polarisations: C = 2 B log2(1 + SNR), with B the width of the slot and SNR in it, which
    /// is told in 12.5 GHz instead.
    pub fn gsnr_floor(&self) -> Option<Db> {
        let width = self.slot.width.as_ghz();
        let bits = self.capacity?.0 / (2.0 * width);
        // Of so many bits the 1 is nothing, and the power could not be told.
        let ratio = if bits > 64.0 { bits * std::f64::consts::LOG10_2 } else { (bits.exp2() - 1.0).log10() };
        let floor = 10.0 * (ratio + (width / NOISE_WIDTH).log10());
        floor.is_finite().then_some(Db(floor))
    }
}

/// A frequency or a width in the spectrum, in kilohertz: the steps of all grids are whole in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Kilohertz(pub i64);

impl Kilohertz {
    pub const fn ghz(gigahertz: i64) -> Self {
        Self(gigahertz * 1_000_000)
    }

    pub fn as_ghz(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for Kilohertz {
    /// In terahertz from one on, else in gigahertz.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, digits, word) =
            if self.0.abs() >= 1_000_000_000 { (1_000_000_000, 9, "THz") } else { (1_000_000, 6, "GHz") };
        let (whole, rest) = (self.0 / unit, (self.0 % unit).abs());
        let rest = format!("{rest:0digits$}");
        let rest = rest.trim_end_matches('0');
        let point = if rest.is_empty() { "" } else { "." };
        write!(f, "{whole}{point}{rest} {word}")
    }
}

/// What a channel takes of the spectrum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    pub centre: Kilohertz,
    pub width: Kilohertz,
}

impl Slot {
    /// Its lower and its upper edge, in half kilohertz.
    pub fn edges(self) -> [i64; 2] {
        [2 * self.centre.0 - self.width.0, 2 * self.centre.0 + self.width.0]
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} wide at {}", self.width, self.centre)
    }
}

/// A frequency grid of ITU-T G.694.1 (2020).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grid {
    /// Centres every 6.25 GHz, widths of whole 12.5 GHz.
    Flexible,
    /// Centres so far apart.
    Fixed(Kilohertz),
}

impl Grid {
    /// Where both grids begin to count.
    pub const ANCHOR: Kilohertz = Kilohertz::ghz(193_100);
    pub const FLEXIBLE_STEP: Kilohertz = Kilohertz(6_250_000);
    pub const FLEXIBLE_WIDTH: Kilohertz = Kilohertz(12_500_000);

    /// `flexible`, or `fixed-N` with the spacing in GHz: 12.5, 25, 50 or whole hundreds.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "flexible" {
            return Some(Self::Flexible);
        }
        let spacing = word.strip_prefix("fixed-")?;
        let spacing = spacing.strip_suffix("GHz").unwrap_or(spacing);
        let spacing = Kilohertz(Decimal::parse(spacing)?.shifted(6).to_i64()?);
        let is_known = [12_500_000, 25_000_000, 50_000_000].contains(&spacing.0)
            || (spacing.0 > 0 && spacing.0 % Kilohertz::ghz(100).0 == 0);
        is_known.then_some(Self::Fixed(spacing))
    }
}

/// What a device does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviceRole {
    Router,
    Transponder,
    Roadm,
}

impl DeviceRole {
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "router" => Self::Router,
            "transponder" => Self::Transponder,
            "roadm" => Self::Roadm,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Router => "router",
            Self::Transponder => "transponder",
            Self::Roadm => "roadm",
        }
    }
}

/// The protocol that finds ways between the routers of one operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Igp {
    #[default]
    Isis,
    Ospf,
}

impl Igp {
    pub fn word(self) -> &'static str {
        if self == Self::Isis { "isis" } else { "ospf" }
    }
}

#[derive(Clone, Debug)]
pub struct Device<'a> {
    pub id: Id,
    pub site: Option<SiteId>,
    pub role: DeviceRole,
    pub platform: Option<&'a str>,
    pub operator: Option<OperatorId>,
    /// As it is written.
    pub loopback: Option<&'a str>,
    /// In the order of the text; one whose name another of the device has is not among them.
    pub ports: Vec<Port<'a>>,
}

impl Device<'_> {
    /// The loopback that it declares; `None` also where that is no IPv4 address.
    pub fn address(&self) -> Option<Ipv4Addr> {
        let text = self.loopback?;
        text.strip_suffix("/32").unwrap_or(text).parse().ok()
    }
}

#[derive(Clone, Debug)]
pub struct Port<'a> {
    pub name: &'a str,
    /// Its place among the ports that are written.
    pub position: u32,
    /// The links that end on it; `None` for one that could not be resolved.
    pub links: Vec<Option<LinkId>>,
    pub speed: Option<Gbps>,
}
