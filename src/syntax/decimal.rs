//! The exact value of a KDL number, from its text.

use std::fmt;

/// `mantissa × 10^exponent`, with no trailing zero in the mantissa: 99.999 stays 99.999.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    exponent: i32,
    /// How many digits stand after the point as it is written: `50.0000` has four, though it is 50.
    places: u32,
}

/// The most digits that a number may have: more would not fit the mantissa.
pub const MAX_DIGITS: usize = 36;
/// Beyond 10^±300 a number means nothing in a network, and would overflow a double.
pub const MAX_EXPONENT: i32 = 300;

impl Decimal {
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0, places: 0 };

    /// Reads a number that is lexically a KDL number. `None` if it has more than [`MAX_DIGITS`] digits or lies
    /// beyond 10^±[`MAX_EXPONENT`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_short(text.as_bytes()).or_else(|| Self::parse_any(text))
    }

    /// Nearly every number of a corridor: a sign perhaps, and 18 digits and points at the most.
    fn parse_short(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.len() > 18 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
            return None;
        }
        let (mut mantissa, mut places, mut after_point) = (0_u64, 0, false);
        for &byte in digits {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                    places += u32::from(after_point);
                }
                b'.' if !after_point => after_point = true,
                _ => return None,
            }
        }
        let mut exponent = if mantissa == 0 { 0 } else { -(places as i32) };
        while mantissa != 0 && mantissa.is_multiple_of(10) {
            mantissa /= 10;
            exponent += 1;
        }
        let mantissa = i128::from(mantissa);
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, exponent, places })
    }

    fn parse_any(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let magnitude = match unsigned.get(..2) {
            Some("0x") => Self::parse_radix(&unsigned[2..], 16),
            Some("0o") => Self::parse_radix(&unsigned[2..], 8),
            Some("0b") => Self::parse_radix(&unsigned[2..], 2),
            _ => Self::parse_decimal(unsigned),
        }?;
        let fraction = unsigned.split(['e', 'E']).next()?.split_once('.').map_or("", |(_, fraction)| fraction);
        let places = fraction.bytes().filter(u8::is_ascii_digit).count() as u32;
        Some(Self { mantissa: if negative { -magnitude.mantissa } else { magnitude.mantissa }, places, ..magnitude })
    }

    fn parse_radix(digits: &str, radix: u32) -> Option<Self> {
        let mut mantissa = 0_i128;
        for digit in digits.chars().filter(|&c| c != '_') {
            mantissa = mantissa.checked_mul(radix.into())?.checked_add(digit.to_digit(radix)?.into())?;
        }
        Self::new(mantissa, 0)
    }

    fn parse_decimal(text: &str) -> Option<Self> {
        let (significand, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], parse_exponent(&text[at + 1..])?),
            None => (text, 0),
        };
        let mut mantissa = 0_i128;
        let mut digits = 0;
        let mut fraction = 0;
        let mut after_point = false;
        // Zeros at the end are held back, so that `1.000…` of any length stays readable.
        let mut zeros = 0;
        for c in significand.chars() {
            match c {
                '_' => {}
                '.' => after_point = true,
                '0' => zeros += 1,
                _ => {
                    let digit = c.to_digit(10)?;
                    digits = if mantissa == 0 { 1 } else { digits + zeros + 1 };
                    if digits > MAX_DIGITS {
                        return None;
                    }
                    mantissa =
                        mantissa * 10_i128.pow(if mantissa == 0 { 0 } else { zeros as u32 }) * 10 + i128::from(digit);
                    zeros = 0;
                }
            }
            fraction += i32::from(after_point && c != '_' && c != '.');
        }
        if mantissa == 0 {
            return Some(Self::ZERO);
        }
        Self::new(mantissa, exponent.checked_sub(fraction)?.checked_add(i32::try_from(zeros).ok()?)?)
    }

    /// The number `mantissa × 10^exponent`; `None` beyond the stated limits.
    fn new(mut mantissa: i128, mut exponent: i32) -> Option<Self> {
        if mantissa == 0 {
            return Some(Self::ZERO);
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        let magnitude = exponent.checked_add(mantissa.unsigned_abs().ilog10() as i32)?;
        (magnitude.abs() <= MAX_EXPONENT && exponent.abs() <= MAX_EXPONENT + MAX_DIGITS as i32).then_some(Self {
            mantissa,
            exponent,
            places: 0,
        })
    }

    /// The same number times `10^power`, exactly.
    #[must_use]
    pub fn shifted(self, power: i32) -> Self {
        if self.mantissa == 0 {
            return self;
        }
        Self { exponent: self.exponent + power, ..self }
    }

    /// Less another, exactly; `None` if it does not fit.
    pub fn minus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |of: Self| {
            let power = u32::try_from(of.exponent - exponent).ok()?;
            of.mantissa.checked_mul(10_i128.checked_pow(power)?)
        };
        Self::new(scaled(self)?.checked_sub(scaled(other)?)?, exponent)
    }

    /// Times a small whole number, exactly; `None` if it does not fit.
    pub fn times(self, factor: i128) -> Option<Self> {
        Self::new(self.mantissa.checked_mul(factor)?, self.exponent)
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        // Both operands are exact, so that one operation rounds once. Clinger, *How to read floating point numbers
        // accurately* (1990), section 3.
        const EXACT: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19, 1e20, 1e21, 1e22,
        ];
        if self.mantissa.unsigned_abs() < 1 << 53 && self.exponent.unsigned_abs() < 23 {
            let (mantissa, power) = (self.mantissa as f64, EXACT[self.exponent.unsigned_abs() as usize]);
            return if self.exponent < 0 { mantissa / power } else { mantissa * power };
        }
        format!("{}e{}", self.mantissa, self.exponent).parse().expect("a mantissa and an exponent are a number")
    }

    pub fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    pub fn to_u64(self) -> Option<u64> {
        u64::try_from(self.to_i128()?).ok()
    }

    pub fn to_i64(self) -> Option<i64> {
        i64::try_from(self.to_i128()?).ok()
    }

    fn to_i128(self) -> Option<i128> {
        let power = u32::try_from(self.exponent).ok()?;
        self.mantissa.checked_mul(10_i128.checked_pow(power)?)
    }

    /// How many digits stand after the point as it is written.
    pub fn places(self) -> u32 {
        self.places
    }
}

fn parse_exponent(text: &str) -> Option<i32> {
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    digits.parse::<i32>().ok().filter(|exponent| exponent.abs() <= 100_000)
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        if self.mantissa < 0 {
            f.write_str("-")?;
        }
        match self.exponent {
            0 => f.write_str(&digits),
            1..=20 => write!(f, "{digits}{}", "0".repeat(self.exponent as usize)),
            -20..=-1 => {
                let places = self.exponent.unsigned_abs() as usize;
                if digits.len() > places {
                    let (whole, part) = digits.split_at(digits.len() - places);
                    write!(f, "{whole}.{part}")
                } else {
                    write!(f, "0.{}{digits}", "0".repeat(places - digits.len()))
                }
            }
            exponent => write!(f, "{digits}e{exponent}"),
        }
    }
}

impl PartialEq for Decimal {
    /// By value: `1.0` is `1`.
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    /// Exact where both fit one scale; else by their magnitudes, which then differ.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let low = self.exponent.min(other.exponent);
        let scale = |d: &Self| {
            let power = u32::try_from(d.exponent - low).ok()?;
            d.mantissa.checked_mul(10_i128.checked_pow(power)?)
        };
        match (scale(self), scale(other)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn shown(text: &str) -> String {
        Decimal::parse(text).map_or_else(|| "none".to_owned(), |d| d.to_string())
    }

    #[test]
    fn decimals_stay_exact() {
        for (text, expected) in [
            ("99.999", "99.999"),
            ("380", "380"),
            ("-1_000.50", "-1000.5"),
            ("0x1f", "31"),
            ("1e3", "1000"),
            ("1.5E-3", "0.0015"),
            ("0.0", "0"),
            ("+7", "7"),
            ("100200", "100200"),
            ("1.002", "1.002"),
            ("1e400", "none"),
            ("1e-999999999999", "none"),
            ("1234567890123456789012345678901234567890", "none"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn short_numbers_are_read_as_all_others() {
        let parts = |d: Decimal| (d.mantissa, d.exponent, d.places);
        let tails = ["", "0", "1", ".", ".0", ".5", ".50", "00", "_0", "e1", "x1", "999999999", ".000000001", "-", "+"];
        for sign in ["", "-", "+"] {
            for head in ["0", "1", "00", "10", "38", "999999999", "0x", ".", ""] {
                for middle in tails {
                    for tail in tails {
                        let text = format!("{sign}{head}{middle}{tail}");
                        let Some(short) = Decimal::parse_short(text.as_bytes()) else { continue };
                        assert_eq!(Decimal::parse_any(&text).map(parts), Some(parts(short)), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_shift_is_exact_and_doubles_are_nearest() {
        let metres = Decimal::parse("900").expect("a number");
        assert_eq!(metres.shifted(-3).to_string(), "0.9");
        assert!((metres.shifted(-3).to_f64() - 0.9).abs() < f64::EPSILON);
        assert!(Decimal::parse("1e2") < Decimal::parse("100.1"));
    }
}
