//! Pictures, before the programs that draw them: each takes every view, and refuses a broken one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::consumers::{program, tool};
use crate::support::{Folder, Ran, TODAY, corridor, root, run};

/// Every view of the real corridor.
const VIEWS: [(&str, &[&str]); 5] = [
    ("map", &["--view", "map"]),
    ("plant", &["--view", "plant"]),
    ("service", &["--view", "service", "--on", "ALA-FRA-100G-0001"]),
    ("undisclosed", &["--view", "service", "--on", "ALA-FRA-100G-0002"]),
    ("risk", &["--view", "risk", "--on", "R-NAF"]),
];

fn graph(arguments: &[&str]) -> Ran {
    run(corridor().args(["graph", "--today", TODAY]).args(arguments).arg(root().join("topology")))
}

/// Writes each view in one format.
fn views(folder: &Folder, format: &str, more: &[&str]) -> Vec<PathBuf> {
    let write = |(name, view): &(&str, &[&str])| {
        let ran = graph(&[&["--format", format], more, *view].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let file = format!("{name}{}.{format}", more.concat());
        folder.write(&file, &ran.stdout);
        folder.path().join(file)
    };
    VIEWS.iter().map(write).collect()
}

/// A script beside the modules that it needs.
fn script(name: &str) -> Option<Command> {
    let node = program("node", "node".into())?;
    let folder = tool("drawing");
    program("the drawing programs", folder.join("node_modules/.package-lock.json"))?;
    let path = folder.join(name);
    fs::copy(root().join("tests/consumers").join(name), &path).expect("it can be copied");
    let mut command = Command::new(node);
    command.arg(path);
    Some(command)
}

fn broken(path: &Path, right: &str, wrong: &str) -> PathBuf {
    let text = fs::read_to_string(path).expect("it is there");
    assert!(text.contains(right), "`{right}` is not in {}", path.display());
    let bad = path.with_extension("bad");
    fs::write(&bad, text.replacen(right, wrong, 1)).expect("it can be written");
    bad
}

#[test]
fn mermaid_and_d2_draw_every_view_and_refuse_a_broken_one() {
    let folder = Folder::new();
    for (format, name, right, wrong) in
        [("mermaid", "mermaid.mjs", " --- ", " --( "), ("d2", "d2.mjs", "shape: rectangle", "shape: rectangular")]
    {
        let drawn = views(&folder, format, &[]);
        let Some(mut draw) = script(name) else { return };
        let ran = run(draw.args(&drawn));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let ran = run(script(name).expect("it was there").arg(broken(&drawn[0], right, wrong)));
        assert_ne!(ran.code, 0);
    }
}

#[test]
fn maps_are_sound_geojson() {
    let Some(python) = program("python", tool("python/bin/python")) else { return };
    let folder = Folder::new();
    let sound =
        |files: &[PathBuf]| run(Command::new(&python).arg(root().join("tests/consumers/geojson_sound.py")).args(files));
    let drawn = views(&folder, "geojson", &[]);
    let ran = sound(&drawn);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_ne!(sound(&[broken(&drawn[0], "\"Point\"", "\"Pint\"")]).code, 0);
    // What crosses the antimeridian is cut there.
    let net = "site A { country JP; at 35 179.5 }\nsite B { country US; at 37 -178.5 }\ncable C { medium subsea; span 1 { from A; to B } }\n";
    let folder = Folder::with(&[("in/corridor.kdl", net)]);
    let ran = run(corridor().args(["graph", "--format", "geojson"]).arg(folder.path().join("in")));
    let map: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    let geometry = &map["features"][2]["geometry"];
    assert_eq!(geometry["type"], "MultiLineString");
    let lat = 35.0 + 2.0 * 0.5 / 2.0;
    assert_eq!(
        geometry["coordinates"],
        serde_json::json!([[[179.5, 35.0], [180.0, lat]], [[-180.0, lat], [-178.5, 37.0]]])
    );
}

#[test]
fn a_browser_draws_each_picture_light_and_dark_at_three_widths_and_asks_for_nothing() {
    let folder = Folder::new();
    // As wide as it comes, and laid out for the page; a map of few columns has one row.
    let natural = views(&folder, "svg", &[]);
    let services = ["ALA-FRA-100G-0001", "ALA-FRA-100G-0002", "TBS-SOF-100G-0001"];
    let strips: Vec<Vec<&str>> = services.iter().map(|service| vec!["--view", "strip", "--on", service]).collect();
    for (width, scheme, ground) in [
        ("480", "light", "rgb(255, 255, 255)"),
        ("1000", "light", "rgb(255, 255, 255)"),
        ("1600", "dark", "rgb(20, 24, 29)"),
    ] {
        let mut drawn = natural.clone();
        drawn.extend(views(&folder, "svg", &["--width", width]));
        for (strip, service) in strips.iter().zip(services) {
            let ran = graph(&[&["--format", "svg", "--width", width], strip.as_slice()].concat());
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let file = format!("strip-{service}-{width}.svg");
            folder.write(&file, &ran.stdout);
            drawn.push(folder.path().join(file));
        }
        for path in &drawn[natural.len()..] {
            let text = fs::read_to_string(path).expect("it is there");
            let wide = text.split("width=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it has a width");
            assert!(wide.parse::<u32>().is_ok_and(|wide| wide <= width.parse().expect("a number")), "{path:?}: {wide}");
        }
        let Some(mut page) = script("page.mjs") else { return };
        let ran = run(page.args([width, scheme]).args(&drawn));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.lines().all(|line| line.ends_with(ground)), "{}", ran.stdout);
        assert_eq!(ran.stdout.lines().count(), drawn.len());
    }
    let refused = graph(&["--format", "mermaid", "--width", "480"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("`--width` goes with `svg` and `dot`"), "{}", refused.stderr);
    let spoiled = folder.path().join("spoiled.svg");
    let text = fs::read_to_string(&natural[0]).expect("it is there");
    fs::write(
        &spoiled,
        text.replace("</svg>", "<image href=\"http://127.0.0.1:9/x.png\" width=\"9\" height=\"9\"/></svg>"),
    )
    .expect("it can be written");
    assert_ne!(run(script("page.mjs").expect("it was there").args(["480", "light"]).arg(spoiled)).code, 0);
}

#[test]
fn a_strip_chart_tells_each_leg_by_its_kilometres() {
    let ran = graph(&["--format", "svg", "--view", "strip", "--on", "ALA-FRA-100G-0001"]);
    for said in [
        "leg working: 8\u{202f}063 km, round trip 79.0 ms",
        "leg protect: 8\u{202f}953 km, round trip 87.7 ms",
        "<title>TCFO-A:1, subsea: 380 km, 1.86 ms one way</title>",
        "<title>AZ-RAIL-WEST: km 3529 to 4032</title>",
        "class=\"bar shared\"",
        "<title>nobody tells: km 0 to 3110</title>",
        ">R-POTI<",
    ] {
        assert!(ran.stdout.contains(said), "`{said}` is not in\n{}", ran.stdout);
    }
    let ran = graph(&["--view", "strip", "--on", "ALA-FRA-100G-0001"]);
    assert!(ran.code == 2 && ran.stderr.contains("say `--format svg`"), "{}", ran.stderr);
}

/// What stands in no country stands by itself, between those that it lies between.
#[test]
fn branching_units_stand_apart_and_outside_of_countries() {
    let text = "site A { country GE; at 42.15 41.67; role landing-station }
site B { country BG; at 42.5 27.47; role landing-station }
site U1 { at 42.5 39.0; role branching-unit }
site U2 { at 42.7 35.0; role branching-unit }
site U3 { at 42.9 31.0; role branching-unit }
cable K { medium subsea; span 1 { from A; to U1 }; span 2 { from U1; to U2 }; span 3 { from U2; to U3 }; span 4 { from U3; to B } }
";
    let folder = Folder::with(&[("in/corridor.kdl", text)]);
    for width in [&[][..], &["--width", "400"]] {
        let ran = run(corridor().args(["graph", "in"]).args(width).current_dir(folder.path()));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let place = |site: &str| {
            let node = ran.stdout.split(&format!("\"{site}\" [")).nth(1).expect("it is drawn");
            node.split("pos=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it is placed").to_owned()
        };
        let places: std::collections::BTreeSet<String> = ["A", "B", "U1", "U2", "U3"].map(place).into();
        assert_eq!(places.len(), 5, "{places:?}");
    }
}
