//! Evaluation against that of the `cel` crate, on random expressions of right types.

use std::fmt::Write as _;

use cel::{Context, Program, Value as Cel};

use crate::diagnostic::Found;
use crate::graph::Graph;
use crate::lower::{self, Declarations, Texts};
use crate::model::{About, Date, Thing};
use crate::rules::Cx;
use crate::rules::assertion::compile::compile;
use crate::rules::assertion::eval::{Evaluator, Stop, Value};
use crate::rules::assertion::things::World;
use crate::schema::{Custom, Kind};
use crate::source::{SourceFile, Sources};

/// `SplitMix64` (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Types that are written in the test; a list holds whole numbers.
#[derive(Clone, Copy, PartialEq)]
enum Is {
    Truth,
    Int,
    Double,
    Text,
    List,
}

struct Writer {
    random: Random,
    /// Names of whole numbers that macros have bound.
    bound: Vec<String>,
}

impl Writer {
    fn expression(&mut self, is: Is, depth: usize) -> String {
        if depth == 0 || self.random.below(8) == 0 {
            return self.leaf(is);
        }
        let depth = depth - 1;
        match is {
            Is::Truth => self.truth(depth),
            Is::Int => match self.random.below(6) {
                0 => format!("size({})", self.expression(Is::List, depth)),
                1 => format!("({}).size()", self.expression(Is::Text, depth)),
                2 => self.choice(is, depth),
                3 => format!("({})[{}]", self.expression(Is::List, depth), self.expression(Is::Int, depth.min(1))),
                4 => format!("-({})", self.expression(Is::Int, depth)),
                _ => self.pair(is, &["+", "-", "*", "/", "%"], depth),
            },
            Is::Double => match self.random.below(4) {
                0 => format!("double({})", self.expression(Is::Int, depth)),
                1 => self.choice(is, depth),
                _ => self.pair(is, &["+", "-", "*", "/"], depth),
            },
            Is::Text => match self.random.below(3) {
                0 => self.choice(is, depth),
                1 => format!("string({})", self.expression(Is::Int, depth)),
                _ => self.pair(is, &["+"], depth),
            },
            Is::List => match self.random.below(5) {
                0 => self.pair(is, &["+"], depth),
                1 => self.each("map", Is::Int, depth),
                2 => self.each("filter", Is::Truth, depth),
                3 => {
                    let range = self.expression(Is::List, depth);
                    self.bound.push(format!("v{}", self.bound.len()));
                    let (asked, made) = (self.expression(Is::Truth, depth), self.expression(Is::Int, depth));
                    let name = self.bound.pop().unwrap_or_default();
                    format!("({range}).map({name}, {asked}, {made})")
                }
                _ => self.choice(is, depth),
            },
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        match self.random.below(10) {
            0 => format!("!({})", self.expression(Is::Truth, depth)),
            1 => self.choice(Is::Truth, depth),
            2 => self.pair(Is::Truth, &["&&", "||"], depth),
            3 => {
                let of = [Is::Int, Is::Double, Is::Text, Is::List, Is::Truth][self.random.below(5)];
                self.pair(of, &["==", "!="], depth)
            }
            4 => {
                let of = [Is::Int, Is::Double, Is::Text][self.random.below(3)];
                self.pair(of, &["<", "<=", ">", ">="], depth)
            }
            5 => format!("({}) in ({})", self.expression(Is::Int, depth), self.expression(Is::List, depth)),
            6 => {
                let name = self.random.pick(&["startsWith", "endsWith", "contains"]);
                format!("({}).{name}({})", self.expression(Is::Text, depth), self.expression(Is::Text, depth))
            }
            7 => {
                let (int, double) = (self.expression(Is::Int, depth), self.expression(Is::Double, depth));
                format!("({int}) {} ({double})", self.random.pick(&["<", "<=", ">", ">=", "=="]))
            }
            _ => {
                let name = self.random.pick(&["all", "exists", "exists_one"]);
                self.each(name, Is::Truth, depth)
            }
        }
    }

    fn each(&mut self, name: &str, of: Is, depth: usize) -> String {
        let range = self.expression(Is::List, depth);
        self.bound.push(format!("v{}", self.bound.len()));
        let body = self.expression(of, depth);
        let bound = self.bound.pop().unwrap_or_default();
        format!("({range}).{name}({bound}, {body})")
    }

    fn pair(&mut self, of: Is, signs: &[&str], depth: usize) -> String {
        let (one, other) = (self.expression(of, depth), self.expression(of, depth));
        format!("({one}) {} ({other})", self.random.pick(signs))
    }

    fn choice(&mut self, of: Is, depth: usize) -> String {
        let (condition, one) = (self.expression(Is::Truth, depth), self.expression(of, depth));
        format!("({condition} ? {one} : {})", self.expression(of, depth))
    }

    fn leaf(&mut self, is: Is) -> String {
        match is {
            Is::Truth => self.random.pick(&["true", "false"]).to_owned(),
            Is::Int if !self.bound.is_empty() && self.random.below(2) == 0 => {
                self.bound[self.random.below(self.bound.len())].clone()
            }
            Is::Int => self.random.pick(&["0", "1", "2", "3", "7", "9223372036854775807", "-4"]).to_owned(),
            Is::Double => self.random.pick(&["0.0", "1.5", "2.0", "1e300", "-0.25", "3.0"]).to_owned(),
            Is::Text => self.random.pick(&["''", "'a'", "'ab'", "'ba'", "'é'", "\"a'b\""]).to_owned(),
            Is::List => {
                let mut list = String::from("[");
                for at in 0..self.random.below(4) {
                    let item = self.leaf(Is::Int);
                    write!(list, "{}{item}", if at == 0 { "" } else { ", " }).expect("a string takes all");
                }
                list + "]"
            }
        }
    }
}

/// What both say in the same words; an error is an error.
fn ours(value: &Result<bool, Stop>) -> String {
    match value {
        Ok(truth) => truth.to_string(),
        Err(_) => "error".to_owned(),
    }
}

fn theirs(text: &str) -> String {
    match Program::compile(text).expect("both parse it").execute(&Context::default()) {
        Ok(Cel::Bool(truth)) => truth.to_string(),
        Ok(other) => panic!("{text} is {other:?}"),
        Err(_) => "error".to_owned(),
    }
}

/// Lends an evaluator of a corridor that holds one site.
fn with<T>(then: impl FnOnce(&World<'_, '_>, Thing) -> T) -> T {
    let sources = Sources::new(vec![SourceFile::new("a.kdl", "site A { country AZ; at 40 49 }")]);
    let mut found = Found::default();
    let texts = Texts::read(&sources, &mut found);
    let mut declarations = Declarations::read(&texts, &Custom::default(), &mut found);
    let corridor = lower::lower(&texts, &mut declarations, &mut found);
    let graph = Graph::new(&corridor);
    let today = Date::new(2026, 11, 24).expect("a date");
    let cx = Cx::new(&texts, &corridor, &graph, today, today);
    then(&World::new(&cx), Thing::Declaration(corridor.find("A").expect("it is declared")))
}

const SITE: About = About::Kind(Kind::Site);

#[test]
fn random_expressions_mean_what_the_cel_crate_says() {
    with(|world, thing| {
        let itself = world.written(thing).expect("it is whole");
        let mut seen = std::collections::BTreeMap::new();
        for seed in 0..4_000 {
            let mut writer = Writer { random: Random(seed), bound: Vec::new() };
            let text = writer.expression(Is::Truth, 4);
            let node = match compile(&text, SITE) {
                Ok(node) => node,
                Err(fault) if fault.label == "too deep" => continue,
                Err(fault) => panic!("{text}: {}", fault.message),
            };
            let mut evaluator = Evaluator::new(world, itself.clone(), 1_000_000);
            let said = ours(&evaluator.holds(&node));
            assert_eq!(said, theirs(&text), "{text}");
            *seen.entry(said).or_insert(0) += 1;
        }
        assert!(seen.len() == 3 && seen.values().all(|count| *count > 100), "{seen:?}");
    });
}

#[test]
fn what_would_grow_without_bound_is_stopped() {
    with(|world, thing| {
        let itself = world.written(thing).expect("it is whole");
        let nine = "[1, 2, 3, 4, 5, 6, 7, 8, 9]";
        let nested = (0..8).fold("true".to_owned(), |inner, at| format!("{nine}.all(v{at}, {inner})"));
        let doubled = format!("['{}']{}.size() > 0", "x".repeat(64), ".map(t, t + t)".repeat(40));
        let appended = format!("{nine}{}.size() > 0", ".map(t, 1)".repeat(3));
        for (text, is_stopped) in [(nested, true), (doubled, true), (appended, false)] {
            let node = compile(&text, SITE).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
            let said = Evaluator::new(world, itself.clone(), 100_000).holds(&node);
            assert_eq!(said == Err(Stop::Spent), is_stopped, "{text}");
        }
    });
}

#[test]
fn what_is_made_to_be_deep_is_refused_and_not_followed() {
    for text in [
        "(".repeat(2_000),
        "[".repeat(2_000),
        "!".repeat(3_999) + "t",
        "-".repeat(3_999) + "1",
        format!("true{}", " && true".repeat(490)),
        format!("1{} > 0", "+1".repeat(1_990)),
        format!("self{}", ".a".repeat(1_990)),
        format!("self{}", "[0]".repeat(1_300)),
        format!("true{}", "?true".repeat(700)),
        format!("{}true{}", "true?".repeat(600), ":true".repeat(600)),
        "a.b(".repeat(900),
        // Just within what is allowed.
        "!".repeat(100) + "true",
        format!("1{} > 0", "+1".repeat(98)),
        format!("self{}", ".at".repeat(100)),
        format!("{}true{}", "(!!!!!!".repeat(12), ")".repeat(12)),
        format!("{}true{}", "true?".repeat(50), ":true".repeat(50)),
        format!("true{}", " && true || false".repeat(230)),
        format!("{}[1]{}", "[[1], ".repeat(49), "]".repeat(49)),
        (0..30).fold("true".to_owned(), |inner, at| format!("[1].all(v{at}, {inner})")),
        "'".repeat(3_999),
        "\\".repeat(3_999),
        "\u{1F600}".repeat(900),
    ] {
        let small = std::thread::Builder::new().stack_size(512 << 10).spawn(move || compile(&text, SITE).is_ok());
        small.expect("a thread starts").join().expect("it comes back");
    }
}

#[test]
fn values_of_all_types_are_compared_and_told() {
    with(|world, thing| {
        let itself = world.written(thing).expect("it is whole");
        for (text, holds) in [
            ("self.country == ['AZ'] && self.at.lat == 40", true),
            ("size(self.country) == 1 && self['country'][0].startsWith('A')", true),
            ("has(self.locode) || self.id.matches('^[A-Z]$')", true),
            ("days('2026-01-01', today) == 327 && days('2026', as_of) < 0", true),
            ("site('A').at.lon > 48.5 && declared('A') && !declared('B')", true),
            ("distance('A', 'A') == 0", true),
            ("2 * self.at.lat == 80 && self.at.lat / 3 > 13", true),
            ("int(self.at.lat) % 7 == 5 && string(1.5) == '1.5'", true),
            ("size(rides_on.country) == 1 && 'AZ' in rides_on.country && size(unknown) == 0", true),
        ] {
            let node = compile(text, SITE).unwrap_or_else(|fault| panic!("{text}: {}", fault.message));
            assert_eq!(Evaluator::new(world, itself.clone(), 10_000).holds(&node), Ok(holds), "{text}");
        }
        let node = compile("self.id == 'A'", SITE).expect("it is an expression");
        assert!(matches!(Evaluator::new(world, itself, 10).value(&node), Ok(Value::Truth(true))));
    });
}
