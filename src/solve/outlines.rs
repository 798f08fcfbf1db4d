//! Which country a place lies in: outlines of OpenStreetMap as the JOSM project simplifies them (under the Open Database License), from the
//! `country-boundaries` package. On land only: at sea there is no country.

use country_boundaries::{BOUNDARIES_ODBL_60X30, CountryBoundaries, LatLon};

use crate::model::{Country, Km, Position};
use crate::solve::geodesic;

/// The outlines of all countries but Antarctica. Reading them takes a millisecond.
#[derive(Debug)]
pub struct Outlines(CountryBoundaries);

impl Outlines {
    pub fn new() -> Self {
        Self(CountryBoundaries::from_reader(BOUNDARIES_ODBL_60X30).expect("the outlines of the package can be read"))
    }

    /// The country that a place lies in. Where a territory has a code of its own, that.
    pub fn country_at(&self, at: Position) -> Option<Country> {
        self.ids(at).into_iter().find_map(Country::parse)
    }

    /// Whether a country, or a part of it, is at a place or no further from it than so. A country of which there is no
    /// outline is near everything.
    pub fn is_near(&self, at: Position, country: Country, distance: Km) -> bool {
        // Rings and directions are so close that no country of ten kilometres slips through up to 100 km.
        const DIRECTIONS: u32 = 64;
        const RINGS: u32 = 10;
        let lies_in = |at: Position| self.ids(at).iter().any(|id| id.split('-').next() == Some(country.code()));
        let ring = |ring: u32| {
            let radius = Km(distance.0 * f64::from(ring) / f64::from(RINGS));
            (0..DIRECTIONS).map(move |direction| {
                geodesic::towards(at, 360.0 * f64::from(direction) / f64::from(DIRECTIONS), radius)
            })
        };
        country.code() == "AQ" || lies_in(at) || (1..=RINGS).flat_map(ring).any(lies_in)
    }

    fn ids(&self, at: Position) -> Vec<&str> {
        LatLon::new(at.lat, at.lon).map(|at| self.0.ids(at)).unwrap_or_default()
    }
}

impl Default for Outlines {
    fn default() -> Self {
        Self::new()
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
