//! The written form of numbers. Their values are computed elsewhere, from the text.

/// Why a word that begins as a number is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NumberFault {
    /// `.5`
    NoIntegerDigit,
    /// `1.` or `1._5`
    NoFraction,
    /// `1e`
    NoExponent,
    /// `0x` or `0x_1`
    NoDigit,
    /// `1,` or `1,5`
    Comma,
    /// `12abc`, `0b12`, `1.0.0`
    Trailing,
}

/// Whether a word must be read as a number: it begins with a digit, after a sign and a point or not.
pub(super) fn is_number_like(word: &[u8]) -> bool {
    let unsigned = word.strip_prefix(b"-").or(word.strip_prefix(b"+")).unwrap_or(word);
    let digits = unsigned.strip_prefix(b".").unwrap_or(unsigned);
    digits.first().is_some_and(u8::is_ascii_digit)
}

/// Checks a number-like word against `hex | octal | binary | decimal` of the grammar.
pub(super) fn check(word: &[u8]) -> Result<(), NumberFault> {
    let unsigned = word.strip_prefix(b"-").or(word.strip_prefix(b"+")).unwrap_or(word);
    let rest = match unsigned {
        [b'.', ..] => return Err(NumberFault::NoIntegerDigit),
        [b'0', b'x', rest @ ..] => digits(rest, |b| b.is_ascii_hexdigit()).ok_or(NumberFault::NoDigit)?,
        [b'0', b'o', rest @ ..] => digits(rest, is_octal).ok_or(NumberFault::NoDigit)?,
        [b'0', b'b', rest @ ..] => digits(rest, is_binary).ok_or(NumberFault::NoDigit)?,
        _ => decimal(unsigned)?,
    };
    match rest {
        [] => Ok(()),
        [b',', ..] => Err(NumberFault::Comma),
        _ => Err(NumberFault::Trailing),
    }
}

/// What is left after `integer ('.' integer)? exponent?`.
fn decimal(word: &[u8]) -> Result<&[u8], NumberFault> {
    let mut rest = digits(word, |b| b.is_ascii_digit()).ok_or(NumberFault::NoIntegerDigit)?;
    if let [b'.', fraction @ ..] = rest {
        rest = digits(fraction, |b| b.is_ascii_digit()).ok_or(NumberFault::NoFraction)?;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let unsigned = match exponent {
            [b'+' | b'-', unsigned @ ..] => unsigned,
            _ => exponent,
        };
        rest = digits(unsigned, |b| b.is_ascii_digit()).ok_or(match unsigned {
            [] => NumberFault::NoExponent,
            _ => NumberFault::Trailing,
        })?;
    }
    Ok(rest)
}

/// What is left after one digit and any number of digits and `_`.
fn digits(word: &[u8], is_digit: impl Fn(u8) -> bool) -> Option<&[u8]> {
    word.first().filter(|b| is_digit(**b))?;
    let end = word.iter().position(|&b| !is_digit(b) && b != b'_');
    Some(&word[end.unwrap_or(word.len())..])
}

fn is_octal(byte: u8) -> bool {
    (b'0'..=b'7').contains(&byte)
}

fn is_binary(byte: u8) -> bool {
    matches!(byte, b'0' | b'1')
}
