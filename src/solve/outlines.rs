//! Which country a place lies in: outlines of OpenStreetMap as the JOSM project simplifies them (under the Open Database License), from the
//! `country-boundaries` package. On land only: at sea there is no country.

use std::sync::LazyLock;

use country_boundaries::{BOUNDARIES_ODBL_60X30, BoundingBox, CountryBoundaries, LatLon};

use crate::model::{Country, Km, Position};

/// The outlines of all countries but Antarctica. Reading them takes a millisecond.
#[derive(Debug)]
pub struct Outlines(CountryBoundaries);

impl Outlines {
    /// Those of this process, read when they are first asked for.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Outlines> = LazyLock::new(Outlines::new);
        &SHARED
    }

    fn new() -> Self {
        Self(CountryBoundaries::from_reader(BOUNDARIES_ODBL_60X30).expect("the outlines of the package can be read"))
    }

    /// The country that a place lies in. Where a territory has a code of its own, that.
    pub fn country_at(&self, at: Position) -> Option<Country> {
        self.ids(at).into_iter().find_map(Country::parse)
    }

    /// Whether a place lies in a country, or a part of it. Of Antarctica nothing is known.
    pub fn is_in(&self, at: Position, country: Country) -> bool {
        country.code() == "AQ" || self.ids(at).iter().any(|id| id.split('-').next() == Some(country.code()))
    }

    /// Whether a country, or a part of it, is at a place or no further from it than so, which is looked at in rings of
    /// directions: what is less than a third of the distance across may slip through.
    pub fn is_near(&self, at: Position, country: Country, distance: Km) -> bool {
        const DIRECTIONS: u32 = 16;
        const RINGS: u32 = 3;
        if self.is_in(at, country) {
            return true;
        }
        // A degree of latitude is about 111.2 km; so near, the ground may be taken for flat.
        let reach = distance.0 / 111.2;
        let widest = reach / at.lat.to_radians().cos().max(0.01);
        let around = BoundingBox::new(
            (at.lat - reach).max(-90.0),
            longitude(at.lon - widest),
            (at.lat + reach).min(90.0),
            longitude(at.lon + widest),
        );
        let may_be = around.is_ok_and(|around| {
            self.0.intersecting_ids(around).iter().any(|id| id.split('-').next() == Some(country.code()))
        });
        may_be
            && (1..=RINGS).any(|ring| {
                let part = f64::from(ring) / f64::from(RINGS);
                (0..DIRECTIONS).any(|direction| {
                    let (east, north) =
                        (std::f64::consts::TAU * f64::from(direction) / f64::from(DIRECTIONS)).sin_cos();
                    let lat = (at.lat + part * reach * north).clamp(-90.0, 90.0);
                    self.is_in(Position { lat, lon: longitude(at.lon + part * widest * east), ..at }, country)
                })
            })
    }

    fn ids(&self, at: Position) -> Vec<&str> {
        LatLon::new(at.lat, at.lon).map(|at| self.0.ids(at)).unwrap_or_default()
    }
}

/// A longitude between -180 and 180.
fn longitude(degrees: f64) -> f64 {
    if degrees > 180.0 {
        degrees - 360.0
    } else if degrees < -180.0 {
        degrees + 360.0
    } else {
        degrees
    }
}

#[cfg(test)]
mod tests {
    use super::Outlines;
    use crate::model::{Country, Km, Position};

    #[test]
    fn places_lie_in_their_countries_and_the_open_sea_in_none() {
        let outlines = Outlines::new();
        let far = Position { lat: -48.9, lon: -123.4, rounding: 0.0 };
        assert_eq!(outlines.country_at(far), None, "the pole of inaccessibility lies in no country");
        for (code, lat, lon) in [("AZ", 40.4, 49.9), ("XK", 42.66, 21.16), ("HK", 22.3, 114.17), ("US", 33.0, -97.0)] {
            let country = Country::parse(code).expect("two letters");
            let at = Position { lat, lon, rounding: 0.0 };
            assert!(outlines.is_near(at, country, Km(0.0)), "{code}");
            assert!(!outlines.is_near(far, country, Km(100.0)), "{code}");
        }
    }
}
