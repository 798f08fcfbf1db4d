//! A text that is read in parts comes out as one that is read whole.

use crate::support::Random;
use crate::support::{files, root};
use crate::syntax_differential::TOKENS;
use crate::syntax_tree::ours;
use corridor::source::Span;
use corridor::syntax::{self, Document, Entry, NodeId};

fn whole(text: &str) -> Document {
    syntax::read(text, &|word| word == "node")
}

fn in_parts(text: &str, count: usize) -> (usize, Option<Document>) {
    let parts = syntax::parts(text, count);
    assert_eq!(parts.iter().map(|part| &text[part.clone()]).collect::<String>(), text, "the parts are the text");
    let read = parts.iter().map(|part| syntax::read_part(text, part.clone(), &|word| word == "node"));
    (parts.len(), syntax::join(read))
}

/// The tree, and where its nodes and their values stand.
fn spans(text: &str, document: &Document) -> (String, Vec<Span>, usize) {
    let mut spans = Vec::new();
    let mut left: Vec<NodeId> = document.roots().collect();
    while let Some(id) = left.pop() {
        spans.push(document.node(id).span);
        spans.extend(document.entries(id).iter().map(Entry::span));
        left.extend(document.children(id));
    }
    (ours(text, document), spans, document.errors().len())
}

#[test]
fn a_corridor_in_parts_is_the_corridor() {
    let mut texts: Vec<String> = files(&root().join("topology"), "kdl")
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a file of the corridor"))
        .collect();
    texts.push(texts.concat());
    let mut several = 0;
    for text in &texts {
        for count in 1..=5 {
            let (parts, document) = in_parts(text, count);
            several += usize::from(parts == count && count > 1);
            let document = document.expect("a corridor without an error");
            assert_eq!(spans(text, &document), spans(text, &whole(text)));
        }
    }
    assert!(several > 4 * texts.len() / 2, "most files can be cut");
}

#[test]
fn a_broken_text_in_parts_is_broken_or_the_whole() {
    const LINES: [&str; 12] = [
        "node a {\n    b \"c\" (km)1\n}\n",
        "node a {\n    b {\n}\n}\n",
        "c \"\\t\"\n",
        "}\n",
        "\n",
        "/-\n",
        "\\\n",
        "\"\"\"\n",
        "/*\n",
        "*/\n",
        "node x \\\n",
        "d #\"\"\"\n}\n\"\"\"#\n",
    ];
    // Those at the front are whole, and picked more often.
    let mut random = Random(7);
    let (mut joined, mut refused) = (0, 0);
    for _ in 0..200_000 {
        let mut text: String = (0..random.below(9))
            .map(|_| {
                *if random.below(12) == 0 {
                    random.pick(TOKENS)
                } else {
                    &LINES[random.below(12).min(random.below(12))]
                }
            })
            .collect();
        text.push_str("node y {\n}\nnode z\n");
        let count = 2 + random.below(3);
        let (parts, document) = in_parts(&text, count);
        match document {
            Some(document) => {
                joined += usize::from(parts > 1);
                assert_eq!(spans(&text, &document), spans(&text, &whole(&text)), "{text:?} in {count}");
            }
            None => refused += 1,
        }
    }
    assert!(joined > 2_000 && refused > 2_000, "{joined} joined, {refused} refused");
}
