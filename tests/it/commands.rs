//! The commands as a person or a pipeline runs them: output, exit codes, what is said when it goes wrong.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Folder, Ran, TODAY, corridor, root, run};

const SMALL: &str = "\
operator azt {
    name AzerTelecom
    country AZ
}

site AZ-BAK {
    name Baku
    country AZ
    at 40.3777 49.8920
    operator azt
}

site AZ-SUQ {
    name Sumgait
    country AZ
    at 40.5897 49.6686
    operator azt
}

cable AZ-BH {
    medium terrestrial
    operator azt
    span 1 {
        from AZ-SUQ
        to AZ-BAK
        length (km)39
    }
}
";

fn check(folder: &Folder, arguments: &[&str]) -> Ran {
    run(corridor().arg("check").args(arguments).args(["--today", TODAY]).arg(folder.path()))
}

#[test]
fn a_clean_corridor_exits_with_0_and_says_what_was_checked() {
    let folder = Folder::with(&[("corridor.kdl", SMALL)]);
    let ran = check(&folder, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "4 declarations in 1 file: nothing denied\n"));
    assert!(ran.stderr.starts_with("in "), "{}", ran.stderr);
}

#[test]
fn findings_exit_with_1_and_warnings_only_when_asked() {
    let folder = Folder::with(&[("corridor.kdl", &SMALL.replace("from AZ-SUQ", "from AZ-SUX"))]);
    assert_eq!(check(&folder, &[]).code, 1);
    let unused = Folder::with(&[("corridor.kdl", &format!("{SMALL}\nmetro NOWHERE {{\n}}\n"))]);
    assert_eq!(check(&unused, &[]).code, 0);
    assert_eq!(check(&unused, &["--fail-on", "warn"]).code, 1);
    let only = check(&unused, &["--only", "unused-declaration", "--format", "short"]);
    assert_eq!(only.stdout, "corridor.kdl:30:1: warn[unused-declaration]: nothing refers to metro `NOWHERE`\n");
}

#[test]
fn what_cannot_run_exits_with_2_and_says_what_was_attempted() {
    let missing = run(corridor().args(["check", "no-such-folder"]));
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.contains("reading `no-such-folder`"), "{}", missing.stderr);
    assert_eq!(run(corridor().args(["check", "--fromat", "json"])).code, 2);
    let rule = run(corridor().args(["check", "--only", "shared-conduits"]));
    assert_eq!(rule.code, 2);
    assert!(rule.stderr.contains("did you mean `shared-conduit`?"), "{}", rule.stderr);
}

#[test]
fn nothing_to_check_exits_with_3() {
    let empty = Folder::new();
    let ran = check(&empty, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("nothing to check"), "{}", ran.stderr);
    let comment = Folder::with(&[("corridor.kdl", "// nothing yet\n")]);
    assert_eq!(check(&comment, &[]).code, 3);
}

#[test]
fn without_a_folder_the_nearest_corridor_upwards_is_taken() {
    let folder = Folder::with(&[("corridor.kdl", SMALL), ("az/note.txt", "not read")]);
    let ran = run(corridor().args(["check", "--format", "short"]).current_dir(folder.path().join("az")));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("4 declarations in 1 file"), "{}", ran.stderr);
}

#[test]
fn an_editor_can_pipe_in_what_it_has_not_saved() {
    let folder = Folder::with(&[("corridor.kdl", "corridor {\n    title Small\n}\n"), ("az/plant.kdl", SMALL)]);
    let file = folder.path().join("az/plant.kdl");
    let mut child = corridor()
        .args(["check", "-", "--format", "short", "--today", TODAY, "--stdin-filename"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let text = SMALL.replace("to AZ-BAK", "to AZ-BAX");
    child.stdin.take().expect("standard input is a pipe").write_all(text.as_bytes()).expect("the pipe takes the text");
    let output = child.wait_with_output().expect("the command ends");
    let stdout = String::from_utf8(output.stdout).expect("the command writes UTF-8");
    assert_eq!(stdout, "az/plant.kdl:25:12: deny[unknown-reference]: `AZ-BAX` is not declared\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_piped_file_needs_its_name() {
    let ran = run(corridor().args(["check", "-"]).stdin(Stdio::null()));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--stdin-filename"), "{}", ran.stderr);
}

#[test]
fn colour_is_for_terminals_or_when_asked() {
    let folder = Folder::with(&[("corridor.kdl", &SMALL.replace("(km)39", "39"))]);
    assert!(!check(&folder, &[]).stdout.contains('\u{1b}'));
    assert!(check(&folder, &["--color", "always"]).stdout.contains('\u{1b}'));
    assert!(!check(&folder, &["--color", "never"]).stdout.contains('\u{1b}'));
}

#[test]
fn sixty_columns_are_kept_with_lines_of_any_length() {
    let long =
        SMALL.replace("    name Baku\n", &format!("    name \"{}\" // {}\n", "Baku ".repeat(40), "x".repeat(300)));
    let folder = Folder::with(&[("corridor.kdl", &long.replace("(km)39", "39").replace("at 40.3777", "at 140.3777"))]);
    let ran = run(corridor().args(["check", "--today", TODAY]).arg(folder.path()).env("COLUMNS", "60"));
    assert_eq!(ran.code, 1);
    let folder_name = folder.path().to_string_lossy().into_owned();
    for line in ran.stdout.lines().filter(|line| !line.contains(&folder_name)) {
        assert!(line.chars().count() <= 60, "{line}");
    }
}

#[test]
fn what_would_act_on_a_terminal_is_shown_escaped() {
    let text = format!("{SMALL}\nsite \"A\\u{{202e}}B\" {{\n    country AZ\n    at 40.1 49.1\n}}\n");
    let folder = Folder::with(&[("corridor.kdl", &text)]);
    for format in ["human", "short"] {
        let ran = check(&folder, &["--format", format]);
        assert_eq!(ran.code, 1);
        assert!(!ran.stdout.contains('\u{202e}') && ran.stdout.contains("\\u{202e}"), "{}", ran.stdout);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::with(&[("corridor.kdl", SMALL)]);
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{} list site {} | true", env!("CARGO_BIN_EXE_corridor"), folder.path().display()))
        .stderr(Stdio::piped())
        .output()
        .expect("a shell starts");
    assert_eq!(String::from_utf8_lossy(&status.stderr), "");
}

#[test]
fn explain_shows_the_page_of_a_rule_and_the_book() {
    let page = run(corridor().args(["explain", "shared-conduit"]));
    assert!(page.stdout.starts_with("# shared-conduit\n"), "{}", page.stdout);
    let book = run(corridor().arg("explain"));
    assert!(corridor::rules::RULES.iter().all(|rule| book.stdout.contains(rule.name)));
    let wrong = run(corridor().args(["explain", "shared-conduct"]));
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `shared-conduit`?"), "{}", wrong.stderr);
}

#[test]
fn list_gives_a_table_json_and_csv() {
    let folder = Folder::with(&[("corridor.kdl", SMALL)]);
    let list = |format: &str| run(corridor().args(["list", "site", "--format", format]).arg(folder.path())).stdout;
    assert_eq!(
        list("table"),
        "id      name     at               country  operator  status  declared\n\
         AZ-BAK  Baku     40.3777 49.8920  AZ       azt       active  corridor.kdl:6\n\
         AZ-SUQ  Sumgait  40.5897 49.6686  AZ       azt       active  corridor.kdl:13\n"
    );
    let json: serde_json::Value = serde_json::from_str(&list("json")).expect("the list is JSON");
    assert_eq!(json[1]["name"], "Sumgait");
    assert!(list("csv").starts_with("id,name,at,country,operator,status,declared\r\nAZ-BAK,Baku,"));
}

#[test]
fn services_are_designated_in_csv() {
    let text = "\
operator ktc { name KazTransCom; country KZ; icc KTC }
operator azertelecom { name AzerTelecom; country AZ; icc AZERT }
metro BAKU { name \"Bakı (greater)\" }
site KZ-AAU { name \"Aktau / Shevchenko\"; country KZ; at 43.65 51.15; operator ktc }
site AZ-BAK-2 { name \"Hövsan\"; country AZ; at 40.38 50.08; operator azertelecom; metro BAKU }
link L { from KZ-AAU; to AZ-BAK-2; capacity (Tbps)1; undisclosed #true }
service S-7 { from AZ-BAK-2; to KZ-AAU; capacity (Tbps)0.4; leg a { over L } }
service S { from AZ-BAK-2; to KZ-AAU; capacity (Gbps)2.5; leg a { over L } }
";
    let folder = Folder::with(&[("corridor.kdl", text)]);
    let list = run(corridor().args(["list", "service", "--format", "csv"]).arg(folder.path())).stdout;
    let last: Vec<&str> = list.lines().map(|line| line.rsplit(',').next().expect("a line has a cell")).collect();
    assert_eq!(last, ["designation", "", "BAKI-AKTAU/KTC 400G 0007"]);
}

#[test]
fn show_gives_no_figures_of_a_leg_that_is_not_whole() {
    let text = "site A { country GE; at 41.7 44.8 }\nsite B { country GE; at 42.15 41.7 }\n\
        link L { from A; to B; capacity (Gbps)1; over NOWHERE }\n\
        service S { from A; to B; capacity (Gbps)1; leg only { over L } }\n";
    let folder = Folder::with(&[("corridor.kdl", text)]);
    let said = run(corridor().args(["show", "S"]).arg(folder.path())).stdout;
    assert!(said.contains("\nleg only, of unknown length\n"), "{said}");
    assert!(said.contains("not known: what `corridor check` has findings on"), "{said}");
}

#[test]
fn show_says_what_a_thing_rides_on_and_what_rides_on_it() {
    let folder = Folder::with(&[("corridor.kdl", SMALL)]);
    let show = |id: &str| run(corridor().args(["show", id]).arg(folder.path()));
    let cable = show("AZ-BH").stdout;
    for line in [
        "cable AZ-BH",
        "declared at corridor.kdl:20:1",
        "  site         AZ-BAK AZ-SUQ",
        "  operator     azt",
        "  country      AZ",
    ] {
        assert!(cable.contains(line), "{cable}");
    }
    let site = show("AZ-SUQ").stdout;
    assert!(site.contains("carries\n  span         AZ-BH:1"), "{site}");
    let wrong = show("AZ-SUK");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `AZ-SUQ`?"), "{}", wrong.stderr);
}

#[test]
fn every_command_has_an_example_in_its_help() {
    for command in ["check", "explain", "list", "show", "graph", "init", "schema", "completions", "man"] {
        let help = run(corridor().args([command, "--help"]));
        assert_eq!(help.code, 0);
        assert!(help.stdout.contains("Example:\n  corridor "), "{command}");
    }
}

#[test]
fn an_organisations_schema_tightens_and_says_whose_it_is() {
    let schema = r#"{"properties": {"name": {"maxLength": 4, "description": "At most four letters"}}, "required": ["operator"]}"#;
    let folder = Folder::with(&[
        ("corridor.kdl", "corridor {\n    schemas house\n}\n"),
        ("az.kdl", &SMALL.replacen("    operator azt\n", "", 1)),
        ("house/site.schema.json", schema),
    ]);
    let ran = check(&folder, &["--format", "short"]);
    assert_eq!(
        ran.stdout,
        "az.kdl:6:1: deny[missing-field]: site `AZ-BAK` has no `operator`\n\
         az.kdl:13:10: deny[invalid-value]: `name` is longer than 4 characters\n"
    );
    assert!(check(&folder, &[]).stdout.contains("house/site.schema.json"));
    folder.write("house/site.schema.json", "{");
    let broken = check(&folder, &["--format", "short"]);
    assert!(broken.stdout.contains("corridor.kdl:2:13: deny[invalid-value]"), "{}", broken.stdout);
}

#[test]
fn the_newcomers_corridor_of_the_readme_gives_what_the_readme_says() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README can be read");
    let block = |mark: &str| {
        let start = readme.find(mark).unwrap_or_else(|| panic!("the README has {mark}")) + mark.len();
        let end = readme[start..].find("```").expect("a block is closed") + start;
        readme[start..end].to_owned()
    };
    let folder = Folder::with(&[("corridor.kdl", &block("```kdl\n"))]);
    let ran = run(corridor().args(["check", "--today", TODAY]).current_dir(folder.path()));
    assert_eq!(ran.stdout, block("```text\n"));
}

#[test]
fn json_lists_what_is_shared_and_may_be() {
    let folder = Folder::with(&[(
        "corridor.kdl",
        "site A { country GE; at 41.7 44.8 }\n\
         site B { country GE; at 42.1 41.7 }\n\
         link L { from A; to B; capacity (Gbps)1; undisclosed #true }\n\
         link M { from A; to B; capacity (Gbps)1; undisclosed #true }\n\
         service S { from A; to B; capacity (Gbps)1; policy p; leg a { over L }; leg b { over M } }\n\
         policy p { disjoint site link; unknown allow }\n",
    )]);
    let json: serde_json::Value =
        serde_json::from_str(&check(&folder, &["--format", "json"]).stdout).expect("the output is JSON");
    let expected = serde_json::json!([
        {"service": "S", "legs": ["a", "b"], "kind": "site", "thing": "A", "because": "end"},
        {"service": "S", "legs": ["a", "b"], "kind": "site", "thing": "B", "because": "end"},
    ]);
    assert_eq!(json["exempted"], expected);
}

#[test]
fn json_escapes_what_a_terminal_obeys() {
    let folder =
        Folder::with(&[("corridor.kdl", "site A { country GE; at 41.7 44.8; operator \"\\u{9b}\\u{202e}x\" }\n")]);
    let ran = check(&folder, &["--format", "json"]);
    assert!(!ran.stdout.contains(['\u{9b}', '\u{202e}']), "{}", ran.stdout);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).expect("the output is JSON");
    let message = json["findings"][0]["message"].as_str().expect("a message is text");
    assert!(message.contains("\u{9b}\u{202e}x"), "{message}");
}

#[test]
fn every_page_is_wrapped_to_forty_columns_without_losing_a_word() {
    let rules = corridor::rules::RULES.iter().map(|rule| rule.name);
    let kinds = corridor::schema::Kind::ALL.into_iter().map(corridor::schema::Kind::name);
    for what in rules.chain(kinds) {
        let narrow = run(corridor().args(["explain", what]).env("COLUMNS", "40"));
        let wide = run(corridor().args(["explain", what]).env("COLUMNS", "120"));
        assert_eq!(narrow.code, 0, "{what}: {}", narrow.stderr);
        assert!(narrow.stdout.split_whitespace().eq(wide.stdout.split_whitespace()), "{what}");
    }
}

#[test]
fn explain_knows_kinds_that_are_groups_and_the_words_of_the_texts() {
    let explain = |what: &str| run(corridor().args(["explain", what])).stdout;
    let handoff = explain("handoff");
    assert!(handoff.contains("**`of OPERATOR`**") && handoff.contains("unanswered-handoff"), "{handoff}");
    assert!(explain("landing-station").contains("`landing-station` is a word of `site`: `corridor explain site.role`"));
    assert!(explain("locode").contains("`locode` is a field of `site`: `corridor explain site.locode`"));
    assert!(explain("cable.fibre").contains("For example `pairs=8`"), "what stands on one line is a property");
    assert_eq!(run(corridor().args(["explain", "locodes-of-old"])).code, 2);
}

#[test]
fn an_unused_waiver_names_the_rule_that_was_likely_meant() {
    let case = root().join("tests/rules/unused-waiver/bad-of-another-rule.kdl");
    let text = std::fs::read_to_string(case).expect("the case can be read");
    let folder =
        Folder::with(&[("corridor.kdl", &text.replace("protect { over GE-ROAD }", "protect { over GE-RAIL }"))]);
    let ran = run(corridor().args(["check", "--today", TODAY]).arg(folder.path()));
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("there is a finding of `shared-cable` on the same"), "{}", ran.stdout);
}
