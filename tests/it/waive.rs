//! Waivers as people use them: written by `corridor waive`, listed with what they hide, warned of before they are over.

use std::fs;

use crate::support::{Folder, Ran, TODAY, corridor, run};

const NET: &str = "operator azt { name a; country AZ }
operator grt { name g; country GE; parent azt }
site A { country AZ; at 40.3 49.8 }
site B { country GE; at 41.6 44.8; operator grt }
policy gold { disjoint cable }
cable K1 {
    medium terrestrial
    span 1 { from A; to B }
}
cable K2 {
    medium terrestrial
    span 1 { from A; to B }
}
service S {
    from A; to B; capacity (Gbps)1; policy gold
    leg one { over K1 }
    leg two { over K1 }
}
service T {
    from A; to B; capacity (Gbps)1; policy gold
    leg one { over K2 }
    leg two { over K2 }
}
";

fn waive(folder: &Folder, arguments: &[&str]) -> Ran {
    let given =
        ["--approved-by", "azt", "--until", "2027-06-30", "--today", TODAY, "--reason", "until \"it\" is built"];
    run(corridor().arg("waive").args(arguments).args(given).current_dir(folder.path()))
}

fn check(folder: &Folder, arguments: &[&str]) -> Ran {
    let given = ["check", "--format", "short", "--only", "shared-cable", "--only", "expired-waiver", "--today"];
    run(corridor().args(given).arg(TODAY).args(arguments).current_dir(folder.path()))
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("a file can be read")
}

#[test]
fn a_waiver_is_written_where_its_party_writes_them() {
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    assert_eq!(check(&folder, &[]).stdout.lines().count(), 2);
    let ran = waive(&folder, &["shared-cable", "S", "K1", "--diff"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("+    on S K1\n"), "{}", ran.stdout);
    let ran = waive(&folder, &["shared-cable", "S", "K1"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "hides 1 finding until 2027-06-30\n"));
    let written = "waiver {\n    rule shared-cable\n    on S K1\n    reason \"until \\\"it\\\" is built\"\n    approved-by azt\n    expires \"2027-06-30\"\n}\n";
    assert_eq!(read(&folder, "waivers.kdl"), written);
    let left = check(&folder, &[]).stdout;
    assert!(left.lines().count() == 1 && left.contains("of `T` share cable `K2`"), "{left}");
    // Behind the last one of the same party, with what stands on its line.
    folder.write("waivers.kdl", "");
    folder.write("az/w.kdl", &format!("{} // ours\n\nmetro M\n", written.trim_end()));
    folder.write("ge/w.kdl", &written.replace("azt", "grt").replace("S K1", "S K2"));
    let ran = waive(&folder, &["shared-cable", "T", "K2"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(
        read(&folder, "az/w.kdl"),
        format!("{} // ours\n\n{}\nmetro M\n", written.trim_end(), written.replace("S K1", "T K2"))
    );
    assert_eq!(check(&folder, &[]).stdout, "");
    assert_eq!(
        run(corridor().args(["fmt", "--check", "az/w.kdl"]).current_dir(folder.path())).code,
        0,
        "it is in the style"
    );
}

#[test]
fn a_file_of_waivers_that_holds_none_is_not_lost() {
    let folder = Folder::with(&[("corridor.kdl", NET), ("waivers.kdl", "// what we accept\n")]);
    assert_eq!(waive(&folder, &["shared-cable", "S", "K1"]).code, 0);
    assert!(read(&folder, "waivers.kdl").starts_with("// what we accept\n\nwaiver {\n"));
}

#[test]
fn what_would_hide_nothing_is_not_written() {
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    for (arguments, says) in [
        (["shared-cable", "S", "K2"], "it would hide nothing"),
        (["shared-cabel", "S", "K1"], "did you mean `shared-cable`?"),
        (["unknown-reference", "S", "K1"], "cannot be waived"),
        (["shared-cable", "S", "NO"], "it would hide nothing"),
        (["shared-cable", "S", "NOBODY"], "`NOBODY` is not declared"),
    ] {
        let ran = waive(&folder, &arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    let past = ["--approved-by", "azt", "--until", "2026-01-01", "--today", TODAY, "--reason", "r"];
    let ran = run(corridor().args(["waive", "shared-cable", "S", "K1"]).args(past).current_dir(folder.path()));
    assert!(ran.code == 2 && ran.stderr.contains("2026-01-01 is over"), "{}", ran.stderr);
    assert!(!folder.path().join("waivers.kdl").exists());
}

#[test]
fn a_waiver_that_is_over_soon_is_warned_of_and_listed_with_what_it_hides() {
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    let waiver = |on: &str, expires: &str| {
        format!("waiver {{ rule shared-cable; on {on}; reason r; approved-by azt; expires \"{expires}\" }}\n")
    };
    folder.write("w.kdl", &(waiver("S K1", "2026-11-24") + &waiver("T K2", "2026-12-24")));
    let warned = |days: &str| {
        let ran = check(&folder, &["--warn-before", days]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    assert_eq!(check(&folder, &[]).stdout, "");
    assert_eq!(
        warned("(d)29"),
        "w.kdl:1:73: warn[expired-waiver]: the waiver of `shared-cable` on `S`, `K1` expires on 2026-11-24: today is its last day\n"
    );
    let both = warned("30");
    assert!(both.ends_with("on `T`, `K2` expires on 2026-12-24: 30 days are left\n"), "{both}");
    // One that is over is denied, and warned of no more.
    let over = run(corridor()
        .args(["check", "--format", "short", "--today", "2026-11-25", "--warn-before", "7"])
        .current_dir(folder.path()));
    assert!(
        over.code == 1
            && over.stdout.contains("deny[expired-waiver]: the waiver of `shared-cable` on `S`, `K1` expired"),
        "{}",
        over.stdout
    );
    folder.write("rules.kdl", "rules { allow expired-waiver }\n");
    assert_eq!(warned("30"), "");
    let list =
        run(corridor().args(["list", "waiver", "--format", "csv", "--today", "2026-11-25"]).current_dir(folder.path()))
            .stdout;
    let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split(',').collect()).collect();
    let column = |name: &str| rows[0].iter().position(|column| *column == name).expect("a column");
    let cells = |name: &str| rows[1..].iter().map(|row| row[column(name)]).collect::<Vec<_>>();
    assert_eq!(cells("days left"), ["over", "29"], "{list}");
    assert_eq!(cells("hides"), ["0", "1"], "{list}");
    assert_eq!(run(corridor().args(["check", "--warn-before", "soon"]).current_dir(folder.path())).code, 2);
}
