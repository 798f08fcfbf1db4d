//! Countries by their codes.

use std::fmt;

/// ISO 3166-1 alpha-2 as of 2024, and `XK`, which it leaves to its users and which stands for Kosovo everywhere.
const ASSIGNED: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ \
    BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR \
    CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU \
    ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ \
    LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI \
    SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR \
    TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// A country by its two letters, ISO 3166-1 alpha-2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Takes any two capital letters; whether they are a country's, `is_assigned` says.
    pub fn parse(code: &str) -> Option<Self> {
        match code.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some(Self([a, b])),
            _ => None,
        }
    }

    /// Whether ISO 3166-1 has assigned the letters, or everyone takes them for Kosovo.
    pub fn is_assigned(self) -> bool {
        // Each code takes three bytes: two letters and a space.
        let (mut low, mut high) = (0, ASSIGNED.len().div_ceil(3));
        while low < high {
            let middle = low.midpoint(high);
            match ASSIGNED.as_bytes()[3 * middle..3 * middle + 2].cmp(&self.0) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country is two ASCII letters")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_an_independent_list() {
        let listed = rust_iso3166::ALL.iter().map(|country| country.alpha2).chain(["XK"]);
        let mut listed: Vec<&str> = listed.collect();
        listed.sort_unstable();
        assert_eq!(ASSIGNED.split(' ').collect::<Vec<_>>(), listed);
        assert!(listed.iter().all(|code| Country::parse(code).is_some_and(Country::is_assigned)));
        assert!(
            ["UK", "EL", "AA", "ZZ", "AB"]
                .iter()
                .all(|code| Country::parse(code).is_some_and(|country| !country.is_assigned()))
        );
    }
}
