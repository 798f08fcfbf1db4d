//! `corridor timeline`: from when on services and demands meet what is asked, and because of what.

use serde_json::Value;

use crate::support::{Folder, Random, TODAY, corridor, root, run};

const NET: &str = "site M { country GE; at 41.9973 43.599 }
site A { country GE; at 41.6914 44.8341 }
site B { country GE; at 42.1427 41.6738 }
cable ONE { medium terrestrial; span 1 { from A; to B; length (km)330 } }
cable TWO { medium terrestrial; span 1 { from A; to B; length (km)340 }; status planned ready=\"2027-03\" }
cable NEW { medium terrestrial; span 1 { from A; to M; length (km)160 }; status planned ready=\"2027-07-01\" }
cable OLD { medium terrestrial; span 1 { from A; to B; length (km)350 }; status retired since=\"2027-09-01\" }
link LEASE { from A; to B; capacity (Gbps)100; over OLD; tenure lease until=\"2027-06-30\" }
policy gold { disjoint cable }
service S { from A; to B; capacity (Gbps)10; policy gold; leg a { over ONE }; leg b { over LEASE } }
service T { from A; to B; capacity (Gbps)10; policy gold; leg a { over ONE }; leg b { over ONE } }
service V { from A; to B; capacity (Gbps)10; policy gold; leg a { over ONE }; leg b { over TWO }; status planned ready=\"2027-05\" }
demand D { from A; to B; policy gold; routes 3 }
demand E { from A; to B; policy gold; by \"2026\" }
waiver { rule shared-cable; on T; reason r; approved-by x; expires \"2027-01-31\" }
";

fn lines(net: &str) -> Value {
    let folder = Folder::with(&[("corridor.kdl", net)]);
    let ran =
        run(corridor().args(["timeline", "--format", "json", "--today", TODAY, "--as-of", TODAY]).arg(folder.path()));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("the output is JSON")
}

/// Of one line, each date with its state and what changed.
fn of(all: &Value, id: &str) -> Vec<String> {
    let line = all["lines"].as_array().expect("a list").iter().find(|line| line["id"] == id).expect("the line");
    let told = |moment: &Value| {
        let because = moment["because"].as_array().expect("a list").iter();
        let because: Vec<&str> = because.map(|words| words.as_str().expect("words")).collect();
        let text = |field: &str| moment[field].as_str().expect("a word").to_owned();
        format!("{} {} {}", text("date"), text("state"), because.join(", ")).trim_end().to_owned()
    };
    line["moments"].as_array().expect("a list").iter().map(told).collect()
}

#[test]
fn each_change_stands_at_its_date_with_its_cause() {
    let all = lines(NET);
    assert_eq!(of(&all, "S"), ["2026-11-24 meets", "2027-07-01 fails `LEASE` is held no longer"]);
    let waived = "2027-02-01 fails the waiver of `shared-cable` on `T` has expired";
    assert_eq!(of(&all, "T"), ["2026-11-24 waived", waived]);
    assert_eq!(of(&all, "V"), ["2026-11-24 absent", "2027-05-31 meets `V` is ready"]);
    let three = ["2026-11-24 fails", "2027-03-31 meets `TWO` is ready", "2027-09-01 fails `OLD` is retired"];
    assert_eq!(of(&all, "D"), three);
    assert_eq!(of(&all, "E"), ["2026-11-24 meets"], "whatever day it asks for: two of three stand at any time");
}

const MORE: &str = "corridor { cuts terrestrial (per-1000km-y)2; repair terrestrial (h)12 }
site A { country GE; at 41.6914 44.8341 }
site B { country GE; at 42.1427 41.6738 }
cable ONE { medium terrestrial; span 1 { from A; to B; length (km)330 } }
cable LATE { medium terrestrial; span 1 { from A; to B; length (km)340 }; status active since=\"2027-04-01\" }
cable PLAN { medium terrestrial; span 1 { from A; to B; length (km)350 }; status planned ready=\"2027-05-01\" }
link DARK { from A; to B; capacity (Gbps)100; undisclosed #true }
policy gold { disjoint cable }
policy high { disjoint cable; availability (percent)99.999999 }
policy wide { disjoint cable; avoid cable ONE }
service L { from A; to B; capacity (Gbps)10; policy gold; leg a { over ONE }; leg b { over LATE } }
service P { from A; to B; capacity (Gbps)10; policy gold; leg a { over ONE }; leg b { over PLAN } }
service U { from A; to B; capacity (Gbps)10; policy gold; leg a { over ONE }; leg b { over DARK } }
service H { from A; to B; capacity (Gbps)10; policy high; leg a { over ONE } }
service I { from A; to B; capacity (Gbps)10; policy high; leg a { over DARK } }
service W { from A; to B; capacity (Gbps)10; policy wide; leg a { over DARK }; leg b { over ONE }; leg c { over PLAN } }
naming { match service #\"[A-Z]{3}\"# }
";

#[test]
fn each_state_has_its_word_and_the_worst_is_told_first() {
    let all = lines(MORE);
    for (id, expected) in [
        ("L", ["2026-11-24 fails", "2027-04-01 meets `LATE` is active"].as_slice()),
        ("P", &["2026-11-24 warned", "2027-05-01 meets `PLAN` is ready"]),
        ("U", &["2026-11-24 unknown"]),
        ("H", &["2026-11-24 fails"]),
        ("I", &["2026-11-24 unknown"]),
        ("W", &["2026-11-24 fails"]),
    ] {
        assert_eq!(of(&all, id), expected, "{id}");
    }
    let line = all["lines"].as_array().expect("a list").iter().find(|line| line["id"] == "W").expect("the line");
    let found = line["moments"][0]["findings"].as_array().expect("a list");
    let found: Vec<&str> = found.iter().map(|message| message.as_str().expect("words")).collect();
    assert_eq!(
        found,
        [
            "leg `b` of `W` uses cable `ONE`, which its policy avoids",
            "leg `a` of `W` cannot be judged: not all of its cables are known",
            "`W:c` rides on `PLAN`, which does not stand: it is planned, ready 2027-05-01",
        ],
        "what is wrong, what is not known, what only warns"
    );
}

#[test]
fn each_state_is_that_of_a_check_on_its_day() {
    let all = lines(NET);
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    let random = &mut Random(5);
    for _ in 0..40 {
        let day = format!("2027-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28));
        let ran = run(corridor()
            .args(["check", "--format", "json", "--only", "shared-cable", "--only", "rides-on-inactive"])
            .args(["--today", &day, "--as-of", &day])
            .arg(folder.path()));
        let found: Value = serde_json::from_str(&ran.stdout).expect("the output is JSON");
        for id in ["S", "T", "V"] {
            let is_denied = found["findings"].as_array().expect("a list").iter().any(|finding| {
                let first = finding["ids"][0].as_str().unwrap_or_default();
                first.split(':').next() == Some(id) && finding["waived_by"].is_null() && finding["level"] == "deny"
            });
            let moments = of(&all, id);
            let state = moments.iter().rev().find(|moment| moment[..10] <= day[..]).expect("the first is today");
            assert_eq!(state.contains(" fails"), is_denied && !state.contains(" absent"), "{id} on {day}: {state}");
        }
    }
}

#[test]
fn the_digital_silk_way_is_followed_to_its_last_date() {
    let ran = run(corridor().args(["timeline", "--today", TODAY, "--as-of", TODAY]).arg(root().join("topology")));
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("`TCFO-A` is ready"), "{}", ran.stdout);
    let empty = Folder::with(&[("corridor.kdl", "site A { country GE; at 41 44 }\n")]);
    assert_eq!(run(corridor().arg("timeline").arg(empty.path())).code, 3);
}

#[test]
fn the_picture_has_a_bar_for_each_and_shows_text_as_text() {
    let titled = format!("corridor {{ title \"<script>&\\\"\\u{{1b}}[31m\" }}\n{NET}");
    let folder = Folder::with(&[("corridor.kdl", &titled)]);
    let arguments = ["timeline", "--format", "svg", "--today", TODAY, "--as-of", TODAY];
    let ran = run(corridor().args(arguments).arg(folder.path()));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let svg = &ran.stdout;
    assert!(svg.contains("<title>&lt;script&gt;&amp;&quot;\\u{1b}[31m</title>"), "{svg}");
    assert!(!svg.contains('\u{1b}') && svg.ends_with("</svg>\n"));
    for id in ["S", "T", "V", "D", "E"] {
        assert!(svg.contains(&format!("text-anchor=\"end\">{id}</text>")), "{id}: {svg}");
    }
    assert!(svg.contains("<title>S from 2027-07-01: fails; `LEASE` is held no longer</title>"), "{svg}");
    let bars = svg.lines().filter(|line| line.starts_with("<rect") && line.contains("<title>")).count();
    assert_eq!(bars, 2 + 2 + 2 + 3 + 1, "one a state");
    let again = run(corridor().args(arguments).arg(folder.path()));
    assert_eq!(&again.stdout, svg, "the same bytes");
}
