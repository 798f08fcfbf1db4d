//! Whether the parts of the plant fit together.

mod chains;

pub mod broken_chain;
pub mod conduit_length_mismatch;
pub mod looped_chain;
pub mod loss_out_of_range;
pub mod medium_mismatch;
pub mod near_duplicate;
pub mod share_sum;
pub mod span_off_conduit;
pub mod wrong_chain_end;

pub(super) use chains::{Owner, faults};
