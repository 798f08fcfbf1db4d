//! The reader: any text gives a tree whose spans lie in it, and in parts it gives the same as in one.
#![no_main]

use corridor::schema::Kind;
use corridor::syntax::{self, Document};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let declares = |word: &str| Kind::from_name(word).is_some();
    let document = syntax::read(text, &declares);
    look(&document, text);
    for error in document.errors() {
        assert!(text.get(error.span.range()).is_some() && !error.message.is_empty());
    }
    let parts = syntax::parts(text, 3);
    if parts.len() > 1 {
        let read = parts.into_iter().map(|part| syntax::read_part(text, part, &declares));
        if let Some(joined) = syntax::join(read) {
            assert!(document.errors().is_empty());
            assert_eq!(joined.roots().count(), document.roots().count());
            look(&joined, text);
        }
    }
});

fn look(document: &Document, text: &str) {
    let mut open: Vec<_> = document.roots().collect();
    while let Some(node) = open.pop() {
        let head = document.node(node);
        assert!(text.get(head.span.range()).is_some());
        document.str(text, head.name);
        for entry in document.entries(node) {
            assert!(text.get(entry.span().range()).is_some());
            if let Some(value) = entry.value.text() {
                document.str(text, value);
            }
        }
        open.extend(document.children(node));
    }
}
