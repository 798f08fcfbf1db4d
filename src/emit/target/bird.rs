//! Configuration for BIRD 2: route servers of a hub, and routers of a party that runs OSPF. BIRD knows no IS-IS.

use std::fmt::Write as _;

use crate::emit::target::routers::{self, Interface, Router};
use crate::emit::target::{Made, Source};
use crate::lock::Numbers;
use crate::model::Igp;

pub(super) fn make(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let (all, mut notes) = routers::all(source.cx, numbers);
    let mut files = Vec::new();
    for router in all.iter().filter(|router| router.device.platform == Some("bird")) {
        let inside = router.interfaces.iter().any(|interface| interface.peer.is_inside);
        if router.igp == Igp::Isis && (inside || !router.others.is_empty()) {
            notes.push(format!("`{}` is left out: its operator runs IS-IS, which BIRD does not know", router.id));
            continue;
        }
        files.push((format!("{}/bird.conf", router.id), configuration(&source.stamp("#"), router, &all)));
    }
    if files.is_empty() {
        notes.retain(|note| note.contains("BIRD"));
    }
    Made { files, notes }
}

fn configuration(stamp: &str, router: &Router<'_>, all: &[Router<'_>]) -> String {
    let mut out = String::from(stamp);
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    line!("# The addresses of interfaces are set by the system: {}/32 on lo,", router.loopback);
    for interface in &router.interfaces {
        line!("# {}/{} on {} to {}", interface.address, interface.length, interface.name, interface.peer.id);
    }
    line!("log syslog all;");
    line!("router id {};", router.loopback);
    let ours: Vec<String> = all.iter().map(|known| format!("{}/32", known.loopback)).collect();
    line!("define OURS = [ {} ];", ours.join(", "));
    line!("filter corridor {{ if net ~ OURS then accept; reject; }}");
    // To its own party a router tells only what came from another.
    line!("filter abroad {{ if net ~ OURS && source = RTS_BGP && bgp_path.len > 0 then accept; reject; }}");
    line!("protocol device {{ }}");
    line!("protocol direct {{ ipv4; interface \"lo\"; }}");
    line!("protocol kernel {{ ipv4 {{ import none; export where source != RTS_DEVICE; }}; }}");
    let inside: Vec<&Interface<'_>> = router.interfaces.iter().filter(|interface| interface.peer.is_inside).collect();
    if !inside.is_empty() {
        line!("protocol ospf v2 inside {{\n  ipv4 {{ import all; export none; }};\n  area 0 {{");
        line!("    interface \"lo\" {{ stub; }};");
        for interface in inside {
            let cost = interface.metric(65_535);
            line!("    interface \"{}\" {{ type ptp; cost {cost}; hello 1; dead 4; }};", interface.name);
        }
        line!("  }};\n}}");
    }
    // A router whose neighbours are all others' hands on what it hears as it is.
    let serves = router.others.is_empty() && router.interfaces.iter().all(|interface| !interface.peer.is_inside);
    for (id, loopback) in &router.others {
        line!("protocol bgp 'to-{id}' {{");
        line!("  local {} as {};", router.loopback, router.asn);
        line!("  neighbor {loopback} as {};", router.asn);
        line!("  ipv4 {{ next hop self; import filter corridor; export filter abroad; }};\n}}");
    }
    for interface in router.interfaces.iter().filter(|interface| !interface.peer.is_inside) {
        line!("protocol bgp 'over-{}' {{", interface.over);
        line!("  description \"{} of {}\";", interface.peer.id, interface.peer.party);
        line!("  local {} as {};", interface.address, router.asn);
        line!("  neighbor {} as {};", interface.peer.address, interface.peer.asn);
        if serves {
            line!("  rs client;");
        }
        line!("  ipv4 {{ import filter corridor; export filter corridor; }};\n}}");
    }
    out
}
