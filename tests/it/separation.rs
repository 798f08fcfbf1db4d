//! How far apart legs run against PROJ, which samples both courses.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::consumers::{program, tool};
use crate::support::{Folder, Random, TODAY, corridor, root, run};

/// A service over two legs that are drawn, as it is declared and as the script takes it.
struct Case {
    text: String,
    asked: Value,
}

/// A place so many degrees around another, to seven decimals: a centimetre.
fn around(random: &mut Random, centre: [f64; 2], reach: f64) -> [f64; 2] {
    let mut off = || (random.below(2_000_001) as f64 / 1_000_000.0 - 1.0) * reach;
    let (lat, lon) = (centre[0] + off(), centre[1] + off());
    let lon = if lon > 180.0 {
        lon - 360.0
    } else if lon < -180.0 {
        lon + 360.0
    } else {
        lon
    };
    [lat, lon].map(|angle| format!("{angle:.7}").parse().expect("a number"))
}

fn case(random: &mut Random, at: usize) -> Case {
    let centre = [random.below(140) as f64 - 70.0, random.below(360) as f64 - 180.0];
    let size = [0.1, 0.5, 2.0][random.below(3)];
    let ends = [around(random, centre, size), around(random, centre, size)];
    let near = (!random.one_in(10)).then(|| [2.0, 5.0, 10.0, 20.0][random.below(4)] * size);
    let mut text = String::new();
    for (end, [lat, lon]) in ends.iter().enumerate() {
        writeln!(text, "site S-{at}-{end} {{ country GE; at {lat:.7} {lon:.7} }}").expect("a string takes all");
    }
    let mut courses = Vec::new();
    for leg in 0..2 {
        let via: Vec<[f64; 2]> = (0..=random.below(4)).map(|_| around(random, centre, size * 1.5)).collect();
        let drawn: Vec<String> = via.iter().map(|[lat, lon]| format!("{lat:.7} {lon:.7}")).collect();
        let (from, to) = (format!("S-{at}-0"), format!("S-{at}-1"));
        writeln!(
            text,
            "conduit C-{at}-{leg} {{ from {from}; to {to}; kind duct; via {} }}\n\
             cable K-{at}-{leg} {{ medium subsea; span 1 {{ from {from}; to {to}; along C-{at}-{leg} }} }}",
            drawn.join(" ")
        )
        .expect("a string takes all");
        courses.push([ends[0]].into_iter().chain(via).chain([ends[1]]).collect::<Vec<_>>());
    }
    let distance = [1.0, 5.0, 20.0][random.below(3)] * size;
    let near_ends = near.map(|near| format!(" near-ends=(km){near}")).unwrap_or_default();
    writeln!(
        text,
        "policy P-{at} {{ separation (km){distance}{near_ends} }}\n\
         service D-{at} {{ from S-{at}-0; to S-{at}-1; capacity (Gbps)1; policy P-{at}; leg a {{ over K-{at}-0 }}; leg b {{ over K-{at}-1 }} }}"
    )
    .expect("a string takes all");
    Case { text, asked: json!({ "courses": courses, "ends": ends, "near_km": near }) }
}

fn sampled(cases: &[Case]) -> Option<Vec<Option<f64>>> {
    let python = program("python3 of tests/setup", tool("python/bin/python3"))?;
    let script = root().join("tests/oracle/separation.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the script starts");
    let lines: Vec<String> = cases.iter().map(|case| format!("{}\n", case.asked)).collect();
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let writer = std::thread::spawn(move || stdin.write_all(lines.concat().as_bytes()));
    let out = child.wait_with_output().expect("the script ends");
    writer.join().expect("a thread ends").expect("the script reads");
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).expect("the script writes UTF-8");
    Some(text.lines().map(|line| line.parse().ok()).collect())
}

#[test]
fn the_distance_of_legs_lies_where_samples_of_proj_show_it() {
    let count = if cfg!(debug_assertions) { 60 } else { 1_000 };
    let mut random = Random(5);
    let cases: Vec<Case> = (0..count).map(|at| case(&mut random, at)).collect();
    let Some(sampled) = sampled(&cases) else { return };
    assert_eq!(sampled.len(), cases.len());
    let folder = Folder::new();
    let (mut judged, mut apart, mut widest) = (0, 0, 0.0_f64);
    for (few, sampled) in cases.chunks(50).zip(sampled.chunks(50)) {
        let text: String = few.iter().map(|case| case.text.as_str()).collect();
        folder.write("corridor.kdl", &text);
        let file = folder.path().join("evidence.json");
        let ran = run(corridor().args(["check", "--today", TODAY, "--evidence"]).arg(&file).arg(folder.path()));
        assert!(ran.code < 2, "{}", ran.stderr);
        let verified = run(corridor().arg("verify").arg(&file));
        assert_eq!(verified.code, 0, "{}", verified.stdout);
        let text = std::fs::read_to_string(&file).expect("the evidence is written");
        let evidence: Value = serde_json::from_str(&text).expect("the evidence is JSON");
        for service in evidence["services"].as_array().expect("a list") {
            let id = service["service"].as_str().expect("an id");
            let at: usize = id["D-".len()..].parse().expect("a number");
            let pair = &service["separation"]["pairs"][0];
            let verdict = pair["verdict"].as_str().expect("a verdict");
            let Some(sampled) = sampled[at % 50] else {
                // Nothing is left that counts, but for less than a sample.
                assert!(pair["at_most_m"].is_null() || pair["at_most_m"].as_f64() < Some(500.0) || verdict != "apart");
                continue;
            };
            let bound = service["separation"]["distance_km"].as_f64().expect("a number") * 1_000.0;
            let least = pair["at_least_m"].as_f64().expect("a length");
            let most = pair["at_most_m"].as_f64().expect("a length");
            // A sample is a place, so that no truth is above it; it lies a metre above the truth at most, and what
            // lies within a metre of the rim of what counts may be nearer by as much.
            assert!(least <= sampled + 0.001 && sampled <= most + 2.0, "{id}: {least} {sampled} {most}");
            widest = widest.max((most - least) / most.max(1.0));
            match verdict {
                "apart" => assert!(sampled >= bound - 0.001, "{id}"),
                "too-close" => assert!(sampled < bound + 2.0, "{id}"),
                other => {
                    assert!(
                        other == "not-told" && (sampled - bound).abs() < 5.0,
                        "{id}: {other} {sampled} of {bound}: {}",
                        few[at % 50].text
                    );
                }
            }
            apart += usize::from(verdict == "apart");
            judged += 1;
        }
    }
    println!("{judged} of {count} judged by both, {apart} apart");
    assert!(judged * 10 > count * 8 && apart * 10 > judged && apart * 10 < judged * 9, "{judged} {apart}");
}
