//! What each syntax error says: a phrase, a label at its place, and what to do.

use super::document::SyntaxError;
use super::number::NumberFault;
use super::{MAX_DEPTH, MAX_ERRORS};
use crate::source::Span;

/// A syntax error, with the text that it names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault<'a> {
    Forbidden(char),
    Unexpected(&'a str),
    /// A character that ends a bare word, and the word before it.
    NotInWord(&'a str, &'a str),
    NoSpace,
    Comma,
    Colon,
    LoneSemicolon,

    UnclosedString(usize),
    UnclosedLines(usize),
    UnclosedComment,
    UnknownEscape(&'a str),
    NoCharacter(&'a str),
    TextAfterQuotes,
    TextBeforeQuotes,
    /// A word with a quote right behind it that nothing closes.
    NoOpeningQuote(&'a str),
    Indentation,
    LegacyRawString,

    BareKeyword(&'a str),
    UnknownKeyword(&'a str),
    Number(&'a str, NumberFault),

    NodeNameNotText(&'a str),
    NameNotText(&'a str),
    NoValue(&'a str),
    DoubleEquals,
    EqualsAfterProperty(&'a str),
    NothingBeforeEquals,
    EqualsAfterNode(&'a str),

    EmptyAnnotation,
    UnclosedAnnotation,
    AnnotationNotText(&'a str),
    AnnotatedName(&'a str),
    NothingAnnotated(&'static str),

    DroppedPart,
    DoubleDrop,
    NothingDropped,

    EntryAfterBlock,
    SecondBlock,
    BraceWithoutName,
    /// How many too many.
    DoubledBrace(usize),
    BraceOnNextLine(&'a str),
    UnclosedBlock(&'a str),
    /// What stands before it on its line.
    StrayBrace(&'a str),
    UnopenedBlock(&'a str),
    TooDeep,

    More(usize),
}

/// Makes the error at a place.
pub(super) fn error(span: Span, fault: &Fault, related: Option<(Span, String)>) -> SyntaxError {
    let [message, label, help] = phrases(fault);
    let kdl_1 = matches!(fault, Fault::LegacyRawString | Fault::BareKeyword("true" | "false" | "null"));
    let over_limit = matches!(fault, Fault::TooDeep | Fault::More(_));
    SyntaxError { span, message, label, help: Some(help), related, kdl_1, over_limit }
}

/// A text as it fits into a message: of one line, and not long.
fn shown(text: &str) -> String {
    const LENGTH: usize = 40;
    let line = text.split(char::is_control).next().unwrap_or_default();
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None if line.len() < text.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

fn say(message: impl Into<String>, label: impl Into<String>, help: impl Into<String>) -> [String; 3] {
    [message.into(), label.into(), help.into()]
}

/// Message, label and help.
fn phrases(fault: &Fault) -> [String; 3] {
    match *fault {
        Fault::Forbidden(char) => forbidden(char),
        Fault::Unexpected("[" | "]") => say(
            "KDL has no lists in brackets",
            "not a value",
            "write the values one after another, as in `role amplifier pop`",
        ),
        Fault::Unexpected("\\") => say(
            "text follows `\\` on its line",
            "continues nothing",
            "`\\` continues a node on the next line, and must end its own; put text with a `\\` in quotes",
        ),
        Fault::Unexpected(")") => {
            say("`)` closes nothing", "no `(` before it", "take it out, or put the text in quotes")
        }
        Fault::Unexpected(text) => {
            say(format!("unexpected `{text}`"), "not a value", format!("put text that contains `{text}` in quotes"))
        }
        Fault::NotInWord(text, word) => say(
            format!("`{text}` cannot stand in a bare word"),
            "ends the word",
            match text {
                "(" => format!("put all of it in quotes, or write a space after `{}`", shown(word)),
                _ => "put all of it in quotes".to_owned(),
            },
        ),
        Fault::Comma => say("`,` between values", "not needed", "separate values by spaces, without commas"),
        Fault::Colon => {
            say("`:` after a name in quotes", "not KDL", "write `name value` for a node, `name=value` for a property")
        }
        Fault::LoneSemicolon => say("`;` ends nothing", "no node before it", "take it out: one `;` ends a node"),
        Fault::NoSpace => say(
            "no space between values",
            "a space lacks before it",
            "write a space here; a `\"` within quotes is written `\\\"`",
        ),
        Fault::UnclosedString(hashes) => {
            let closer = format!("\"{}", "#".repeat(hashes.min(20)));
            say(
                "string is not closed on its line",
                "opened here",
                format!("close it with `{closer}`; text of several lines stands between `\"\"\"`"),
            )
        }
        Fault::UnclosedLines(hashes) => {
            let closer = format!("\"\"\"{}", "#".repeat(hashes.min(20)));
            say(
                "string of several lines is not closed",
                "opened here",
                format!("close it with `{closer}` on a line of its own"),
            )
        }
        Fault::UnclosedComment => say(
            "comment is not closed",
            "opened here",
            "close it with `*/`; every `/*` inside a comment needs a `*/` of its own",
        ),
        Fault::UnknownEscape("\\/") => say("unknown escape `\\/`", "not an escape", "write `/`"),
        Fault::UnknownEscape(text) => say(
            format!("unknown escape `{text}`"),
            "not an escape",
            "write `\\\\` for a backslash, or put the text in a raw string, `#\"…\"#`",
        ),
        Fault::NoCharacter(text) => {
            let text = shown(text);
            say(
                format!("`{text}` is not a character"),
                "not an escape",
                "write one to six hexadecimal digits in braces, `\\u{e9}`, up to `\\u{10ffff}`",
            )
        }
        Fault::TextAfterQuotes => say(
            "text follows `\"\"\"` on its line",
            "must end its line",
            "start the text on the next line, and put the closing `\"\"\"` on its own; on one line, write `\"…\"`",
        ),
        Fault::TextBeforeQuotes => say(
            "text stands before the closing `\"\"\"`",
            "must start its line",
            "put the closing `\"\"\"` on a line of its own",
        ),
        Fault::NoOpeningQuote(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => say(
            format!("a `\"` follows `{word}`"),
            "closed, but not opened",
            format!("write `{word}`, a number, without it"),
        ),
        Fault::NoOpeningQuote(word) => {
            let word = shown(word);
            say(
                format!("`{word}\"` lacks its opening quote"),
                "closed, but not opened",
                format!("write `\"{word}\"`, or the quote where the text begins"),
            )
        }
        Fault::Indentation => say(
            "line is indented less than the closing `\"\"\"`",
            "must start like that line",
            "start each line with the very spaces and tabs that stand before the closing `\"\"\"`",
        ),
        Fault::LegacyRawString => say(
            "raw string of KDL 1",
            "begins with `r`",
            "write `#\"…\"#`; in KDL 2 the `#` stand outside, and there is no `r`",
        ),
        Fault::BareKeyword(word) => bare_keyword(word),
        Fault::UnknownKeyword(word) => unknown_keyword(word),
        Fault::Number(word, fault) => number(word, fault),
        Fault::NodeNameNotText(word) => {
            let word = shown(word);
            say(
                format!("a node cannot be named `{word}`"),
                "not a name",
                format!("begin with a name; as a name, write `\"{word}\"`"),
            )
        }
        Fault::NameNotText(word) => {
            let word = shown(word);
            say(
                format!("a property cannot be named `{word}`"),
                "not a name",
                format!("write `\"{word}\"` for it, or take the `=` out"),
            )
        }
        Fault::NoValue(name) => {
            let name = shown(name);
            say(
                format!("property `{name}` has no value"),
                "nothing follows `=`",
                format!("write `{name}=value`, or `{name}=\"\"` for an empty text"),
            )
        }
        Fault::DoubleEquals => say("a second `=`", "one is enough", "write `name=value`"),
        Fault::EqualsAfterProperty(text) => {
            let text = shown(text);
            say(
                format!("`=` after `{text}`"),
                "one value has one name",
                "write a space between properties, and put a value that contains `=` in quotes",
            )
        }
        Fault::NothingBeforeEquals => say(
            "no property name before `=`",
            "names nothing",
            "write `name=value` for a property, and `name value` for a node",
        ),
        Fault::EqualsAfterNode(name) => {
            let name = shown(name);
            say(
                format!("`=` after the node's name `{name}`"),
                "not a property",
                format!("write `{name} value`; a property stands after a node's name"),
            )
        }
        Fault::EmptyAnnotation => say("empty annotation", "names nothing", "write a name, `(km)`, or take it out"),
        Fault::UnclosedAnnotation => say(
            "annotation is not closed",
            "opened here",
            "an annotation is one word, as in `(km)380`; put other text with `(` in quotes",
        ),
        Fault::AnnotationNotText(word) => {
            let word = shown(word);
            say(format!("`{word}` cannot be an annotation"), "not a name", format!("write a word or `\"{word}\"`"))
        }
        Fault::AnnotatedName(text) => {
            let text = shown(text);
            say(
                format!("annotation before a property's name, `{text}`"),
                "belongs after `=`",
                "write `name=(annotation)value`",
            )
        }
        Fault::NothingAnnotated(what) => say(
            format!("nothing follows the {what}"),
            "belongs to nothing",
            "write the value after it, as in `(km)380`; put text in `(…)` in quotes",
        ),
        Fault::DroppedPart => say(
            "`/-` inside an entry",
            "drops half an entry",
            "put `/-` before all of it, before its name or annotation",
        ),
        Fault::DoubleDrop => say("`/-` after `/-`", "drops what is dropped", "write one `/-` before each thing"),
        Fault::NothingDropped => {
            say("nothing follows `/-`", "drops nothing", "put `/-` before a node, an entry or a block, or take it out")
        }
        Fault::EntryAfterBlock => say(
            "more text after a block",
            "the node has ended",
            "put entries before the block; start the next node on a new line or after `;`",
        ),
        Fault::SecondBlock => {
            say("a second block for one node", "the node has one already", "put all children in one block")
        }
        Fault::BraceWithoutName => {
            say("`{` without a node before it", "no node's block", "write the node's name before `{`")
        }
        Fault::DoubledBrace(1) => say("a second `{`", "one is enough", "take it out, and the `}` that belongs to it"),
        Fault::DoubledBrace(more) => {
            say(format!("{more} more `{{`"), "one is enough", "take them out, and the `}` that belong to them")
        }
        Fault::BraceOnNextLine(name) => {
            let name = shown(name);
            say(
                format!("the block of `{name}` starts on a new line"),
                "the node has ended",
                "put `{` on the line of its node",
            )
        }
        Fault::UnclosedBlock("") => say("block is not closed", "opened here", "close it with `}`"),
        Fault::UnclosedBlock(name) => {
            let name = shown(name);
            say(format!("the block of `{name}` is not closed"), "opened here", "close it with `}`")
        }
        Fault::StrayBrace("") => {
            say("`}` closes nothing", "no `{` before it", "take it out, or open the block with `{`")
        }
        Fault::StrayBrace(name) => {
            let name = shown(name);
            let help = format!("open the block of `{name}` with `{{`, or take the `}}` out");
            say("`}` closes nothing", "no `{` before it", help)
        }
        Fault::UnopenedBlock(name) => {
            let name = shown(name);
            say(format!("the block of `{name}` is not opened"), "no `{` behind it", "write `{` at the end of this line")
        }
        Fault::TooDeep => say(
            format!("blocks are nested deeper than {MAX_DEPTH}"),
            "one too many",
            "nest less: no declaration needs such depth",
        ),
        Fault::More(count) => say(
            format!("{count} more syntax errors"),
            "not shown",
            format!("correct the first {MAX_ERRORS}, then check again: the others may follow from them"),
        ),
    }
}

fn forbidden(char: char) -> [String; 3] {
    let code = u32::from(char);
    let label = match char {
        '\u{feff}' => "a byte order mark",
        '\u{200e}'.. => "changes the direction",
        _ => "a control character",
    };
    let why = match char {
        '\u{feff}' => "it is allowed at the very start of a file alone: take it out",
        '\u{200e}'.. => {
            "it can make a text look different from what it says: take it out, or write it as an escape in quotes"
        }
        _ => "take it out, or write it as an escape in quotes",
    };
    let escape = if char == '\u{feff}' { String::new() } else { format!(", `\\u{{{code:x}}}`") };
    say(format!("the character U+{code:04X} is not allowed"), label, format!("{why}{escape}"))
}

fn bare_keyword(word: &str) -> [String; 3] {
    let help = match word {
        "true" | "false" | "null" => {
            format!("write `#{word}`, or `\"{word}\"` for the text; KDL 2 begins keywords with `#`, KDL 1 did not")
        }
        _ => format!("write `#{word}` for the number, or `\"{word}\"` for the text"),
    };
    say(format!("`{word}` without `#`"), "neither word nor value", help)
}

fn unknown_keyword(word: &str) -> [String; 3] {
    const KNOWN: [&str; 6] = ["true", "false", "null", "inf", "-inf", "nan"];
    let lower = word.trim_start_matches('#').to_ascii_lowercase();
    let help = match KNOWN.iter().find(|known| **known == lower) {
        Some(known) => format!("write `#{known}`"),
        None => "one of `#true`, `#false`, `#null`, `#inf`, `#-inf`, `#nan`; put other text in quotes".to_owned(),
    };
    let help = if word == "#" { "a comment begins with `//`".to_owned() } else { help };
    say(format!("unknown keyword `{}`", shown(word)), "not a keyword", help)
}

fn number(word: &str, fault: NumberFault) -> [String; 3] {
    let help = match fault {
        NumberFault::Trailing | NumberFault::NoExponent if word.ends_with(['N', 'E', 'S', 'W']) => {
            "positions are degrees, north and east positive, without letters: `at 40.4093 49.8671`"
        }
        NumberFault::NoIntegerDigit => "write a digit before the point, `0.5`, or put the text in quotes",
        NumberFault::NoFraction => "write a digit after the point, `1.0`, or put the text in quotes",
        NumberFault::NoExponent => "write a digit after the `e`, `1e3`, or put the text in quotes",
        NumberFault::NoDigit => "write a digit after the prefix: `0xff`, `0o17`, `0b11`",
        NumberFault::Comma => "separate values by spaces, without commas; the decimal sign is a point",
        NumberFault::Trailing if word.ends_with('%') => "write `(percent)70`, without a sign",
        NumberFault::Trailing => {
            "put text that begins with a digit in quotes; a unit stands before its number, `(km)12`"
        }
    };
    say(format!("`{}` is not a number", shown(word)), "begins like a number", help)
}
