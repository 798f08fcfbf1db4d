//! A line of `rules` whose `in` matches no file.

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::levels::Within;
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::near;

pub static RULE: Rule = Rule {
    name: "unused-rule-path",
    group: Group::Waiver,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/unused-rule-path.md"),
    check: Check::Corridor(check),
};

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for line in &cx.corridor.levels {
        let Some(written) = line.within else { continue };
        let within = Within::new(written);
        let files = || cx.texts.sources.iter().map(|(_, file)| file);
        // What could not be read may be a folder with files of this path.
        let may_hold = |path: &str| within.begins_below(path);
        if files().any(|file| within.holds(&file.path) || (file.fault.is_some() && may_hold(&file.path))) {
            continue;
        }
        let word = line.level.word();
        let place = cx.at(line.id, &format!("/{word}/{}/in", line.position));
        let finding = Diagnostic::new(RULE.name, place, format!("`in=\"{written}\"` matches no file"))
            .label("no file below the folder")
            .note(format!("this line of `{word}` changes no level: what it asks for there is not done"));
        let finding = match near(written, files().map(|file| file.path.as_str())) {
            Some(near) => near.suggest(finding),
            None => finding
                .help("write the path of a file or folder, relative to the corridor's folder, or remove the line"),
        };
        found.push(finding);
    }
}
