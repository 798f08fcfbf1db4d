//! The corridor to begin with: two parties, one service over two legs, and comments that teach the language.

use kdl::{KdlDocument, KdlValue};

/// The file that tells what the whole corridor shares: its title is the user's.
const SHARED: (&str, &str) = ("corridor.kdl", include_str!("starter/corridor.kdl"));

/// Files that stand as they are, with their paths.
const FILES: [(&str, &str); 16] = [
    ("README.md", include_str!("starter/README.md")),
    ("CODEOWNERS", include_str!("starter/CODEOWNERS")),
    (".gitattributes", include_str!("starter/gitattributes")),
    (".gitignore", include_str!("starter/gitignore")),
    (".github/workflows/corridor.yml", include_str!("starter/workflow.yml")),
    ("services.kdl", include_str!("starter/services.kdl")),
    ("caspian/operator.kdl", include_str!("starter/caspian/operator.kdl")),
    ("caspian/sites.kdl", include_str!("starter/caspian/sites.kdl")),
    ("caspian/plant.kdl", include_str!("starter/caspian/plant.kdl")),
    ("caspian/links.kdl", include_str!("starter/caspian/links.kdl")),
    ("caspian/handoffs.kdl", include_str!("starter/caspian/handoffs.kdl")),
    ("kura/operator.kdl", include_str!("starter/kura/operator.kdl")),
    ("kura/sites.kdl", include_str!("starter/kura/sites.kdl")),
    ("kura/plant.kdl", include_str!("starter/kura/plant.kdl")),
    ("kura/links.kdl", include_str!("starter/kura/links.kdl")),
    ("kura/handoffs.kdl", include_str!("starter/kura/handoffs.kdl")),
];

/// All files, by their paths in the corridor's folder.
pub fn files(title: &str) -> Vec<(&'static str, String)> {
    let mut files = vec![(SHARED.0, titled(SHARED.1, title))];
    files.extend(FILES.map(|(path, text)| (path, text.to_owned())));
    files
}

/// The text with the title of its `corridor`, and every comment as it was.
fn titled(text: &str, title: &str) -> String {
    let mut document: KdlDocument = text.parse().expect("the starter is KDL");
    let corridor = document.get_mut("corridor").and_then(|corridor| corridor.children_mut().as_mut());
    let entry = corridor.and_then(|fields| fields.get_mut("title")).and_then(|node| node.entry_mut(0));
    let entry = entry.expect("the starter has a title");
    entry.set_value(KdlValue::String(title.to_owned()));
    // The value as it was written would be printed again; and `kdl` prints characters that KDL does not allow.
    if let Some(format) = entry.format_mut() {
        format.value_repr = quoted(title);
    }
    document.to_string()
}

/// A KDL string on one line. What may not stand in a text, ends a line or turns its direction is an escape.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                quoted.extend(c.escape_unicode());
            }
            c if c.is_control() => quoted.extend(c.escape_unicode()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
