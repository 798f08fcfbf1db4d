//! Findings as the XML of `JUnit`, which nearly every CI shows: a suite for each group of rules, a case for each rule that found
//! nothing, and one for each finding.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::render::{Report, xml};
use crate::rules::{RULES, Rule};

pub fn render(report: &Report<'_>) -> String {
    let mut groups: Vec<_> = RULES.iter().map(|rule| rule.group).collect();
    groups.sort();
    groups.dedup();
    let suites: Vec<Suite> = groups
        .into_iter()
        .map(|group| suite(report, group.name(), RULES.iter().copied().filter(|rule| rule.group == group)))
        .collect();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        xml::text(format!("corridor {}", report.below).trim_end()),
        sum(|suite| suite.cases),
        sum(|suite| suite.failures)
    )
    .expect("a string takes all");
    for suite in suites {
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>",
            suite.name, suite.cases, suite.failures, suite.skipped, suite.text
        )
        .expect("a string takes all");
    }
    out + "</testsuites>\n"
}

struct Suite {
    name: &'static str,
    cases: usize,
    failures: usize,
    skipped: usize,
    text: String,
}

fn suite(report: &Report<'_>, name: &'static str, rules: impl Iterator<Item = &'static Rule>) -> Suite {
    let mut suite = Suite { name, cases: 0, failures: 0, skipped: 0, text: String::new() };
    for rule in rules {
        let mut found = report.findings.iter().filter(|finding| finding.rule == rule.name).peekable();
        if found.peek().is_none() {
            suite.case(rule.name, "");
        }
        found.for_each(|finding| suite.finding(report, finding));
    }
    suite
}

impl Suite {
    fn case(&mut self, case: &str, inside: &str) {
        self.cases += 1;
        let head = format!("    <testcase classname=\"corridor.{}\" name=\"{}\"", self.name, xml::text(case));
        if inside.is_empty() {
            writeln!(self.text, "{head}/>").expect("a string takes all");
        } else {
            writeln!(self.text, "{head}>\n{inside}    </testcase>").expect("a string takes all");
        }
    }

    fn finding(&mut self, report: &Report<'_>, finding: &Diagnostic) {
        let [(line, column), _] = report.region(finding.place);
        let place = format!("{}:{line}:{column}", report.path(finding.place));
        let name = format!("{} at {place}", finding.rule);
        let message = xml::text(&finding.message);
        let more = [finding.note.as_deref(), finding.help.as_deref()];
        let lines = [Some(place.as_str())].into_iter().chain(more).flatten();
        let told = lines.map(xml::text).collect::<Vec<_>>().join("\n") + "\n";
        let inside = if let Some(waiver) = finding.waived_by {
            self.skipped += 1;
            let [(line, column), _] = report.region(waiver);
            let waiver = xml::text(&format!("waived by {}:{line}:{column}", report.path(waiver)));
            format!("      <skipped message=\"{waiver}\"/>\n")
        } else if finding.stands() && finding.level >= report.fails {
            self.failures += 1;
            format!("      <failure type=\"{}\" message=\"{message}\">{told}</failure>\n", finding.rule)
        } else {
            let was = if finding.known { "known before" } else { finding.level.word() };
            format!("      <system-out>{was}: {message}\n{told}</system-out>\n")
        };
        self.case(&name, &inside);
    }
}
