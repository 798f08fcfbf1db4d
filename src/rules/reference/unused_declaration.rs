//! A declaration that only serves others, and that none names.

use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::Kind;

pub static RULE: Rule = Rule {
    name: "unused-declaration",
    group: Group::Reference,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/unused-declaration.md"),
    check: Check::Corridor(check),
};

const SERVING: [Kind; 6] =
    [Kind::Metro, Kind::Operator, Kind::Reference, Kind::RightOfWay, Kind::Policy, Kind::Conduit];

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for declaration in &cx.corridor.declarations[..cx.corridor.named] {
        let passed = declaration.index.is_some();
        if declaration.referenced || !passed || !SERVING.contains(&declaration.kind) {
            continue;
        }
        let (kind, id) = (declaration.kind.name(), declaration.id);
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.texts.header(declaration.file, declaration.node),
                format!("nothing refers to {kind} `{id}`"),
            )
            .label("not used")
            .ids([id])
            .note(format!("a {kind} means something only through what names it"))
            .help("name it where it belongs, or remove it")
            .fix(Fix::removal(cx.texts.whole(declaration))),
        );
    }
}
