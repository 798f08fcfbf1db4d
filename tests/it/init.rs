//! `corridor init`: what it writes checks clean, and nothing is ever overwritten.

use std::fs;

use crate::support::{Folder, check_short, corridor, run};

#[test]
fn the_corridor_to_begin_with_checks_clean() {
    let folder = Folder::new();
    // Names of folders that are no plain words of KDL.
    for name in [
        "silk-way",
        "2026",
        "true",
        "a \"b\"",
        "Bakı",
        "a\nb",
        "#1",
        "{",
        "\\",
        "a\u{1}\u{202e}\u{2028}\u{feff}\u{7f}b",
    ] {
        let dir = folder.path().join(name);
        let ran = run(corridor().arg("init").arg(&dir));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}");
        let checked = check_short(&dir);
        assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{name}");
        for file in ["README.md", "CODEOWNERS", ".gitattributes", ".gitignore", ".github/workflows/corridor.yml"] {
            assert!(dir.join(file).is_file(), "{name}: {file}");
        }
        let shared = fs::read_to_string(dir.join("corridor.kdl")).expect("the file was written");
        assert!(shared.contains("// A policy is a promise."), "{shared}");
        let shown = run(corridor().args(["show", "BAK-TBS-100G-0001"]).arg(&dir)).stdout;
        assert!(shown.contains("leg protect, 557 km"), "{shown}");
    }
}

#[test]
fn the_next_command_can_be_pasted() {
    let folder = Folder::new();
    for (name, word) in [("silk-way", "silk-way"), ("the silk way", "'the silk way'"), ("it's", r"'it'\''s'")] {
        let said = run(corridor().args(["init", name]).current_dir(folder.path())).stdout;
        assert!(said.contains(&format!("next: `corridor check {word}`, then")), "{said}");
    }
}

#[test]
fn what_its_comment_proposes_is_found() {
    let folder = Folder::new();
    let dir = folder.path().join("c");
    run(corridor().arg("init").arg(&dir));
    let services = fs::read_to_string(dir.join("services.kdl")).expect("the file was written");
    let tried =
        services.replace("leg protect { over CSP-ROAD-1 KRA-ROAD-1 }", "leg protect { over CSP-RAIL-1 KRA-RAIL-1 }");
    assert_ne!(tried, services);
    fs::write(dir.join("services.kdl"), tried).expect("the file can be written");
    let ran = check_short(&dir);
    assert_eq!(ran.code, 1);
    for rule in ["shared-conduit", "shared-right-of-way", "shared-border-crossing", "shared-cable"] {
        assert!(ran.stdout.contains(&format!("deny[{rule}]")), "{}", ran.stdout);
    }
}

#[test]
fn nothing_is_overwritten() {
    let kept = [("README.md", "mine"), (".github/workflows/corridor.yml", "mine"), ("az/plant.kdl", "metro BAKU\n")];
    for (path, text) in kept {
        let folder = Folder::with(&[(path, text)]);
        let ran = run(corridor().arg("init").arg(folder.path()));
        assert_eq!(ran.code, 2, "{path}");
        assert!(
            ran.stderr.contains(path) && ran.stderr.contains("name a folder that is empty or new"),
            "{}",
            ran.stderr
        );
        assert_eq!(fs::read_to_string(folder.path().join(path)).expect("the file stands"), text);
        assert!(!folder.path().join("corridor.kdl").exists(), "{path}: nothing else is written");
    }
    let folder = Folder::with(&[("LICENSE", "any")]);
    assert_eq!(run(corridor().arg("init").arg(folder.path())).code, 0, "other files do no harm");
    let ran = run(corridor().arg("init").arg(folder.path().join("LICENSE")));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("corridor: writing below `"), "{}", ran.stderr);
}
