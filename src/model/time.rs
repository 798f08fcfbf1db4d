//! Dates, and what stands at one.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// A text that is no date: the form is wrong, or the day does not exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateError;

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day of the calendar, as `2026-12-31`, `2026-12` or `2026`")
    }
}

impl std::error::Error for DateError {}

/// The first or the last day of what a date without day or month means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Edge {
    First,
    Last,
}

impl Date {
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// A date that begins something (`since`): a month or a year means its first day.
    pub fn first_of(text: &str) -> Result<Self, DateError> {
        Self::parse(text, Edge::First)
    }

    /// A date that ends something (`ready`, `until`, `expires`, `by`): a month or a year means its last day.
    pub fn last_of(text: &str) -> Result<Self, DateError> {
        Self::parse(text, Edge::Last)
    }

    fn parse(text: &str, edge: Edge) -> Result<Self, DateError> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<u16>().map(Some).map_err(|_| DateError)
            }
            Some(_) => Err(DateError),
        };
        let year = number(4)?.ok_or(DateError)?;
        let month = number(2)?.map(|month| month as u8);
        let day = number(2)?.map(|day| day as u8);
        if parts.next().is_some() {
            return Err(DateError);
        }
        let month = month.unwrap_or(if edge == Edge::First { 1 } else { 12 });
        if !(1..=12).contains(&month) {
            return Err(DateError);
        }
        let day = day.unwrap_or(if edge == Edge::First { 1 } else { days_in(year, month) });
        Self::new(year, month, day).ok_or(DateError)
    }

    /// The same day so many years before; the last of February where there is no 29th.
    #[must_use]
    pub fn years_before(self, years: u16) -> Self {
        let year = self.year.saturating_sub(years);
        Self::new(year, self.month, self.day).unwrap_or(Self { year, month: 2, day: 28 })
    }

    /// How many days after 1 January 1970 it is.
    ///
    /// Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `days_from_civil`.
    pub fn days(self) -> i64 {
        let (year, month) = (i64::from(self.year) - i64::from(self.month <= 2), i64::from(self.month));
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    pub fn year(self) -> u16 {
        self.year
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self::new(self.year, self.month, self.day + 1)
            .or_else(|| Self::new(self.year, self.month + 1, 1))
            .or_else(|| Self::new(self.year + 1, 1, 1))
            .unwrap_or(self)
    }

    /// The date that lies so many days after 1 January 1970.
    ///
    /// Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `civil_from_days`.
    pub fn from_days(days: i64) -> Option<Self> {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A moment, as seconds and nanoseconds after the start of 1 January 1970 in UTC; leap seconds are not counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

impl Moment {
    /// What RFC 3339 calls a date-time; `None` where the day does not exist. Digits beyond nine of a second are cut off.
    pub fn parse(text: &str) -> Option<Self> {
        const DAY: i64 = 86_400;
        let date = Date::parse(text.get(..10)?, Edge::First).ok()?;
        let number = |from: usize| text.get(from..from + 2)?.parse::<i64>().ok();
        let of_day = number(11)? * 3_600 + number(14)? * 60 + number(17)?;
        let rest = text.get(19..)?;
        let zone = rest.find(['Z', 'z', '+', '-'])?;
        let fraction: String =
            rest[..zone].chars().filter(char::is_ascii_digit).chain("000000000".chars()).take(9).collect();
        let offset = match &rest.as_bytes()[zone..] {
            [sign @ (b'+' | b'-'), ..] => {
                let at = 19 + zone + 1;
                let seconds = number(at)? * 3_600 + number(at + 3)? * 60;
                if *sign == b'-' { -seconds } else { seconds }
            }
            _ => 0,
        };
        Some(Self { seconds: date.days() * DAY + of_day - offset, nanoseconds: fraction.parse().ok()? })
    }

    /// The day of it in UTC.
    pub fn date(self) -> Option<Date> {
        Date::from_days(self.seconds.div_euclid(86_400))
    }

    /// How long it is to a later moment, in hours.
    pub fn hours_until(self, later: Self) -> f64 {
        (later.seconds - self.seconds) as f64 / 3_600.0
    }

    /// To the second, in UTC, in the basic format of ISO 8601: `20261231T180000Z`.
    pub fn basic(self) -> String {
        let day = self.date().map(|date| date.to_string().replace('-', "")).unwrap_or_default();
        let seconds = self.seconds.rem_euclid(86_400);
        format!("{day}T{:02}{:02}{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }
}

impl fmt::Display for Moment {
    /// To the minute, in UTC: `2026-12-31 18:00 UTC`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.seconds.rem_euclid(86_400) / 60;
        match self.date() {
            Some(date) => write!(f, "{date} {:02}:{:02} UTC", minutes / 60, minutes % 60),
            None => write!(f, "{} s after 1970", self.seconds),
        }
    }
}

/// How far a thing has come.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Status {
    #[default]
    Active,
    Planned,
    UnderConstruction,
    /// A study or a memorandum.
    Proposed,
    Suspended,
    Retired,
}

impl Status {
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "active" => Self::Active,
            "planned" => Self::Planned,
            "under-construction" => Self::UnderConstruction,
            "proposed" => Self::Proposed,
            "suspended" => Self::Suspended,
            "retired" => Self::Retired,
            _ => return None,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Planned => "planned",
            Self::UnderConstruction => "under construction",
            Self::Proposed => "proposed",
            Self::Suspended => "suspended",
            Self::Retired => "retired",
        }
    }
}

/// A status with its dates, and the end of a tenure where there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lifecycle {
    pub status: Status,
    pub since: Option<Date>,
    pub ready: Option<Date>,
    /// The last day of its lease or right of use.
    pub until: Option<Date>,
}

impl Lifecycle {
    /// Whether the thing stands at a date.
    pub fn stands_at(&self, date: Date) -> bool {
        if self.until.is_some_and(|until| until < date) {
            return false;
        }
        match self.status {
            Status::Active => self.since.is_none_or(|since| since <= date),
            Status::Planned | Status::UnderConstruction => self.ready.is_some_and(|ready| ready <= date),
            // Without a date it is not known to have stood at any.
            Status::Retired => self.since.is_some_and(|since| date < since),
            Status::Proposed | Status::Suspended => false,
        }
    }

    /// When a part stands that has a status of its own: not before its whole does, nor after.
    #[must_use]
    pub fn within(self, whole: Self) -> Self {
        let never =
            |lifecycle: &Self| matches!(lifecycle.status, Status::Proposed | Status::Suspended | Status::Retired);
        let later = |a: Option<Date>, b: Option<Date>| a.is_some_and(|a| b.is_none_or(|b| b < a));
        let planned = |lifecycle: &Self| matches!(lifecycle.status, Status::Planned | Status::UnderConstruction);
        let undated = |lifecycle: &Self| planned(lifecycle) && lifecycle.ready.is_none();
        let governing = if never(&self) || never(&whole) {
            if never(&whole) { whole } else { self }
        } else if undated(&self) || undated(&whole) {
            if undated(&self) { self } else { whole }
        } else if later(whole.stands_from(), self.stands_from()) {
            whole
        } else {
            self
        };
        let until = match (self.until, whole.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { until, ..governing }
    }

    /// The first day on which it stands, where that can be said: a planned thing stands when it is ready.
    pub fn stands_from(&self) -> Option<Date> {
        match self.status {
            Status::Active => self.since,
            Status::Planned | Status::UnderConstruction => self.ready,
            Status::Proposed | Status::Suspended | Status::Retired => None,
        }
    }

    /// The status in words, with the date that goes with it: `planned, ready 2026-12-31`.
    pub fn words(&self) -> String {
        let word = self.status.word();
        match (self.status, self.since, self.ready) {
            (Status::Active | Status::Retired, Some(since), _) => format!("{word} since {since}"),
            (Status::Planned | Status::UnderConstruction, _, Some(ready)) => format!("{word}, ready {ready}"),
            (Status::Planned | Status::UnderConstruction, _, None) => format!("{word}, without a date"),
            _ => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Lifecycle, Moment, Status};

    #[test]
    fn an_instant_is_the_same_in_every_zone() {
        let at = |text| Moment::parse(text).expect("an instant");
        assert_eq!(at("2026-12-31T22:00:00+04:00"), at("2026-12-31t18:00:00Z"));
        assert_eq!(at("2026-12-31T22:00:00-02:30"), at("2027-01-01T00:30:00z"));
        assert_eq!(at("2026-12-31T22:00:00+04:00").to_string(), "2026-12-31 18:00 UTC");
        assert!(at("2026-12-31T22:00:00.5Z") > at("2026-12-31T22:00:00.499999999999Z"));
        assert_eq!(at("1969-12-31T23:59:00Z").to_string(), "1969-12-31 23:59 UTC");
        assert_eq!(at("2016-12-31T23:59:60Z"), at("2017-01-01T00:00:00Z"));
        assert_eq!(Moment::parse("2026-02-30T00:00:00Z"), None);
    }

    #[test]
    fn a_month_means_its_last_day_where_something_ends() {
        let shown = |text| Date::last_of(text).map(|date| date.to_string());
        assert_eq!(shown("2028-02").as_deref(), Ok("2028-02-29"));
        assert_eq!(shown("2026").as_deref(), Ok("2026-12-31"));
        assert_eq!(Date::first_of("2026").map(|date| date.to_string()).as_deref(), Ok("2026-01-01"));
        for wrong in ["2026-02-30", "2026-13", "26-01-01", "2026-1-1", "2026-01-01-01", "", "2026-00-10"] {
            assert!(Date::last_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_since_1970_are_dates() {
        for (days, expected) in [(0, "1970-01-01"), (20_781, "2026-11-24"), (11_016, "2000-02-29"), (-1, "1969-12-31")]
        {
            assert_eq!(Date::from_days(days).expect("a date").to_string(), expected);
        }
        // Every day of six hundred years, there and back, and each the one after the other.
        let mut before = Date::from_days(-110_001).expect("a date");
        for days in -110_000..110_000 {
            let date = Date::from_days(days).expect("a date");
            assert_eq!((date.days(), before.next()), (days, date));
            before = date;
        }
    }

    #[test]
    fn a_retired_thing_stood_before_its_date_alone() {
        let date = |text| Date::first_of(text).expect("a date");
        let retired = Lifecycle { status: Status::Retired, since: Some(date("2024-01-01")), ..Lifecycle::default() };
        assert!(retired.stands_at(date("2023-12-31")));
        assert!(!retired.stands_at(date("2024-01-01")));
        let undated = Lifecycle { status: Status::Planned, ..Lifecycle::default() };
        assert!(!undated.stands_at(date("2099-01-01")));
    }
}
