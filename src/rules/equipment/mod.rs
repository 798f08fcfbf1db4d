//! Equipment: ports and the links that end on them, devices and where they stand, channels and the spectrum.

pub mod foreign_site;
pub mod forked_link;
pub mod gsnr_too_low;
pub mod misplaced_amplifier;
pub mod off_grid;
pub mod overbooked_port;
pub mod overlapping_slots;
pub mod port_elsewhere;
