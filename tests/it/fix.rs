//! `corridor fix`: what leaves no choice is mended, and nothing else is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::rename::{copy_of, texts};
use crate::slips::{Slip, Topology, slip};
use crate::support::{Folder, Ran, Random, TODAY, check_short, corridor, run};

fn fix(folder: &Path, arguments: &[&str]) -> Ran {
    run(corridor().args(["fix", "--today", TODAY]).args(arguments).current_dir(folder))
}

/// What a text becomes, and what was said; a second run has nothing to do.
fn fixed(text: &str, arguments: &[&str]) -> (String, String) {
    let folder = Folder::with(&[("corridor.kdl", text)]);
    let ran = fix(folder.path(), arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let after = texts(folder.path());
    let again = fix(folder.path(), arguments);
    assert!(again.code == 0 && again.stdout.is_empty(), "{}", again.stdout);
    assert!(again.stderr.starts_with("nothing to mend"), "{}", again.stderr);
    assert_eq!(fix(folder.path(), &[arguments, &["--check"]].concat()).code, 0);
    assert_eq!(texts(folder.path()), after);
    (after["corridor.kdl"].clone(), ran.stdout)
}

const BEGIN: &str = "operator azt { name AzerTelecom; country AZ }
site AZ-BAK { country AZ; at 40.41 49.87; operator azt }
site GE-TBS { country GE; at 41.72 44.79; operator azt }
";

#[test]
fn each_sort_of_slip_is_mended() {
    for (slip, mended, told) in [
        ("sit X { country AZ; at 40 49 }", "site X { country AZ; at 40 49 }", "unknown-kind: `sit` to `site`"),
        ("metro M { nmae M }", "metro M { name M }", "unknown-field: `nmae` to `name`"),
        (
            "cable K { medum terrestrail; span 1 { from AZ-BAK; to GE-TBS } }",
            "cable K { medium terrestrial; span 1 { from AZ-BAK; to GE-TBS } }",
            "invalid-value: `terrestrail` to `terrestrial`",
        ),
        (
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBSS } }",
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS } }",
            "unknown-reference: `GE-TBSS` to `GE-TBS`",
        ),
        (
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length \"500km\" } }",
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)500 } }",
            "invalid-value: `\"500km\"` to `(km)500`",
        ),
        (
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length 500 km } }",
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)500 } }",
            "missing-unit: `500 km` to `(km)500`",
        ),
        (
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (KM)500.0 } }",
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)500.0 } }",
            "wrong-unit: `(KM)500.0` to `(km)500.0`",
        ),
        (
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)\"500\" } }",
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)500 } }",
            "invalid-value: `(km)\"500\"` to `(km)500`",
        ),
        (
            "cable K { medium subsea; span 1 { from AZ-BAK to GE-TBS } }",
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS } }",
            "invalid-value: `;` put in",
        ),
        (
            "cable K { medium subsea; owner azt share (percent)50; span 1 { from AZ-BAK; to GE-TBS } }",
            "cable K { medium subsea; owner azt share=(percent)50; span 1 { from AZ-BAK; to GE-TBS } }",
            "invalid-value: `=` put in",
        ),
        ("metro M { name 1912 }", "metro M { name \"1912\" }", "invalid-value: `1912` to `\"1912\"`"),
        ("site X { at 40 49; country AZ; at 40 49 }", "site X { at 40 49; country AZ }", "repeated-field: taken out"),
        (
            "site X {\n    country AZ\n    // as surveyed\n    at 40 49 // here\n    at 40 49\n}",
            "site X {\n    country AZ\n    // as surveyed\n    at 40 49 // here\n}",
            "repeated-field: taken out",
        ),
        (
            "site X { country AZ; at 40 49 }\n// again\nsite X { country AZ; at 40 49 }",
            "site X { country AZ; at 40 49 }\n// again",
            "duplicate-id: taken out",
        ),
        (
            "risk R { kind seismic; member AZ-BAK, GE-TBS }",
            "risk R { kind seismic; member AZ-BAK GE-TBS }",
            "`AZ-BAK,` to `AZ-BAK`",
        ),
        ("rules { warn unused-declaratio }", "rules { warn unused-declaration }", "to `unused-declaration`"),
        ("site   X  {country AZ;at 40 49}", "site X { country AZ; at 40 49 }", "corridor.kdl: brought into the style"),
    ] {
        let (after, said) = fixed(&format!("{BEGIN}{slip}\n"), &[]);
        assert_eq!(after, format!("{BEGIN}{mended}\n"), "{said}");
        assert!(said.contains(told), "{slip}\n{said}");
    }
}

#[test]
fn what_leaves_a_choice_is_left_or_asks_for_unsafe() {
    for (slip, mended) in [
        // A bare figure may be in kilometres or metres.
        (
            "cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length 500 } }",
            Some("cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)500 } }"),
        ),
        // A serial that differs is another thing, or one that somebody forgot to declare.
        (
            "site N-1 { country AZ; at 40 49 }\nrisk R { kind seismic; member N-2 }",
            Some("site N-1 { country AZ; at 40 49 }\nrisk R { kind seismic; member N-1 }"),
        ),
        // A waiver that covers nothing may be written ahead.
        (
            "// Until the audit.\nwaiver { rule over-capacity; on AZ-BAK; reason r; approved-by azt; expires \"2027-01-01\" }",
            Some(""),
        ),
        // Two are as near.
        (
            "site XAY { country AZ; at 40 49 }\nsite XBY { country AZ; at 40 48 }\nrisk R { kind seismic; member XCY }",
            None,
        ),
        // The field that is meant is there besides.
        ("metro M { name M; nmae N }", None),
        ("site X { country AZ; at 40 49; at 40 48 }", None),
        ("site X { country AZ; at 40 49 }\nsite X { country AZ; at 40 48 }", None),
        // What says the same twice may be measured twice.
        ("cable K { medium subsea; span 1 { from AZ-BAK; to GE-TBS; length (km)500 m } }", None),
    ] {
        let text = format!("{BEGIN}{slip}\n");
        assert_eq!(fixed(&text, &[]).0, text, "{slip}");
        let expected = match mended {
            Some("") => BEGIN.to_owned(),
            Some(mended) => format!("{BEGIN}{mended}\n"),
            None => text.clone(),
        };
        assert_eq!(fixed(&text, &["--unsafe"]).0, expected, "{slip}");
    }
}

#[test]
fn an_id_that_is_written_otherwise_than_its_pattern_takes_its_form_wherever_it_is_named() {
    let text = "naming { pattern link \"{from}-{to}-{serial:3}\"; match metro \"[A-Z]+-[0-9]\" }
metro bak_1 { name Baku }
site A { country AZ; at 40 49; metro bak_1 }
site B { country GE; at 41 44 }
link a_b_7 { from A; to B; capacity (Gbps)100; undisclosed #true; provider o }
link B-A-008 { from A; to B; capacity (Gbps)100; undisclosed #true; provider o }
operator o { name o; country GE }
service S { from A; to B; capacity (Gbps)1; leg w { over a_b_7 }; leg p { over B-A-008 } }
waiver { rule unknown-route; on S a_b_7; reason a_b_7; approved-by o; expires \"2027-01-01\" }
";
    let (after, said) = fixed(text, &["--only", "off-pattern"]);
    let waiver = "on S A-B-007; reason a_b_7";
    let expected =
        text.replace("bak_1", "BAK-1").replace("a_b_7", "A-B-007").replace("on S A-B-007; reason A-B-007", waiver);
    assert_eq!(after, expected);
    assert!(said.contains("off-pattern: `a_b_7` to `A-B-007`, wherever it is named"), "{said}");
    // The other says something else than the facts, and the facts may be wrong.
    assert_eq!(fixed(text, &["--only", "off-pattern", "--unsafe"]).0, expected.replace("B-A-008", "A-B-008"));
    // A name that is taken stays with its thing.
    let two = "naming { match metro \"[A-Z]+\" }\nmetro M { name a }\nmetro m { name b }\n";
    assert_eq!(fixed(two, &["--only", "off-pattern", "--unsafe"]).0, two);
    let two = "naming { match metro \"[A-Z]+\" }\nmetro Mm { name a }\nmetro mM { name b }\n";
    assert_eq!(fixed(two, &["--only", "off-pattern", "--unsafe"]).0, two);
}

#[test]
fn what_is_waived_or_cannot_be_read_stays() {
    let waived = format!(
        "{BEGIN}naming {{ match metro \"[A-Z]\" }}\nmetro m {{ name M }}\nsite X {{ country AZ; at 40 49; metro m }}\n\
         waiver {{ rule off-pattern; on m; reason r; approved-by azt; expires \"2027-01-01\" }}\n"
    );
    assert_eq!(fixed(&waived, &["--unsafe"]).0, waived);
    // A misspelt name in one file is mended though another cannot be read; an id would not be.
    let folder = Folder::with(&[
        ("a.kdl", "naming { match metro \"[A-Z]\" }\nmetro m { nmae M }\n"),
        ("b.kdl", "site X { metro m "),
    ]);
    fs::write(folder.path().join("c.kdl"), b"metro n { nmae N } // \xff").expect("the file can be written");
    let ran = fix(folder.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let read = |name: &str| fs::read(folder.path().join(name)).expect("a file can be read");
    assert_eq!(read("a.kdl"), b"naming { match metro \"[A-Z]\" }\nmetro m { name M }\n");
    assert_eq!(read("b.kdl"), b"site X { metro m ");
    assert_eq!(read("c.kdl"), b"metro n { nmae N } // \xff");
    let empty = Folder::new();
    assert_eq!(fix(empty.path(), &[]).code, 3);
}

#[test]
fn with_diff_or_check_nothing_is_written() {
    let text = format!("{BEGIN}metro M {{ nmae M }}\n");
    let folder = Folder::with(&[("az/sites.kdl", &text)]);
    let ran = fix(folder.path(), &["--diff"]);
    assert!(ran.code == 1 && ran.stdout.contains("-metro M { nmae M }\n+metro M { name M }\n"), "{}", ran.stdout);
    let ran = fix(folder.path(), &["--check"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "az/sites.kdl\n"));
    assert!(ran.stderr.starts_with("1 finding to mend"), "{}", ran.stderr);
    assert_eq!(texts(folder.path())["az/sites.kdl"], text);
    let ran = fix(folder.path(), &["--only", "unknown-feild"]);
    assert!(ran.code == 2 && ran.stderr.contains("did you mean `unknown-field`?"), "{}", ran.stderr);
}

/// A slip of the hand in the Digital Silk Way is taken back to the byte, or left: never made into something else.
#[test]
fn a_slip_is_taken_back_or_left_and_never_made_into_something_else() {
    let topology = Topology::read();
    let mut random = Random(5);
    let classes = ["a letter of a reference", "a unit", "the name of a field", "a field twice", "a declaration twice"];
    let tries = if cfg!(debug_assertions) { 25 } else { 500 };
    let (mut back, mut left) = (0, 0);
    for at in 0..tries {
        let class = classes[at % classes.len()];
        let slip = std::iter::repeat_with(|| slip(class, &topology, &mut random)).flatten().next();
        let Slip { file, range, with, .. } = slip.expect("the corridor has all of these");
        let before: BTreeMap<String, String> =
            topology.files.iter().map(|(name, text, _)| (name.clone(), text.clone())).collect();
        let mut slipped = before.clone();
        let text = slipped.get_mut(&file).expect("the file is there");
        text.replace_range(range.clone(), &with);
        let folder = copy_of(&slipped);
        let ran = fix(folder.path(), &[]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let after = texts(folder.path());
        // The same declarations in another order say the same.
        let lines = |texts: &BTreeMap<String, String>| {
            let mut lines: Vec<String> = texts.values().flat_map(|text| text.lines().map(str::to_owned)).collect();
            lines.retain(|line| !line.trim().is_empty());
            lines.sort();
            lines
        };
        if lines(&after) == lines(&before) {
            back += 1;
            assert_eq!(check_short(folder.path()).stdout, "", "{class}");
        } else {
            left += 1;
            let styled = copy_of(&slipped);
            run(corridor().arg("fmt").current_dir(styled.path()));
            assert_eq!(after, texts(styled.path()), "{class}: {file}: {with}\n{}", ran.stdout);
        }
    }
    println!("{back} taken back, {left} left");
    assert!(back * 2 > tries, "{back} of {tries}");
}
