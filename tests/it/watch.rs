//! `corridor watch`: each save is checked, and what changed is shown.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::support::{Folder, TODAY, corridor};

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
