//! Targets: what can be generated from a corridor that passed, and what came of it.

mod ansible;
mod bird;
mod circuit_sheet;
mod containerlab;
mod frr;
mod gnpy;
mod graphml;
mod icalendar;
mod kml;
mod netlab;
mod ofds;
mod plant;
mod prometheus;
mod routers;
mod slug;
mod yaml;
mod yang;

pub use gnpy::{BACK, fibres_of};

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::lock::Numbers;
use crate::rules::{Approved, Cx};
use crate::schema::Kind;

/// Files of one target.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// Paths below the folder that is written to, with `/`, and texts; sorted.
    pub files: Vec<(String, String)>,
    /// What was left out, and why: a sentence each.
    pub notes: Vec<String>,
}

/// What can be generated.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Which program checks it.
    pub checked_by: &'static str,
    /// The names of the files that it can write, with `*` for an id; nothing else of a folder is ever its own.
    files: &'static [&'static str],
    make: fn(&Source<'_, '_>, &Numbers) -> Made,
}

/// All targets, by their names.
pub static TARGETS: &[Target] = &[
    Target {
        name: "ansible",
        about: "inventory of devices for Ansible",
        checked_by: "ansible-inventory",
        files: &["inventory.yml"],
        make: ansible::make,
    },
    Target {
        name: "bird",
        about: "configuration of route servers, and of OSPF routers, that run BIRD 2",
        checked_by: "bird -p",
        files: &["*/bird.conf"],
        make: bird::make,
    },
    Target {
        name: "circuit-sheet",
        about: "a page a service: ends, legs, handoffs, contacts, figures, sources",
        checked_by: "cmark-gfm",
        files: &["*.md"],
        make: circuit_sheet::make,
    },
    Target {
        name: "containerlab",
        about: "a lab of the routers for containerlab, with their configuration",
        checked_by: "its JSON Schema",
        files: &["corridor.clab.yml", "*/frr.conf", "*/daemons"],
        make: containerlab::make,
    },
    Target {
        name: "frr",
        about: "configuration of routers that run FRRouting",
        checked_by: "vtysh -C",
        files: &["*/frr.conf", "*/daemons"],
        make: frr::make,
    },
    Target {
        name: "gnpy",
        about: "the ways of the services for optical planning: network, equipment, a request a leg",
        checked_by: "gnpy-path-request",
        files: &["network.json", "services.json", "eqpt_config.json"],
        make: gnpy::make,
    },
    Target {
        name: "graphml",
        about: "sites and spans as a graph (GraphML)",
        checked_by: "networkx",
        files: &["corridor.graphml"],
        make: graphml::make,
    },
    Target {
        name: "icalendar",
        about: "outages as a calendar (RFC 5545)",
        checked_by: "icalendar",
        files: &["outages.ics"],
        make: icalendar::make,
    },
    Target {
        name: "kml",
        about: "sites and cables on a globe (KML 2.2)",
        checked_by: "its XML Schema",
        files: &["corridor.kml"],
        make: kml::make,
    },
    Target {
        name: "netlab",
        about: "a lab of the routers for netlab",
        checked_by: "netlab create",
        files: &["topology.yml"],
        make: netlab::make,
    },
    Target {
        name: "ofds",
        about: "the plant in the Open Fibre Data Standard 0.4, JSON and GeoJSON, with what it cannot hold",
        checked_by: "libcoveofds",
        files: &["network.json", "nodes.geojson", "spans.geojson", "left-out.txt"],
        make: ofds::make,
    },
    Target {
        name: "prometheus",
        about: "alerts of services, their unit tests, and what to probe",
        checked_by: "promtool",
        files: &["corridor.rules.yml", "corridor.test.yml", "targets.yml"],
        make: prometheus::make,
    },
    Target {
        name: "rfc8345",
        about: "sites, spans and links as network topologies (RFC 8345)",
        checked_by: "yanglint",
        files: &["networks.json", "MADE-FROM"],
        make: yang::networks,
    },
    Target {
        name: "rfc8795",
        about: "links with risk groups, delay and metric as a TE topology (RFC 8795)",
        checked_by: "yanglint",
        files: &["te-topology.json", "MADE-FROM"],
        make: yang::engineering,
    },
];

impl Target {
    /// Whether a target can write a file of this path.
    pub fn writes(target: &str, path: &str) -> bool {
        Self::find(target).is_some_and(|target| target.files.iter().any(|pattern| fits(pattern, path)))
    }

    pub fn find(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Makes the files. Only of a corridor that passed.
    pub fn make(&self, approved: &Approved<'_, '_>, numbers: &Numbers) -> Made {
        let source = Source { cx: approved.cx(), hash: hash(approved.cx(), numbers) };
        let mut made = (self.make)(&source, numbers);
        made.files.sort();
        made.notes.sort();
        made
    }
}

/// Whether a path is one of a pattern, part by part: `*` is any id, `*.md` any id with an ending.
fn fits(pattern: &str, path: &str) -> bool {
    let fits = |pattern: &str, part: &str| match pattern.strip_prefix('*') {
        None => pattern == part,
        Some(ending) => part.strip_suffix(ending).is_some_and(is_id),
    };
    let (patterns, parts) = (pattern.split('/'), path.split('/'));
    patterns.clone().count() == parts.clone().count() && patterns.zip(parts).all(|(pattern, part)| fits(pattern, part))
}

fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(sign))
}

/// What files are made from.
pub(super) struct Source<'r, 'a> {
    pub cx: &'r Cx<'a>,
    hash: String,
}

impl Source<'_, '_> {
    /// The name of the corridor in what is generated.
    pub fn slug(&self) -> String {
        slug::slug(self.cx.corridor.title)
    }

    /// Lines that say what a file was made from, as comments.
    pub fn stamp(&self, sign: &str) -> String {
        let version = env!("CARGO_PKG_VERSION");
        format!(
            "{sign} Generated by corridor {version}: edit the declarations, not this file.\n{sign} Declarations: sha256 {}\n",
            self.hash
        )
    }

    /// The same in one line, for formats that have a place for it and no comments.
    pub fn made_from(&self) -> String {
        format!("corridor {}, declarations sha256 {}", env!("CARGO_PKG_VERSION"), self.hash)
    }

    /// A file beside those of a format that has neither.
    pub fn beside(&self) -> (String, String) {
        ("MADE-FROM".to_owned(), self.stamp("#"))
    }
}

/// A hash of the declarations as they are written, in whatever files and order, and of what was given out.
fn hash(cx: &Cx<'_>, numbers: &Numbers) -> String {
    let declared = cx.corridor.declarations.iter().filter(|declaration| declaration.kind != Kind::Lock);
    let written = declared.map(|declaration| {
        let source = cx.texts.source(declaration.file);
        cx.texts.whole(declaration).of(source)
    });
    let mut texts: Vec<&str> = written.collect();
    texts.sort_unstable();
    let mut hash = Sha256::new();
    let numbers = numbers.text();
    for text in texts.into_iter().chain([numbers.as_str()]) {
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    let mut hex = String::new();
    for byte in hash.finalize() {
        write!(hex, "{byte:02x}").expect("a string takes all");
    }
    hex
}
