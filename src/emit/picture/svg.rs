//! Pictures as SVG, for a browser or a document: nothing is fetched, nothing acts, and it is drawn for a dark ground, too.
//!
//! Colours stand in classes, so that one rule changes them all; programs that know no media queries draw the light ones.

use std::fmt::Write as _;

use crate::emit::picture::layout::Point;
use crate::emit::picture::{Ink, Legend, Line, Mark, Picture, Sample, Shape, Stroke};
use crate::render::xml;

/// Room above all, for the title, in points.
const HEAD: f64 = 46.0;
const MARGIN: f64 = 16.0;
const LEGEND_ROW: f64 = 22.0;
/// Between lines of one entry.
const LEGEND_LINE: f64 = 14.0;
/// Room for the sample before an entry.
const SAMPLE: f64 = 36.0;
/// The width of a letter of the legend, about.
const LETTER: f64 = 6.2;
/// Of a title.
pub(super) const TITLE_LETTER: f64 = 12.0;
pub(super) const TITLE_ROW: f64 = 24.0;
const LINE: f64 = 11.5;

/// The width of a picture that fills a page of a width, in pixels.
pub fn within(page: u32) -> f64 {
    f64::from(page) - 2.0 * MARGIN
}

/// Writes a picture. The same picture gives the same bytes.
pub fn render(picture: &Picture) -> String {
    let title = picture.title.chars().count() as f64 * TITLE_LETTER;
    let width =
        picture.size.x.max(title.min(picture.page.unwrap_or(900.0))).max(picture.page.unwrap_or(420.0).min(420.0))
            + 2.0 * MARGIN;
    let title = wrapped(&picture.title, (width - 2.0 * MARGIN) / TITLE_LETTER);
    let (legend, legend_height) = legend(&picture.legend, width);
    let head = HEAD + (title.len() - 1) as f64 * TITLE_ROW;
    let foot = head + picture.size.y;
    let height = foot + legend_height + MARGIN;
    let mut out = open(width, height, &picture.title);
    let place = |point: Point| Point { x: MARGIN + point.x, y: head + picture.size.y - point.y };
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    out.push_str(&texts("title", &title, Point { x: MARGIN, y: 30.0 }, TITLE_ROW));
    for (at, band) in picture.bands.iter().enumerate() {
        let (low, high) = (place(band.area.low), place(band.area.high));
        line!(
            "<rect class=\"band{}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"4\"/>",
            at % 2,
            low.x,
            high.y,
            high.x - low.x,
            low.y - high.y
        );
        line!(
            "<text class=\"country\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            low.x + 6.0,
            high.y + 13.0,
            xml::text(&band.label)
        );
    }
    for edge in &picture.edges {
        let [from, one, other, to] = edge.curve.points.map(place);
        line!(
            "<path class=\"{} {}\" d=\"M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}\"><title>{}</title></path>",
            ink(edge.ink),
            stroke(edge.stroke),
            from.x,
            from.y,
            one.x,
            one.y,
            other.x,
            other.y,
            to.x,
            to.y,
            xml::text(&edge.tooltip)
        );
    }
    for mark in &picture.nodes {
        out.push_str(&self::mark(mark, place));
    }
    // Names of lines come last, so that no line runs through them.
    for edge in &picture.edges {
        out.push_str(&label(edge, place));
    }
    for (entry, (lines, Point { x, y })) in picture.legend.iter().zip(legend) {
        let y = foot + y + 10.0;
        match entry.sample {
            Sample::Line(of, how) => {
                let (class, end) = (ink(of), x + 28.0);
                line!("<path class=\"{class} {}\" d=\"M{x:.1} {y:.1}H{end:.1}\"/>", stroke(how));
            }
            Sample::Mark(shape) => {
                let half = Point { x: 14.0, y: 7.0 };
                out.push_str(&outline(shape, Point { x: x + 14.0, y }, half, ""));
            }
        }
        out.push_str(&texts("legend", &lines, Point { x: x + SAMPLE, y: y + 4.0 }, LEGEND_LINE));
    }
    out + "</svg>\n"
}

/// The head of a picture: its size, its title, its colours.
pub(super) fn open(width: f64, height: f64, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n",
        xml::text(title)
    )
}

/// Everything that is coloured. What is drawn as lines takes the colour of its class, and so does its name.
const STYLE: &str = "\
svg{font-family:Helvetica,Arial,'DejaVu Sans',sans-serif;font-size:11px}
.ground{fill:#ffffff}
.title{font-size:20px;font-weight:bold;fill:#1f2933}
.sub{font-size:12px;fill:#52606d}
.country{font-size:11px;font-weight:bold;fill:#7b8794}
.legend{font-size:11px;fill:#1f2933}
.band0{fill:#eef2f6;stroke:#d3dae3}
.band1{fill:#f6f1e7;stroke:#d3dae3}
.name{fill:#1f2933;text-anchor:middle;font-size:10px}
.minor .name{fill:#52606d;font-size:9px}
.box{fill:#ffffff;stroke:#44546a}
.hub .box{stroke-width:2.2}
.hub .name{font-weight:bold}
.landing .box{fill:#dbeafe;stroke:#1d5fa8}
.border .box{fill:#fff3c4;stroke:#b7791f}
.minor .box{fill:#ffffff;fill-opacity:.75;stroke:none}
.alarmed .box{stroke:#c81e1e;stroke-width:2.6;stroke-opacity:1}
.alarmed .name{fill:#c81e1e;font-weight:bold}
path.track{fill:none;stroke:currentColor;stroke-width:1.8}
.planned{stroke-dasharray:6 4}
.idle{stroke-dasharray:1.5 4;stroke-linecap:round}
.land{color:#7a5c3e}
.aerial{color:#8a8a2a}
.sea{color:#1d7fc4}
.leg0{color:#1d5fa8}
.leg1{color:#d9730d}
.leg2{color:#2f855a}
.leg3{color:#6b46c1}
.leg4{color:#0f766e}
.leg5{color:#9d174d}
.alarm{color:#c81e1e}
.faint{color:#b8c2cc}
path.leg{stroke-width:3}
path.alarm{stroke-width:3.6}
path.faint{stroke-width:1.2}
.on{fill:currentColor;font-size:9px;text-anchor:middle;paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}
.heading{fill:currentColor;font-size:13px;font-weight:bold}
.row{fill:#52606d;font-size:10px;text-anchor:end}
.tick{fill:#52606d;font-size:9px;text-anchor:middle}
.place{fill:#1f2933;font-size:10px}
.alarmed .place{fill:#c81e1e;font-weight:bold}
.minor-place .place{fill:#7b8794;font-size:9px}
.leader{fill:none;stroke:#aab4be;stroke-width:.8}
.axis{fill:none;stroke:#7b8794}
path.run{stroke-width:6}
.core{fill:none;stroke:#ffffff;stroke-width:3}
.bar{stroke:#ffffff;stroke-width:1}
.bar.plain{fill:#dfe6ee}
.bar.shared{fill:#c81e1e}
.bar.unknown{fill:#f3f4f6;stroke:#aab4be;stroke-dasharray:2 2}
.in{font-size:9.5px;text-anchor:middle;fill:#1f2933}
.in.shared{fill:#ffffff;font-weight:bold}
@media (prefers-color-scheme:dark){
.ground{fill:#14181d}
.title,.legend,.name{fill:#e4e9ee}
.sub,.country,.minor .name{fill:#9aa7b4}
.band0{fill:#1d242c;stroke:#323d49}
.band1{fill:#25221b;stroke:#323d49}
.box{fill:#14181d;stroke:#9fb3c8}
.landing .box{fill:#12304f;stroke:#6cb2f0}
.border .box{fill:#3b2f0b;stroke:#e0ab4a}
.minor .box{fill:#14181d}
.alarmed .box{stroke:#ff6b6b}
.alarmed .name{fill:#ff8585}
.land{color:#c19a6b}
.aerial{color:#c6c65a}
.sea{color:#55acee}
.leg0{color:#63a4ff}
.leg1{color:#ff9f45}
.leg2{color:#5fd08f}
.leg3{color:#b294ff}
.leg4{color:#4fd1c5}
.leg5{color:#f687b3}
.alarm{color:#ff5c5c}
.faint{color:#4a5663}
.on{stroke:#14181d}
.row,.tick,.minor-place .place{fill:#9aa7b4}
.place,.in{fill:#e4e9ee}
.alarmed .place{fill:#ff8585}
.core{stroke:#14181d}
.bar{stroke:#14181d}
.bar.plain{fill:#2b3642}
.bar.shared{fill:#d43c3c}
.bar.unknown{fill:#191f25;stroke:#4a5663}
}
";

/// The entries of a legend below a picture, each in lines and where it begins, and how high all of it is.
fn legend(entries: &[Legend], width: f64) -> (Vec<(Vec<String>, Point)>, f64) {
    let (mut at, mut high) = (Point { x: MARGIN, y: 0.0 }, LEGEND_ROW);
    let places = entries.iter().map(|entry| {
        let lines = wrapped(&entry.text, (width - 2.0 * MARGIN - SAMPLE) / LETTER);
        let letters = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let wide = SAMPLE + letters as f64 * LETTER + 18.0;
        if at.x > MARGIN && at.x + wide > width - MARGIN {
            (at, high) = (Point { x: MARGIN, y: at.y + high }, LEGEND_ROW);
        }
        let place = at;
        high = high.max(LEGEND_ROW + (lines.len() - 1) as f64 * LEGEND_LINE);
        at.x += wide;
        (lines, place)
    });
    let places: Vec<(Vec<String>, Point)> = places.collect();
    (places, at.y + high)
}

/// A text in lines of at most so many letters, broken between words where it can be.
pub(super) fn wrapped(text: &str, letters: f64) -> Vec<String> {
    let most = letters.max(8.0) as usize;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        let (have, more) = (line.chars().count(), word.chars().count());
        if have > 0 && have + 1 + more <= most {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        let letters: Vec<char> = word.chars().collect();
        let pieces = letters.chunks(most).map(|piece| piece.iter().collect::<String>());
        if have == 0 {
            lines.pop();
        }
        lines.extend(pieces);
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines
}

/// Lines below each other.
pub(super) fn texts(class: &str, lines: &[String], at: Point, step: f64) -> String {
    let write = |(line, row): (&String, u32)| {
        let y = at.y + f64::from(row) * step;
        format!("<text class=\"{class}\" x=\"{:.1}\" y=\"{y:.1}\">{}</text>\n", at.x, xml::text(line))
    };
    lines.iter().zip(0..).map(write).collect()
}

fn mark(mark: &Mark, place: impl Fn(Point) -> Point) -> String {
    let (low, high) = (place(mark.area.low), place(mark.area.high));
    let middle = Point { x: f64::midpoint(low.x, high.x), y: f64::midpoint(low.y, high.y) };
    let half = Point { x: (high.x - low.x) / 2.0, y: (low.y - high.y) / 2.0 };
    let lines: Vec<&str> = mark.label.split('\n').collect();
    // Under a roof there is less room above.
    let lowered = if mark.shape == Shape::LandingStation { 2.5 } else { 0.0 };
    let first = middle.y + lowered + 3.5 - (lines.len() - 1) as f64 * LINE / 2.0;
    let mut inside = format!("<title>{}</title>", xml::text(&mark.id));
    for (text, at) in lines.iter().zip(0..) {
        write!(
            inside,
            "<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            middle.x,
            first + f64::from(at) * LINE,
            xml::text(text)
        )
        .expect("a string takes all");
    }
    let outline = outline(mark.shape, middle, half, if mark.alarm { " alarmed" } else { "" });
    outline.replacen("</g>", &(inside + "</g>"), 1)
}

/// The outline of a site, in a group that says what it is.
fn outline(shape: Shape, middle: Point, half: Point, more: &str) -> String {
    let Point { x, y } = middle;
    let (left, right, top, bottom) = (x - half.x, x + half.x, y - half.y, y + half.y);
    let rounded = |radius: u32| {
        format!(
            "<rect class=\"box\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{radius}\"/>",
            2.0 * half.x,
            2.0 * half.y
        )
    };
    let (class, drawn) = match shape {
        Shape::Hub => ("hub", rounded(7)),
        Shape::Pop => ("pop", rounded(7)),
        Shape::Minor => ("minor", rounded(3)),
        Shape::LandingStation => {
            let eaves = top + half.y * 0.6;
            let d = format!("M{left:.1} {bottom:.1}V{eaves:.1}L{x:.1} {top:.1}L{right:.1} {eaves:.1}V{bottom:.1}Z");
            ("landing", format!("<path class=\"box\" d=\"{d}\"/>"))
        }
        Shape::BorderCrossing => {
            let (inner, outer) = (left + 8.0, right - 8.0);
            let d = format!(
                "M{left:.1} {y:.1}L{inner:.1} {top:.1}H{outer:.1}L{right:.1} {y:.1}L{outer:.1} {bottom:.1}H{inner:.1}Z"
            );
            ("border", format!("<path class=\"box\" d=\"{d}\"/>"))
        }
    };
    format!("<g class=\"{class}{more}\">{drawn}</g>\n")
}

fn label(edge: &Line, place: impl Fn(Point) -> Point) -> String {
    let Some(text) = &edge.label else { return String::new() };
    let Point { x, y } = place(edge.curve.label);
    let class = ink(edge.ink).replace("track ", "");
    format!("<text class=\"on {class}\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>\n", y + 3.0, xml::text(text))
}

/// The classes of a line.
pub(super) fn ink(ink: Ink) -> &'static str {
    const LEGS: [&str; 6] =
        ["track leg leg0", "track leg leg1", "track leg leg2", "track leg leg3", "track leg leg4", "track leg leg5"];
    match ink {
        Ink::Land => "track land",
        Ink::Aerial => "track aerial",
        Ink::Sea => "track sea",
        Ink::Leg(leg) => LEGS[leg % LEGS.len()],
        Ink::Alarm => "track alarm",
        Ink::Faint => "track faint",
    }
}

fn stroke(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::InService => "active",
        Stroke::Planned => "planned",
        Stroke::Idle => "idle",
    }
}
