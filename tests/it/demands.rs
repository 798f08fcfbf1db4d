//! Demands against declared legs: a demand is met if and only if some two ways, declared as the legs of a service under
//! the same policy, give no finding.

use std::fmt::Write as _;

use crate::evidence::verify_apart;
use crate::support::{Folder, Random, TODAY, corridor, run};

const SITES: usize = 5;

/// A thing that a way leads over, between two sites.
struct Hop {
    name: String,
    ends: [usize; 2],
}

fn write(text: &mut String, line: std::fmt::Arguments<'_>) {
    text.write_fmt(line).expect("a string takes all");
    text.push('\n');
}

/// Sites, plant, risks and a policy; and what ways can lead over.
fn plant(random: &mut Random) -> (String, Vec<Hop>) {
    let mut text = String::from("corridor { delay terrestrial (us-per-km)5 }\nmetro M-0 { }\nmetro M-1 { }\n");
    for operator in 0..3 {
        write(&mut text, format_args!("operator O-{operator} {{ name o; country GE }}"));
    }
    for site in 0..SITES {
        let country = ["GE", "TR", "AZ"][random.below(3)];
        let metro = if random.one_in(3) { format!("; metro M-{}", random.below(2)) } else { String::new() };
        let role = if random.one_in(4) { "; role landing-station" } else { "" };
        let at = format!("{}.{} {}.{}", 41 + site / 3, random.below(9), 42 + site % 3, random.below(9));
        write(&mut text, format_args!("site S-{site} {{ country {country}; at {at}{metro}{role} }}"));
    }
    let mut hops = Vec::new();
    for at in 0..5 + random.below(3) {
        let from = random.below(SITES);
        let to = (from + 1 + random.below(SITES - 1)) % SITES;
        let mut along = String::new();
        if !random.one_in(8) {
            let way = if random.one_in(2) { format!("; right-of-way W-{}", random.below(2)) } else { String::new() };
            // Some are drawn, some may stray, some run nobody knows where.
            let drawn = match random.below(3) {
                0 => format!(
                    "; via {}.{:04} {}.{:04}",
                    41 + random.below(2),
                    random.below(10_000),
                    42 + random.below(3),
                    random.below(10_000)
                ),
                1 => format!("; length (km){}", 60 + random.below(200)),
                _ => String::new(),
            };
            write(&mut text, format_args!("conduit C-{at} {{ from S-{from}; to S-{to}; kind duct{way}{drawn} }}"));
            along = format!("; along C-{at}");
        }
        let operator = if random.one_in(9) { String::new() } else { format!("; operator O-{}", random.below(3)) };
        let body = format!("span 1 {{ from S-{from}; to S-{to}; length (km){}{along} }}", 100 + random.below(300));
        write(&mut text, format_args!("cable K-{at} {{ medium terrestrial{operator}; {body} }}"));
        hops.push(Hop { name: format!("K-{at}:1"), ends: [from, to] });
    }
    if random.one_in(3) {
        let from = random.below(SITES);
        let to = (from + 1 + random.below(SITES - 1)) % SITES;
        write(
            &mut text,
            format_args!(
                "link L-0 {{ from S-{from}; to S-{to}; capacity (Gbps)1000; undisclosed #true; provider O-0 }}"
            ),
        );
        hops.push(Hop { name: "L-0".to_owned(), ends: [from, to] });
    }
    text += "right-of-way W-0 { kind railway }\nright-of-way W-1 { kind road }\n";
    for risk in 0..2 {
        let members: Vec<String> = hops.iter().filter(|_| random.one_in(4)).map(|hop| hop.name.clone()).collect();
        if !members.is_empty() {
            let kind = ["flood", "seismic"][random.below(2)];
            write(&mut text, format_args!("risk R-{risk} {{ kind {kind}; member {} }}", members.join(" ")));
        }
    }
    write(&mut text, format_args!("{}", policy(random)));
    (text, hops)
}

fn policy(random: &mut Random) -> String {
    const KINDS: [&str; 9] = [
        "site",
        "metro",
        "landing-station",
        "border-crossing",
        "country",
        "conduit",
        "right-of-way",
        "operator",
        "risk",
    ];
    let mut kinds: Vec<&str> = KINDS.into_iter().filter(|_| random.one_in(4)).collect();
    let mut lines = vec!["disjoint span link cable".to_owned()];
    if let Some(alone) = kinds.pop() {
        let most = if random.one_in(3) { " at-most=1" } else { "" };
        let ends = if random.one_in(4) { " ends=count" } else { "" };
        let near = if random.one_in(4) { " near-ends=(km)150" } else { "" };
        lines.push(format!("disjoint {alone}{most}{ends}{near}"));
    }
    if !kinds.is_empty() {
        lines.push(format!("disjoint {}", kinds.join(" ")));
    }
    if random.one_in(5) {
        lines.push(format!("avoid country {}", ["TR", "AZ"][random.below(2)]));
    }
    if random.one_in(6) {
        lines.push(format!("avoid operator O-{}", random.below(3)));
    }
    if random.one_in(4) {
        lines.push(format!("except S-{}", random.below(SITES)));
    }
    if random.one_in(4) {
        lines.push(format!("round-trip (ms){}", 3 + random.below(8)));
    }
    if random.one_in(3) {
        let (distance, near) = (1 + random.below(20), 10 * random.below(8));
        lines.push(format!("separation (km){distance} near-ends=(km){near}"));
    }
    format!("policy P {{ {} }}", lines.join("; "))
}

/// Every way from the first site to the last that visits no site twice.
fn ways(hops: &[Hop]) -> Vec<Vec<&str>> {
    fn walk<'h>(
        hops: &'h [Hop],
        at: usize,
        been: &mut Vec<usize>,
        over: &mut Vec<&'h str>,
        out: &mut Vec<Vec<&'h str>>,
    ) {
        if at == SITES - 1 {
            out.push(over.clone());
            return;
        }
        for hop in hops {
            let next = match hop.ends {
                [one, other] if one == at => other,
                [one, other] if other == at => one,
                _ => continue,
            };
            if !been.contains(&next) {
                been.push(next);
                over.push(&hop.name);
                walk(hops, next, been, over, out);
                over.pop();
                been.pop();
            }
        }
    }
    let mut out = Vec::new();
    walk(hops, 0, &mut vec![0], &mut Vec::new(), &mut out);
    out
}

#[test]
fn a_demand_is_met_where_two_declared_legs_would_be() {
    let count = if cfg!(debug_assertions) { 150 } else { 2_000 };
    let mut seen = [0_usize; 3];
    let proofs = Folder::new();
    let mut evidences = Vec::new();
    for seed in 0..count {
        let (plant, hops) = plant(&mut Random(seed));
        let ways = ways(&hops);
        let mut text = plant.clone();
        let last = SITES - 1;
        write(&mut text, format_args!("demand D {{ from S-0; to S-{last}; policy P }}"));
        let mut pairs = Vec::new();
        for (two, other) in ways.iter().enumerate() {
            for (one, way) in ways[..=two].iter().enumerate() {
                let legs = format!("leg a {{ over {} }}; leg b {{ over {} }}", way.join(" "), other.join(" "));
                let name = format!("V-{one}-{two}");
                write(
                    &mut text,
                    format_args!("service {name} {{ from S-0; to S-{last}; capacity (Gbps)0.001; policy P; {legs} }}"),
                );
                pairs.push(name);
            }
        }
        let folder = Folder::with(&[("case.kdl", &text)]);
        let evidence = proofs.path().join(format!("{seed}.json"));
        let check = ["check", "--format", "json", "--today", TODAY, "--evidence"];
        let json = run(corridor().args(check).arg(&evidence).arg(folder.path())).stdout;
        let ran = run(corridor().arg("verify").arg(&evidence));
        assert_eq!(ran.code, 0, "seed {seed}\n{plant}{}{}", ran.stdout, ran.stderr);
        evidences.push(evidence);
        let found: serde_json::Value = serde_json::from_str(&json).expect("the output is JSON");
        let findings = found["findings"].as_array().expect("findings are a list");
        let of = |rule: &str| findings.iter().any(|finding| finding["rule"] == rule);
        // Of each pair: 0 if it is diverse, 1 if that is not known, 2 if it is not.
        let worst = |pair: &String| {
            let about = findings.iter().filter(|finding| finding["ids"][0] == pair.as_str());
            let weighs = about.map(|finding| match finding["rule"].as_str().expect("a rule has a name") {
                "unknown-route" => 1,
                "round-trip-too-long" | "too-close" => 2,
                rule if rule.starts_with("shared-") || rule.starts_with("avoided-") => 2,
                _ => 0,
            });
            weighs.max().unwrap_or(0)
        };
        let expected = pairs.iter().map(worst).min().unwrap_or(2);
        let got = match (of("demand-refused") || of("no-route"), of("demand-undecided")) {
            (false, false) => 0,
            (false, true) => 1,
            (true, _) => 2,
        };
        assert_eq!(got, expected, "seed {seed}\n{plant}demand D {{ from S-0; to S-{last}; policy P }}\n{json}");
        seen[got] += 1;
    }
    assert!(seen.iter().all(|&seen| seen > count as usize / 20), "{seen:?}");
    // What proves each verdict to our checker proves it to the one that shares no code with it.
    for some in evidences.chunks(500) {
        if let Some(ran) = verify_apart(some) {
            assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
            assert_eq!(ran.stdout.lines().filter(|line| line.contains(": consistent; ")).count(), some.len());
        }
    }
}
