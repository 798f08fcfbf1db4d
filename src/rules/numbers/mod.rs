//! Numbers that were given out: each one's own, from a pool, of something that is there.

pub mod number_outside_pool;
pub mod repeated_number;
pub mod unused_number;

use crate::model::{Given, Value};
use crate::rules::Cx;
use crate::source::Place;

/// Where the value of a line stands.
fn value_at(cx: &Cx<'_>, given: &Given<'_>) -> Place {
    let (field, value) = (given.number.field(), given.number.value_field());
    cx.at(given.lock, &format!("/{field}/{}/{value}", given.position))
}

/// Where a line names what it is of.
fn of_at(cx: &Cx<'_>, given: &Given<'_>) -> Place {
    cx.at(given.lock, &format!("/{}/{}/of", given.number.field(), given.position))
}

/// A value as it is called in a sentence.
fn called(given: &Given<'_>) -> String {
    match given.value {
        Value::Number(_) => format!("{} {}", given.number.phrase(), given.value),
        _ => format!("{} `{}`", given.number.phrase(), given.value),
    }
}
