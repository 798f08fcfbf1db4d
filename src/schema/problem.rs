//! What is wrong with the form of a declaration before any schema is asked.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Place, Span};

#[derive(Clone, Copy, Debug)]
pub(super) enum Problem<'a> {
    Repeated { span: Span, field: &'a str, first: Span },
    NoValue { span: Span, field: &'a str },
    ExtraValue { span: Span, field: &'a str, takes: usize },
    UnknownProperty { span: Span, field: &'a str, property: &'a str },
    AnnotatedName { span: Span },
    AnnotatedText { span: Span, unit: &'a str, written: &'a str },
    NumberForText { span: Span, written: &'a str },
    NotAPart { span: Span, written: &'a str },
    NotFinite { span: Span, written: &'a str },
    TooPrecise { span: Span },
}

const INVALID: &str = "invalid-value";

impl Problem<'_> {
    pub(super) fn diagnostic(&self, file: FileId) -> Diagnostic {
        let at = |span| Place { file, span };
        match *self {
            Self::Repeated { span, field, first } => {
                Diagnostic::new("repeated-field", at(span), format!("`{field}` is given more than once"))
                    .label("again here")
                    .related(at(first), "first given here")
                    .help("keep one of them")
            }
            Self::NoValue { span, field } => Diagnostic::new(INVALID, at(span), format!("`{field}` has no value"))
                .label("a value is missing")
                .help(format!("write a value after `{field}`, or remove the field")),
            Self::ExtraValue { span, field, takes } => {
                let takes = match takes {
                    0 => "no value here".to_owned(),
                    1 => "one value".to_owned(),
                    n => format!("{n} values"),
                };
                Diagnostic::new(INVALID, at(span), format!("`{field}` takes {takes}"))
                    .label("one too many")
                    .help("remove it")
            }
            Self::UnknownProperty { span, field, property } => {
                Diagnostic::new("unknown-field", at(span), format!("`{field}` takes plain values, not `{property}`"))
                    .label("unknown here")
                    .help(format!("remove `{property}`, or move it to where it belongs"))
            }
            Self::AnnotatedName { span } => Diagnostic::new(INVALID, at(span), "the name of a field carries no unit")
                .label("stands before a name")
                .help("put the unit on the value, as in `length (km)380`"),
            Self::AnnotatedText { span, unit, written } => {
                let bare = written.trim_matches(['"', '#']);
                let finding =
                    Diagnostic::new(INVALID, at(span), format!("only a number carries a unit, and {written} is none"))
                        .label("not a number");
                if bare.starts_with(|c: char| c.is_ascii_digit()) {
                    finding.help(format!("take the quotes off: `({unit}){bare}`"))
                } else {
                    finding.help(format!("remove `({unit})`"))
                }
            }
            Self::NumberForText { span, written } => {
                Diagnostic::new(INVALID, at(span), format!("text is expected, and `{written}` is a number"))
                    .label("a number")
                    .help(format!("write it in quotes: `\"{written}\"`"))
            }
            Self::NotAPart { span, written } => {
                Diagnostic::new(INVALID, at(span), format!("`{written}` is not the id of a part"))
                    .label("no plain integer")
                    .help("write a plain positive integer, such as `2`, or an id in letters")
            }
            Self::NotFinite { span, written } => {
                Diagnostic::new(INVALID, at(span), format!("`{written}` is not a number that can be measured"))
                    .label("not finite")
                    .help("write a number, or leave the field out where the figure is unknown")
            }
            Self::TooPrecise { span } => Diagnostic::new(
                INVALID,
                at(span),
                "the number has more digits, or is larger or smaller, than can be kept",
            )
            .label("out of range")
            .help("at most 36 digits, between 1e-300 and 1e300"),
        }
    }
}
