//! Pictures for D2: a container for each country. D2 places everything itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::emit::picture::{Mark, Picture, Shape, Stroke};

/// Writes a picture. The same picture gives the same bytes.
pub fn render(picture: &Picture) -> String {
    let mut out = String::from("direction: right\n");
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    line!("title: {} {{near: top-center; shape: text; style.font-size: 28}}", text(&picture.title));
    let mut lands: BTreeMap<&str, usize> = BTreeMap::new();
    for mark in &picture.nodes {
        if let Some(land) = &mark.land {
            let next = lands.len();
            lands.entry(land).or_insert(next);
        }
    }
    for (land, at) in &lands {
        line!("land{at}: {}", text(land));
    }
    let mut paths: BTreeMap<&str, String> = BTreeMap::new();
    for (at, mark) in picture.nodes.iter().enumerate() {
        let path = match &mark.land {
            Some(land) => format!("land{}.n{at}", lands[land.as_str()]),
            None => format!("n{at}"),
        };
        line!("{path}: {} {{{}}}", text(&mark.label.replace('\n', " ")), look(mark));
        paths.insert(&mark.id, path);
    }
    for edge in &picture.edges {
        let (from, to) = (&paths[edge.from.as_str()], &paths[edge.to.as_str()]);
        let (colour, width) = edge.ink.colour();
        let label = edge.label.as_deref().map(text).map(|label| format!(": {label}")).unwrap_or_default();
        let dashes = match edge.stroke {
            Stroke::InService => "",
            Stroke::Planned => "; style.stroke-dash: 5",
            Stroke::Idle => "; style.stroke-dash: 2",
        };
        let colon = if label.is_empty() { ":" } else { "" };
        line!(
            "{from} -- {to}{label}{colon} {{style.stroke: \"{colour}\"; style.stroke-width: {}{dashes}}}",
            width.ceil()
        );
    }
    out
}

fn look(mark: &Mark) -> String {
    let shape = match mark.shape {
        Shape::Hub => "shape: rectangle; style.border-radius: 8; style.stroke-width: 4",
        Shape::Pop => "shape: rectangle; style.border-radius: 8",
        Shape::LandingStation => "shape: step; style.fill: \"#dbeafe\"; style.stroke: \"#1d5fa8\"",
        Shape::BorderCrossing => "shape: hexagon; style.fill: \"#fff3c4\"; style.stroke: \"#b7791f\"",
        Shape::Minor => "shape: rectangle; style.opacity: 0.8",
    };
    // The same field twice would be the last.
    if mark.alarm {
        "shape: rectangle; style.stroke: \"#c81e1e\"; style.stroke-width: 5".to_owned()
    } else {
        shape.to_owned()
    }
}

/// A string in single quotes, in which nothing but the quote means anything.
fn text(text: &str) -> String {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    let plain = if plain.trim().is_empty() { "-" } else { plain.trim() };
    // A backslash before the closing quote would be read as one with it.
    format!("'{}'", plain.replace('\\', "\u{29f5}").replace('\'', "''"))
}
