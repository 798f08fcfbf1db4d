//! Configuration for `FRRouting`: IS-IS or OSPF between the routers of a party, BGP between all.
//!
//! Within a party its protocol finds the ways, and metrics are delays. At its borders a party announces the loopbacks
//! that each border reaches within it. A party that a cut has split is healed through the others: its routers take a
//! route that has their own AS in its path once, and what the party itself knows comes first.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::emit::target::routers::{self, Interface, Router};
use crate::emit::target::{Made, Source};
use crate::lock::Numbers;
use crate::model::{Encryption, Igp};

/// The loopbacks of all parties, and the IS-IS instance.
const OURS: &str = "CORRIDOR";
/// The loopbacks of this router's own party.
const PARTY: &str = "PARTY";
/// Routes that this router's own party finds.
const INSIDE: &str = "INSIDE";
/// Routes that came from another party.
const ABROAD: &str = "ABROAD";

pub(super) fn make(source: &Source<'_, '_>, numbers: &Numbers) -> Made {
    let (all, mut notes) = routers::all(source.cx, numbers);
    let mut files = Vec::new();
    for router in &all {
        match router.device.platform {
            Some("frr") => {
                let stamp = source.stamp("!");
                files.push((format!("{}/frr.conf", router.id), configuration(&stamp, router, &all)));
                files.push((format!("{}/daemons", router.id), daemons(&source.stamp("#"), router)));
            }
            Some(platform) => notes.push(format!("`{}` is left out: its platform is `{}`", router.id, text(platform))),
            None => notes.push(format!("`{}` is left out: it names no platform", router.id)),
        }
    }
    Made { files, notes }
}

/// A text of the user on a line of ours: printable ASCII, at most so long that FRR takes it.
fn text(text: &str) -> String {
    const LONGEST: usize = 80;
    let ascii = deunicode::deunicode(text);
    let plain: String = ascii.chars().map(|sign| if sign.is_ascii_graphic() { sign } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

fn configuration(stamp: &str, router: &Router<'_>, all: &[Router<'_>]) -> String {
    let mut out = String::new();
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    out.push_str(stamp);
    line!("frr defaults traditional");
    line!("hostname {}", router.id);
    line!("log syslog informational");
    line!("ip forwarding");
    // What is referred to comes first, and the metrics of interfaces only where the instance is known to be wide.
    let everybody: Vec<Ipv4Addr> = all.iter().map(|known| known.loopback).collect();
    let of_party = all.iter().filter(|known| known.operator == router.operator);
    let party: Vec<Ipv4Addr> = of_party.map(|known| known.loopback).collect();
    for (name, loopbacks) in [(OURS, everybody), (PARTY, party)] {
        line!("!");
        for (loopback, at) in loopbacks.iter().zip(1..) {
            line!("ip prefix-list {name} seq {} permit {loopback}/32", 5 * at);
        }
        line!("!");
        line!("route-map {name} permit 10");
        line!(" match ip address prefix-list {name}");
        line!("exit");
    }
    // Of a party that is split, one part must not take the other's borders for its own: it would send to them through a
    // third, which sends back. What leads to a border is found inside alone.
    for (protocol, at) in [router.igp.word(), "connected"].into_iter().zip(1..) {
        line!("!");
        line!("route-map {INSIDE} permit {}", 10 * at);
        line!(" match source-protocol {protocol}");
        line!("exit");
    }
    line!("!");
    line!("ip nht bgp route-map {INSIDE}");
    line!("!");
    line!("bgp as-path access-list {ABROAD} seq 5 permit [0-9]");
    line!("!");
    match router.igp {
        Igp::Isis => {
            line!("router isis {OURS}");
            line!(" is-type level-2-only");
            // It must stand before `net`: else FRR makes empty link-state packets for half a minute.
            line!(" lsp-gen-interval 1");
            line!(" spf-interval 1");
            line!(" metric-style wide");
            line!(" net {}", net(router.loopback));
        }
        Igp::Ospf => {
            line!("router ospf");
            line!(" ospf router-id {}", router.loopback);
            line!(" timers throttle spf 10 50 500");
            line!(" timers throttle lsa all 0");
            line!(" timers lsa min-arrival 0");
            line!(" passive-interface lo");
        }
    }
    line!("exit");
    line!("!");
    line!("interface lo");
    line!(" ip address {}/32", router.loopback);
    match router.igp {
        Igp::Isis => line!(" ip router isis {OURS}\n isis passive"),
        Igp::Ospf => line!(" ip ospf area 0"),
    }
    line!("exit");
    for interface in &router.interfaces {
        out.push_str(&self::interface(router, interface));
    }
    line!("!");
    out.push_str(&bgp(router));
    out
}

fn interface(router: &Router<'_>, interface: &Interface<'_>) -> String {
    let mut out = String::from("!\n");
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    let peer = &interface.peer;
    line!("interface {}", interface.name);
    line!(" description {} to {} (port {})", interface.over, peer.id, text(interface.port));
    line!(" ip address {}/{}", interface.address, interface.length);
    if let Some(delay) = interface.delay {
        line!(" ! one way {:.3} ms", delay.0);
    }
    if let Some(mtu) = interface.mtu {
        line!(" ! the handoff agrees on an MTU of {mtu} bytes: set it on the interface itself");
    }
    if let Some(encryption) = interface.encryption.filter(|encryption| *encryption != Encryption::None) {
        line!(" ! {} is declared here, and is no business of FRR: set it up below", encryption.word());
    }
    if peer.is_inside {
        match router.igp {
            Igp::Isis => {
                line!(" ip router isis {OURS}");
                line!(" isis circuit-type level-2-only");
                line!(" isis network point-to-point");
                line!(" isis hello-interval 1");
                line!(" isis hello-multiplier 3");
                line!(" isis metric {}", interface.metric(16_777_214));
            }
            Igp::Ospf => {
                line!(" ip ospf area 0");
                line!(" ip ospf network point-to-point");
                line!(" ip ospf hello-interval 1");
                line!(" ip ospf dead-interval 4");
                line!(" ip ospf cost {}", interface.metric(65_535));
            }
        }
    }
    line!("exit");
    out
}

fn bgp(router: &Router<'_>) -> String {
    let mut out = String::new();
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    line!("router bgp {}", router.asn);
    line!(" bgp router-id {}", router.loopback);
    line!(" no bgp default ipv4-unicast");
    for (id, loopback) in &router.others {
        line!(" neighbor {loopback} remote-as {}", router.asn);
        line!(" neighbor {loopback} description {id}");
        line!(" neighbor {loopback} update-source lo");
        line!(" neighbor {loopback} timers 3 9");
        line!(" neighbor {loopback} timers connect 1");
    }
    let outside: Vec<&Interface<'_>> = router.interfaces.iter().filter(|interface| !interface.peer.is_inside).collect();
    for interface in &outside {
        let peer = &interface.peer;
        let address = peer.address;
        line!(" neighbor {address} remote-as {}", peer.asn);
        line!(" neighbor {address} description {} of {} over {}", peer.id, peer.party, interface.over);
        line!(" neighbor {address} timers 3 9");
        line!(" neighbor {address} timers connect 1");
    }
    line!(" address-family ipv4 unicast");
    if !outside.is_empty() {
        // A border announces what it reaches within its party, and as long as it does: not what others reach.
        line!("  network {}/32", router.loopback);
        line!("  redistribute {} route-map {PARTY}", router.igp.word());
    }
    // What the party itself knows comes first.
    line!("  distance bgp 200 200 200");
    for (_, loopback) in &router.others {
        line!("  neighbor {loopback} activate");
        line!("  neighbor {loopback} next-hop-self");
        line!("  neighbor {loopback} allowas-in 1");
        // What both have from their own protocol they do not tell each other: two borders would each lead to the other,
        // and a route that fails meanwhile is not tried again.
        line!("  neighbor {loopback} filter-list {ABROAD} out");
    }
    for interface in &outside {
        let address = interface.peer.address;
        line!("  neighbor {address} activate");
        line!("  neighbor {address} allowas-in 1");
        line!("  neighbor {address} route-map {OURS} in");
        line!("  neighbor {address} route-map {OURS} out");
    }
    line!(" exit-address-family");
    line!("exit");
    out
}

/// The network entity title of a router in area 49.0001: the system is the loopback in twelve decimal digits.
fn net(loopback: Ipv4Addr) -> String {
    let [a, b, c, d] = loopback.octets();
    let digits = format!("{a:03}{b:03}{c:03}{d:03}");
    format!("49.0001.{}.{}.{}.00", &digits[..4], &digits[4..8], &digits[8..])
}

fn daemons(stamp: &str, router: &Router<'_>) -> String {
    let [isis, ospf] = match router.igp {
        Igp::Isis => ["yes", "no"],
        Igp::Ospf => ["no", "yes"],
    };
    format!("{stamp}bgpd=yes\nospfd={ospf}\nisisd={isis}\nvtysh_enable=yes\n")
}
