//! Commands that check write nothing, and nothing is ever finished later.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::security::tree::{command, differences, link, repository, snapshot, today};

/// Every command that is asked to write nothing, or has nothing to write.
pub const DRY: &[&[&str]] = &[
    &["check", "net"],
    &["check", "net", "--format", "sarif"],
    &["lock", "net", "--check"],
    &["lock", "net", "--diff"],
    &["fmt", "net", "--check"],
    &["fmt", "net", "--diff"],
    &["fix", "net", "--check"],
    &["fix", "net", "--diff", "--unsafe"],
    &["rename", "GE-N", "GE-NORTH", "net", "--check"],
    &["rename", "GE-N", "GE-NORTH", "net", "--diff"],
    &["generate", "all", "net", "--out", "out", "--check"],
    &["generate", "frr", "net", "--out", "out", "--diff"],
    &["show", "GE-N", "net"],
    &["list", "site", "net"],
    &["graph", "net"],
    &["timeline", "net"],
    &["simulate", "net", "--each"],
    &["path", "GE-TBS", "GE-KHI", "net"],
    &["diff", "HEAD", "--dir", "net"],
];

#[test]
fn the_journal_of_a_repository_is_not_ours() {
    let folder = repository();
    let repo = folder.path().join("repo");
    folder.write("repo/net/.corridor-edit/list", "../.git/hooks/post-commit\nlink/rc\ncorridor.kdl\n.git/x\n");
    folder.write("repo/net/.corridor-edit/0", "#!/bin/sh\ntouch ran\n");
    fs::set_permissions(repo.join("net/.corridor-edit/0"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    folder.write("repo/net/.corridor-edit/1", "planted\n");
    folder.write("repo/net/.corridor-edit/2", "site PLANTED { }\n");
    link("../../outside", repo.join("net/link"));
    for folder_of_target in ["out", "out/frr"] {
        folder.write(
            &format!("repo/{folder_of_target}/.corridor-frr-decided/list"),
            "put .git/hooks/post-commit\nput ../net/corridor.kdl\nremove ../net/corridor.kdl\n",
        );
        folder.write(&format!("repo/{folder_of_target}/.corridor-frr-decided/0"), "planted\n");
        folder.write(&format!("repo/{folder_of_target}/.corridor-frr-decided/1"), "planted\n");
    }
    for arguments in DRY {
        let before = snapshot(folder.path());
        command(&repo, arguments);
        assert_eq!(differences(&before, &snapshot(folder.path())), [""; 0], "{arguments:?}");
    }
    fs::remove_file(repo.join("net/link")).expect("it is there");
    let before = snapshot(folder.path());
    for arguments in DRY {
        let ran = command(&repo, arguments);
        assert!(ran.code < 2, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(differences(&before, &snapshot(folder.path())), [""; 0], "{arguments:?}");
        let warnings = ran.stderr.matches("`.corridor-edit` is ignored").count();
        assert_eq!(warnings, 1, "{arguments:?}: {}", ran.stderr);
    }
    // Nor does a command that writes finish it.
    let ran = command(&repo, &["rename", "GE-N", "GE-NORTH", "net"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = today(&repo, &["generate", "all", "net", "--out", "out"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let after = snapshot(folder.path());
    let changed = differences(&before, &after);
    let allowed = ["repo/net/corridor.kdl", "repo/net/corridor.lock.kdl", "repo/out/"];
    assert!(changed.iter().all(|line| allowed.iter().any(|allowed| line.starts_with(allowed))), "{changed:#?}");
    assert!(
        after["repo/net/corridor.kdl"].contains("cable GE-NORTH")
            && !after["repo/net/corridor.kdl"].contains("PLANTED")
    );
}
