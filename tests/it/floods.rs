//! Corridors that say one thing over and over: each is answered in linear time and bounded memory, and what was not
//! kept is counted.

use std::fmt::Write as _;

use corridor::diagnostic::MAX_FINDINGS;

use crate::cost::{check_cheaply, run_cheaply};
use crate::support::{Folder, check_text, corridor, run};

/// Bytes of a flood.
const SIZE: usize = if cfg!(debug_assertions) { 200_000 } else { 3_000_000 };

/// Sites and the like that a flood is about.
const SITES: &str = "site A { country GE; at 41.7 44.8 }\nsite B { country GE; at 42.15 41.7 }\n";
const UNDISCLOSED: &str = "link L { from A; to B; capacity (Gbps)1; undisclosed #true }\n";

/// A text of the size, of a head, as many lines as there is room for, and a tail.
fn flood(head: &str, line: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    let mut at = 1;
    while text.len() + tail.len() < SIZE {
        text += &line(at);
        at += 1;
    }
    text + tail
}

/// What is said of a text, cheaply.
fn told(name: &str, text: &str) -> String {
    let ran = check_cheaply(name, Folder::with(&[("case.kdl", text)]).path());
    assert!(matches!(ran.code, 0 | 1), "{name} ended with {}: {}", ran.code, ran.stderr);
    ran.stdout
}

#[test]
fn what_is_wrong_in_one_declaration_a_hundred_thousand_times() {
    let in_site = |line: &dyn Fn(usize) -> String| flood("site A {\n", line, "country GE; at 41.7 44.8\n}\n");
    let said = told("unknown fields", &in_site(&|at| format!("x{at} 1\n")));
    assert!(said.contains("more unknown fields"), "{said:.200}");
    let said =
        told("unknown properties", &flood("site A", |at| format!(" x{at}=1"), " { country GE; at 41.7 44.8 }\n"));
    assert!(said.contains("more unknown fields"), "{said:.200}");
    let in_cable =
        |line: &dyn Fn(usize) -> String| flood(&format!("{SITES}cable C {{\nmedium terrestrial\n"), line, "}\n");
    let said = told("a misspelt field in each span", &in_cable(&|at| format!("span {at} {{ frm A; to B }}\n")));
    assert!(said.contains("`span` has no field `frm`"), "{said:.200}");
    assert!(!said.contains("has no `from`"), "what is misspelt is not missing besides");
    told("spans that lack all", &in_cable(&|at| format!("span {at}\n")));
    told("spans too short", &in_cable(&|at| format!("span {at} {{ from A; to B; length (km)3 }}\n")));
    let head =
        format!("{SITES}conduit D {{ from A; to B; kind duct; length (km)400 }}\ncable C {{\nmedium terrestrial\n");
    let line = |at| format!("span {at} {{ from A; to B; length (km)300; along D }}\n");
    let said = told("spans shorter than their conduit", &flood(&head, line, "}\n"));
    assert!(said.contains("conduit-length-mismatch"), "{said:.200}");
    let items = |at| format!(" x{at}");
    told("an `over` of unknown things", &flood("link L { from A; to B; capacity (Gbps)1; over", items, " }\n"));
    let waiver = "waiver { rule shared-span; reason r; approved-by a; expires \"2027-01-01\"; on";
    let twice = flood(waiver, items, " x1 }\n");
    assert!(told("a list whose last item is its first", &twice).contains("names `x1` twice"));
    let head = format!("{SITES}reference r {{ title t }}\nconduit D {{\nfrom A; to B; kind duct; length (km)300\n");
    let said = told("sources that differ", &flood(&head, |at| format!("source r field=length says=(km){at}\n"), "}\n"));
    assert!(said.contains("disputed-value"), "{said:.200}");
}

#[test]
fn what_is_declared_a_hundred_thousand_times() {
    told("conduits within each other", &{
        let line = |at| format!("conduit c{at} {{ from A; to B; kind duct; within c{} }}\n", at + 1);
        flood(SITES, line, "")
    });
    told("sites of one place and name", &{
        flood("", |at| format!("site S{at} {{ country GE; at 41.7 44.8; name same }}\n"), "")
    });
    let said =
        told("sites beside their country", &flood("", |at| format!("site S{at} {{ country DE; at 41.7 44.8 }}\n"), ""));
    assert!(said.contains("more sites seem to lie outside their country"), "{said:.200}");
    told("areas with all sites in them", &{
        let area = |at| {
            format!(
                "risk R{at} {{ kind flood; area {{ polygon 41.69 44.79 41.69 44.81 41.71 44.8 }} }}\nsite s{at} {{ country GE; at 41.7 44.8 }}\n"
            )
        };
        flood("", area, "")
    });
    let said =
        told("lines of rules", &flood("", |at| format!("rules {{ warn stale-source in=\"*x{at}*\" }}\n"), SITES));
    assert_eq!(said.contains("more than 10000 lines of `rules`"), SIZE > 1_000_000, "{said:.200}");
    let said = told("forms of names", &flood("", |at| format!("naming {{ match site \"x{at}\" }}\n"), SITES));
    assert!(said.contains("more than 256 lines of `naming`"), "{said:.200}");
    assert!(said.contains("or follow one of 248 more"), "{said:.200}");
    told("an expression that grows", &format!("naming {{ match site \"((a{{1000}}){{1000}}){{1000}}\" }}\n{SITES}"));
}

#[test]
fn what_two_legs_share_a_hundred_thousand_times() {
    let service = "service S { from A; to B; capacity (Gbps)1; policy p";
    let said = told("legs over one link", &{
        let head = format!("{SITES}{UNDISCLOSED}policy p {{ disjoint link }}\n{service}\n");
        flood(&head, |at| format!("leg l{at} {{ over L }}\n"), "}\n")
    });
    assert!(said.contains("`leg` names too many: 64 at most"), "{said:.200}");
    let link = |at| format!("link L{at} {{ from A; to B; capacity (Gbps)1; over L{} }}\n", at + 1);
    let head = format!("{SITES}policy p {{ disjoint link }}\n{service}; leg a {{ over L1 }}; leg b {{ over L1 }} }}\n");
    told("a chain of links below two legs", &flood(&head, link, &UNDISCLOSED.replace("link L", "link LAST")));
    let (conduits, names) = (1..SIZE / 100).fold((String::new(), String::new()), |(mut conduits, mut names), at| {
        let _ = writeln!(conduits, "conduit c{at} {{ from A; to B; kind duct }}");
        let _ = write!(names, " c{at}");
        (conduits, names)
    });
    let cable =
        "cable C { medium terrestrial\nspan 1 { from A; to B; along c1 }\nspan 2 { from A; to B; along c2 }\n}\n";
    let warranted = UNDISCLOSED.replace("undisclosed #true", &format!("undisclosed #true; diverse-from{names}"));
    let policy = format!(
        "policy p {{ disjoint conduit }}\nlink M {{ from A; to B; capacity (Gbps)1; over C:1 }}\n{service}; leg a {{ over L }}; leg b {{ over M }} }}\n"
    );
    told("a warranty that names all conduits", &format!("{SITES}{conduits}{cable}{warranted}{policy}"));
}

#[test]
fn where_comparing_areas_costs_too_much_it_is_unknown_what_lies_in_them() {
    let text = |risks: usize, conduits: usize| {
        let mut text = "site A { country GE; at 40 44 }\nsite B { country GE; at 43 44 }\n".to_owned();
        for at in 0..risks {
            // A rim eight millimetres beside every conduit.
            let _ =
                writeln!(text, "risk R{at} {{ kind flood; area {{ polygon 39.9 44.0000001 43.1 44.0000001 41 46 }} }}");
        }
        for at in 0..conduits {
            let _ = writeln!(text, "conduit c{at} {{ from A; to B; kind duct }}");
        }
        text + "cable K { medium terrestrial; span 1 { from A; to B; along c0 }; span 2 { from A; to B; along c1 } }\n\
                policy p { disjoint risk }\n\
                service S { from A; to B; capacity (Gbps)1; policy p; leg a { over K:1 }; leg b { over K:2 } }\n"
    };
    let undecided = |text: &str| {
        let said = check_text(text).stdout;
        said.lines().filter(|line| line.contains("[unknown-route]") && line.contains("its risks are known")).count()
    };
    assert_eq!(undecided(&text(20, 40)), 0, "few areas are compared with all");
    assert_eq!(undecided(&text(200, 400)), 2, "many are not, and both legs are unknown");
    let lenient = text(200, 400).replace("disjoint risk", "disjoint risk; unknown allow");
    assert_eq!(undecided(&lenient), 0);
    let said = check_text(&lenient);
    assert!(said.code == 1 && said.stdout.contains("deny[over-limit]: areas are not compared"), "{}", said.stdout);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "20,000 findings of many places: with --release")]
fn pairs_of_legs_that_are_not_compared_are_counted() {
    for (legs, rest) in [(8, "26 pairs of legs of `S` are"), (12, "64 pairs of legs of `S` are")] {
        let spans: String = (1..=7_500).fold(String::new(), |mut spans, at| {
            let _ = writeln!(spans, "span {at} {{ from A; to B }}");
            spans
        });
        let named: String = (1..=legs).fold(String::new(), |mut named, at| {
            let _ = writeln!(named, "leg l{at} {{ over L }}");
            named
        });
        let text = format!(
            "{SITES}cable C {{\nmedium terrestrial\n{spans}}}\nlink L {{ from A; to B; capacity (Gbps)1; over C }}\n\
             policy p {{ disjoint link span cable }}\n\
             service R {{ from A; to B; capacity (Gbps)1; policy p; leg a {{ over C:1 }}; leg b {{ over C:1 }} }}\n\
             service S {{ from A; to B; capacity (Gbps)1; policy p\n{named}}}\n"
        );
        // After two pairs there are more than all services may share.
        let said = told("legs that share all spans", &text);
        let cut: Vec<&str> = said.lines().filter(|line| line.contains("not compared")).collect();
        assert_eq!(cut.len(), 1, "{cut:?}");
        assert!(cut[0].ends_with(&format!("deny[over-limit]: {rest} not compared")), "{cut:?}");
        if legs == 8 {
            let folder = Folder::with(&[("case.kdl", &text)]);
            let into = folder.path().join("evidence.json");
            run(corridor().args(["check", "--format", "short", "--evidence"]).arg(&into).arg(folder.path()));
            let evidence = std::fs::read_to_string(&into).expect("the evidence is written");
            let evidence: serde_json::Value = serde_json::from_str(&evidence).expect("the evidence is JSON");
            let services = evidence["services"].as_array().expect("a list");
            let named: Vec<&serde_json::Value> = services.iter().map(|service| &service["service"]).collect();
            assert_eq!(named, ["R"], "of what was not judged to the end there is none");
        }
    }
}

#[test]
fn more_findings_of_a_rule_than_are_kept_are_counted() {
    let said = told("declarations of no kind", &"a\n".repeat(MAX_FINDINGS + 50));
    assert_eq!(said.lines().filter(|line| line.contains("`a` is not a kind")).count(), MAX_FINDINGS);
    let more =
        format!("case.kdl:{}:1: deny[over-limit]: this file has 50 more findings of `unknown-kind`", MAX_FINDINGS + 1);
    assert!(said.contains(&more), "{said:.200}");
}

#[test]
fn a_picture_of_many_sites_and_lines() {
    let site = |at: usize| {
        let (lat, lon) = (44.0 + (at % 97) as f64 * 0.05, 50.0 + (at % 89) as f64 * 0.4);
        let kind = if at.is_multiple_of(10) { "country KZ UZ; role border-crossing" } else { "country KZ" };
        let site = format!("site S{at} {{ {kind}; at {lat:.2} {lon:.1} }}\n");
        if at == 1 {
            return site;
        }
        let ends = format!("from S{}; to S{at}", at - 1);
        format!(
            "{site}conduit D{at} {{ {ends}; kind duct }}\ncable C{at} {{ medium terrestrial; span 1 {{ {ends} }} }}\n"
        )
    };
    let folder = Folder::with(&[("case.kdl", &flood("", site, ""))]);
    for view in ["map", "plant"] {
        let ran = run_cheaply(view, SIZE, corridor().args(["graph", "--view", view]).arg(folder.path()));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
}

#[test]
fn lines_of_rules_that_no_file_is_held_against_any_more_are_told_for_waivers_too() {
    // Few findings but those of waivers, each in its own file, and more lines than may be held against all of them.
    let folder = Folder::new();
    let lines: String =
        (0..2_000).fold(String::new(), |text, at| text + &format!("allow unused-waiver in=\"x{at}\"\n"));
    folder.write("corridor.kdl", &format!("corridor {{ title t }}\nrules {{\n{lines}}}\n"));
    for at in 0..1_600 {
        let waiver = format!(
            "waiver {{ rule shared-span; reason r; approved-by a; expires \"2027-01-01\"; on S{at} }}\nsite S{at} {{ country GE; at 41.7 44.8 }}\n"
        );
        folder.write(&format!("w{at}.kdl"), &waiver);
    }
    let ran = check_cheaply("waivers in many files", folder.path());
    assert!(
        ran.stdout.contains("deny[over-limit]: the lines of `rules` are not held against all files"),
        "{}",
        ran.stdout
    );
}
