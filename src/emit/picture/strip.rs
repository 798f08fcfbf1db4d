//! A strip chart of a service: each leg drawn to one scale of kilometres, and beneath it whose it is, where it lies, and
//! what may strike it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::emit::picture::layout::Point;
use crate::emit::picture::{Ink, Shape, ink_of, layout, shape_of, svg};
use crate::graph::{Closures, Hop, Laid, Node, Vertex, hops};
use crate::model::{Carrier, ConduitId, Corridor, LegId, ServiceId, SiteId, SpanId};
use crate::render::xml;
use crate::rules::{Cx, RoundTrips, length_of_span, straight};

/// Pixels.
const LEFT: f64 = 118.0;
const RIGHT: f64 = 92.0;
const HEAD: f64 = 74.0;
/// Above the line of a leg: its heading, and the names of sites, aslant.
const HEADING: f64 = 30.0;
const NAMES: f64 = 92.0;
const ROW: f64 = 19.0;
const AXIS: f64 = 30.0;
const GAP: f64 = 26.0;
/// Names of sites stand no nearer than this.
const APART: f64 = 15.0;
const LETTER: f64 = 5.6;
const MARGIN: f64 = 16.0;
/// What stands under the title, and the headings of legs: letters, and from line to line.
const SUB_LETTER: f64 = 7.2;
const HEADING_LETTER: f64 = 8.0;
const SUB_ROW: f64 = 16.0;
/// Shared things that are named under the title.
const SHOWN: usize = 6;

/// What stands on a row, over some kilometres.
struct Bar {
    from: f64,
    to: f64,
    text: String,
    class: &'static str,
}

struct Row {
    name: &'static str,
    bars: Vec<Bar>,
}

/// A leg, with kilometres and milliseconds one way counted from its start.
struct Track {
    name: String,
    hops: Vec<Stretch>,
    /// What it says of itself.
    about: String,
    /// Both in lines for the width.
    heading: Vec<String>,
    rows: Vec<Row>,
}

struct Stretch {
    hop: Hop,
    from: f64,
    to: f64,
    /// One way, from the start.
    before_ms: f64,
    after_ms: f64,
    is_assumed: bool,
}

/// Pixels of a picture that says nothing else.
pub const WIDTH: u32 = 1_400;

/// Draws a service, so many pixels wide; `None` where no leg of it can be followed from end to end.
pub fn render(cx: &Cx<'_>, id: ServiceId, width: u32) -> Option<String> {
    let corridor = cx.corridor;
    let service = corridor.service(id);
    let shared: BTreeSet<Vertex> = {
        let of_service = cx.verdicts().shared.iter().filter(|shared| shared.service == id);
        of_service.map(|shared| shared.thing).collect()
    };
    let mut closures = Closures::new(cx.graph);
    let round_trips = RoundTrips::new(corridor);
    let mut tracks: Vec<Track> =
        service.legs.iter().filter_map(|&leg| track(cx, leg, &shared, &round_trips, &mut closures)).collect();
    if tracks.is_empty() {
        return None;
    }
    let longest = tracks.iter().filter_map(|track| track.hops.last()).map(|hop| hop.to).fold(1.0, f64::max);
    let width = f64::from(width);
    let scale = Scale { by: (width - LEFT - RIGHT) / longest, end: width - RIGHT };
    let declaration = corridor.declaration(service.id);
    let title = match declaration.name {
        Some(name) => format!("{}: {name}", declaration.id),
        None => declaration.id.to_owned(),
    };
    let room = width - 2.0 * MARGIN;
    let titles = svg::wrapped(&title, room / svg::TITLE_LETTER);
    let under = svg::wrapped(&under(cx, id, &shared), room / SUB_LETTER);
    for track in &mut tracks {
        track.heading = svg::wrapped(&format!("leg {}: {}", track.name, track.about), room / HEADING_LETTER);
    }
    let below_title = 50.0 + (titles.len() - 1) as f64 * svg::TITLE_ROW;
    let head = HEAD + below_title - 50.0 + (under.len() - 1) as f64 * SUB_ROW;
    let mut out = svg::open(width, head + tracks.iter().map(Track::height).sum::<f64>(), &title);
    out.push_str(&svg::texts("title", &titles, Point { x: MARGIN, y: 30.0 }, svg::TITLE_ROW));
    out.push_str(&svg::texts("sub", &under, Point { x: MARGIN, y: below_title }, SUB_ROW));
    let mut top = head;
    for (track, at) in tracks.iter().zip(0..) {
        draw(&mut out, cx, track, at, top, scale, &shared);
        top += track.height();
    }
    Some(out + "</svg>\n")
}

impl Track {
    fn height(&self) -> f64 {
        self.above() + self.rows.len() as f64 * ROW + AXIS + GAP
    }

    /// Above its line.
    fn above(&self) -> f64 {
        HEADING + (self.heading.len() - 1) as f64 * SUB_ROW + NAMES
    }
}

#[derive(Clone, Copy)]
struct Scale {
    by: f64,
    /// Where the longest leg ends.
    end: f64,
}

impl Scale {
    fn x(self, km: f64) -> f64 {
        LEFT + km * self.by
    }
}

/// What stands under the title.
fn under(cx: &Cx<'_>, id: ServiceId, shared: &BTreeSet<Vertex>) -> String {
    let corridor = cx.corridor;
    let service = corridor.service(id);
    let mut parts = Vec::new();
    if let Some(ends) = service.ends {
        parts.push(format!("{} to {}", name(corridor, ends.from), name(corridor, ends.to)));
    }
    parts.extend(service.capacity.map(|capacity| capacity.to_string()));
    parts.extend(service.policy.map(|policy| format!("policy {}", cx.text(corridor.policy(policy).id))));
    if shared.is_empty() {
        parts.push("nothing is shared that must not be".to_owned());
    } else {
        let names: Vec<String> = shared.iter().take(SHOWN).map(|&thing| cx.name(thing)).collect();
        let more = shared.len().saturating_sub(SHOWN);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("in red, shared: {}{rest}", names.join(", ")));
    }
    parts.join(" \u{b7} ")
}

fn name<'a>(corridor: &Corridor<'a>, site: SiteId) -> &'a str {
    let declaration = corridor.declaration(corridor.site(site).id);
    declaration.name.unwrap_or(declaration.id)
}

fn track<'c>(
    cx: &'c Cx<'_>,
    id: LegId,
    shared: &BTreeSet<Vertex>,
    round_trips: &RoundTrips<'_, '_>,
    closures: &mut Closures<'c>,
) -> Option<Track> {
    let corridor = cx.corridor;
    let leg = corridor.leg(id);
    let start = corridor.service(leg.service).ends?.from;
    let (mut km, mut ms) = (0.0, 0.0);
    let mut is_assumed = false;
    let mut stretches = Vec::new();
    for hop in hops(corridor, &leg.over, start)? {
        let (length, delay, assumed) = match hop.over {
            Laid::Span(span) => {
                let length = length_of_span(corridor, span);
                let round_trip = round_trips.of_over(&vec![Some(Carrier::Span(span))]);
                (length.km, round_trip.ms / 2.0, length.is_assumed || length.is_straight)
            }
            Laid::Link(link) => {
                let ends = corridor.link(link).ends?;
                (straight(corridor, ends), round_trips.of_link(link).ms / 2.0, true)
            }
        };
        is_assumed |= assumed;
        stretches.push(Stretch {
            hop,
            from: km,
            to: km + length,
            before_ms: ms,
            after_ms: ms + delay,
            is_assumed: assumed,
        });
        km += length;
        ms += delay;
    }
    let whole = round_trips.of_over(&leg.over);
    let about = format!(
        "{}{} km, round trip {}{:.1} ms{}",
        if is_assumed { "about " } else { "" },
        thousands(km),
        if whole.is_least { "at least " } else { "" },
        whole.ms,
        if is_assumed { " (lengths that nobody gives are drawn hollow)" } else { "" }
    );
    let rows = rows(cx, &stretches, shared, closures);
    Some(Track { name: leg.name.to_owned(), hops: stretches, about, heading: vec![String::new()], rows })
}

fn thousands(km: f64) -> String {
    let whole = format!("{km:.0}");
    match whole.len() {
        len @ 4.. => format!("{}\u{202f}{}", &whole[..len - 3], &whole[len - 3..]),
        _ => whole,
    }
}

/// What is told beneath the line of a leg.
fn rows<'c>(cx: &'c Cx<'_>, stretches: &[Stretch], shared: &BTreeSet<Vertex>, closures: &mut Closures<'c>) -> Vec<Row> {
    let (corridor, graph) = (cx.corridor, cx.graph);
    let is_shared = |node: Node| shared.contains(&graph.vertex(node));
    let mut countries = Bars::default();
    let mut operators = Bars::default();
    let mut cables = Bars::default();
    let mut ways = Bars::default();
    let mut risks: Vec<(Vertex, f64, f64)> = Vec::new();
    for stretch in stretches {
        let (from, to) = (stretch.from, stretch.to);
        let (codes, code_shared) = countries_of(cx, &stretch.hop, shared);
        countries.push(from, to, codes, if code_shared { "shared" } else { "plain" });
        let parties = stretch.hop.parties(corridor);
        let names: Vec<&str> = parties.iter().map(|&party| corridor.text(corridor.operator(party).id)).collect();
        let alarmed = parties.iter().any(|&party| is_shared(Node::Operator(party)));
        operators.push(from, to, names.join(", "), class(alarmed, !names.is_empty()));
        match stretch.hop.over {
            Laid::Span(id) => {
                let span = corridor.span(id);
                let alarmed = is_shared(Node::Span(id)) || is_shared(Node::Cable(span.cable));
                cables.push(from, to, corridor.text(corridor.cable(span.cable).id).to_owned(), class(alarmed, true));
                laid(corridor, id, stretch, &mut ways, &is_shared);
            }
            Laid::Link(id) => {
                let link = corridor.link(id);
                cables.push(
                    from,
                    to,
                    format!("{}, undisclosed", corridor.text(link.id)),
                    class(is_shared(Node::Link(id)), false),
                );
                ways.push(from, to, String::new(), "unknown");
            }
        }
        let vertex = match stretch.hop.over {
            Laid::Span(span) => graph.vertex(Node::Span(span)),
            Laid::Link(link) => graph.vertex(Node::Link(link)),
        };
        for reached in closures.of(&[vertex]).0 {
            if !matches!(graph.node(reached), Node::Risk(_)) {
                continue;
            }
            match risks.iter_mut().find(|(risk, _, end)| *risk == reached && *end >= from) {
                Some((_, _, end)) => *end = to,
                None => risks.push((reached, from, to)),
            }
        }
    }
    let mut rows = vec![
        Row { name: "country", bars: countries.0 },
        Row { name: "operator", bars: operators.0 },
        Row { name: "cable", bars: cables.0 },
        Row { name: "lies in", bars: ways.0 },
    ];
    // Risks side by side, each on the first row where there is room.
    let mut lanes: Vec<Vec<Bar>> = Vec::new();
    for (risk, from, to) in risks {
        let bar = Bar { from, to, text: cx.name(risk), class: class(shared.contains(&risk), true) };
        match lanes.iter_mut().find(|lane| lane.last().is_none_or(|last| last.to <= from)) {
            Some(lane) => lane.push(bar),
            None => lanes.push(vec![bar]),
        }
    }
    rows.extend(lanes.into_iter().enumerate().map(|(at, bars)| Row { name: if at == 0 { "risk" } else { "" }, bars }));
    rows
}

fn class(is_shared: bool, is_known: bool) -> &'static str {
    match (is_shared, is_known) {
        (true, _) => "shared",
        (false, true) => "plain",
        (false, false) => "unknown",
    }
}

/// Bars of one row: what follows with the same words is one with it.
#[derive(Default)]
struct Bars(Vec<Bar>);

impl Bars {
    fn push(&mut self, from: f64, to: f64, text: String, class: &'static str) {
        match self.0.last_mut() {
            Some(last) if last.text == text && last.class == class && last.to >= from => last.to = to,
            _ => self.0.push(Bar { from, to, text, class }),
        }
    }
}

/// The conduits of a span, each over its part of the length: named by their right-of-way where they have one.
fn laid(corridor: &Corridor<'_>, id: SpanId, stretch: &Stretch, ways: &mut Bars, is_shared: &dyn Fn(Node) -> bool) {
    let span = corridor.span(id);
    let conduits: Option<Vec<ConduitId>> = span.along.iter().copied().collect();
    let Some(mut conduits) = conduits.filter(|conduits| !conduits.is_empty()) else {
        ways.push(stretch.from, stretch.to, String::new(), "unknown");
        return;
    };
    if span.ends.is_some_and(|ends| ends.from != stretch.hop.from) {
        conduits.reverse();
    }
    let length = |conduit: &ConduitId| {
        let conduit = corridor.conduit(*conduit);
        let declared = conduit.length.map(|length| length.0);
        declared.or(conduit.ends.map(|ends| straight(corridor, ends))).unwrap_or(0.0).max(1e-6)
    };
    let all: f64 = conduits.iter().map(length).sum();
    let mut from = stretch.from;
    for conduit in conduits {
        let to = from + (stretch.to - stretch.from) * length(&conduit) / all;
        let lowered = corridor.conduit(conduit);
        let way = lowered.right_of_way;
        let alarmed = is_shared(Node::Conduit(conduit)) || way.is_some_and(|way| is_shared(Node::RightOfWay(way)));
        let named = way.map_or(lowered.id, |way| corridor.right_of_way(way).id);
        ways.push(from, to, corridor.text(named).to_owned(), class(alarmed, true));
        from = to;
    }
}

/// The countries of a hop in the order in which they are passed, and whether one of them is shared.
fn countries_of(cx: &Cx<'_>, hop: &Hop, shared: &BTreeSet<Vertex>) -> (String, bool) {
    let corridor = cx.corridor;
    let [from, to] = [hop.from, hop.to].map(|site| &corridor.site(site).countries);
    let passed = match hop.over {
        Laid::Span(span) => &corridor.span(span).countries[..],
        Laid::Link(_) => &[],
    };
    let both: Vec<_> = from.iter().filter(|code| to.contains(code)).copied().collect();
    let mut codes = if !both.is_empty() && passed.is_empty() {
        both
    } else {
        from.iter().chain(passed).chain(to).copied().collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::new();
    codes.retain(|code| seen.insert(*code));
    let is_shared =
        codes.iter().filter_map(|&code| cx.graph.country(corridor, code)).any(|code| shared.contains(&code));
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    (codes.join("\u{2013}"), is_shared)
}

fn draw(out: &mut String, cx: &Cx<'_>, track: &Track, at: usize, top: f64, scale: Scale, shared: &BTreeSet<Vertex>) {
    macro_rules! line {
        ($($arg:tt)*) => { writeln!(out, $($arg)*).expect("a string takes all") };
    }
    let class = svg::ink(Ink::Leg(at)).rsplit(' ').next().unwrap_or_default();
    let place = Point { x: MARGIN, y: top + 16.0 };
    out.push_str(&svg::texts(&format!("heading {class}"), &track.heading, place, SUB_ROW));
    let y = top + track.above();
    for stretch in &track.hops {
        stretch_of(out, cx, stretch, y, scale, shared);
    }
    sites(out, cx, track, y, scale, shared);
    let mut row_top = y + 14.0;
    for row in &track.rows {
        if !row.name.is_empty() {
            line!("<text class=\"row\" x=\"{:.1}\" y=\"{:.1}\">{}</text>", LEFT - 10.0, row_top + 12.5, row.name);
        }
        for bar in &row.bars {
            let (from, wide) = (scale.x(bar.from), ((bar.to - bar.from) * scale.by).max(1.0));
            let said = if bar.class == "unknown" && bar.text.is_empty() { "nobody tells" } else { &bar.text };
            let title = format!("{said}: km {:.0} to {:.0}", bar.from, bar.to);
            line!(
                "<rect class=\"bar {}\" x=\"{from:.1}\" y=\"{row_top:.1}\" width=\"{wide:.1}\" height=\"{:.1}\"><title>{}</title></rect>",
                bar.class,
                ROW - 3.0,
                xml::text(&title)
            );
            if let Some(text) = fitting(&bar.text, wide - 6.0) {
                let middle = from + wide / 2.0;
                line!(
                    "<text class=\"in {}\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>",
                    bar.class,
                    row_top + 12.0,
                    xml::text(&text)
                );
            }
        }
        row_top += ROW;
    }
    axis(out, track, row_top, scale);
}

/// As much of a text as has room; `None` where that would be too little to be told by.
fn fitting(text: &str, room: f64) -> Option<String> {
    let letters = (room / LETTER).floor().max(0.0) as usize;
    let count = text.chars().count();
    if count <= letters {
        return (count > 0).then(|| text.to_owned());
    }
    (letters >= 5).then(|| text.chars().take(letters - 1).chain(['\u{2026}']).collect())
}

fn stretch_of(out: &mut String, cx: &Cx<'_>, stretch: &Stretch, y: f64, scale: Scale, shared: &BTreeSet<Vertex>) {
    let (ink, what, vertex) = match stretch.hop.over {
        Laid::Span(id) => {
            let span = cx.corridor.span(id);
            let name = cx.corridor.name_of(crate::model::Thing::Span(id));
            (ink_of(span.medium), format!("{name}, {}", span.medium.word()), Node::Span(id))
        }
        Laid::Link(id) => {
            let name = cx.corridor.text(cx.corridor.link(id).id);
            (Ink::Faint, format!("{name}, undisclosed"), Node::Link(id))
        }
    };
    let ink = if shared.contains(&cx.graph.vertex(vertex)) { Ink::Alarm } else { ink };
    let class = svg::ink(ink);
    let (from, to) = (scale.x(stretch.from), scale.x(stretch.to));
    let km = stretch.to - stretch.from;
    let title = format!("{what}: {km:.0} km, {:.2} ms one way", stretch.after_ms - stretch.before_ms);
    let hollow = if stretch.is_assumed { " hollow" } else { "" };
    writeln!(
        out,
        "<path class=\"{class} run{hollow}\" d=\"M{from:.1} {y:.1}H{to:.1}\"><title>{}</title></path>",
        xml::text(&title)
    )
    .expect("a string takes all");
    if stretch.is_assumed {
        writeln!(out, "<path class=\"core\" d=\"M{:.1} {y:.1}H{:.1}\"/>", from + 2.0, (to - 2.0).max(from + 2.0))
            .expect("a string takes all");
    }
}

/// The sites along a leg, with their names aslant above.
fn sites(out: &mut String, cx: &Cx<'_>, track: &Track, y: f64, scale: Scale, shared: &BTreeSet<Vertex>) {
    let Some(first) = track.hops.first() else { return };
    let all = [(first.hop.from, 0.0, 0.0)].into_iter();
    let all: Vec<(SiteId, f64, f64)> =
        all.chain(track.hops.iter().map(|stretch| (stretch.hop.to, stretch.to, stretch.after_ms))).collect();
    let xs: Vec<f64> = all.iter().map(|(_, km, _)| scale.x(*km)).collect();
    let names = spread(&xs, APART, LEFT, scale.end + 18.0);
    for (((site, km, ms), x), name_x) in all.into_iter().zip(xs).zip(names) {
        let lowered = cx.corridor.site(site);
        let alarmed = shared.contains(&cx.graph.vertex(Node::Site(site)));
        let class = match shape_of(lowered.roles) {
            Shape::Hub => "hub",
            Shape::Pop => "pop",
            Shape::LandingStation => "landing",
            Shape::BorderCrossing => "border",
            Shape::Minor => "minor-place",
        };
        let alarm = if alarmed { " alarmed" } else { "" };
        let radius = if class == "minor-place" { 2.5 } else { 4.5 };
        let title = xml::text(&format!("{}: km {km:.0}, {ms:.2} ms", cx.text(lowered.id)));
        let (elbow, tip) = (y - 12.0, y - 17.0);
        let name: String = layout::lines(name(cx.corridor, site)).join(" ").chars().take(24).collect();
        let drawn = match class {
            "border" => {
                let r = radius + 1.0;
                format!("<path class=\"box\" d=\"M{x:.1} {:.1}l{r} {r}l-{r} {r}l-{r} -{r}Z\"/>", y - r)
            }
            "landing" => {
                let r = radius;
                format!("<path class=\"box\" d=\"M{:.1} {:.1}v-{r}l{r} -{r}l{r} {r}v{r}Z\"/>", x - r, y + r)
            }
            _ => format!("<circle class=\"box\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"),
        };
        writeln!(
            out,
            "<path class=\"leader\" d=\"M{x:.1} {:.1}V{elbow:.1}L{name_x:.1} {tip:.1}\"/><g class=\"{class}{alarm}\">{drawn}<title>{title}</title><text class=\"place\" transform=\"translate({:.1} {:.1}) rotate(-45)\">{}</text></g>",
            y - 5.0,
            name_x + 2.0,
            tip - 2.0,
            xml::text(&name)
        )
        .expect("a string takes all");
    }
}

/// Places on a line no nearer to each other than `apart`, in order, as near as may be to where they are wanted.
fn spread(wanted: &[f64], apart: f64, least: f64, most: f64) -> Vec<f64> {
    let apart = apart.min((most - least) / wanted.len().max(1) as f64);
    let mut places = wanted.to_vec();
    for at in 1..places.len() {
        places[at] = places[at].max(places[at - 1] + apart);
    }
    let mut ceiling = most;
    for place in places.iter_mut().rev() {
        *place = place.min(ceiling);
        ceiling = *place - apart;
    }
    places
}

/// Kilometres and milliseconds beneath a leg.
fn axis(out: &mut String, track: &Track, y: f64, scale: Scale) {
    let Some(last) = track.hops.last() else { return };
    let end = last.to;
    let step = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0]
        .into_iter()
        .find(|step| step * scale.by >= 84.0)
        .unwrap_or(20_000.0);
    writeln!(out, "<path class=\"axis\" d=\"M{:.1} {y:.1}H{:.1}\"/>", scale.x(0.0), scale.x(end))
        .expect("a string takes all");
    writeln!(out, "<text class=\"row\" x=\"{:.1}\" y=\"{:.1}\">km, ms one way</text>", LEFT - 10.0, y + 14.0)
        .expect("a string takes all");
    let count = (end / step).floor() as usize;
    for at in 0..=count {
        let km = at as f64 * step;
        let x = scale.x(km);
        let stretch = track.hops.iter().find(|stretch| stretch.to >= km).unwrap_or(last);
        let share = if stretch.to > stretch.from { (km - stretch.from) / (stretch.to - stretch.from) } else { 0.0 };
        let ms = stretch.before_ms + (stretch.after_ms - stretch.before_ms) * share;
        writeln!(
            out,
            "<path class=\"axis\" d=\"M{x:.1} {y:.1}v4\"/><text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{}, {ms:.1}</text>",
            if at == 0 { x + 12.0 } else { x },
            y + 15.0,
            thousands(km)
        )
        .expect("a string takes all");
    }
}
