//! Findings as a comment on a pull request, in the Markdown of GitHub and GitLab.
//!
//! Texts of others come into it only as entities: no name makes a link, a mention, a tag or a table.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Level};
use crate::render::{Report, escaped};

/// The first line of a comment, by which a later run finds the one of an earlier run: the command, and the corridor's
/// folder in its repository, so that two corridors of one repository have two comments. Whatever could end an HTML
/// comment is written as in a URL.
pub fn mark(command: &str, below: &str) -> String {
    let mut folder = String::new();
    for byte in below.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'/' => folder.push(char::from(byte)),
            // Two hyphens end a comment.
            b'-' if !folder.ends_with('-') => folder.push('-'),
            _ => write!(folder, "%{byte:02X}").expect("a string takes all"),
        }
    }
    let folder = if folder.is_empty() { folder } else { format!(" {folder}") };
    format!("<!-- corridor {command}{folder} -->")
}

/// Under the 65,536 characters that GitHub takes, with room for what a workflow puts around it.
pub const MOST: usize = 60_000;

/// So many findings stand open; the others are folded.
const OPEN: usize = 3;

/// The comment: what was found, the worst first, each folded under its message, until it is full.
pub fn render(report: &Report<'_>) -> String {
    let counts = report.counts();
    let number = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let mut found = Vec::new();
    if counts.deny > 0 {
        found.push(number(counts.deny, "finding denied", "findings denied"));
    }
    if counts.warn > 0 {
        found.push(number(counts.warn, "warning", "warnings"));
    }
    let title = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    let mut out = format!("{}\n### corridor: {title}\n\n{}.\n", mark("check", report.below), prose(&report.summary()));
    let findings = report.worst_first();
    for (at, finding) in findings.iter().enumerate() {
        let text = block(report, finding, at < OPEN);
        let left = findings.len() - at;
        let last = format!(
            "\n{} here: see the output of the check.\n",
            number(left, "more finding has no room", "more findings have no room")
        );
        if out.len() + text.len() + last.len() > MOST {
            out.push_str(&last);
            break;
        }
        out.push_str(&text);
    }
    out
}

fn block(report: &Report<'_>, finding: &Diagnostic, is_open: bool) -> String {
    let sign = match finding.level {
        Level::Deny => "❌",
        Level::Warn => "⚠️",
        Level::Allow => "ℹ️",
    };
    let open = if is_open { " open" } else { "" };
    let mut out = format!(
        "\n<details{open}><summary>{sign} <b>{}</b>: {}</summary>\n\n{}\n",
        finding.rule,
        prose(&finding.message),
        code(&place(report, finding.place))
    );
    let mut line = |text: String| writeln!(out, "{text}").expect("a string takes all");
    for related in &finding.related {
        line(format!("- {}: {}", code(&place(report, related.place)), prose(&related.message)));
    }
    for (word, text) in [("", &finding.note), ("**What to do:** ", &finding.help)] {
        if let Some(text) = text {
            line(format!("\n{word}{}", prose(text)));
        }
    }
    out + "\n</details>\n"
}

fn place(report: &Report<'_>, place: crate::source::Place) -> String {
    let [(line, column), _] = report.region(place);
    format!("{}:{line}:{column}", report.path(place))
}

/// A text of ours, with names of others between backticks, as Markdown that shows exactly it.
pub fn prose(text: &str) -> String {
    let text = escaped(text);
    let parts: Vec<&str> = text.split('`').collect();
    // A name that holds a backtick would turn inside out what is ours and what is not.
    if parts.len().is_multiple_of(2) {
        return code(&text);
    }
    let shown = |(at, part): (usize, &&str)| if at % 2 == 0 { entities(part) } else { code(part) };
    parts.iter().enumerate().map(shown).collect()
}

/// A text as code, whatever stands in it.
pub fn code(text: &str) -> String {
    format!("<code>{}</code>", entities(&escaped(text)))
}

/// Whatever could act in Markdown or HTML, as a numeric entity. What would mention a person or an issue is cut in two
/// by an empty comment: that is looked for after entities are read.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let acts = match char {
            '<' | '>' | '&' | '"' | '\'' | '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '|' | '~' | '$' => true,
            // `http://`, `:smile:`; not `plant.kdl:12`.
            ':' => chars.peek().is_some_and(|next| !next.is_ascii_digit() && !next.is_whitespace()),
            // `www.name`
            '.' => out.ends_with(['w', 'W']),
            _ => false,
        };
        if matches!(char, '@' | '#') {
            write!(out, "&#{};<!-- -->", u32::from(char)).expect("a string takes all");
        } else if acts {
            write!(out, "&#{};", u32::from(char)).expect("a string takes all");
        } else {
            out.push(char);
        }
    }
    out
}
