//! What other programs answer, brought back into the declarations: one file a format.

mod gnpy;

pub use gnpy::{Answer, Unread, read as gnpy_results};
