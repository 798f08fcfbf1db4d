//! Pictures for Mermaid: a flowchart with a subgraph for each country. Mermaid places everything itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::emit::picture::{Mark, Picture, Shape, Stroke};

/// Writes a picture. The same picture gives the same bytes.
pub fn render(picture: &Picture) -> String {
    let mut out = format!("---\ntitle: {}\n---\nflowchart LR\n", front(&picture.title));
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    let mut lands: BTreeMap<Option<&str>, Vec<(usize, &Mark)>> = BTreeMap::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, mark) in picture.nodes.iter().enumerate() {
        lands.entry(mark.land.as_deref()).or_default().push((at, mark));
        places.insert(&mark.id, at);
    }
    for (number, (land, marks)) in lands.iter().enumerate() {
        let indent = if let Some(land) = land {
            line!("    subgraph land{number}[\"{}\"]", text(land));
            "        "
        } else {
            "    "
        };
        for (at, mark) in marks {
            line!("{indent}n{at}{}", node(mark));
        }
        if land.is_some() {
            line!("    end");
        }
    }
    for edge in &picture.edges {
        let (from, to) = (places[edge.from.as_str()], places[edge.to.as_str()]);
        let drawn = match edge.stroke {
            Stroke::InService => "---",
            Stroke::Planned | Stroke::Idle => "-.-",
        };
        match &edge.label {
            Some(label) => line!("    n{from} {drawn}|\"{}\"| n{to}", text(label)),
            None => line!("    n{from} {drawn} n{to}"),
        }
    }
    for (at, edge) in picture.edges.iter().enumerate() {
        let (colour, width) = edge.ink.colour();
        let dashes = if edge.stroke == Stroke::Idle { ",stroke-dasharray:2 4" } else { "" };
        line!("    linkStyle {at} stroke:{colour},stroke-width:{width}px{dashes}");
    }
    line!("    classDef landing fill:#dbeafe,stroke:#1d5fa8,color:#1f2933");
    line!("    classDef border fill:#fff3c4,stroke:#b7791f,color:#1f2933");
    line!("    classDef hub stroke-width:3px");
    line!("    classDef alarmed stroke:#c81e1e,stroke-width:4px");
    let mut classes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, mark) in picture.nodes.iter().enumerate() {
        let class = match mark.shape {
            _ if mark.alarm => "alarmed",
            Shape::LandingStation => "landing",
            Shape::BorderCrossing => "border",
            Shape::Hub => "hub",
            Shape::Pop | Shape::Minor => continue,
        };
        classes.entry(class).or_default().push(format!("n{at}"));
    }
    for (class, marks) in classes {
        line!("    class {} {class}", marks.join(","));
    }
    out
}

fn node(mark: &Mark) -> String {
    let label = text(&mark.label.replace('\n', " "));
    match mark.shape {
        Shape::Hub | Shape::Pop => format!("(\"{label}\")"),
        Shape::LandingStation => format!("[/\"{label}\"\\]"),
        Shape::BorderCrossing => format!("{{{{\"{label}\"}}}}"),
        Shape::Minor => format!("[\"{label}\"]"),
    }
}

/// A text in quotes: what could mean anything to Mermaid, to Markdown or to HTML is written by its number.
fn text(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            sign if sign.is_alphanumeric() || matches!(sign, ' ' | ',' | '.' | ':' | '(' | ')' | '+') => out.push(sign),
            '-' => out.push(sign),
            sign if sign.is_control() => out.push(' '),
            sign => write!(out, "#{};", u32::from(sign)).expect("a string takes all"),
        }
    }
    // An empty text is no text there.
    if out.trim().is_empty() { "#160;".to_owned() } else { out }
}

/// The title stands in YAML: JSON is that, too, where all but plain signs are written by their numbers.
fn front(text: &str) -> String {
    let mut out = String::from("\"");
    for unit in text.encode_utf16() {
        match u8::try_from(unit).ok().filter(|byte| byte.is_ascii_alphanumeric() || b" ,.:()+-".contains(byte)) {
            Some(byte) => out.push(char::from(byte)),
            None => write!(out, "\\u{unit:04x}").expect("a string takes all"),
        }
    }
    out + "\""
}
