//! Times each part of a check by itself, in one process, on corridors of growing size.
//!
//! `cargo bench --bench parts` prints a table; `cargo bench --bench parts -- lower` times one part. The time for a
//! declaration should not grow with their number.

mod realistic;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use corridor::diagnostic::{self, Diagnostic, Found, Level};
use corridor::emit::picture::{self, dot};
use corridor::graph::Graph;
use corridor::lower::{self, Declarations, Texts};
use corridor::model::{Corridor, Date};
use corridor::render::{Report, human, json, short};
use corridor::rules::{self, Cx};
use corridor::schema::{Custom, Kind};
use corridor::source::{SourceFile, Sources};
use corridor::syntax;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

/// How many declarations, about.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// How many bytes a declaration of the generator has, about.
const BYTES: usize = 205;

fn main() {
    divan::Divan::default().max_time(Duration::from_secs(2)).config_with_args().main();
}

/// A corridor after each step of a check.
struct Steps {
    sources: &'static Sources,
    texts: &'static Texts<'static>,
    corridor: &'static Corridor<'static>,
    graph: &'static Graph,
    found: Vec<Diagnostic>,
}

/// The findings of a corridor, to be written.
struct Findings {
    cx: Cx<'static>,
    sorted: Vec<Diagnostic>,
    declarations: usize,
}

fn forever<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn no_errors(document: &syntax::Document) {
    assert!(document.errors().is_empty(), "the text is KDL 2");
}

fn is_kind(word: &str) -> bool {
    Kind::from_name(word).is_some()
}

/// Each made once, and kept for all that is timed.
fn steps(size: usize, change: fn(String) -> String) -> &'static Steps {
    static MADE: Mutex<BTreeMap<(usize, usize), &'static Steps>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry((size, change as usize)).or_insert_with(|| {
        let text = change(realistic::corridor(size * BYTES));
        let sources = forever(Sources::new(vec![SourceFile::new("corridor.kdl", text)]));
        let mut found = Found::default();
        let texts = forever(Texts::read(sources, &mut found));
        let declarations = Declarations::read(texts, &Custom::default(), &mut found);
        let corridor = forever(lower::lower(texts, Box::leak(Box::new(declarations)), &mut found));
        let graph = forever(Graph::new(corridor));
        forever(Steps { sources, texts, corridor, graph, found: found.into_vec() })
    })
}

fn clean(size: usize) -> &'static Steps {
    steps(size, |text| text)
}

/// The same with conduits far shorter than the way between their ends: a finding each.
fn faulty(size: usize) -> Findings {
    let steps =
        steps(size, |text| text.replace("length (km)6", "length (km)1").replace("length (km)7", "length (km)1"));
    let cx = cx(steps);
    let mut sorted = rules::check(&cx, steps.found.clone());
    diagnostic::sort(&mut sorted, steps.sources);
    assert!(sorted.len() > size / 10, "conduits are a quarter of all declarations");
    Findings { cx, sorted, declarations: steps.corridor.declarations.len() }
}

fn cx(steps: &'static Steps) -> Cx<'static> {
    let today = Date::new(2026, 11, 24).expect("a day");
    Cx::new(steps.texts, steps.corridor, steps.graph, today, today)
}

fn bytes(steps: &Steps) -> BytesCount {
    BytesCount::new(steps.sources.iter().map(|(_, file)| file.text.len()).sum::<usize>())
}

fn declarations(steps: &Steps) -> ItemsCount {
    ItemsCount::new(steps.corridor.declarations.len())
}

/// The text of one file on one core, with spans.
#[divan::bench(args = SIZES)]
fn syntax_read(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    let (_, file) = steps.sources.iter().next().expect("one file");
    bencher.counter(bytes(steps)).bench(|| {
        let document = syntax::read(black_box(&file.text), &is_kind);
        no_errors(&document);
        document
    });
}

/// The same text in parts, on all cores.
#[divan::bench(args = SIZES)]
fn texts_read(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    bencher.counter(bytes(steps)).bench(|| Texts::read(black_box(steps.sources), &mut Found::default()));
}

/// Each declaration against its schema and into its struct, and all of them in the order of ids.
#[divan::bench(args = SIZES)]
fn declarations_read(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    bencher
        .counter(declarations(steps))
        .bench(|| Declarations::read(black_box(steps.texts), &Custom::default(), &mut Found::default()));
}

/// References to ids, figures into their units.
#[divan::bench(args = SIZES)]
fn lower_all(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    bencher
        .counter(declarations(steps))
        .with_inputs(|| Declarations::read(steps.texts, &Custom::default(), &mut Found::default()))
        .bench_local_refs(|read| lower::lower(steps.texts, read, &mut Found::default()).declarations.len());
}

#[divan::bench(args = SIZES)]
fn graph_new(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    bencher.counter(declarations(steps)).bench(|| Graph::new(black_box(steps.corridor)));
}

/// All rules, verdicts on all pairs of legs among them.
#[divan::bench(args = SIZES)]
fn rules_check(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    bencher.counter(declarations(steps)).bench(|| rules::check(&cx(steps), steps.found.clone()));
}

#[divan::bench(args = SIZES)]
fn picture_of_the_map(bencher: Bencher<'_, '_>, size: usize) {
    let steps = clean(size);
    bencher.counter(declarations(steps)).bench(|| dot::render(&picture::map(black_box(steps.corridor), None)));
}

/// Thousands of findings in each format; the human form draws the first ones and counts the others.
#[divan::bench(args = SIZES)]
fn render_short(bencher: Bencher<'_, '_>, size: usize) {
    let faulty = faulty(size);
    bencher.counter(ItemsCount::new(faulty.sorted.len())).bench_local(|| short::render(&report(&faulty)));
}

#[divan::bench(args = SIZES)]
fn render_json(bencher: Bencher<'_, '_>, size: usize) {
    let faulty = faulty(size);
    bencher.counter(ItemsCount::new(faulty.sorted.len())).bench_local(|| json::render(&report(&faulty), &faulty.cx));
}

#[divan::bench(args = SIZES)]
fn render_human(bencher: Bencher<'_, '_>, size: usize) {
    let faulty = faulty(size);
    let style = human::Style { colour: false, width: 80, prefix: String::new() };
    bencher.counter(ItemsCount::new(faulty.sorted.len())).bench_local(|| human::render(&report(&faulty), &style));
}

fn report(faulty: &Findings) -> Report<'_> {
    Report {
        sources: faulty.cx.texts.sources,
        findings: &faulty.sorted,
        declarations: faulty.declarations,
        below: "",
        fails: Level::Deny,
    }
}

/// All pairs of 2,000 things that take one of 1,000 services with two legs of 60 things each.
#[divan::bench]
fn pairs_of_failures(bencher: Bencher) {
    use corridor::solve::failures::{Carried, pairs};
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let services: Vec<Carried> = (0..1_000)
        .map(|_| {
            let mut on: BTreeMap<u32, u64> = BTreeMap::new();
            for leg in 0..2 {
                for _ in 0..60 {
                    *on.entry(below(2_000) as u32).or_default() |= 1 << leg;
                }
            }
            Carried { legs: 2, needs: 1, on: on.into_iter().collect() }
        })
        .collect();
    bencher.bench_local(|| pairs(black_box(&services), usize::MAX));
}
