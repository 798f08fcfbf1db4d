//! Diversity against an independent judgement: random corridors, and what their legs share computed from how they were
//! made, with sets and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::support::{Folder, Random, TODAY, corridor, run};

/// Things by the word of their dimension.
type Sets = BTreeMap<&'static str, BTreeSet<String>>;

fn add(sets: &mut Sets, dimension: &'static str, thing: impl Into<String>) {
    sets.entry(dimension).or_default().insert(thing.into());
}

fn merge(into: &mut Sets, from: &Sets) {
    for (dimension, things) in from {
        into.entry(dimension).or_default().extend(things.iter().cloned());
    }
}

const SITES: usize = 8;
const COUNTRIES: [&str; 3] = ["AZ", "GE", "TR"];
const DIMENSIONS: [&str; 12] = [
    "site",
    "metro",
    "landing-station",
    "border-crossing",
    "country",
    "conduit",
    "right-of-way",
    "cable",
    "span",
    "link",
    "operator",
    "risk",
];

/// A span: its name, what it brings with it, what is unknown of it.
type MadeSpan = (String, Sets, BTreeSet<&'static str>);

/// A random corridor: its text, and of each thing what it brings with it, itself included.
struct Made {
    text: String,
    sites: Vec<Sets>,
    /// Spans by the pair of sites that they join.
    spans: BTreeMap<(usize, usize), Vec<MadeSpan>>,
}

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

fn operators(text: &mut String) -> Vec<Sets> {
    // O-2 and O-3 belong to O-1.
    (0..4)
        .map(|at| {
            let mut sets = Sets::new();
            add(&mut sets, "operator", format!("O-{at}"));
            let parent = if at >= 2 { " parent O-1;" } else { "" };
            if at >= 2 {
                add(&mut sets, "operator", "O-1");
            }
            writeln!(text, "operator O-{at} {{ name O-{at}; country IT;{parent} }}").expect("a string takes all");
            sets
        })
        .collect()
}

fn make(random: &mut Random) -> Made {
    let mut text = String::new();
    let operators = operators(&mut text);
    text.push_str("metro M-0\nmetro M-1\nright-of-way W-0\nright-of-way W-1\n");
    let mut risks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut exposed = |random: &mut Random, sets: &mut Sets, thing: &str| {
        if random.one_in(6) {
            let risk = format!("R-{}", random.below(2));
            risks.entry(risk.clone()).or_default().push(thing.to_owned());
            add(sets, "risk", risk);
        }
    };
    let mut sites = Vec::new();
    for at in 0..SITES {
        let id = format!("S-{at}");
        let mut sets = Sets::new();
        add(&mut sets, "site", id.clone());
        let country = COUNTRIES[random.below(3)];
        add(&mut sets, "country", country);
        let mut fields = format!("country {country}; at {} 4{at}.5", 40 + random.below(2));
        if random.one_in(3) {
            let metro = format!("M-{}", random.below(2));
            write!(fields, "; metro {metro}").expect("a string takes all");
            add(&mut sets, "metro", metro);
        }
        if random.one_in(3) {
            let operator = random.below(4);
            write!(fields, "; operator O-{operator}").expect("a string takes all");
            merge(&mut sets, &operators[operator]);
        }
        if random.one_in(3) {
            fields.push_str("; role landing-station");
            add(&mut sets, "landing-station", id.clone());
        }
        exposed(random, &mut sets, &id);
        writeln!(text, "site {id} {{ {fields} }}").expect("a string takes all");
        sites.push(sets);
    }
    let mut spans: BTreeMap<(usize, usize), Vec<_>> = BTreeMap::new();
    for a in 0..SITES {
        for b in a + 1..SITES {
            // Whether its right-of-way is known, and that of all that it lies within.
            let mut conduits: Vec<(String, Sets, bool, bool)> = Vec::new();
            for n in 0..random.below(3) {
                let id = format!("C-{a}-{b}-{n}");
                let mut sets = Sets::new();
                add(&mut sets, "conduit", id.clone());
                merge(&mut sets, &sites[a]);
                merge(&mut sets, &sites[b]);
                let mut fields = format!("from S-{a}; to S-{b}; kind trench");
                let (mut has_way, mut complete) = (false, true);
                if random.one_in(2) {
                    let way = format!("W-{}", random.below(2));
                    write!(fields, "; right-of-way {way}").expect("a string takes all");
                    add(&mut sets, "right-of-way", way);
                    has_way = true;
                }
                if let (true, Some((outer, brings, way, all))) = (random.one_in(2), conduits.last()) {
                    write!(fields, "; within {outer}").expect("a string takes all");
                    merge(&mut sets, brings);
                    has_way |= *way;
                    complete = *all;
                }
                exposed(random, &mut sets, &id);
                writeln!(text, "conduit {id} {{ {fields} }}").expect("a string takes all");
                conduits.push((id, sets, has_way, has_way && complete));
            }
            for n in 0..=random.below(2) {
                let cable = format!("K-{a}-{b}-{n}");
                let span = format!("{cable}:1");
                let (mut sets, mut unknown) = (Sets::new(), BTreeSet::new());
                add(&mut sets, "cable", cable.clone());
                add(&mut sets, "span", span.clone());
                merge(&mut sets, &sites[a]);
                merge(&mut sets, &sites[b]);
                let mut fields = format!("from S-{a}; to S-{b}");
                // Countries that are passed and are neither end's make the crossing unknown, as do ends that share none.
                let country = |at: usize| sites_country(&sites, at);
                if country(a) != country(b) {
                    write!(fields, "; country {} {}", country(a), country(b)).expect("a string takes all");
                    unknown.insert("border-crossing");
                }
                match conduits.get(random.below(3)) {
                    Some((conduit, brings, _, known)) => {
                        write!(fields, "; along {conduit}").expect("a string takes all");
                        merge(&mut sets, brings);
                        if !known {
                            unknown.insert("right-of-way");
                        }
                    }
                    None => unknown.extend(["conduit", "right-of-way"]),
                }
                let mut owner = String::new();
                let whole = (!random.one_in(4)).then(|| random.below(4));
                if let Some(operator) = whole {
                    owner = format!("operator O-{operator};");
                }
                if random.one_in(4) {
                    // The operator of a span stands in place of the cable's.
                    let operator = random.below(4);
                    write!(fields, "; operator O-{operator}").expect("a string takes all");
                    merge(&mut sets, &operators[operator]);
                } else if let Some(operator) = whole {
                    merge(&mut sets, &operators[operator]);
                } else {
                    unknown.insert("operator");
                }
                exposed(random, &mut sets, &span);
                writeln!(text, "cable {cable} {{ medium terrestrial; {owner} span 1 {{ {fields} }}; }}")
                    .expect("a string takes all");
                spans.entry((a, b)).or_default().push((span, sets, unknown));
            }
        }
    }
    for (risk, members) in &risks {
        writeln!(text, "risk {risk} {{ kind flood; member {} }}", members.join(" ")).expect("a string takes all");
    }
    Made { text, sites, spans }
}

fn sites_country(sites: &[Sets], at: usize) -> String {
    sites[at]["country"].iter().next().expect("a site has a country").clone()
}

/// A leg over random sites from the first to the last, some of it through links and leases.
struct Leg {
    over: Vec<String>,
    sets: Sets,
    unknown: BTreeSet<&'static str>,
}

fn leg(random: &mut Random, made: &mut Made, links: &mut usize) -> Leg {
    let mut way = vec![0];
    for site in 1..SITES - 1 {
        if random.one_in(3) {
            let at = 1 + random.below(way.len());
            way.insert(at, site);
        }
    }
    way.push(SITES - 1);
    let mut leg = Leg { over: Vec::new(), sets: Sets::new(), unknown: BTreeSet::new() };
    for hop in way.windows(2) {
        let all = &made.spans[&pair(hop[0], hop[1])];
        let (span, sets, unknown) = &all[random.below(all.len())];
        match random.below(5) {
            0 => {
                *links += 1;
                let (id, provider) = (format!("L-{links}"), random.below(4));
                writeln!(
                    made.text,
                    "link {id} {{ from S-{}; to S-{}; capacity (Gbps)1; over {span}; provider O-{provider} }}",
                    hop[0], hop[1]
                )
                .expect("a string takes all");
                merge(&mut leg.sets, sets);
                add(&mut leg.sets, "link", id.clone());
                provider_of(&mut leg.sets, provider);
                leg.unknown.extend(unknown);
                leg.over.push(id);
            }
            1 if random.one_in(3) => {
                *links += 1;
                let id = format!("L-{links}");
                writeln!(
                    made.text,
                    "link {id} {{ from S-{}; to S-{}; capacity (Gbps)1; undisclosed #true }}",
                    hop[0], hop[1]
                )
                .expect("a string takes all");
                merge(&mut leg.sets, &made.sites[hop[0]]);
                merge(&mut leg.sets, &made.sites[hop[1]]);
                add(&mut leg.sets, "link", id.clone());
                leg.unknown.extend(DIMENSIONS.iter().filter(|dimension| **dimension != "link"));
                leg.over.push(id);
            }
            _ => {
                merge(&mut leg.sets, sets);
                leg.unknown.extend(unknown);
                leg.over.push(span.clone());
            }
        }
    }
    leg
}

fn provider_of(sets: &mut Sets, provider: usize) {
    add(sets, "operator", format!("O-{provider}"));
    if provider >= 2 {
        add(sets, "operator", "O-1");
    }
}

/// What a corridor made by chance may be found guilty of besides.
const BESIDES: [&str; 7] = [
    "unused-declaration",
    "outside-country",
    "missing-handoff",
    "rests-on-assumption",
    "medium-mismatch",
    "over-capacity",
    "confusable-id",
];

#[test]
fn what_legs_share_and_what_is_unknown_agrees_with_plain_sets() {
    let rounds = if cfg!(debug_assertions) { 60 } else { 600 };
    let (mut shared_total, mut unknown_total) = (0, 0);
    for seed in 0..rounds {
        let mut random = Random(seed);
        let mut made = make(&mut random);
        let mut links = 0;
        let legs: Vec<Leg> = (0..2 + random.below(2)).map(|_| leg(&mut random, &mut made, &mut links)).collect();
        let ends_count = random.one_in(2);
        let asked: Vec<&str> = DIMENSIONS.iter().copied().filter(|_| !random.one_in(4)).collect();
        if asked.is_empty() {
            continue;
        }
        let ends = if ends_count { " ends=count" } else { "" };
        writeln!(made.text, "policy P {{ disjoint {}{ends} }}", asked.join(" ")).expect("a string takes all");
        let written: Vec<String> = legs
            .iter()
            .enumerate()
            .map(|(at, leg)| format!("leg leg-{at} {{ over {} }}", leg.over.join(" ")))
            .collect();
        writeln!(
            made.text,
            "service V {{ from S-0; to S-{}; capacity (Gbps)1; policy P; {} }}",
            SITES - 1,
            written.join("; ")
        )
        .expect("a string takes all");
        let mut exempt = Sets::new();
        for end in [0, SITES - 1] {
            if ends_count {
                add(&mut exempt, "site", format!("S-{end}"));
            } else {
                merge(&mut exempt, &made.sites[end]);
            }
        }
        let expected = judge(&legs, &asked, &exempt);
        let folder = Folder::with(&[("corridor.kdl", &made.text)]);
        let ran = run(corridor().args(["check", "--format", "json", "--today", TODAY]).arg(folder.path()));
        let json: serde_json::Value = serde_json::from_str(&ran.stdout).expect("the output is JSON");
        let mut got: BTreeSet<String> = BTreeSet::new();
        for finding in json["findings"].as_array().expect("a list") {
            let rule = finding["rule"].as_str().expect("a text");
            if rule.starts_with("shared-") {
                got.insert(format!(
                    "{rule} {} {} {}",
                    text(&finding["ids"][1]),
                    text(&finding["ids"][2]),
                    text(&finding["ids"][3])
                ));
            } else if rule == "unknown-route" {
                got.insert(format!(
                    "unknown {} {}",
                    text(&finding["ids"][1]),
                    text(&finding["message"])
                        .rsplit("not all of its ")
                        .next()
                        .expect("dimensions")
                        .trim_end_matches(" are known")
                ));
            } else {
                assert!(BESIDES.contains(&rule), "seed {seed}: {finding}\n{}", made.text);
            }
        }
        assert_eq!(got, expected, "seed {seed}\n{}", made.text);
        shared_total += expected.iter().filter(|line| line.starts_with("shared")).count();
        unknown_total += expected.iter().filter(|line| line.starts_with("unknown")).count();
    }
    assert!(shared_total > 100 && unknown_total > 20, "{shared_total} {unknown_total}");
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

/// Shared if a common thing counts, else unknown if either is, else disjoint.
fn judge(legs: &[Leg], asked: &[&'static str], exempt: &Sets) -> BTreeSet<String> {
    let mut expected = BTreeSet::new();
    let mut undecided: Vec<Vec<&str>> = vec![Vec::new(); legs.len()];
    let nothing = BTreeSet::new();
    // A landing station or border crossing is exempt where its site is.
    let exempted = |dimension: &str, thing: &String| {
        let as_site = matches!(dimension, "landing-station" | "border-crossing");
        exempt.get(if as_site { "site" } else { dimension }).is_some_and(|things| things.contains(thing))
    };
    for later in 1..legs.len() {
        for earlier in 0..later {
            for &dimension in asked {
                let of = |leg: usize| legs[leg].sets.get(dimension).unwrap_or(&nothing);
                let common: Vec<&String> =
                    of(earlier).intersection(of(later)).filter(|thing| !exempted(dimension, thing)).collect();
                for thing in &common {
                    expected.insert(format!("shared-{dimension} V:leg-{earlier} V:leg-{later} {thing}"));
                }
                if common.is_empty() {
                    for leg in [earlier, later] {
                        if legs[leg].unknown.contains(dimension) && !undecided[leg].contains(&dimension) {
                            undecided[leg].push(dimension);
                        }
                    }
                }
            }
        }
    }
    for (leg, mut dimensions) in undecided.into_iter().enumerate() {
        if dimensions.is_empty() {
            continue;
        }
        dimensions.sort_by_key(|dimension| DIMENSIONS.iter().position(|known| known == dimension));
        let names: Vec<String> = dimensions.iter().map(|dimension| plural(dimension)).collect();
        let joined = match names.as_slice() {
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
            [] => unreachable!("a leg is undecided in something"),
        };
        expected.insert(format!("unknown V:leg-{leg} {joined}"));
    }
    expected
}

fn plural(dimension: &str) -> String {
    match dimension {
        "right-of-way" => "rights-of-way".to_owned(),
        "country" => "countries".to_owned(),
        other => format!("{}s", other.replace('-', " ")),
    }
}
