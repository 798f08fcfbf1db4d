//! Routes as a person reads them: how long, how fast, over what.

use std::fmt::Write as _;

use crate::cli::session::Session;
use crate::model::{Carrier, Km, Millis, Thing};
use crate::rules::RoundTrips;
use crate::rules::demands::Routes;

/// The routes that meet a demand.
pub(super) fn met(session: &Session<'_>, met: &Routes) -> String {
    let count = met.routes.len();
    let routes = if count == 1 { "one route".to_owned() } else { format!("{count} disjoint routes") };
    let what = if met.by_round_trip { "fastest" } else { "shortest" };
    let proven = if met.are_shortest { format!("proven the {what} in all") } else { format!("not proven the {what}") };
    let round_trips = RoundTrips::new(session.corridor);
    let mut out = format!("\nmet by {routes}, {proven}\n");
    for (route, at) in met.routes.iter().zip(1..) {
        let over: Vec<Option<Carrier>> = route.iter().copied().map(Some).collect();
        let took = round_trips.of_over(&over);
        let least = if took.is_least { "at least " } else { "" };
        let round_trip = Millis((took.ms * 10.0).round() / 10.0);
        let (length, is_assumed) = length(session, route);
        let assumed = if is_assumed || took.is_assumed { ", lengths assumed" } else { "" };
        let length = Km((length * 10.0).round() / 10.0);
        let names: Vec<String> = route.iter().map(|&carrier| name(session, carrier)).collect();
        writeln!(out, "  {at}  {length}, {least}{round_trip} there and back{assumed}").expect("a string takes all");
        writeln!(out, "     {}", names.join(" ")).expect("a string takes all");
    }
    out
}

/// Kilometres; and whether some of it is not declared.
fn length(session: &Session<'_>, route: &[Carrier]) -> (f64, bool) {
    let lengths = route.iter().map(|&carrier| crate::rules::demands::length(session.corridor, carrier));
    lengths.fold((0.0, false), |(sum, assumed), length| {
        (sum + length.km, assumed || length.is_assumed || length.is_straight)
    })
}

fn name(session: &Session<'_>, carrier: Carrier) -> String {
    let declared = |id| session.corridor.name_of(Thing::Declaration(id));
    match carrier {
        Carrier::Span(span) => session.corridor.name_of(Thing::Span(span)),
        Carrier::Link(link) => declared(session.corridor.link(link).id),
        Carrier::Cable(cable) => declared(session.corridor.cable(cable).id),
        Carrier::Channel(channel) => declared(session.corridor.channel(channel).id),
    }
}
