//! What a finding says besides its message: why, and what to do.

use crate::support::{Folder, TODAY, check_short, corridor, run};

/// The note and the help of the only finding of a rule.
fn advice(rule: &str, text: &str) -> (String, String) {
    let folder = Folder::with(&[("case.kdl", text)]);
    let json = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(folder.path())).stdout;
    let found: serde_json::Value = serde_json::from_str(&json).expect("the output is JSON");
    let mut of_rule = found["findings"].as_array().expect("a list").iter().filter(|finding| finding["rule"] == rule);
    let finding = of_rule.next().unwrap_or_else(|| panic!("no finding of {rule}: {json}"));
    assert!(of_rule.next().is_none(), "more than one finding of {rule}: {json}");
    let text = |field: &str| finding[field].as_str().unwrap_or_default().to_owned();
    (text("note"), text("help"))
}

/// A span from Tbilisi to Baku, which is as it is given.
fn span_of(length: &str, baku: &str) -> String {
    format!(
        "site GE-TBS {{ country GE; at 41.6914 44.8341 }}\nsite AZ-BAK {{ country AZ; at {baku} }}\n\
         cable C {{ medium terrestrial\nspan 1 {{ from GE-TBS; to AZ-BAK; country GE AZ; length {length} }} }}\n"
    )
}

#[test]
fn a_length_names_the_site_whose_coordinates_have_changed_places() {
    let (_, help) = advice("shorter-than-geodesic", &span_of("(km)500", "49.892 40.3777"));
    assert!(help.contains("the two of `AZ-BAK` the other way round"), "{help}");
    // As it stands it lies in its country: it is the length that is wrong.
    let (_, help) = advice("shorter-than-geodesic", &span_of("(km)400", "40.3777 49.892"));
    assert!(help.contains("mend the length"), "{help}");
    // Nor does it fit the other way round.
    let (_, help) = advice("shorter-than-geodesic", &span_of("(km)400", "49.892 40.3777"));
    assert!(help.contains("mend the length"), "{help}");
}

/// A service over as many spans of nobody.
fn over_spans(spans: usize) -> String {
    use std::fmt::Write as _;
    let mut text = "policy p { disjoint operator }\ncable C {\nmedium terrestrial\n".to_owned();
    for at in 1..=spans {
        writeln!(text, "span {at} {{ from S{}; to S{at} }}", at - 1).expect("a string takes all");
    }
    text += "}\n";
    for at in 0..=spans {
        writeln!(text, "site S{at} {{ country GE; at 41.{at} 44.0 }}").expect("a string takes all");
    }
    let known = "cable K { medium terrestrial; operator o; span 1 { from S0; to";
    let operator = "operator o { name o; country GE }";
    text + &format!(
        "{operator}\n{known} S{spans} }} }}\n\
         service V {{ from S0; to S{spans}; capacity (Gbps)1; policy p; leg a {{ over K }}; leg b {{ over C }} }}\n"
    )
}

#[test]
fn of_many_things_that_say_too_little_the_rest_is_counted() {
    let (note, _) = advice("unknown-route", &over_spans(4));
    assert_eq!(note, "unknown is not disjoint");
    let (note, _) = advice("unknown-route", &over_spans(6));
    assert_eq!(note, "unknown is not disjoint; 2 more of what it rides on say too little");
}

#[test]
fn a_round_trip_over_a_length_that_nobody_gives_says_so() {
    let text = |first: &str, second: &str| {
        format!(
            "corridor {{ delay terrestrial (us-per-km)4.9; route-factor terrestrial 1.3 }}\n\
             site A {{ country GE; at 41.6914 44.8341 }}\nsite B {{ country GE; at 41.9973 43.599 }}\n\
             site C {{ country GE; at 42.1427 41.6738 }}\n\
             cable K {{ medium terrestrial; span 1 {{ from A; to B{first} }}; span 2 {{ from B; to C{second} }} }}\n\
             policy p {{ round-trip (ms)1 }}\n\
             service S {{ from A; to C; capacity (Gbps)10; policy p; leg a {{ over K }} }}\n"
        )
    };
    let note = |first, second| advice("round-trip-too-long", &text(first, second)).0;
    let (none, one) = (note("; length (km)130", "; length (km)190"), note("", "; length (km)190"));
    assert_ne!(none, one, "an assumed length is told");
    assert_eq!(one, note("; length (km)130", ""), "wherever it stands");
}

#[test]
fn an_unused_waiver_names_no_rule_of_other_things() {
    let text = "site A { country GE; at 41.6914 44.8341 }\nsite B { country GE; at 42.1427 41.6738 }\n\
                cable ONE { medium terrestrial; span 1 { from A; to B } }\n\
                cable TWO { medium terrestrial; span 1 { from A; to B } }\n\
                policy p { disjoint cable }\n\
                service S { from A; to B; capacity (Gbps)1; policy p; leg a { over ONE }; leg b { over ONE } }\n\
                service T { from A; to B; capacity (Gbps)1; policy p; leg a { over ONE }; leg b { over TWO } }\n\
                waiver { rule shared-conduit; on S TWO; reason r; approved-by x; expires \"2027-06-30\" }\n";
    let (_, help) = advice("unused-waiver", text);
    assert_eq!(help, "remove it, or mend what it is on");
    let (_, help) = advice("unused-waiver", &text.replace("on S TWO", "on S ONE"));
    assert!(help.contains("a finding of `shared-cable` on the same"), "{help}");
    // One that is waived already is not meant.
    let waived = "waiver { rule shared-cable; on S ONE; reason r; approved-by x; expires \"2027-06-30\" }\n";
    let (_, help) = advice("unused-waiver", &(text.replace("on S TWO", "on S ONE") + waived));
    assert_eq!(help, "remove it, or mend what it is on");
}

#[test]
fn a_risk_met_only_where_a_conduit_is_assumed_straight_says_so() {
    let text = |via: &str| {
        format!(
            "site A {{ country GE; at 41 43 }}\nsite B {{ country GE; at 41 47 }}\n\
             risk R {{ kind flood; area {{ circle 41 45 radius=(km)20 }} }}\n\
             conduit C-1 {{ from A; to B; kind duct }}\nconduit C-2 {{ from A; to B; kind duct{via} }}\n\
             cable K-1 {{ medium terrestrial; span 1 {{ from A; to B; along C-1 }} }}\n\
             cable K-2 {{ medium terrestrial; span 1 {{ from A; to B; along C-2 }} }}\n\
             policy p {{ disjoint risk }}\n\
             service S {{ from A; to B; capacity (Gbps)1; policy p; leg a {{ over K-1 }}; leg b {{ over K-2 }} }}\n"
        )
    };
    let (note, _) = advice("shared-risk", &text(""));
    assert!(note.contains("that `C-2` and `C-1` run straight is assumed: draw them with `via`"), "{note}");
    let (note, _) = advice("shared-risk", &text("; via 41 45"));
    assert!(note.contains("that `C-1` runs straight is assumed: draw it with `via`"), "{note}");
}

#[test]
fn of_many_riders_on_a_link_the_rest_is_counted() {
    let text = |riders: usize| {
        use std::fmt::Write as _;
        let mut text = "site A { country GE; at 41.6914 44.8341 }\nsite B { country GE; at 42.1427 41.6738 }\n\
                        link L { from A; to B; capacity (Gbps)1; undisclosed #true }\n"
            .to_owned();
        for rider in 0..riders {
            writeln!(text, "link R-{rider} {{ from A; to B; capacity (Gbps)1; over L }}").expect("a string takes all");
        }
        text
    };
    let told = |riders: usize| advice("over-capacity", &text(riders)).0;
    let first = (2..40).find(|&riders| told(riders).contains("1 more ride on it")).expect("some are counted");
    assert!(!told(first - 1).contains("more ride on it"));
    assert!(told(first + 1).contains("2 more ride on it"));
}

/// The note and the help of the refusal of a case.
fn refusal(case: &str) -> (String, String) {
    let path = crate::support::root().join("tests/rules/demand-refused").join(case);
    advice("demand-refused", &std::fs::read_to_string(path).expect("a case can be read"))
}

#[test]
fn a_refusal_says_what_proves_it_and_no_more() {
    let (note, help) = refusal("bad-one-site.kdl");
    assert_eq!(note, "proven: one route alone may cross it, and 2 disjoint routes are wanted");
    assert_eq!(help, "plan a way around it, or take it off what the policy counts");
    let (note, help) = refusal("bad-two-conduits-for-three-routes.kdl");
    assert_eq!(note, "proven: 2 routes at most may cross these, and 3 disjoint routes are wanted");
    assert_eq!(help, "plan another way, or let the policy ask for less");
    let (note, _) = refusal("bad-chain-of-what-each-must-use.kdl");
    assert_eq!(
        note,
        "proven: route 2 is stuck unless one gives way: route 1 off risk `R-1`, or route 1 off risk `R-2`; \
         route 1 cannot avoid site `N`, so no other may cross it; route 2 cannot avoid risk `R-2`, so no other may \
         cross it; then no way is left for route 1"
    );
}

#[test]
fn a_place_that_lacks_is_told_by_where_it_comes_from() {
    let text = "site A { country GE; at 41.6914 44.8341 }\nsite B { country GE; at 42.1427 41.6738; locode GEPTI }\n\
                naming { pattern service \"{from.place}-{to.place}\"; pattern site \"{place}-{operator.icc}\" }\n\
                operator o { name o; country GE }\nsite C { country GE; at 42.0 43.0; locode GEKUT; operator o }\n\
                service S { from A; to B; capacity (Gbps)1; leg a { over L } }\n\
                link L { from A; to B; capacity (Gbps)1; undisclosed #true }\n";
    let folder = Folder::with(&[("case.kdl", text)]);
    let ran = run(corridor().args(["check", "--format", "short", "--today", TODAY]).arg(folder.path()));
    for lacks in [
        "site `A` cannot be named by its pattern: it has no `locode`",
        "it has no `locode` at its `from`",
        "it has no `icc` at its `operator`",
    ] {
        assert!(ran.stdout.contains(lacks), "{lacks}: {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("it has no `locode` at its `operator`"), "{}", ran.stdout);
}

#[test]
fn an_operator_that_reaches_a_span_is_pointed_at_where_a_span_names_its_end() {
    // The end of the later leg's span through which the shared site is reached.
    let text = "site A { country GE; at 41.6914 44.8341 }\nsite M { country GE; at 42.0 43.0 }\n\
                site B { country GE; at 42.1427 41.6738 }\npolicy p { disjoint site }\n\
                cable C { medium terrestrial\nspan 1 { from A; to M }\nspan 2 { from M; to B }\n}\n\
                cable K { medium terrestrial\nspan 1 { from A; to M }\nspan 2 { from M; to B }\n}\n\
                service S { from A; to B; capacity (Gbps)1; policy p; leg a { over C }; leg b { over K } }\n";
    let folder = Folder::with(&[("case.kdl", text)]);
    let json = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(folder.path())).stdout;
    let found: serde_json::Value = serde_json::from_str(&json).expect("the output is JSON");
    let finding = found["findings"].as_array().expect("a list").iter().find(|finding| finding["rule"] == "shared-site");
    let related = finding.expect("a site is shared")["related"].as_array().expect("a list");
    let at = |message: &str| {
        let found =
            related.iter().find(|related| related["message"].as_str().is_some_and(|said| said.contains(message)));
        let found = found.unwrap_or_else(|| panic!("{message}: {json}"));
        (found["line"].as_u64(), found["column"].as_u64())
    };
    // `to M` of the first span of each cable.
    assert_eq!(at("`K:1` has an end at `M`"), (Some(10), Some(21)));
    assert_eq!(at("`C:1` has an end at `M`"), (Some(6), Some(21)));
}

#[test]
fn a_cycle_is_told_step_by_step() {
    let text = "site S { country GE; at 41.6914 44.8341 }\nsite T { country GE; at 42.1427 41.6738 }\n\
                link A { from S; to T; capacity (Gbps)1; over B }\nlink B { from S; to T; capacity (Gbps)1; over C }\n\
                link C { from S; to T; capacity (Gbps)1; over D }\nlink D { from S; to T; capacity (Gbps)1; over A }\n";
    let folder = Folder::with(&[("case.kdl", text)]);
    let json = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(folder.path())).stdout;
    let found: serde_json::Value = serde_json::from_str(&json).expect("the output is JSON");
    let findings = found["findings"].as_array().expect("a list");
    let cycle = findings.iter().find(|finding| finding["rule"] == "dependency-cycle").expect("a cycle");
    let related = cycle["related"].as_array().expect("a list").iter();
    let told: Vec<&str> = related.map(|related| related["message"].as_str().expect("words")).collect();
    assert_eq!(told, ["`B` rides on `C`", "`C` rides on `D`", "`D` rides on `A`"]);
}

#[test]
fn a_level_within_a_folder_or_a_pattern_speaks_of_no_other_file() {
    let files = [
        ("a/x.kdl", "metro M-A\n"),
        ("ab/y.kdl", "metro M-AB\n"),
        ("b/deep/z.kdl", "metro M-B\n"),
        ("c.kdl", "metro M-C\n"),
    ];
    let left = |within: &str| {
        let folder = Folder::with(&files);
        folder.write("rules.kdl", &format!("rules {{ allow unused-declaration in=\"{within}\" }}\n"));
        let out = check_short(folder.path()).stdout;
        files
            .iter()
            .map(|(_, text)| text.trim())
            .filter(|text| out.contains(&format!("{text}`").replace("metro ", "metro `")))
            .map(|text| text.replace("metro ", ""))
            .collect::<Vec<_>>()
    };
    assert_eq!(left("a"), ["M-AB", "M-B", "M-C"]);
    assert_eq!(left("a/"), ["M-AB", "M-B", "M-C"]);
    assert_eq!(left("b"), ["M-A", "M-AB", "M-C"]);
    assert_eq!(left("b/deep/z.kdl"), ["M-A", "M-AB", "M-C"]);
    assert_eq!(left("*.kdl"), Vec::<String>::new());
    assert_eq!(left("a*/*"), ["M-B", "M-C"]);
}
