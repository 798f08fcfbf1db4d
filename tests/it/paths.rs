//! `corridor path`: ways between two sites, and disjoint routes under a policy.

use serde_json::Value;

use crate::support::{Folder, Ran, TODAY, corridor, root, run};

const NET: &str = "corridor { delay terrestrial (us-per-km)5; route-factor terrestrial 1.2 }
operator grt { name \"Georgian Railway Telecom\"; country GE }
operator azt { name AzerTelecom; country AZ }
site A { country GE; at 41.6914 44.8341 }
site B { country GE; at 42.1427 41.6738 }
site M { country GE; at 41.9973 43.599 }
site N { country TR; at 41.4 43.2 }
conduit D { from A; to M; kind trench; length (km)110 }
cable AM-1 { medium terrestrial; operator grt; span 1 { from A; to M; length (km)110; along D } }
cable AM-2 { medium terrestrial; operator grt; span 1 { from A; to M; length (km)111; along D } }
cable MB { medium terrestrial; operator azt; span 1 { from M; to B; length (km)165 } }
cable AN { medium terrestrial; operator grt; span 1 { from A; to N; country GE TR } }
cable NB { medium terrestrial; operator grt; span 1 { from N; to B; country GE TR; length (km)155 } }
link L { from A; to B; capacity (Gbps)10; undisclosed #true; provider azt }
policy gold { disjoint cable site; avoid country TR }
policy silver { disjoint cable site; unknown allow }
";

fn path(arguments: &[&str]) -> Ran {
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    run(corridor().args(["path", "--today", TODAY]).args(arguments).current_dir(folder.path()))
}

fn json(arguments: &[&str]) -> Value {
    let ran = path(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn over(of: &Value) -> Vec<String> {
    let words = |route: &Value| {
        let over = route["over"].as_array().expect("a list").iter();
        over.map(|item| item.as_str().expect("a name")).collect::<Vec<_>>().join(" ")
    };
    of["routes"].as_array().expect("a list").iter().map(words).collect()
}

#[test]
fn ways_are_told_shortest_first_and_those_in_one_duct_once() {
    let found = json(&["A", "B"]);
    assert_eq!(over(&found), ["L", "AM-1:1 MB:1", "AN:1 NB:1"]);
    let routes = &found["routes"];
    assert_eq!(routes[1]["length_km"], 275.0);
    assert_eq!(routes[1]["round_trip_ms"], 2.75);
    assert_eq!(routes[1]["length_is_least"], false);
    assert_eq!(routes[1]["operators"], serde_json::json!(["grt", "azt"]));
    assert_eq!(routes[2]["countries"], serde_json::json!(["GE", "TR"]));
    assert_eq!(routes[2]["assumed"], serde_json::json!(["AN:1"]), "a length that is left out");
    assert_eq!((&routes[0]["length_is_least"], &routes[0]["unknown"][0]), (&Value::Bool(true), &Value::from("L")));
    assert_eq!(routes[0]["stretch"], 1.0);
    let shared: Vec<&Value> = routes[2]["shared_with_first"].as_array().expect("a list").iter().collect();
    assert_eq!(shared.len(), 2, "the two ends: {shared:?}");
    assert_eq!(over(&json(&["A", "B", "--routes", "1"])), ["L"]);
    assert_eq!(over(&json(&["B", "A", "--routes", "2"])), ["L", "MB:1 AM-1:1"], "the other way round");
}

#[test]
fn under_a_policy_routes_are_disjoint_or_it_is_said_why_there_are_none() {
    let found = json(&["A", "B", "--policy", "silver"]);
    assert_eq!((&found["answer"], over(&found).len()), (&Value::from("met"), 2));
    assert_eq!(over(&json(&["A", "B", "--policy", "silver", "--routes", "3"])).len(), 3);
    let gold = path(&["A", "B", "--policy", "gold"]);
    assert_eq!(gold.code, 1);
    assert!(gold.stdout.contains("under policy `gold` is not known: it hangs on `L`"), "{}", gold.stdout);
    let four = path(&["A", "M", "--policy", "gold", "--routes", "4"]);
    assert_eq!(four.code, 1);
    assert!(four.stdout.contains("every route from `A` to `M` that policy `gold` allows crosses"), "{}", four.stdout);
}

#[test]
fn what_is_asked_wrongly_is_said_with_the_nearest_name() {
    for (arguments, said) in [
        (["A", "Bb"].as_slice(), "there is no site `Bb`: did you mean `B`?"),
        (&["A", "A"], "`A` is both ends: name two sites"),
        (&["A", "B", "--policy", "golt"], "there is no policy `golt`: did you mean `gold`?"),
        (&["A", "B", "--routes", "0"], "0 is not in 1..=64"),
    ] {
        let ran = path(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    let always = path(&["A", "B", "--as-of", "1990"]);
    assert_eq!(always.code, 0, "what has no date has always stood");
}

#[test]
fn the_ways_of_the_digital_silk_way_are_told_to_people() {
    let ran = run(corridor().args(["path", "TR-IST", "DE-FRA", "--today", TODAY]).arg(root().join("topology")));
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("5 ways from `TR-IST` to `DE-FRA`, shortest first\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("there and back in vacuum"), "{}", ran.stdout);
}
