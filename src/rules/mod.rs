//! The rules: what is judged by more than one declaration. One file a rule, a folder a group.
//!
//! A rule is a `static` and a plain function from the context to findings. The driver knows the levels, the waivers
//! and the order; a rule knows none of them.

mod assertion;
mod assurance;
mod capacity;
mod diversity;
mod equipment;
mod evidence;
mod geography;
mod handoff;
mod levels;
mod lifecycle;
mod naming;
mod numbers;
mod plant;
pub mod proofs;
mod reference;
mod structure;
mod syntax;
mod table;
mod waiver;

use assurance::demand;
pub use levels::Levels;
pub use waiver::days_left;

pub use assurance::demand as demands;
pub use assurance::{GLASS, Length, RoundTrips, VACUUM, length_of_span, straight};
pub use assurance::{availability, failures, reach, timeline};
pub use diversity::{Apart, Exempted, Exemption, Of, Verdict, Verdicts};
pub use table::RULES;

use std::sync::{Arc, LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::diagnostic::{self, Diagnostic, Level};
use crate::graph::walk::Fault;
use crate::graph::{Graph, Vertex};
use crate::lower::{Locator, Texts, parallel};
use crate::model::{Corridor, Date, Id, LegId, LinkId, Sourced, SpanId, Thing};
use crate::schema::Plain;
use crate::source::Place;
use crate::syntax::Decimal;

/// What a rule is about. The group carries the chapter of the rule book.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    Syntax,
    Structure,
    Reference,
    Geography,
    Plant,
    Capacity,
    Equipment,
    Lifecycle,
    Diversity,
    Assurance,
    Handoff,
    Numbers,
    Naming,
    Assertion,
    Evidence,
    Waiver,
}

impl Group {
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Structure => "structure",
            Self::Reference => "reference",
            Self::Geography => "geography",
            Self::Plant => "plant",
            Self::Capacity => "capacity",
            Self::Equipment => "equipment",
            Self::Lifecycle => "lifecycle",
            Self::Diversity => "diversity",
            Self::Assurance => "assurance",
            Self::Handoff => "handoff",
            Self::Numbers => "numbers",
            Self::Naming => "naming",
            Self::Assertion => "assertion",
            Self::Evidence => "evidence",
            Self::Waiver => "waiver",
        }
    }
}

/// How a rule is carried out.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Found while the texts are read and the references resolved: without it nothing could be judged, and its level
    /// cannot be lowered.
    WhileReading,
    /// Judged on the whole corridor; its findings weigh as the rule does.
    Corridor(fn(&Cx<'_>, &mut Vec<Diagnostic>)),
    /// The same, where a policy says what each finding weighs.
    ByPolicy(fn(&Cx<'_>, &mut Vec<Diagnostic>)),
    /// Judged on the findings of all others.
    OnFindings,
}

/// A rule. Its name reads after "allow".
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub name: &'static str,
    pub group: Group,
    /// What its findings weigh unless `rules` says otherwise.
    pub level: Level,
    /// Its page, in Markdown.
    pub page: &'static str,
    pub check: Check,
}

impl Rule {
    /// What is wrong where it finds something, in one sentence: the first line of its page.
    pub fn sentence(&self) -> &'static str {
        first_sentence(self.page)
    }

    /// Whether its findings always deny: what it finds is left out of every other verdict, so that a check without
    /// them would prove nothing.
    pub fn always_denies(&self) -> bool {
        matches!(self.check, Check::WhileReading) && self.level == Level::Deny
    }
}

/// The first line of text under the title of a page.
pub fn first_sentence(page: &str) -> &str {
    page.lines().skip(1).find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default()
}

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    static BY_NAME: LazyLock<FxHashMap<&str, &Rule>> =
        LazyLock::new(|| RULES.iter().map(|rule| (rule.name, *rule)).collect());
    BY_NAME.get(name).copied()
}

/// What rules judge by.
#[derive(Debug)]
pub struct Cx<'a> {
    pub texts: &'a Texts<'a>,
    pub corridor: &'a Corridor<'a>,
    pub graph: &'a Graph,
    /// Waivers expire by it.
    pub today: Date,
    /// The day at which things stand or do not.
    pub as_of: Date,
    locator: Locator<'a>,
    /// The day at which demands are judged in place of their own.
    pub demands_at: Option<Date>,
    /// How many searches of the net may be made to decide one demand, where somebody says so.
    pub budget: Option<u64>,
    /// So many days before it is over, a waiver is warned of.
    pub warn_before: Option<u32>,
    /// Verdicts are kept with all that they rest on, for evidence.
    pub keeps_all: bool,
    verdicts: Arc<OnceLock<Verdicts>>,
    demands: OnceLock<Vec<demand::Verdict>>,
    chains: Arc<OnceLock<Vec<(plant::Owner, Fault)>>>,
    assertions: OnceLock<assertion::Judged>,
}

impl<'a> Cx<'a> {
    pub fn new(texts: &'a Texts<'a>, corridor: &'a Corridor<'a>, graph: &'a Graph, today: Date, as_of: Date) -> Self {
        Self {
            texts,
            corridor,
            graph,
            today,
            as_of,
            locator: Locator::new(texts),
            demands_at: None,
            budget: None,
            warn_before: None,
            keeps_all: false,
            verdicts: Arc::default(),
            demands: OnceLock::new(),
            chains: Arc::default(),
            assertions: OnceLock::new(),
        }
    }

    /// The same corridor on another day. What no day changes is found once for both.
    #[must_use]
    pub fn on(&self, date: Date) -> Self {
        Self {
            budget: self.budget,
            warn_before: self.warn_before,
            keeps_all: self.keeps_all,
            verdicts: Arc::clone(&self.verdicts),
            chains: Arc::clone(&self.chains),
            ..Self::new(self.texts, self.corridor, self.graph, date, date)
        }
    }

    /// The verdicts on all pairs of legs, found once.
    pub fn verdicts(&self) -> &Verdicts {
        self.verdicts.get_or_init(|| diversity::judge(self.corridor, self.graph, self.keeps_all))
    }

    /// The verdicts on all demands, found once.
    pub fn demands(&self) -> &[demand::Verdict] {
        self.demands.get_or_init(|| demand::judge(self, self.budget))
    }

    /// What the user's own rules find, found once.
    fn assertions(&self) -> &assertion::Judged {
        self.assertions.get_or_init(|| assertion::judge(self))
    }

    /// The faults of all chains, found once.
    fn chains(&self) -> &[(plant::Owner, Fault)] {
        self.chains.get_or_init(|| plant::faults(self.corridor))
    }

    /// Where a JSON pointer of a declaration stands; the empty pointer is its head.
    pub fn at(&self, id: Id, pointer: &str) -> Place {
        let declaration = self.corridor.declaration(id);
        self.locator.place(declaration.file, declaration.node, pointer)
    }

    /// Where a thing is declared: the head of a declaration, a span or a leg.
    pub fn declared_at(&self, thing: Thing) -> Place {
        match thing {
            Thing::Declaration(id) => self.at(id, ""),
            Thing::Span(span) => self.at_span(span, ""),
            Thing::Leg(leg) => self.at_leg(leg, ""),
        }
    }

    /// Where a pointer below a span stands.
    pub fn at_span(&self, span: SpanId, pointer: &str) -> Place {
        let span = self.corridor.span(span);
        self.at(self.corridor.cable(span.cable).id, &format!("/span/{}{pointer}", span.position))
    }

    /// Where a pointer below a leg stands.
    pub fn at_leg(&self, leg: LegId, pointer: &str) -> Place {
        let leg = self.corridor.leg(leg);
        self.at(self.corridor.service(leg.service).id, &format!("/leg/{}{pointer}", leg.position))
    }

    /// Where a pointer below any thing stands.
    pub fn at_part(&self, thing: Thing, pointer: &str) -> Place {
        match thing {
            Thing::Declaration(id) => self.at(id, pointer),
            Thing::Span(span) => self.at_span(span, pointer),
            Thing::Leg(leg) => self.at_leg(leg, pointer),
        }
    }

    /// Where a field of a source stands.
    fn at_source(&self, sourced: &Sourced<'_>, field: &str) -> Place {
        self.at_part(sourced.of, &format!("/source/{}/{field}", sourced.position))
    }

    /// A figure of a thing as it is written, with its unit.
    fn quantity(&self, thing: Thing, field: &str) -> Option<(Decimal, &'a str)> {
        let declaration = self.corridor.declaration(self.corridor.whole(thing));
        let pointer = match thing {
            Thing::Declaration(_) => format!("/{field}"),
            Thing::Span(span) => format!("/span/{}/{field}", self.corridor.span(span).position),
            Thing::Leg(leg) => format!("/leg/{}/{field}", self.corridor.leg(leg).position),
        };
        match self.locator.plain(declaration.file, declaration.node, &pointer)[..] {
            [Plain::Quantity { number, unit }] => Some((Decimal::parse(number)?, unit)),
            _ => None,
        }
    }

    /// Where an item of the `over` of a leg stands.
    pub fn at_leg_item(&self, leg: LegId, item: usize) -> Place {
        self.at_leg(leg, &format!("/over/{item}"))
    }

    /// Where an item of the `over` of a link stands.
    pub fn at_link_item(&self, link: LinkId, item: usize) -> Place {
        self.at(self.corridor.link(link).id, &format!("/over/{item}"))
    }

    /// The name of a declaration, a part, or a country.
    pub fn name(&self, vertex: Vertex) -> String {
        self.graph.name(self.corridor, vertex)
    }

    pub fn text(&self, id: Id) -> &'a str {
        self.corridor.text(id)
    }
}

/// Carries out every rule and weighs every finding. `found` are the findings of reading; what comes back is sorted.
pub fn check(cx: &Cx<'_>, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    judge(cx, &mut found, |_| true);
    weighed(cx, found)
}

/// Of what [`check`] gives, what the rules of some groups find; the other rules are not carried out.
pub fn check_groups(cx: &Cx<'_>, mut found: Vec<Diagnostic>, groups: &[Group]) -> Vec<Diagnostic> {
    let counts = |rule: &Rule| groups.contains(&rule.group);
    judge(cx, &mut found, counts);
    found.retain(|finding| find(finding.rule).is_some_and(counts));
    weighed(cx, found)
}

/// Of what [`check`] gives, the findings of reading, without carrying out a rule: `found` are those.
pub fn check_reading(cx: &Cx<'_>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut found = weighed(cx, found);
    found.retain(|finding| find(finding.rule).is_some_and(|rule| matches!(rule.check, Check::WhileReading)));
    found
}

fn weighed(cx: &Cx<'_>, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    levels::refuse_unknown_rules(cx, &mut found);
    let mut left = levels::Left::default();
    levels::weigh(cx, &mut found, &mut left);
    waiver::apply(cx, &mut found, &mut left);
    found.extend(left.finding(cx));
    found.retain(|finding| finding.level != Level::Allow);
    found = diagnostic::at_most_a_run(found);
    diagnostic::sort(&mut found, cx.texts.sources);
    found
}

/// A corridor that passed: nothing was found in it at deny that no waiver covers. Only [`approve`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Approved<'r, 'a> {
    cx: &'r Cx<'a>,
}

impl<'r, 'a> Approved<'r, 'a> {
    pub fn cx(self) -> &'r Cx<'a> {
        self.cx
    }
}

/// Checks a corridor; gives it back as approved, or what is denied.
///
/// # Errors
///
/// The findings at deny, sorted.
pub fn approve<'r, 'a>(cx: &'r Cx<'a>, found: Vec<Diagnostic>) -> Result<Approved<'r, 'a>, Vec<Diagnostic>> {
    let mut denied = check(cx, found);
    denied.retain(|finding| finding.level == Level::Deny && finding.waived_by.is_none());
    if denied.is_empty() { Ok(Approved { cx }) } else { Err(denied) }
}

/// Carries out the rules that look at the corridor and count, each on the thread that is free.
fn judge(cx: &Cx<'_>, found: &mut Vec<Diagnostic>, counts: impl Fn(&Rule) -> bool) {
    /// Below so many declarations, a thread costs more than it brings.
    const FEW: usize = 2_000;
    syntax::over_limit::of_graph(cx, found);
    let checks: Vec<fn(&Cx<'_>, &mut Vec<Diagnostic>)> = RULES
        .iter()
        .filter(|rule| counts(rule))
        .filter_map(|rule| match rule.check {
            Check::Corridor(check) | Check::ByPolicy(check) => Some(check),
            Check::WhileReading | Check::OnFindings => None,
        })
        .collect();
    if cx.corridor.declarations.len() < FEW {
        for check in checks {
            check(cx, found);
        }
        return;
    }
    let judged = parallel::each(checks.len(), |at| {
        let mut found = Vec::new();
        checks[at](cx, &mut found);
        found
    });
    found.extend(judged.into_iter().flatten());
}
