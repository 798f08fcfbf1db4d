//! `corridor import`: what planning tools answer, back in the declarations and judged.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::consumers::{program, tool};
use crate::support::{Folder, Ran, TODAY, corridor, run};

const PLANT: &str = "site AZ-GNJ { country AZ; at 40.6828 46.3606; role hub }
site AZ-AGS { country AZ; at 41.1 45.45; role amplifier }
site AZ-RUS { country AZ; at 41.14 45.2; role junction }
site AZ-TBS { country AZ; at 41.2 45.1; role hub }
cable AZ-W { medium terrestrial; fibre G.652.D pairs=24
    span 1 { from AZ-GNJ; to AZ-AGS; length (km)100 }
    span 2 { from AZ-RUS; to AZ-AGS; length (km)30 }
    span 3 { from AZ-RUS; to AZ-TBS; length (km)12 } }
line-system LS-1 { over AZ-W:1 AZ-W:2 AZ-W:3; grid flexible; amplifier AZ-AGS gain=(dB)21 noise-figure=(dB)5.5 }
line-system LS-2 { over AZ-W:1 AZ-W:2; grid fixed-50; pairs 2 }
";

/// Channels in every style in which they can be written.
const CHANNELS: &str = "// Over all of it.
channel CH-1 {
    over LS-1 // from end to end
    slot (THz)193.1 width=(GHz)75
    capacity (Gbps)400
    modulation DP-16QAM
    required-gsnr (dB)24 // with margin
    /- gsnr (dB)1
}
channel CH-2 { over LS-2; slot (THz)191.4 width=(GHz)50; capacity (Gbps)100; modulation DP-QPSK } // two pairs
channel CH-3 gsnr/*=*/ = /* measured */ (dB)12 { over LS-2; slot (THz)191.4 width=(GHz)50; capacity (Gbps)100; }
channel CH-4 {
\tover LS-1; slot (THz)194 width=(GHz)75; note seen }
channel CH-5 {
  slot (THz)192 width=(GHz)50; /* a
  comment */ over LS-1
  gsnr   (dB)/* a guess */3.25 /* or so */; capacity (Gbps)1 }
";

const FIBRES: [&str; 3] = [
    "fiber AZ-W:1 of LS-1 from AZ-GNJ 1/1",
    "fiber AZ-W:2 of LS-1 from AZ-AGS 1/1",
    "fiber AZ-W:3 of LS-1 from AZ-RUS 1/1",
];
const BACK: [&str; 3] = [
    "fiber AZ-W:3 of LS-1 from AZ-TBS 1/1",
    "fiber AZ-W:2 of LS-1 from AZ-RUS 1/1",
    "fiber AZ-W:1 of LS-1 from AZ-AGS 1/1",
];
/// A line system that tells of no amplifier has its spans in pieces of 80 km at the most.
const OTHERS: [&str; 3] = [
    "fiber AZ-W:1 of LS-2 from AZ-GNJ 1/2",
    "fiber AZ-W:1 of LS-2 from AZ-GNJ 2/2",
    "fiber AZ-W:2 of LS-2 from AZ-AGS 1/1",
];

fn properties(fibres: &[&str], metrics: &Value, back: &Value) -> Value {
    let nodes = ["trx AZ-GNJ"].iter().chain(fibres);
    let steps: Vec<Value> = nodes
        .map(|node| json!({ "path-route-object": { "index": 0, "num-unnum-hop": { "node-id": node, "link-tp-id": node } } }))
        .chain([json!({ "path-route-object": { "index": 1, "label-hop": [{ "N": 0, "M": 6 }] } })])
        .collect();
    json!({ "path-metric": metrics, "z-a-path-metric": back, "path-route-objects": steps })
}

fn metric(name: &str, value: impl Into<Value>) -> Value {
    json!({ "metric-type": name, "accumulative-value": value.into() })
}

fn import(folder: &Folder, results: &Value, arguments: &[&str]) -> Ran {
    folder.write("results.json", &results.to_string());
    let mut command = corridor();
    command.args(["import", "gnpy-results", "results.json", "in", "--today", TODAY]).args(arguments);
    run(command.current_dir(folder.path()))
}

fn text(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join("in/channels.kdl")).expect("it is there")
}

#[test]
fn figures_are_put_where_a_person_would_write_them_and_nothing_else_changes() {
    let folder = Folder::with(&[("in/plant.kdl", PLANT), ("in/channels.kdl", CHANNELS)]);
    let one = json!([metric("SNR-0.1nm", "27.5"), metric("lowest_SNR-0.1nm", "27.25"), metric("OSNR-0.1nm", "1")]);
    let other = json!([metric("lowest_SNR-0.1nm", "27.13"), metric("PDL_penalty", json!([null]))]);
    let none = json!([]);
    let (there, back) = (properties(&FIBRES, &one, &none), properties(&BACK, &other, &none));
    let response = json!([
        { "response-id": "CH-1", "path-properties": there },
        { "response-id": "CH-1 back", "path-properties": back },
        { "response-id": "CH-2 | CH-3", "path-properties": properties(&OTHERS, &other, &one) },
        { "response-id": "CH-4", "no-path": { "no-path": "MODE_NOT_FEASIBLE", "path-properties": there } },
        { "response-id": "CH-4 back", "no-path": { "no-path": "NO_SPECTRUM", "path-properties": back } },
        { "response-id": "CH-5", "path-properties": properties(&[], &one, &other) },
        { "response-id": "S:working", "path-properties": there },
    ]);
    let named = json!({ "gnpy-path-computation:responses": { "response": response } });
    let wanted = CHANNELS
        .replace("(dB)24 // with margin\n", "(dB)24 // with margin\n    gsnr (dB)27.13\n")
        .replace("DP-QPSK }", "DP-QPSK; gsnr (dB)27.13 }")
        .replace("/* measured */ (dB)12", "/* measured */ (dB)27.13")
        .replace(
            "\tover LS-1; slot (THz)194 width=(GHz)75; note seen }",
            "\tover LS-1; slot (THz)194 width=(GHz)75; gsnr (dB)27.13; note seen }",
        )
        .replace("/* a guess */3.25", "/* a guess */27.13");
    let dry = import(&folder, &named, &["--diff"]);
    assert_eq!((dry.code, text(&folder).as_str()), (1, CHANNELS));
    assert!(dry.stdout.contains("+    gsnr (dB)27.13\n"), "{}", dry.stdout);
    let ran = import(&folder, &named, &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(text(&folder), wanted);
    assert_eq!(
        ran.stdout,
        "CH-1: 27.13 dB\nCH-2: 27.13 dB\nCH-3: 27.13 dB, was 12 dB\nCH-4: 27.13 dB\nCH-5: 27.13 dB, was 3.25 dB\n"
    );
    assert_eq!(
        ran.stderr,
        "GNPy says of `CH-4`: `MODE_NOT_FEASIBLE`\n5 channels, 5 changed; what it says of 1 leg is not kept: GSNR belongs to channels\n"
    );
    let again = import(&folder, &named, &[]);
    assert_eq!((again.code, again.stdout.as_str(), text(&folder)), (0, "", wanted));

    // As older versions write it: no name of a model, numbers, the mean alone.
    let plain = json!({ "response": [{ "response-id": "CH-1",
        "path-properties": properties(&FIBRES, &json!([metric("SNR-0.1nm", 26.5)]), &json!([])) }] });
    assert_eq!(import(&folder, &plain, &[]).stdout, "CH-1: 26.5 dB, was 27.13 dB\n");
}

#[test]
fn files_keep_their_style_and_their_line_ends() {
    let styled = "channel CH-1 {\r\n    over LS-1\r\n    slot (THz)193.1 width=(GHz)75 // there\r\n}\r\n";
    let broad = "channel CH-4 { over LS-1; slot (THz)194 width=(GHz)75; capacity (Gbps)400; note \"just fits\" }\n";
    let folder = Folder::with(&[("in/plant.kdl", PLANT), ("in/channels.kdl", styled), ("in/broad.kdl", broad)]);
    let found = properties(&FIBRES, &json!([metric("SNR-0.1nm", 30)]), &json!([]));
    let response = json!([{ "response-id": "CH-1", "path-properties": found },
        { "response-id": "CH-4", "path-properties": found }]);
    let check_style = || run(corridor().args(["fmt", "--check", "in/broad.kdl"]).current_dir(folder.path())).code;
    assert_eq!(check_style(), 0);
    let ran = import(&folder, &json!({ "response": response }), &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(text(&folder), styled.replace("there\r\n", "there\r\n    gsnr (dB)30\r\n"));
    assert_eq!(check_style(), 0);
}

#[test]
fn what_does_not_fit_is_refused_one_by_one() {
    let folder = Folder::with(&[("in/plant.kdl", PLANT), ("in/channels.kdl", CHANNELS)]);
    let good = json!([metric("SNR-0.1nm", 25)]);
    let none = json!([]);
    let response = json!([
        { "response-id": "CH-1", "path-properties": properties(&OTHERS, &good, &none) },
        { "response-id": "CH-2", "path-properties": properties(&OTHERS[..2], &good, &none) },
        { "response-id": "CH-3", "no-path": { "no-path": "NO_PATH\u{1b}[31m" } },
        { "response-id": "CH-4", "path-properties": properties(&FIBRES, &json!([metric("SNR-0.1nm", "1e300")]), &none) },
        { "response-id": "CH-5", "path-properties": properties(&FIBRES, &good, &none) },
        { "response-id": "CH-5", "path-properties": properties(&FIBRES, &json!([metric("SNR-0.1nm", 1)]), &none) },
        { "response-id": "CH-6", "path-properties": properties(&FIBRES, &good, &none) },
        { "response-id": "CH-1 back", "path-properties": properties(&BACK, &good, &none) },
    ]);
    let ran = import(&folder, &json!({ "response": response }), &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(text(&folder), CHANNELS.replace("a guess */3.25", "a guess */25"));
    let lines = [
        "`CH-5` is answered more than once: the first answer counts",
        "`CH-1` is left as it is: it was planned over `fiber AZ-W:1 of LS-2 from AZ-GNJ 1/2`, where it leads over `fiber AZ-W:1 of LS-1 from AZ-GNJ 1/1` now: generate and plan again",
        "`CH-2` is left as it is: it was planned over 2 fibres, where it leads over 3 now: generate and plan again",
        "`CH-3` is left as it is: GNPy computed no GSNR for it, `NO_PATH\\u{1b}[31m`",
        "`CH-4` is left as it is: GNPy computed no GSNR for it",
        "`CH-6` is left as it is: no channel of that id is declared",
    ];
    let told: Vec<&str> = ran.stderr.lines().filter_map(|line| line.strip_prefix("corridor: ")).collect();
    assert_eq!(told, lines);
    assert!(ran.stderr.ends_with("\n1 channel, 1 changed\n"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_no_result_is_refused() {
    let folder = Folder::with(&[("in/plant.kdl", PLANT), ("in/channels.kdl", CHANNELS)]);
    let deep = "[".repeat(100_000);
    for bad in ["", "{", "[]", "{}", r#"{"response": 1}"#, r#"{"response": [{}]}"#, deep.as_str()] {
        folder.write("bad.json", bad);
        let mut command = corridor();
        let ran = run(command.args(["import", "gnpy-results", "bad.json", "in"]).current_dir(folder.path()));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{bad:.40}");
        assert!(ran.stderr.starts_with("corridor: `bad.json` is not taken: it "), "{}", ran.stderr);
    }
    assert_eq!(text(&folder), CHANNELS);
}

/// Systems side by side: `GNPy` takes for the way back of one fibre any other between the same two ROADMs.
#[test]
fn what_lies_beside_a_channel_changes_nothing_of_it() {
    let Some(gnpy) = program("gnpy", tool("gnpy/bin/gnpy-path-request")) else { return };
    const PLANT: &str = "site A { country GE; at 41.7 42.0 }
site B { country GE; at 41.7 42.5 }
cable X { medium terrestrial; span 1 { from A; to B; length (km)100 } }
cable Y { medium terrestrial; span 1 { from A; to B; length (km)60 } }
cable Z { medium terrestrial; span 1 { from A; to B; length (km)240 } }
line-system LX { over X; grid flexible; amplifier A noise-figure=(dB)12; amplifier B noise-figure=(dB)5 }
line-system LY { over Y; grid flexible }
";
    const CHANNELS: [&str; 2] = [
        "channel CH-1 { over LX; slot (THz)193.1 width=(GHz)75; capacity (Gbps)400; modulation DP-16QAM }\n",
        "channel CH-2 { over LY; slot (THz)193.1 width=(GHz)75; capacity (Gbps)400; modulation DP-16QAM }\n",
    ];
    let alone = Folder::with(&[("in/plant.kdl", PLANT), ("in/channels.kdl", &CHANNELS.concat())]);
    let ran = planned(&alone, &gnpy);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let more = format!(
        "{PLANT}line-system LZ {{ over Z; grid flexible }}
channel CH-3 {{ over LZ; slot (THz)193.1 width=(GHz)75 }}
service S {{ from A; to B; capacity (Gbps)100; leg w {{ over X }} }}
service T {{ from B; to A; capacity (Gbps)100; leg w {{ over Z }} }}
"
    );
    let beside = Folder::with(&[("in/plant.kdl", &more), ("in/channels.kdl", &CHANNELS.concat())]);
    let ran = planned(&beside, &gnpy);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stderr.contains("GNPy says"), "{}", ran.stderr);
    for channel in ["CH-1", "CH-2"] {
        let figures = [&alone, &beside].map(|folder| gsnr_of(folder, channel));
        assert!((figures[0] - figures[1]).abs() < 1e-9, "{channel}: {figures:?}");
    }
    // The worse of both ways: the amplifier before the receiver at A has more noise.
    assert!(gsnr_of(&alone, "CH-1") < gsnr_of(&alone, "CH-2"));
}

/// A cable in a line system is used whichever way round it connects; an amplifier in a room stands at the site.
#[test]
fn a_cable_is_passed_backwards_and_a_room_is_its_site() {
    let plant = "site A { country GE; at 41.7 42.0 }
site B { country GE; at 41.7 42.5 }
site B-1 { country GE; at 41.7 42.5; within B }
site C { country GE; at 41.7 43.0 }
site D { country GE; at 41.7 43.5 }
cable K { medium terrestrial; span 1 { from A; to B; length (km)60 }; span 2 { from B; to C; length (km)60 } }
cable M { medium terrestrial; span 1 { from C; to D; length (km)60 } }
line-system L { over M K; grid flexible; amplifier C gain=(dB)12; amplifier B-1 gain=(dB)12 }
channel CH { over L; slot (THz)193.1 width=(GHz)75 }
";
    let folder = Folder::with(&[("in/plant.kdl", plant)]);
    let mut command = corridor();
    command.args(["generate", "gnpy", "in", "--today", TODAY, "--out", "out"]);
    let ran = run(command.current_dir(folder.path()));
    assert_eq!((ran.code, ran.stderr.contains("left out")), (0, false), "{}{}", ran.stdout, ran.stderr);
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).expect("it is there");
    let services = read("services.json");
    for fibre in ["M:1 of L from D 1/1", "K:2 of L from C 1/1", "K:1 of L from B 1/1", "K:1 of L from A 1/1"] {
        assert!(services.contains(&format!("\"fiber {fibre}\"")), "{fibre}: {services}");
    }
    let network = read("network.json");
    assert!(network.contains("\"amplifier B after K:2 of L\"") && !network.contains("\"Fused\""), "{network}");
}

/// Figures that pass the check and that no equipment has: the plan is computed all the same.
#[test]
fn no_figure_makes_gnpy_refuse_the_plan() {
    let Some(gnpy) = program("gnpy", tool("gnpy/bin/gnpy-path-request")) else { return };
    let odd = "site C { country AZ; at 41.3 45.2 }
cable W { medium terrestrial; span 1 { from AZ-TBS; to C; length (km)50 }; span 3 { from AZ-TBS; to C; loss (dB)1e300 }; span 2 { from AZ-TBS; to C; length (km)1e300 } }
line-system L-1 { over W:1; grid flexible; amplifier C gain=(dB)1e300 noise-figure=(dB)1e300 }
line-system L-2 { over W:2; grid flexible }
line-system L-3 { over W:3; grid flexible }
channel C-6 { over L-3; slot (THz)193.1 width=(GHz)75 }
channel C-1 { over L-1; slot (THz)193.725 width=(GHz)4750; capacity (Tbps)1e300 }
channel C-2 { over L-1; slot (THz)193.725 width=(GHz)1000 }
channel C-3 { over L-1; slot (THz)193.1 width=(GHz)12.5; capacity (Mbps)0.001; modulation \"QPSK\"; required-gsnr (dB)-3; status planned ready=\"2020\" }
channel C-4 { over L-2; slot (THz)193.1 width=(GHz)75 }
channel C-5 { over LS-1; slot (THz)193.1 width=(GHz)75; capacity (Tbps)1e300; required-gsnr (dB)1e300 }
service S { from AZ-TBS; to C; capacity (Tbps)1e300; leg w { over W:1 } }
";
    let folder = Folder::with(&[
        ("in/plant.kdl", PLANT),
        ("in/odd.kdl", odd),
        ("in/rules.kdl", "rules { allow overlapping-slots }\n"),
    ]);
    let ran = planned(&folder, &gnpy);
    assert!(ran.stderr.contains("3 channels, 3 changed"), "{}{}", ran.stdout, ran.stderr);
}

/// Generates, plans, brings back: in a folder of its own.
fn planned(folder: &Folder, gnpy: &Path) -> Ran {
    let mut command = corridor();
    command.args(["generate", "gnpy", "in", "--today", TODAY, "--out", "out"]);
    let ran = run(command.current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let mut command = Command::new(gnpy);
    command.args(["network.json", "services.json", "-e", "eqpt_config.json", "-o", "results.json"]);
    let ran = run(command.current_dir(folder.path().join("out")));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut command = corridor();
    command.args(["import", "gnpy-results", "out/results.json", "in", "--today", TODAY]);
    run(command.current_dir(folder.path()))
}

fn gsnr_of(folder: &Folder, channel: &str) -> f64 {
    let text = text(folder);
    let of = text.split("channel ").find(|of| of.starts_with(channel)).expect("it is there");
    let figure = of.rsplit("gsnr").next().and_then(|rest| rest.split("(dB)").nth(1)).expect("it has the field");
    figure.split(|c: char| !c.is_ascii_digit() && c != '.').next().and_then(|text| text.parse().ok()).expect("a number")
}

#[test]
fn what_gnpy_plans_comes_back_as_findings() {
    let Some(gnpy) = program("gnpy", tool("gnpy/bin/gnpy-path-request")) else { return };
    let channels = CHANNELS.replace("    /- gsnr (dB)1\n", "");
    let folder = Folder::with(&[("in/plant.kdl", PLANT), ("in/channels.kdl", &channels)]);
    let ran = planned(&folder, &gnpy);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("5 channels, 5 changed"), "{}", ran.stderr);
    let before = gsnr_of(&folder, "CH-1");
    assert!((24.0..32.0).contains(&before), "{before}");

    // An amplifier of 8 dB more noise costs GSNR; the others over the line system lose it as well, those over the other
    // nothing.
    let other = gsnr_of(&folder, "CH-2");
    folder.write("in/plant.kdl", &PLANT.replace("noise-figure=(dB)5.5", "noise-figure=(dB)13.5"));
    let ran = planned(&folder, &gnpy);
    let after = gsnr_of(&folder, "CH-1");
    assert!(after < before - 2.0, "{before} {after}");
    assert!((gsnr_of(&folder, "CH-2") - other).abs() < 1e-9);
    assert_eq!(ran.code, i32::from(after < 24.0), "{}{}", ran.stdout, ran.stderr);

    // What GNPy refuses has a figure as well, and it is ours to judge.
    folder.write("in/channels.kdl", &text(&folder).replace("required-gsnr (dB)24", "required-gsnr (dB)38"));
    let denied = run(corridor().args(["check", "in", "--today", TODAY]).current_dir(folder.path()));
    assert_eq!(denied.code, 1);
    folder.write("in/channels.kdl", &channels.replace("required-gsnr (dB)24", "required-gsnr (dB)38"));
    let ran = planned(&folder, &gnpy);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("gsnr-too-low") && ran.stdout.contains("of GSNR and needs 38 dB"), "{}", ran.stdout);
    assert!(ran.stderr.contains("GNPy says of `CH-1`: `MODE_NOT_FEASIBLE`"), "{}", ran.stderr);
}
