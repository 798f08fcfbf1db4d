//! What can still be judged of a declaration that its schema refuses: all of it, if the fields that are wrong decide no
//! route. Then those are left out, and a thing that is shared through the declaration is still found.

use crate::schema::findings::{Refused, part_with_field};
use crate::schema::view::{ItemKind, Member, Text, View};
use crate::schema::{BuiltIn, Kind};
use crate::source::Span;
use crate::syntax::NodeId;

/// Fields without which a route is what it was, and that no rule asks for.
const APART: [&str; 27] = [
    "asn",
    "availability",
    "capacity",
    "confidence",
    "contact",
    "customer",
    "cuts",
    "delay",
    "design-capacity",
    "fibre",
    "icc",
    "interface",
    "length",
    "loopback",
    "loss",
    "mtu",
    "name",
    "note",
    "platform",
    "published",
    "publisher",
    "repair",
    "round-trip",
    "source",
    "tag",
    "title",
    "url",
];

/// Where so much is wrong, no more is looked for.
const MANY: usize = 64;

/// Leaves out of the view what was refused, if that decides no route; says whether it is so.
pub(super) fn clear(view: &mut View<'_>, text: Text<'_>, node: NodeId, refused: &[Refused], broken: &[Span]) -> bool {
    if refused.len() + broken.len() > MANY {
        return false;
    }
    let mut at_fault: Vec<Span> = broken.to_vec();
    for refused in refused {
        match refused {
            Refused { lacks: Some(name), .. } | Refused { meant: Some(name), .. } if !is_apart(name) => return false,
            Refused { lacks: Some(_), .. } => {}
            Refused { lacks: None, finding, .. } => at_fault.push(finding.place.span),
        }
    }
    at_fault.into_iter().all(|span| clear_field(view, text, node, span))
}

fn is_apart(field: &str) -> bool {
    APART.binary_search(&field).is_ok()
}

/// Leaves the field out in which a fault stands, if it is one apart, or one that the language does not know at all.
fn clear_field(view: &mut View<'_>, text: Text<'_>, node: NodeId, fault: Span) -> bool {
    let Some(field) = innermost(text, node, fault) else { return false };
    let named = text.document.node(field).name;
    let name = text.document.str(text.source, named);
    if !is_apart(name) && is_known(name) {
        return false;
    }
    // Of a field that is given several times, the first names the member.
    let of_field = |member: &&Member<'_>| member.name == name && member.name_span.start <= named.span.start;
    let Some(member) = view.members.iter().filter(of_field).max_by_key(|member| member.name_span.start) else {
        return false;
    };
    view.items[member.item.0 as usize].kind = ItemKind::Faulty;
    true
}

/// A kind, or a part of one, has a field of this name; or it is a kind.
fn is_known(name: &str) -> bool {
    Kind::from_name(name).is_some()
        || Kind::ALL.into_iter().any(|kind| {
            let shape = &BuiltIn::of(kind).shape;
            shape.fields().any(|field| field == name) || part_with_field(shape, name).is_some()
        })
}

/// The node below a declaration, as deep as can be, in which a place lies.
fn innermost(text: Text<'_>, node: NodeId, place: Span) -> Option<NodeId> {
    let holds = |id: &NodeId| {
        let span = text.document.node(*id).span;
        span.start <= place.start && place.start < span.end
    };
    let mut found = None;
    while let Some(child) = text.document.children(found.unwrap_or(node)).find(holds) {
        found = Some(child);
    }
    found
}
