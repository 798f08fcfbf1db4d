//! `corridor watch`: each save is checked, and what changed is shown.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::support::{Folder, Random, TODAY, corridor, files, root, run};

/// A command that goes on until the test is over.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn new(folder: &Folder) -> Self {
        let mut command = corridor();
        command.args(["watch", "--today", TODAY]).arg(folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("it has an output"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// All lines up to the one that sums up.
    fn answer(&self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(20)).expect("it answers");
            let is_last = line.contains("declarations in");
            if !line.trim().is_empty() {
                lines.push(line);
            }
            if is_last {
                return lines;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_new_is_drawn_and_what_is_gone_is_named() {
    let site = |id: &str, rest: &str| format!("site {id} {{ country GE; at 41.72 44.79{rest} }}\n");
    let fine = site("A", "") + &site("B", "; metro M") + "metro M { name M }\n";
    let folder = Folder::with(&[("corridor.kdl", &fine), ("east/sites.kdl", &site("C", ""))]);
    let watch = Watch::new(&folder);
    let first = watch.answer();
    assert_eq!(first, ["5 declarations in 2 files: nothing denied".replace('5', "4")], "{first:?}");
    folder.write("east/sites.kdl", &site("C", "; metro N"));
    let new = watch.answer();
    assert!(new.iter().any(|line| line.contains("`N` is not declared")), "{new:?}");
    assert!(new.iter().any(|line| line.contains("east/sites.kdl:1:")), "{new:?}");
    // Another one is added: the first is not drawn again.
    folder.write("corridor.kdl", &fine.replace("country GE; at 41.72 44.79 }", "contry GE; at 41.72 44.79 }"));
    let more = watch.answer();
    assert!(more.iter().any(|line| line.contains("`site` has no field `contry`")), "{more:?}");
    assert!(!more.iter().any(|line| line.contains("`N` is not declared")), "{more:?}");
    assert!(more.last().is_some_and(|line| line.contains("1 known before")), "{more:?}");
    // A file that goes takes its finding along; a new one in a new folder is seen.
    std::fs::remove_file(folder.path().join("east/sites.kdl")).expect("it can be removed");
    let gone = watch.answer();
    assert_eq!(gone[0], "gone: east/sites.kdl:1: unknown-reference: `N` is not declared");
    folder.write("west/sites.kdl", "site D { country GE; at 41.72 44.79; metro O }\n");
    let west = watch.answer();
    assert!(west.iter().any(|line| line.contains("`O` is not declared")), "{west:?}");
    // As editors save: another file takes the place of this one.
    folder.write("corridor.kdl~", &fine);
    std::fs::rename(folder.path().join("corridor.kdl~"), folder.path().join("corridor.kdl"))
        .expect("it can be renamed");
    let saved = watch.answer();
    assert!(saved[0].starts_with("gone: corridor.kdl:1: unknown-field"), "{saved:?}");
}

/// What a check of the folder draws, without its last line.
fn drawn(folder: &Folder) -> Vec<String> {
    let ran = run(corridor().args(["check", "--today", TODAY]).arg(folder.path()));
    let mut lines: Vec<String> = ran.stdout.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    lines.pop();
    lines
}

#[test]
fn after_each_save_it_draws_what_a_check_from_the_start_does() {
    let topology = root().join("topology");
    let texts: Vec<(String, String)> = files(&topology, "kdl")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&topology).expect("it lies below").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("it can be read"))
        })
        .collect();
    let borrowed: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::with(&borrowed);
    let watch = Watch::new(&folder);
    watch.answer();
    let mut random = Random(7);
    let mut told = 0;
    for _ in 0..25 {
        let (name, text) = &texts[random.below(texts.len())];
        let mut at = random.below(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
        let sign = *random.pick(&["", "x", "7", "{", "\"", " ", "#", "."]);
        folder.write(name, &format!("{}{sign}{}", &text[..at], &text[end..]));
        let mut lines = watch.answer();
        lines.pop();
        let expected = drawn(&folder);
        assert_eq!(lines, expected, "{name} at {at}: `{sign}`");
        told += usize::from(!expected.is_empty());
        folder.write(name, text);
        let lines = watch.answer();
        assert!(lines.iter().rev().skip(1).all(|line| line.starts_with("gone: ")), "{lines:?}");
    }
    assert!(told > 5, "{told}");
}

#[test]
fn another_schema_of_the_organisation_is_asked_of_all() {
    let asks = |least: u32| format!("{{\"properties\": {{\"name\": {{\"minLength\": {least}}}}}}}");
    let folder = Folder::with(&[
        ("corridor.kdl", "corridor { schemas own }\nsite A { country GE; at 41.72 44.79; name Tbilisi }\n"),
        ("own/site.schema.json", &asks(3)),
    ]);
    let watch = Watch::new(&folder);
    let first = watch.answer();
    assert!(!first.iter().any(|line| line.contains("invalid-value")), "{first:?}");
    folder.write("own/site.schema.json", &asks(30));
    let new = watch.answer();
    assert!(new.iter().any(|line| line.contains("invalid-value")), "{new:?}");
    folder.write("own/site.schema.json", &asks(3));
    let gone = watch.answer();
    assert!(gone[0].starts_with("gone: corridor.kdl:2: invalid-value"), "{gone:?}");
}
