//! An id that has none of the forms that `naming` gives for its kind.

use regex::{Regex, RegexBuilder};

use crate::diagnostic::{Diagnostic, Fix, Level, Mend, OVER_LIMIT};
use crate::model::{Id, NameForm, NamePattern};
use crate::rules::naming::template::{self, Gap, Part};
use crate::rules::{Check, Cx, Group, Rule};
use crate::schema::{self, Kind};
use crate::source::Place;

pub static RULE: Rule = Rule {
    name: "off-pattern",
    group: Group::Naming,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/off-pattern.md"),
    check: Check::Corridor(check),
};

/// A line of `naming`, ready to be matched.
enum Form<'a> {
    Template(Vec<Part<'a>>),
    Regex(Regex),
}

struct Line<'a> {
    place: Place,
    written: &'a str,
    form: Form<'a>,
    /// Steps for each character of a name.
    cost: usize,
}

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let mut left = MOST_STEPS;
    for kind in Kind::ALL {
        let written: Vec<&NamePattern<'_>> = cx.corridor.names.iter().filter(|line| line.kind == kind.name()).collect();
        if written.is_empty() {
            continue;
        }
        let lines: Vec<Line<'_>> = written.iter().filter_map(|line| prepare(cx, line, kind, found)).collect();
        // Where a line cannot be used, its names are not blamed for it.
        if lines.is_empty() || lines.len() < written.len() {
            continue;
        }
        let each: usize = lines.iter().map(|line| line.cost).sum();
        for (declaration, at) in cx.corridor.declarations[..cx.corridor.named].iter().zip(0..) {
            if declaration.kind != kind || declaration.form != schema::Form::Whole {
                continue;
            }
            let cost = each.saturating_mul(8 + declaration.id.len());
            if cost > left {
                let message = format!("the names of this {} and of those after it are not judged", kind.name());
                found.push(
                    Diagnostic::new(OVER_LIMIT, name_place(cx, Id(at)), message)
                        .label("not judged by `naming`")
                        .note("trying the forms of `naming` on all names has a limit, which long expressions use up")
                        .help("let `naming` have fewer lines for a kind, and shorter expressions"),
                );
                return;
            }
            left -= cost;
            judge(cx, Id(at), declaration.id, &lines, found);
        }
    }
}

/// Steps of trying all forms on all names: characters of a name, by what each costs a form.
const MOST_STEPS: usize = 100_000_000;
/// What a template costs beside: it is filled from fields.
const TEMPLATE_COST: usize = 60;

/// Forms that a finding tells one by one.
const MOST_TOLD: usize = 8;

/// What a compiled expression may take: forms of names are short, and one of `{1000}{1000}` is no form.
const REGEX_BYTES: usize = 1 << 18;

fn prepare<'a>(cx: &Cx<'a>, line: &NamePattern<'a>, kind: Kind, found: &mut Vec<Diagnostic>) -> Option<Line<'a>> {
    let (pointer, written, form) = match line.form {
        NameForm::Template(template) => {
            let form = template::parse(template, kind).map(Form::Template);
            (format!("/pattern/{}/template", line.position), template, form)
        }
        NameForm::Regex(regex) => {
            // A name is matched as a whole.
            let form = RegexBuilder::new(&format!("^(?:{regex})$"))
                .size_limit(REGEX_BYTES)
                .dfa_size_limit(REGEX_BYTES)
                .build()
                .map(Form::Regex);
            (format!("/match/{}/regex", line.position), regex, form.map_err(|error| short(&error)))
        }
    };
    let place = cx.at(line.id, &pointer);
    match form {
        Ok(form) => {
            let cost = match &form {
                Form::Template(parts) => TEMPLATE_COST * (1 + parts.len()),
                Form::Regex(regex) => 2 + 2 * schema::weight_of_pattern(regex.as_str()) as usize,
            };
            Some(Line { place, written, form, cost })
        }
        Err(message) => {
            found.push(
                Diagnostic::new("invalid-value", place, format!("the form `{written}` {message}"))
                    .label("not a form of names")
                    .help("write text and fields in braces, as `{from.place}-{to.place}-{serial:4}`, or mend the expression"),
            );
            None
        }
    }
}

fn short(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
    format!("is not a regular expression: {last}")
}

fn judge(cx: &Cx<'_>, id: Id, name: &str, lines: &[Line<'_>], found: &mut Vec<Diagnostic>) {
    let (mut wanted, mut meant) = (Vec::new(), Vec::new());
    let (mut more, mut lacking) = (0, None);
    for line in lines {
        match &line.form {
            Form::Regex(regex) if regex.is_match(name) => return,
            Form::Regex(regex) => {
                if wanted.len() == MOST_TOLD {
                    more += 1;
                } else {
                    meant.extend(respelt(name).into_iter().find(|other| regex.is_match(other)));
                    wanted.push(format!("match `{}`", line.written));
                }
            }
            Form::Template(parts) => match template::fill(cx, id, parts) {
                Ok(filled) if template::matches(name, &filled) => return,
                Ok(filled) => {
                    let like = template::example(&filled, name);
                    if wanted.len() == MOST_TOLD {
                        more += 1;
                    } else {
                        wanted.push(format!("be like `{like}`"));
                    }
                    // A serial of the name's own is kept, and none is made up.
                    let has_number = name.ends_with(|c: char| c.is_ascii_digit());
                    if meant.len() < MOST_TOLD
                        && (has_number || !filled.iter().any(|part| matches!(part, template::Filled::Serial(_))))
                    {
                        meant.push(like);
                    }
                }
                Err(Gap::Missing(field)) => lacking = Some(field),
                Err(Gap::Unread) => return,
            },
        }
    }
    let kind = cx.corridor.declaration(id).kind.name();
    if more > 0 {
        wanted.push(format!("follow one of {more} more"));
    }
    let message = match (wanted.is_empty(), &lacking) {
        (true, Some(field)) => format!("{kind} `{name}` cannot be named by its pattern: it has no {field}"),
        _ => format!("{kind} `{name}` does not follow its pattern: it should {}", wanted.join(" or ")),
    };
    let place = name_place(cx, id);
    let mut finding = Diagnostic::new(RULE.name, place, message).label("off pattern").ids([name]);
    for line in lines.iter().take(MOST_TOLD) {
        finding = finding.related(line.place, "the form is given here");
    }
    if let Some(fix) = renaming(cx, name, meant) {
        finding = finding.fix(fix);
    }
    found.push(match (wanted.is_empty(), lacking) {
        (true, Some(field)) => finding.help(format!("declare the {field}, from which the name is made")),
        _ => finding.help("give it such an id, or mend the pattern"),
    });
}

/// The one id that is meant, if one is. Where it says nothing else than the name does, and is only written otherwise,
/// that is sure; where it says something else, the facts may be what is wrong.
fn renaming(cx: &Cx<'_>, name: &str, mut meant: Vec<String>) -> Option<Fix> {
    meant.sort();
    meant.dedup();
    let (same, other): (Vec<String>, Vec<String>) = meant.into_iter().partition(|meant| folded(meant) == folded(name));
    let (new, is_safe) = match (same.as_slice(), other.as_slice()) {
        ([new], _) => (new, true),
        ([], [new]) => (new, false),
        _ => return None,
    };
    let rename = Mend::Rename { old: name.to_owned(), new: new.clone() };
    cx.corridor.find(new).is_none().then_some(Fix { mend: rename, is_safe })
}

/// A name in other letters, and with other dashes.
fn respelt(name: &str) -> [String; 5] {
    let dashed = name.replace('_', "-");
    let (upper, lower) = (dashed.to_uppercase(), dashed.to_lowercase());
    [name.to_uppercase(), name.to_lowercase(), dashed, upper, lower]
}

/// What a name says, however it is written: all dashes alike, and numbers without zeros before them.
fn folded(name: &str) -> String {
    let mut out = String::new();
    for char in name.chars().map(|char| if char.is_alphanumeric() { char } else { '-' }) {
        if char != '0' || out.ends_with(|before: char| before.is_ascii_digit()) {
            out.extend(char.to_uppercase());
        }
    }
    out
}

fn name_place(cx: &Cx<'_>, id: Id) -> Place {
    cx.at(id, "/id")
}
