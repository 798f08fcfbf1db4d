//! Findings for other programs: each format is read by one that we did not write, which refuses a planted fault.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::consumers::{program, tool};
use crate::support::{Folder, Random, TODAY, corridor, root, run};

/// Two legs in one conduit, a fault of form, a warning, and one finding that is waived.
fn faulty() -> String {
    let page = fs::read_to_string(root().join("docs/rules/shared-conduit.md")).expect("the page can be read");
    let example = page.split("```kdl bad\n").nth(1).expect("the page has an example").split("```").next();
    let more = "site A { country AZ; at 40 490 }\nmetro M\nmetro N\nwaiver { rule unused-declaration; on N; reason \"it comes <soon>\"; approved-by us; expires \"2027-01-01\" }\n";
    example.expect("the example ends").to_owned() + more
}

/// A folder `net` below a repository's root.
fn repository(text: &str) -> Folder {
    let folder = Folder::with(&[("net/corridor.kdl", text)]);
    git(folder.path(), &["init", "--quiet", "."]);
    folder
}

pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let out = Command::new("git").arg("-C").arg(folder).args(identity).args(arguments).output().expect("git starts");
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

pub fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", message]);
}

fn check(folder: &Path, arguments: &[&str]) -> String {
    let ran = run(corridor().arg("check").arg(folder).args(["--today", TODAY]).args(arguments));
    assert!(ran.code < 2, "{}", ran.stderr);
    ran.stdout
}

fn in_format(folder: &Folder, format: &str) -> String {
    check(&folder.path().join("net"), &["--format", format])
}

fn accepts(command: &mut Command) -> (bool, String) {
    let out = command.output().expect("the program starts");
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr))
}

/// What the Multitool says of a file, its own rules and those of GitHub together; its exit code says nothing.
fn multitool(tool: &Path, folder: &Folder, text: &str) -> Vec<String> {
    folder.write("out/findings.sarif", text);
    let (file, out) = (folder.path().join("out/findings.sarif"), folder.path().join("out/validated.sarif"));
    let mut command = Command::new(tool);
    command.arg("validate").arg(&file).args(["--rule-kind", "Sarif;Gh", "--level", "Error;Warning"]);
    command
        .arg("--output")
        .arg(&out)
        .args(["--log", "ForceOverwrite"])
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    let (_, said) = accepts(&mut command);
    let text = fs::read_to_string(&out).unwrap_or_else(|_| panic!("it writes what it found: {said}"));
    let log: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).expect("it writes JSON");
    let runs = log["runs"].as_array().expect("a log has runs");
    let results = runs.iter().flat_map(|run| run["results"].as_array().cloned().unwrap_or_default());
    results.map(|result| result["ruleId"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn sarif_is_accepted_by_its_schema_and_the_multitool_with_the_rules_of_github() {
    let multitool_path = tool("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    let Some(binary) = program("Sarif.Multitool", multitool_path.clone()) else { return };
    let Some(checker) = program("check-jsonschema", tool("python/bin/check-jsonschema")) else { return };
    let schema = multitool_path.with_file_name("sarif-2.1.0.json");
    let folder = repository(&faulty());
    let by_schema = |text: &str| {
        folder.write("out/schema.sarif", text);
        accepts(Command::new(&checker).arg("--schemafile").arg(&schema).arg(folder.path().join("out/schema.sarif")))
    };
    let hostile = "site \"a](http://evil.example/\" { name \"x](http://y) \\u{202e}\"; country GE; at 41 490 }\n";
    let odd = repository(hostile);
    let odd_name = Folder::with(&[("net/%41 plané #1.kdl", "site A { country AZ; at 40 490 }\n")]);
    let topology = check(&root().join("topology"), &["--format", "sarif"]);
    for text in [in_format(&folder, "sarif"), topology, in_format(&odd, "sarif"), in_format(&odd_name, "sarif")] {
        let (accepted, said) = by_schema(&text);
        assert!(accepted, "{said}\n{text}");
        assert_eq!(multitool(&binary, &folder, &text), Vec::<String>::new(), "{text}");
    }
    let log = in_format(&folder, "sarif");
    let planted = [
        ("\"level\": \"error\"", "\"level\": \"fatal\""),
        ("\"startLine\": 24", "\"startLine\": 0"),
        ("\"ruleIndex\": 2", "\"ruleIndex\": 77"),
    ];
    for (from, to) in planted {
        let bad = log.replacen(from, to, 1);
        assert_ne!(bad, log, "{from} is in it:\n{log}");
        assert!(!by_schema(&bad).0 || !multitool(&binary, &folder, &bad).is_empty(), "{to} is refused");
    }
}

#[test]
fn sarif_shows_both_ways_paths_in_the_repository_and_why_something_is_waived() {
    let folder = repository(&faulty());
    let log: Value = serde_json::from_str(&in_format(&folder, "sarif")).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("a run has results");
    let of = |rule: &str| results.iter().filter(move |result| result["ruleId"] == rule).collect::<Vec<_>>();
    let shared = of("shared-conduit")[0];
    let uri = &shared["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "net/corridor.kdl");
    let ways: Vec<Vec<String>> = shared["codeFlows"][0]["threadFlows"]
        .as_array()
        .expect("two ways")
        .iter()
        .map(|way| {
            let steps = way["locations"].as_array().expect("a way has steps").iter();
            steps
                .map(|step| step["location"]["message"]["text"].as_str().expect("a step says what").to_owned())
                .collect()
        })
        .collect();
    assert_eq!(
        ways,
        [
            ["leg `protect` rides on it here", "`GE-W-2:1` lies along `GE-RAIL-TRENCH`"],
            ["leg `working` rides on it here", "`GE-W-1:1` lies along `GE-RAIL-TRENCH`"]
        ]
    );
    let [shown, waived] = of("unused-declaration")[..] else { panic!("one stands, one is waived") };
    assert_eq!(shown["suppressions"], Value::Null);
    assert_eq!(waived["suppressions"][0]["justification"], "it comes <soon> (approved by us, until 2027-01-01)");
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][2];
    assert_eq!(rule["name"], "SharedConduit");
    assert!(rule["help"]["markdown"].as_str().expect("a rule has help").contains("## Fix"));
}

/// Lines come and go, things are declared and renamed: a finding that has nothing to do with it keeps its fingerprint.
#[test]
fn a_finding_keeps_its_fingerprint_over_edits_elsewhere() {
    let base = faulty();
    let read = |text: &str| -> Vec<(String, String)> {
        let ran = run(corridor()
            .args(["check", "--format", "json", "--today", TODAY])
            .arg(Folder::with(&[("corridor.kdl", text)]).path()));
        let found: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        let findings = found["findings"].as_array().expect("findings are a list").iter();
        let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
        findings.map(|finding| (text(&finding["rule"]), text(&finding["fingerprint"]))).collect()
    };
    let wanted = read(&base);
    assert_eq!(wanted.len(), 4);
    let mut different: Vec<&String> = wanted.iter().map(|(_, fingerprint)| fingerprint).collect();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 4, "no two findings have the same");
    let mut random = Random(6);
    for _ in 0..200 {
        let mut lines: Vec<String> = base.lines().map(str::to_owned).collect();
        for edit in 0..=random.below(6) {
            // Between declarations, which begin at column 0.
            let mut at = random.below(lines.len() + 1);
            while at < lines.len() && lines[at].starts_with([' ', '}']) {
                at += 1;
            }
            let line = match random.below(5) {
                0 => String::new(),
                1 => "// a remark".to_owned(),
                2 => format!("metro NEW-{edit}"),
                3 => format!("site NEW-{edit} {{ country GE; at 41.{edit} 49{edit} }}"),
                _ => format!(
                    "waiver {{ rule shared-span; on NEW-{edit}; reason r; approved-by a; expires \"2027-01-01\" }}"
                ),
            };
            lines.insert(at, line);
        }
        let text = lines.join("\n") + "\n";
        let found = read(&text);
        for finding in &wanted {
            assert!(found.contains(finding), "{} has another fingerprint in\n{text}", finding.0);
        }
    }
}

#[test]
fn annotations_are_written_as_github_writes_them_itself() {
    let Some(node) = program("node", PathBuf::from("node")) else { return };
    let command_js = tool("node_modules/@actions/core/lib/command.js");
    let Some(_) = program("@actions/core", command_js.clone()) else { return };
    let odd = "site A { name \"50%, a:b\\r\\nc\"; country AZ; at 40 490 }\n";
    let folder = Folder::with(&[("net/a,b:c%.kdl", odd), ("net/corridor.kdl", &faulty())]);
    git(folder.path(), &["init", "--quiet", "."]);
    let found: Value = serde_json::from_str(&in_format(&folder, "json")).expect("it is JSON");
    let mut findings: Vec<&Value> = found["findings"].as_array().expect("findings are a list").iter().collect();
    findings.retain(|finding| finding.get("waived_by").is_none());
    findings.sort_by_key(|finding| finding["level"] != "deny");
    let mut script = format!("const {{ issueCommand }} = require({});\n", json!(command_js.to_string_lossy()));
    for finding in findings {
        let level = if finding["level"] == "deny" { "error" } else { "warning" };
        let file = format!("net/{}", finding["file"].as_str().expect("a finding has a file"));
        let text = ["message", "note", "help"].map(|part| finding[part].as_str());
        let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let places = ["line", "end_line", "column", "end_column", "rule"];
        let names = ["line", "endLine", "col", "endColumn", "title"];
        let mut place = format!("{{file: {}", json!(file));
        for (name, from) in names.into_iter().zip(places) {
            write!(place, ", {name}: {}", finding[from]).expect("a string takes all");
        }
        place.push('}');
        writeln!(script, "issueCommand('{level}', {place}, {});", json!(text)).expect("a string takes all");
    }
    folder.write("oracle.js", &script);
    let (ran, expected) = accepts(Command::new(node).arg(folder.path().join("oracle.js")));
    assert!(ran, "{expected}");
    assert_eq!(in_format(&folder, "github"), expected);
    assert!(expected.starts_with("::error") && expected.contains("::warning"));
}

#[test]
fn gitlab_takes_the_report_and_what_is_waived_is_not_in_it() {
    let Some(checker) = program("check-jsonschema", tool("python/bin/check-jsonschema")) else { return };
    let folder = repository(&faulty());
    let schema = root().join("tests/consumers/codequality.schema.json");
    let by_schema = |text: &str| {
        folder.write("out/report.json", text);
        accepts(Command::new(&checker).arg("--schemafile").arg(&schema).arg(folder.path().join("out/report.json")))
    };
    let report = in_format(&folder, "gitlab");
    assert!(by_schema(&report).0, "{}", by_schema(&report).1);
    assert!(!by_schema(&report.replacen("critical", "error", 1)).0);
    assert!(!by_schema(&report.replacen("net/", "./net/", 1)).0);
    let issues: Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(issues.as_array().expect("a report is a list").len(), 3);
    let empty = repository("site A { country AZ; at 40 49 }\n");
    assert_eq!(serde_json::from_str::<Value>(&in_format(&empty, "gitlab")).expect("it is JSON"), json!([]));
}

#[test]
fn junit_is_accepted_and_only_what_fails_the_check_is_a_failure() {
    let Some(xmllint) = program("xmllint", PathBuf::from("xmllint")) else { return };
    let Some(python) = program("python3", tool("python/bin/python")) else { return };
    let text = faulty() + "metro \"a<b&\\u{1b}\\\"\u{FFFE}\"\n";
    let folder = repository(&text);
    let by_schema = |text: &str| {
        folder.write("out/report.xml", text);
        let schema = root().join("tests/consumers/junit-10.xsd");
        let mut command = Command::new(&xmllint);
        accepts(command.args(["--nonet", "--noout", "--schema"]).arg(schema).arg(folder.path().join("out/report.xml")))
    };
    let counts = |text: &str| {
        folder.write("out/report.xml", text);
        let script = "import sys, junitparser as j\nx = j.JUnitXml.fromfile(sys.argv[1])\nfor s in x: assert s.tests == len(s), s.name\nprint(x.tests, x.failures, sum(s.skipped for s in x), sum(1 for s in x for c in s for r in c.result if isinstance(r, j.Failure)))";
        accepts(Command::new(&python).args(["-c", script]).arg(folder.path().join("out/report.xml")))
    };
    let report = in_format(&folder, "junit");
    assert!(by_schema(&report).0, "{}", by_schema(&report).1);
    assert!(!by_schema(&report.replacen("<testcase ", "<testcaze ", 1)).0);
    let (read, said) = counts(&report);
    assert!(read, "{said}");
    let numbers: Vec<usize> = said.split_whitespace().map(|word| word.parse().expect("a number")).collect();
    let rules = report.matches("<testcase ").count();
    let json: Value = serde_json::from_str(&in_format(&folder, "json")).expect("it is JSON");
    let denied = json["summary"]["deny"].as_u64().expect("a count") as usize;
    assert_eq!(numbers, [rules, denied, 1, denied]);
    assert!(!counts(&report.replacen("tests=\"", "tests=\"x", 1)).0);
    let strict = check(&folder.path().join("net"), &["--format", "junit", "--fail-on", "warn"]);
    let warned = json["summary"]["warn"].as_u64().expect("a count") as usize;
    assert!(strict.contains(&format!("failures=\"{}\" errors=\"0\">", denied + warned)), "{strict}");
}

/// What a pull request names its things must not act in the comment on it.
#[test]
fn a_comment_is_short_enough_and_no_name_acts_in_it() {
    let Some(cmark) = program("cmark-gfm", PathBuf::from("cmark-gfm")) else { return };
    let evil = [
        "</details><script>alert(1)</script>",
        "@everyone #12 www.evil.example http://evil.example",
        "[a](http://evil.example) ![b](http://evil.example/c.png)",
        "`@team` **b** _c_ ~~d~~ | e | :smile: $x$ \\\\",
        "odd ` backtick http://evil.example",
    ];
    let mut text = String::new();
    for (at, name) in evil.iter().enumerate() {
        // A raw string: it may hold anything.
        writeln!(text, "metro #\"{name}\"#\nconduit C{at} {{ from #\"{name}\"#; to X; kind duct }}")
            .expect("a string takes all");
    }
    let folder = repository(&text);
    let comment = in_format(&folder, "markdown");
    folder.write("out/comment.md", &comment);
    let mut command = Command::new(cmark);
    command.args(["--unsafe", "-e", "autolink", "-e", "table", "-e", "strikethrough"]);
    let (ran, html) = accepts(command.arg(folder.path().join("out/comment.md")));
    assert!(ran);
    for tag in ["<a ", "<img", "<script", "<strong>b", "<em>", "<del>", "<table"] {
        assert!(!html.contains(tag), "{tag} in\n{html}");
    }
    assert_eq!(html.matches("<details").count(), html.matches("</details>").count());
    for mention in ["@everyone", "@team", "#12 "] {
        assert!(!html.contains(mention), "{mention} in\n{html}");
    }
    // The planted faults would be seen: as they are, they act.
    folder.write("out/raw.md", &evil.join("\n\n"));
    let raw =
        accepts(Command::new("cmark-gfm").args(["--unsafe", "-e", "autolink"]).arg(folder.path().join("out/raw.md"))).1;
    assert!(raw.contains("<script") && raw.contains("<a ") && raw.contains("<img"), "{raw}");
    let many = (0..3_000).fold(String::new(), |mut text, at| {
        writeln!(text, "metro M-{at}").expect("a string takes all");
        text
    });
    let comment = in_format(&repository(&many), "markdown");
    assert!(comment.len() < 60_000 && comment.len() > 50_000, "{}", comment.len());
    assert!(comment.contains(" more findings have no room here"), "{comment:.200}");
}

#[test]
fn several_outputs_are_written_at_once_each_whole_or_not_at_all() {
    let folder = repository(&faulty());
    let net = folder.path().join("net");
    let out = |name: &str| folder.path().join(name);
    let outputs = [format!("sarif={}", out("a.sarif").display()), format!("junit={}", out("b.xml").display())];
    let stdout = check(&net, &["--format", "short", "--output", &outputs[0], "--output", &outputs[1]]);
    assert_eq!(stdout, in_format(&folder, "short"));
    assert_eq!(fs::read_to_string(out("a.sarif")).expect("it is written"), in_format(&folder, "sarif"));
    assert_eq!(fs::read_to_string(out("b.xml")).expect("it is written"), in_format(&folder, "junit"));
    let refused = |argument: &str, says: &str| {
        let ran = run(corridor().arg("check").arg(&net).args(["--output", &outputs[0], "--output", argument]));
        assert_eq!(ran.code, 2, "{argument}");
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    };
    refused("sarif", "FORMAT=FILE");
    refused("sarf=x", "use one of human, short, json, sarif");
    refused(&outputs[0], "twice");
    refused(&format!("json={}", out("no/such/c.json").display()), "its folder does not exist");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("the folder is there").collect();
    assert_eq!(left.len(), 4, "`net`, `.git` and the two files: nothing half-written is left");
    // A disk in memory lies among the devices, and is a disk.
    if Path::new("/dev/shm").is_dir() {
        let path = format!("/dev/shm/corridor-{}.json", std::process::id());
        check(&net, &["--output", &format!("json={path}")]);
        let written = fs::read_to_string(&path).expect("it is written");
        fs::remove_file(&path).expect("it can be removed");
        assert_eq!(written, in_format(&folder, "json"));
    }
}

#[test]
fn against_a_baseline_only_what_is_new_fails() {
    let folder = repository(&faulty());
    commit(folder.path(), "one");
    let net = folder.path().join("net");
    let compare = |baseline: &str| {
        let arguments = ["--format", "short", "--today", TODAY, "--baseline", baseline];
        run(corridor().arg("check").arg(&net).args(arguments))
    };
    for format in ["json", "sarif"] {
        folder.write(&format!("out/known.{format}"), &in_format(&folder, format));
    }
    let file = |name: &str| folder.path().join("out").join(name).to_string_lossy().into_owned();
    let baselines = ["HEAD".to_owned(), file("known.json"), file("known.sarif")];
    for baseline in &baselines {
        let ran = compare(baseline);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{baseline}: {}", ran.stderr);
        assert!(ran.stderr.contains("nothing denied, 1 waived, 3 known before"), "{}", ran.stderr);
    }
    // Lines move, one finding is new, and one is no longer waived.
    let text =
        format!("// moved\n\n{}", faulty()).replace("on N;", "on M;").replace("metro M\n", "metro M\nsite B {}\n");
    folder.write("net/corridor.kdl", &text);
    for baseline in &baselines {
        let ran = compare(baseline);
        assert_eq!(ran.code, 1, "{baseline}: {}", ran.stderr);
        let rules: Vec<&str> = ran.stdout.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
        assert!(rules.contains(&"missing-field"), "{}", ran.stdout);
        assert!(ran.stdout.contains("nothing refers to metro `N`"), "{}", ran.stdout);
        assert!(!ran.stdout.contains("share conduit"), "{}", ran.stdout);
    }
    let json: Value =
        serde_json::from_str(&check(&net, &["--format", "json", "--baseline", "HEAD"])).expect("it is JSON");
    let findings = json["findings"].as_array().expect("a list").iter();
    let known = findings.filter(|finding| finding["known"] == true && finding.get("waived_by").is_none()).count();
    assert_eq!(json["summary"]["known"], known);
    let sarif: Value =
        serde_json::from_str(&check(&net, &["--format", "sarif", "--baseline", "HEAD"])).expect("it is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list").iter();
    let unchanged = |result: &&Value| result["baselineState"] == "unchanged" && result.get("suppressions").is_none();
    assert_eq!(results.filter(unchanged).count(), known);
    for (baseline, says) in [
        ("no-such", "no such revision"),
        ("--output=x", "no such revision"),
        (&file("../net/corridor.kdl"), "is not JSON"),
    ] {
        let ran = run(corridor().arg("check").arg(&net).arg(format!("--baseline={baseline}")));
        assert_eq!(ran.code, 2, "{baseline}");
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn a_revision_is_read_by_the_same_rules_as_a_folder_and_without_a_touch_of_it() {
    let folder = Folder::with(&[
        ("net/corridor.kdl", "corridor { schemas \"rules\" }\nsite A { country AZ; at 40 49 }\n"),
        ("net/deep/b.kdl", "metro B\n"),
        ("net/.hidden/c.kdl", "metro C\n"),
        ("net/d.txt", "metro D\n"),
        ("net/rules/site.schema.json", "{\"type\": \"object\", \"required\": [\"name\"]}"),
        ("outside.kdl", "metro E\n"),
        ("net/latin.kdl", "metro F\n"),
    ]);
    fs::write(folder.path().join("net/latin.kdl"), b"metro F // \xE9\n").expect("a file can be written");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../outside.kdl", folder.path().join("net/out.kdl")).expect("a link can be made");
        std::os::unix::fs::symlink("deep/b.kdl", folder.path().join("net/in.kdl")).expect("a link can be made");
    }
    git(folder.path(), &["init", "--quiet", "."]);
    commit(folder.path(), "one");
    let net = folder.path().join("net");
    let all = check(&net, &["--format", "json"]);
    let found: Value = serde_json::from_str(&all).expect("it is JSON");
    let count = found["findings"].as_array().expect("a list").len();
    assert!(count >= 4, "{all}");
    // Everything is known: reading the revision found exactly the same.
    let ran =
        run(corridor().arg("check").arg(&net).args(["--format", "short", "--today", TODAY, "--baseline", "HEAD"]));
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("{count} known before")), "{}", ran.stderr);
    // Also from a hook, which tells git of another index. A folder that does not exist there is no baseline.
    let mut hook = corridor();
    hook.arg("check").arg(&net).args(["--format", "short", "--today", TODAY, "--baseline", "HEAD:net"]);
    assert_eq!(run(hook.env("GIT_DIR", "/nowhere").env("GIT_INDEX_FILE", "/nowhere/index")).code, 0);
    let ran = run(corridor().arg("check").arg(&net).args(["--today", TODAY, "--baseline", "HEAD:no/such"]));
    assert!(ran.code == 2 && ran.stderr.contains("it holds no folder `no/such`"), "{}", ran.stderr);
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), "");
}
