//! The equipment that `GNPy` may use.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::emit::target::gnpy::{Network, Request};
use crate::model::{Channel, Corridor, Kilohertz};

/// The C band, THz, of which the figures below tell.
pub(super) const BAND: [f64; 2] = [191.35, 196.1];
/// A slot so wide no transponder fills, and `GNPy` has no room for several in the band.
const WIDEST: Kilohertz = Kilohertz::ghz(1_000);
/// What filters take beside the symbol rate.
const ROLL_OFF: f64 = 0.15;
/// Error correction and framing beside what is carried: 32 `GBd` for 100 Gbit/s of DP-QPSK.
const OVERHEAD: f64 = 1.28;
/// `GNPy` plans fibre of up to so many km in one piece.
pub(super) const LONGEST: f64 = 150.0;
/// The least rate of a transceiver in `GNPy`'s model, in symbols or bits a second.
const LEAST_RATE: f64 = 1e8;
const GREATEST_SYMBOL_RATE: f64 = 2e12;
/// More than any fibre has carried; `GNPy`'s model has an end somewhere above it.
const GREATEST_BIT_RATE: f64 = 1e16;
/// The greatest need of a transceiver in `GNPy`'s model, dB.
const GREATEST_NEED: f64 = 200.0;
/// The greatest gain, and the greatest noise figure, of an amplifier in `GNPy`'s model, dB.
const GREATEST_GAIN: f64 = 60.0;

/// The type of fibre in the library below.
pub(super) fn variety(fibre: Option<&str>) -> Option<&'static str> {
    let fibre = fibre.unwrap_or("G.652");
    ["G.652", "G.654", "G.655"]
        .into_iter()
        .find(|known| fibre.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// The type of an amplifier with a noise figure.
pub(super) fn of_noise(figure: f64) -> String {
    format!("noise figure {} dB", within_reason(figure))
}

/// `GNPy`'s models hold two decimals.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Why the equipment cannot light a channel, where it cannot.
pub(super) fn refuses(channel: &Channel<'_>) -> Option<String> {
    let [low, high] = BAND.map(|thz| 2 * Kilohertz::ghz((thz * 1e3).round() as i64).0);
    let [from, to] = channel.slot.edges();
    if from < low || high < to {
        return Some(format!("the equipment lights {} to {} THz", BAND[0], BAND[1]));
    }
    let width = channel.slot.width;
    (width > WIDEST).then(|| format!("no transponder fills {width}"))
}

/// The symbol rate of a channel, Hz: what its modulation makes of its capacity, else what its slot has room for.
fn symbol_rate(channel: &Channel<'_>) -> f64 {
    let room = channel.slot.width.as_ghz() / (1.0 + ROLL_OFF);
    let bits = channel.modulation.and_then(|modulation| {
        let known = [
            ("256QAM", 8.0),
            ("128QAM", 7.0),
            ("64QAM", 6.0),
            ("32QAM", 5.0),
            ("16QAM", 4.0),
            ("8QAM", 3.0),
            ("QPSK", 2.0),
            ("BPSK", 1.0),
        ];
        let plain: String = modulation.chars().filter(char::is_ascii_alphanumeric).collect();
        known.into_iter().find(|(name, _)| plain.to_ascii_uppercase().contains(name)).map(|(_, bits)| bits)
    });
    let asked = channel.capacity.zip(bits).map(|(capacity, bits)| capacity.0 * OVERHEAD / (2.0 * bits));
    hundredths((asked.filter(|rate| *rate <= room).unwrap_or(room) * 1e9).clamp(LEAST_RATE, GREATEST_SYMBOL_RATE))
}

/// The width of the slot of a channel, Hz.
pub(super) fn spacing(channel: &Channel<'_>) -> f64 {
    (channel.slot.width.as_ghz() * 1e9).max(LEAST_RATE)
}

/// What a channel carries, bit/s; of one that does not tell, its symbol rate stands for it.
pub(super) fn rate(channel: &Channel<'_>) -> f64 {
    channel.capacity.map_or_else(|| symbol_rate(channel), |capacity| bit_rate(capacity.0))
}

/// bit/s
pub(super) fn bit_rate(gbps: f64) -> f64 {
    hundredths((gbps * 1e9).clamp(LEAST_RATE, GREATEST_BIT_RATE))
}

/// A gain or a noise figure as `GNPy`'s model takes it, dB.
pub(super) fn within_reason(db: f64) -> f64 {
    hundredths(db.clamp(0.0, GREATEST_GAIN))
}

pub(super) const TRANSCEIVER: &str = "corridor";

/// How a transceiver sends.
#[derive(Clone, Debug)]
pub(super) struct Mode {
    pub name: String,
    /// Symbols a second.
    baud: f64,
    /// The least GSNR in 0.1 nm, dB, margin included.
    need: f64,
    /// bit/s
    rate: f64,
    /// Hz
    pub spacing: f64,
}

/// What a leg is lit with: 32 `GBd` of DP-QPSK or 64 `GBd` of DP-16QAM, by what `GNPy`'s own example asks for them and 2 dB
/// of margin.
pub(super) fn mode_for(gbps: f64) -> Mode {
    if gbps > 100.0 {
        Mode { name: "leg 400G".to_owned(), baud: 64e9, need: 26.0, rate: 400e9, spacing: 75e9 }
    } else {
        Mode { name: "leg 100G".to_owned(), baud: 32e9, need: 13.0, rate: 100e9, spacing: 50e9 }
    }
}

fn mode_of(corridor: &Corridor<'_>, request: &Request) -> Mode {
    let Some(channel) = request.channel.map(|channel| corridor.channel(channel)) else {
        return mode_for(request.gbps);
    };
    // Where nothing is known of the need, nothing is refused.
    let need = channel.required_gsnr.or_else(|| channel.gsnr_floor()).map_or(0.0, |need| need.0);
    let need = hundredths(need.clamp(0.0, GREATEST_NEED));
    let spacing = spacing(channel);
    Mode { name: corridor.text(channel.id).to_owned(), baud: symbol_rate(channel), need, rate: rate(channel), spacing }
}

/// A library of equipment in general: the sort of figures that such have, none of a maker. Dispersion and effective area
/// are typical of G.652.D, G.654.E and G.655; amplifiers and signal are the plain ones of `GNPy`'s own example.
pub(super) fn written(corridor: &Corridor<'_>, network: &Network<'_, '_>, requests: &[Request]) -> Value {
    let [low, high] = BAND.map(|thz| thz * 1e12);
    let fibre = |name: &str, dispersion: f64, area: f64| json!({ "type_variety": name, "dispersion": dispersion, "effective_area": area, "pmd_coef": 1.265e-15 });
    let amplifier = |name: &str, flat: f64, least: f64, nf: [f64; 2]| {
        json!({
            "type_variety": name, "type_def": "variable_gain", "gain_flatmax": flat, "gain_min": least, "p_max": 23,
            "nf_min": nf[0], "nf_max": nf[1], "out_voa_auto": false, "allowed_for_design": true,
        })
    };
    let mut amplifiers = vec![
        amplifier("low", 16.0, 8.0, [6.5, 11.0]),
        amplifier("medium", 26.0, 15.0, [6.0, 10.0]),
        amplifier("high", 35.0, 25.0, [5.5, 7.0]),
    ];
    amplifiers.extend(network.noise_figures().into_iter().map(|(name, figure)| {
        json!({
            "type_variety": name, "type_def": "fixed_gain", "gain_flatmax": GREATEST_GAIN, "gain_min": 0, "p_max": 23,
            "nf0": within_reason(figure), "allowed_for_design": false,
        })
    }));
    let mut modes: BTreeMap<String, Mode> = [0.0, 400.0].map(mode_for).map(|mode| (mode.name.clone(), mode)).into();
    modes.extend(requests.iter().map(|request| mode_of(corridor, request)).map(|mode| (mode.name.clone(), mode)));
    let modes = modes.into_values().map(|mode| {
        json!({
            "format": mode.name, "baud_rate": mode.baud, "OSNR": mode.need, "bit_rate": mode.rate, "roll_off": ROLL_OFF,
            "tx_osnr": 40, "min_spacing": mode.spacing, "cost": 1,
        })
    });
    json!({
        "Edfa": amplifiers,
        "Fiber": [fibre("G.652", 1.67e-5, 8.3e-11), fibre("G.654", 2.1e-5, 1.25e-10), fibre("G.655", 5e-6, 7.2e-11)],
        "RamanFiber": [],
        "Span": [{
            "power_mode": true, "delta_power_range_db": [-2, 3, 0.5], "max_fiber_lineic_loss_for_raman": 0.25,
            "target_extended_gain": 2.5, "max_length": LONGEST, "length_units": "km", "max_loss": 35, "padding": 10,
            "EOL": 0, "con_in": 0, "con_out": 0,
        }],
        "Roadm": [{
            "target_pch_out_db": -20, "add_drop_osnr": 38, "pmd": 0, "pdl": 0,
            "restrictions": { "preamp_variety_list": [], "booster_variety_list": [] },
        }],
        // Margins are in what each mode needs.
        "SI": [{
            "f_min": low, "f_max": high, "baud_rate": 32e9, "spacing": 50e9, "power_dbm": 0,
            "power_range_db": [0, 0, 1], "tx_power_dbm": 0, "roll_off": ROLL_OFF, "tx_osnr": 40, "sys_margins": 0,
        }],
        "Transceiver": [{
            "type_variety": TRANSCEIVER,
            "frequency": { "min": low, "max": high },
            "mode": modes.collect::<Vec<_>>(),
        }],
    })
}
