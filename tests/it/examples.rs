//! The examples: every command in their texts gives exactly the output that is printed below it.
//!
//! `CORRIDOR_ACCEPT=1 cargo test --test it examples::` writes the outputs anew.

use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::support::{corridor, files, root, run};

/// A command line of a text, what stands below it and where, and its exit code.
pub struct Shown {
    pub line: String,
    pub output: Range<usize>,
    code: i32,
}

/// The blocks ```` ```console ```` of a text; the line `Exit code N.` may follow one.
pub fn shown(text: &str) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("```console\n$ ") {
        let body = at + start + "```console\n$ ".len();
        let end = body + text[body..].find("\n```\n").expect("a block is closed") + 1;
        let (line, output) = text[body..end].split_once('\n').expect("a command ends its line");
        at = end + "```\n".len();
        let code = text[at..].trim_start().strip_prefix("Exit code ").map_or("0", |rest| &rest[..1]);
        found.push(Shown {
            line: line.to_owned(),
            output: end - output.len()..end,
            code: code.parse().expect("an exit code is a digit"),
        });
    }
    found
}

/// What the commands of a text do not give as it is shown; or writes the outputs anew.
pub fn faults(path: &Path, text: &str) -> Vec<String> {
    let accept = std::env::var_os("CORRIDOR_ACCEPT").is_some();
    let mut wrong = Vec::new();
    let mut accepted = text.to_owned();
    // From the last on, so that the places of those before stay.
    for Shown { line, output, code } in shown(text).into_iter().rev() {
        let arguments: Vec<&str> = line.split(' ').collect();
        let name = path.display();
        assert_eq!(arguments[0], "corridor", "{name}: {line}");
        assert!(arguments[1] != "check" || line.contains("--today"), "{name}: {line} depends on the day");
        let ran = run(corridor().args(&arguments[1..]).current_dir(root()));
        let is_as_shown = ran.stdout == text[output.clone()];
        if accept {
            accepted.replace_range(output, &ran.stdout);
        }
        if ran.code != code || !accept && !is_as_shown {
            wrong.push(format!("{name}: $ {line}\nexit {}, not {code}\n{}", ran.code, ran.stdout));
        }
    }
    if accept {
        fs::write(path, accepted).expect("a text can be written");
    }
    wrong
}

#[test]
fn every_example_gives_the_output_that_it_shows() {
    let folder = root().join("examples");
    let index = fs::read_to_string(folder.join("README.md")).expect("the examples have an index");
    let (mut examples, mut wrong) = (0, Vec::new());
    for path in files(&folder, "md").into_iter().filter(|path| path.parent() != Some(&folder)) {
        let name = path.parent().and_then(|dir| dir.file_name()).expect("an example has a folder").to_string_lossy();
        let text = fs::read_to_string(&path).expect("a text can be read");
        let shown = shown(&text);
        assert!(!shown.is_empty(), "{name} shows nothing");
        assert!(index.contains(&format!("({name}/README.md)")) || index.contains(&format!("({name}/)")), "{name}");
        examples += 1;
        wrong.extend(faults(&path, &text));
    }
    assert!(examples >= 8, "{examples} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
