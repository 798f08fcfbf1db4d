//! Slips of the hand in `topology/`: each is told where it was made.
//!
//! `CORRIDOR_SLIPS=all` tries every brace, and as many random mistakes as the bar asks; else a sample is tried.

use std::ops::Range;

use corridor::schema::{BuiltIn, Kind};
use corridor::syntax::{Document, NodeId};

use crate::support::{Folder, Random, check_short};
use crate::topology::texts;

fn tries_all() -> bool {
    std::env::var_os("CORRIDOR_SLIPS").is_some()
}

/// A missing `}` is told at the brace that lacks it, and everything else is still found.
#[test]
fn a_missing_closing_brace_is_told_at_its_opener_and_hides_nothing() {
    each_without('}', |text, at| {
        let opener = partner(text, at);
        opener..opener + 1
    });
}

/// A missing `{` is told on the line on which it lacks, and everything else is still found.
#[test]
fn a_missing_opening_brace_is_told_on_its_line_and_hides_nothing() {
    each_without('{', |text, at| text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at);
}

/// Takes a brace out of `topology/` at a time: there must be one finding, in the range that `told` gives for it.
fn each_without(brace: char, told: impl Fn(&str, usize) -> Range<usize>) {
    let files = texts();
    let mut tried = 0;
    for (name, text) in &files {
        let braces = code_braces(text, brace);
        // A few of each file in every run; they lie at all depths.
        let step = if tries_all() { 1 } else { braces.len().div_ceil(3).max(1) };
        for &at in braces.iter().step_by(step) {
            let folder = Folder::new();
            for (other, text) in &files {
                let mut text = text.clone();
                if other == name {
                    text.remove(at);
                }
                folder.write(other, &text);
            }
            let place = |at: usize| {
                let line = text[..at].rsplit('\n').next().expect("a line");
                (text[..at].matches('\n').count() + 1, line.chars().count() + 1)
            };
            let told = told(text, at);
            let ((line, first), (_, end)) = (place(told.start), place(told.end));
            let ran = check_short(folder.path());
            let is_told = |found: &str| {
                let rest = found.strip_prefix(&format!("{name}:{line}:"))?;
                let (column, rest) = rest.split_once(": ")?;
                Some((first..end).contains(&column.parse().ok()?) && rest.starts_with("deny[syntax-error]"))
            };
            let found: Vec<&str> = ran.stdout.lines().collect();
            assert!(
                found.len() == 1 && is_told(found[0]) == Some(true),
                "{name}: without the `{brace}` at byte {at}, not told at {line}:{first}:\n{}",
                ran.stdout
            );
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
    println!("{tried} of {tried} told");
}

/// Braces outside of strings and comments. The files hold neither raw strings over lines nor block comments.
fn code_braces(text: &str, brace: char) -> Vec<usize> {
    let (mut inside, mut comment, mut escaped) = (false, false, false);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '\n' => (comment, inside) = (false, false),
            _ if comment => {}
            '\\' if inside => escaped = !escaped,
            '"' if !escaped => inside = !inside,
            '/' if !inside && text[at..].starts_with("//") => comment = true,
            c if c == brace && !inside => found.push(at),
            _ => {}
        }
        if c != '\\' {
            escaped = false;
        }
    }
    found
}

fn partner(text: &str, closer: usize) -> usize {
    let mut open = Vec::new();
    let mut braces: Vec<(usize, char)> = code_braces(text, '{').into_iter().map(|at| (at, '{')).collect();
    braces.extend(code_braces(text, '}').into_iter().map(|at| (at, '}')));
    braces.sort_unstable();
    for (at, brace) in braces {
        if brace == '{' {
            open.push(at);
        } else {
            let opener = open.pop().expect("the braces of the file match");
            if at == closer {
                return opener;
            }
        }
    }
    panic!("the closer is a brace of the text")
}

/// A change of one file, and the lines on which it may be told.
pub struct Slip {
    class: &'static str,
    pub file: String,
    pub range: Range<usize>,
    pub with: String,
    told: Vec<(String, Range<usize>)>,
}

/// The files of `topology/` as they were read.
pub struct Topology {
    pub files: Vec<(String, String, Document)>,
    /// What references name.
    ids: Vec<String>,
}

impl Topology {
    pub fn read() -> Self {
        let files: Vec<_> = texts()
            .into_iter()
            .map(|(name, text)| {
                let document = corridor::syntax::read(&text, &|word| Kind::from_name(word).is_some());
                (name, text, document)
            })
            .collect();
        let ids = files.iter().flat_map(|(_, text, document)| {
            let named = document.roots().filter(|&root| has_id(document, text, root));
            named.filter_map(|root| Some(document.str(text, document.entries(root).first()?.value.text()?).to_owned()))
        });
        let ids = ids.collect();
        Self { files, ids }
    }

    /// Any node but the `corridor`, with its file and the declaration that it is in.
    fn any_node(&self, random: &mut Random) -> (usize, NodeId, NodeId) {
        let file = random.below(self.files.len());
        let (_, _, document) = &self.files[file];
        let roots: Vec<NodeId> = document.roots().collect();
        let root = *random.pick(&roots);
        let mut nodes = vec![root];
        let mut at = 0;
        while at < nodes.len() {
            nodes.extend(document.children(nodes[at]));
            at += 1;
        }
        (file, root, *random.pick(&nodes))
    }
}

fn has_id(document: &Document, text: &str, root: NodeId) -> bool {
    let kind = Kind::from_name(document.str(text, document.node(root).name));
    kind.is_some_and(|kind| BuiltIn::of(kind).shape.member("id").is_some())
}

fn lines(text: &str, range: Range<usize>) -> Range<usize> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    line(range.start)..line(range.end) + 1
}

/// One letter of a word lacks, is another, or stands twice.
fn misspelt(word: &str, random: &mut Random) -> String {
    let letters: Vec<usize> =
        word.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(at, _)| at).collect();
    let at = *random.pick(&letters);
    let twice = word[at..=at].repeat(2);
    let with = *random.pick(&["", "q", "Z", &twice]);
    format!("{}{with}{}", &word[..at], &word[at + 1..])
}

/// A slip of a class in a node, if the node has what the slip is made in.
pub fn slip(class: &'static str, topology: &Topology, random: &mut Random) -> Option<Slip> {
    let (file, root, node) = topology.any_node(random);
    let (name, text, document) = &topology.files[file];
    let of = |span: corridor::source::Span| span.start as usize..span.end as usize;
    let word = document.str(text, document.node(node).name);
    let entries = document.entries(node);
    let here = |range: Range<usize>, with: String| {
        let changed = range.start..range.start + with.len();
        let mut after = text.clone();
        after.replace_range(range.clone(), &with);
        Slip { class, file: name.clone(), range, with, told: vec![(name.clone(), lines(&after, changed))] }
    };
    match class {
        "a letter of a reference" => {
            let own_id = usize::from(node == root && has_id(document, text, root));
            let texts = entries.iter().skip(own_id).filter_map(|entry| entry.value.text());
            let names: Vec<_> = texts
                .filter(|named| {
                    let named = document.str(text, *named);
                    topology.ids.iter().any(|id| named.split(':').next() == Some(id))
                })
                .collect();
            let named = names.get(random.below(names.len()))?;
            let changed = misspelt(&text[of(named.span)], random);
            // Where another thing has that name nobody can know.
            let is_another = topology.ids.iter().any(|id| changed.trim_matches('"') == id);
            (!is_another).then(|| here(of(named.span), changed))
        }
        "a unit" => {
            let units: Vec<_> = entries.iter().filter_map(|entry| entry.annotation).collect();
            let unit = units.get(random.below(units.len()))?;
            let range = of(unit.span);
            let with = match random.below(4) {
                0 => return Some(here(range.start - 1..range.end + 1, String::new())),
                1 => misspelt(&text[range.clone()], random),
                _ => (*random.pick(&["km", "dB", "Gbps", "ms", "d", "h", "percent", "EUR"])).to_owned(),
            };
            (with != text[range.clone()]).then(|| here(range, with))
        }
        "two digits of a length" => {
            let entry = entries.first().filter(|_| word == "length")?;
            let range = of(entry.value.span());
            let digits = &text[range.clone()];
            let at = (0..digits.len() - 1).find(|&at| digits.as_bytes()[at] != digits.as_bytes()[at + 1])?;
            let (before, rest) = digits.split_at(at);
            let with = format!("{before}{}{}{}", &rest[1..2], &rest[..1], &rest[2..]);
            Some(here(range, with))
        }
        "the name of a field" => {
            let range = of(document.node(node).name.span);
            let with = misspelt(&text[range.clone()], random);
            (!with.is_empty()).then(|| here(range, with))
        }
        "a field that must be" => {
            let kind = Kind::from_name(document.str(text, document.node(root).name))?;
            let required = BuiltIn::of(kind).json["required"].as_array()?;
            let is_required = document.children(root).any(|child| child == node) && required.iter().any(|r| r == word);
            let is_only =
                || document.children(root).filter(|&child| document.str(text, document.node(child).name) == word);
            if !is_required || is_only().count() > 1 || word == "span" {
                return None;
            }
            let head = of(document.node(root).span).start;
            let mut slip = here(of(document.node(node).span), String::new());
            slip.told = vec![(name.clone(), lines(text, head..head))];
            Some(slip)
        }
        "a field twice" => {
            let kind = Kind::from_name(document.str(text, document.node(root).name))?;
            let is_single = BuiltIn::of(kind).json["properties"][word]["type"].as_str().is_some_and(|t| t != "array");
            if node == root || !is_single || !document.children(root).any(|child| child == node) {
                return None;
            }
            let range = of(document.node(node).span);
            let mut slip = here(range.end..range.end, format!("\n    {}", &text[range.clone()]));
            slip.told.push((name.clone(), lines(text, range)));
            Some(slip)
        }
        "a declaration twice" => {
            if node != root || !has_id(document, text, root) {
                return None;
            }
            let range = of(document.node(root).span);
            let (other, into, _) = random.pick(&topology.files);
            let head = lines(text, range.start..range.start);
            let copy = format!("\n{}\n", &text[range]);
            let copied = lines(&format!("{into}{copy}"), into.len() + 1..into.len() + 1);
            let told = vec![(name.clone(), head), (other.clone(), copied)];
            Some(Slip { class, file: other.clone(), range: into.len()..into.len(), with: copy, told })
        }
        _ => panic!("no class {class}"),
    }
}

const CLASSES: [&str; 7] = [
    "a letter of a reference",
    "a unit",
    "two digits of a length",
    "the name of a field",
    "a field that must be",
    "a field twice",
    "a declaration twice",
];

#[test]
fn a_random_mistake_is_told_where_it_was_made() {
    let topology = Topology::read();
    let mut random = Random(20);
    let tries = if tries_all() { 300 } else { 42 };
    let mut untold = Vec::new();
    for at in 0..tries {
        let class = CLASSES[at % CLASSES.len()];
        let slip = std::iter::repeat_with(|| slip(class, &topology, &mut random)).flatten().next();
        let Slip { class, file, range, with, told } = slip.expect("the corridor has all of these");
        let folder = Folder::new();
        for (name, text, _) in &topology.files {
            let mut text = text.clone();
            if *name == file {
                text.replace_range(range.clone(), &with);
            }
            folder.write(name, &text);
        }
        let ran = check_short(folder.path());
        let is_told = ran.stdout.lines().any(|line| {
            let mut parts = line.split(':');
            let place = (parts.next(), parts.next().and_then(|line| line.parse::<usize>().ok()));
            told.iter().any(|(file, lines)| place.0 == Some(file) && place.1.is_some_and(|line| lines.contains(&line)))
        });
        if !is_told {
            let (_, text, _) = topology.files.iter().find(|(name, ..)| *name == file).expect("the file is there");
            let line = lines(text, range.start..range.start).start;
            let was = &text[range.clone()];
            untold.push(format!("{class}: {file}:{line}: `{was}` became `{with}`\n{}", ran.stdout));
        }
    }
    assert!(untold.len() * 100 <= tries * 3, "{} of {tries} are not told:\n{}", untold.len(), untold.join("\n"));
}
