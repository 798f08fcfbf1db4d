//! Where each part of a tree lies in its text.

use corridor::source::Span;
use corridor::syntax::{self, Document, NodeId, Value};

fn read(text: &str) -> Document {
    let document = syntax::read(text, &|_| false);
    assert!(document.errors().is_empty(), "{text}\n{:?}", document.errors());
    document
}

fn first(document: &Document) -> NodeId {
    document.roots().next().expect("there is a node")
}

#[test]
fn every_part_of_a_node_has_its_span() {
    let text = "\u{feff}// first\n (kind) \"a b\"  x=( km ) 380 /-y #true {\n c; d 1 } // end\n";
    let document = read(text);
    let node = document.node(first(&document));
    assert_eq!(node.span.of(text), "(kind) \"a b\"  x=( km ) 380 /-y #true {\n c; d 1 }");
    assert_eq!(node.name.span.of(text), "\"a b\"");
    assert_eq!(document.str(text, node.name), "a b");
    assert_eq!(document.annotation(first(&document)).map(|annotation| annotation.span.of(text)), Some("kind"));
    assert_eq!(node.block().map(|block| block.of(text)), Some("{\n c; d 1 }"));
    let [property, argument] = document.entries(first(&document)) else { panic!("two entries") };
    assert_eq!(property.span().of(text), "x=( km ) 380");
    assert_eq!(property.name.map(|name| name.span.of(text)), Some("x"));
    assert_eq!(property.annotation.map(|annotation| annotation.span.of(text)), Some("km"));
    assert_eq!(property.value.span().of(text), "380");
    assert_eq!((argument.span().of(text), argument.value), ("#true", Value::True(argument.span())));
    let children: Vec<_> = document.children(first(&document)).map(|id| document.node(id).span.of(text)).collect();
    assert_eq!(children, ["c", "d 1"]);
}

#[test]
fn a_string_spans_its_quotes_and_says_what_is_in_them() {
    for (string, says) in [
        ("a", "a"),
        ("\"a\\n\\u{e9}\\ \n b\"", "a\néb"),
        ("##\"a\"#\\n\"##", "a\"#\\n"),
        ("\"\"\"\n  a\n\n   b\\t\n  \"\"\"", "a\n\n b\t"),
        ("#\"\"\"\r\n  a\\\r\n  \"b\r\n  \"\"\"#", "a\\\n\"b"),
        ("\"\"", ""),
        ("\"\"\"\n\"\"\"", ""),
    ] {
        let text = format!("n {string} z");
        let document = read(&text);
        let value = document.entries(first(&document))[0].value;
        let Some(found) = value.text() else { panic!("{text}") };
        assert_eq!(found.span.of(&text), string);
        assert_eq!(value.span(), found.span);
        assert_eq!(document.str(&text, found), says);
    }
}

#[test]
fn a_block_that_nothing_closes_ends_with_its_last_child() {
    let text = "site a {\n    b {\n        c 1\n    d\n}\n";
    let document = syntax::read(text, &|_| false);
    let [site, b, c, d] = [0, 1, 2, 3].map(NodeId).map(|id| document.node(id).span.of(text));
    assert_eq!((b, c, d), ("b {\n        c 1", "c 1", "d"));
    assert_eq!(site, text.trim_end());
    assert_eq!(document.node(NodeId(1)).block(), Some(Span::new(15, 28)));
    assert_eq!(document.children(NodeId(0)).count(), 2);
}
