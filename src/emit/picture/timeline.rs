//! A timeline as SVG: one bar a service or demand, green, amber, red, and hatched where it is not known.

use std::fmt::Write as _;

use crate::model::{Corridor, Date};
use crate::render::xml;
use crate::rules::timeline::{Line, State};

/// Pixels.
const LABELS: i64 = 230;
const BARS: i64 = 720;
const ROW: i64 = 26;
const HEAD: i64 = 74;
/// How wide a letter of a label is, about; longer ones are cut.
const LETTER: i64 = 7;

pub fn svg(corridor: &Corridor<'_>, lines: &[Line]) -> String {
    let dates = lines.iter().flat_map(|line| line.moments.iter().map(|moment| moment.date));
    let (Some(first), Some(last)) = (dates.clone().min(), dates.max()) else { return String::new() };
    // What the last date begins is seen for a while.
    let days = ((last.days() - first.days()) * 11 / 10).max(365);
    let x = |date: Date| LABELS + (date.days() - first.days()) * BARS / days;
    let (width, height) = (LABELS + BARS + 20, HEAD + lines.len() as i64 * ROW + 20);
    let mut out = String::new();
    let mut put = |text: std::fmt::Arguments<'_>| writeln!(out, "{text}").expect("a string takes all");
    put(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">"
    ));
    put(format_args!("<title>{}</title>", xml::text(corridor.title.unwrap_or("What meets its policy, and when"))));
    put(format_args!("<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>"));
    put(format_args!(
        "<defs><pattern id=\"unknown\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#eceff1\"/><rect width=\"3\" height=\"6\" fill=\"#78909c\"/></pattern></defs>"
    ));
    let legend = [State::Meets, State::Waived, State::Unknown, State::Fails, State::Absent];
    for (at, state) in legend.into_iter().enumerate() {
        let left = LABELS + at as i64 * 140;
        put(format_args!(
            "<rect x=\"{left}\" y=\"14\" width=\"18\" height=\"12\" fill=\"{}\" stroke=\"#90a4ae\"/><text x=\"{}\" y=\"24\">{}</text>",
            fill(state),
            left + 24,
            words(state)
        ));
    }
    let bottom = height - 20;
    // Not more years than there is room for.
    let step = (days / 365 / 16 + 1) as usize;
    for year in (first.year() + 1..=last.year() + 1).step_by(step) {
        let Some(at) = Date::new(year, 1, 1).map(x).filter(|&at| at <= LABELS + BARS) else { continue };
        put(format_args!(
            "<line x1=\"{at}\" y1=\"{}\" x2=\"{at}\" y2=\"{bottom}\" stroke=\"#cfd8dc\"/><text x=\"{}\" y=\"{}\" fill=\"#546e7a\">{year}</text>",
            HEAD - 8,
            at + 3,
            HEAD - 12
        ));
    }
    put(format_args!("<text x=\"{LABELS}\" y=\"{}\" fill=\"#546e7a\">{first}</text>", HEAD - 28));
    for (line, at) in lines.iter().zip(0_i64..) {
        let top = HEAD + at * ROW;
        let id = corridor.text(line.id);
        let most = (LABELS / LETTER) as usize - 2;
        let label: String =
            if id.chars().count() > most { id.chars().take(most - 1).chain(['…']).collect() } else { id.to_owned() };
        put(format_args!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LABELS - 10,
            top + 16,
            xml::text(&label)
        ));
        for (moment, place) in line.moments.iter().zip(0..) {
            let end = line.moments.get(place + 1).map_or(LABELS + BARS, |next| x(next.date));
            let start = x(moment.date);
            let told = if moment.because.is_empty() { &moment.found } else { &moment.because };
            put(format_args!(
                "<rect x=\"{start}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"#ffffff\"><title>{}</title></rect>",
                top + 4,
                (end - start).max(1),
                ROW - 8,
                fill(moment.state),
                xml::text(&format!("{id} from {}: {}; {}", moment.date, words(moment.state), told.join("; ")))
            ));
        }
    }
    put(format_args!("</svg>"));
    out
}

fn fill(state: State) -> &'static str {
    match state {
        State::Absent => "#f5f5f5",
        State::Meets => "#43a047",
        State::Waived | State::Warned => "#ffb300",
        State::Unknown => "url(#unknown)",
        State::Fails => "#d32f2f",
    }
}

fn words(state: State) -> &'static str {
    match state {
        State::Absent => "does not stand",
        State::Meets => "meets its policy",
        State::Waived | State::Warned => "waived or warned",
        State::Unknown => "not known",
        State::Fails => "fails",
    }
}
