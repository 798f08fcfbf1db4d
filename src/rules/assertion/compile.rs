//! From the text of an expression to a tree whose types are right. Parsing is the `cel` crate's; what may be named and
//! of which type it is, is ours, so that a slip is told where it stands and before anything is judged.

use std::ops::Range;

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};
use regex::{Regex, RegexBuilder};

use crate::model::About;
use crate::rules::assertion::depth::depth;
use crate::rules::assertion::tree::{Holds, Macro, Node, Op, Order, Sum, whole};
use crate::rules::assertion::types::{Record, Type, Variable};
use crate::schema::{Kind, listed, near, weight_of_pattern};

/// What is wrong with an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    pub at: Range<usize>,
    pub message: String,
    pub label: &'static str,
    pub help: Option<String>,
}

/// A compiled expression of a regex may take so much: those of names are short.
const REGEX_BYTES: usize = 1 << 17;

/// Deeper is no expression that a person reads.
const DEPTH: usize = 100;

/// Up to here an expression is parsed where it is asked for, whose stack may be small.
const SHALLOW: usize = 20;

/// Ten times what the parser was seen to take for the deepest that is allowed: 1.5 to 2 MB, as it was compiled.
const STACK: usize = 20 << 20;

/// Reads an expression that must be true or false.
pub(super) fn compile(text: &str, on: About) -> Result<Node, Fault> {
    // The parser goes as deep as the text does, and texts like `((((` and `1+1+1+…` are made to be deep.
    let depth = depth(text);
    if depth > DEPTH {
        let message = "the expression is nested too deeply, or has too many operators";
        return Err(fault(0..text.len(), message, "too deep"));
    }
    if depth <= SHALLOW {
        return read(text, on);
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let Ok(reader) = builder.spawn_scoped(scope, || read(text, on)) else {
            return Err(fault(0..text.len(), "the expression is too deep for the memory that is left", "too deep"));
        };
        reader.join().expect("the parser reports what it cannot read")
    })
}

fn read(text: &str, on: About) -> Result<Node, Fault> {
    let parser = cel::Env::default().with_optional_support(false).parser();
    let (root, info) = parser.parse_with_source_info(text).map_err(|errors| syntax(text, &errors))?;
    let mut compiler = Compiler { text, info: &info, on, slots: Vec::new(), depth: 0 };
    let (node, is) = compiler.node(&root)?;
    if !matches!(is, Type::Truth | Type::Nothing) {
        let at = whole(&node);
        let message = format!("the expression is {}, and must be true or false", is.phrase());
        return Err(fault(at, message, "not true or false"));
    }
    Ok(node)
}

fn fault(at: Range<usize>, message: impl Into<String>, label: &'static str) -> Fault {
    Fault { at, message: message.into(), label, help: None }
}

/// The first error of the parser, which is the one that the others come from.
fn syntax(text: &str, errors: &cel::ParseErrors) -> Fault {
    let Some(error) = errors.errors.first() else { return fault(0..text.len(), "it is no expression", "not CEL") };
    let (line, column) = error.pos;
    let start: usize = text.split_inclusive('\n').take(usize::try_from(line - 1).unwrap_or(0)).map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    let column = usize::try_from(column - 1).unwrap_or(0);
    let at = start + rest.char_indices().nth(column).map_or(rest.trim_end().len(), |(at, _)| at);
    let at = at.min(text.len());
    let len = text[at..].chars().next().map_or(0, char::len_utf8);
    let said = error.msg.lines().next().unwrap_or_default();
    // What the parser would have taken in its place is a list of all that there is.
    let said = said.split(", expecting ").next().unwrap_or_default().split(" expecting {").next().unwrap_or_default();
    let said = said.trim_start_matches("Syntax error: ").replace("'<EOF>'", "the end").replace("<EOF>", "the end");
    let mut fault = fault(at..at + len, format!("the expression cannot be read: {said}"), "not CEL");
    if said.starts_with("token recognition error") {
        let sign = text[at..].chars().next().unwrap_or_default();
        fault.message = format!("the expression cannot be read: `{sign}` means nothing here");
    }
    if text[at..].starts_with('=') {
        fault.help = Some("`==` compares, and nothing is set".to_owned());
    } else if text.contains(" and ") || text.contains(" or ") || text.contains(" not ") {
        fault.help = Some("CEL writes `&&`, `||` and `!` for and, or and not".to_owned());
    }
    fault
}

struct Compiler<'t> {
    text: &'t str,
    info: &'t SourceInfo,
    on: About,
    /// What macros go through: the name and the type, the innermost last.
    slots: Vec<(String, Type)>,
    depth: usize,
}

type Typed = (Node, Type);

impl Compiler<'_> {
    /// Where a node stands, in bytes; of an operator its sign, of a call its bracket.
    fn at(&self, expr: &IdedExpr) -> Range<usize> {
        let (start, stop) = self.info.offset_for(expr.id).unwrap_or((0, 0));
        let byte = |chars: usize| self.text.char_indices().nth(chars).map_or(self.text.len(), |(at, _)| at);
        byte(start as usize)..byte(stop as usize + 1)
    }

    fn node(&mut self, expr: &IdedExpr) -> Result<Typed, Fault> {
        self.depth += 1;
        if self.depth > 2 * DEPTH {
            return Err(fault(self.at(expr), "the expression is nested too deeply", "too deep"));
        }
        let node = self.inner(expr);
        self.depth -= 1;
        node
    }

    fn inner(&mut self, expr: &IdedExpr) -> Result<Typed, Fault> {
        let at = self.at(expr);
        let leaf = |op, is| Ok((Node { at: at.clone(), op }, is));
        match &expr.expr {
            Expr::Literal(LiteralValue::Boolean(truth)) => leaf(Op::Truth(*truth.inner()), Type::Truth),
            Expr::Literal(LiteralValue::Int(int)) => leaf(Op::Int(*int.inner()), Type::Int),
            Expr::Literal(LiteralValue::Double(double)) => leaf(Op::Double(*double.inner()), Type::Double),
            Expr::Literal(LiteralValue::String(text)) => leaf(Op::Text(text.inner().to_owned()), Type::Text),
            Expr::Literal(LiteralValue::Null) => Err(Fault {
                help: Some("ask whether a field is there: `has(self.field)`".to_owned()),
                ..fault(at, "no field is ever null", "never null")
            }),
            Expr::Literal(LiteralValue::Bytes(_) | LiteralValue::UInt(_)) => {
                Err(fault(at, "no field is of this type", "write a number or a text"))
            }
            Expr::Ident(name) => self.name(name, at),
            Expr::Select(select) => {
                let (of, is) = self.node(&select.operand)?;
                let at = self.field(&at, &select.field);
                let (name, member) = Self::member(&is, &select.field, at.clone())?;
                Ok((Node { at, op: Op::Member(Box::new(of), name) }, member))
            }
            Expr::List(list) => {
                let mut nodes = Vec::new();
                let mut is = Type::Nothing;
                for element in &list.elements {
                    let (node, element) = self.node(element)?;
                    is = is.with(&element).ok_or_else(|| {
                        let message =
                            format!("a list holds things of one type, not {} and {}", is.phrase(), element.phrase());
                        fault(whole(&node), message, "of another type")
                    })?;
                    nodes.push(node);
                }
                Ok((Node { at, op: Op::List(nodes) }, Type::List(Box::new(is))))
            }
            Expr::Call(call) => self.call(call, at),
            Expr::Map(_) | Expr::Struct(_) | Expr::Comprehension(_) | Expr::Unspecified => {
                Err(fault(at, "an assertion makes no maps and no messages", "not here"))
            }
        }
    }

    fn name(&self, name: &str, at: Range<usize>) -> Result<Typed, Fault> {
        if let Some(slot) = self.slots.iter().rposition(|(own, _)| own == name) {
            return Ok((Node { at, op: Op::Slot(slot) }, self.slots[slot].1.clone()));
        }
        let known = Variable::ALL.iter().find(|(own, _)| *own == name).map(|(_, variable)| *variable);
        match known.map(|variable| (variable, variable.of(self.on))) {
            Some((variable, Some(is))) => return Ok((Node { at, op: Op::Variable(variable) }, is)),
            Some((_, None)) => {
                let message = format!("`{name}` says nothing of a {}", self.on.word());
                return Err(fault(at, message, "not of this kind"));
            }
            None => {}
        }
        let own = Variable::Itself.of(self.on);
        let is_field = matches!(&own, Some(Type::Record(record)) if record.member(name).is_some());
        let variables = Variable::ALL.iter().filter(|(_, variable)| variable.of(self.on).is_some());
        let names: Vec<&str> =
            variables.map(|(name, _)| *name).chain(self.slots.iter().map(|(name, _)| name.as_str())).collect();
        let help = if is_field {
            format!("fields belong to `self`: write `self.{name}`")
        } else if let Some(near) = near(name, names.iter().copied()) {
            format!("did you mean `{}`?", near.name)
        } else {
            format!("there are {}; a text stands in quotes", listed(names, "and"))
        };
        Err(Fault { help: Some(help), ..fault(at, format!("`{name}` means nothing here"), "unknown") })
    }

    /// Where the name of a field stands, whose dot is known.
    fn field(&self, dot: &Range<usize>, name: &str) -> Range<usize> {
        let found = self.text[dot.start..].find(name).map_or(dot.start, |at| dot.start + at);
        found..(found + name.len()).min(self.text.len())
    }

    fn member(of: &Type, name: &str, at: Range<usize>) -> Result<(&'static str, Type), Fault> {
        let Type::Record(record) = of else {
            let mut fault = fault(at, format!("{} has no fields, and no `{name}`", of.phrase()), "no such field");
            if let Type::List(_) = of {
                fault.help = Some(format!("ask each of the list: `.all(one, one.{name} …)`, or `.exists(…)`"));
            }
            return Err(fault);
        };
        record.member(name).ok_or_else(|| {
            let names = record.names();
            let names = names.iter().map(String::as_str);
            let help = match near(name, names.clone()) {
                Some(near) => format!("did you mean `{}`?", near.name),
                None => format!("there are {}", listed(names, "and")),
            };
            Fault { help: Some(help), ..fault(at, format!("there is no field `{name}` here"), "no such field") }
        })
    }

    fn call(&mut self, call: &CallExpr, at: Range<usize>) -> Result<Typed, Fault> {
        let arguments: Vec<&IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
        match (call.func_name.as_str(), call.target.is_some(), arguments.as_slice()) {
            ("has", false, [of]) => self.has(of, at),
            ("all" | "exists" | "exists_one" | "existsOne" | "map" | "filter", true, [range, name, rest @ ..]) => {
                self.each(&call.func_name, range, name, rest, at)
            }
            (operators::LOGICAL_NOT, _, [of]) => {
                let of = self.of_type(of, &Type::Truth)?;
                Ok((Node { at, op: Op::Not(Box::new(of)) }, Type::Truth))
            }
            (operators::NEGATE, _, [of]) => {
                let (of, is) = self.node(of)?;
                if !is.is_number() {
                    return Err(mismatch(&of, &is, "a number"));
                }
                Ok((Node { at, op: Op::Negate(Box::new(of)) }, is))
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR, _, [one, other]) => {
                let one = Box::new(self.of_type(one, &Type::Truth)?);
                let other = Box::new(self.of_type(other, &Type::Truth)?);
                let is_and = call.func_name == operators::LOGICAL_AND;
                let op = if is_and { Op::And(one, other) } else { Op::Or(one, other) };
                Ok((Node { at, op }, Type::Truth))
            }
            (operators::CONDITIONAL, _, [condition, one, other]) => {
                let condition = self.of_type(condition, &Type::Truth)?;
                let (one, is) = self.node(one)?;
                let (other, other_is) = self.node(other)?;
                let (one, other, is) = alike(one, &is, other, &other_is).ok_or_else(|| {
                    let message = format!("the one choice is {}, and the other {}", is.phrase(), other_is.phrase());
                    fault(at.clone(), message, "of two types")
                })?;
                Ok((Node { at, op: Op::If(Box::new(condition), Box::new(one), Box::new(other)) }, is))
            }
            (operators::EQUALS | operators::NOT_EQUALS, _, [one, other]) => {
                let ((one, is), (other, other_is)) = (self.node(one)?, self.node(other)?);
                let (one, other, is) = comparable(one, &is, other, &other_is, &at)?;
                if matches!(is, Type::Record(_)) {
                    let fault = fault(at, "things with fields are not compared", "compare their ids");
                    return Err(fault);
                }
                let equal = Node { at: at.clone(), op: Op::Equal(Box::new(one), Box::new(other)) };
                let is_not = call.func_name == operators::NOT_EQUALS;
                let node = if is_not { Node { at, op: Op::Not(Box::new(equal)) } } else { equal };
                Ok((node, Type::Truth))
            }
            (
                sign @ (operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS),
                _,
                [one, other],
            ) => {
                let ((one, is), (other, other_is)) = (self.node(one)?, self.node(other)?);
                let (one, other, is) = comparable(one, &is, other, &other_is, &at)?;
                if !(is.is_number() || is == Type::Text) {
                    return Err(fault(at, format!("of {} none is less than another", is.phrase()), "no order"));
                }
                let order = match sign {
                    operators::LESS => Order::Less,
                    operators::LESS_EQUALS => Order::AtMost,
                    operators::GREATER => Order::More,
                    _ => Order::AtLeast,
                };
                Ok((Node { at, op: Op::Order(order, Box::new(one), Box::new(other)) }, Type::Truth))
            }
            (
                sign @ (operators::ADD
                | operators::SUBSTRACT
                | operators::MULTIPLY
                | operators::DIVIDE
                | operators::MODULO),
                _,
                [one, other],
            ) => self.sum(sign, one, other, at),
            (operators::IN, _, [one, other]) => {
                let ((one, is), (other, other_is)) = (self.node(one)?, self.node(other)?);
                match &other_is {
                    Type::List(of) if of.with(&is).is_some() || (of.is_number() && is.is_number()) => {
                        Ok((Node { at, op: Op::In(Box::new(one), Box::new(other)) }, Type::Truth))
                    }
                    Type::List(of) => {
                        let message = format!("{} is never in a list of {}", is.phrase(), of.phrase());
                        Err(fault(at, message, "never true"))
                    }
                    _ => Err(mismatch(&other, &other_is, "a list")),
                }
            }
            (operators::INDEX, _, [of, by]) => self.index(of, by, at),
            (name, has_target, arguments) => self.function(name, has_target, arguments, at),
        }
    }

    fn of_type(&mut self, expr: &IdedExpr, wanted: &Type) -> Result<Node, Fault> {
        let (node, is) = self.node(expr)?;
        if is == *wanted || is == Type::Nothing { Ok(node) } else { Err(mismatch(&node, &is, &wanted.phrase())) }
    }

    fn has(&mut self, of: &IdedExpr, at: Range<usize>) -> Result<Typed, Fault> {
        let (node, _) = self.node(of)?;
        match node.op {
            Op::Member(of, name) => Ok((Node { at: node.at, op: Op::Has(of, name) }, Type::Truth)),
            _ => Err(Fault {
                help: Some("write `has(self.field)`".to_owned()),
                ..fault(at, "`has` asks whether a field is there", "no field")
            }),
        }
    }

    fn each(
        &mut self,
        name: &str,
        range: &IdedExpr,
        of: &IdedExpr,
        rest: &[&IdedExpr],
        at: Range<usize>,
    ) -> Result<Typed, Fault> {
        let (range, is) = self.node(range)?;
        let Type::List(item) = is else { return Err(mismatch(&range, &is, "a list")) };
        let Expr::Ident(slot) = &of.expr else {
            return Err(fault(self.at(of), format!("`{name}` begins with a name for each of the list"), "not a name"));
        };
        let (kind, wanted) = match name {
            "all" => (Macro::All, 1..2),
            "exists" => (Macro::Exists, 1..2),
            "filter" => (Macro::Filter, 1..2),
            "map" => (Macro::Map, 1..3),
            _ => (Macro::ExistsOne, 1..2),
        };
        if !wanted.contains(&rest.len()) {
            let message = format!("`{name}` takes a name and an expression");
            return Err(fault(at, message, "too few or too many"));
        }
        self.slots.push((slot.clone(), (*item).clone()));
        let body: Result<Vec<Typed>, Fault> = rest.iter().map(|expr| self.node(expr)).collect();
        self.slots.pop();
        let body = body?;
        // All but the last of `map` is asked of each.
        let asked = if kind == Macro::Map { &body[..body.len() - 1] } else { &body[..] };
        if let Some((node, is)) = asked.iter().find(|(_, is)| !matches!(is, Type::Truth | Type::Nothing)) {
            return Err(mismatch(node, is, "true or false"));
        }
        let result = match kind {
            Macro::All | Macro::Exists | Macro::ExistsOne => Type::Truth,
            Macro::Filter => Type::List(item),
            Macro::Map => Type::List(Box::new(body.last().map_or(Type::Nothing, |(_, is)| is.clone()))),
        };
        let body = body.into_iter().map(|(node, _)| node).collect();
        Ok((Node { at, op: Op::Each(kind, Box::new(range), body) }, result))
    }

    fn sum(&mut self, sign: &str, one: &IdedExpr, other: &IdedExpr, at: Range<usize>) -> Result<Typed, Fault> {
        let ((one, is), (other, other_is)) = (self.node(one)?, self.node(other)?);
        let sum = match sign {
            operators::ADD => Sum::Add,
            operators::SUBSTRACT => Sum::Subtract,
            operators::MULTIPLY => Sum::Multiply,
            operators::DIVIDE => Sum::Divide,
            _ => Sum::Remainder,
        };
        let wrong = |is: &Type, other_is: &Type| {
            let message = format!("{} and {} do not go together here", is.phrase(), other_is.phrase());
            let help = (is.is_number() && other_is.is_number())
                .then_some("turn the one into the other with `double(…)` or `int(…)`");
            Fault { help: help.map(str::to_owned), ..fault(at.clone(), message, "of other types") }
        };
        let Some((one, other, of)) = alike(one, &is, other, &other_is) else { return Err(wrong(&is, &other_is)) };
        let fits = match sum {
            Sum::Add => of.is_number() || matches!(of, Type::Text | Type::List(_)),
            Sum::Remainder => matches!(of, Type::Int | Type::Nothing),
            Sum::Subtract | Sum::Multiply | Sum::Divide => of.is_number(),
        };
        if !fits {
            return Err(wrong(&is, &other_is));
        }
        Ok((Node { at, op: Op::Sum(sum, Box::new(one), Box::new(other)) }, of))
    }

    fn index(&mut self, of: &IdedExpr, by: &IdedExpr, at: Range<usize>) -> Result<Typed, Fault> {
        let (of, is) = self.node(of)?;
        match (&is, &by.expr) {
            (Type::List(item), _) => {
                let item = (**item).clone();
                let by = self.of_type(by, &Type::Int)?;
                Ok((Node { at, op: Op::Index(Box::new(of), Box::new(by)) }, item))
            }
            (Type::Record(_), Expr::Literal(LiteralValue::String(name))) => {
                let (name, member) = Self::member(&is, name.inner(), self.at(by))?;
                Ok((Node { at: self.at(by), op: Op::Member(Box::new(of), name) }, member))
            }
            _ => Err(mismatch(&of, &is, "a list")),
        }
    }

    fn function(
        &mut self,
        name: &str,
        has_target: bool,
        arguments: &[&IdedExpr],
        at: Range<usize>,
    ) -> Result<Typed, Fault> {
        let at = self.called(name, &at);
        let held = |name| match name {
            "startsWith" => Some(Holds::Starts),
            "endsWith" => Some(Holds::Ends),
            "contains" => Some(Holds::Contains),
            _ => None,
        };
        let thing = |name: &str| About::from_word(&name.replace('_', "-")).filter(|_| !has_target);
        let one = |node: Node| Box::new(node);
        let (op, is) = match (name, arguments) {
            ("size", [of]) => {
                let (of, is) = self.node(of)?;
                if !matches!(is, Type::Text | Type::List(_) | Type::Nothing) {
                    return Err(mismatch(&of, &is, "text or a list"));
                }
                (Op::Size(one(of)), Type::Int)
            }
            ("matches", [of, by]) => {
                let of = self.of_type(of, &Type::Text)?;
                {
                    let regex = self.regex(by)?;
                    let cost = 1 + weight_of_pattern(regex.as_str()) as usize / 16;
                    (Op::Matches(one(of), regex, cost), Type::Truth)
                }
            }
            ("days", [from, to]) if !has_target => {
                let (from, to) = (self.of_type(from, &Type::Text)?, self.of_type(to, &Type::Text)?);
                (Op::Days(one(from), one(to)), Type::Int)
            }
            ("distance", [from, to]) if !has_target => {
                let (from, to) = (self.of_type(from, &Type::Text)?, self.of_type(to, &Type::Text)?);
                (Op::Distance(one(from), one(to)), Type::Double)
            }
            ("declared", [of]) if !has_target => (Op::Declared(one(self.of_type(of, &Type::Text)?)), Type::Truth),
            ("int" | "double", [of]) if !has_target => {
                let (of, is) = self.node(of)?;
                if !is.is_number() {
                    return Err(mismatch(&of, &is, "a number"));
                }
                if name == "int" { (Op::ToInt(one(of)), Type::Int) } else { (Op::ToDouble(one(of)), Type::Double) }
            }
            ("string", [of]) if !has_target => {
                let (of, is) = self.node(of)?;
                if matches!(is, Type::List(_) | Type::Record(_)) {
                    return Err(mismatch(&of, &is, "text, a number or a truth value"));
                }
                (Op::ToText(one(of)), Type::Text)
            }
            (name, [of, by]) if held(name).is_some() && has_target => {
                let (of, by) = (self.of_type(of, &Type::Text)?, self.of_type(by, &Type::Text)?);
                (Op::Holds(held(name).unwrap_or(Holds::Contains), one(of), one(by)), Type::Truth)
            }
            (name, [of]) if thing(name).is_some() => {
                let about = thing(name).unwrap_or(About::Span);
                let is = Variable::Itself.of(about).unwrap_or(Type::Nothing);
                (Op::Lookup(about, one(self.of_type(of, &Type::Text)?)), is)
            }
            _ => return Err(unknown_function(name, has_target, arguments.len(), at)),
        };
        Ok((Node { at, op }, is))
    }

    /// Where the name of a function stands, whose bracket is known.
    fn called(&self, name: &str, bracket: &Range<usize>) -> Range<usize> {
        let before = self.text.get(..bracket.start).and_then(|before| before.rfind(name));
        match (self.text[bracket.start..].starts_with(name), before) {
            (false, Some(start)) => start..start + name.len(),
            _ => bracket.clone(),
        }
    }

    fn regex(&self, by: &IdedExpr) -> Result<Regex, Fault> {
        let at = self.at(by);
        let Expr::Literal(LiteralValue::String(text)) = &by.expr else {
            return Err(fault(at, "`matches` takes the regular expression itself, in quotes", "not a text in quotes"));
        };
        let regex = RegexBuilder::new(text.inner()).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES).build();
        regex.map_err(|error| {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            fault(at, format!("no regular expression: {last}"), "not a regular expression")
        })
    }
}

const FUNCTIONS: [&str; 12] = [
    "size",
    "matches",
    "days",
    "distance",
    "declared",
    "int",
    "double",
    "string",
    "startsWith",
    "endsWith",
    "contains",
    "has",
];

fn unknown_function(name: &str, has_target: bool, count: usize, at: Range<usize>) -> Fault {
    if FUNCTIONS.contains(&name) || About::from_word(&name.replace('_', "-")).is_some() {
        let used = if has_target { "behind a dot, " } else { "" };
        let values = if count == 1 { "value" } else { "values" };
        let message = format!("`{name}` is not called this way: {used}with {count} {values}");
        return Fault {
            help: Some("`docs/assertions.md` has the functions and what they take".to_owned()),
            ..fault(at, message, "too few, too many, or misplaced")
        };
    }
    let kinds: Vec<String> = Kind::ALL.iter().map(|kind| kind.name().replace('-', "_")).collect();
    let macros = ["all", "exists", "exists_one", "map", "filter"];
    let known = FUNCTIONS.into_iter().chain(macros).chain(kinds.iter().map(String::as_str));
    let help = near(name, known).map(|near| format!("did you mean `{}`?", near.name));
    let others = || format!("there are {}, and a function for each kind, as `site(ID)`", listed(FUNCTIONS, "and"));
    Fault { help: Some(help.unwrap_or_else(others)), ..fault(at, format!("there is no function `{name}`"), "unknown") }
}

fn mismatch(node: &Node, is: &Type, wanted: &str) -> Fault {
    let mut fault = fault(whole(node), format!("this is {}, and {wanted} is needed", is.phrase()), "of another type");
    if matches!((&node.op, is), (Op::Member(..), Type::Record(Record::Fields(_)))) {
        fault.help = Some("name one of its fields, as `.value` or what stands first behind its name".to_owned());
    }
    fault
}

/// Both of one type: a whole number that is written beside a figure is one, too.
fn alike(one: Node, is: &Type, other: Node, other_is: &Type) -> Option<(Node, Node, Type)> {
    match (is, other_is) {
        (Type::Double, Type::Int) => Some((one, as_double(other)?, Type::Double)),
        (Type::Int, Type::Double) => Some((as_double(one)?, other, Type::Double)),
        _ => is.with(other_is).map(|is| (one, other, is)),
    }
}

fn as_double(node: Node) -> Option<Node> {
    let at = node.at;
    match node.op {
        Op::Int(int) => Some(Node { at, op: Op::Double(int as f64) }),
        Op::Negate(of) => Some(Node { at, op: Op::Negate(Box::new(as_double(*of)?)) }),
        _ => None,
    }
}

/// Both as they can be compared: numbers with numbers, and all others with their own.
fn comparable(
    one: Node,
    is: &Type,
    other: Node,
    other_is: &Type,
    at: &Range<usize>,
) -> Result<(Node, Node, Type), Fault> {
    if is.is_number() && other_is.is_number() {
        return Ok((one, other, Type::Double));
    }
    let message = || format!("{} is compared with {}", is.phrase(), other_is.phrase());
    let with = is.with(other_is).ok_or_else(|| {
        let is_of = |list: &Type, one: &Type| matches!(list, Type::List(of) if **of == *one);
        let help = (is_of(is, other_is) || is_of(other_is, is)).then_some("ask whether it is in the list: `… in …`");
        Fault { help: help.map(str::to_owned), ..fault(at.clone(), message(), "never equal") }
    })?;
    Ok((one, other, with))
}
