//! What is generated, before the programs that it is for: each takes it, and refuses a planted fault.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::consumers::{program, tool};
use crate::support::{Folder, Ran, TODAY, corridor, files, root, run};

/// A corridor with something for every target, on a day when all of it stands.
const NET: &str = r#"corridor { title "A corridor"; delay terrestrial (us-per-km)4.9; delay subsea (us-per-km)4.9; cuts terrestrial (per-1000km-y)2; cuts subsea (per-1000km-y)0.2; repair terrestrial (h)8; repair subsea (d)14; pool loopback "10.255.0.0/24"; pool link "10.254.0.0/24"; pool srlg "1-3000" }
operator azt { name TEXT; country AZ; asn 29049; contact TEXT }
operator grt { name TEXT; country GE; asn 64512; igp ospf; contact TEXT }
reference survey { title TEXT; publisher TEXT; url "https://example.org/?a=TAIL" }
site GE-TBS { name TEXT; country GE; at 41.6914 44.8341; role hub }
site GE-KHI { name TEXT; country GE; at 41.9973 43.599; note TEXT }
site GE-PTI { name TEXT; country GE; at 42.155 41.671; role landing-station }
risk R { kind construction; name TEXT; member GE-W }
cable GE-W { name TEXT; medium terrestrial; operator grt; owner grt share=(percent)100; fibre G.652.D pairs=12; span 1 { from GE-TBS; to GE-KHI; length (km)130 }; source survey }
cable GE-V { name TEXT; medium terrestrial; operator grt; span 1 { from GE-TBS; to GE-KHI; length (km)170 }; source survey }
cable GE-Z { name TEXT; medium aerial; fibre "G.657.A1 TAIL" pairs=2; span 1 { from GE-KHI; to GE-PTI; length (km)170; loss (dB)40 } }
link L1 { name TEXT; from GE-TBS; to GE-KHI; capacity (Gbps)100; over GE-W:1 }
link L2 { from GE-TBS; to GE-KHI; capacity (Gbps)100; over GE-V:1 }
line-system LS-1 { name TEXT; over GE-W:1; grid flexible; amplifier GE-KHI gain=(dB)20 noise-figure=(dB)5.5 }
channel CH-1 { name TEXT; over LS-1; slot (THz)193.1 width=(GHz)75; capacity (Gbps)400; modulation TEXT; required-gsnr (dB)20 }
policy gold { disjoint cable span; legs at-least=2 }
service TBS-KHI-1 { name TEXT; from GE-TBS; to GE-KHI; capacity (Gbps)10; policy gold; leg working { over L1 }; leg protect { over L2 }; source survey }
device R-TBS { site GE-TBS; role router; operator grt; platform frr; port "et-0/0/1" { link L1 }; port et-1; port et-2 { link L2 } }
device R-KHI { site GE-KHI; role router; operator grt; platform frr; port et-0 { link L1 }; port et-2 { link L2 } }
device A-TBS { name TEXT; site GE-TBS; role router; operator azt; platform frr; port eth0 }
device T-TBS { site GE-TBS; role transponder; operator azt; platform "TAIL" }
operator rs { name TEXT; country GE; asn 64600 }
device RS-TBS { site GE-TBS; role router; operator rs; platform bird; port a; port b }
device B-KHI { site GE-KHI; role router; operator grt; platform bird; port a { link L3 } }
device R-TBS-2 { site GE-TBS; role router; operator grt; platform frr; port a { link L3 }; port b; port c }
device A-TBS-2 { site GE-TBS; role router; operator azt; platform frr; port a }
link L3 { from GE-TBS; to GE-KHI; capacity (Gbps)10; over GE-V:1 }
handoff GRT-RS { of grt; with rs; site GE-TBS; port R-TBS-2:b }
handoff RS-GRT { of rs; with grt; site GE-TBS; port RS-TBS:a }
handoff AZT-RS { of azt; with rs; site GE-TBS; port A-TBS-2:a }
handoff RS-AZT { of rs; with azt; site GE-TBS; port RS-TBS:b }
handoff GRT-AZT { of grt; with azt; site GE-TBS; port R-TBS:et-1; interface TEXT }
handoff AZT-GRT { of azt; with grt; site GE-TBS; port A-TBS:eth0 }
outage O-1 { on GE-W; starts "2026-12-01T22:00:00+04:00"; ends "2026-12-02T04:00:00+04:00"; reason TEXT; approved-by TEXT; name TEXT }
"#;

/// The corridor with one text in all its fields.
fn with_text(text: &str, tail: &str) -> String {
    NET.replace("TEXT", &format!("\"{text}\"")).replace("TAIL", tail)
}

fn plain() -> Folder {
    Folder::with(&[("in/corridor.kdl", &with_text("Plain words, as anybody may write them", "tail"))])
}

fn generate(folder: &Folder, target: &str, input: &Path) -> Ran {
    let mut command = corridor();
    command.args(["generate", target, "--today", TODAY, "--as-of", "2027-07-01", "--out", "out"]).arg(input);
    let ran = run(command.current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran
}

fn python() -> Option<PathBuf> {
    program("python", tool("python/bin/python"))
}

fn script(python: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    command.arg(root().join("tests/consumers").join(name));
    command
}

/// Everything, of the corridor here and of the real one, below one folder: where each lies.
fn everything() -> (Folder, [PathBuf; 2]) {
    let folder = plain();
    generate(&folder, "all", Path::new("in"));
    let real = Folder::new();
    generate(&real, "all", &root().join("topology"));
    let out = folder.path().join("out");
    fs::rename(real.path().join("out"), out.join("real")).expect("it can be moved");
    (folder, [out.clone(), out.join("real")])
}

/// A file with one text in place of another.
fn spoiled(path: &Path, right: &str, wrong: &str) -> PathBuf {
    let text = fs::read_to_string(path).expect("it is there");
    assert!(text.contains(right), "`{right}` is not in {}", path.display());
    let bad = path.with_file_name(format!("bad-{}", path.file_name().expect("a name").to_string_lossy()));
    fs::write(&bad, text.replacen(right, wrong, 1)).expect("it can be written");
    bad
}

/// Every file below a folder, with its path in it.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let all =
        walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let inside = entry.path().strip_prefix(folder).expect("it lies below").to_owned();
        (inside, fs::read(entry.path()).expect("it can be read"))
    };
    all.map(read).collect()
}

/// All targets and all pictures of a corridor, those of a service and of a risk among them, on the processors of a list.
fn all_of(input: &Path, on: [&str; 2], processors: Option<&str>) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = Folder::new();
    let command = || match processors {
        None => corridor(),
        Some(list) => {
            let mut command = Command::new("taskset");
            command.args(["-c", list]).arg(corridor().get_program());
            command
        }
    };
    let mut generate = command();
    generate.args(["generate", "all", "--today", TODAY, "--as-of", "2027-07-01", "--out", "out"]).arg(input);
    let ran = run(generate.current_dir(folder.path()));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let mut all = tree(&folder.path().join("out"));
    for format in ["svg", "dot", "mermaid", "d2", "geojson"] {
        for view in
            [&["map"][..], &["plant"], &["service", "--on", on[0]], &["risk", "--on", on[1]], &["strip", "--on", on[0]]]
        {
            if view[0] == "strip" && format != "svg" {
                continue;
            }
            let mut draw = command();
            draw.args(["graph", "--today", TODAY, "--format", format, "--view"]).args(view).arg(input);
            let ran = run(draw.current_dir(folder.path()));
            // A corridor without conduits has no picture of them.
            assert!(ran.code == 0 || view[0] == "plant", "{format} {view:?}: {}", ran.stderr);
            all.insert(format!("{}.{format}", view[0]).into(), ran.stdout.into_bytes());
        }
    }
    all
}

#[test]
fn the_same_declarations_give_the_same_bytes_again_on_one_core_and_in_other_files() {
    let plain = plain();
    // The numbers are given out before, as they would be in a repository.
    let lock = |folder: &Path| run(corridor().arg("lock").arg(folder)).code;
    assert_eq!(lock(&plain.path().join("in")), 0);
    for (input, on, least) in [
        (plain.path().join("in"), ["TBS-KHI-1", "R"], 60),
        (root().join("topology"), ["IST-FRA-100G-0001", "R-NAF"], 120),
    ] {
        let all_of = |input: &Path, processors| all_of(input, on, processors);
        let first = all_of(&input, None);
        assert!(first.len() > least, "{}", first.len());
        let is_same = |other: &BTreeMap<PathBuf, Vec<u8>>, what: &str| {
            assert!(first.keys().eq(other.keys()), "{what}");
            let differs: Vec<&PathBuf> =
                first.iter().filter(|(path, text)| other[*path] != **text).map(|(path, _)| path).collect();
            assert!(differs.is_empty(), "{what}: {differs:?}");
        };
        is_same(&all_of(&input, None), "again");
        if Command::new("taskset").arg("--version").output().is_ok() {
            is_same(&all_of(&input, Some("0")), "on one core");
        }
        let mut texts: Vec<String> = files(&input, "kdl")
            .iter()
            .filter(|path| !path.ends_with("corridor.lock.kdl"))
            .map(|path| fs::read_to_string(path).expect("it can be read"))
            .collect();
        if let [text] = texts.as_slice() {
            texts = text.lines().map(|line| format!("{line}\n")).collect();
        }
        texts.reverse();
        let (one, other) = texts.split_at(texts.len() / 3);
        let lock = fs::read_to_string(input.join("corridor.lock.kdl")).expect("it is there");
        let moved = Folder::with(&[
            ("in/z/one.kdl", &one.join("\n")),
            ("in/a.kdl", &other.join("\n\n")),
            ("in/corridor.lock.kdl", &lock),
        ]);
        is_same(&all_of(&moved.path().join("in"), None), "in other files");
    }
}

#[test]
fn yanglint_takes_both_topologies() {
    let Some(yanglint) = program("yanglint", "yanglint".into()) else { return };
    let Some(gnpy) = program("gnpy", tool("gnpy/bin/gnpy-path-request")) else { return };
    let modules = files(&gnpy.parent().and_then(Path::parent).expect("a folder").join("lib"), "yang");
    let module = |name: &str| {
        let found = modules
            .iter()
            .find(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&format!("{name}@"))));
        found.unwrap_or_else(|| panic!("{name} is not among them")).clone()
    };
    let (topology, types, engineering) =
        (module("ietf-network-topology"), module("ietf-te-types"), module("ietf-te-topology"));
    let folder = topology.parent().expect("a folder").to_owned();
    let takes = |modules: &[&PathBuf], file: &Path| {
        run(Command::new(&yanglint).arg("-p").arg(&folder).args(["-t", "config"]).args(modules).arg(file))
    };
    let (_kept, outs) = everything();
    for out in outs {
        let networks = out.join("rfc8345/networks.json");
        let ran = takes(&[&topology], &networks);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_ne!(takes(&[&topology], &spoiled(&networks, "\"source-node\"", "\"sauce-node\"")).code, 0);
        let engineered = out.join("rfc8795/te-topology.json");
        let ran = takes(&[&types, &engineering], &engineered);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let text = fs::read_to_string(&engineered).expect("it is there");
        assert!(text.contains("te-srlgs") && text.contains("te-delay-metric"));
        // The ends of a link are none of its risk groups, though others pass there.
        let lock = fs::read_to_string(root().join("topology/corridor.lock.kdl")).expect("it is there");
        let of = |site: &str| {
            lock.split(&format!("srlg \"{site}\" ")).nth(1).and_then(|rest| rest.split_whitespace().next())
        };
        if out.ends_with("real") {
            let group = of("AZ-BAK").expect("it has a number");
            let link = text.split("\"name\": \"AZT-BAK-TBS-400G-0001\"").nth(1).expect("the link is there");
            let groups =
                link.split("\"value\": [").nth(1).and_then(|rest| rest.split(']').next()).expect("it has groups");
            let groups: Vec<&str> = groups.split(',').map(str::trim).collect();
            assert!(groups.len() > 3 && !groups.contains(&group), "{group}: {groups:?}");
        }
        assert_ne!(takes(&[&types, &engineering], &spoiled(&engineered, "point-to-point", "point-to-pint")).code, 0);
    }
}

#[test]
fn the_open_fibre_data_standard_takes_the_plant() {
    let Some(python) = python() else { return };
    let ofds = tool("python/bin/libcoveofds");
    // Its exit code is always 0.
    let says = |command: &str, file: &Path| {
        let said = run(Command::new(&ofds).arg(command).arg(file)).stdout;
        said.trim().to_owned()
    };
    let (_kept, outs) = everything();
    for out in outs {
        let network = out.join("ofds/network.json");
        for (command, nothing) in [("jsv", "[]"), ("pv", "[]"), ("af", "{}")] {
            assert_eq!(says(command, &network), nothing, "{command}");
        }
        assert_ne!(says("jsv", &spoiled(&network, "\"LineString\"", "\"Line\"")), "[]");
        assert_ne!(says("pv", &spoiled(&network, "\"end\": \"", "\"end\": \"X-")), "[]");
        for file in ["nodes.geojson", "spans.geojson"] {
            let path = out.join("ofds").join(file);
            let ran = run(script(&python, "geojson_sound.py").arg(&path));
            assert_eq!(ran.code, 0, "{}", ran.stderr);
        }
        let spans = out.join("ofds/spans.geojson");
        assert_ne!(run(script(&python, "geojson_sound.py").arg(spoiled(&spans, "\"LineString\"", "\"Line\""))).code, 0);
        assert!(fs::read_to_string(out.join("ofds/left-out.txt")).expect("it is there").contains(" risks\n"));
    }
}

#[test]
fn graphs_globes_and_calendars_are_read() {
    let (Some(python), Some(xmllint)) = (python(), program("xmllint", "xmllint".into())) else { return };
    let schema = files(&tool("python/lib"), "xsd").into_iter().find(|path| path.ends_with("ogckml22.xsd"));
    let schema = schema.expect("fastkml has the schema");
    let (kept, [out, real]) = everything();
    for (out, nodes) in [(&out, "3 3"), (&real, "104 120")] {
        let graph = out.join("graphml/corridor.graphml");
        let ran = run(script(&python, "graphml_ends.py").arg(&graph));
        assert_eq!((ran.code, ran.stdout.trim()), (0, nodes), "{}", ran.stderr);
        assert_ne!(
            run(script(&python, "graphml_ends.py").arg(spoiled(&graph, "key=\"node-name\"", "key=\"nod\""))).code,
            0
        );
        assert_ne!(run(script(&python, "graphml_ends.py").arg(spoiled(&graph, " target=\"", " target=\"X-"))).code, 0);
        let globe = out.join("kml/corridor.kml");
        let takes =
            |file: &Path| run(Command::new(&xmllint).args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(file));
        let ran = takes(&globe);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_ne!(takes(&spoiled(&globe, "<LineString>", "<LineStrings>")).code, 0);
    }
    let calendar = kept.path().join("out/icalendar/outages.ics");
    let ran = run(script(&python, "events.py").arg(&calendar));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let event =
        "O-1@a-corridor 2026-12-01T18:00:00+00:00 2026-12-02T00:00:00+00:00 Plain words, as anybody may write them";
    assert_eq!(ran.stdout.trim(), event);
    assert_ne!(run(script(&python, "events.py").arg(spoiled(&calendar, "DTSTART:2026", "DTSTART:x26"))).code, 0);
}

#[test]
fn prometheus_takes_the_rules_and_their_unit_tests_pass() {
    let Some(promtool) = program("promtool", "promtool".into()) else { return };
    let (_kept, outs) = everything();
    for out in outs {
        let out = out.join("prometheus");
        let rules = out.join("corridor.rules.yml");
        let check = |file: &Path| run(Command::new(&promtool).args(["check", "rules"]).arg(file));
        let ran = check(&rules);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert_ne!(check(&spoiled(&rules, "min((ifOper", "min(((ifOper")).code, 0);
        let test = |file: &Path| run(Command::new(&promtool).args(["test", "rules"]).arg(file));
        let tests = out.join("corridor.test.yml");
        let ran = test(&tests);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(fs::read_to_string(&tests).expect("it is there").contains("has lost protection"));
        // What is not heard of is neither down nor up.
        let told = fs::read_to_string(&tests).expect("it is there");
        let first = told.lines().find(|line| line.contains("ifOperStatus{")).expect("a series").trim();
        let quiet = out.join("quiet.test.yml");
        let none: String = ["CorridorProtectionLost", "CorridorServiceLost"]
            .map(|name| format!("  - eval_time: 20m\n    alertname: {name}\n    exp_alerts: []\n"))
            .concat();
        let series = first.trim_start_matches("- ");
        let text = format!(
            "rule_files: [corridor.rules.yml]\ntests:\n- input_series:\n  - {series}\n    values: \"1x30\"\n  alert_rule_test:\n{none}"
        );
        fs::write(&quiet, text).expect("it can be written");
        let ran = test(&quiet);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        // A rule that is wrong is caught by the tests that come with it.
        let text = fs::read_to_string(&rules).expect("it is there");
        fs::write(&rules, text.replace(" == 0) <= 1", " == 0) <= 0")).expect("it can be written");
        assert_ne!(test(&tests).code, 0);
        // What is to be asked is read with the configuration that names it.
        let config = out.join("prometheus.yml");
        fs::write(&config, "scrape_configs:\n- job_name: corridor\n  file_sd_configs:\n  - files: [targets.yml]\n")
            .expect("it can be written");
        let check = || run(Command::new(&promtool).args(["check", "config"]).arg(&config));
        let ran = check();
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let targets = out.join("targets.yml");
        let text = fs::read_to_string(&targets).expect("it is there");
        fs::write(&targets, text.replacen("targets:", "target:", 1)).expect("it can be written");
        assert_ne!(check().code, 0);
    }
}

#[test]
fn bird_takes_route_servers_and_routers() {
    // Debian keeps it where only the administrator looks.
    let Some(bird) = program("bird", "/usr/sbin/bird".into()) else { return };
    let folder = plain();
    generate(&folder, "bird", Path::new("in"));
    let takes = |file: &Path| run(Command::new(&bird).args(["-p", "-c"]).arg(file));
    let found = files(&folder.path().join("out"), "conf");
    assert_eq!(found.len(), 2);
    for (file, says) in found.iter().zip(["protocol ospf v2", "rs client"]) {
        let ran = takes(file);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(fs::read_to_string(file).expect("it is there").contains(says), "{}", file.display());
        assert_ne!(takes(&spoiled(file, "neighbor", "neighbour")).code, 0);
    }
}

#[test]
fn gnpy_plans_each_leg_and_its_delays_are_ours() {
    let Some(gnpy) = program("gnpy", tool("gnpy/bin/python")) else { return };
    let (_kept, outs) = everything();
    let listed = run(corridor().args(["list", "channel", "--format", "json"]).arg(root().join("topology")));
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).expect("it is JSON");
    let of = |channel: &serde_json::Value| {
        let figure = channel["gsnr"].as_str()?.strip_suffix(" dB")?.parse().ok()?;
        Some((channel["id"].as_str()?.to_owned(), figure))
    };
    let declared: Vec<(String, f64)> = listed.as_array().expect("a list").iter().filter_map(of).collect();
    assert!(declared.len() > 3);
    for (out, least) in outs.into_iter().zip([2, 15]) {
        let plan = || run(script(&gnpy, "gnpy_delays.py").arg(out.join("gnpy")));
        let ran = plan();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let (mut count, mut channels) = (0, 0);
        for line in ran.stdout.lines() {
            let [gsnr, delay, name] = line.rsplitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let Some((service, leg)) = name.split_once(':') else {
                // What is declared is that of the worst channel of the band.
                let mean: f64 = gsnr.parse().expect("a number");
                let channel = name.trim_end_matches(" back");
                let declared = declared.iter().find(|(id, _)| id == channel).map_or(mean, |(_, declared)| *declared);
                assert!((0.0..0.5).contains(&(mean - declared)), "{line}: {declared}");
                channels += 1;
                continue;
            };
            let sheet = fs::read_to_string(out.join(format!("circuit-sheet/{service}.md"))).expect("it is there");
            let after = sheet.split_once(&format!("## Leg {leg}\n\nRound trip ")).expect("it has the leg").1;
            let ours: f64 = after.split_once(' ').and_then(|(ms, _)| ms.parse().ok()).expect("a number");
            let theirs: f64 = delay.parse().expect("a number");
            assert!((2.0 * theirs / ours - 1.0).abs() < 0.01, "{line}: {ours}");
            assert!(gsnr.parse::<f64>().is_ok_and(|gsnr| gsnr > 5.0), "{line}");
            count += 1;
        }
        assert!(count >= least, "{}", ran.stdout);
        assert!(channels == 2 || channels == 2 * declared.len(), "{}", ran.stdout);
        let network = out.join("gnpy/network.json");
        fs::rename(spoiled(&network, "\"to_node\": \"", "\"to_node\": \"x"), &network).expect("it can be moved");
        assert_ne!(plan().code, 0);
    }
}

#[test]
fn ansible_lists_each_device() {
    let Some(ansible) = program("ansible-inventory", tool("ansible/bin/ansible-inventory")) else { return };
    let (_kept, [out, real]) = everything();
    for (out, count) in [(out, 8), (real, 24)] {
        let inventory = out.join("ansible/inventory.yml");
        let list = |file: &Path| {
            let mut command = Command::new(&ansible);
            command.env("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "true").arg("-i").arg(file).arg("--list");
            run(&mut command)
        };
        let hosts = |ran: &Ran| {
            let all: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
            all["_meta"]["hostvars"].as_object().map_or(0, serde_json::Map::len)
        };
        let ran = list(&inventory);
        assert_eq!((ran.code, hosts(&ran)), (0, count), "{}", ran.stderr);
        assert!(!ran.stderr.contains("WARNING"), "{}", ran.stderr);
        assert_ne!(list(&spoiled(&inventory, "children:", "children")).code, 0);
        let one = list(&spoiled(&inventory, "  hosts:\n", "  host:\n"));
        assert!(one.code != 0 || hosts(&one) != count || one.stderr.contains("WARNING"));
    }
}

#[test]
fn labs_are_taken() {
    let Some(netlab) = program("netlab", tool("netlab/bin/netlab")) else { return };
    let checker = tool("python/bin/check-jsonschema");
    let (kept, outs) = everything();
    for (out, at) in outs.into_iter().zip(0..) {
        let topology = out.join("netlab/topology.yml");
        let create = |file: &Path, name: &str| {
            let folder = kept.path().join(format!("lab-{at}-{name}"));
            fs::create_dir(&folder).expect("it can be made");
            fs::copy(file, folder.join("topology.yml")).expect("it can be copied");
            let path =
                std::env::join_paths([netlab.parent().expect("a folder").to_owned(), "/usr/bin".into(), "/bin".into()]);
            let mut command = Command::new(&netlab);
            command.args(["create", "topology.yml"]).env("PATH", path.expect("a path")).current_dir(folder);
            run(&mut command)
        };
        let ran = create(&topology, "good");
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert_ne!(create(&spoiled(&topology, "nodes:\n  ", "nodes:\n  x"), "bad").code, 0);
        let lab = out.join("containerlab/corridor.clab.yml");
        let takes = |file: &Path| {
            run(Command::new(&checker)
                .arg("--schemafile")
                .arg(root().join("tests/consumers/clab.schema.json"))
                .arg(file))
        };
        let ran = takes(&lab);
        assert_eq!(ran.code, 0, "{}", ran.stdout);
        assert_ne!(takes(&spoiled(&lab, "kind:", "knd:")).code, 0);
    }
}

#[test]
fn every_end_is_declared() {
    let Some(python) = python() else { return };
    let (_kept, outs) = everything();
    for (out, counts) in outs.into_iter().zip(["3 3 2 3", "3 35 2 120"]) {
        let ran = run(script(&python, "ends.py").arg(&out));
        assert_eq!((ran.code, ran.stdout.trim()), (0, counts), "{}", ran.stderr);
        spoiled(&out.join("rfc8345/networks.json"), "\"dest-node\": \"", "\"dest-node\": \"X-");
        fs::rename(out.join("rfc8345/bad-networks.json"), out.join("rfc8345/networks.json")).expect("it can be moved");
        assert_ne!(run(script(&python, "ends.py").arg(&out)).code, 0);
    }
}

#[test]
fn a_circuit_sheet_says_what_is_declared() {
    let folder = plain();
    generate(&folder, "circuit-sheet", Path::new("in"));
    let text = fs::read_to_string(folder.path().join("out/TBS-KHI-1.md")).expect("it is there");
    for said in [
        "# TBS-KHI-1\n",
        "| legs that must be up | 1 of 2 |",
        "## Leg working\n\nRound trip 1.27 ms.",
        "| 0 | GE-TBS | GE-KHI | GE-W:1 | 130 | Plain words, as anybody may write them |",
        "May be struck by: R (construction).",
        "- survey: Plain words, as anybody may write them",
    ] {
        assert!(text.contains(said), "`{said}` is not in\n{text}");
    }
}

/// What a text could mean in any format.
const HOSTILE: [&str; 12] = [
    "x\\nrouter bgp 1\\n\\n# heading",
    "x\\\"; $(reboot) `id` '; --",
    "x\\u{2028}- item\\u{85}y",
    "</script><script>alert(1)</script> ]]> <!-- & &amp;",
    "{{ 7*7 }} {% raw %} ${x} #{y}",
    "x: y, [z] # no\\r\\n...\\n---",
    "\\u{1b}[2J\\u{0}\\u{fffe}",
    "| a | b |",
    "* _x_ [link](http://x) ![](x)",
    "BEGIN:VEVENT\\\\n;,\\nEND:VCALENDAR",
    "end",
    "\\\\",
];

#[test]
fn no_text_adds_a_statement_to_any_target_or_picture() {
    let Some(python) = python() else { return };
    let shape = |folder: &Folder| {
        generate(folder, "all", Path::new("in"));
        for (format, name) in [("svg", "map.svg"), ("mermaid", "map.mmd"), ("d2", "map.d2"), ("geojson", "map.geojson")]
        {
            let mut command = corridor();
            command.args(["graph", "--today", TODAY, "--format", format, "in"]);
            let ran = run(command.current_dir(folder.path()));
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            folder.write(&format!("out/{name}"), &ran.stdout);
        }
        let ran = run(script(&python, "shape.py").arg(folder.path().join("out")).args(["frr", "containerlab"]));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        // A platform that could be carried out is left out.
        ran.stdout.replace("\"corridor_platform\": \"str\", ", "")
    };
    let expected = shape(&plain());
    for hostile in HOSTILE {
        let folder = Folder::with(&[("in/corridor.kdl", &with_text(hostile, hostile))]);
        let text = fs::read_to_string(folder.path().join("in/corridor.kdl")).expect("it is there");
        let found = shape(&folder);
        for (one, other) in found.lines().zip(expected.lines()) {
            assert_eq!(one, other, "{hostile}\n{text}");
        }
        assert_eq!(found.lines().count(), expected.lines().count());
    }
}
