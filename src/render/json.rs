//! Findings as JSON, version 1: `schemas/output/findings.schema.json` describes it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::render::{Report, fingerprints, plain};
use crate::rules::{Cx, Exempted, Exemption};
use crate::source::{Place, Sources};

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    findings: Findings<'a>,
    exempted: Vec<Shared<'a>>,
    summary: Summary,
}

/// What two legs share, and may.
#[derive(Serialize)]
struct Shared<'a> {
    service: &'a str,
    legs: [&'a str; 2],
    kind: &'a str,
    thing: String,
    because: &'a str,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    fingerprint: &'a str,
    ids: &'a [String],
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    measures: BTreeMap<&'static str, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived_by: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    known: bool,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Summary {
    declarations: usize,
    deny: usize,
    warn: usize,
    waived: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<usize>,
}

/// The findings, each made when it is written: a flood of them is never in memory as a whole.
struct Findings<'a> {
    report: &'a Report<'a>,
    prints: Vec<String>,
}

impl Serialize for Findings<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = self.report.findings.iter().zip(&self.prints);
        serializer.collect_seq(all.map(|(found, print)| finding(self.report.sources, found, print)))
    }
}

pub fn render(report: &Report<'_>, cx: &Cx<'_>) -> String {
    made(|out| write(report, cx, out))
}

/// Writes the findings one by one: all of them are never in memory as text.
///
/// # Errors
///
/// Those of `out`.
pub fn write(report: &Report<'_>, cx: &Cx<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = report.counts();
    let output = Output {
        version: 1,
        findings: Findings { report, prints: fingerprints(report.sources, report.findings) },
        exempted: cx.verdicts().exempted.iter().map(|exempted| shared(cx, exempted)).collect(),
        summary: Summary {
            declarations: report.declarations,
            deny: counts.deny,
            warn: counts.warn,
            waived: counts.waived,
            known: (counts.known > 0).then_some(counts.known),
        },
    };
    put(&output, out)
}

/// Plain data as JSON, in which nothing acts on a terminal.
pub fn text(of: &impl Serialize) -> String {
    made(|out| put(of, out))
}

/// The same on one line, for programs alone.
///
/// # Errors
///
/// Those of `out`.
pub fn put_compact(of: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(Shown(&mut *out), of)?;
    out.write_all(b"\n")
}

pub(super) fn put(of: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Shown(&mut *out), of)?;
    out.write_all(b"\n")
}

pub(super) fn made(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("plain data can be written as JSON");
    String::from_utf8(bytes).expect("JSON is text")
}

/// Writes JSON, and each character of a text that would act where it is shown as an escape, which means the same.
///
/// What is written at once is a text, or a part of one between two escapes.
struct Shown<W>(W);

impl<W: io::Write> io::Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_ascii() && !bytes.contains(&b'#') && !bytes.contains(&0x7F) {
            return self.0.write_all(bytes);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(harmless(text).as_bytes()),
            Err(_) => self.0.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// JSON leaves these as they are, and a terminal obeys them.
fn is_treacherous(char: char) -> bool {
    plain::acts(char) && !matches!(char, '\n')
}

fn harmless(text: &str) -> Cow<'_, str> {
    // What a CI runner takes for a command wherever it is in a line.
    let is_command = |at: usize| ["##[", "##vso[", "##VSO["].iter().any(|acts| text[at..].starts_with(acts));
    let acts = |(at, char): (usize, char)| is_treacherous(char) || char == '#' && is_command(at);
    if !text.char_indices().any(acts) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 64);
    for (at, char) in text.char_indices() {
        if acts((at, char)) {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}").expect("a string takes all text");
            }
        } else {
            out.push(char);
        }
    }
    out.into()
}

fn shared<'a>(cx: &Cx<'a>, exempted: &Exempted) -> Shared<'a> {
    let corridor = cx.corridor;
    Shared {
        service: corridor.text(corridor.service(exempted.service).id),
        legs: [corridor.leg(exempted.earlier).name, corridor.leg(exempted.later).name],
        kind: exempted.dimension.word(),
        thing: cx.name(exempted.thing),
        because: match exempted.why {
            Exemption::End => "end",
            Exemption::Except => "except",
            Exemption::NearEnd => "near-ends",
            Exemption::AtMost => "at-most",
        },
    }
}

fn finding<'a>(sources: &'a Sources, found: &'a Diagnostic, fingerprint: &'a str) -> Finding<'a> {
    let file = sources.get(found.place.file);
    let (line, column) = file.line_column(found.place.span.start as usize);
    let (end_line, end_column) = file.line_column(found.place.span.end as usize);
    Finding {
        rule: found.rule,
        level: found.level.word(),
        message: &found.message,
        file: &file.path,
        line,
        column,
        end_line,
        end_column,
        fingerprint,
        ids: &found.ids,
        related: found.related.iter().map(|related| self::related(sources, related.place, &related.message)).collect(),
        note: found.note.as_deref(),
        help: found.help.as_deref(),
        measures: measures(found),
        waived_by: found.waived_by.map(|place| position(sources, place)),
        known: found.known,
    }
}

/// The figures of a finding, by their names.
pub(super) fn measures(found: &Diagnostic) -> BTreeMap<&'static str, f64> {
    found.measures.iter().map(|measure| (measure.name, measure.value())).collect()
}

fn related<'a>(sources: &'a Sources, place: Place, message: &'a str) -> Related<'a> {
    let file = sources.get(place.file);
    let (line, column) = file.line_column(place.span.start as usize);
    Related { message, file: &file.path, line, column }
}

/// `file:line:column`, where the waiver stands.
fn position(sources: &Sources, place: Place) -> String {
    let file = sources.get(place.file);
    let (line, column) = file.line_column(place.span.start as usize);
    format!("{}:{line}:{column}", file.path)
}
