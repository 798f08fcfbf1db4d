//! The tree of an expression whose types are right.

use std::ops::Range;

use regex::Regex;

use crate::model::About;
use crate::rules::assertion::types::Variable;

/// An expression, ready to be evaluated.
#[derive(Debug)]
pub(super) struct Node {
    /// Where it stands in the text of the expression, in bytes.
    pub at: Range<usize>,
    pub op: Op,
}

#[derive(Debug)]
pub(super) enum Op {
    Truth(bool),
    Int(i64),
    Double(f64),
    Text(String),
    List(Vec<Node>),
    Variable(Variable),
    /// What a macro goes through, by its depth.
    Slot(usize),
    Member(Box<Node>, &'static str),
    Has(Box<Node>, &'static str),
    Index(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Equal(Box<Node>, Box<Node>),
    Order(Order, Box<Node>, Box<Node>),
    Sum(Sum, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    Size(Box<Node>),
    Holds(Holds, Box<Node>, Box<Node>),
    /// With what each byte of the text costs.
    Matches(Box<Node>, Regex, usize),
    /// A macro: what it goes through, and what is asked of each or made of it.
    Each(Macro, Box<Node>, Vec<Node>),
    /// The thing of an id.
    Lookup(About, Box<Node>),
    Declared(Box<Node>),
    Days(Box<Node>, Box<Node>),
    Distance(Box<Node>, Box<Node>),
    ToInt(Box<Node>),
    ToDouble(Box<Node>),
    ToText(Box<Node>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sum {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holds {
    Starts,
    Ends,
    Contains,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

/// A node with all that is in it.
pub(super) fn whole(node: &Node) -> Range<usize> {
    let mut at = node.at.clone();
    each(node, &mut |inner| {
        at.start = at.start.min(inner.at.start);
        at.end = at.end.max(inner.at.end);
    });
    at
}

/// Goes through all nodes below one.
pub(super) fn each(node: &Node, then: &mut impl FnMut(&Node)) {
    then(node);
    match &node.op {
        Op::Truth(_) | Op::Int(_) | Op::Double(_) | Op::Text(_) | Op::Variable(_) | Op::Slot(_) => {}
        Op::List(nodes) => nodes.iter().for_each(|node| each(node, then)),
        Op::Member(of, _)
        | Op::Has(of, _)
        | Op::Not(of)
        | Op::Negate(of)
        | Op::Size(of)
        | Op::Matches(of, ..)
        | Op::Lookup(_, of)
        | Op::Declared(of)
        | Op::ToInt(of)
        | Op::ToDouble(of)
        | Op::ToText(of) => each(of, then),
        Op::Index(one, other)
        | Op::And(one, other)
        | Op::Or(one, other)
        | Op::Equal(one, other)
        | Op::Order(_, one, other)
        | Op::Sum(_, one, other)
        | Op::In(one, other)
        | Op::Holds(_, one, other)
        | Op::Days(one, other)
        | Op::Distance(one, other) => [one, other].into_iter().for_each(|node| each(node, then)),
        Op::If(condition, one, other) => [condition, one, other].into_iter().for_each(|node| each(node, then)),
        Op::Each(_, range, body) => {
            each(range, then);
            for node in body {
                each(node, then);
            }
        }
    }
}
