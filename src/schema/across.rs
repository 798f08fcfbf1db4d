//! What a declaration must hold that its schema cannot say without alternatives, whose messages help nobody.

use crate::diagnostic::Diagnostic;
use crate::schema::findings::{Cx, Refused};
use crate::schema::{Kind, Plain, sources};
use crate::source::Place;

/// Adds what is missing, or contradicts, across the fields of one declaration.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Refused>) {
    let id = cx.view.id().unwrap_or_default();
    let at = |pointer: &str| Place { file: cx.file, span: cx.view.span(pointer) };
    match cx.kind {
        Kind::Site => {
            let branching = cx.view.plain("/role").contains(&Plain::Text("branching-unit"));
            if !branching && !cx.view.has("/country") {
                let finding = Diagnostic::new("missing-field", at(""), format!("`site` `{id}` has no `country`"))
                    .label("needs `country`")
                    .ids(cx.view.id())
                    .help("only a branching unit stands in no country; for example `country AZ`");
                found.push(Refused { lacks: Some("country".to_owned()), ..finding.into() });
            }
        }
        Kind::Link => {
            let undisclosed = cx.view.truth("/undisclosed") == Some(true);
            match (undisclosed, cx.view.has("/over")) {
                (true, true) => found.push(
                    Diagnostic::new(
                        "invalid-value",
                        at("/undisclosed"),
                        format!("`{id}` has a route, `over`, and says that it is undisclosed"),
                    )
                    .label("contradicts its `over`")
                    .ids(cx.view.id())
                    .help("keep one: `over` where the route is known, else `undisclosed #true`")
                    .into(),
                ),
                (false, false) => {
                    let finding = Diagnostic::new(
                        "missing-field",
                        at(""),
                        format!("`link` `{id}` has neither `over` nor `undisclosed #true`"),
                    )
                    .label("needs its route")
                    .ids(cx.view.id())
                    .help("say what it rides on with `over`, or that nobody tells with `undisclosed #true`");
                    found.push(Refused { lacks: Some("over".to_owned()), ..finding.into() });
                }
                (true, false) | (false, true) => {}
            }
        }
        _ => {}
    }
    sources::check(cx, found);
}
