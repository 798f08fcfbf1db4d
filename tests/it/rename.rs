//! `corridor rename`: everywhere or nowhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, Random, TODAY, corridor, files, root, run};

pub fn texts(folder: &Path) -> BTreeMap<String, String> {
    let read = |path: std::path::PathBuf| {
        let name = path.strip_prefix(folder).expect("a file of the folder").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a file can be read"))
    };
    files(folder, "kdl").into_iter().filter(|path| !path.to_string_lossy().contains("/.")).map(read).collect()
}

pub fn copy_of(texts: &BTreeMap<String, String>) -> Folder {
    let folder = Folder::new();
    for (name, text) in texts {
        folder.write(name, text);
    }
    folder
}

fn rename(folder: &Path, arguments: &[&str]) -> crate::support::Ran {
    run(corridor().arg("rename").args(arguments).current_dir(folder))
}

#[test]
fn any_id_of_the_digital_silk_way_is_renamed_wherever_it_is_named() {
    let topology = root().join("topology");
    let before = texts(&topology);
    let mut ids: Vec<(String, String)> = Vec::new();
    for text in before.values() {
        for line in text
            .lines()
            .filter(|line| line.ends_with('{') && line.starts_with(|first: char| first.is_ascii_lowercase()))
        {
            if let [kind, id, "{"] = line.split_whitespace().collect::<Vec<_>>()[..] {
                ids.push((kind.to_owned(), id.to_owned()));
            }
        }
    }
    let mut random = Random(17);
    for _ in 0..if cfg!(debug_assertions) { 10 } else { 60 } {
        let (kind, id) = random.pick(&ids).clone();
        let folder = copy_of(&before);
        let new = format!("{id}.2");
        let ran = rename(folder.path(), &[&id, &new]);
        assert_eq!(ran.code, 0, "{id}: {}", ran.stderr);
        let ran = run(corridor()
            .arg("diff")
            .args([topology.as_path(), folder.path()])
            .args(["--format", "json", "--today", TODAY]));
        let diff: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        assert_eq!(diff["renamed"], serde_json::json!([{"kind": kind, "from": id, "to": new}]), "{id}");
        for list in ["services", "demands", "sunk", "added", "removed", "changed"] {
            assert_eq!(diff[list], serde_json::json!([]), "{id}: {list}");
        }
        // Nothing but the id is another byte, and a second run finds nothing to do.
        let put_back = rename(folder.path(), &[&new, &id]);
        assert_eq!(put_back.code, 0, "{}", put_back.stderr);
        assert_eq!(texts(folder.path()), before, "{id}");
        let again = rename(folder.path(), &[&new, &id]);
        assert_eq!(again.code, 2);
        assert!(again.stderr.contains("is not declared"), "{}", again.stderr);
    }
}

const NET: &str = "site \"A\" { country AZ; at 40 49 } // A stays here\nsite B { country GE; at 41 44; note \"A\" }\n\
cable K {\n    medium terrestrial\n    owner o share=(percent)100\n    span 1 { from A; to B }\n    span 2 { from A; to \"B\" }\n}\n\
operator o { name o; country GE }\n\
service S { from A; to B; capacity (Gbps)1; customer o; leg working { over K:1 }; leg protect { over \"K:2\" } }\n\
waiver { rule shared-cable; on S K; reason A; approved-by o; expires \"2027-01-01\" }\n\
waiver { rule shared-span; on S:working K:1; reason A; approved-by p; expires \"2027-01-01\" }\n";

#[test]
fn parts_waivers_and_quotes_are_seen_to_and_texts_are_not() {
    let renamed = |old: &str, new: &str| {
        let folder = Folder::with(&[("corridor.kdl", NET)]);
        let ran = rename(folder.path(), &[old, new]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        (fs::read_to_string(folder.path().join("corridor.kdl")).expect("a file can be read"), ran.stderr)
    };
    let (text, said) = renamed("A", "AZ-1");
    assert_eq!(said, "`A` to `AZ-1`: 4 places in 1 file\n");
    assert_eq!(text, NET.replace("site \"A\"", "site \"AZ-1\"").replace("from A", "from AZ-1"));
    assert_eq!(
        renamed("B", "1-B").0,
        NET.replace("site B", "site \"1-B\"").replace("to B", "to \"1-B\"").replace("to \"B\"", "to \"1-B\"")
    );
    assert_eq!(renamed("K", "K2").0, NET.replace("cable K", "cable K2").replace("K:", "K2:").replace("S K;", "S K2;"));
    assert_eq!(renamed("K:1", "K:a").0, NET.replace("span 1", "span a").replace("K:1", "K:a"));
    assert_eq!(renamed("S:working", "S:main").0, NET.replace("leg working", "leg main").replace("S:working", "S:main"));
    assert_eq!(
        renamed("o", "azt").0,
        NET.replace("owner o", "owner azt")
            .replace("operator o", "operator azt")
            .replace("customer o", "customer azt")
            .replace("approved-by o", "approved-by azt")
    );
}

#[test]
fn an_assertion_that_names_the_id_in_its_text_is_told() {
    let assertion = "assert a { on cable; that \"self.span.all(s, s.from != 'A')\"; message m }\n";
    let folder = Folder::with(&[("corridor.kdl", NET), ("rules.kdl", assertion)]);
    let ran = rename(folder.path(), &["A", "AZ-1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.ends_with("the text of an assertion is left as it is: look at `a`\n"), "{}", ran.stderr);
    assert_eq!(texts(folder.path())["rules.kdl"], assertion);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let folder = Folder::with(&[("corridor.kdl", NET)]);
    for (old, new, says) in [
        ("X", "Y", "`X` is not declared"),
        ("A", "B", "is the id of another thing already"),
        ("A", "A", "has that id already"),
        ("A", "a b", "cannot be the id"),
        ("A", "K:1", "`:` stands between"),
        ("K:1", "K:2", "`K` has a part `2` already"),
        ("K:9", "K:2", "`K` has no part `9`"),
        ("K:1", "X", "name it `K:X`"),
    ] {
        let ran = rename(folder.path(), &[old, new]);
        assert_eq!(ran.code, 2, "{old} {new}");
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    let ran = rename(folder.path(), &["A", "AZ-1", "--check"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "corridor.kdl\n"));
    let ran = rename(folder.path(), &["A", "AZ-1", "--diff"]);
    assert!(ran.code == 1 && ran.stdout.contains("+site \"AZ-1\" { country AZ"), "{}", ran.stdout);
    assert_eq!(texts(folder.path())["corridor.kdl"], NET);
    folder.write("broken.kdl", "a {");
    let ran = rename(folder.path(), &["A", "AZ-1"]);
    assert!(ran.code == 2 && ran.stderr.contains("`broken.kdl` cannot be read to its end"), "{}", ran.stderr);
}
