//! What is wrong with the form of a declaration before any schema is asked.

use crate::diagnostic::{Diagnostic, Fix, OVER_LIMIT};
use crate::schema::shape::Object;
use crate::source::{FileId, Place, Span};
use crate::syntax::Decimal;

#[derive(Clone, Copy, Debug)]
pub(super) enum Problem<'a> {
    /// With the whole of it, where it says the same again.
    Repeated {
        span: Span,
        field: &'a str,
        first: Span,
        same: Option<Span>,
    },
    NamedValue {
        span: Span,
        field: &'a str,
        holder: &'a str,
        shape: &'static Object,
    },
    NoValue {
        span: Span,
        field: &'a str,
    },
    ExtraValue {
        span: Span,
        field: &'a str,
        takes: usize,
    },
    UnknownProperty {
        span: Span,
        field: &'a str,
        property: &'a str,
    },
    /// With what stands between the name and the value.
    WithoutEquals {
        span: Span,
        field: &'a str,
        name: &'a str,
        value: &'a str,
        gap: Span,
    },
    /// With the value behind which the break is missing.
    NoBreak {
        span: Span,
        next: &'a str,
        behind: Span,
    },
    UnitBehind {
        span: Span,
        field: &'a str,
        number: &'a str,
        unit: &'a str,
        is_alone: bool,
    },
    MoreUnknownFields {
        span: Span,
        count: usize,
    },
    AnnotatedName {
        span: Span,
    },
    AnnotatedText {
        span: Span,
        unit: &'a str,
        written: &'a str,
    },
    NumberForText {
        span: Span,
        written: &'a str,
    },
    NotAPart {
        span: Span,
        written: &'a str,
    },
    NotFinite {
        span: Span,
        written: &'a str,
    },
    TooPrecise {
        span: Span,
    },
}

const INVALID: &str = "invalid-value";

impl Problem<'_> {
    /// The field that was meant by what is written: it is not missing besides.
    pub(super) fn meant(&self) -> Option<&str> {
        match self {
            Self::WithoutEquals { name, .. } => Some(name),
            Self::NoBreak { next, .. } => Some(next),
            _ => None,
        }
    }

    pub(super) fn diagnostic(&self, file: FileId) -> Diagnostic {
        let at = |span| Place { file, span };
        match *self {
            Self::Repeated { span, field, first, same } => {
                let finding = Diagnostic::new("repeated-field", at(span), format!("`{field}` is given more than once"))
                    .label("again here")
                    .related(at(first), "first given here")
                    .help("keep one of them");
                match same {
                    Some(same) => finding.fix(Fix::removal(same).sure()),
                    None => finding,
                }
            }
            Self::NamedValue { span, field, holder, shape } => {
                let mut takes: Vec<_> = shape.arguments.iter().map(|name| name.to_uppercase()).collect();
                takes.extend(shape.rest.iter().map(|name| format!("{}…", name.to_uppercase())));
                Diagnostic::new(INVALID, at(span), format!("`{field}` stands behind `{holder}`, without its name"))
                    .label("named")
                    .help(format!("write `{holder} {}`", takes.join(" ")))
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
            Self::WithoutEquals { span, field, name, value, gap } => {
                Diagnostic::new(INVALID, at(span), format!("`{name}` of `{field}` is written with `=`"))
                    .label("no value of its own")
                    .help(format!("write `{name}={value}`"))
                    .fix(Fix::text(gap, "="))
            }
            Self::NoBreak { span, next, behind } => Diagnostic::new(
                INVALID,
                at(span),
                format!("`{next}` begins a field, and stands among the values of another"),
            )
            .label("a field of its own")
            .help(format!("put `;`, or a new line, before `{next}`"))
            .fix(Fix::text(Span::at(behind.end as usize), ";")),
            Self::UnitBehind { span, field, number, unit, is_alone } => {
                let finding = Diagnostic::new(
                    "missing-unit",
                    at(span),
                    format!("the unit of `{field}` stands before the number"),
                )
                .label("the wrong way round")
                .help(format!("write `{field} ({unit}){number}`"));
                if is_alone { finding.fix(Fix::text(span, format!("({unit}){number}"))) } else { finding }
            }
            Self::MoreUnknownFields { span, count } => {
                Diagnostic::new(OVER_LIMIT, at(span), format!("this block has {count} more unknown fields"))
                    .label("the first of them")
                    .help("what makes so many is most often one mistake, or a file that is no corridor")
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
                    let finding = finding.help(format!("take the quotes off: `({unit}){bare}`"));
                    match Decimal::parse(bare) {
                        Some(_) => finding.fix(Fix::text(span, format!("({unit}){bare}"))),
                        None => finding,
                    }
                } else {
                    finding.help(format!("remove `({unit})`"))
                }
            }
            Self::NumberForText { span, written } => {
                Diagnostic::new(INVALID, at(span), format!("text is expected, and `{written}` is a number"))
                    .label("a number")
                    .help(format!("write it in quotes: `\"{written}\"`"))
                    .fix(Fix::text(span, format!("\"{written}\"")))
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
