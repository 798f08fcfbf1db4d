//! What the targets share: a corridor from a text, as the command reads it, without the file system.

use corridor::diagnostic::{Diagnostic, Found};
use corridor::graph::Graph;
use corridor::lower::{self, Declarations, Texts};
use corridor::model::{Corridor, Date};
use corridor::rules::{self, Cx};
use corridor::schema::Custom;
use corridor::source::{SourceFile, Sources};

/// Everything that a command has at hand when it begins to write.
pub struct Checked<'a> {
    pub sources: &'a Sources,
    pub corridor: &'a Corridor<'a>,
    pub graph: &'a Graph,
    pub cx: &'a Cx<'a>,
    pub findings: Vec<Diagnostic>,
}

/// The same with schemas of the organisation: behind each vertical tab, the kind and then the schema.
pub fn check_with_schemas<T>(text: &str, then: impl FnOnce(Checked<'_>) -> T) -> T {
    let mut parts = text.split('\u{b}');
    let declared = parts.next().unwrap_or_default();
    let mut custom = Custom::default();
    for part in parts {
        let (kind, schema) = part.split_once('\n').unwrap_or((part, ""));
        let _ = custom.add(&format!("{kind}.schema.json"), schema);
    }
    check_by(declared, &custom, then)
}

/// Checks a text and hands on what came of it. A form feed, which KDL takes for the end of a line, begins a new file.
pub fn check<T>(text: &str, then: impl FnOnce(Checked<'_>) -> T) -> T {
    check_by(text, &Custom::default(), then)
}

fn check_by<T>(text: &str, custom: &Custom, then: impl FnOnce(Checked<'_>) -> T) -> T {
    let files = text.split('\u{c}').enumerate();
    let sources = Sources::new(files.map(|(at, text)| SourceFile::new(format!("{at}/x.kdl"), text)).collect());
    let mut found = Found::default();
    let texts = Texts::read(&sources, &mut found);
    let mut declarations = Declarations::read(&texts, custom, &mut found);
    let corridor = lower::lower(&texts, &mut declarations, &mut found);
    let graph = Graph::new(&corridor);
    let today = Date::new(2026, 11, 24).expect("a day of the calendar");
    let cx = Cx::new(&texts, &corridor, &graph, today, today);
    let findings = rules::check(&cx, found.into_vec());
    for finding in &findings {
        let text = &sources.get(finding.place.file).text;
        let range = finding.place.span.range();
        assert!(text.get(range.clone()).is_some(), "{}: {range:?} is no place of the text", finding.rule);
        assert!(!finding.message.is_empty());
    }
    then(Checked { sources: &sources, corridor: &corridor, graph: &graph, cx: &cx, findings })
}
