//! Designations of services in the layout of ITU-T M.140 (1988), Table 6, digital blocks.
//!
//! `TOWN/SUFFIX-TOWN/SUFFIX FUNCTION SERIAL`: a town has at most 12 characters, a suffix (optional, the station) at
//! most 3, the function code 3 to 6 letters or digits, the serial at most 4 digits. From M.1400 comes that a town's
//! short name is its own within its country. Nothing more of M.1400 is followed: country and carrier codes are fields
//! of their own there.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Corridor, Country, Gbps, Service, Site, SiteId};

const TOWN: usize = 12;
const SUFFIX: usize = 3;
const FUNCTION: std::ops::RangeInclusive<usize> = 3..=6;
const SERIAL: usize = 4;

/// Designates the services of one corridor.
#[derive(Debug)]
pub struct Designations<'a> {
    corridor: &'a Corridor<'a>,
    /// Towns, by country and name as declared, whose short name another town of the country has before them.
    second: BTreeMap<(Option<Country>, &'a str), String>,
}

impl<'a> Designations<'a> {
    pub fn new(corridor: &'a Corridor<'a>) -> Self {
        let mut names: BTreeMap<(Option<Country>, String), BTreeSet<&str>> = BTreeMap::new();
        for site in &corridor.sites {
            let name = town(corridor, site);
            names.entry((site.countries.first().copied(), short(name))).or_default().insert(name);
        }
        let mut second = BTreeMap::new();
        for ((country, short), names) in names {
            for (at, name) in names.into_iter().enumerate().skip(1) {
                let number = (at + 1).to_string();
                let kept: String = short.chars().take(TOWN - number.len()).collect();
                second.insert((country, name), kept.trim_end().to_owned() + &number);
            }
        }
        Self { corridor, second }
    }

    /// The designation of a service; `None` where an end or the capacity could not be read, the capacity does not
    /// fit a function code, or the id does not end in a number of at most four digits.
    pub fn of(&self, service: &Service) -> Option<String> {
        let ends = service.ends?;
        let function = function(service.capacity?)?;
        let serial = serial(self.corridor.text(service.id))?;
        Some(format!("{}-{} {function} {serial}", self.end(ends.from), self.end(ends.to)))
    }

    fn end(&self, site: SiteId) -> String {
        let site = self.corridor.site(site);
        let name = town(self.corridor, site);
        let second = self.second.get(&(site.countries.first().copied(), name));
        let town = second.cloned().unwrap_or_else(|| short(name));
        let icc = site.operator.and_then(|operator| self.corridor.operator(operator).icc);
        match icc.filter(|icc| icc.len() <= SUFFIX) {
            Some(icc) => format!("{town}/{icc}"),
            None => town,
        }
    }
}

/// The name of a site's town: of its metro, else its own, up to a sign that begins another name or a remark.
fn town<'a>(corridor: &Corridor<'a>, site: &Site<'a>) -> &'a str {
    let id = site.metro.map_or(site.id, |metro| corridor.metro(metro).id);
    let name = corridor.declaration(id).name.unwrap_or_else(|| corridor.text(id));
    let first = name.split(['/', ',', '(', ';']).next().unwrap_or(name).trim();
    if first.is_empty() { name } else { first }
}

/// A name in at most 12 capital letters, digits and spaces.
fn short(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        let letters = match c {
            // Azerbaijani, for which the table has a sign.
            'ə' | 'Ə' => "A",
            c => deunicode::deunicode_char(c).unwrap_or_default(),
        };
        for c in letters.chars() {
            if c.is_ascii_alphanumeric() {
                out.push(c.to_ascii_uppercase());
            } else if matches!(c, ' ' | '-' | '_' | '.') && !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
    }
    if out.len() > TOWN {
        // Whole words where one fits, and no `AM` or `SUR` of a name whose rest was cut.
        let fits = out[..=TOWN].rfind(' ').unwrap_or(TOWN);
        out.truncate(fits);
        while let Some(last) = out.rfind(' ').filter(|at| out.len() - at <= 4) {
            out.truncate(last);
        }
    }
    out.trim_end().to_owned()
}

/// Whole gigabits or megabits a second, with zeros to three characters: `100G`, `10G`, `01G`, `622M`.
fn function(capacity: Gbps) -> Option<String> {
    let (number, unit) = if capacity.0.fract() == 0.0 { (capacity.0, 'G') } else { (capacity.0 * 1e3, 'M') };
    let code = format!("{number:02.0}{unit}");
    ((number.round() - number).abs() < 1e-6 && FUNCTION.contains(&code.len())).then_some(code)
}

/// The digits at the end of an id, with zeros to four.
fn serial(id: &str) -> Option<String> {
    let start = id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let digits = &id[start..];
    (1..=SERIAL).contains(&digits.len()).then(|| format!("{digits:0>SERIAL$}"))
}

#[cfg(test)]
mod tests {
    use super::{function, serial, short};
    use crate::model::Gbps;

    #[test]
    fn towns_are_twelve_capitals_at_the_most() {
        let cases = [
            ("Baku", "BAKU"),
            ("Gəncə", "GANCA"),
            ("Eskişehir", "ESKISEHIR"),
            ("Iğdır", "IGDIR"),
            ("Алматы", "ALMATY"),
            ("Frankfurt am Main", "FRANKFURT"),
            ("Kapitan Andreevo", "KAPITAN"),
            ("Porto San Giorgio", "PORTO"),
            ("Alexandroupoli", "ALEXANDROUPO"),
            ("Saint-Denis", "SAINT DENIS"),
            ("Turkmenbashi", "TURKMENBASHI"),
        ];
        for (name, expected) in cases {
            assert_eq!(short(name), expected, "{name}");
        }
    }

    #[test]
    fn function_codes_and_serials_have_the_widths_of_the_table() {
        let functions = [1.0, 10.0, 100.0, 1600.0, 2.5, 0.155, 0.000_1, 1e7].map(|gbps| function(Gbps(gbps)));
        let expected = [Some("01G"), Some("10G"), Some("100G"), Some("1600G"), Some("2500M"), Some("155M"), None, None];
        assert_eq!(functions, expected.map(|code| code.map(str::to_owned)));
        let serials = ["A-0001", "A-7", "A", "A-12345", "42"].map(serial);
        let expected = [Some("0001"), Some("0007"), None, None, Some("0042")];
        assert_eq!(serials, expected.map(|serial| serial.map(str::to_owned)));
    }
}
