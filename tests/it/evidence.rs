//! Evidence: two checkers accept what a check writes, and refuse what was changed in it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::consumers::{program, tool};
use crate::support::{Folder, Ran, Random, TODAY, corridor, files, root, run};

/// Writes the evidence of a corridor.
pub fn evidence(folder: &Path, into: &Path) -> Value {
    let ran = run(corridor().args(["check", "--today", TODAY, "--evidence"]).arg(into).arg(folder));
    assert!(ran.code < 2, "{}", ran.stderr);
    serde_json::from_str(&fs::read_to_string(into).expect("the evidence is written")).expect("the evidence is JSON")
}

/// What our checker says, and the other one.
pub fn verify(file: &Path) -> [Option<Ran>; 2] {
    [Some(run(corridor().arg("verify").arg(file))), verify_apart(&[file])]
}

/// What the checker says that shares no code with ours.
pub fn verify_apart<T: AsRef<OsStr>>(files: &[T]) -> Option<Ran> {
    let script = root().join("tests/evidence/verify.py");
    let python = program("python3", PathBuf::from("python3"))?;
    Some(run(Command::new(python).arg(script).args(files)))
}

#[test]
fn both_checkers_accept_the_evidence_of_the_digital_silk_way() {
    let folder = Folder::new();
    let file = folder.path().join("evidence.json");
    evidence(&root().join("topology"), &file);
    for ran in verify(&file).into_iter().flatten() {
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.starts_with("consistent; not compared with declarations"), "{}", ran.stdout);
    }
}

/// A case of a rule with its evidence, and the ids of all things in it.
fn of_case(name: &str) -> (Value, Vec<String>) {
    let folder = Folder::new();
    let text = fs::read_to_string(root().join("tests/rules").join(name)).expect("a case can be read");
    folder.write("case/corridor.kdl", &text);
    let evidence = evidence(&folder.path().join("case"), &folder.path().join("evidence.json"));
    let things = evidence["things"].as_array().expect("a list");
    let ids = things.iter().map(|thing| thing["id"].as_str().expect("an id").to_owned()).collect();
    (evidence, ids)
}

#[test]
fn what_is_left_out_says_because_of_what() {
    for (case, expected) in [
        ("demand-refused/bad-not-standing-by-then.kdl", [["AB-2:1", "AB-2:1", "not-standing"]].as_slice()),
        ("demand-refused/bad-avoided-country.kdl", &[["AT:1", "TR", "avoided"], ["TB:1", "TR", "avoided"]]),
    ] {
        let (evidence, ids) = of_case(case);
        let left_out = evidence["demands"][0]["left_out"].as_array().expect("a list");
        let id = |value: &Value| ids[value.as_u64().expect("a number") as usize].as_str();
        let told: Vec<[&str; 3]> = left_out
            .iter()
            .map(|out| [id(&out["way"]), id(&out["because"]), out["why"].as_str().expect("a word")])
            .collect();
        assert_eq!(told, expected, "{case}");
    }
}

/// A leg over what is not declared, and a service that nobody has any more.
const HALF_READ: &str = "site A { country GE; at 41.6914 44.8341 }
site B { country GE; at 42.1427 41.6738 }
site A-2 { country GE; at 41.70 44.85 }
conduit IN { from A; to A-2; kind duct; length (km)2 }
cable E { medium terrestrial; span 1 { from A; to A-2; length (km)2; along IN } }
cable L-1 { medium terrestrial; span 1 { from A-2; to B; length (km)300 } }
cable L-2 { medium terrestrial; span 1 { from A-2; to B; length (km)310 } }
policy gold { disjoint conduit near-ends=(km)3; avoid cable L-2 }
service S { from A; to B; capacity (Gbps)1; policy gold; leg a { over E L-1 }; leg b { over E L-3 } }
service T { from A; to B; capacity (Gbps)1; policy gold; leg a { over E L-1 }; leg b { over E L-2 }; status retired since=\"2026-01-01\" }
";

#[test]
fn a_leg_that_is_read_in_part_is_not_called_clear_and_only_what_counts_is_called_near_an_end() {
    let folder = Folder::with(&[("case/corridor.kdl", HALF_READ)]);
    let evidence = evidence(&folder.path().join("case"), &folder.path().join("evidence.json"));
    let services = evidence["services"].as_array().expect("a list");
    assert_eq!(services.len(), 1, "`T` is retired");
    assert_eq!(services[0]["service"], "S");
    let verdicts: Vec<&Value> =
        services[0]["avoided"].as_array().expect("a list").iter().map(|told| &told["verdict"]).collect();
    assert_eq!(verdicts, ["clear", "not-judged"]);
    let id = |near: &Value| evidence["things"][near["thing"].as_u64().expect("a number") as usize]["id"].clone();
    let near: Vec<Value> = services[0]["near"].as_array().expect("a list").iter().map(id).collect();
    assert_eq!(near, ["IN"], "sites and cables there are not asked for");
}

/// A course is cut where that proves something: around the places that come too near.
#[test]
fn what_proves_nothing_is_not_cut() {
    for (case, places) in [
        ("too-close/bad-assumed-straight.kdl", vec![vec![2, 1, 1], vec![2, 2, 2, 1, 1]]),
        ("too-close/bad-places-of-one-decimal.kdl", vec![vec![2, 2, 2, 1, 1], vec![2, 2, 2, 2, 1, 1]]),
        ("too-close/bad-the-same-conduit-without-near-ends.kdl", vec![vec![2, 2, 2, 1, 1]; 2]),
        ("too-close/bad-the-same-conduit-beyond-near-ends.kdl", vec![vec![7, 2, 2, 1, 1]; 2]),
        ("too-close/bad-a-duct-within-a-trench-that-is-drawn.kdl", vec![vec![2, 12, 2, 1, 1]; 2]),
    ] {
        let (evidence, _) = of_case(case);
        let courses = evidence["services"][0]["separation"]["courses"].as_array().expect("a list");
        let count = |stretch: &Value| stretch["places"].as_array().expect("a list").len();
        let told: Vec<Vec<usize>> =
            courses.iter().map(|course| course.as_array().expect("a list").iter().map(count).collect()).collect();
        assert_eq!(told, places, "{case}");
    }
}

/// One folder for each case of a rule that has a service or a demand: what is decided there is proven.
#[test]
fn both_checkers_accept_the_evidence_of_every_case() {
    let folder = Folder::new();
    // In a build for tests, that takes long: some of them.
    let each = if cfg!(debug_assertions) { 5 } else { 1 };
    let mut verified = 0;
    for path in files(&root().join("tests/rules"), "kdl").into_iter().step_by(each) {
        let text = fs::read(&path).expect("a case can be read");
        let text = String::from_utf8_lossy(&text);
        if !text.contains("policy") || !(text.contains("service") || text.contains("demand")) {
            continue;
        }
        folder.write("case/corridor.kdl", &text);
        let file = folder.path().join("evidence.json");
        let evidence = evidence(&folder.path().join("case"), &file);
        let is_told = |list: &str| evidence[list].as_array().is_some_and(|list| !list.is_empty());
        if !is_told("services") && !is_told("demands") {
            continue;
        }
        for ran in verify(&file).into_iter().flatten() {
            assert_eq!(ran.code, 0, "{}: {}{}", path.display(), ran.stdout, ran.stderr);
        }
        verified += 1;
    }
    assert!(verified * each > 100, "{verified}");
}

const CORRIDOR: &str = r"
operator o { name o; country GE }
site A { country GE; at 41.6914 44.8341; availability (percent)99.99 }
site M { country GE; at 42.2700 42.7000 }
site B { country GE; at 42.1427 41.6738 }
conduit RAIL { from A; to B; kind trench; length (km)300; via 41.9842 44.1158 42.0035 43.4990 }
conduit ROAD { from A; to B; kind duct; length (km)300; via 42.0000 44.1158 42.0200 43.4990 }
conduit SOUTH { from A; to B; kind duct; length (km)330; via 41.5500 44.1158 41.6400 42.9900 41.8000 41.7800 }
conduit EAST { from A; to M; kind duct; length (km)200 }
conduit WEST { from M; to B; kind duct; length (km)100 }
conduit LOOP { from M; to B; kind duct; length (km)120 }
corridor { cuts terrestrial (per-1000km-y)2; repair terrestrial (h)10 }
cable RAIL-1 { medium terrestrial; operator o; span 1 { from A; to B; along RAIL; length (km)300 } }
cable ROAD-1 { medium terrestrial; operator o; span 1 { from A; to B; along ROAD; length (km)300 } }
cable SOUTH-1 { medium terrestrial; operator o; span 1 { from A; to B; along SOUTH; length (km)330 } }
cable HILL { medium terrestrial; operator o
    span 1 { from A; to M; along EAST; length (km)200 }
    span 2 { from M; to B; along WEST; length (km)100 }
    span 3 { from M; to B; along LOOP; length (km)120 }
}
link LEASE { from A; to B; capacity (Gbps)100; undisclosed #true; provider o }
policy near { disjoint conduit cable; separation (km)10 near-ends=(km)20 }
policy plain { disjoint conduit site; avoid cable ROAD-1 }
policy shares { disjoint conduit site at-most=1 }
service S1 { from A; to B; capacity (Gbps)1; policy near; leg a { over RAIL-1 }; leg b { over SOUTH-1 } }
service S2 { from A; to B; capacity (Gbps)1; policy near; leg a { over RAIL-1 }; leg b { over ROAD-1 } }
service S3 { from A; to B; capacity (Gbps)1; policy plain; leg a { over HILL:1 HILL:2 }; leg b { over HILL:1 HILL:3 } }
service S4 { from A; to B; capacity (Gbps)1; policy plain; leg a { over RAIL-1 }; leg b { over LEASE } }
demand D1 { from A; to B; policy plain; routes 2 }
demand D2 { from A; to B; policy plain; routes 4 }
demand D3 { from M; to B; policy plain; routes 4 }
demand D4 { from A; to B; policy shares; routes 2 }
demand D5 { from A; to M; policy plain; routes 3 }
";

fn at<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Value {
    value.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}"))
}

/// The place of an entry of a list by what one of its fields says.
fn find(value: &Value, list: &str, field: &str, says: &str) -> usize {
    let list = value[list].as_array().expect("a list");
    list.iter().position(|entry| entry[field] == says).unwrap_or_else(|| panic!("no {says}"))
}

/// What is changed, and a word of where the refusal must be.
type Tampering = (&'static str, fn(&mut Value), &'static str);

const TAMPERINGS: &[Tampering] = &[
    (
        "a shared thing is called disjoint",
        |all| {
            let service = find(all, "services", "service", "S3");
            let pairs = at(all, &format!("/services/{service}/pairs")).as_array_mut().expect("a list");
            let pair = pairs.iter_mut().find(|pair| pair["verdict"] == "shared").expect("something is shared");
            pair["verdict"] = json!("disjoint");
            pair["shared"] = json!([]);
        },
        "pairs",
    ),
    (
        "an unknown leg is called disjoint",
        |all| {
            let service = find(all, "services", "service", "S4");
            let pairs = at(all, &format!("/services/{service}/pairs")).as_array_mut().expect("a list");
            let pair = pairs.iter_mut().find(|pair| pair["verdict"] == "unknown").expect("something is unknown");
            pair["verdict"] = json!("disjoint");
        },
        "pairs",
    ),
    (
        "a verdict is left out",
        |all| {
            let service = find(all, "services", "service", "S3");
            at(all, &format!("/services/{service}/pairs")).as_array_mut().expect("a list").remove(0);
        },
        "pairs",
    ),
    (
        "what is shared is called exempt",
        |all| {
            let service = find(all, "services", "service", "S3");
            let pairs = at(all, &format!("/services/{service}/pairs")).as_array_mut().expect("a list");
            let pair = pairs.iter_mut().find(|pair| pair["verdict"] == "shared").expect("something is shared");
            let shared = pair["shared"].take();
            pair["exempt"] = shared;
            pair["shared"] = json!([]);
            pair["verdict"] = json!("disjoint");
        },
        "pairs",
    ),
    (
        "an avoided thing is called clear",
        |all| {
            let service = find(all, "services", "service", "S4");
            at(all, &format!("/services/{service}/avoided/1"))["verdict"] = json!("clear");
        },
        "avoided",
    ),
    (
        "legs too near are called apart",
        |all| {
            let service = find(all, "services", "service", "S2");
            at(all, &format!("/services/{service}/separation/pairs/0"))["verdict"] = json!("apart");
        },
        "separation",
    ),
    (
        "legs apart are called too near",
        |all| {
            let service = find(all, "services", "service", "S1");
            let pair = at(all, &format!("/services/{service}/separation/pairs/0"));
            pair["verdict"] = json!("too-close");
            pair["witness"] = json!([[0, 0], [0, 0]]);
        },
        "separation",
    ),
    (
        "a course is moved away",
        |all| {
            let service = find(all, "services", "service", "S1");
            let places =
                at(all, &format!("/services/{service}/separation/courses/0/0/places")).as_array_mut().expect("a list");
            let middle = places.len() / 2;
            assert!(places.len() > 2, "the course is cut");
            places[middle][0] = json!(places[middle][0].as_f64().expect("a number") + 0.5);
        },
        "separation",
    ),
    (
        "more is asked than was proven",
        |all| {
            let service = find(all, "services", "service", "S1");
            at(all, &format!("/services/{service}/separation"))["distance_km"] = json!(25);
        },
        "separation",
    ),
    (
        "a service is said to be down for less",
        |all| {
            let service = find(all, "services", "service", "S1");
            let down = at(all, &format!("/services/{service}/availability/down"));
            *down = json!(down.as_f64().expect("a number") * 0.999);
        },
        "availability",
    ),
    (
        "a part fails one leg less",
        |all| {
            let service = find(all, "services", "service", "S3");
            let parts = at(all, &format!("/services/{service}/availability/parts")).as_array_mut().expect("a list");
            let part = parts.iter_mut().find(|part| part["legs"] == json!([0, 1])).expect("something takes both");
            part["legs"] = json!([0]);
        },
        "availability",
    ),
    (
        "a route leaves out an edge",
        |all| {
            let demand = find(all, "demands", "demand", "D1");
            let routes = at(all, &format!("/demands/{demand}/routes")).as_array_mut().expect("a list");
            for route in routes {
                route.as_array_mut().expect("a route").pop();
            }
        },
        "routes",
    ),
    (
        "both routes are one",
        |all| {
            let demand = find(all, "demands", "demand", "D1");
            let first = at(all, &format!("/demands/{demand}/routes/0")).clone();
            *at(all, &format!("/demands/{demand}/routes/1")) = first;
        },
        "routes",
    ),
    (
        "a met demand is called refused",
        |all| {
            let demand = find(all, "demands", "demand", "D1");
            let demand = at(all, &format!("/demands/{demand}"));
            demand["verdict"] = json!("refused");
            demand["routes"] = json!([]);
            demand["proof"] = json!([{"dead": 0}]);
        },
        "step 1",
    ),
    (
        "a step of a proof is left out",
        |all| {
            let demand = find(all, "demands", "demand", "D3");
            at(all, &format!("/demands/{demand}/proof")).as_array_mut().expect("a list").pop();
        },
        "step",
    ),
    (
        "a step of a proof is another's",
        |all| {
            let demand = find(all, "demands", "demand", "D3");
            let steps = at(all, &format!("/demands/{demand}/proof")).as_array_mut().expect("a list");
            steps.insert(0, json!({"dead": 1}));
        },
        "step 1",
    ),
    (
        "an edge is left out of a net",
        |all| {
            let demand = find(all, "demands", "demand", "D3");
            at(all, &format!("/demands/{demand}/edges")).as_array_mut().expect("a list").pop();
        },
        "edges",
    ),
    (
        "an edge carries a label more",
        |all| {
            let demand = find(all, "demands", "demand", "D3");
            let demand = at(all, &format!("/demands/{demand}"));
            let label = demand["edges"][1]["labels"][0].clone();
            demand["edges"][0]["labels"].as_array_mut().expect("a list").push(label);
        },
        "edges",
    ),
    (
        "what is not known is called known",
        |all| {
            let demand = find(all, "demands", "demand", "D2");
            at(all, &format!("/demands/{demand}"))["unknown_edges"] = json!([]);
        },
        "unknown_edges",
    ),
    (
        "a label that counts takes nothing",
        |all| {
            let demand = find(all, "demands", "demand", "D4");
            let takes = at(all, &format!("/demands/{demand}/sharing/takes")).as_array_mut().expect("a list");
            for takes in takes {
                *takes = json!([]);
            }
        },
        "sharing",
    ),
    (
        "a way is left out for what it does not ride on",
        |all| {
            let demand = find(all, "demands", "demand", "D1");
            let left = at(all, &format!("/demands/{demand}/left_out/0"));
            left["because"] = json!(0);
        },
        "left_out",
    ),
    (
        "an edge loses its own label",
        |all| {
            let demand = find(all, "demands", "demand", "D1");
            let demand = at(all, &format!("/demands/{demand}"));
            let own = |label: &Value| label.get("way").is_some();
            let ways: Vec<usize> = demand["labels"]
                .as_array()
                .expect("a list")
                .iter()
                .enumerate()
                .filter(|(_, label)| own(label))
                .map(|(at, _)| at)
                .collect();
            let labels = demand["edges"][0]["labels"].as_array_mut().expect("a list");
            labels.retain(|label| !ways.contains(&(label.as_u64().expect("a number") as usize)));
        },
        "edges[0]",
    ),
    (
        "a way that is avoided is no more",
        |all| {
            let (rail, demand) = (find(all, "things", "id", "RAIL-1"), find(all, "demands", "demand", "D1"));
            at(all, &format!("/demands/{demand}/avoid/0"))["things"] = json!([rail]);
        },
        "",
    ),
    (
        "a course is empty",
        |all| {
            let service = find(all, "services", "service", "S1");
            *at(all, &format!("/services/{service}/separation/courses/1")) = json!([]);
        },
        "separation",
    ),
    (
        "a course has a gap",
        |all| {
            let service = find(all, "services", "service", "S1");
            at(all, &format!("/services/{service}/separation/courses/1")).as_array_mut().expect("a list").remove(1);
        },
        "separation",
    ),
    (
        "a thing rides on nothing",
        |all| {
            let thing = find(all, "things", "id", "HILL:1");
            at(all, &format!("/things/{thing}"))["on"] = json!([]);
        },
        "",
    ),
    (
        "a number leads nowhere",
        |all| {
            at(all, "/things/0")["on"] = json!([1_000_000]);
        },
        "things[0]",
    ),
];

#[test]
fn what_was_changed_is_refused_where_it_was() {
    let folder = Folder::with(&[("corridor.kdl", CORRIDOR)]);
    let file = folder.path().join("evidence.json");
    let whole = evidence(folder.path(), &file);
    for ran in verify(&file).into_iter().flatten() {
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
    let verdicts = ["met", "unknown", "refused", "met", "refused"];
    for (at, verdict) in verdicts.into_iter().enumerate() {
        assert_eq!(whole["demands"][at]["verdict"], verdict, "D{}", at + 1);
    }
    for (what, tamper, place) in TAMPERINGS {
        let mut changed = whole.clone();
        tamper(&mut changed);
        assert!(changed != whole, "{what}");
        fs::write(&file, changed.to_string()).expect("the file can be written");
        for (checker, ran) in ["corridor verify", "verify.py"].into_iter().zip(verify(&file)) {
            let Some(ran) = ran else { continue };
            assert_eq!(ran.code, 1, "{checker}: {what}: {}{}", ran.stdout, ran.stderr);
            assert!(ran.stdout.contains(place), "{checker}: {what}: {}", ran.stdout);
        }
    }
}

#[test]
fn what_is_no_evidence_is_no_failure_of_ours() {
    let folder = Folder::new();
    let file = folder.path().join("evidence.json");
    for text in ["", "{", "[]", "{}", r#"{"format": "corridor-evidence", "version": 2}"#, "\u{0}\u{1}"] {
        fs::write(&file, text).expect("the file can be written");
        for ran in verify(&file).into_iter().flatten() {
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}: {}", ran.stderr);
            assert!(ran.stderr.contains("evidence"), "{}", ran.stderr);
        }
    }
}

#[test]
fn evidence_is_what_its_schema_says() {
    let Some(checker) = program("check-jsonschema", tool("python/bin/check-jsonschema")) else { return };
    let schema = root().join("schemas/output/evidence.schema.json");
    let folder = Folder::with(&[("corridor.kdl", CORRIDOR)]);
    let accepts = |file: &Path| {
        let out = Command::new(&checker).arg("--schemafile").arg(&schema).arg(file).output().expect("it starts");
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let file = folder.path().join("evidence.json");
    for from in [folder.path().to_owned(), root().join("topology")] {
        let mut whole = evidence(&from, &file);
        let (accepted, said) = accepts(&file);
        assert!(accepted, "{said}");
        whole["services"][0]["pairs"][0]["verdict"] = json!("perhaps");
        fs::write(&file, whole.to_string()).expect("the file can be written");
        assert!(!accepts(&file).0);
    }
}

/// Whatever is changed in a file, it is read to the end, and nothing fails but what is wrong in it.
#[test]
fn no_change_to_a_file_breaks_the_check() {
    use corridor::proof::evidence::{read, verify};
    let folder = Folder::with(&[("corridor.kdl", CORRIDOR)]);
    let whole = evidence(folder.path(), &folder.path().join("evidence.json"));
    let mut random = Random(3);
    let (mut refused, mut unread) = (0, 0);
    let rounds = if cfg!(debug_assertions) { 2_000 } else { 20_000 };
    for _ in 0..rounds {
        let mut changed = whole.clone();
        for _ in 0..=random.below(2) {
            change(&mut changed, &mut random);
        }
        match read(&changed.to_string()).map(|evidence| verify(&evidence)) {
            Ok(Ok(_)) => {}
            Ok(Err(_)) => refused += 1,
            Err(_) => unread += 1,
        }
    }
    assert!(refused * 10 > rounds && unread * 50 > rounds, "{refused} {unread}");
}

/// Changes something, somewhere: most often to a value of the same sort.
fn change(value: &mut Value, random: &mut Random) {
    let others =
        [json!(0), json!(1e300), json!(-3.5), json!(u64::MAX), json!([]), json!("risk"), json!(null), json!(true)];
    match value {
        _ if random.one_in(40) => *value = random.pick(&others).clone(),
        Value::Array(list) if !list.is_empty() => {
            let at = random.below(list.len());
            match random.below(12) {
                0 => drop(list.remove(at)),
                1 => list.push(list[at].clone()),
                _ => change(&mut list[at], random),
            }
        }
        Value::Object(fields) => {
            let at = random.below(fields.len());
            if let Some((_, field)) = fields.iter_mut().nth(at) {
                change(field, random);
            }
        }
        Value::Bool(is) => *is = !*is,
        Value::String(text) => {
            let words = ["risk", "site", "conduit", "met", "refused", "disjoint", "apart", "unknown", "left-out", ""];
            (*random.pick(&words)).clone_into(text);
        }
        Value::Number(number) if number.is_f64() => *value = json!([0.0, -1.0, 1e9, 89.9][random.below(4)]),
        Value::Number(_) => *value = json!([0, 1, 2, 5, 70, 1_000_000][random.below(6)]),
        value => *value = random.pick(&others).clone(),
    }
}
