//! Units as types. A quantity as written becomes the nearest double of its exact decimal value.

use std::fmt;

use crate::model::declared::Quantity;
use crate::syntax::Decimal;

macro_rules! unit {
    ($($(#[$meta:meta])* $name:ident: $unit:literal)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default)]
        pub struct $name(pub f64);

        impl $name {
            /// To one decimal, as a computed figure is shown.
            #[must_use]
            pub fn tenths(self) -> Self {
                Self((self.0 * 10.0).round() / 10.0)
            }

            /// To two decimals.
            #[must_use]
            pub fn hundredths(self) -> Self {
                Self((self.0 * 100.0).round() / 100.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{} ", $unit), Rounded(self.0))
            }
        }
    )*};
}

unit! {
    /// Length along a route, kilometres.
    Km: "km"
    /// Loss, decibel.
    Db: "dB"
    /// Capacity, gigabit a second.
    Gbps: "Gbps"
    /// Time, milliseconds.
    Millis: "ms"
    /// Duration, hours.
    Hours: "h"
    /// Delay by length, microseconds a kilometre, one way.
    MicrosPerKm: "us/km"
    /// Events a year, of one thing.
    PerYear: "a year"
    /// Cuts a year by length, for 1,000 km.
    PerKmYear: "a year and 1,000 km"
}

/// A number as a person reads it: at most three decimals, none that say nothing.
struct Rounded(f64);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nobody counts the digits of a figure that is a slip of an exponent.
        let size = self.0.abs();
        if size >= 1e12 || (size > 0.0 && size < 5e-4) {
            return write!(f, "{:e}", self.0);
        }
        let text = format!("{:.3}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A share of a hundred, exact as written: 99.999 stays 99.999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Percent(pub Decimal);

impl Percent {
    /// What is missing to all of it, as a part of one: of 99.999 % 0.00001, and not one less 0.99999 in doubles.
    pub fn missing(self) -> f64 {
        let hundred = Decimal::parse("100").expect("a number");
        hundred.minus(self.0).map_or_else(|| 1.0 - self.0.to_f64() / 100.0, |rest| rest.shifted(-2).to_f64())
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

/// A unit that the field's dimension does not have: the schema should have refused it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitError(pub String);

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no unit `{}` here", self.0)
    }
}

impl std::error::Error for UnitError {}

/// Every unit, with the one that its dimension is kept in: that is a power of ten times a factor of it, both exact.
const UNITS: [(&str, &str, i32, i128); 18] = [
    ("km", "km", 0, 1),
    ("m", "km", -3, 1),
    ("ms", "ms", 0, 1),
    ("us", "ms", -3, 1),
    ("Gbps", "Gbps", 0, 1),
    ("Tbps", "Gbps", 3, 1),
    ("Mbps", "Gbps", -3, 1),
    ("GHz", "GHz", 0, 1),
    ("THz", "GHz", 3, 1),
    ("dB", "dB", 0, 1),
    ("dB-per-km", "dB-per-km", 0, 1),
    ("h", "h", 0, 1),
    ("d", "h", 0, 24),
    // A year has 8,760 h everywhere.
    ("y", "h", 0, 8_760),
    ("percent", "percent", 0, 1),
    ("us-per-km", "us-per-km", 0, 1),
    ("per-y", "per-y", 0, 1),
    ("per-1000km-y", "per-1000km-y", 0, 1),
];

/// A figure in the unit that its dimension is kept in, and that unit; exact, and `None` where it is too long for that.
pub fn in_base(value: Decimal, unit: &str) -> Option<(Decimal, &'static str)> {
    let &(_, base, power, factor) = UNITS.iter().find(|(known, ..)| *known == unit)?;
    Some((value.shifted(power).times(factor)?, base))
}

fn scaled(quantity: Quantity<'_>, wanted: &str) -> Result<f64, UnitError> {
    let known = UNITS.iter().find(|(unit, base, ..)| *unit == quantity.unit && *base == wanted);
    let &(_, _, power, factor) = known.ok_or_else(|| UnitError(quantity.unit.to_owned()))?;
    let scaled = quantity.value.shifted(power);
    Ok(scaled.times(factor).map_or_else(|| scaled.to_f64() * factor as f64, Decimal::to_f64))
}

macro_rules! convert {
    ($($name:ident: $base:literal;)*) => {$(
        impl TryFrom<Quantity<'_>> for $name {
            type Error = UnitError;

            fn try_from(quantity: Quantity<'_>) -> Result<Self, UnitError> {
                scaled(quantity, $base).map(Self)
            }
        }
    )*};
}

convert! {
    Km: "km";
    Db: "dB";
    Gbps: "Gbps";
    Millis: "ms";
    Hours: "h";
    MicrosPerKm: "us-per-km";
    PerYear: "per-y";
    PerKmYear: "per-1000km-y";
}

impl TryFrom<Quantity<'_>> for Percent {
    type Error = UnitError;

    fn try_from(quantity: Quantity<'_>) -> Result<Self, UnitError> {
        match quantity.unit {
            "percent" => Ok(Self(quantity.value)),
            other => Err(UnitError(other.to_owned())),
        }
    }
}

/// A place on the ellipsoid of WGS 84, decimal degrees.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
    /// Half the last decimal that is given, in degrees: how far the true place may lie on either axis.
    pub rounding: f64,
}

impl Position {
    pub fn new(lat: Decimal, lon: Decimal) -> Self {
        // Whoever writes whole degrees means that very place: a degree either way would let any length pass.
        let decimals = match lat.places().max(lon.places()) {
            0 => 2,
            places => places,
        };
        Self { lat: lat.to_f64(), lon: lon.to_f64(), rounding: 0.5 * 10_f64.powi(-(decimals as i32)) }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4} {:.4}", self.lat, self.lon)
    }
}
