//! Pictures for Graphviz. The file names its engine, so that plain `dot -Tsvg` draws it.

use std::fmt::Write as _;

use crate::emit::picture::layout::Point;
use crate::emit::picture::{Legend, Line, Mark, Picture, Sample, Shape, Stroke};

/// Writes a picture. The same picture gives the same bytes.
pub fn render(picture: &Picture) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        writeln!(out, "{text}").expect("a string takes all");
    };
    line("graph corridor {");
    line(&format!("    graph [{}]", head(picture)));
    line(&format!("    node [{NODES}]"));
    line("    edge [fontname=\"Helvetica\", fontsize=8.5]");
    for word in words(picture) {
        line(&word);
    }
    for mark in &picture.nodes {
        line(&format!("    {} [{}]", quoted(&mark.id), node(mark)));
    }
    for edge in &picture.edges {
        line(&format!("    {} -- {} [{}]", quoted(&edge.from), quoted(&edge.to), self::edge(edge)));
    }
    line("}");
    out
}

/// Everything is placed already: the engine `nop2` draws what stands here.
fn head(picture: &Picture) -> String {
    let legend = picture.legend.iter().map(legend_width).sum::<f64>() + 20.0;
    let (width, height) = (picture.size.x.max(legend), picture.size.y + TITLE);
    [
        "layout=nop2".to_owned(),
        format!("bb=\"0,0,{width:.1},{height:.1}\""),
        "outputorder=edgesfirst".to_owned(),
        "fontname=\"Helvetica\"".to_owned(),
        "bgcolor=\"#ffffff\"".to_owned(),
        format!("_background={}", quoted(&background(picture))),
        format!("label={}", quoted(&picture.title)),
        format!("lp=\"{:.1},{:.1}\"", width / 2.0, height - TITLE / 2.0),
        "fontsize=20".to_owned(),
    ]
    .join(", ")
}

/// Height of the title, in points.
const TITLE: f64 = 36.0;

/// Bands and the strokes of the legend in xdot, the drawing language of Graphviz. Its text is left to nodes: Graphviz 2.43
/// crashes on text in a background.
fn background(picture: &Picture) -> String {
    let mut out = String::new();
    for (at, band) in picture.bands.iter().enumerate() {
        let fill = if at % 2 == 0 { "#eef2f6" } else { "#f6f1e7" };
        let (low, high) = (band.area.low, band.area.high);
        write!(
            out,
            "c 7 -#d3dae3 C 7 -{fill} P 4 {:.1} {:.1} {:.1} {:.1} {:.1} {:.1} {:.1} {:.1} ",
            low.x, low.y, high.x, low.y, high.x, high.y, low.x, high.y
        )
        .expect("a string takes all");
    }
    for (entry, x) in picture.legend.iter().zip(legend_places(picture)) {
        let Sample::Line(ink, stroke) = entry.sample else { continue };
        let (colour, _) = ink.colour();
        let dashes = dashes(stroke);
        let (count, end) = (dashes.len(), x + 28.0);
        write!(out, "S 15 -setlinewidth(2) S {count} -{dashes} c 7 -{colour} L 2 {x:.1} 8 {end:.1} 8 ")
            .expect("a string takes all");
    }
    out
}

fn legend_width(entry: &Legend) -> f64 {
    60.0 + entry.text.chars().count() as f64 * 5.6
}

/// Where the entries of the legend start, side by side below the picture.
fn legend_places(picture: &Picture) -> Vec<f64> {
    let mut x = 20.0;
    let places = picture.legend.iter().map(|entry| {
        let place = x;
        x += legend_width(entry);
        place
    });
    places.collect()
}

/// Words of the background as nodes without a shape.
fn words(picture: &Picture) -> Vec<String> {
    let word = |id: String, x: f64, y: f64, size: u32, colour: &str, text: &str| {
        let width = text.chars().count() as f64 * f64::from(size) * 0.56;
        format!(
            "    {} [pos=\"{:.1},{y:.1}\", label={}, shape=plaintext, style=solid, fixedsize=false, width={:.3}, height=0.15, margin=0, fontsize={size}, fontcolor=\"{colour}\"]",
            quoted(&id),
            x + width / 2.0,
            quoted(text),
            width / 72.0
        )
    };
    let bands = picture.bands.iter().map(|band| {
        let (low, high) = (band.area.low, band.area.high);
        word(format!("country {}", band.label), low.x + 6.0, high.y - 9.0, 11, "#7b8794", &band.label)
    });
    let legend = picture
        .legend
        .iter()
        .zip(legend_places(picture))
        .enumerate()
        .map(|(at, (entry, x))| word(format!("legend {at}"), x + 34.0, 8.0, 10, "#1f2933", &entry.text));
    let samples = picture.legend.iter().zip(legend_places(picture)).enumerate().filter_map(|(at, (entry, x))| {
        let Sample::Mark(shape) = entry.sample else { return None };
        let place = format!("pos=\"{:.1},8.0\", width=0.36, height=0.17, label=\"\"", x + 14.0);
        Some(format!("    {} [{place}, {}]", quoted(&format!("sample {at}")), look(shape)))
    });
    bands.chain(legend).chain(samples).collect()
}

/// What sites have in common.
const NODES: &str = "fontname=\"Helvetica\", fontsize=10, fixedsize=true, style=filled, color=\"#44546a\", \
    fillcolor=\"#ffffff\", fontcolor=\"#1f2933\"";

fn node(mark: &Mark) -> String {
    let (low, high) = (mark.area.low, mark.area.high);
    let mut attributes = vec![
        format!("pos=\"{:.1},{:.1}\"", f64::midpoint(low.x, high.x), f64::midpoint(low.y, high.y)),
        // Sizes are in inches, places in points.
        format!("width={:.3}", (high.x - low.x) / 72.0),
        format!("height={:.3}", (high.y - low.y) / 72.0),
        format!("label={}", quoted(&mark.label)),
        format!("tooltip={}", quoted(&mark.id)),
    ];
    attributes.push(look(mark.shape).to_owned());
    if mark.alarm {
        attributes.push("color=\"#c81e1e\", fontcolor=\"#c81e1e\", penwidth=2.5".to_owned());
    }
    attributes.join(", ")
}

fn look(shape: Shape) -> &'static str {
    match shape {
        Shape::Hub => "shape=box, style=\"filled,rounded\", penwidth=2",
        Shape::Pop => "shape=box, style=\"filled,rounded\"",
        Shape::LandingStation => "shape=house, fillcolor=\"#dbeafe\", color=\"#1d5fa8\"",
        Shape::BorderCrossing => "shape=hexagon, fillcolor=\"#fff3c4\", color=\"#b7791f\", fontsize=9",
        Shape::Minor => "shape=box, color=\"#ffffff00\", fillcolor=\"#ffffffc0\", fontcolor=\"#52606d\", fontsize=9",
    }
}

fn edge(line: &Line) -> String {
    let (colour, width) = line.ink.colour();
    let curve: Vec<String> = line.curve.points.iter().map(|Point { x, y }| format!("{x:.1},{y:.1}")).collect();
    let mut attributes = vec![
        format!("pos=\"{}\"", curve.join(" ")),
        format!("color=\"{colour}\""),
        format!("penwidth={width}"),
        format!("style={}", dashes(line.stroke)),
        format!("tooltip={}", quoted(&line.tooltip)),
    ];
    if let Some(label) = &line.label {
        let Point { x, y } = line.curve.label;
        attributes.push(format!("label={}", on_white(label)));
        attributes.push(format!("lp=\"{x:.1},{y:.1}\""));
        attributes.push(format!("fontcolor=\"{colour}\""));
    }
    attributes.join(", ")
}

fn dashes(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::InService => "solid",
        Stroke::Planned => "dashed",
        Stroke::Idle => "dotted",
    }
}

/// A label that lines do not run through: in Graphviz only a table has a ground of its own.
fn on_white(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    format!(
        "<<table border=\"0\" cellborder=\"0\" cellpadding=\"0\" cellspacing=\"0\" bgcolor=\"#ffffffd0\"><tr><td>{text}</td></tr></table>>"
    )
}

/// A string of the DOT language: only the quote and the backslash have a meaning in it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
