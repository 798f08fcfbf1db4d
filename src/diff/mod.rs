//! What a change means: what was declared, removed, renamed and changed, and what that does to services and demands.
//!
//! Two corridors are compared by their ids, never by files or lines: what only moved is no change.

mod declarations;
mod github;
mod human;
mod json;
mod markdown;
mod rename;
mod services;
mod tell;
mod waivers;
mod weakened;

pub use github::github;
pub use human::human;
pub use json::json;
pub use markdown::markdown;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::lower::Texts;
use crate::model::{Corridor, Date};
use crate::rules::Cx;
use crate::source::Place;

/// A corridor as it is read and judged on one side of the comparison.
#[derive(Debug)]
pub struct Side<'s, 'a> {
    pub texts: &'a Texts<'a>,
    pub corridor: &'a Corridor<'a>,
    pub graph: &'a Graph,
    pub cx: &'s Cx<'a>,
    pub findings: &'s [Diagnostic],
    pub today: Date,
}

/// All that differs.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Diff {
    pub services: Vec<Subject>,
    pub demands: Vec<Subject>,
    /// What is asked less than before.
    pub weakened: Vec<Weakened>,
    pub waivers: Waivers,
    /// Facts that rest on weaker sources than before.
    pub sunk: Vec<Sunk>,
    pub added: Vec<Named>,
    pub removed: Vec<Named>,
    pub renamed: Vec<Renamed>,
    pub changed: Vec<Changed>,
}

/// A promise that asks less than before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Weakened {
    /// As it is called now; of a waiver or a level, its rule.
    pub id: String,
    pub kind: &'static str,
    pub message: String,
    /// In the texts of the new side; `None` where it has no line any more.
    #[serde(skip)]
    pub place: Option<Place>,
}

/// A declaration.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Named {
    pub kind: &'static str,
    /// The id; of a kind without, what tells it from others of the kind.
    pub id: String,
}

/// A declaration, or a part of one, that has another id and is the same thing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Renamed {
    pub kind: &'static str,
    pub from: String,
    pub to: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Changed {
    pub kind: &'static str,
    /// As it is called now.
    pub id: String,
    pub changes: Vec<Change>,
}

/// A fact that differs: what is said now in place of what was said before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    pub field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
}

/// What a change does to a service or a demand.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Subject {
    /// As it is called now; of one that was removed, as it was called.
    pub id: String,
    /// How it stood and stands with its policy; left out where there was, or is, none of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<&'static str>,
    /// It stands worse than before.
    pub worse: bool,
    /// What is found of it now, where it stands otherwise than before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Protection>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gained: Vec<Protection>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newly_shared: Vec<InCommon>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_longer_shared: Vec<InCommon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Figure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub round_trips: Vec<OfLeg>,
}

/// What a policy asks of a service, and whether that holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Protection {
    /// Two legs that are to be diverse, or one that is to avoid something.
    pub legs: Vec<String>,
    /// `disjoint conduit`, `avoid country RU`, `separation`.
    pub of: String,
    /// Why it is lost: what is shared or met, what is not known, or that it is asked no longer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// A thing that two legs ride on, and that the service's ends do not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct InCommon {
    pub legs: [String; 2],
    pub kind: String,
    pub thing: String,
}

/// A figure before and after, as it is written; left out where it is not known.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Figure {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    pub worse: bool,
}

/// The round trip of a leg.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OfLeg {
    pub leg: String,
    #[serde(flatten)]
    pub figure: Figure,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Waivers {
    pub added: Vec<Waived>,
    pub removed: Vec<Waived>,
    /// Over today, and not before the change.
    pub expired: Vec<Waived>,
    /// The day changed, or who approved it.
    pub changed: Vec<Waived>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Waived {
    pub rule: String,
    pub on: Vec<String>,
    pub expires: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_before: Option<String>,
    pub approved_by: String,
    pub reason: String,
    /// How many findings it hides.
    pub hides: usize,
    #[serde(skip)]
    pub place: Option<Place>,
}

/// A fact whose best source says less than the one before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sunk {
    pub of: String,
    /// The field, where the source speaks of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub was: &'static str,
    /// Left out where no source is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<&'static str>,
}

/// How bad a change is, at the worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Harm {
    None,
    /// Something stands worse, is up less, takes longer, or rests on weaker sources.
    Worse,
    /// Less is asked than before.
    Weakened,
    /// A protection is lost.
    Lost,
}

impl Diff {
    /// Compares two corridors.
    pub fn of(old: &Side<'_, '_>, new: &Side<'_, '_>) -> Self {
        let names = rename::Names::find(old, new);
        let declared = declarations::compare(old, new, &names);
        let (services, demands) = services::compare(old, new, &names);
        let waivers = waivers::compare(old, new, &names);
        Self {
            weakened: weakened::compare(old, new, &names, &waivers),
            services,
            demands,
            waivers,
            sunk: waivers::sunk(old, new, &names),
            added: declared.added,
            removed: declared.removed,
            renamed: declared.renamed,
            changed: declared.changed,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn harm(&self) -> Harm {
        let subjects = || self.services.iter().chain(&self.demands);
        if subjects().any(|subject| !subject.lost.is_empty()) {
            return Harm::Lost;
        }
        if !self.weakened.is_empty() {
            return Harm::Weakened;
        }
        let is_worse = |subject: &Subject| {
            let figures = subject.availability.iter().chain(subject.round_trips.iter().map(|of_leg| &of_leg.figure));
            subject.worse || { figures }.any(|figure| figure.worse)
        };
        if subjects().any(is_worse) || !self.sunk.is_empty() { Harm::Worse } else { Harm::None }
    }
}
