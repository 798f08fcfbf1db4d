//! Disjoint routes on nets of the Internet Topology Zoo against an integer program, which shares no code with us.

use std::process::Command;

use corridor::proof::{Edge, Net, Question, check};
use corridor::solve::routes::{Answer, Budget, answer};
use serde_json::Value;

use crate::consumers::{program, tool};
use crate::support::root;

const BUDGET: Budget = Budget { decide: 1_000_000, minimise: 1_000_000 };

fn number(of: &Value) -> u64 {
    of.as_u64().expect("a number")
}

/// A question as the script writes it.
pub fn asked(line: &Value) -> (Net, Question) {
    let edges = line["edges"].as_array().expect("a list").iter().map(|edge| Edge {
        ends: [number(&edge[0]) as u32, number(&edge[1]) as u32],
        weight: number(&edge[2]),
        labels: edge[3].as_array().expect("a list").iter().map(|label| number(label) as u32).collect(),
    });
    let net = Net {
        sites: number(&line["sites"]) as u32,
        labels: number(&line["labels"]) as u32,
        edges: edges.collect(),
        sharing: None,
    };
    let question = Question {
        from: number(&line["from"]) as u32,
        to: number(&line["to"]) as u32,
        routes: number(&line["routes"]) as usize,
        limit: None,
    };
    (net, question)
}

#[test]
fn disjoint_routes_on_nets_of_the_zoo_agree_with_an_integer_program() {
    let Some(python) = program("python3 of tests/setup", tool("python/bin/python3")) else { return };
    let count = if cfg!(debug_assertions) { 40 } else { 200 };
    let script = root().join("tests/oracle/zoo.py");
    let ran = Command::new(python).arg(script).args([&count.to_string(), "7", "--milp"]).output();
    let ran = ran.expect("the script starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let text = String::from_utf8(ran.stdout).expect("the script writes UTF-8");
    let (mut judged, mut met) = (0, 0);
    for line in text.lines().filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        let (net, question) = asked(&line);
        let expected = match &line["least"] {
            Value::String(_) => continue,
            least => least.as_u64(),
        };
        let found = match answer(&net, &question, BUDGET) {
            Answer::Met(found) => {
                assert_eq!(found.sum, found.least, "{}", line["net"]);
                Some(found.sum)
            }
            Answer::Refused(steps) => {
                assert_eq!(check(&net, &question, &steps), Ok(()), "{}", line["net"]);
                None
            }
            Answer::Undecided { searches } => panic!("{} is undecided after {searches}", line["net"]),
        };
        assert_eq!(found, expected, "{} from {} to {}", line["net"], question.from, question.to);
        judged += 1;
        met += usize::from(found.is_some());
    }
    println!("{judged} nets judged by both, {met} met");
    assert!(judged * 20 > count * 19 && met * 10 > count && met * 10 < count * 9);
}
