//! Lowers what lights the fibre and ends the links: line systems, channels, devices and their ports.

use rustc_hash::FxHashSet;

use crate::lower::resolve::{Cx, Target, quantity};
use crate::model::declared::{Declared, Quantity};
use crate::model::{
    Amplifier, CableId, Carrier, Channel, Device, DeviceId, DeviceRole, Gbps, Id, Kilohertz, LineSystem, Port, PortId,
    Slot, Thing, in_base,
};
use crate::schema::Kind;
use crate::syntax::Decimal;

pub(super) fn line_systems<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::LineSystem(system) = declared else { continue };
        let (mut over, mut chain) = (Vec::with_capacity(system.over.len()), Vec::with_capacity(system.over.len()));
        for (at, name) in system.over.iter().enumerate() {
            // A cable stands for all its spans, as it does in every `over`.
            let targets = [Target::Span, Target::Kind(Kind::Cable)];
            match cx.refer(*id, name, &targets, || format!("/over/{at}")) {
                Some(Thing::Span(span)) => {
                    over.push(Some(span));
                    chain.push(Some(Carrier::Span(span)));
                }
                Some(Thing::Declaration(cable)) => {
                    let index = cx.corridor.declaration(cable).index.expect("a reference to what passed its schema");
                    over.extend(cx.corridor.cable(CableId(index)).spans.iter().copied().map(Some));
                    chain.push(Some(Carrier::Cable(CableId(index))));
                }
                Some(Thing::Leg(_)) | None => {
                    over.push(None);
                    chain.push(None);
                }
            }
        }
        let provider = cx.operator(*id, system.provider, "/provider");
        let operator = cx.operator(*id, system.operator, "/operator");
        let pairs = system.pairs.and_then(Decimal::to_u64).unwrap_or(1);
        let amplifiers = system.amplifier.iter().enumerate().map(|(at, amplifier)| Amplifier {
            site: cx.site(*id, amplifier.site, format_args!("/amplifier/{at}/site")),
            gain: amplifier.gain.map(quantity),
            noise_figure: amplifier.noise_figure.map(quantity),
        });
        let amplifiers = amplifiers.collect();
        let grid = system.grid;
        cx.corridor.line_systems.push(LineSystem { id: *id, pairs, provider, operator, chain, over, grid, amplifiers });
    }
}

pub(super) fn channels<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Channel(channel) = declared else { continue };
        let over = channel
            .over
            .iter()
            .enumerate()
            .map(|(at, name)| cx.line_system(*id, name, format_args!("/over/{at}")))
            .collect();
        let slot = Slot {
            centre: frequency(cx, *id, channel.slot.frequency, "/slot/frequency"),
            width: frequency(cx, *id, channel.slot.width, "/slot/width"),
        };
        let (capacity, modulation) = (channel.capacity.map(quantity), channel.modulation);
        let [gsnr, required_gsnr] = [channel.gsnr, channel.required_gsnr].map(|ratio| ratio.map(quantity));
        cx.corridor.channels.push(Channel { id: *id, capacity, over, slot, modulation, gsnr, required_gsnr });
    }
}

/// A frequency or a width to the kilohertz; one that is finer, or beyond all light, is reported and counts as none.
fn frequency(cx: &mut Cx<'_, '_>, id: Id, written: Quantity<'_>, pointer: &str) -> Kilohertz {
    let in_kilohertz = in_base(written.value, written.unit)
        .and_then(|(ghz, _)| ghz.shifted(6).to_i64())
        .filter(|khz| *khz < 1_000_000_000_000_000);
    let Some(khz) = in_kilohertz else {
        let message = format!("`{} {}` is no frequency of light in whole kilohertz", written.value, written.unit);
        let finding = cx.report("invalid-value", id, pointer, message);
        finding.label = "not on any grid".into();
        finding.help = Some("the grids of ITU-T G.694.1 count in 6.25 GHz from 193.1 THz".into());
        return Kilohertz(0);
    };
    Kilohertz(khz)
}

pub(super) fn devices<'a>(cx: &mut Cx<'a, '_>, declared: &[(Id, Declared<'a>)]) {
    for (id, declared) in declared {
        let Declared::Device(device) = declared else { continue };
        let mut ports: Vec<Port<'a>> = Vec::with_capacity(device.port.len());
        let mut names = FxHashSet::default();
        for (port, at) in device.port.iter().zip(0_u32..) {
            let field = format!("/port/{at}/link");
            let links = port.link.iter().enumerate();
            let links = links.map(|(item, name)| cx.link(*id, name, format_args!("{field}/{item}"))).collect();
            if names.insert(port.name) {
                ports.push(Port { name: port.name, position: at, links, speed: port.speed.map(quantity::<Gbps>) });
            }
        }
        let lowered = Device {
            id: *id,
            site: cx.site(*id, device.site, "/site"),
            role: DeviceRole::from_word(device.role).unwrap_or(DeviceRole::Router),
            platform: device.platform,
            operator: cx.operator(*id, device.operator, "/operator"),
            loopback: device.loopback,
            ports,
        };
        cx.corridor.devices.push(lowered);
    }
}

/// The port that a reference `DEVICE:PORT` means.
pub(super) fn port<'a>(cx: &mut Cx<'a, '_>, id: Id, text: &'a str, pointer: &str) -> Option<PortId> {
    let device = cx.refer(id, text, &[Target::Kind(Kind::Device)], || pointer.to_owned())?;
    let index = cx.corridor.declaration(cx.corridor.whole(device)).index?;
    let device = cx.corridor.device(DeviceId(index));
    let part = text.split_once(':').map(|(_, part)| part);
    if let Some(at) = device.ports.iter().position(|port| Some(port.name) == part) {
        return Some(PortId { device: DeviceId(index), at: at as u32 });
    }
    let finding = cx.report("invalid-value", id, pointer, format!("`{text}` is a device, and a port is asked for"));
    finding.label = "no port".into();
    finding.help = Some("write `DEVICE:PORT`".into());
    None
}
