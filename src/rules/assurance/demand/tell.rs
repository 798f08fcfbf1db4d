//! What became of a demand, in the words of its user.

use crate::diagnostic::Diagnostic;
use crate::graph::{Closures, Node, Unknown, Vertex};
use crate::model::{Carrier, Demand, Dimension};
use crate::proof::Step;
use crate::rules::Cx;
use crate::rules::assurance::demand::{Label, Refusal, Wanted};
use crate::rules::diversity::{declared, silence};
use crate::source::Place;

/// How many things, or steps of a proof, are told one by one.
const SHOWN: usize = 8;

/// Why what is wanted cannot be had, as a sentence.
pub fn reason(cx: &Cx<'_>, wanted: &Wanted<'_, '_>, refusal: &Refusal) -> String {
    let routes = routes_in_words(wanted.routes);
    let [from, to] = [wanted.ends.from, wanted.ends.to].map(|end| cx.text(cx.corridor.site(end).id));
    let between = format!("from `{from}` to `{to}`");
    let what = match wanted.policy {
        Some(policy) => format!("to policy `{}`", cx.text(policy.id)),
        None => "apart".to_owned(),
    };
    match &refusal.cut {
        Some(cut) if cut.is_empty() => format!("no route {between} keeps {what}"),
        Some(cut) => {
            let crossed: Vec<String> = cut.iter().map(|cut| named(cx, refusal.asked.labels[*cut as usize]).0).collect();
            let touched = cut.iter().all(|cut| can_be_touched(cx, refusal.asked.labels[*cut as usize]));
            let verb = if touched { "crosses" } else { "rides on" };
            let allowed = match wanted.policy {
                Some(policy) if refusal.asked.avoids_some || refusal.asked.question.limit.is_some() => {
                    format!(" that policy `{}` allows", cx.text(policy.id))
                }
                _ => String::new(),
            };
            format!("every route {between}{allowed} {verb} {}", crossed.join(" or "))
        }
        None => format!("no {routes} {between} keep {what}"),
    }
}

/// A demand that no routes meet.
pub fn refused(
    cx: &Cx<'_>,
    rule: &'static str,
    demand: &Demand,
    wanted: &Wanted<'_, '_>,
    refusal: &Refusal,
) -> Diagnostic {
    let name = cx.text(demand.id);
    let label = |label: &u32| named(cx, refusal.asked.labels[*label as usize]);
    let date = demand.by.map(|_| format!(" on {}", wanted.date)).unwrap_or_default();
    let message = format!("demand `{name}` cannot be met{date}: {}", reason(cx, wanted, refusal));
    let wanted = routes_in_words(demand.routes);
    let mut ids = vec![name.to_owned()];
    let cut = refusal.cut.as_deref().unwrap_or_default();
    ids.extend(cut.iter().map(|cut| label(cut).1));
    let mut finding = Diagnostic::new(rule, cx.at(demand.id, ""), message)
        .label(format!("{wanted} wanted"))
        .measure("missing-routes", refusal.cut.as_ref().map_or(1, |cut| demand.routes.saturating_sub(cut.len())) as f64)
        .ids(ids);
    for cut in cut.iter().take(SHOWN) {
        let (at, (words, id)) = (refusal.asked.labels[*cut as usize], label(cut));
        let phrase = match at {
            Label::Near(_, other) => {
                format!("`{id}` runs too near to `{}`", cx.corridor.name_of(cx.corridor.thing_of(other)))
            }
            Label::Thing(_) | Label::Way(_) => format!("{words} is declared here"),
        };
        if let Some(place) = place(cx, at) {
            finding = finding.related(place, phrase);
        }
    }
    let counted = |line: usize| {
        let counts = |cut: &u32| refusal.asked.lines[*cut as usize].iter().any(|&(counting, _)| counting == line);
        cut.is_empty() || cut.iter().any(counts)
    };
    finding = asks(cx, finding, demand, &counted);
    if refusal.asked.avoids_some
        && let Some(policy) = demand.policy.map(|policy| cx.corridor.policy(policy))
    {
        for line in 0..policy.avoid.len().min(SHOWN) {
            let says = format!("policy `{}` leaves out ways that it avoids here", cx.text(policy.id));
            finding = finding.related(cx.at(policy.id, &format!("/avoid/{line}")), says);
        }
    }
    if let (Some(_), Some(policy)) = (refusal.asked.question.limit, demand.policy) {
        let policy = cx.corridor.policy(policy);
        let says = format!("policy `{}` allows no longer round trip", cx.text(policy.id));
        finding = finding.related(cx.at(policy.id, "/round-trip"), says);
    }
    let note = match &refusal.cut {
        Some(cut) if cut.is_empty() => "proven: all routes that stand at the date were looked at".to_owned(),
        Some(cut) if cut.len() == 1 => format!("proven: one route alone may cross it, and {wanted} are wanted"),
        Some(cut) => format!("proven: {} routes at most may cross these, and {wanted} are wanted", cut.len()),
        None => proof(cx, refusal),
    };
    finding.note(note).help(match (&refusal.cut, demand.policy) {
        (Some(cut), _) if cut.len() == 1 => "plan a way around it, or take it off what the policy counts",
        (_, Some(_)) => "plan another way, or let the policy ask for less",
        (_, None) => "plan another way",
    })
}

/// A demand of which it is not known whether routes meet it.
pub fn unknown(cx: &Cx<'_>, rule: &'static str, demand: &Demand, hangs_on: &[Carrier], mask: Unknown) -> Diagnostic {
    let name = cx.text(demand.id);
    let things: Vec<String> =
        hangs_on.iter().map(|&carrier| cx.corridor.name_of(cx.corridor.thing_of(carrier))).collect();
    let quoted: Vec<String> = things.iter().take(SHOWN).map(|thing| format!("`{thing}`")).collect();
    let more = things.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("demand `{name}` cannot be judged: it hangs on {}{rest}", quoted.join(", "));
    let mut finding = Diagnostic::new(rule, cx.at(demand.id, ""), message)
        .label("met only if these are diverse")
        .measure("hangs-on", things.len() as f64)
        .ids([name.to_owned()].into_iter().chain(things));
    for &carrier in hangs_on.iter().take(SHOWN) {
        let vertex = cx.graph.of_thing(cx.corridor, cx.corridor.thing_of(carrier));
        let rides_on = vertex.map(|vertex| Closures::new(cx.graph).of(&[vertex]).0);
        let is_silent = |vertex: &Vertex| cx.graph.unknown(*vertex).meets(mask);
        let rides_on = rides_on.unwrap_or_default();
        if let Some(&vertex) = rides_on.iter().find(|vertex| is_silent(vertex)) {
            finding = finding.related(declared(cx, vertex), silence(cx, vertex, mask));
        } else if let Some((at, phrase)) = rides_on.iter().find_map(|&vertex| undrawn(cx, vertex)) {
            finding = finding.related(at, phrase);
        }
    }
    asks(cx, finding, demand, &|_| true)
        .note("without them no routes meet it; with them some do, if what they do not say is as good as can be")
        .help("get the routes and declare them, or say what is missing where it points")
}

/// What does not say where it runs, where a policy asks for separation.
fn undrawn(cx: &Cx<'_>, vertex: Vertex) -> Option<(Place, String)> {
    let name = cx.name(vertex);
    let phrase = match cx.graph.node(vertex) {
        Node::Span(span) if cx.corridor.span(span).along.is_empty() => format!("span `{name}` names no conduit"),
        Node::Conduit(conduit) if cx.corridor.conduit(conduit).via.is_empty() => {
            format!("conduit `{name}` is not drawn")
        }
        Node::Link(link) if cx.corridor.link(link).undisclosed => format!("the route of link `{name}` is undisclosed"),
        _ => return None,
    };
    Some((declared(cx, vertex), phrase))
}

/// A demand that the search did not decide.
pub fn undecided(cx: &Cx<'_>, rule: &'static str, demand: &Demand, searches: u64) -> Diagnostic {
    let name = cx.text(demand.id);
    let message = format!("demand `{name}` is not decided in {searches} searches of the net");
    asks(cx, Diagnostic::new(rule, cx.at(demand.id, ""), message).label("not decided").ids([name]), demand, &|_| true)
        .note("no routes were found, and none were proven not to exist")
        .help("allow more with `--budget`")
}

/// `2 disjoint routes`.
pub fn routes_in_words(count: usize) -> String {
    if count == 1 { "one route".to_owned() } else { format!("{count} disjoint routes") }
}

/// The lines that say what is asked, those of `disjoint` where they matter.
fn asks(cx: &Cx<'_>, mut finding: Diagnostic, demand: &Demand, matters: &dyn Fn(usize) -> bool) -> Diagnostic {
    if let Some(policy) = demand.policy {
        let policy = cx.corridor.policy(policy);
        let name = cx.text(policy.id);
        for line in (0..policy.disjoint.len()).filter(|&line| matters(line)).take(SHOWN) {
            let at = cx.at(policy.id, &format!("/disjoint/{line}"));
            finding = finding.related(at, format!("policy `{name}` asks for diversity here"));
        }
        if policy.separation.is_some() {
            let says = format!("policy `{name}` asks here that routes keep apart");
            finding = finding.related(cx.at(policy.id, "/separation"), says);
        }
    }
    finding
}

/// A label with its kind, as in ``conduit `AZ-RAIL-5` ``, and its id.
fn named(cx: &Cx<'_>, label: Label) -> (String, String) {
    let (kind, id) = match label {
        Label::Near(one, other) => {
            let [one, other] = [one, other].map(|carrier| cx.corridor.name_of(cx.corridor.thing_of(carrier)));
            return (format!("`{one}` or `{other}`, which run too near to each other"), one);
        }
        Label::Way(carrier) => {
            let kind = if matches!(carrier, Carrier::Link(_)) { "link" } else { "span" };
            (kind, cx.corridor.name_of(cx.corridor.thing_of(carrier)))
        }
        Label::Thing(vertex) => {
            // A site is called by what the policy may count it as.
            let role = [Dimension::BorderCrossing, Dimension::LandingStation]
                .into_iter()
                .find(|&role| matches!(cx.graph.node(vertex), Node::Site(_)) && cx.graph.has_role(vertex, role));
            let kind = role.map_or(cx.graph.kind(vertex), Dimension::phrase);
            (kind, cx.name(vertex))
        }
    };
    (format!("{kind} `{id}`"), id)
}

/// Whether a thing lies somewhere, so that a route crosses it.
fn can_be_touched(cx: &Cx<'_>, label: Label) -> bool {
    match label {
        Label::Way(_) | Label::Near(..) => true,
        Label::Thing(vertex) => {
            matches!(
                cx.graph.node(vertex),
                Node::Site(_) | Node::Conduit(_) | Node::Cable(_) | Node::Span(_) | Node::Link(_)
            )
        }
    }
}

/// Where a label is declared; a country nowhere.
fn place(cx: &Cx<'_>, label: Label) -> Option<Place> {
    match label {
        Label::Way(carrier) | Label::Near(carrier, _) => Some(cx.declared_at(cx.corridor.thing_of(carrier))),
        Label::Thing(vertex) => cx.graph.thing(cx.corridor, vertex).map(|thing| cx.declared_at(thing)),
    }
}

/// A proof by cases, told where it is short.
fn proof(cx: &Cx<'_>, refusal: &Refusal) -> String {
    let leaves = refusal.steps.iter().filter(|step| matches!(step, Step::Dead { .. })).count();
    if leaves > SHOWN {
        return format!("proven by {leaves} cases");
    }
    let name = |label: u32| named(cx, refusal.asked.labels[label as usize]).0;
    let told = refusal.steps.iter().map(|step| match step {
        Step::Forced { route, label } => {
            format!("route {} cannot avoid {}, so no other may cross it", route + 1, name(*label))
        }
        Step::Cases { route, labels } => {
            let given: Vec<String> =
                labels.iter().map(|(label, other)| format!("route {} off {}", other + 1, name(*label))).collect();
            format!("route {} is stuck unless one gives way: {}", route + 1, given.join(", or "))
        }
        Step::Dead { route } => format!("then no way is left for route {}", route + 1),
    });
    format!("proven: {}", told.collect::<Vec<_>>().join("; "))
}
