//! Where text of the user is put into text of ours: findings in all formats, pictures, names of services; and
//! text in the one style.
#![no_main]

use corridor::diagnostic::Level;
use corridor::edit::{NotFormatted, format};
use corridor::emit::designation::Designations;
use corridor::emit::picture::{self, d2, dot, geojson, mermaid, strip, svg};
use corridor::emit::starter;
use corridor::model::{RiskId, ServiceId};
use corridor::render::{Report, github, gitlab, human, json, junit, markdown, sarif, short};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    corridor_fuzz::check(text, |checked| {
        let corridor = checked.corridor;
        let report = Report {
            sources: checked.sources,
            findings: &checked.findings,
            declarations: corridor.declarations.len(),
            below: "a/",
            fails: Level::Deny,
        };
        let lines = short::render(&report);
        assert!(is_plain(&lines));
        for width in [40, 80] {
            let style = human::Style { colour: false, width, prefix: String::new() };
            assert!(is_plain(&human::render(&report, &style)));
        }
        let (json, sarif) = (json::render(&report, checked.cx), sarif::render(&report, checked.cx));
        for text in [json, sarif, gitlab::render(&report)] {
            assert!(is_plain(&text));
            serde_json::from_str::<serde_json::Value>(&text).expect("what is written as JSON is JSON");
        }
        let (annotations, comment) = (github::render(&report), markdown::render(&report));
        assert!(is_plain(&annotations) && is_plain(&comment) && is_plain(&junit::render(&report)));
        // A finding is one line, and begins as a command does.
        assert!(annotations.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")));
        assert!(comment.len() <= markdown::MOST);
        let verdicts = checked.cx.verdicts();
        let services = 0..corridor.services.len() as u32;
        let risks = 0..corridor.risks.len() as u32;
        let services = services.map(|id| picture::service(corridor, checked.graph, verdicts, ServiceId(id), None));
        let risks = risks.map(|id| picture::risk(corridor, checked.graph, RiskId(id), Some(500.0)));
        for picture in [picture::map(corridor, Some(700.0)), picture::plant(corridor, None)]
            .into_iter()
            .chain(services)
            .chain(risks)
        {
            let text = dot::render(&picture);
            assert!(is_plain(&text) && is_closed(&text), "{text}");
            for text in [svg::render(&picture), mermaid::render(&picture), d2::render(&picture)] {
                assert!(is_plain(&text), "{text}");
            }
            serde_json::from_str::<serde_json::Value>(&geojson::render(corridor, &picture)).expect("it is JSON");
        }
        for id in 0..corridor.services.len() as u32 {
            if let Some(text) = strip::render(checked.cx, ServiceId(id), 400) {
                assert!(is_plain(&text) && text.ends_with("</svg>\n"), "{text}");
            }
        }
        let designations = Designations::new(corridor);
        for name in corridor.services.iter().filter_map(|service| designations.of(service)) {
            assert!(name.is_ascii() && name.len() <= 44, "{name}");
        }
    });
    match format(text) {
        Ok(formatted) => assert_eq!(format(&formatted).as_ref(), Ok(&formatted)),
        Err(why) => assert_eq!(why, NotFormatted::Errors),
    }
    let title: String = text.chars().take(40).collect();
    let (_, shared) = &starter::files(&title)[0];
    corridor_fuzz::check(shared, |checked| {
        assert!(checked.findings.iter().all(|finding| finding.rule != "syntax-error"))
    });
});

/// Nothing in it acts on a terminal.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        c == '\n' || c == '\t' || !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Every quoted text of a DOT file ends on its line.
fn is_closed(text: &str) -> bool {
    text.lines().all(|line| {
        let mut quotes = 0;
        let mut escaped = false;
        for c in line.chars() {
            quotes += usize::from(c == '"' && !escaped);
            escaped = c == '\\' && !escaped;
        }
        quotes % 2 == 0
    })
}
