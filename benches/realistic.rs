//! A corridor of any size that checks clean: chains of sites joined twice, in conduits of their own, links over them,
//! services with two legs that share nothing, demands that want as much.

use std::fmt::Write as _;

/// Sites of one chain.
const CHAIN: usize = 12;

/// The text of a corridor of about so many bytes.
pub fn corridor(bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 20_000);
    out.push_str(HEAD);
    let mut chain = 0;
    while out.len() < bytes {
        self::chain(&mut out, chain);
        chain += 1;
    }
    out
}

const HEAD: &str = "\
corridor {
    title \"A corridor of some size\"
    delay terrestrial (us-per-km)4.9
    cuts terrestrial (per-1000km-y)2
    repair terrestrial (h)12
}

operator north-carrier {
    name \"North Carrier\"
    country AZ
    role carrier
}

operator south-carrier {
    name \"South Carrier\"
    country GE
    role carrier
}

policy gold {
    disjoint conduit right-of-way cable span link operator
    round-trip (ms)20
    availability (percent)99.99
    unknown deny
}

policy platinum {
    disjoint conduit right-of-way cable span link operator
    separation (km)2 near-ends=(km)40
    round-trip (ms)20
    availability (percent)99.99
    unknown deny
}

";

/// Of so many chains one is drawn, must keep its ways apart, and has planned work.
const DRAWN: usize = 8;

/// One service between two sites, with all that it rides on.
fn chain(out: &mut String, chain: usize) {
    let is_drawn = chain.is_multiple_of(DRAWN);
    let policy = if is_drawn { "platinum" } else { "gold" };
    let mut line = |text: std::fmt::Arguments<'_>| out.write_fmt(text).expect("a string takes all");
    for (way, operator) in [("N", "north-carrier"), ("S", "south-carrier")] {
        line(format_args!(
            "right-of-way ROW-{way}-{chain:05} {{\n    holder \"Railways of region {chain}\"\n    kind railway\n}}\n\n"
        ));
        for site in 0..CHAIN {
            // Both ways meet at the two ends alone, and those are declared once.
            let end = site == 0 || site == CHAIN - 1;
            if end && way == "S" {
                continue;
            }
            let (lat, lon) = begin(chain);
            let (lat, lon) = (lat + if way == "N" { 0.05 } else { 0.0 }, lon + site as f64 * 0.5);
            line(format_args!(
                "site {} {{\n    name \"Town {site} of region {chain}\"\n    country KZ\n    at {lat:.4} {lon:.4}\n    role pop amplifier\n}}\n\n",
                name(way, chain, site)
            ));
        }
        let (lat, lon) = begin(chain);
        let (lat, bend) = if way == "N" { (lat + 0.05, 0.01) } else { (lat, -0.01) };
        for hop in 0..CHAIN - 1 {
            let (from, to) = (name(way, chain, hop), name(way, chain, hop + 1));
            // It bends away from the other way.
            let (first, second) = (lon + (hop as f64 + 0.3) * 0.5, lon + (hop as f64 + 0.7) * 0.5);
            let via = format!("    via {:.4} {first:.4} {:.4} {second:.4}\n", lat + bend, lat + bend / 2.0);
            let via = if is_drawn { via.as_str() } else { "" };
            line(format_args!(
                "conduit DUCT-{way}-{chain:05}-{hop} {{\n    from {from}\n    to {to}\n{via}    kind duct\n    length (km){}\n    right-of-way ROW-{way}-{chain:05}\n    operator {operator}\n}}\n\n",
                60 + hop
            ));
        }
        line(format_args!(
            "// The cable of the {way} way, laid hop by hop.\ncable CBL-{way}-{chain:05} {{\n    medium terrestrial\n    fibre G.652.D pairs=48\n    operator {operator}\n    owner {operator} share=(percent)100\n"
        ));
        for hop in 0..CHAIN - 1 {
            line(format_args!(
                "    span {} {{\n        from {}\n        to {}\n        length (km){}.5\n        loss (dB)14.2\n        along DUCT-{way}-{chain:05}-{hop}\n    }}\n",
                hop + 1,
                name(way, chain, hop),
                name(way, chain, hop + 1),
                60 + hop
            ));
        }
        line(format_args!("}}\n\n"));
        line(format_args!(
            "link LNK-{way}-{chain:05} {{\n    from {}\n    to {}\n    capacity (Gbps)400\n    over CBL-{way}-{chain:05}\n    provider {operator}\n    tenure iru until=\"2039-12-31\"\n}}\n\n",
            name(way, chain, 0),
            name(way, chain, CHAIN - 1)
        ));
    }
    line(format_args!(
        "service SVC-{chain:05} {{\n    from {}\n    to {}\n    capacity (Gbps)100\n    policy {policy}\n    leg working {{ over LNK-N-{chain:05} }}\n    leg protect {{ over LNK-S-{chain:05} }}\n}}\n\n",
        name("N", chain, 0),
        name("N", chain, CHAIN - 1)
    ));
    if is_drawn {
        line(format_args!(
            "outage WORK-{chain:05} {{\n    on DUCT-N-{chain:05}-0\n    starts \"2027-03-01T22:00:00+04:00\"\n    ends \"2027-03-02T04:00:00+04:00\"\n}}\n\n"
        ));
    }
    line(format_args!(
        "demand DEM-{chain:05} {{\n    from {}\n    to {}\n    policy {policy}\n    routes 2\n}}\n\n",
        name("N", chain, 0),
        name("N", chain, CHAIN - 1)
    ));
}

/// Where a chain begins: all over the plain. Steps of the inverse of the plastic number, and of its square, fill a
/// rectangle evenly (Roberts, *The Unreasonable Effectiveness of Quasirandom Sequences*, 2018).
fn begin(chain: usize) -> (f64, f64) {
    let part = |step: f64| (chain as f64 * step).fract();
    (46.5 + 3.5 * part(0.754_877_666), 58.0 + 11.0 * part(0.569_840_291))
}

fn name(way: &str, chain: usize, site: usize) -> String {
    let way = if site == 0 || site == CHAIN - 1 { "E" } else { way };
    format!("ST-{way}-{chain:05}-{site:02}")
}
