//! From a text to a verdict: no panic, and every finding at a place of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    corridor_fuzz::check(text, |checked| drop(checked.findings));
});
