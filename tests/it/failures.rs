//! `corridor simulate`: what is lost when things fail, against trying everything.

use std::collections::{BTreeMap, BTreeSet};

use corridor::solve::failures::{Carried, PairLoss, pairs, singles};
use serde_json::Value;

use crate::support::{Folder, Random, TODAY, corridor, root, run};

#[test]
fn single_and_pair_failures_are_those_that_trying_all_shows() {
    const THINGS: u32 = 10;
    let count = if cfg!(debug_assertions) { 3_000 } else { 50_000 };
    let mut pairs_seen = 0;
    for seed in 0..count {
        let random = &mut Random(seed);
        let services: Vec<Carried> = (0..=random.below(4))
            .map(|_| {
                let legs = 1 + random.below(5) as u32;
                let on = (0..THINGS)
                    .map(|thing| (thing, (0..legs).filter(|_| random.one_in(3)).fold(0, |on, leg| on | 1 << leg)))
                    .filter(|(_, on)| *on != 0)
                    .collect();
                Carried { legs, needs: 1 + random.below(legs as usize) as u32, on }
            })
            .collect();
        let lost = |service: &Carried, things: &[u32]| {
            let down = service.on.iter().filter(|(thing, _)| things.contains(thing));
            let down = down.fold(0_u64, |down, (_, legs)| down | legs);
            let up = (0..service.legs).filter(|leg| down & (1 << leg) == 0).count();
            up < service.needs as usize
        };
        let (mut one, mut two) = (Vec::new(), Vec::new());
        for (service, at) in services.iter().zip(0..) {
            for a in 0..THINGS {
                if lost(service, &[a]) {
                    one.push((a, at));
                }
                for b in a + 1..THINGS {
                    if lost(service, &[a, b]) && !lost(service, &[a]) && !lost(service, &[b]) {
                        two.push(PairLoss::new(b, a, at));
                    }
                }
            }
        }
        one.sort_unstable();
        two.sort_unstable();
        assert_eq!(singles(&services), one, "seed {seed}");
        assert_eq!(pairs(&services, 1_000_000).as_ref(), Some(&two), "seed {seed}");
        assert_eq!(pairs(&services, two.len()), Some(two.clone()), "seed {seed}");
        let told = |loss: &PairLoss| lost(&services[loss.service() as usize], &loss.things());
        assert!(two.iter().all(|loss| loss.things()[0] < loss.things()[1] && told(loss)));
        pairs_seen += two.len();
        if !two.is_empty() {
            assert_eq!(pairs(&services, two.len() - 1), None, "seed {seed}: more than may be told");
        }
    }
    assert!(pairs_seen > 1_000);
}

const NET: &str = "operator grt { name \"Georgian Railway Telecom\"; country GE }
site A { country GE; at 41.6914 44.8341 }
site B { country GE; at 42.1427 41.6738 }
site M { country GE; at 41.9973 43.599 }
site N { country GE; at 41.6 43.2 }
conduit D { from A; to M; kind trench; length (km)110 }
cable AM { medium terrestrial; operator grt; span 1 { from A; to M; length (km)110; along D } }
cable MB { medium terrestrial; operator grt; span 1 { from M; to B; length (km)165 } }
cable AN { medium terrestrial; operator grt; span 1 { from A; to N; length (km)140 } }
cable NB { medium terrestrial; operator grt; span 1 { from N; to B; length (km)145 } }
cable MN { medium terrestrial; operator grt; span 1 { from M; to N; length (km)70 } }
service S { from A; to B; capacity (Gbps)100; leg a { over AM MB }; leg b { over AN NB } }
service T { from A; to M; capacity (Gbps)10; leg a { over AM } }
service U { from A; to B; capacity (Gbps)1; needs 2; leg a { over AM MB }; leg b { over AN NB }; leg c { over AM MN NB } }
service V { from A; to B; capacity (Gbps)1; leg a { over AM MB }; leg b { over AN NB }; leg c { over AM MN NB } }
demand E { from A; to B; routes 1 }
";

fn simulate(arguments: &[&str]) -> Value {
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    let ran = run(corridor()
        .args(["simulate", "--format", "json", "--today", TODAY])
        .args(arguments)
        .current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("the output is JSON")
}

fn lost(of: &Value) -> BTreeSet<String> {
    let of =
        |field: &str| of[field].as_array().expect("a list").iter().map(|id| id.as_str().expect("an id").to_owned());
    ["services", "demands"].into_iter().flat_map(of).collect()
}

/// What each group of things takes, in their own words.
fn told(of: &Value) -> BTreeMap<Vec<String>, BTreeSet<String>> {
    let mut told = BTreeMap::new();
    for failure in of["failures"].as_array().expect("a list") {
        let alike = |group: &Value| -> Vec<String> {
            group.as_array().expect("a list").iter().map(|id| id.as_str().expect("an id").to_owned()).collect()
        };
        let groups: Vec<Vec<String>> = failure["things"].as_array().expect("a list").iter().map(alike).collect();
        // Every choice of one from each group does the same.
        let mut choices: Vec<Vec<String>> = vec![Vec::new()];
        for group in &groups {
            choices = choices
                .iter()
                .flat_map(|chosen| group.iter().map(|one| [chosen.as_slice(), std::slice::from_ref(one)].concat()))
                .collect();
        }
        for mut choice in choices {
            choice.sort();
            told.insert(choice, lost(failure));
        }
    }
    told
}

#[test]
fn what_each_failure_and_each_pair_takes_is_what_failing_them_takes() {
    let things = ["D", "AM", "AM:1", "MB:1", "AN", "NB:1", "MN:1", "A", "B", "M", "N"];
    let single: BTreeMap<&str, BTreeSet<String>> =
        things.iter().map(|thing| (*thing, lost(&simulate(&["--fail", thing])["failures"][0]))).collect();
    assert_eq!(single["D"], BTreeSet::from(["T".to_owned(), "U".to_owned()]));
    assert_eq!(single["MN:1"], BTreeSet::new());
    let each = told(&simulate(&["--each"]));
    for (thing, lost) in &single {
        let expected = (!lost.is_empty()).then_some(lost);
        assert_eq!(each.get(&vec![(*thing).to_owned()]), expected, "{thing}");
    }
    let pairs = told(&simulate(&["--pairs"]));
    for (at, one) in things.iter().enumerate() {
        for other in &things[at + 1..] {
            let both = lost(&simulate(&["--fail", one, other])["failures"][0]);
            let new: BTreeSet<String> =
                both.into_iter().filter(|id| !single[one].contains(id) && !single[other].contains(id)).collect();
            let mut pair = vec![(*one).to_owned(), (*other).to_owned()];
            pair.sort();
            assert_eq!(pairs.get(&pair), (!new.is_empty()).then_some(&new), "{one} and {other}");
        }
    }
    assert!(pairs.len() > 10);
}

#[test]
fn what_may_fail_is_named_by_its_id_or_by_the_code_of_a_country() {
    assert_eq!(lost(&simulate(&["--fail", "GE"])["failures"][0]).len(), 5);
    assert_eq!(simulate(&["--fail", "GE"])["failures"][0]["capacity_gbps"], 112.0);
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    for (arguments, said) in [
        (["--fail", "AMM"].as_slice(), "`AMM` is not declared: did you mean `AM`?"),
        (&["--fail", "S"], "`S` carries no service, so that nothing fails with it"),
        (&["--fail", "S:a"], "`S:a` carries no service, so that nothing fails with it"),
        (&["--fail", "FR"], "nothing here stands in `FR`"),
        (&["--each", "--pairs"], "cannot be used with"),
        (&[], "required"),
    ] {
        let ran = run(corridor().arg("simulate").args(arguments).current_dir(folder.path()));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    let empty = Folder::with(&[("corridor.kdl", "site A { country GE; at 41 44 }\n")]);
    assert_eq!(run(corridor().args(["simulate", "--each"]).current_dir(empty.path())).code, 3);
}

#[test]
fn the_worst_failures_of_the_digital_silk_way_are_told_to_people() {
    let ran = run(corridor().args(["simulate", "--each", "--today", TODAY]).arg(root().join("topology")));
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("single failures that take something, worst first"), "{}", ran.stdout);
    assert!(ran.stdout.contains("services do not reroute"), "{}", ran.stdout);
}

#[test]
fn routers_that_no_longer_reach_each_other_are_told() {
    let text = "operator o { name o; country GE }
operator p { name p; country GE }
site A { country GE; at 41.7 44.8 }
site B { country GE; at 41.9 43.6 }
site C { country GE; at 42.1 41.7 }
cable AB { medium terrestrial; operator o; span 1 { from A; to B }; span 2 { from A; to B } }
cable BC { medium terrestrial; operator o; span 1 { from B; to C } }
link L1 { from A; to B; capacity (Gbps)10; over AB:1 }
link L2 { from A; to B; capacity (Gbps)10; over AB:2 }
link L3 { from B; to C; capacity (Gbps)10; over BC }
link L4 { from B; to C; capacity (Gbps)10; undisclosed #true; provider p; status planned ready=\"2030\" }
device R-A { site A; role router; operator o; port a { link L1 }; port b { link L2 } }
device R-B { site B; role router; operator o; port a { link L1 }; port b { link L2 }; port c; port d { link L4 } }
device P-B { site B; role router; operator p; port a; port b { link L3 } }
device P-C { site C; role router; operator p; port a { link L3 } }
device R-C { site C; role router; operator o; port a { link L4 } }
device T-C { site C; role transponder; operator p }
handoff OP { of o; with p; site B; port R-B:c }
handoff PO { of p; with o; site B; port P-B:a }
";
    let folder = Folder::with(&[("corridor.kdl", text)]);
    let ask = |arguments: &[&str]| {
        let mut command = corridor();
        command.args(["simulate", "--routers", "--today", TODAY]).args(arguments);
        run(command.current_dir(folder.path()))
    };
    let each = ask(&["--each", "--as-of", "2027-01-01"]);
    let wanted = "5 routers in 2 groups that do not reach each other
  P-B P-C R-A R-B
  R-C
9 different single failures that cut routers off, worst first; 3 others cut none off

B: 6 of 6 pairs no longer reach each other
  down  P-B R-B
  apart R-A

";
    assert!(each.stdout.starts_with(wanted), "{}", each.stdout);
    for said in [
        "\nOP: 4 of 6 pairs no longer reach each other\n  apart R-A R-B\n",
        "\nBC (as BC:1, L3): 3 of 6",
        "\nAB: 3 of 6 pairs no longer reach each other\n  apart R-A\n",
        "\nP-B: 5 of 6 pairs no longer reach each other\n  down  P-B\n  apart P-C\n",
    ] {
        assert!(each.stdout.contains(said), "{said}: {}", each.stdout);
    }
    // By either side of the handoff; what joins nothing takes nothing; what stands only later counts only then.
    let later = "5 routers, which all reach each other\n";
    for (arguments, said) in [
        (
            &["--fail", "PO"][..],
            format!("{later}if PO fails\n\n6 of 10 pairs no longer reach each other\n  apart P-B P-C\n"),
        ),
        (&["--fail", "AB:1"], format!("{later}if AB:1 fails\n\n0 of 10 pairs no longer reach each other\n")),
        (
            &["--fail", "AB:1", "L2"],
            format!("{later}if AB:1 and L2 fail\n\n4 of 10 pairs no longer reach each other\n  apart R-A\n"),
        ),
        (
            &["--fail", "GE"],
            format!("{later}if GE fails\n\n10 of 10 pairs no longer reach each other\n  down  P-B P-C R-A R-B R-C\n"),
        ),
    ] {
        let ran = ask(&[arguments, &["--as-of", "2031-01-01"]].concat());
        assert_eq!((ran.code, ran.stdout), (0, said), "{arguments:?}");
    }
    assert!(ask(&["--each", "--as-of", "2031-01-01"]).stderr.contains("of some links not all is known"));
    let json: Value =
        serde_json::from_str(&ask(&["--fail", "R-B", "--format", "json", "--as-of", "2031-01-01"]).stdout)
            .expect("it is JSON");
    let wanted = serde_json::json!({
        "version": 1,
        "islands": [["P-B", "P-C", "R-A", "R-B", "R-C"]],
        "failures": [{
            "things": ["R-B"], "links": ["L1", "L2", "L4", "OP"], "down": ["R-B"],
            "apart": [["R-A"], ["R-C"]], "pairs_lost": 9,
        }],
    });
    assert_eq!(json, wanted);
    assert_eq!(ask(&["--pairs"]).code, 2);
    assert!(ask(&["--fail", "T-C"]).stderr.contains("`T-C` carries no service"));
    // Without a day it is today, as what is generated is.
    assert!(ask(&["--each"]).stdout.starts_with("5 routers in 2 groups"));
    assert!(ask(&["--fail", "AB", "."]).stderr.contains("`.` is not declared: name the folder before `--fail`"));
    folder.write("more.kdl", "device X { site A; role routr }\n");
    assert!(ask(&["--each"]).stderr.contains("some declarations have findings"));
    let none = Folder::with(&[("corridor.kdl", "site A { country GE; at 41.7 44.8 }\n")]);
    let ran = run(corridor().args(["simulate", "--each", "--routers"]).current_dir(none.path()));
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (3, "corridor: nothing to cut off: no router is declared here, or none stands\n")
    );
}

#[test]
fn of_many_pairs_the_worst_are_told_and_all_are_counted() {
    // On the last pair rides a demand alone.
    let text = format!(
        "{NET}site P {{ country GE; at 41.7 45.4 }}
cable AP {{ medium terrestrial; operator grt; span 1 {{ from A; to P }}; span 2 {{ from A; to P }} }}
demand F {{ from A; to P; routes 1 }}
"
    );
    let folder = Folder::with(&[("corridor.kdl", &text)]);
    let told = |arguments: &[&str]| {
        let ran =
            run(corridor().args(["simulate", "--pairs", "--today", TODAY]).args(arguments).current_dir(folder.path()));
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.stdout
    };
    let json: Value = serde_json::from_str(&told(&["--format", "json"])).expect("the output is JSON");
    let all = json["failures"].as_array().expect("a list").len();
    assert_eq!(json["failures"][all - 1]["services"], serde_json::json!([]));
    assert_eq!(json["failures"][all - 1]["demands"], serde_json::json!(["F"]));
    let pairs =
        |text: &str| -> Vec<String> { text.lines().filter(|line| line.contains(" + ")).map(str::to_owned).collect() };
    let whole = pairs(&told(&["--worst", "1000"]));
    assert_eq!(whole.len(), all);
    for most in 0..=all + 1 {
        let text = told(&["--worst", &most.to_string()]);
        assert!(text.starts_with(&format!("{all} pairs of failures ")), "{most}: {text}");
        assert_eq!(pairs(&text), whole[..most.min(all)], "{most}");
        let rest = text.lines().find_map(|line| line.strip_prefix("… ")?.split_once(" more: ")).map(|(count, _)| count);
        assert_eq!(rest, (most < all).then(|| (all - most).to_string()).as_deref(), "{most}");
    }
}

#[test]
fn with_a_date_only_what_stands_then_can_be_lost() {
    let text = format!(
        "{NET}cable PLAN {{ medium terrestrial; operator grt; status planned ready=\"2028-06\"; span 1 {{ from A; to B; length (km)300 }} }}
service NOW {{ from A; to B; capacity (Gbps)10; leg a {{ over AM MB }}; leg b {{ over PLAN }} }}
service LATER {{ from A; to B; capacity (Gbps)10; leg a {{ over PLAN }} }}
"
    );
    let folder = Folder::with(&[("corridor.kdl", &text)]);
    let lost = |date: &[&str], thing: &str| {
        let all = ["simulate", "--format", "json", "--today", TODAY, "--fail", thing];
        let ran = run(corridor().args(all).args(date).current_dir(folder.path()));
        let told: Value = serde_json::from_str(&ran.stdout).expect("the answer is JSON");
        let services = told["failures"][0]["services"].as_array().expect("a list").clone();
        let names: Vec<String> = services.iter().map(|name| name.as_str().expect("a name").to_owned()).collect();
        names.into_iter().filter(|name| ["NOW", "LATER"].contains(&name.as_str())).collect::<Vec<_>>().join(" ")
    };
    // All that is declared: one leg is left to NOW.
    assert_eq!(lost(&[], "AM"), "");
    assert_eq!(lost(&[], "PLAN"), "LATER");
    // On that day the plan is none: NOW has one leg, and LATER is not there to be lost.
    assert_eq!(lost(&["--as-of", "2027-01-01"], "AM"), "NOW");
    assert_eq!(lost(&["--as-of", "2027-01-01"], "PLAN"), "");
    assert_eq!(lost(&["--as-of", "2028-07-01"], "AM"), "");
}
