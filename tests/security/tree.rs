//! What the tests of this folder share: a tree as it is, to the byte, and commands run in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::{Folder, Ran, TODAY, corridor, run};

/// Everything below a folder: what it is, who may do what with it, and what is in it. No link is followed.
pub fn snapshot(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let walk = walkdir::WalkDir::new(folder).min_depth(1);
    for entry in walk.into_iter().map(|entry| entry.expect("the tree can be walked")) {
        let path = entry.path();
        let name = path.strip_prefix(folder).expect("it is below").to_string_lossy().into_owned();
        let kind = entry.file_type();
        let what = if kind.is_symlink() {
            format!("link to {}", fs::read_link(path).expect("a link leads somewhere").display())
        } else if kind.is_dir() {
            "folder".to_owned()
        } else {
            let mode = entry.metadata().expect("it is there").permissions().mode();
            let bytes = fs::read(path).expect("a file can be read");
            format!("{mode:o} {}", String::from_utf8_lossy(&bytes))
        };
        found.insert(name, what);
    }
    found
}

/// What differs between two snapshots, a line each.
pub fn differences(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    differs.map(|name| format!("{name}: {:?} -> {:?}", before.get(name), after.get(name))).collect()
}

pub fn link(to: impl AsRef<Path>, at: impl AsRef<Path>) {
    if let Some(folder) = at.as_ref().parent() {
        fs::create_dir_all(folder).expect("the folder can be made");
    }
    symlink(to, at).expect("a link can be made");
}

/// A command in a folder.
pub fn command(folder: &Path, arguments: &[&str]) -> Ran {
    run(corridor().current_dir(folder).args(arguments))
}

/// The same, of one that takes a day.
pub fn today(folder: &Path, arguments: &[&str]) -> Ran {
    run(corridor().current_dir(folder).args(arguments).args(["--today", TODAY]))
}

/// Two services over two cables, with all that the commands want: a lock's pools, routers, a policy.
pub const NET: &str = "corridor { title Scratch; pool loopback \"10.255.0.0/24\"; pool link \"10.254.0.0/24\"; pool srlg \"1-3000\"; delay terrestrial (us-per-km)4.9; cuts terrestrial (per-1000km-y)1; repair terrestrial (h)10 }
operator azt { name AzerTelecom; country AZ; asn 29049 }
operator grt { name \"Georgian Railway Telecom\"; country GE; asn 64512; igp ospf }
site GE-TBS { country GE; at 41.6914 44.8341 }
site GE-KHI { country GE; at 41.9973 43.599 }
conduit DUCT-N { from GE-TBS; to GE-KHI; kind duct; operator grt }
conduit DUCT-S { from GE-TBS; to GE-KHI; kind duct; operator azt }
cable GE-N { medium terrestrial; operator grt; span 1 { from GE-TBS; to GE-KHI; length (km)120; along DUCT-N } }
cable GE-S { medium terrestrial; operator azt; span 1 { from GE-TBS; to GE-KHI; length (km)130; along DUCT-S } }
link L1 { from GE-TBS; to GE-KHI; capacity (Gbps)100; over GE-N:1 }
device R-TBS { site GE-TBS; role router; operator grt; platform frr; port \"et-0/0/1\" { link L1 } }
device R-KHI { site GE-KHI; role router; operator grt; platform frr; port et-0 { link L1 } }
policy gold { legs at-least=2; disjoint conduit cable }
service TBS-KHI { from GE-TBS; to GE-KHI; capacity (Gbps)10; policy gold; leg working { over L1 }; leg protect { over GE-S:1 } }
demand D-TBS-KHI { from GE-TBS; to GE-KHI; policy gold }
";

/// A repository of its own, with the corridor in the folder `net` and one commit; its tests may not see each other.
pub fn repository() -> Folder {
    let folder =
        Folder::with(&[("repo/net/corridor.kdl", NET), ("outside/rc", "outside\n"), ("outside/hook", "#!/bin/sh\n")]);
    let repo = folder.path().join("repo");
    crate::formats::git(&repo, &["init", "--quiet", "--initial-branch", "main"]);
    crate::formats::git(&repo, &["add", "."]);
    crate::formats::commit(&repo, "the corridor");
    folder
}
