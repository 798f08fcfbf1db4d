//! Rules of the user's own: what `assert` declarations say must hold, as expressions in CEL.
//!
//! An expression is parsed by the `cel` crate, given types by `compile`, and evaluated by `eval` in steps that are
//! counted. It sees the corridor through `things`.

mod compile;
mod depth;
#[cfg(test)]
mod differential;
mod eval;
mod examples;
pub(super) mod failed_assertion;
mod things;
mod tree;
mod types;
pub(super) mod undecided_assertion;
pub(super) mod wrong_example;

use std::ops::Range;

use crate::diagnostic::{Diagnostic, OVER_LIMIT};
use crate::lower::parallel;
use crate::model::{About, Assertion, LegId, SpanId, Thing};
use crate::rules::Cx;
use crate::source::{Place, Span};
use compile::compile;
use eval::{Evaluator, Stop};
use things::World;
use tree::{Node, Op, each};
use types::Variable;

/// Steps for one thing. A service whose legs ride on a hundred sites each takes ten thousand for a loop in a loop.
const STEPS: u64 = 100_000;
/// Things that are judged one after the other; the rest waits for another thread.
const SHARE: usize = 4_096;
/// Steps of all assertions on the things of a share: these, so many more for each thing, and for each assertion on it.
const SHARE_STEPS: u64 = 1_000_000;
const THING_STEPS: u64 = 1_000;
const ASSERTION_STEPS: u64 = 40;
/// The same for all shares of all kinds together.
const RUN_STEPS: u64 = 25_000_000;
/// What the regular expressions of all assertions weigh: compiling them costs more than trying them.
const MOST_WEIGHT: usize = 400;
/// Steps of all assertions on all their examples.
const EXAMPLE_STEPS: u64 = 20_000_000;
/// Bytes of all expressions: reading them costs more than anything else that a small corridor can ask for.
const MOST_TEXT: usize = 200_000;

/// What all assertions find.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// An expression that is none, or whose types are wrong.
    pub faults: Vec<Diagnostic>,
    pub failed: Vec<Diagnostic>,
    pub undecided: Vec<Diagnostic>,
    pub examples: Vec<Diagnostic>,
}

/// An assertion, ready to be tried.
struct Ready<'c, 'a> {
    assertion: &'c Assertion<'a>,
    when: Option<Node>,
    that: Node,
    /// The one field that it is about, if it is about one.
    field: Option<&'static str>,
}

impl Ready<'_, '_> {
    /// What its regular expressions weigh.
    fn weight(&self) -> usize {
        let mut weight = 0;
        for node in self.when.iter().chain([&self.that]) {
            each(node, &mut |node| {
                if let Op::Matches(_, _, cost) = &node.op {
                    weight += cost;
                }
            });
        }
        weight
    }
}

/// What an assertion says of a thing.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Says {
    Holds,
    Fails,
    /// It is not about this thing.
    Nothing,
    /// Which expression, and why.
    Stopped(&'static str, Stop),
}

pub(super) fn judge(cx: &Cx<'_>) -> Judged {
    let mut judged = Judged::default();
    let stands = |assertion: &&Assertion<'_>| cx.corridor.declaration(assertion.id).lifecycle.stands_at(cx.as_of);
    let (mut all, mut text, mut weight) = (Vec::new(), 0, 0);
    for assertion in cx.corridor.assertions.iter().filter(stands) {
        text += assertion.that.len() + assertion.when.unwrap_or_default().len();
        if text > MOST_TEXT {
            judged.faults.push(too_long(cx, assertion));
            break;
        }
        match ready(cx, assertion) {
            Ok(ready) => {
                weight += ready.weight();
                all.push(ready);
                if weight > MOST_WEIGHT {
                    judged.faults.push(too_heavy(cx, assertion));
                    break;
                }
            }
            Err(fault) => judged.faults.push(*fault),
        }
    }
    let mut left = EXAMPLE_STEPS;
    for ready in &all {
        examples::run(cx, ready, &mut left, &mut judged.examples);
    }
    let mut kinds: Vec<About> = Vec::new();
    for ready in &all {
        if !kinds.contains(&ready.assertion.on) {
            kinds.push(ready.assertion.on);
        }
    }
    let count = kinds.iter().map(|&about| things_of(cx, about).len() as u64).sum::<u64>().max(1);
    for about in kinds {
        let of_kind: Vec<&Ready<'_, '_>> = all.iter().filter(|ready| ready.assertion.on == about).collect();
        let things = things_of(cx, about);
        let shares: Vec<&[Thing]> = things.chunks(SHARE).collect();
        let said = parallel::each(shares.len(), |at| {
            let most = RUN_STEPS * shares[at].len() as u64 / count;
            share(cx, &of_kind, shares[at], most)
        });
        for (at, ready) in of_kind.iter().enumerate() {
            let said = said.iter().flatten().filter(|(of, ..)| *of == at);
            let mut stopped = Vec::new();
            for (_, thing, says) in said {
                match says {
                    Says::Fails => judged.failed.push(failed_assertion::finding(cx, ready, *thing)),
                    Says::Stopped(which, stop) => stopped.push((*thing, *which, stop)),
                    Says::Holds | Says::Nothing => {}
                }
            }
            judged.undecided.extend(undecided_assertion::finding(cx, ready, &stopped));
        }
    }
    judged
}

/// The assertions on a kind, tried on some things of it: those that fail or cannot be judged.
fn share(cx: &Cx<'_>, of_kind: &[&Ready<'_, '_>], things: &[Thing], most: u64) -> Vec<(usize, Thing, Says)> {
    let each = THING_STEPS + ASSERTION_STEPS * of_kind.len() as u64;
    let mut left = most.min(SHARE_STEPS + each * things.len() as u64);
    let mut said = Vec::new();
    try_all(cx, of_kind, things, &mut left, |at, thing, says| {
        if matches!(says, Says::Fails | Says::Stopped(..)) {
            said.push((at, thing, says));
        }
    });
    said
}

/// Tries assertions on things, within the steps that are left.
fn try_all(
    cx: &Cx<'_>,
    all: &[&Ready<'_, '_>],
    things: &[Thing],
    left: &mut u64,
    mut then: impl FnMut(usize, Thing, Says),
) {
    let world = World::new(cx);
    for &thing in things {
        let Some(written) = world.written(thing) else { continue };
        // The thing before was the last that steps were left for; of one more, each assertion says that it stops there.
        let is_last = *left == 0;
        for (at, ready) in all.iter().enumerate() {
            let steps = STEPS.min(*left);
            let mut evaluator = Evaluator::new(&world, written.clone(), steps);
            let says = try_on(ready, &mut evaluator);
            *left -= steps - evaluator.left();
            then(at, thing, says);
        }
        if is_last {
            break;
        }
    }
}

fn try_on(ready: &Ready<'_, '_>, evaluator: &mut Evaluator<'_, '_, '_>) -> Says {
    match ready.when.as_ref().map(|when| evaluator.holds(when)) {
        None | Some(Ok(true)) => {}
        Some(Ok(false)) => return Says::Nothing,
        Some(Err(stop)) => return Says::Stopped("when", stop),
    }
    match evaluator.holds(&ready.that) {
        Ok(true) => Says::Holds,
        Ok(false) => Says::Fails,
        Err(stop) => Says::Stopped("that", stop),
    }
}

/// All things of a kind, in the order of their ids.
fn things_of(cx: &Cx<'_>, about: About) -> Vec<Thing> {
    match about {
        About::Span => (0..cx.corridor.spans.len() as u32).map(|at| Thing::Span(SpanId(at))).collect(),
        About::Leg => (0..cx.corridor.legs.len() as u32).map(|at| Thing::Leg(LegId(at))).collect(),
        About::Kind(kind) => {
            let ids = (0..cx.corridor.declarations.len() as u32).map(crate::model::Id);
            ids.filter(|id| cx.corridor.declaration(*id).kind == kind).map(Thing::Declaration).collect()
        }
    }
}

fn too_long(cx: &Cx<'_>, assertion: &Assertion<'_>) -> Diagnostic {
    let message = format!("the expressions of all assertions have more than {MOST_TEXT} bytes");
    Diagnostic::new(OVER_LIMIT, cx.at(assertion.id, ""), message)
        .label("this and the later ones: not judged")
        .ids([cx.text(assertion.id)])
        .help("say it in fewer: one assertion may ask for several things")
}

fn too_heavy(cx: &Cx<'_>, assertion: &Assertion<'_>) -> Diagnostic {
    let message = "the regular expressions of all assertions are too large";
    Diagnostic::new(OVER_LIMIT, cx.at(assertion.id, ""), message)
        .label("the later ones: not judged")
        .ids([cx.text(assertion.id)])
        .help("write shorter expressions, or with smaller numbers in `{ }`")
}

fn ready<'c, 'a>(cx: &Cx<'_>, assertion: &'c Assertion<'a>) -> Result<Ready<'c, 'a>, Box<Diagnostic>> {
    let read = |field: &'static str, text: &str| {
        compile(text, assertion.on).map_err(|fault| {
            let place = place_in(cx, assertion, field, text, &fault.at);
            let finding =
                Diagnostic::new("invalid-value", place, fault.message).label(fault.label).ids([cx.text(assertion.id)]);
            Box::new(match fault.help {
                Some(help) => finding.help(help),
                None => finding,
            })
        })
    };
    let when = assertion.when.map(|text| read("when", text)).transpose()?;
    let that = read("that", assertion.that)?;
    let mut fields: Vec<&'static str> = Vec::new();
    each(&that, &mut |node| {
        if let Op::Member(of, name) | Op::Has(of, name) = &node.op
            && matches!(of.op, Op::Variable(Variable::Itself))
        {
            fields.push(name);
        }
    });
    fields.sort_unstable();
    fields.dedup();
    let field = if let [field] = fields[..] { Some(field) } else { None };
    Ok(Ready { assertion, when, that, field })
}

/// Where a piece of an expression stands in the file. Where the text is written with escapes, the whole of it.
fn place_in(cx: &Cx<'_>, assertion: &Assertion<'_>, field: &str, text: &str, at: &Range<usize>) -> Place {
    let whole = cx.at(assertion.id, &format!("/{field}"));
    let written = whole.span.of(cx.texts.source(whole.file));
    let Some(start) = offset(written, text, at.start) else { return whole };
    let last = text[at.start..at.end].char_indices().next_back();
    let end = last.and_then(|(last, char)| Some(offset(written, text, at.start + last)? + char.len_utf8()));
    let from = whole.span.start as usize;
    Place { file: whole.file, span: Span::new(from + start, from + end.unwrap_or(start).max(start)) }
}

/// Where a byte of a text stands in the text as it is written: within quotes, or in lines that are indented.
fn offset(written: &str, text: &str, at: usize) -> Option<usize> {
    if let Some(start) = written.find(text) {
        return Some(start + at);
    }
    let line = text[..at].matches('\n').count();
    let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    // Behind the quotes, a text of several lines begins on the next one.
    let lines: Vec<&str> = written.split_inclusive('\n').collect();
    let of = lines.get(line + 1)?;
    let own = text.split('\n').nth(line)?;
    let indent = of.trim_end_matches(['\n', '\r']).len().checked_sub(own.len())?;
    if !of[indent..].starts_with(own) {
        return None;
    }
    Some(lines[..=line].iter().map(|line| line.len()).sum::<usize>() + indent + column)
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn a_place_in_a_text_is_found_however_it_is_quoted() {
        for (written, text) in [
            ("\"self.a > 1\"", "self.a > 1"),
            ("#\"self.a == \"x\" > 1\"#", "self.a == \"x\" > 1"),
            ("\"\"\"\n    self.a\n      && b > 1\n    \"\"\"", "self.a\n  && b > 1"),
        ] {
            let at = text.rfind('>').expect("it is there");
            assert_eq!(offset(written, text, at), written.rfind('>'), "{written}");
        }
        assert_eq!(offset("\"a == \\\"x\\\" > 1\"", "a == \"x\" > 1", 9), None);
    }
}
