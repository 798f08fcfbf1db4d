//! How long demands take: `cargo bench --bench demands` prints a table.
//!
//! Nets of the Internet Topology Zoo of at least 40 sites, backbones of continents and random geometric nets, with
//! random shared risks; and in the same run what scripts do today with networkx, how often that is wrong, and how long
//! it takes. `tests/setup` installs the data.

#[path = "../tests/oracle/question.rs"]
mod question;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use corridor::solve::routes::{Answer, Budget, answer};
use serde_json::Value;

const DEMANDS: &str = "2000";
/// To decide as `corridor check` does, and so that nothing is minimised.
const BUDGET: Budget = Budget { decide: 1_000_000, minimise: 0 };

fn main() {
    let zoo =
        ("nets of the Internet Topology Zoo of 40 to 143 sites", &[DEMANDS, "11", "--least", "40", "--scripts"][..]);
    let large = ("nets of 174 to 778 sites", &[DEMANDS, "11", "--large", "--scripts"][..]);
    let mut times: Vec<Duration> =
        [zoo, large].into_iter().flat_map(|(nets, arguments)| table(nets, arguments)).collect();
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    println!("{:<28} {:>10.1?} {:>10.1?} {:>10.1?}", "all of both", at(0.5), at(0.99), at(1.0));
}

/// Prints what came of the demands, and gives the time of each.
fn table(nets: &str, arguments: &[&str]) -> Vec<Duration> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new(root.join("target/test-tools/python/bin/python3"))
        .arg(root.join("tests/oracle/zoo.py"))
        .args(arguments)
        .output()
        .expect("tests/setup installs Python and the nets");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let text = String::from_utf8(ran.stdout).expect("the script writes UTF-8");
    let lines: Vec<Value> = text
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let (mut met, mut refused, mut undecided) = (0, 0, 0);
    let mut times: Vec<Duration> = Vec::new();
    let mut scripts: Vec<(&str, usize, usize, f64)> =
        vec![("shortest, remove, repeat", 0, 0, 0.0), ("site-disjoint flow", 0, 0, 0.0)];
    for line in &lines {
        let (net, question) = question::asked(line);
        let start = Instant::now();
        let found = answer(&net, &question, BUDGET);
        times.push(start.elapsed());
        match found {
            Answer::Met(_) => met += 1,
            Answer::Refused(_) => refused += 1,
            Answer::Undecided { .. } => undecided += 1,
        }
        for (name, missed, wrong, seconds) in &mut scripts {
            let said = &line["scripts"][*name];
            match (said["claims"].as_bool().expect("a script says yes or no"), &found) {
                (false, Answer::Met(_)) => *missed += 1,
                (true, Answer::Refused(_)) => *wrong += 1,
                _ => {}
            }
            *seconds += said["seconds"].as_f64().expect("a number");
        }
    }
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let sum: Duration = times.iter().sum();
    println!("{} demands on {nets}: {met} met, {refused} refused, {undecided} undecided", lines.len());
    println!("{:<28} {:>10} {:>10} {:>10} {:>10}", "", "median", "99 %", "worst", "all");
    println!("{:<28} {:>10.1?} {:>10.1?} {:>10.1?} {:>10.1?}", "corridor", at(0.5), at(0.99), at(1.0), sum);
    for (name, missed, wrong, seconds) in scripts {
        let times = seconds / sum.as_secs_f64();
        println!(
            "{name:<28} misses {missed} of {met} that exist, claims {wrong} that do not; {times:.0} times as long"
        );
    }
    times
}
