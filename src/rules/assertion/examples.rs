//! Examples of assertions: each is read as a corridor of its own, and the assertion is tried on it.

use crate::diagnostic::{Diagnostic, Found};
use crate::graph::Graph;
use crate::lower::{self, Declarations, Texts};
use crate::rules::assertion::eval::Stop;
use crate::rules::assertion::{Ready, Says, things_of, try_all, wrong_example};
use crate::rules::{Cx, Group, find};
use crate::schema::Custom;
use crate::source::{FileId, Place, SourceFile, Sources, Span};
use crate::syntax::NodeId;

/// Tries an assertion on each of its examples.
pub(super) fn run(cx: &Cx<'_>, ready: &Ready<'_, '_>, left: &mut u64, found: &mut Vec<Diagnostic>) {
    let declaration = cx.corridor.declaration(ready.assertion.id);
    let (document, source) = (cx.texts.document(declaration.file), cx.texts.source(declaration.file));
    let is_example = |node: &NodeId| document.str(source, document.node(*node).name) == "example";
    for example in document.children(declaration.node).filter(is_example) {
        let verdict = document.entries(example).first().and_then(|entry| entry.value.text());
        let Some(verdict) = verdict else { continue };
        let (place, verdict) = (Place { file: declaration.file, span: verdict.span }, document.str(source, verdict));
        let children: Vec<NodeId> = document.children(example).collect();
        let span = match (children.first(), children.last()) {
            (Some(&first), Some(&last)) => {
                Span { start: document.node(first).span.start, end: document.node(last).span.end }
            }
            _ => Span::default(),
        };
        let path = &cx.texts.sources.get(declaration.file).path;
        let says = of(cx, ready, SourceFile::new(path.clone(), span.of(source)), left);
        let id = cx.text(ready.assertion.id);
        let wrong = |message: String| {
            Diagnostic::new(wrong_example::RULE.name, place, message).label(format!("is it {verdict}?")).ids([id])
        };
        let finding = match (says, verdict) {
            (Err(fault), _) => {
                let at = Span { start: span.start + fault.place.span.start, end: span.start + fault.place.span.end };
                let message = format!("an example of `{id}` cannot be read: {}", fault.message);
                let mut finding =
                    Diagnostic::new(wrong_example::RULE.name, Place { file: place.file, span: at }, message)
                        .label(fault.label)
                        .ids([id]);
                finding.help = fault.help;
                finding
            }
            (Ok(said), _) if said.stopped.is_some() => {
                let why = match said.stopped {
                    Some(Stop::Lacks { why, .. }) => why,
                    Some(Stop::Spent) | None => "it takes too many steps".to_owned(),
                };
                wrong(format!("`{id}` cannot be judged in its example: {why}"))
            }
            (Ok(said), "ok") if !said.fails.is_empty() => {
                let names = said.fails.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                wrong(format!("`{id}` does not hold in an example that should be fine: {names}"))
                    .help("mend the expression or the example")
            }
            (Ok(said), "bad") if said.fails.is_empty() && said.holds > 0 => {
                wrong(format!("`{id}` holds in an example that should be bad"))
                    .help("mend the expression or the example")
            }
            (Ok(said), _) if said.fails.is_empty() && said.holds == 0 => {
                let kind = ready.assertion.on.word();
                wrong(format!("an example of `{id}` has no {kind} that it is about"))
                    .help(format!("declare a {kind} in it, or mend `when`"))
            }
            (Ok(_), _) => continue,
        };
        found.push(finding);
    }
}

#[derive(Default)]
struct Said {
    holds: usize,
    fails: Vec<String>,
    stopped: Option<Stop>,
}

/// What an assertion says of all things in a text; the error is the first thing wrong with its form. What the text
/// refers to need not be declared in it.
fn of(outer: &Cx<'_>, ready: &Ready<'_, '_>, file: SourceFile, left: &mut u64) -> Result<Said, Box<Diagnostic>> {
    let sources = Sources::new(vec![file]);
    let mut found = Found::default();
    let texts = Texts::read(&sources, &mut found);
    let mut declarations = Declarations::read(&texts, &Custom::default(), &mut found);
    let corridor = lower::lower(&texts, &mut declarations, &mut found);
    let graph = Graph::new(&corridor);
    let is_form = |finding: &Diagnostic| {
        let group = find(finding.rule).map(|rule| rule.group);
        matches!(group, Some(Group::Syntax | Group::Structure)) || finding.rule == "duplicate-id"
    };
    let mut faults: Vec<Diagnostic> = found.into_vec().into_iter().filter(is_form).collect();
    faults.sort_by_key(|fault| fault.place);
    debug_assert!(faults.iter().all(|fault| fault.place.file == FileId(0)));
    if let Some(fault) = faults.into_iter().next() {
        return Err(Box::new(fault));
    }
    let cx = Cx::new(&texts, &corridor, &graph, outer.today, outer.as_of);
    let mut said = Said::default();
    try_all(&cx, &[ready], &things_of(&cx, ready.assertion.on), left, |_, thing, says| match says {
        Says::Holds => said.holds += 1,
        Says::Fails => said.fails.push(corridor.name_of(thing)),
        Says::Nothing => {}
        Says::Stopped(_, stop) => {
            said.stopped.get_or_insert(stop);
        }
    });
    Ok(said)
}
