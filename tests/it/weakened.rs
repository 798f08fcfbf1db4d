//! What is asked less than before, at its line: whatever it finds today.

use serde_json::Value;

use crate::support::{Folder, TODAY, corridor, run};

const NET: &str = "site A { country AZ; at 40 49 }
site B { country GE; at 41 44 }
site C { country GE; at 41.5 44.5 }
operator o { name O; country AZ }
cable N { medium terrestrial; operator o; span 1 { from A; to B } }
cable S { medium terrestrial; operator o; span 1 { from A; to B } }
risk R { kind seismic; member N }
policy gold {
    legs at-least=2
    disjoint conduit cable at-most=1
    disjoint risk kind=seismic near-ends=(km)10
    disjoint site ends=count
    separation (km)10 near-ends=(km)5
    avoid country RU IR
    avoid cable S
    availability (percent)99.9
    round-trip (ms)90
    encryption macsec ipsec
    unknown deny
    planned warn
    except R
}
policy weak { disjoint conduit }
service V { from A; to B; capacity (Gbps)10; policy gold; needs 2; encryption macsec; leg w { over N }; leg v { over S } }
demand D { from A; to B; policy gold; routes 3; by \"2027-01-01\" }
waiver { rule shared-site; on V; reason r; approved-by o; expires \"2027-01-01\" }
rules { deny missing-source in=\"az/*.kdl\"; deny unused-declaration }
";

/// What `diff` says is weakened where one text takes the place of another.
fn weakened(from: &str, to: &str) -> Vec<String> {
    assert_eq!(NET.matches(from).count(), 1, "{from}");
    let [old, new] = [NET.to_owned(), NET.replace(from, to)].map(|text| Folder::with(&[("az/corridor.kdl", &text)]));
    let diff = |format: &str| {
        run(corridor().arg("diff").args([old.path(), new.path()]).args([
            "--format",
            format,
            "--today",
            TODAY,
            "--fail-on",
            "weakened",
        ]))
    };
    let ran = diff("json");
    let of: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
    let found: Vec<String> = of["weakened"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|weakened| {
            format!("{} {}: {}", weakened["kind"], weakened["id"], weakened["message"]).replace(['"', '`', '\\'], "")
        })
        .collect();
    assert!(found.is_empty() || ran.code == 1, "{from} to {to} passes");
    assert_eq!(diff("github").stdout.matches("::warning file=").count(), found.len(), "each has a line");
    found
}

#[test]
fn whatever_is_asked_less_is_named() {
    for (from, to, says) in [
        ("legs at-least=2", "legs at-least=1", "policy gold: legs at-least: 2 → 1"),
        ("    legs at-least=2\n", "", "policy gold: legs at-least: 2 → not asked for"),
        (
            "disjoint conduit cable at-most=1",
            "disjoint conduit at-most=1",
            "policy gold: disjoint cable is no longer asked for",
        ),
        (
            "disjoint conduit cable at-most=1",
            "disjoint conduit cable at-most=2",
            "policy gold: at-most of disjoint conduit: 1 → 2",
        ),
        ("near-ends=(km)10", "near-ends=(km)20", "policy gold: near-ends of disjoint risk kind=seismic: 10 km → 20 km"),
        (
            "kind=seismic near-ends",
            "kind=flood near-ends",
            "policy gold: disjoint risk kind=seismic is no longer asked for",
        ),
        ("disjoint site ends=count", "disjoint site", "policy gold: ends=count of disjoint site is gone"),
        ("separation (km)10", "separation (km)9", "policy gold: separation: 10 km → 9 km"),
        (
            "separation (km)10 near-ends=(km)5",
            "separation (km)10 near-ends=(km)6",
            "policy gold: near-ends of separation: 5 km → 6 km",
        ),
        ("    separation (km)10 near-ends=(km)5\n", "", "policy gold: separation is no longer asked for"),
        ("avoid country RU IR", "avoid country RU", "policy gold: avoid country IR is no longer asked for"),
        ("    avoid cable S\n", "", "policy gold: avoid cable S is no longer asked for"),
        ("availability (percent)99.9", "availability (percent)99", "policy gold: availability: 99.9 % → 99 %"),
        ("round-trip (ms)90", "round-trip (ms)95", "policy gold: round-trip: 90 ms → 95 ms"),
        (
            "encryption macsec ipsec",
            "encryption macsec ipsec optical",
            "policy gold: encryption: ipsec macsec → ipsec macsec optical",
        ),
        ("    encryption macsec ipsec\n", "", "policy gold: encryption: ipsec macsec → not asked for"),
        ("unknown deny", "unknown warn", "policy gold: unknown: deny → warn"),
        ("planned warn", "planned allow", "policy gold: planned: warn → allow"),
        ("except R", "except R N", "policy gold: N is exempt"),
        (
            "policy gold; needs 2",
            "policy weak; needs 2",
            "service V: policy weak in place of gold: disjoint cable is no longer asked for",
        ),
        ("policy gold; needs 2", "needs 2", "service V: policy gold is no longer asked for"),
        ("needs 2; ", "", "service V: needs: 2 → 1"),
        ("(Gbps)10; policy", "(Gbps)9; policy", "service V: capacity: 10 Gbps → 9 Gbps"),
        ("encryption macsec;", "", "service V: encryption: macsec → not asked for"),
        ("routes 3", "routes 2", "demand D: routes: 3 → 2"),
        ("by \"2027-01-01\"", "by \"2027-02-01\"", "demand D: by: 2027-01-01 → 2027-02-01"),
        (
            "expires \"2027-01-01\"",
            "expires \"2027-03-01\"",
            "waiver shared-site: a waiver of shared-site on V is extended from 2027-01-01 to 2027-03-01",
        ),
        (
            "rules {",
            "waiver { rule shared-cable; on V N; reason r; approved-by o; expires \"2027-01-01\" }\nrules {",
            "waiver shared-cable: a waiver of shared-cable on V N is new, until 2027-01-01",
        ),
        (
            "deny unused-declaration",
            "warn unused-declaration",
            "rules unused-declaration: unused-declaration: deny → warn in az/corridor.kdl",
        ),
        (
            "deny missing-source in=\"az/*.kdl\"",
            "allow missing-source in=\"az/*.kdl\"",
            "rules missing-source: missing-source: deny → allow in az/corridor.kdl",
        ),
        (
            "deny unused-declaration",
            "deny unused-declaration; allow shared-conduit",
            "rules shared-conduit: shared-conduit: deny → allow in az/corridor.kdl",
        ),
    ] {
        let found = weakened(from, to);
        assert!(found.iter().any(|line| line == says), "{from} to {to}: {found:#?}");
    }
}

#[test]
fn what_is_asked_as_much_or_more_is_not() {
    for (from, to) in [
        ("legs at-least=2", "legs at-least=3"),
        ("    disjoint conduit cable at-most=1\n", "    disjoint cable at-most=1\n    disjoint conduit\n"),
        ("near-ends=(km)10", "near-ends=(km)9"),
        ("disjoint risk kind=seismic near-ends=(km)10", "disjoint risk near-ends=(km)10"),
        ("separation (km)10", "separation (km)11"),
        ("avoid country RU IR", "avoid country IR AM RU"),
        ("availability (percent)99.9", "availability (percent)99.99"),
        ("round-trip (ms)90", "round-trip (ms)80"),
        ("encryption macsec ipsec", "encryption macsec"),
        ("planned warn", "planned deny"),
        ("    except R\n", ""),
        ("(Gbps)10; policy", "(Gbps)11; policy"),
        ("routes 3", "routes 4"),
        ("by \"2027-01-01\"", "by \"2026-12-31\""),
        ("expires \"2027-01-01\"", "expires \"2026-12-31\""),
        ("deny unused-declaration", "deny unused-declaration; deny stale-source"),
    ] {
        assert_eq!(weakened(from, to), [""; 0], "{from} to {to}");
    }
}
