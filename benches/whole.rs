//! Times the command as a whole process on realistic corridors, and the reader against the `kdl` crate.
//!
//! `cargo bench --bench whole` prints a table; every figure is the median of several runs in this one call.

mod realistic;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let folder = std::env::temp_dir().join(format!("corridor-bench-{}", std::process::id()));
    println!("{:<44}{:>12}", "what", "median");
    check("check topology", Path::new(env!("CARGO_MANIFEST_DIR")).join("topology").as_path(), 15);
    for (name, megabytes) in [("2 MB", 2), ("20 MB", 20)] {
        let text = realistic::corridor(megabytes << 20);
        let at = folder.join(name.replace(' ', "-"));
        fs::create_dir_all(&at).expect("the folder for temporary files can be written");
        fs::write(at.join("corridor.kdl"), &text).expect("the file can be written");
        check(&format!("check {name}, {} declarations", text.matches("\n}\n").count()), &at, 7);
    }
    reader();
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort();
    runs[runs.len() / 2]
}

fn check(name: &str, folder: &Path, runs: usize) {
    let once = || {
        let started = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_corridor"))
            .args(["check", "--format", "short", "--today", "2026-11-24"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the command starts");
        assert_eq!(status.code(), Some(0), "{name}: the corridor is clean");
        started.elapsed()
    };
    once();
    let took = median((0..runs).map(|_| once()).collect());
    println!("{name:<44}{:>9.1} ms", took.as_secs_f64() * 1e3);
}

/// Both readers on the same text of 2 MB, in turn.
fn reader() {
    let text = realistic::corridor(2 << 20);
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let document = corridor::syntax::read(&text, &|word| corridor::schema::Kind::from_name(word).is_some());
        ours.push(started.elapsed());
        assert!(document.errors().is_empty(), "the text is KDL 2");
        let started = Instant::now();
        let document: kdl::KdlDocument = text.parse().expect("the text is KDL 2");
        theirs.push(started.elapsed());
        assert!(!document.nodes().is_empty());
    }
    let rate = |took: Duration| text.len() as f64 / 1e6 / took.as_secs_f64();
    let (ours, theirs) = (median(ours), median(theirs));
    println!("{:<44}{:>9.1} MB/s", "reader, 2 MB", rate(ours));
    println!("{:<44}{:>9.1} MB/s", "kdl crate, 2 MB", rate(theirs));
    println!("{:<44}{:>9.1}", "times faster", theirs.as_secs_f64() / ours.as_secs_f64());
}
