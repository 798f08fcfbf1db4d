//! What a finding weighs: its rule's level, unless a policy or a line of `rules` says otherwise.

use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level, OVER_LIMIT};
use crate::model::LevelLine;
use crate::rules::{Check, Cx, RULES, find};
use crate::schema::near;
use crate::source::{FileId, Place};

struct Line<'c, 'a> {
    line: &'c LevelLine<'a>,
    within: Option<Within>,
}

/// The files that a line is for: those below a folder, or those that match a pattern.
pub(super) struct Within {
    folder: String,
    pattern: Option<GlobMatcher>,
}

impl Within {
    pub(super) fn new(path: &str) -> Self {
        // `./az/` is `az`.
        let root = if path.starts_with('/') { "/" } else { "" };
        let steps: Vec<&str> = path.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
        let folder = format!("{root}{}", steps.join("/"));
        let is_pattern = path.contains(['*', '?', '[', '{', '\\']);
        let pattern = is_pattern.then(|| Glob::new(&folder).ok().map(|glob| glob.compile_matcher())).flatten();
        Self { folder, pattern }
    }

    pub(super) fn holds(&self, path: &str) -> bool {
        let below = path.strip_prefix(&self.folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.folder.is_empty() || below || self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(path))
    }

    /// Whether it may hold files below a path that is not a file.
    pub(super) fn begins_below(&self, path: &str) -> bool {
        let steps = self.folder.split('/').zip(path.split('/'));
        let is_wild = |step: &str| self.pattern.is_some() && step.contains(['*', '?', '[', '{', '\\']);
        let count = path.split('/').count();
        let mut same = 0;
        for (step, of) in steps {
            if is_wild(step) {
                return true;
            }
            if step != of {
                return false;
            }
            same += 1;
        }
        same == count
    }
}

/// Paths that are held against files for all findings.
const MOST_TRIED: usize = 3_000_000;

/// The lines of `rules`. Of several that speak of a rule in a file, the last one in the order of the text counts.
pub struct Levels<'c, 'a> {
    lines: Vec<(Place, Line<'c, 'a>)>,
    /// The lines that speak of each rule.
    of_rule: FxHashMap<&'a str, Vec<usize>>,
}

impl std::fmt::Debug for Levels<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Levels({} lines)", self.lines.len())
    }
}

impl<'c, 'a> Levels<'c, 'a> {
    pub fn new(cx: &'c Cx<'a>) -> Self {
        let line = |line: &'c LevelLine<'a>| (place_of(cx, line), Line { line, within: line.within.map(Within::new) });
        let mut lines: Vec<_> = cx.corridor.levels.iter().map(line).collect();
        // Lines of different levels in one declaration keep the order of the text only through their places.
        lines.sort_by_key(|(place, _)| *place);
        let mut of_rule: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, (_, line)) in lines.iter().enumerate() {
            for &rule in &line.line.rules {
                let of_rule = of_rule.entry(rule).or_default();
                if of_rule.last() != Some(&at) {
                    of_rule.push(at);
                }
            }
        }
        Self { lines, of_rule }
    }

    /// The rules that any line speaks of, in the order of their names.
    pub fn rules(&self) -> std::collections::BTreeSet<&'a str> {
        self.of_rule.keys().copied().collect()
    }

    /// The level that they give a rule in a file, and the line that does; `None` where none speaks of it, or where no
    /// step is left: one is a path that is held against the file.
    pub fn of(&self, rule: &str, path: &str, left: &mut usize) -> Option<(Level, Place)> {
        let speaks = |at: &&usize| {
            self.lines[**at].1.within.as_ref().is_none_or(|within| {
                *left = left.saturating_sub(1);
                *left > 0 && within.holds(path)
            })
        };
        let line = self.of_rule.get(rule).and_then(|of_rule| of_rule.iter().rev().find(speaks));
        line.map(|&at| (self.lines[at].1.line.level, self.lines[at].0))
    }
}

/// How many paths may still be held against files, for all findings of a run.
#[derive(Debug)]
pub(super) struct Left(usize);

impl Default for Left {
    fn default() -> Self {
        Self(MOST_TRIED)
    }
}

impl Left {
    /// What is to be said where none may any more.
    pub fn finding(&self, cx: &Cx<'_>) -> Option<Diagnostic> {
        let lines = Levels::new(cx);
        let &(first, _) = lines.lines.first().filter(|_| self.0 == 0)?;
        let message = "the lines of `rules` are not held against all files: they are too many";
        Some(
            Diagnostic::new(OVER_LIMIT, first, message)
                .label("the first of them")
                .help("say it of folders and patterns of paths, not of each file"),
        )
    }
}

/// Gives every finding its level.
pub(super) fn weigh(cx: &Cx<'_>, found: &mut [Diagnostic], left: &mut Left) {
    if found.is_empty() {
        return;
    }
    let lines = Levels::new(cx);
    let mut asked: FxHashMap<(&str, FileId), Option<Level>> = FxHashMap::default();
    for finding in found {
        let Some(rule) = find(finding.rule) else { continue };
        let default = if matches!(rule.check, Check::ByPolicy(_)) { finding.level } else { rule.level };
        if rule.always_denies() {
            finding.level = Level::Deny;
            continue;
        }
        let file = finding.place.file;
        let asked = asked.entry((rule.name, file)).or_insert_with(|| {
            lines.of(rule.name, &cx.texts.sources.get(file).path, &mut left.0).map(|(level, _)| level)
        });
        finding.level = asked.unwrap_or(default);
    }
}

fn place_of(cx: &Cx<'_>, line: &LevelLine<'_>) -> Place {
    cx.at(line.id, &format!("/{}/{}", line.level.word(), line.position))
}

/// A level for a rule that does not exist, or that cannot be lowered, is a finding.
pub(super) fn refuse_unknown_rules(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for line in &cx.corridor.levels {
        for (at, name) in line.rules.iter().enumerate() {
            let pointer = format!("/{}/{}/rules/{at}", line.level.word(), line.position);
            match find(name) {
                None => found.push(unknown_rule(cx, line.id, &pointer, name)),
                Some(rule) if rule.always_denies() && line.level != Level::Deny => {
                    found.push(
                        Diagnostic::new("invalid-value", cx.at(line.id, &pointer), format!("`{name}` cannot be lowered to `{}`", line.level.word()))
                            .label("always denies")
                            .note("what it finds is left out of every other verdict, so that a check with it would prove nothing")
                            .help("remove it here, and mend what it finds"),
                    );
                }
                Some(_) => {}
            }
        }
    }
    for waiver in &cx.corridor.waivers {
        match find(waiver.rule) {
            None => found.push(unknown_rule(cx, waiver.id, "/rule", waiver.rule)),
            Some(rule) if rule.always_denies() => found.push(
                Diagnostic::new(
                    "invalid-value",
                    cx.at(waiver.id, "/rule"),
                    format!("`{}` cannot be waived", waiver.rule),
                )
                .label("always denies")
                .note("what it finds is left out of every other verdict, so that a check with it would prove nothing")
                .help("remove the waiver, and mend what the rule finds"),
            ),
            Some(_) => {}
        }
    }
}

fn unknown_rule(cx: &Cx<'_>, id: crate::model::Id, pointer: &str, name: &str) -> Diagnostic {
    let finding = Diagnostic::new("invalid-value", cx.at(id, pointer), format!("there is no rule `{name}`"))
        .label("unknown rule");
    match near(name, RULES.iter().map(|rule| rule.name)) {
        Some(near) => near.suggest(finding),
        None => finding.help("`corridor explain` lists the rules"),
    }
}
