//! What a refusal rests on, and the check of it: reachability and sums alone. Nothing here searches.

mod check;
mod effort;
pub mod evidence;
mod net;
pub mod space;

pub use check::{Refuted, check, check_within};
pub use effort::Effort;
pub use net::{Edge, Net, Question, Sharing};

use serde::{Deserialize, Serialize};

/// One step of a refusal. Steps stand in the order of the tree, each before what follows from it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
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

/// A step as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Written {
    Dead(usize),
    Forced(usize, u32),
    Cases { route: usize, labels: Vec<(u32, usize)> },
}

impl From<Written> for Step {
    fn from(step: Written) -> Self {
        match step {
            Written::Dead(route) => Self::Dead { route },
            Written::Forced(route, label) => Self::Forced { route, label },
            Written::Cases { route, labels } => Self::Cases { route, labels },
        }
    }
}

impl From<Step> for Written {
    fn from(step: Step) -> Self {
        match step {
            Step::Dead { route } => Self::Dead(route),
            Step::Forced { route, label } => Self::Forced(route, label),
            Step::Cases { route, labels } => Self::Cases { route, labels },
        }
    }
}
