//! Evaluates an expression, step by step, and stops when the steps are spent.
//!
//! Each node, each thing that a macro goes through and each piece of text or list that is compared or copied is a step:
//! so no expression takes longer than its steps allow, and where it stops does not hang on the machine.

use std::cmp::Ordering;
use std::ops::Range;
use std::rc::Rc;

use crate::rules::assertion::things::{self, Thing, World};
use crate::rules::assertion::tree::{Holds, Macro, Node, Op, Order, Sum, whole};
use crate::rules::assertion::types::Variable;

/// A value while an expression is evaluated.
#[derive(Clone, Debug)]
pub(super) enum Value<'w> {
    Truth(bool),
    Int(i64),
    Double(f64),
    Text(Rc<str>),
    List(Rc<[Value<'w>]>),
    Thing(Thing<'w>),
}

/// Why there is no value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// All steps are spent.
    Spent,
    /// Something is not there, or cannot be computed; where in the expression, and why. With the field that lacks, if
    /// it is one.
    Lacks { at: Range<usize>, why: String, field: Option<Range<usize>> },
}

pub(super) type Result<T> = std::result::Result<T, Stop>;

/// What an expression is evaluated in: what is known, for one thing.
#[derive(Debug)]
pub(super) struct Evaluator<'w, 'c, 'e> {
    world: &'e World<'c, 'w>,
    itself: Thing<'w>,
    slots: Vec<Value<'w>>,
    steps: u64,
}

impl<'w, 'c, 'e> Evaluator<'w, 'c, 'e> {
    pub(super) fn new(world: &'e World<'c, 'w>, itself: Thing<'w>, steps: u64) -> Self {
        Self { world, itself, slots: Vec::new(), steps }
    }

    /// How many steps are left.
    pub(super) fn left(&self) -> u64 {
        self.steps
    }

    /// Whether an expression holds.
    pub(super) fn holds(&mut self, node: &Node) -> Result<bool> {
        self.slots.clear();
        self.truth(node)
    }

    fn spend(&mut self, steps: usize) -> Result<()> {
        let left = self.steps.checked_sub(steps as u64);
        // What was too much is spent, too: it was done.
        self.steps = left.unwrap_or(0);
        left.map(drop).ok_or(Stop::Spent)
    }

    fn truth(&mut self, node: &Node) -> Result<bool> {
        match self.value(node)? {
            Value::Truth(truth) => Ok(truth),
            other => unreachable!("an expression of type truth is {other:?}"),
        }
    }

    fn text(&mut self, node: &Node) -> Result<Rc<str>> {
        match self.value(node)? {
            Value::Text(text) => Ok(text),
            other => unreachable!("an expression of type text is {other:?}"),
        }
    }

    fn list(&mut self, node: &Node) -> Result<Rc<[Value<'w>]>> {
        match self.value(node)? {
            Value::List(list) => Ok(list),
            other => unreachable!("an expression of type list is {other:?}"),
        }
    }

    pub(super) fn value(&mut self, node: &Node) -> Result<Value<'w>> {
        self.spend(1)?;
        let lacks = |why: String| Stop::Lacks { at: node.at.clone(), why, field: None };
        Ok(match &node.op {
            Op::Truth(truth) => Value::Truth(*truth),
            Op::Int(int) => Value::Int(*int),
            Op::Double(double) => Value::Double(*double),
            Op::Text(text) => Value::Text(text.as_str().into()),
            Op::List(nodes) => {
                let values: Result<Vec<_>> = nodes.iter().map(|node| self.value(node)).collect();
                Value::List(values?.into())
            }
            Op::Slot(slot) => self.slots[*slot].clone(),
            Op::Variable(variable) => self.variable(*variable)?,
            Op::Member(of, name) => {
                let value = self.member(of, name)?;
                value.ok_or_else(|| Stop::Lacks {
                    at: node.at.clone(),
                    why: format!("there is no `{name}`"),
                    field: Some(whole(node)),
                })?
            }
            Op::Has(of, name) => Value::Truth(self.member(of, name)?.is_some()),
            Op::Index(of, by) => {
                let (list, by) = (self.list(of)?, self.value(by)?);
                let Value::Int(by) = by else { unreachable!("an index is a whole number") };
                let value = usize::try_from(by).ok().and_then(|by| list.get(by)).cloned();
                value.ok_or_else(|| lacks(format!("a list of {} has no place {by}", list.len())))?
            }
            Op::Not(of) => Value::Truth(!self.truth(of)?),
            Op::Negate(of) => match self.value(of)? {
                Value::Int(int) => {
                    Value::Int(int.checked_neg().ok_or_else(|| lacks("the number is too large".to_owned()))?)
                }
                Value::Double(double) => Value::Double(-double),
                other => unreachable!("what is negated is a number, not {other:?}"),
            },
            // As CEL has it: what one side decides, the other cannot spoil.
            Op::And(one, other) => Value::Truth(self.decided(one, other, false)?),
            Op::Or(one, other) => Value::Truth(self.decided(one, other, true)?),
            Op::If(condition, one, other) => {
                let chosen = if self.truth(condition)? { one } else { other };
                self.value(chosen)?
            }
            Op::Equal(one, other) => {
                let (one, other) = (self.value(one)?, self.value(other)?);
                Value::Truth(self.equal(&one, &other)?)
            }
            Op::Order(order, one, other) => {
                let (one, other) = (self.value(one)?, self.value(other)?);
                let is = self.order(&one, &other)?;
                let is = is.ok_or_else(|| lacks("it compares what is no number: zero by zero".to_owned()))?;
                Value::Truth(match order {
                    Order::Less => is.is_lt(),
                    Order::AtMost => is.is_le(),
                    Order::More => is.is_gt(),
                    Order::AtLeast => is.is_ge(),
                })
            }
            Op::Sum(sum, one, other) => {
                let (one, other) = (self.value(one)?, self.value(other)?);
                self.sum(*sum, one, other)?.ok_or_else(|| {
                    let by_zero = matches!(sum, Sum::Divide | Sum::Remainder);
                    let why = if by_zero { "it divides by zero" } else { "the number is too large" };
                    lacks(why.to_owned())
                })?
            }
            Op::In(one, other) => {
                let (one, list) = (self.value(one)?, self.list(other)?);
                let mut is_in = false;
                for other in list.iter() {
                    if self.equal(&one, other)? {
                        is_in = true;
                        break;
                    }
                }
                Value::Truth(is_in)
            }
            Op::Size(of) => Value::Int(match self.value(of)? {
                Value::Text(text) => {
                    self.spend(text.len() / 16)?;
                    text.chars().count() as i64
                }
                Value::List(list) => list.len() as i64,
                other => unreachable!("what has a size is text or a list, not {other:?}"),
            }),
            Op::Holds(holds, of, by) => {
                let (of, by) = (self.text(of)?, self.text(by)?);
                self.spend(of.len() / 16 + by.len() / 16)?;
                Value::Truth(match holds {
                    Holds::Starts => of.starts_with(&*by),
                    Holds::Ends => of.ends_with(&*by),
                    Holds::Contains => of.contains(&*by),
                })
            }
            Op::Matches(of, regex, cost) => {
                let text = self.text(of)?;
                self.spend(text.len().saturating_mul(*cost))?;
                Value::Truth(regex.is_match(&text))
            }
            Op::Each(kind, range, body) => self.each(*kind, range, body)?,
            Op::Lookup(about, of) => {
                let id = self.text(of)?;
                self.spend(self.world.cost_of(&id))?;
                Value::Thing(self.world.thing(*about, &id).map_err(lacks)?)
            }
            Op::Declared(of) => {
                let id = self.text(of)?;
                self.spend(self.world.cost_of(&id))?;
                Value::Truth(self.world.is_declared(&id))
            }
            Op::Days(from, to) => {
                let (from, to) = (self.text(from)?, self.text(to)?);
                Value::Int(things::days(&from, &to).map_err(lacks)?)
            }
            Op::Distance(from, to) => {
                let (from, to) = (self.text(from)?, self.text(to)?);
                self.spend(20)?;
                Value::Double(self.world.distance(&from, &to).map_err(lacks)?)
            }
            Op::ToInt(of) => match self.value(of)? {
                Value::Double(double) if double.abs() < 9.0e18 => Value::Int(double.trunc() as i64),
                Value::Double(_) => return Err(lacks("the number is too large".to_owned())),
                other => other,
            },
            Op::ToDouble(of) => match self.value(of)? {
                Value::Int(int) => Value::Double(int as f64),
                other => other,
            },
            Op::ToText(of) => match self.value(of)? {
                Value::Truth(truth) => Value::Text(truth.to_string().into()),
                Value::Int(int) => Value::Text(int.to_string().into()),
                Value::Double(double) => Value::Text(double.to_string().into()),
                other => other,
            },
        })
    }

    fn variable(&mut self, variable: Variable) -> Result<Value<'w>> {
        Ok(match variable {
            Variable::Itself => Value::Thing(self.itself.clone()),
            Variable::Today => Value::Text(self.world.today.as_str().into()),
            Variable::AsOf => Value::Text(self.world.as_of.as_str().into()),
            Variable::RidesOn => Value::Thing(Thing::RidesOn(things::known(&self.itself))),
            Variable::Unknown => {
                let (value, size) = self.world.unknown(things::known(&self.itself));
                self.spend(size)?;
                value
            }
            Variable::Figures => Value::Thing(Thing::Figures(things::known(&self.itself))),
        })
    }

    fn member(&mut self, of: &Node, name: &'static str) -> Result<Option<Value<'w>>> {
        let Value::Thing(thing) = self.value(of)? else { unreachable!("what has members is a thing") };
        let (value, size) = self.world.member(&thing, name);
        // What was gathered for it, if it was gathered.
        self.spend(size)?;
        Ok(value)
    }

    /// `&&` and `||`: `decides` is the value that decides alone, on whichever side.
    fn decided(&mut self, one: &Node, other: &Node, decides: bool) -> Result<bool> {
        let first = match self.truth(one) {
            Ok(truth) if truth == decides => return Ok(decides),
            Err(Stop::Spent) => return Err(Stop::Spent),
            first => first,
        };
        match self.truth(other) {
            Ok(truth) if truth == decides => Ok(decides),
            Err(Stop::Spent) => Err(Stop::Spent),
            second => first.and(second),
        }
    }

    fn equal(&mut self, one: &Value<'w>, other: &Value<'w>) -> Result<bool> {
        self.spend(1)?;
        Ok(match (one, other) {
            (Value::Truth(one), Value::Truth(other)) => one == other,
            (Value::Text(one), Value::Text(other)) => {
                self.spend(one.len().min(other.len()) / 16)?;
                one == other
            }
            (Value::List(one), Value::List(other)) => {
                if one.len() != other.len() {
                    return Ok(false);
                }
                for (one, other) in one.iter().zip(other.iter()) {
                    if !self.equal(one, other)? {
                        return Ok(false);
                    }
                }
                true
            }
            _ => self.order(one, other)?.is_some_and(Ordering::is_eq),
        })
    }

    /// `None` where one is no number at all.
    fn order(&mut self, one: &Value<'w>, other: &Value<'w>) -> Result<Option<Ordering>> {
        Ok(match (one, other) {
            (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
            (Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
            (Value::Int(one), Value::Double(other)) => (*one as f64).partial_cmp(other),
            (Value::Double(one), Value::Int(other)) => one.partial_cmp(&(*other as f64)),
            (Value::Text(one), Value::Text(other)) => {
                self.spend(one.len().min(other.len()) / 16)?;
                Some(one.cmp(other))
            }
            _ => unreachable!("{one:?} is compared with {other:?}"),
        })
    }

    /// `None` where there is no such number.
    fn sum(&mut self, sum: Sum, one: Value<'w>, other: Value<'w>) -> Result<Option<Value<'w>>> {
        Ok(match (one, other) {
            (Value::Int(one), Value::Int(other)) => {
                let result = match sum {
                    Sum::Add => one.checked_add(other),
                    Sum::Subtract => one.checked_sub(other),
                    Sum::Multiply => one.checked_mul(other),
                    Sum::Divide => one.checked_div(other),
                    Sum::Remainder => one.checked_rem(other),
                };
                result.map(Value::Int)
            }
            (Value::Double(one), Value::Double(other)) => Some(Value::Double(match sum {
                Sum::Add => one + other,
                Sum::Subtract => one - other,
                Sum::Multiply => one * other,
                Sum::Divide | Sum::Remainder => one / other,
            })),
            (Value::Text(one), Value::Text(other)) => {
                self.spend((one.len() + other.len()) / 16)?;
                Some(Value::Text(format!("{one}{other}").into()))
            }
            (Value::List(one), Value::List(other)) => {
                self.spend(one.len() + other.len())?;
                Some(Value::List(one.iter().chain(other.iter()).cloned().collect()))
            }
            (one, other) => unreachable!("{one:?} and {other:?} are added"),
        })
    }

    fn each(&mut self, kind: Macro, range: &Node, body: &[Node]) -> Result<Value<'w>> {
        let list = self.list(range)?;
        let depth = self.slots.len();
        let value = self.of_each(kind, &list, body, depth);
        // Also where it stopped: what stands around it may go on.
        self.slots.truncate(depth);
        value
    }

    fn of_each(&mut self, kind: Macro, list: &[Value<'w>], body: &[Node], depth: usize) -> Result<Value<'w>> {
        let (mut kept, mut count) = (Vec::new(), 0_usize);
        let mut lacks = None;
        for item in list {
            self.slots.truncate(depth);
            self.slots.push(item.clone());
            self.spend(1)?;
            match (kind, body) {
                (Macro::All | Macro::Exists, [asked]) => {
                    let decides = kind == Macro::Exists;
                    match self.truth(asked) {
                        Ok(truth) if truth == decides => return Ok(Value::Truth(decides)),
                        Ok(_) => {}
                        Err(Stop::Spent) => return Err(Stop::Spent),
                        // A later one may decide.
                        Err(other) => lacks = lacks.or(Some(other)),
                    }
                }
                (Macro::ExistsOne, [asked]) => count += usize::from(self.truth(asked)?),
                (Macro::Filter, [asked]) => {
                    if self.truth(asked)? {
                        kept.push(item.clone());
                    }
                }
                (Macro::Map, [made]) => kept.push(self.value(made)?),
                (Macro::Map, [asked, made]) => {
                    if self.truth(asked)? {
                        kept.push(self.value(made)?);
                    }
                }
                _ => unreachable!("a macro takes what was compiled for it"),
            }
        }
        match (kind, lacks) {
            (_, Some(lacks)) => Err(lacks),
            (Macro::All, None) => Ok(Value::Truth(true)),
            (Macro::Exists, None) => Ok(Value::Truth(false)),
            (Macro::ExistsOne, None) => Ok(Value::Truth(count == 1)),
            (Macro::Map | Macro::Filter, None) => Ok(Value::List(kept.into())),
        }
    }
}
