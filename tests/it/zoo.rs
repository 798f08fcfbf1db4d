//! Disjoint routes on nets of the Internet Topology Zoo against an integer program, which shares no code with us.

use std::process::Command;

use corridor::proof::check;
use corridor::solve::routes::{Answer, Budget, answer};
use serde_json::Value;

#[path = "../oracle/question.rs"]
mod question;

use crate::consumers::{program, tool};
use crate::support::root;

const BUDGET: Budget = Budget { decide: 1_000_000, minimise: 1_000_000 };

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
        let (net, question) = question::asked(&line);
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
