//! Where the sites of a picture stand: countries as boxes from west to east, higher the further north they lie, and
//! in each box its sites in the order of longitude and latitude.
//!
//! A schematic, not a map: a true projection would put half of the sites on top of each other.

use std::collections::BTreeMap;

use crate::model::{Corridor, Country, SiteId};

#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A rectangle: lower left and upper right corner, in points.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Box2 {
    pub low: Point,
    pub high: Point,
}

/// Places of sites, in the order in which they were asked for, and the boxes of countries.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub sites: Vec<Point>,
    pub bands: Vec<(String, Box2)>,
    pub size: Point,
}

const CELL: Point = Point { x: 76.0, y: 58.0 };
const PAD: f64 = 5.0;
const HEADER: f64 = 16.0;
/// Between boxes side by side, without and with border crossings in between.
const GUTTER: f64 = 20.0;
const BORDER_GUTTER: f64 = 88.0;
/// Between boxes above each other.
const STACK_GAP: f64 = 22.0;
/// Between rows of columns, on a page that has no room for all side by side.
const ROW_GAP: f64 = 44.0;
/// The most rows of a box: in a picture of few sites boxes may grow in width instead.
const ROWS: usize = 7;
const ROWS_OF_FEW: usize = 3;
const FEW: usize = 45;
/// Points of height for a degree of latitude, for whole columns.
const LIFT: f64 = 14.0;
/// Countries nearer than this, in degrees of longitude, stand above each other.
const SAME_COLUMN: f64 = 8.0;
const SAME_COLUMN_OF_FEW: f64 = 3.5;
/// The most rows of all boxes of a column, unless one box alone has more.
const COLUMN_ROWS: usize = 8;

struct Land {
    /// `None`: at sea, where no box is drawn.
    code: Option<Country>,
    lon: f64,
    lat: f64,
    /// Places in the list of sites.
    sites: Vec<usize>,
    area: Box2,
    row: Row,
}

/// How far up and down a row of columns reaches.
#[derive(Clone, Copy, Default)]
struct Row {
    high: f64,
    low: f64,
}

/// Lays out the sites; pairs of them that are joined draw crossings to their height. On a page of a width, columns for
/// which it has no room go on below.
pub(super) fn place(
    corridor: &Corridor<'_>,
    sites: &[SiteId],
    joined: &[(SiteId, SiteId)],
    page: Option<f64>,
) -> Layout {
    let few = sites.len() <= FEW;
    let mut lands = lands(corridor, sites);
    let most = if few { ROWS_OF_FEW } else { ROWS };
    // No box is wider than the page.
    let widest = page.map_or(usize::MAX, |page| ((page - BORDER_GUTTER - CELL.x) / CELL.x).max(1.0) as usize);
    let most = lands.iter().map(|land| land.sites.len().div_ceil(widest)).fold(most, usize::max);
    let mut columns = columns(&lands, few, most);
    let crossings: Vec<usize> = (0..sites.len()).filter(|&at| corridor.site(sites[at]).countries.len() > 1).collect();
    let mut x = 0.0;
    // The lands of each row, and how far up and down it reaches.
    let mut rows: Vec<(Vec<usize>, f64, f64)> = vec![(Vec::new(), f64::NEG_INFINITY, f64::INFINITY)];
    for column in &mut columns {
        let before = &lands;
        let touches = |at: &usize| {
            let countries = &corridor.site(sites[*at]).countries;
            column.iter().any(|&land| before[land].code.is_some_and(|code| countries.contains(&code)))
        };
        let gutter = if crossings.iter().any(touches) { BORDER_GUTTER } else { GUTTER };
        let width = column.iter().map(|&land| grid(lands[land].sites.len(), most).0).max().unwrap_or(1) as f64 * CELL.x
            + 2.0 * PAD;
        if rows.last().is_some_and(|(row, ..)| !row.is_empty()) {
            if page.is_some_and(|page| x + gutter + width + CELL.x > page) {
                rows.push((Vec::new(), f64::NEG_INFINITY, f64::INFINITY));
                // Crossings from the row before stand at the left.
                x = if gutter > GUTTER { gutter } else { 0.0 };
            } else {
                x += gutter;
            }
        }
        column.sort_by(|&a, &b| lands[b].lat.total_cmp(&lands[a].lat));
        let heights: Vec<f64> =
            column.iter().map(|&land| grid(lands[land].sites.len(), most).1 as f64 * CELL.y + HEADER + PAD).collect();
        let total: f64 = heights.iter().sum::<f64>() + STACK_GAP * (heights.len() - 1) as f64;
        let lat = column.iter().map(|&land| lands[land].lat * lands[land].sites.len() as f64).sum::<f64>()
            / column.iter().map(|&land| lands[land].sites.len() as f64).sum::<f64>();
        let mut top = (lat - 42.0) * LIFT + total / 2.0;
        let (row, high, low) = rows.last_mut().expect("there is a row");
        for (&land, height) in column.iter().zip(heights) {
            lands[land].area = Box2 { low: Point { x, y: top - height }, high: Point { x: x + width, y: top } };
            (*high, *low) = (high.max(top), low.min(top - height));
            row.push(land);
            top -= height + STACK_GAP;
        }
        x += width;
    }
    let mut points = vec![Point::default(); sites.len()];
    let mut below = 0.0;
    for (row, high, low) in rows {
        for land in row {
            let land = &mut lands[land];
            let fell = below - high;
            land.row = Row { high: below, low: below - (high - low) };
            (land.area.low.y, land.area.high.y) = (land.area.low.y + fell, land.area.high.y + fell);
            fill(corridor, sites, land, most, &mut points);
        }
        below -= high - low + ROW_GAP;
    }
    place_crossings(corridor, sites, joined, &lands, &crossings, &mut points);
    shift(lands, points)
}

/// The lands from west to east; those that lie at about one longitude in one column.
fn columns(lands: &[Land], few: bool, most: usize) -> Vec<Vec<usize>> {
    let same_column = if few { SAME_COLUMN_OF_FEW } else { SAME_COLUMN };
    let mut columns: Vec<Vec<usize>> = Vec::new();
    for at in 0..lands.len() {
        let fits = columns.last().is_some_and(|column| {
            let lon = column.iter().map(|&land| lands[land].lon).sum::<f64>() / column.len() as f64;
            let rows = |land: usize| grid(lands[land].sites.len(), most).1;
            let all: usize = column.iter().chain([&at]).map(|&land| rows(land)).sum();
            lands[at].lon - lon < same_column && all <= COLUMN_ROWS
        });
        if fits {
            columns.last_mut().expect("a column that fits exists").push(at);
        } else {
            columns.push(vec![at]);
        }
    }
    columns
}

/// The countries of the sites that stand in one alone, from west to east, and between them what stands in none.
fn lands(corridor: &Corridor<'_>, sites: &[SiteId]) -> Vec<Land> {
    let mut by_code: BTreeMap<(Option<Country>, i64), Vec<usize>> = BTreeMap::new();
    for (at, &site) in sites.iter().enumerate() {
        let site = corridor.site(site);
        match site.countries[..] {
            [] => by_code.entry((None, (site.at.lon / SAME_COLUMN).floor() as i64)).or_default().push(at),
            [code] => by_code.entry((Some(code), 0)).or_default().push(at),
            [..] => {}
        }
    }
    let mean = |members: &[usize], axis: fn(crate::model::Position) -> f64| {
        members.iter().map(|&at| axis(corridor.site(sites[at]).at)).sum::<f64>() / members.len() as f64
    };
    let mut lands: Vec<Land> = by_code
        .into_iter()
        .map(|((code, _), members)| Land {
            code,
            lon: mean(&members, |at| at.lon),
            lat: mean(&members, |at| at.lat),
            sites: members,
            area: Box2::default(),
            row: Row::default(),
        })
        .collect();
    lands.sort_by(|a, b| a.lon.total_cmp(&b.lon).then(a.code.cmp(&b.code)));
    lands
}

/// Columns and rows of a box with so many sites, in so many rows at most.
fn grid(sites: usize, most: usize) -> (usize, usize) {
    let columns = sites.div_ceil(most).max(1);
    (columns, sites.div_ceil(columns).max(1))
}

/// Puts the sites of a country into its box: columns by longitude, in each from north to south.
fn fill(corridor: &Corridor<'_>, sites: &[SiteId], land: &Land, most: usize, points: &mut [Point]) {
    let (columns, rows) = grid(land.sites.len(), most);
    let mut members = land.sites.clone();
    members.sort_by(|&a, &b| corridor.site(sites[a]).at.lon.total_cmp(&corridor.site(sites[b]).at.lon));
    let width = (land.area.high.x - land.area.low.x - 2.0 * PAD) / columns as f64;
    for (column, chunk) in members.chunks_mut(rows).enumerate() {
        chunk.sort_by(|&a, &b| corridor.site(sites[b]).at.lat.total_cmp(&corridor.site(sites[a]).at.lat));
        // A column that is not full stands in the middle of the height.
        let space = land.area.high.y - land.area.low.y - HEADER - PAD;
        let step = space / chunk.len() as f64;
        for (row, &at) in chunk.iter().enumerate() {
            // Neighbours stand a little apart in height, so that lines between columns pass beside the names.
            let stagger = if columns > 1 && column % 2 == 1 { step * 0.22 } else { 0.0 };
            points[at] = Point {
                x: land.area.low.x + PAD + width * (column as f64 + 0.5),
                y: land.area.high.y - HEADER - step * (row as f64 + 0.5) - stagger,
            };
        }
    }
}

/// Puts each border crossing between the boxes of its two countries, at the height of what it is joined with.
fn place_crossings(
    corridor: &Corridor<'_>,
    sites: &[SiteId],
    joined: &[(SiteId, SiteId)],
    lands: &[Land],
    crossings: &[usize],
    points: &mut [Point],
) {
    let mut neighbours: BTreeMap<SiteId, Vec<SiteId>> = crossings.iter().map(|&at| (sites[at], Vec::new())).collect();
    for &(a, b) in joined {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(others) = neighbours.get_mut(&one) {
                others.push(other);
            }
        }
    }
    let mut gutters: BTreeMap<(i64, i64), Vec<(f64, usize)>> = BTreeMap::new();
    for &at in crossings {
        let site = sites[at];
        let mut between: Vec<usize> = (0..lands.len())
            .filter(|&land| lands[land].code.is_some_and(|code| corridor.site(site).countries.contains(&code)))
            .collect();
        between.sort_by(|&a, &b| {
            let [a, b] = [&lands[a], &lands[b]];
            b.row.high.total_cmp(&a.row.high).then(a.area.low.x.total_cmp(&b.area.low.x))
        });
        // On the near side of the country further east; beside its only country where the other has no site here.
        let Some(&east) = between.last() else { continue };
        let row = lands[east].row;
        let heights: Vec<f64> = neighbours[&site]
            .iter()
            .filter(|&&other| corridor.site(other).countries.len() == 1)
            .filter_map(|other| sites.binary_search(other).ok())
            .map(|other| points[other].y)
            .filter(|y| (row.low..=row.high).contains(y))
            .collect();
        let middle = f64::midpoint(lands[east].area.low.y, lands[east].area.high.y);
        let y = if heights.is_empty() { middle } else { heights.iter().sum::<f64>() / heights.len() as f64 };
        let x = lands[east].area.low.x - BORDER_GUTTER / 2.0;
        points[at].x = x;
        gutters.entry((row.high.round() as i64, x.round() as i64)).or_default().push((y, at));
    }
    for mut members in gutters.into_values() {
        members.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut ceiling = f64::INFINITY;
        for (y, at) in members {
            ceiling = y.min(ceiling - CELL.y * 0.8);
            points[at].y = ceiling;
        }
    }
}

/// Moves all so that the lower left corner is the origin.
fn shift(lands: Vec<Land>, mut points: Vec<Point>) -> Layout {
    let margin = CELL.x / 2.0;
    let corners = lands.iter().flat_map(|land| [land.area.low, land.area.high]);
    let all: Vec<Point> = corners.chain(points.iter().copied()).collect();
    let least = |axis: fn(&Point) -> f64| all.iter().map(axis).fold(f64::INFINITY, f64::min);
    let most = |axis: fn(&Point) -> f64| all.iter().map(axis).fold(f64::NEG_INFINITY, f64::max);
    if all.is_empty() {
        return Layout::default();
    }
    let (dx, dy) = (margin - least(|p| p.x), margin - least(|p| p.y));
    let size = Point { x: most(|p| p.x) + dx + margin, y: most(|p| p.y) + dy + margin };
    let moved = |p: Point| Point { x: p.x + dx, y: p.y + dy };
    for point in &mut points {
        *point = moved(*point);
    }
    let bands = lands.into_iter().filter_map(|land| {
        let area = Box2 { low: moved(land.area.low), high: moved(land.area.high) };
        Some((land.code?.to_string(), area))
    });
    Layout { sites: points, bands: bands.collect(), size }
}

/// A name in lines of about a dozen letters, without what stands in brackets or after a slash.
pub(super) fn lines(name: &str) -> Vec<String> {
    let end = name.find(['(', '/', ',']).filter(|&end| end > 2).unwrap_or(name.len());
    let mut lines: Vec<String> = Vec::new();
    for word in name[..end].split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 13 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
