//! Two files whose paths differ in case only.

use rustc_hash::FxHashMap;

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Check, Cx, Group, Rule};
use crate::source::{FileId, Place, Span};

pub static RULE: Rule = Rule {
    name: "colliding-path",
    group: Group::Syntax,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/colliding-path.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: FxHashMap<String, FileId> = FxHashMap::default();
    for (id, file) in cx.texts.sources.iter().filter(|(_, file)| !file.is_skipped()) {
        let earlier = *first.entry(file.path.to_lowercase()).or_insert(id);
        if earlier == id {
            continue;
        }
        let other = &cx.texts.sources.get(earlier).path;
        let start = |file| Place { file, span: Span::at(0) };
        let message = format!("the paths of `{}` and `{other}` differ in case only", file.path);
        found.push(
            Diagnostic::new(RULE.name, start(id), message)
                .label("one of two")
                .related(start(earlier), format!("`{other}` is the other one"))
                .note("where a file system ignores case, as on macOS and Windows, a checkout holds one of the two, and what the other declares is missing")
                .help("rename one of the two, or put what they declare into one file"),
        );
    }
}
