//! Answers that go only so far, because all would cost too much: each says how far, and the rest can be asked for.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Folder, TODAY, corridor, run};

const ENDS: &str = "site A { country GE; at 41.7 44.8 }\nsite B { country GE; at 42.15 41.7 }\n";

fn folder(text: &str) -> Folder {
    Folder::with(&[("case.kdl", text)])
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}

#[test]
fn a_timeline_says_where_it_ends_and_goes_on_from_there() {
    let mut text = format!("{ENDS}policy P {{ disjoint cable }}\n");
    for at in 0..200 {
        let (year, month, day) = (2027 + at / 100, 1 + at % 100 / 10, 1 + at % 10);
        let ready = format!("status planned ready=\"{year}-{month:02}-{day:02}\"");
        writeln!(text, "cable K{at} {{ medium terrestrial; {ready}; span 1 {{ from A; to B; length (km)300 }} }}")
            .expect("a string takes all");
    }
    for at in 0..3_000 {
        let over = [at % 200, (at * 7 + 1) % 200].map(|cable| format!("over K{cable}"));
        let [one, other] = over;
        writeln!(
            text,
            "service S{at} {{ from A; to B; capacity (Gbps)1; policy P; leg a {{ {one} }}; leg b {{ {other} }} }}"
        )
        .expect("a string takes all");
    }
    let folder = folder(&text);
    let lines = |from: &str| {
        let args = ["timeline", "--format", "json", "--today", TODAY, "--as-of", from];
        let ran = run(corridor().args(args).arg(folder.path()));
        let told: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        (told, ran.stderr)
    };
    let (told, said) = lines(TODAY);
    let until = told["until"].as_str().expect("it does not go to the last date").to_owned();
    assert!(said.contains(&format!("`--as-of {until}` goes on from there")), "{said}");
    let last = |told: &Value| {
        let dates = list(&told["lines"]).iter().flat_map(|line| list(&line["moments"]));
        dates.map(|moment| moment["date"].as_str().expect("it has a date").to_owned()).max()
    };
    assert!(last(&told).is_some_and(|last| last < until), "nothing is told of what was not followed");
    let (further, _) = lines(&until);
    assert_eq!(further["from"], until.as_str());
    assert!(last(&further).is_some_and(|last| last >= until));
}

#[test]
fn evidence_counts_what_it_has_no_room_for() {
    let via = |north: f64| {
        (0..2_000).fold(String::new(), |via, at| {
            via + &format!("via {:.4} {:.4}; ", north + 0.3 - f64::from(at) / 9_000.0, 44.8 - f64::from(at) / 700.0)
        })
    };
    let mut text = format!("{ENDS}policy P {{ separation (km)10 near-ends=(km)100 }}\n");
    for (at, north) in [(1, 41.9), (2, 43.9)] {
        writeln!(text, "conduit D{at} {{ from A; to B; kind trench; {} }}", via(north)).expect("a string takes all");
        writeln!(text, "cable K{at} {{ medium terrestrial; span 1 {{ from A; to B; along D{at} }} }}")
            .expect("a string takes all");
    }
    let service = |at: usize| {
        format!(
            "service S{at} {{ from A; to B; capacity (Gbps)1; policy P; leg a {{ over K1 }}; leg b {{ over K2 }} }}\n"
        )
    };
    let with = |services: usize| {
        let folder = folder(&(text.clone() + &(0..services).map(service).collect::<String>()));
        let file = folder.path().join("evidence.json");
        let ran = run(corridor().args(["check", "--today", TODAY, "--evidence"]).arg(&file).arg(folder.path()));
        let held: Value =
            serde_json::from_str(&std::fs::read_to_string(&file).expect("it is written")).expect("it is JSON");
        let verified = run(corridor().arg("verify").arg(&file));
        assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
        (list(&held["services"]).len(), ran.stderr)
    };
    let (held, said) = with(2);
    assert_eq!(held, 2);
    assert!(!said.contains("not in the evidence"), "{said}");
    let (held, said) = with(150);
    assert!(held > 2 && held < 150, "{held} are held");
    assert!(said.contains(&format!("{} services and demands are not in the evidence", 150 - held)), "{said}");
}

/// A grid of streets with floods across them, in which one point of a search alone takes hundreds of others.
fn grid(n: usize) -> String {
    let mut text = String::new();
    let mut put = |line: String| text += &(line + "\n");
    for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
        put(format!("site s{i}-{j} {{ at {} {}; country GE }}", 41.6 + i as f64 / 200.0, 43.0 + j as f64 / 200.0));
        let span = |to: String| format!("medium terrestrial; span 1 {{ from s{i}-{j}; to {to} }}");
        put(if j + 1 < n {
            format!("cable h{i}-{j} {{ {} }}", span(format!("s{i}-{}", j + 1)))
        } else {
            String::new()
        });
        put(if i + 1 < n {
            format!("cable v{i}-{j} {{ {} }}", span(format!("s{}-{j}", i + 1)))
        } else {
            String::new()
        });
    }
    for i in 0..2 * n {
        let members = (0..6).map(|q| format!(" h{}-{}", (i * 7 + q * 13) % n, (i * 3 + q) % (n - 1)));
        put(format!("risk r{i} {{ kind flood; member{} }}", members.collect::<String>()));
    }
    text
}

#[test]
fn no_point_of_a_search_goes_far_beyond_the_budget_and_no_policy_hides_that_it_ended() {
    let n = 24;
    let demand = format!("demand D {{ from s0-5; to s{}-7; policy P; routes 3 }}\n", n - 1);
    for unknown in ["deny", "warn", "allow"] {
        let policy = format!("policy P {{ disjoint risk site cable; unknown {unknown} }}\n");
        let folder = folder(&(grid(n) + &policy + &demand));
        let check = |budget: &str| {
            let args = ["check", "--format", "short", "--today", TODAY, "--budget", budget];
            let ran = run(corridor().args(args).arg(folder.path()));
            let told = ran.stdout.lines().find(|line| line.contains("[demand-")).map(str::to_owned);
            (ran.code, told.unwrap_or_default())
        };
        let (code, told) = check("3");
        assert!(code == 1 && told.contains("deny[demand-undecided]"), "unknown {unknown}: {told}");
        let made = told.split("decided in ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
        assert!(made.is_some_and(|made| made <= 3 + 12), "{told}");
        let (_, told) = check("1000000");
        assert!(!told.contains("demand-undecided"), "{told}");
    }
}

#[test]
fn legs_that_are_not_compared_to_the_end_are_denied_whatever_the_policy_says() {
    // More conduits than are held at once, and all the same the policy lets pass what is not known.
    let mut text = format!("{ENDS}policy P {{ separation (km)1; unknown allow }}\n");
    let mut spans = [String::new(), String::new()];
    for at in 0..25_100 {
        for (side, spans) in spans.iter_mut().enumerate() {
            writeln!(text, "conduit d{side}-{at} {{ from A; to B; kind trench }}").expect("a string takes all");
            write!(spans, "span {} {{ from A; to B; along d{side}-{at} }}; ", at + 1).expect("a string takes all");
        }
    }
    let [one, other] = spans;
    write!(
        text,
        "cable K {{ medium terrestrial; {one} }}\ncable L {{ medium terrestrial; {other} }}\n\
         link M {{ from A; to B; capacity (Gbps)1; over K }}\nlink N {{ from A; to B; capacity (Gbps)1; over L }}\n\
         service S {{ from A; to B; capacity (Gbps)1; policy P; leg a {{ over M }}; leg b {{ over N }} }}\n"
    )
    .expect("a string takes all");
    let folder = folder(&text);
    let ran = run(corridor().args(["check", "--format", "short", "--today", TODAY]).arg(folder.path()));
    let told: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("compared to the end")).collect();
    assert!(!told.is_empty() && told.iter().all(|line| line.contains("deny[unknown-route]")), "{told:?}");
    assert_eq!(ran.code, 1);
}
