//! Outages as a calendar (RFC 5545): an event for each.

use crate::emit::target::{Made, Source};
use crate::lock::Numbers;
use crate::model::{Moment, Outage};

pub(super) fn make(source: &Source<'_, '_>, _: &Numbers) -> Made {
    let cx = source.cx;
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//corridor//{}//EN", env!("CARGO_PKG_VERSION")),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", text(cx.corridor.title.unwrap_or("Corridor"))),
        format!("X-CORRIDOR-MADE-FROM:{}", text(&source.made_from())),
    ];
    let mut outages: Vec<&Outage<'_>> = cx.corridor.outages.iter().collect();
    outages.sort_by_key(|outage| cx.text(outage.id));
    for outage in &outages {
        event(&mut lines, source, outage);
    }
    lines.push("END:VCALENDAR".to_owned());
    let files = if outages.is_empty() {
        Vec::new()
    } else {
        vec![("outages.ics".to_owned(), lines.iter().map(|line| folded(line)).collect())]
    };
    Made { files, notes: Vec::new() }
}

fn event(lines: &mut Vec<String>, source: &Source<'_, '_>, outage: &Outage<'_>) {
    let cx = source.cx;
    let declaration = cx.corridor.declaration(outage.id);
    let on: Vec<String> = outage.on.iter().map(|&(_, thing)| cx.corridor.name_of(thing)).collect();
    let about = declaration.name.map_or_else(|| format!("{}: {}", declaration.id, on.join(", ")), str::to_owned);
    let mut told = vec![format!("Down: {}", on.join(", "))];
    told.extend(outage.reason.map(|reason| format!("Reason: {reason}")));
    told.extend(outage.approved_by.map(|by| format!("Approved by: {by}")));
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:{}@{}", declaration.id, source.slug()));
    // When it was written down is not declared, and a calendar must be the same each time: its start stands for it.
    lines.push(format!("DTSTAMP:{}", instant(outage.starts)));
    lines.push(format!("DTSTART:{}", instant(outage.starts)));
    lines.push(format!("DTEND:{}", instant(outage.ends)));
    lines.push(format!("SUMMARY:{}", text(&about)));
    lines.push(format!("DESCRIPTION:{}", text(&told.join("\n"))));
    lines.push("TRANSP:TRANSPARENT".to_owned());
    lines.push("END:VEVENT".to_owned());
}

fn instant(moment: Moment) -> String {
    moment.basic()
}

/// A text value, section 3.3.11.
fn text(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}') => out.push(' '),
            sign => out.push(sign),
        }
    }
    out
}

/// A line in pieces of at most 75 bytes, section 3.1, with the line ends of the standard.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut room = 75;
    for sign in line.chars() {
        if sign.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        out.push(sign);
        room -= sign.len_utf8();
    }
    out + "\r\n"
}
