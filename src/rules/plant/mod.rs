//! Whether the parts of the plant fit together.

mod chains;

pub mod broken_chain;
pub mod looped_chain;
pub mod span_off_conduit;
pub mod wrong_chain_end;

pub(super) use chains::{Owner, faults};
