//! Findings as SARIF 2.1.0 (OASIS, 2020), the format of code scanning on GitHub and of many editors.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level, Related};
use crate::render::{FINGERPRINT, Report, escaped, fingerprints, json};
use crate::rules::{Cx, RULES, Rule};
use crate::source::Place;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The same place that the schemas are named by; there is no page of this program on the network.
const HOME: &str = "https://corridor.invalid/";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    automation_details: AutomationDetails,
    column_kind: &'a str,
    invocations: [Invocation<'a>; 1],
    results: Results<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'a str,
    message: Message<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    semantic_version: &'a str,
    information_uri: &'a str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
struct AutomationDetails {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    name: String,
    short_description: Message<'a>,
    full_description: Message<'a>,
    help: Help<'a>,
    default_configuration: Configuration<'a>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Help<'a> {
    text: Cow<'a, str>,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration<'a> {
    level: &'a str,
}

#[derive(Serialize)]
struct Properties<'a> {
    tags: [&'a str; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

/// What SARIF calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'a str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<CodeFlow<'a>>,
    partial_fingerprints: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Measured>,
}

/// The figures of a result, by their names: of each, more is worse.
#[derive(Serialize)]
struct Measured {
    measures: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
    #[serde(rename = "physicalLocation")]
    at: PhysicalLocation,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Vec::is_empty")]
    about: Vec<LogicalLocation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow<'a> {
    message: Message<'a>,
    thread_flows: Vec<ThreadFlow<'a>>,
}

#[derive(Serialize)]
struct ThreadFlow<'a> {
    id: Cow<'a, str>,
    locations: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    location: Location<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'a str,
    status: &'a str,
    justification: Cow<'a, str>,
    location: Location<'a>,
}

/// Results of one run: GitHub refuses a file with more (its documentation, "SARIF support for code scanning").
const MOST: usize = 25_000;

/// The results, the worst first; a notification says how many there are beyond those.
pub fn render(report: &Report<'_>, cx: &Cx<'_>) -> String {
    json::made(|out| write(report, cx, out))
}

/// Writes the results one by one: all of them are never in memory as text.
///
/// # Errors
///
/// Those of `out`.
pub fn write<'a>(report: &'a Report<'a>, cx: &Cx<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    // Only rules that found something: a log of one finding stays one that can be read.
    let fired: Vec<&'static Rule> =
        RULES.iter().copied().filter(|rule| report.findings.iter().any(|finding| finding.rule == rule.name)).collect();
    let index: BTreeMap<&'static str, usize> = fired.iter().zip(0..).map(|(rule, at)| (rule.name, at)).collect();
    let compares = report.findings.iter().any(|finding| finding.known);
    let waivers: BTreeMap<Place, String> = justifications(cx);
    let prints = fingerprints(report.sources, report.findings);
    let mut findings: Vec<(&Diagnostic, String)> = report.findings.iter().zip(prints).collect();
    findings.sort_by_key(|(finding, _)| (!finding.stands(), std::cmp::Reverse(finding.level)));
    let more = findings.len().saturating_sub(MOST);
    findings.truncate(MOST);
    let notice = (more > 0).then(|| Notification {
        level: "warning",
        message: Message {
            text: format!("{more} more results are not in this file, which holds the worst {MOST}").into(),
        },
    });
    let results = Results { report, findings, index, waivers, compares };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "corridor",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: HOME,
                    rules: fired.into_iter().map(descriptor).collect(),
                },
            },
            automation_details: AutomationDetails { id: format!("corridor/{}", report.below) },
            // Columns count Unicode scalar values.
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notice.into_iter().collect(),
            }],
            results,
        }],
    };
    json::put(&log, out)
}

/// The results, each made when it is written: a flood of them is never in memory as a whole.
struct Results<'a> {
    report: &'a Report<'a>,
    findings: Vec<(&'a Diagnostic, String)>,
    /// The place of each rule among those of the tool.
    index: BTreeMap<&'static str, usize>,
    waivers: BTreeMap<Place, String>,
    compares: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.findings.iter().map(|(finding, fingerprint)| self.outcome(finding, fingerprint)))
    }
}

impl<'a> Results<'a> {
    fn outcome(&self, finding: &'a Diagnostic, fingerprint: &str) -> Outcome<'a> {
        let report = self.report;
        Outcome {
            rule_id: finding.rule,
            rule_index: self.index[finding.rule],
            level: level(finding.level),
            message: Message { text: told(finding).into() },
            locations: [Location {
                about: finding.ids.iter().map(|id| logical(id)).collect(),
                ..location(report, finding.place, None)
            }],
            related_locations: finding
                .related
                .iter()
                .zip(1..)
                .map(|(related, id)| Location { id: Some(id), ..told_location(report, related) })
                .collect(),
            code_flows: flows(report, finding),
            partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint.to_owned())]),
            baseline_state: self.compares.then_some(if finding.known { "unchanged" } else { "new" }),
            properties: (!finding.measures.is_empty()).then(|| Measured { measures: json::measures(finding) }),
            suppressions: finding.waived_by.iter().map(|&place| suppression(report, &self.waivers, place)).collect(),
        }
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Allow => "none",
    }
}

fn descriptor(rule: &'static Rule) -> Descriptor<'static> {
    let short = rule.sentence();
    Descriptor {
        id: rule.name,
        name: pascal(rule.name),
        short_description: Message { text: short.into() },
        full_description: Message { text: short.into() },
        help: Help { text: rule.page.into(), markdown: rule.page },
        default_configuration: Configuration { level: level(rule.level) },
        properties: Properties { tags: [rule.group.name()] },
    }
}

/// `shared-conduit` as `SharedConduit`, which is how SARIF writes names.
fn pascal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

/// Message, reason and remedy: the one text that every reader of SARIF shows.
fn told(finding: &Diagnostic) -> String {
    let mut text = finding.message.clone();
    for (word, more) in [("", &finding.note), ("help: ", &finding.help)] {
        if let Some(more) = more {
            write!(text, "\n{word}{more}").expect("a string takes all");
        }
    }
    plain(&text)
}

/// A text in which nothing is a link, which SARIF writes as `[text](target)`, and nothing acts.
fn plain(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.lines().map(escaped).collect();
    let text = lines.join("\n");
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

fn location(report: &Report<'_>, place: Place, message: Option<&str>) -> Location<'static> {
    let [(start_line, start_column), (end_line, end_column)] = report.region(place);
    Location {
        id: None,
        message: message.map(|message| Message { text: plain(message).into() }),
        at: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(&report.path(place)) },
            region: Region { start_line, start_column, end_line, end_column },
        },
        about: Vec::new(),
    }
}

fn told_location(report: &Report<'_>, related: &Related) -> Location<'static> {
    location(report, related.place, Some(&related.message))
}

fn logical(id: &str) -> LogicalLocation<'_> {
    LogicalLocation { fully_qualified_name: escaped(id) }
}

/// One flow, with a thread for each way: what two legs have in common is reached by both.
fn flows<'a>(report: &Report<'_>, finding: &'a Diagnostic) -> Vec<CodeFlow<'a>> {
    if finding.chains.is_empty() {
        return Vec::new();
    }
    let flow = |chain: &'a crate::diagnostic::Chain| ThreadFlow {
        id: escaped(&chain.of),
        locations: chain.steps.iter().map(|step| Step { location: told_location(report, step) }).collect(),
    };
    let message = Message { text: "the ways that lead to it".into() };
    vec![CodeFlow { message, thread_flows: finding.chains.iter().map(flow).collect() }]
}

/// Why each waiver was given, by its place.
fn justifications(cx: &Cx<'_>) -> BTreeMap<Place, String> {
    let why = |waiver: &crate::model::Waiver<'_>| {
        let text = format!("{} (approved by {}, until {})", waiver.reason, waiver.approved_by, waiver.expires);
        (cx.at(waiver.id, ""), plain(&text))
    };
    cx.corridor.waivers.iter().map(why).collect()
}

fn suppression(report: &Report<'_>, waivers: &BTreeMap<Place, String>, place: Place) -> Suppression<'static> {
    Suppression {
        kind: "external",
        status: "accepted",
        justification: waivers.get(&place).cloned().unwrap_or_default().into(),
        location: location(report, place, None),
    }
}

/// A path as a relative reference of RFC 3986: what may not stand in one is written as `%20`.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("a string takes all"),
        }
        debug_assert!(at > 0 || byte != b'/', "paths are relative");
    }
    out
}
