//! A source that says another figure than the one declared.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::in_base;
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "disputed-value",
    group: Group::Evidence,
    level: Level::Warn,
    page: include_str!("../../../docs/rules/disputed-value.md"),
    check: Check::Corridor(check),
};

/// The fields that a source may speak of where it does not say which, the first of them that is there.
const FIELDS: [&str; 5] = ["length", "capacity", "design-capacity", "round-trip", "loss"];

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for sourced in &cx.corridor.sources {
        let Some(says) = sourced.says else { continue };
        let declared = |field: &str| cx.quantity(sourced.of, field);
        let fields = match sourced.field {
            Some(field) => vec![field],
            None => FIELDS.to_vec(),
        };
        let same_dimension = |field: &str| {
            let (value, unit) = declared(field)?;
            let (declared, said) = (in_base(value, unit)?, in_base(says.value, says.unit)?);
            (declared.1 == said.1).then_some((field.to_owned(), value, unit, declared.0 == said.0))
        };
        let Some((field, value, unit, agrees)) = fields.into_iter().find_map(same_dimension) else { continue };
        if agrees {
            continue;
        }
        let name = cx.corridor.name_of(sourced.of);
        found.push(
            Diagnostic::new(
                RULE.name,
                cx.at_source(sourced, "says"),
                format!("the `{field}` of `{name}` is {value} {unit}, and a source says {} {}", says.value, says.unit),
            )
            .label("differs")
            .ids([name])
            .related(cx.at_part(sourced.of, &format!("/{field}")), format!("{value} {unit} is declared here"))
            .note("a figure on which sources differ stands as disputed until one of them is found wrong")
            .help("take the figure that can be defended; if the source is wrong, say so in a `note` and waive this"),
        );
    }
}
