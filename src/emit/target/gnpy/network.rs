//! The network that `GNPy` plans over.
//!
//! Each span is two fibres, one a way, in pieces of one length. Places that only amplify or join are passed through; at all
//! others stands a ROADM.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::emit::target::gnpy::{Line, Request, equipment, transceiver};
use crate::emit::target::plant::{self, thousandths};
use crate::graph::is_same_place;
use crate::model::{Amplifier, Corridor, Db, LineSystemId, SiteId};
use crate::rules::length_of_span;

/// No span is longer, km.
const ROUND_THE_EARTH: f64 = 40_075.0;
/// Kilometres between amplifiers, at the most, where none are declared.
const PIECE: f64 = 80.0;
/// Loss of fibre where a span tells none, dB/km: what G.652.D, G.654 and G.655 cables are sold with at 1550 nm.
const LOSS: f64 = 0.2;
/// What a piece may lose at the most, dB: no amplifier makes good for more.
const GREATEST_LOSS: f64 = 60.0;
/// Loss of a connector at each end of a piece, dB.
const CONNECTOR: f64 = 0.25;
/// Loss where two spans are joined without an amplifier, dB.
const JOINT: f64 = 0.5;

/// The places of a network, each with the lines that end there.
pub(super) struct Network<'c, 'a> {
    corridor: &'c Corridor<'a>,
    joined: BTreeMap<SiteId, Vec<Line>>,
    ends: BTreeSet<SiteId>,
    lines: BTreeSet<Line>,
}

/// The pieces of a line, one way, and the length of each.
pub(super) fn pieces(corridor: &Corridor<'_>, line: Line, from: SiteId) -> (Vec<String>, f64) {
    let name = line.name(corridor);
    let km = length_of_span(corridor, line.span).km.max(0.001);
    let is_designed = line.system.is_some_and(|system| !corridor.line_system(system).amplifiers.is_empty());
    let most = if is_designed && km <= equipment::LONGEST { equipment::LONGEST } else { PIECE };
    let count = (km / most).ceil().max(1.0) as usize;
    let way = plant::id_of(corridor, from);
    ((1..=count).map(|at| format!("fiber {name} from {way} {at}/{count}")).collect(), km / count as f64)
}

/// Loss of the fibre of a line, dB/km.
fn loss(corridor: &Corridor<'_>, line: Line) -> f64 {
    let declared = corridor.span(line.span).loss;
    declared.map_or(LOSS, |loss| thousandths(loss.0 / length_of_span(corridor, line.span).km.max(0.001)))
}

/// Why no plan can have a line, where none can.
pub(super) fn beyond(corridor: &Corridor<'_>, line: Line) -> Option<String> {
    let name = line.name(corridor);
    if length_of_span(corridor, line.span).km > ROUND_THE_EARTH {
        return Some(format!("`{name}` is longer than the way round the Earth"));
    }
    let from = corridor.span(line.span).ends?.from;
    let lost = pieces(corridor, line, from).1 * loss(corridor, line);
    (lost > GREATEST_LOSS).then(|| format!("`{name}` loses {} without an amplifier", Db(lost).tenths()))
}

/// What stands between two fibres.
enum Between {
    /// `None`: one of which nothing is declared.
    Amplifier(Option<Amplifier>),
    Joint,
}

impl<'c, 'a> Network<'c, 'a> {
    pub fn new(corridor: &'c Corridor<'a>, requests: &[Request], lines: BTreeSet<Line>) -> Self {
        let mut joined: BTreeMap<SiteId, Vec<Line>> = BTreeMap::new();
        for &line in &lines {
            for site in corridor.span(line.span).ends.into_iter().flat_map(|ends| [ends.from, ends.to]) {
                joined.entry(site).or_default().push(line);
            }
        }
        let ends = requests.iter().flat_map(|request| request.ends).collect();
        Self { corridor, joined, ends, lines }
    }

    fn of_system(&self, site: SiteId, system: Option<LineSystemId>) -> impl Iterator<Item = Line> {
        self.joined[&site].iter().copied().filter(move |line| line.system == system)
    }

    /// Light of a line is not switched there: nothing but amplifiers or splices, and two ways. A line system passes all
    /// sites between its ends.
    fn is_passed(&self, site: SiteId, line: Line) -> bool {
        let goes_on = self.of_system(site, line.system).count() == 2;
        if line.system.is_some() {
            return goes_on;
        }
        let roles = self.corridor.site(site).roles;
        let switches = roles.hub || roles.pop || roles.data_centre || self.ends.contains(&site);
        let meets_system = || {
            let mut lit = self.joined[&site].iter().filter(|line| line.system.is_some());
            lit.any(|line| !self.is_passed(site, *line))
        };
        goes_on && !switches && !meets_system()
    }

    fn has_roadm(&self, site: SiteId) -> bool {
        self.joined[&site].iter().any(|line| !self.is_passed(site, *line))
    }

    /// What a line system says of its amplifiers at a site: whether it tells of any, and of that one.
    fn declared(&self, site: SiteId, system: Option<LineSystemId>) -> (bool, Option<Amplifier>) {
        let amplifiers =
            system.map(|system| self.corridor.line_system(system).amplifiers.as_slice()).unwrap_or_default();
        let is_here = |amplifier: &&Amplifier| amplifier.site.is_some_and(|at| is_same_place(self.corridor, at, site));
        (!amplifiers.is_empty(), amplifiers.iter().find(is_here).copied())
    }

    /// What light meets first that arrives by a line; `None`: the ROADM.
    fn between(&self, site: SiteId, line: Line) -> Option<Between> {
        let (tells, here) = self.declared(site, line.system);
        if !self.is_passed(site, line) {
            return here.map(|amplifier| Between::Amplifier(Some(amplifier)));
        }
        let amplifies = here.is_some() || !tells && (line.system.is_some() || self.corridor.site(site).roles.amplifier);
        Some(if amplifies { Between::Amplifier(here) } else { Between::Joint })
    }

    /// There is one for each way where light is passed through: `GNPy`'s design follows the first that leads on.
    fn arrival(&self, site: SiteId, line: Line) -> String {
        let word = match self.between(site, line) {
            None => return self.roadm(site),
            Some(Between::Amplifier(_)) => "amplifier",
            Some(Between::Joint) => "fused",
        };
        format!("{word} {} after {}", plant::id_of(self.corridor, site), line.name(self.corridor))
    }

    fn roadm(&self, site: SiteId) -> String {
        format!("roadm {}", plant::id_of(self.corridor, site))
    }

    /// What light comes from that leaves by a line.
    fn departure(&self, site: SiteId, line: Line) -> String {
        if !self.is_passed(site, line) {
            return self.roadm(site);
        }
        let other = self.of_system(site, line.system).find(|&other| other != line);
        self.arrival(site, other.unwrap_or(line))
    }

    /// The noise figures of the amplifiers that are declared.
    pub fn noise_figures(&self) -> BTreeMap<String, f64> {
        let systems: BTreeSet<LineSystemId> = self.lines.iter().filter_map(|line| line.system).collect();
        let of = |&system: &LineSystemId| self.corridor.line_system(system).amplifiers.iter();
        let figures = systems.iter().flat_map(of).filter_map(|amplifier| amplifier.noise_figure);
        figures.map(|figure| (equipment::of_noise(figure.0), figure.0)).collect()
    }

    pub fn written(&self, made_from: &str) -> Value {
        let mut elements = Vec::new();
        let mut connections = Vec::new();
        let mut join = |from: &str, to: &str| connections.push(json!({ "from_node": from, "to_node": to }));
        for (&site, lines) in &self.joined {
            let at = self.corridor.site(site).at;
            let place = json!({
                "city": plant::id_of(self.corridor, site), "region": "", "latitude": at.lat, "longitude": at.lon,
            });
            let metadata = json!({ "location": place });
            let mut put = |uid: &str, of: Value| {
                let mut element = json!({ "uid": uid, "metadata": metadata });
                element
                    .as_object_mut()
                    .into_iter()
                    .for_each(|it| it.extend(of.as_object().cloned().unwrap_or_default()));
                elements.push(element);
            };
            for &line in lines {
                let Some(between) = self.between(site, line) else { continue };
                let uid = self.arrival(site, line);
                put(&uid, written_between(&between));
                if !self.is_passed(site, line) {
                    join(&uid, &self.roadm(site));
                }
            }
            if !self.has_roadm(site) {
                continue;
            }
            let node = self.roadm(site);
            put(&node, json!({ "type": "Roadm" }));
            if self.ends.contains(&site) {
                let transceiver = transceiver(self.corridor, site);
                join(&transceiver, &node);
                join(&node, &transceiver);
                put(&transceiver, json!({ "type": "Transceiver" }));
            }
        }
        for &line in &self.lines {
            let span = self.corridor.span(line.span);
            let Some(of) = span.ends else { continue };
            for (from, to) in [(of.from, of.to), (of.to, of.from)] {
                let (pieces, km) = pieces(self.corridor, line, from);
                let mut before = self.departure(from, line);
                for piece in pieces {
                    elements.push(json!({
                        "uid": piece,
                        "type": "Fiber",
                        "type_variety": equipment::variety(span.fibre).unwrap_or("G.652"),
                        "params": {
                            "length": (km * 1e6).round() / 1e6,
                            "length_units": "km",
                            "loss_coef": loss(self.corridor, line),
                            "con_in": CONNECTOR,
                            "con_out": CONNECTOR,
                        },
                    }));
                    join(&before, &piece);
                    before = piece;
                }
                join(&before, &self.arrival(to, line));
            }
        }
        json!({ "network_name": made_from, "elements": elements, "connections": connections })
    }
}

fn written_between(between: &Between) -> Value {
    let amplifier = match between {
        Between::Joint => return json!({ "type": "Fused", "params": { "loss": JOINT } }),
        Between::Amplifier(amplifier) => amplifier,
    };
    let gain = amplifier.and_then(|amplifier| amplifier.gain).map(|gain| equipment::within_reason(gain.0));
    let mut element = json!({ "type": "Edfa", "operational": { "gain_target": gain, "tilt_target": 0 } });
    if let Some(figure) = amplifier.and_then(|amplifier| amplifier.noise_figure) {
        element["type_variety"] = json!(equipment::of_noise(figure.0));
    }
    element
}
