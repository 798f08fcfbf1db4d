//! A channel that does not lie on the grid of its line system.

use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Grid, Kilohertz, Slot};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "off-grid",
    group: Group::Equipment,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/off-grid.md"),
    check: Check::Corridor(check),
};

/// What silica carries: 1,260 to 1,675 nm, the bands O to U of ITU-T G.Sup39.
const CARRIED: [Kilohertz; 2] = [Kilohertz::ghz(178_980), Kilohertz::ghz(237_931)];

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    for system in &cx.corridor.line_systems {
        if Grid::parse(system.grid).is_none() {
            let (name, grid) = (cx.text(system.id), system.grid);
            let message = format!("grid `{grid}` of `{name}` is not known");
            found.push(
                Diagnostic::new(RULE.name, cx.at(system.id, "/grid"), message)
                    .label("no grid of ITU-T G.694.1")
                    .ids([name])
                    .help("write `flexible`, or `fixed-N` with 12.5, 25, 50, 100 GHz or more hundreds"),
            );
        }
    }
    for channel in &cx.corridor.channels {
        let slot = channel.slot;
        if slot.centre.0 == 0 || slot.width.0 == 0 {
            // That is reported where it is read.
            continue;
        }
        let id = cx.text(channel.id);
        let finding = |field: &str, message: String| {
            Diagnostic::new(RULE.name, cx.at(channel.id, &format!("/slot/{field}")), message).ids([id])
        };
        if slot.centre < CARRIED[0] || slot.centre > CARRIED[1] {
            let message = format!("`{id}` is lit at {}, and no fibre carries that", slot.centre);
            found.push(
                finding("frequency", message)
                    .label("no light for fibre")
                    .note("fibre carries 178.98 to 237.931 THz, 1,675 to 1,260 nm")
                    .help("the C band lies around 193.1 THz"),
            );
            continue;
        }
        for system in channel.over.iter().flatten().map(|&system| cx.corridor.line_system(system)) {
            let name = cx.text(system.id);
            // A grid that is not known has a finding of its own.
            let off = Grid::parse(system.grid).and_then(|grid| off(grid, slot));
            if let Some((field, off, help)) = off {
                found.push(
                    finding(field, format!("`{id}` is {off}"))
                        .label("off the grid")
                        .ids([name])
                        .related(cx.at(system.id, "/grid"), format!("the grid of `{name}` is `{}`", system.grid))
                        .help(help),
                );
                break;
            }
        }
    }
}

/// Which field is off, how, and what would not be.
fn off(grid: Grid, slot: Slot) -> Option<(&'static str, String, String)> {
    let step = match grid {
        Grid::Flexible => Grid::FLEXIBLE_STEP,
        Grid::Fixed(spacing) => spacing,
    };
    let away = (slot.centre.0 - Grid::ANCHOR.0).rem_euclid(step.0);
    if away != 0 {
        let [below, above] = [slot.centre.0 - away, slot.centre.0 - away + step.0].map(Kilohertz);
        let off = format!("centred at {}, and the grid has {below} and {above}", slot.centre);
        return Some(("frequency", off, format!("the grid counts in {step} from {}", Grid::ANCHOR)));
    }
    match grid {
        Grid::Flexible if slot.width.0 % Grid::FLEXIBLE_WIDTH.0 != 0 => {
            let off = format!("{} wide, which is not a whole number of {}", slot.width, Grid::FLEXIBLE_WIDTH);
            Some(("width", off, format!("widths of the flexible grid are whole numbers of {}", Grid::FLEXIBLE_WIDTH)))
        }
        Grid::Fixed(spacing) if slot.width > spacing => {
            let off = format!("{} wide, and the grid leaves {spacing}", slot.width);
            Some(("width", off, "use a narrower slot, or a line system with a wider or a flexible grid".to_owned()))
        }
        Grid::Flexible | Grid::Fixed(_) => None,
    }
}
