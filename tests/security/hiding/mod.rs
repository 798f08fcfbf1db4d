//! A change cannot hide: what got worse is new, the worst comes first, no text is a command, no corridor another's.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::security::tree::{NET, command, repository, today};
use crate::support::{Folder, files};

const PLANT: &str =
    "site A { country DE; at 50.10 8.60 }\nsite B { country DE; at 51.30 12.40 }\noperator opa { name A; country DE }
cable N { medium terrestrial; operator opa; span 1 { from A; to B; length (km)391 } }
cable S { medium terrestrial; operator opa; span 1 { from A; to B; length (km)420 } }
policy p { disjoint conduit cable span link; unknown deny }
";

/// Whether a finding that the old text has counts as known in the new one, by its JSON, its SARIF, and by JSON in which
/// no figure is written.
fn known(old: &str, new: &str, rule: &str) -> [bool; 3] {
    let folder = Folder::with(&[("net/corridor.kdl", old)]);
    let at = |arguments: &[&str]| today(folder.path(), arguments);
    let json = at(&["check", "net", "--format", "json", "--only", rule]).stdout;
    let sarif = at(&["check", "net", "--format", "sarif", "--only", rule]).stdout;
    let mut bare: Value = serde_json::from_str(&json).expect("it is JSON");
    let findings = bare["findings"].as_array_mut().expect("a list");
    assert!(!findings.is_empty(), "{rule} finds nothing:\n{old}");
    for finding in findings {
        let measures = finding.as_object_mut().expect("an object").remove("measures");
        assert!(measures.is_some(), "{rule} has no figure");
    }
    folder.write("old.json", &json);
    folder.write("old.sarif", &sarif);
    folder.write("bare.json", &bare.to_string());
    folder.write("net/corridor.kdl", new);
    ["./old.json", "./old.sarif", "./bare.json"]
        .map(|baseline| at(&["check", "net", "--only", rule, "--baseline", baseline, "--fail-on", "warn"]).code == 0)
}

#[test]
fn a_known_finding_that_got_worse_is_new() {
    let over = |capacity: u32| {
        format!(
            "{PLANT}link L {{ from A; to B; capacity (Gbps)10; over N:1 }}\nservice V {{ from A; to B; capacity (Gbps){capacity}; leg w {{ over L }} }}\n"
        )
    };
    let closed = |legs: &str| {
        format!(
            "{PLANT}{legs}service V {{ from A; to B; capacity (Gbps)1; policy p; leg w {{ over S:1 }}; leg v {{ over L }} }}\n"
        )
    };
    let half = closed("link L { from A; to B; capacity (Gbps)10; over N:1 }\n");
    let whole = closed("link L { from A; to B; capacity (Gbps)10; undisclosed #true }\n");
    let down = |hours: u32| {
        format!(
            "corridor {{ cuts terrestrial (per-1000km-y)1; repair terrestrial (h){hours} }}\n{PLANT}policy q {{ availability (percent)99.999 }}\nservice V {{ from A; to B; capacity (Gbps)1; policy q; leg w {{ over N:1 }} }}\n"
        )
    };
    let slow = |delay: &str| {
        format!(
            "corridor {{ delay terrestrial (us-per-km){delay} }}\n{PLANT}policy q {{ round-trip (ms)3 }}\nservice V {{ from A; to B; capacity (Gbps)1; policy q; leg w {{ over N:1 }} }}\n"
        )
    };
    for (rule, better, worse) in [
        ("over-capacity", over(21), over(5_021)),
        ("unknown-route", half, whole),
        ("availability-too-low", down(10), down(20)),
        ("round-trip-too-long", slow("4.9"), slow("5.9")),
    ] {
        assert_eq!(known(&better, &better, rule), [true; 3], "{rule}: the same");
        assert_eq!(known(&worse, &better, rule), [true; 3], "{rule}: better");
        assert_eq!(known(&better, &worse, rule), [false, false, true], "{rule}: worse");
    }
}

/// Many warnings, and the only error last.
fn many(count: usize) -> String {
    let mut text = String::from("corridor { title x }\n");
    for at in 0..count {
        writeln!(text, "metro M{at}").expect("a string takes all");
    }
    text + "zebra Z\n"
}

#[test]
fn formats_with_a_limit_hold_the_worst_and_count_the_rest() {
    let folder = Folder::with(&[("net/corridor.kdl", &many(26_000))]);
    let check = |format: &str| today(folder.path(), &["check", "net", "--format", format]).stdout;
    let sarif: Value = serde_json::from_str(&check("sarif")).expect("it is JSON");
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(25_000));
    assert_eq!(run["results"][0]["level"], "error");
    let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(said.as_str().is_some_and(|said| said.starts_with("1001 more")), "{said}");
    let human = check("human");
    assert!(
        human.contains("zebra") && human.contains("25801 more findings are not drawn"),
        "{}",
        &human[human.len() - 300..]
    );
    let github = check("github");
    assert!(github.starts_with("::error file="), "{github:.200}");
    assert_eq!(github.lines().count(), 1_001);
    assert_eq!(github.lines().last(), Some("::warning title=corridor::25001 more are not shown here"));
    let gitlab: Value = serde_json::from_str(&check("gitlab")).expect("it is JSON");
    let entries = gitlab.as_array().expect("a list");
    assert_eq!((entries.len(), &entries[0]["severity"]), (1_001, &Value::from("critical")));
    let last = entries[1_000]["description"].as_str().expect("a text");
    assert!(last.starts_with("25001 more"), "{last}");
}

/// What the runner of GitHub, or of Azure, takes for a command.
fn commands(text: &str) -> Vec<&str> {
    let is_command = |line: &&str| {
        let line = line.to_ascii_lowercase();
        line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[")
    };
    text.split(['\n', '\r']).filter(is_command).collect()
}

#[test]
fn no_text_becomes_a_command_of_a_runner() {
    let evil = [
        "::stop-commands::x",
        "##[add-mask]x",
        "##vso[task.setvariable variable=x]y",
        "##VSO[task.x]",
        " ::set-output name=x::y",
    ];
    let folder = Folder::new();
    for (at, text) in evil.iter().enumerate() {
        folder.write(
            &format!("net/{text}{at}.kdl"),
            &format!("site \"{text}\" {{ country ZZ }}\nmetro M{at} {{ note \"{text}\" }}\nsite S{at}   {{ country AZ; at 40 49; note \"{text}\"; nmae \"\"\"\n{text}\n::error::b\n\t::warning::c\n\"\"\" }}\n"),
        );
    }
    folder.write(
        "net/plain.kdl",
        "/*\n::stop-commands::x\n##[group]x\n  ::add-mask::y */\nmetro   M { name \"##[x]\" }\n",
    );
    folder.write("net/a/::notice::z.kdl", "metro   N { name \"##[x]\" ; name x }\n");
    for arguments in [
        &["check", "net", "--format", "short"][..],
        &["check", "net"],
        &["check", "net", "--format", "json"],
        &["check", "net", "--format", "sarif"],
        &["check", "net", "--format", "gitlab"],
        &["check", "net", "--format", "markdown"],
        &["fmt", "net", "--check"],
        &["fmt", "net", "--diff"],
        &["fix", "net", "--check"],
        &["fix", "net", "--diff", "--unsafe"],
        &["list", "metro", "net"],
        &["show", "M", "net"],
        &["diff", "./net", "./net"],
    ] {
        let ran =
            if arguments[0] == "fmt" { command(folder.path(), arguments) } else { today(folder.path(), arguments) };
        assert_eq!(commands(&ran.stdout), [""; 0], "{arguments:?}");
        assert_eq!(commands(&ran.stderr), [""; 0], "{arguments:?}");
        assert!(arguments[0] == "diff" || ran.stdout.len() > 20, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
    }
    // What is meant as a command holds no other.
    let ran = today(folder.path(), &["check", "net", "--format", "github"]);
    assert!(ran.stdout.lines().all(|line| ["::error ", "::warning "].iter().any(|start| line.starts_with(start))));
    assert!(!ran.stdout.contains("##["), "{}", ran.stdout);
}

#[test]
fn two_corridors_of_one_repository_do_not_overwrite_each_other() {
    let folder = repository();
    let repo = folder.path().join("repo");
    let outage = "outage O1 { on GE-N; starts \"2027-01-10T00:00:00Z\"; ends \"2027-01-10T02:00:00Z\" }\n";
    let bad = "metro UNUSED\n";
    for (name, title) in [("a", "North & Süd!"), ("b", "South")] {
        folder.write(
            &format!("repo/net {name}#/corridor.kdl"),
            &(NET.replace("Scratch", &format!("\"{title}\"")) + outage + bad),
        );
    }
    let both = |arguments: &dyn Fn(&str) -> Vec<String>| {
        ["net a#", "net b#"].map(|net| {
            let arguments = arguments(net);
            let ran = today(&repo, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(ran.code < 2, "{arguments:?}: {}", ran.stderr);
            ran.stdout
        })
    };
    let format = |format: &str| {
        let format = format.to_owned();
        both(&move |net| vec!["check".into(), net.into(), "--format".into(), format.clone()])
    };
    let sarif =
        format("sarif").map(|text| serde_json::from_str::<Value>(&text).expect("it is JSON")["runs"][0].clone());
    let id = |run: &Value| run["automationDetails"]["id"].as_str().map(str::to_owned);
    assert_eq!([id(&sarif[0]), id(&sarif[1])], ["corridor/net a#/", "corridor/net b#/"].map(|id| Some(id.to_owned())));
    let uri = &sarif[0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "net%20a%23/corridor.kdl");
    let gitlab = format("gitlab").map(|text| serde_json::from_str::<Value>(&text).expect("it is JSON")[0].clone());
    assert_ne!(gitlab[0]["fingerprint"], gitlab[1]["fingerprint"]);
    assert_eq!(gitlab[0]["location"]["path"], "net a#/corridor.kdl");
    assert!(format("github")[0].contains("::warning file=net a#/corridor.kdl,"));
    let comments = both(&|net| ["diff", "HEAD", "--dir", net, "--format", "markdown"].map(str::to_owned).to_vec());
    assert_eq!(
        comments.each_ref().map(|text| text.lines().next()),
        [Some("<!-- corridor diff net%20a%23/ -->"), Some("<!-- corridor diff net%20b%23/ -->")]
    );

    for net in ["net a#", "net b#"] {
        let ran = today(&repo, &["generate", "all", net, "--out", &format!("out {net}")]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let read =
        |net: &str, path: &str| fs::read_to_string(repo.join(format!("out {net}")).join(path)).expect("it is written");
    for (path, says) in [
        ("icalendar/outages.ics", ["UID:O1@north-sud\r\n", "UID:O1@south\r\n"]),
        ("rfc8345/networks.json", ["\"network-id\": \"north-sud-fibre\"", "\"network-id\": \"south-fibre\""]),
        ("rfc8795/te-topology.json", ["\"network-id\": \"north-sud-links\"", "\"network-id\": \"south-links\""]),
        ("containerlab/corridor.clab.yml", ["\"name\": \"north-sud\"", "\"name\": \"south\""]),
        ("netlab/topology.yml", ["\"name\": \"north_sud\"", "\"name\": \"south\""]),
    ] {
        for (net, says) in ["net a#", "net b#"].into_iter().zip(says) {
            let text = read(net, path);
            assert!(
                text.contains(says) || text.replace('"', "").contains(&says.replace('"', "")),
                "{path} of {net} has no {says}:\n{text}"
            );
        }
    }
    // Every series and every selector of the alerts has the label.
    for file in ["corridor.rules.yml", "corridor.test.yml", "targets.yml"] {
        let text = read("net a#", &format!("prometheus/{file}"));
        for series in ["corridor_up{", "corridor_leg_up{", "ifOperStatus{"] {
            let of = |at: usize| {
                text[at..].starts_with(&format!("{series}corridor=\\\"north-sud\\\""))
                    || text[at..].starts_with(&format!("{series}corridor=\"north-sud\""))
            };
            assert!(text.match_indices(series).all(|(at, _)| of(at)), "{file}:\n{text}");
        }
        assert!(text.contains("north-sud"), "{file}:\n{text}");
    }
    assert!(!files(&repo.join("out net a#"), "yml").is_empty());
}
