//! What a run costs, by no clock: processor time of the command, against that of an ordinary corridor as large, in the
//! same run of the tests. A machine that is busy makes both slower alike.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use wait4::Wait4;

use crate::support::{Folder, Ran, TODAY, corridor};

/// How much more a text may cost than an ordinary one of its size, or of a megabyte if it is smaller. What is linear
/// stays far below; what has a budget takes a second or two of processor time at the most, as much as some forty times
/// the ordinary.
const RATIO: u32 = 120;
const LEAST: usize = 1_000_000;

/// A run with the processor time that it took.
fn measured(command: &mut Command) -> (Ran, Duration) {
    let folder = Folder::new();
    let [out, err] = ["out", "err"].map(|name| folder.path().join(name));
    let file = |path| Stdio::from(File::create(path).expect("a file can be made"));
    let child = command.stdin(Stdio::null()).stdout(file(&out)).stderr(file(&err)).spawn().expect("it starts");
    let used = child.wait4().expect("it ends");
    let read = |path| String::from_utf8(std::fs::read(path).expect("a file can be read")).expect("it writes UTF-8");
    let ran = Ran { code: used.status.code().unwrap_or(-1), stdout: read(&out), stderr: read(&err) };
    (ran, used.rusage.utime + used.rusage.stime)
}

/// A corridor of about so many bytes, as people write them.
fn ordinary(bytes: usize) -> String {
    let mut text =
        "operator O { name Operator; country AZ }\nsite S0 { at 40 48; country AZ; operator O }\n".to_owned();
    let mut at = 0;
    while text.len() < bytes {
        let (lat, lon) = (40.0 + f64::from(at / 100 % 20) * 0.1, 48.0 + f64::from(at % 100) * 0.01);
        at += 1;
        let _ = writeln!(
            text,
            "site S{at} {{ at {lat:.2} {lon:.2}; country AZ; operator O }}\n\
             conduit D{at} {{ from S{}; to S{at}; kind duct; operator O }}\n\
             cable C{at} {{ medium terrestrial; operator O; span 1 {{ from S{}; to S{at}; along D{at} }} }}",
            at - 1,
            at - 1
        );
    }
    text
}

fn check(folder: &Path) -> Command {
    let mut command = corridor();
    command.args(["check", "--format", "short", "--today", TODAY]).arg(folder);
    command
}

/// The processor time of a check of an ordinary corridor of the size: the least of three.
fn yardstick(bytes: usize) -> Duration {
    static KNOWN: Mutex<BTreeMap<usize, Duration>> = Mutex::new(BTreeMap::new());
    let size = bytes.max(LEAST).next_multiple_of(LEAST);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    *known.entry(size).or_insert_with(|| {
        let folder = Folder::with(&[("ordinary.kdl", &ordinary(size))]);
        let times = (0..3).map(|_| {
            let (ran, time) = measured(&mut check(folder.path()));
            assert!(ran.code == 0 || ran.code == 1, "{}", ran.stderr);
            time
        });
        times.min().expect("it ran")
    })
}

/// Runs a command on so many bytes of text, which must not cost much more than an ordinary check. The least of three
/// counts, where the first is not little already.
pub fn run_cheaply(name: &str, bytes: usize, command: &mut Command) -> Ran {
    let most = yardstick(bytes) * RATIO;
    let (ran, mut least) = measured(command);
    for _ in 0..2 {
        if least > most {
            least = least.min(measured(command).1);
        }
    }
    println!("{name:<44} {:>8.1} ms, {:>7} lines", least.as_secs_f64() * 1e3, ran.stdout.lines().count());
    assert!(least <= most, "{name} took {least:?} of processor time, {most:?} at the most");
    ran
}

/// Checks a folder, cheaply.
pub fn check_cheaply(name: &str, folder: &Path) -> Ran {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let bytes: u64 = files.filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum();
    run_cheaply(name, bytes as usize, &mut check(folder))
}

/// Processor time of this thread since it began; where the system does not tell it, none.
pub fn thread_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0);
    Duration::from_nanos(nanos)
}

/// The processor time of some work on this thread: the least of three, or one that is little already.
pub fn time_of(little: Duration, work: impl Fn()) -> Duration {
    let once = || {
        let start = thread_time();
        work();
        thread_time().saturating_sub(start)
    };
    let mut least = once();
    for _ in 0..2 {
        if least > little {
            least = least.min(once());
        }
    }
    least
}
