//! The feasibility study: each command gives what is printed below it, and each figure of the text stands in an output.
//!
//! `CORRIDOR_ACCEPT=1 cargo test --test it feasibility::` writes the outputs anew.

use std::collections::BTreeSet;
use std::fs;

use crate::examples::{faults, shown};
use crate::support::root;

/// Figures: digits, with points and commas between them.
fn figures(text: &str) -> Vec<&str> {
    let is_part = |char: char| char.is_ascii_digit() || char == '.' || char == ',';
    let words = text.split(|char: char| !is_part(char)).map(|word| word.trim_matches(['.', ',']));
    words.filter(|word| !word.is_empty()).collect()
}

/// Figures with what they count or measure, as in `79 ms`.
fn quantities(text: &str) -> BTreeSet<String> {
    const UNITS: [&str; 12] =
        ["km", "ms", "h", "min", "Gbps", "%", "service", "services", "demand", "demands", "ways", "cuts"];
    let words: Vec<&str> = text.split(|char: char| char.is_whitespace() || "()|`;:".contains(char)).collect();
    let bare = |word: &str| word.trim_end_matches(['.', ',']).to_owned();
    let is_quantity = |pair: &&[&str]| {
        pair[0].starts_with(|char: char| char.is_ascii_digit()) && UNITS.contains(&bare(pair[1]).as_str())
    };
    words.windows(2).filter(is_quantity).map(|pair| format!("{} {}", pair[0], bare(pair[1]))).collect()
}

/// A text without what stands between these.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((_, after)) = after.split_once(close) else { break };
        out += before;
        out.push(' ');
        rest = after;
    }
    out + rest
}

#[test]
fn each_command_gives_what_it_shows() {
    let path = root().join("docs/feasibility.md");
    let text = fs::read_to_string(&path).expect("the study can be read");
    let commands = shown(&text);
    for shown in &commands {
        let command = shown.line.split(' ').nth(1).expect("a command has a name");
        let by_day = ["check", "path", "show", "simulate", "timeline"].contains(&command);
        assert!(!by_day || shown.line.contains("--today"), "{} depends on the day", shown.line);
    }
    assert!(commands.len() > 40, "{} commands", commands.len());
    let wrong = faults(&path, &text);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_figure_stands_in_an_output_of_its_section() {
    let text = fs::read_to_string(root().join("docs/feasibility.md")).expect("the study can be read");
    let outputs = |section: &str| -> BTreeSet<String> {
        let outputs = shown(section).into_iter().map(|shown| section[shown.output].to_owned());
        outputs.flat_map(|output| figures(&output).into_iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let measured = |section: &str| -> BTreeSet<String> {
        let outputs = shown(section).into_iter().map(|shown| &section[shown.output]);
        // A declaration that is shown says `(ms)90`.
        let declared = |output: &str| -> Vec<String> {
            let parts =
                output.split("(ms)").skip(1).filter_map(|rest| figures(rest).first().map(|&ms| format!("{ms} ms")));
            parts.collect()
        };
        outputs.flat_map(|output| quantities(output).into_iter().chain(declared(output)).collect::<Vec<_>>()).collect()
    };
    let sections: Vec<&str> = text.split("\n## ").collect();
    let all = outputs(&text);
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (at, section) in sections.iter().enumerate() {
        // The first section sums up the others.
        let known = if at == 1 { all.clone() } else { outputs(section) };
        let counted = measured(if at == 1 { &text } else { section });
        let mut prose = without(section, "```console\n", "\n```\n");
        prose = without(&prose, "`", "`");
        prose = without(&prose, "](", ")");
        let prose: Vec<&str> = prose.lines().filter(|line| !line.starts_with("Exit code ")).collect();
        for line in prose {
            for quantity in quantities(line).into_iter().filter(|quantity| !counted.contains(quantity)) {
                wrong.push(format!("{quantity} in: {line}"));
            }
            for figure in figures(line) {
                seen += 1;
                if !known.contains(figure) {
                    wrong.push(format!("{figure} in: {line}"));
                }
            }
        }
    }
    assert!(seen > 100, "{seen} figures");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
