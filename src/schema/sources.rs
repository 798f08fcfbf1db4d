//! What a source speaks of: a field of its holder, and a figure that the field can have.

use crate::diagnostic::Diagnostic;
use crate::schema::findings::{Cx, Refused};
use crate::schema::shape::{Object, Shape};
use crate::schema::view::{Item, ItemId, ItemKind};
use crate::schema::{listed, near};
use crate::source::Place;

/// Adds a finding for each source of a declaration, and of its parts, that speaks of what is not there to speak of.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Refused>) {
    of_holder(cx, cx.kind.name(), cx.shape, cx.view.root(), found);
}

fn of_holder(cx: &Cx<'_, '_>, holder: &str, shape: &Object, at: ItemId, found: &mut Vec<Refused>) {
    let ItemKind::Object { start, end } = cx.view.item(at).kind else { return };
    for member in cx.view.members(start, end) {
        let Some(Shape::Array(part)) = shape.member(member.name) else { continue };
        let Shape::Object(part) = part.as_ref() else { continue };
        let is_source = member.name == "source";
        if !is_source && part.member("source").is_none() {
            continue;
        }
        let ItemKind::Array { start, end } = cx.view.item(member.item).kind else { continue };
        for &item in cx.view.elements(start, end) {
            if is_source {
                of_source(cx, holder, shape, item, found);
            } else {
                of_holder(cx, member.name, part, item, found);
            }
        }
    }
}

fn of_source(cx: &Cx<'_, '_>, holder: &str, shape: &Object, source: ItemId, found: &mut Vec<Refused>) {
    let (Some(field), says) = (part(cx, source, "field"), part(cx, source, "says")) else { return };
    let ItemKind::Text(name) = field.kind else { return };
    let at = |item: &Item<'_>| Place { file: cx.file, span: item.span };
    let Some(of) = shape_of(shape, name) else {
        let finding =
            Diagnostic::new("invalid-value", at(field), format!("a source speaks of `{name}`, no field of `{holder}`"))
                .label("unknown field")
                .ids(cx.view.id());
        let fields = || shape.fields().filter(|field| *field != "source");
        let finding = match near(name, fields()) {
            Some(near) => near.suggest(finding),
            None => finding.help(format!("its fields are {}", listed(fields(), "and"))),
        };
        return found.push(finding.into());
    };
    let Some((says, ItemKind::Quantity { unit, .. })) = says.map(|says| (says, says.kind)) else { return };
    let Shape::Quantity(units) = of else {
        let message = format!("`says` is a figure, and `{name}` of `{holder}` has none that it could differ from");
        let finding = Diagnostic::new("invalid-value", at(says), message).label("no such figure").ids(cx.view.id());
        return found.push(finding.help("leave `says` out, or name the field whose figure it is").into());
    };
    if !units.iter().any(|known| known == unit) {
        let takes = listed(units.iter().map(String::as_str), "or");
        let message = format!("`says` in `{unit}`: `{name}` is measured in {takes}");
        let finding = Diagnostic::new("wrong-unit", at(says), message).label("another dimension").ids(cx.view.id());
        found.push(finding.help(format!("write the figure in {takes}")).into());
    }
}

/// The shape of a field of the holder, or of a part of it: what is said of a cable may be said of its spans.
fn shape_of<'a>(shape: &'a Object, name: &str) -> Option<&'a Shape> {
    let own = |shape: &'a Object| shape.fields().any(|field| field == name).then(|| shape.member(name)).flatten();
    own(shape).or_else(|| {
        shape.members.iter().find_map(|(_, part)| match part {
            Shape::Array(part) => match part.as_ref() {
                Shape::Object(part) if part.member("source").is_some() => own(part),
                _ => None,
            },
            _ => None,
        })
    })
}

fn part<'b>(cx: &'b Cx<'_, '_>, of: ItemId, name: &str) -> Option<&'b Item<'b>> {
    let ItemKind::Object { start, end } = cx.view.item(of).kind else { return None };
    let member = cx.view.members(start, end).iter().find(|member| member.name == name)?;
    Some(cx.view.item(member.item))
}
