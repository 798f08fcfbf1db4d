//! A service that is down for longer than its policy allows.

use crate::diagnostic::{Diagnostic, Level};
use crate::lower::parallel;
use crate::model::{Policy, Service, Status};
use crate::rules::assurance::availability::{self, Availability, hours, percent, percent_beside};
use crate::rules::{Check, Cx, Group, Rule};

pub static RULE: Rule = Rule {
    name: "availability-too-low",
    group: Group::Assurance,
    level: Level::Deny,
    page: include_str!("../../../docs/rules/availability-too-low.md"),
    check: Check::ByPolicy(check),
};

/// How many of the things that cost most are named.
const SHOWN: usize = 3;

fn check(cx: &Cx<'_>, found: &mut Vec<Diagnostic>) {
    let services = &cx.corridor.services;
    let shares: Vec<&[Service]> = services.chunks(services.len().div_ceil(parallel::threads() * 8).max(16)).collect();
    let judged = parallel::each(shares.len(), |at| {
        shares[at].iter().filter_map(|service| judge(cx, service)).collect::<Vec<_>>()
    });
    found.extend(judged.into_iter().flatten());
}

fn judge(cx: &Cx<'_>, service: &Service) -> Option<Diagnostic> {
    let policy = cx.corridor.policy(service.policy?);
    let least = policy.availability?;
    if cx.corridor.declaration(service.id).lifecycle.status == Status::Retired {
        return None;
    }
    let is = availability::of_service(cx, service)?;
    // Sums of decimals are off by less.
    if is.down > least.missing() * (1.0 + 1e-9) {
        Some(too_low(cx, service, policy, &is))
    } else if !is.missing.is_empty() && policy.unknown != Level::Allow {
        Some(unknown(cx, service, policy, &is))
    } else {
        None
    }
}

fn too_low(cx: &Cx<'_>, service: &Service, policy: &Policy<'_>, is: &Availability) -> Diagnostic {
    let name = cx.text(service.id);
    let limit = policy.availability.expect("a service is judged by what its policy asks");
    let most = if is.missing.is_empty() { "" } else { " at the most" };
    let message = format!(
        "service `{name}` is available {}{most}, limit {limit}: down {} a year",
        percent_beside(is.down, limit),
        hours(is.down)
    );
    let owed: Vec<String> = is
        .parts
        .iter()
        .take(SHOWN)
        .map(|part| format!("{} {}", availability::thing(cx, part), hours(part.cost)))
        .collect();
    let costs = format!("what costs most of it a year: {}", owed.join(", "));
    let assumed = is.is_assumed.then(|| "a length that nobody gives is assumed".to_owned());
    let missing = is.missing.iter().map(|missing| format!("not counted: {missing}"));
    let note = [costs].into_iter().chain(assumed).chain(missing).collect::<Vec<_>>().join("; ");
    let mut finding = Diagnostic::new(RULE.name, cx.at(service.id, ""), message)
        .label(format!("down {} a year", hours(is.down)))
        .measure("downtime-hours-per-year", is.down * availability::HOURS_A_YEAR)
        .ids([name])
        .related(cx.at(policy.id, "/availability"), format!("policy `{}` asks for {limit}", cx.text(policy.id)));
    finding.level = Level::Deny;
    finding
        .note(note)
        .help(format!("add a leg, take better plant, or promise less; `corridor show {name}` lists all that costs"))
}

fn unknown(cx: &Cx<'_>, service: &Service, policy: &Policy<'_>, is: &Availability) -> Diagnostic {
    let name = cx.text(service.id);
    let missing: Vec<&str> = is.missing.iter().map(String::as_str).collect();
    let message = format!("the availability of service `{name}` cannot be judged: {}", missing.join("; "));
    let mut finding = Diagnostic::new(RULE.name, cx.at(service.id, ""), message)
        .label("not known")
        .measure("not-counted", is.missing.len() as f64)
        .ids([name])
        .related(cx.at(policy.id, "/availability"), format!("policy `{}` asks for it here", cx.text(policy.id)));
    finding.level = policy.unknown;
    let counted = format!("what is declared comes to {} at the most; no rate is built in", percent(is.down));
    finding.note(counted).help("declare the rate with its source, or a link's `availability`")
}
