//! What a refusal rests on, and the check of it: reachability and sums alone. Nothing here searches.

mod check;
mod net;
pub mod space;

pub use check::{Refuted, check};
pub use net::{Edge, Net, Question, Sharing};

/// One step of a refusal. Steps stand in the order of the tree, each before what follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// No route avoids all that this one must avoid.
    Dead { route: usize },
    /// No route avoids this label besides what this one must avoid, so the label is this one's, and the others avoid it.
    Forced { route: usize, label: u32 },
    /// No route avoids all these labels besides what this one must avoid, so some other one must give way.
    ///
    /// Of each label in turn, with the route that may be the one that uses it: first the case that this one avoids it;
    /// then, where the two may share it, that they do; and what follows holds in the case that is left, in which it
    /// uses the label and all others avoid it. Where another route has the very same labels to avoid, the rest is the
    /// same with the two routes' numbers changed, and is left out.
    Cases { route: usize, labels: Vec<(u32, usize)> },
}
