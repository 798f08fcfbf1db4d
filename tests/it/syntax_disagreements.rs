//! Where the reference reader is known to differ from the grammar of KDL 2.0.0.
//!
//! A class is known by its cure: a change of the text that takes the construct out, after which
//! both readers must agree.

use crate::syntax_differential::{our_tree, reference_tree};

/// A construct on which the readers differ.
pub struct Class {
    pub name: &'static str,
    /// A text on which they differ, and whether ours accepts it.
    pub example: &'static str,
    pub is_legal: bool,
    /// What KDL 2.0.0 says.
    pub grammar: &'static str,
    /// Takes the construct out, or makes it one on which both agree.
    pub cure: fn(&str) -> String,
}

pub const CLASSES: &[Class] = &[
    Class {
        name: "the character DEL",
        example: "a\u{7f}",
        is_legal: false,
        grammar: "The following code points may not appear literally anywhere in the document. […] \
                  `U+007F` (the Delete control character).",
        cure: |text| text.replace('\u{7f}', "z"),
    },
    Class {
        name: "the bare word -inf",
        example: "a -inf",
        is_legal: false,
        grammar: "disallowed-keyword-identifiers := 'true' | 'false' | 'null' | 'inf' | '-inf' | 'nan'",
        cure: |text| text.replace("-inf", "-ing").replace("#-ing", "#-inf"),
    },
    Class {
        name: "a forbidden character in a comment",
        example: "// \u{200e}",
        is_legal: false,
        grammar: "The following code points may not appear literally anywhere in the document.",
        cure: |text| text.replace(is_forbidden, "z"),
    },
    Class {
        name: "a dropped node that ends with a semicolon",
        example: "/-a;b",
        is_legal: true,
        grammar: "node := base-node node-terminator, where base-node := slashdash? type? node-space* string […] \
                  and node-terminator := single-line-comment | newline | ';' | eof",
        cure: |text| if text.contains("/-") { text.replace(';', "\n") } else { text.to_owned() },
    },
    Class {
        name: "a node right after the block of a dropped node",
        example: "/-a {}b",
        is_legal: false,
        grammar: "node := base-node node-terminator",
        cure: |text| if text.contains("/-") { text.replace('}', "}\n") } else { text.to_owned() },
    },
    Class {
        name: "a raw string of one line that begins with two quotes",
        example: "a #\"\"\"\"#",
        is_legal: false,
        grammar: "single-line-raw-string-body := '' | (single-line-raw-string-char - '\"') \
                  single-line-raw-string-char*? | '\"' (single-line-raw-string-char - '\"') \
                  single-line-raw-string-char*?",
        cure: |text| text.replace("#\"\"\"", "#\"zz").replace("#\"zz\n", "#\"\"\"\n"),
    },
    Class {
        name: "a dropped thing that is dropped again",
        example: "a /- /- b c",
        is_legal: false,
        grammar: "A slashdash may be be followed by any amount of whitespace, including newlines and comments \
                  (other than other slashdashes), before the element that it comments out.",
        cure: drop_once,
    },
    Class {
        name: "no space after a keyword",
        example: "a #null/- b",
        is_legal: false,
        grammar: "(node-space+ slashdash? node-prop-or-arg)*",
        cure: |text| {
            ["#true", "#false", "#null", "#inf", "#-inf", "#nan"]
                .iter()
                .fold(text.to_owned(), |text, keyword| text.replace(keyword, &format!("{keyword} ")))
        },
    },
    Class {
        name: "a raw string of several lines that is one quote",
        example: "a #\"\"\"\n\"\n\"\"\"#",
        is_legal: true,
        grammar: "multi-line-raw-string-body := (unicode - disallowed-literal-code-points)*?",
        cure: |text| text.split_inclusive(NEWLINES).map(no_lone_quote).collect(),
    },
    Class {
        name: "a whole number of more than 128 bits",
        example: "a 0xffffffffffffffffffffffffffffffffff",
        is_legal: true,
        grammar: "hex := sign? '0x' hex-digit (hex-digit | '_')*",
        cure: short_numbers,
    },
];

const NEWLINES: &[char] = &['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

fn no_lone_quote(line: &str) -> String {
    if line.trim() == "\"" { line.replace('"', "z\"") } else { line.to_owned() }
}

/// Takes the last digits off long numbers.
fn short_numbers(text: &str) -> String {
    const FEW: usize = 24;
    let (mut out, mut digits) = (String::new(), 0);
    for char in text.chars() {
        digits = if char.is_ascii_hexdigit() || char == '_' { digits + 1 } else { 0 };
        if digits <= FEW {
            out.push(char);
        }
    }
    out
}

/// Takes every `/-` out that has another behind it.
fn drop_once(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("/-") {
        out.push_str(&rest[..at]);
        rest = &rest[at + 2..];
        if !after_space(rest).starts_with("/-") {
            out.push_str("/-");
        }
    }
    out + rest
}

/// What comes after whitespace, comments and continued lines.
fn after_space(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|char: char| char.is_whitespace() || char == '\\');
    loop {
        let after = match rest {
            _ if rest.starts_with("//") => rest.find(['\n', '\r']).map_or("", |end| &rest[end..]),
            _ if rest.starts_with("/*") => after_comment(rest),
            _ => return rest,
        };
        rest = after.trim_start_matches(|char: char| char.is_whitespace() || char == '\\');
    }
}

/// What comes after a comment, and those in it.
fn after_comment(text: &str) -> &str {
    let (mut at, mut depth) = (0, 0_usize);
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (at, depth) = (at + 2, depth + 1),
            [b'*', b'/', ..] if depth == 1 => return &text[at + 2..],
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    ""
}

fn is_forbidden(char: char) -> bool {
    matches!(char, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The class of a disagreement, by its name; several joined by `+`.
pub fn class_of(input: &str) -> Option<String> {
    let applies = |class: &&Class| (class.cure)(input) != input;
    let agrees = |text: &str| our_tree(text) == reference_tree(text);
    if let Some(class) = CLASSES.iter().filter(applies).find(|class| agrees(&(class.cure)(input))) {
        return Some(class.name.to_owned());
    }
    // More than one construct in one text.
    let applying: Vec<_> = CLASSES.iter().filter(applies).collect();
    for (i, first) in applying.iter().enumerate() {
        for second in &applying[i + 1..] {
            if agrees(&(second.cure)(&(first.cure)(input))) {
                return Some(format!("{} + {}", first.name, second.name));
            }
        }
    }
    let all = applying.iter().fold(input.to_owned(), |text, class| (class.cure)(&text));
    agrees(&all).then(|| "several".to_owned())
}

#[test]
fn every_class_has_an_example_that_shows_it() {
    for class in CLASSES {
        let ours = our_tree(class.example);
        assert_eq!(ours.is_some(), class.is_legal, "{}", class.name);
        assert_ne!(ours, reference_tree(class.example), "{}: the readers agree now", class.name);
        assert!(!class.grammar.is_empty(), "{}", class.name);
        assert!(class_of(class.example).is_some_and(|found| !found.contains('+')), "{}", class.name);
    }
}
