//! `corridor graph`.

use clap::{Args, ValueEnum};

use crate::cli::session::{Loaded, Session};
use crate::cli::terminal;
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::emit::picture::{self, d2, dot, geojson, mermaid, strip, svg};
use crate::model::{RiskId, ServiceId};
use crate::rules::Cx;
use crate::schema::Kind;

#[derive(Args, Debug)]
pub(super) struct GraphArgs {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    /// How to write the picture
    #[arg(long, value_enum, default_value_t = Format::Dot, value_name = "FORMAT")]
    format: Format,
    /// What to show
    #[arg(long, value_enum, default_value_t = View::Map, value_name = "VIEW")]
    view: View,
    /// The service or the risk that the view is of
    #[arg(long, value_name = "ID")]
    on: Option<String>,
    /// How wide the picture may be, in pixels: what has no room goes on below; for SVG and DOT
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(400..=20_000))]
    width: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For Graphviz: `dot -Tsvg`
    Dot,
    /// For a browser or a document, light and dark
    Svg,
    /// A flowchart for Mermaid, as GitHub and GitLab draw it
    Mermaid,
    /// For D2
    D2,
    /// For maps: each thing where it lies
    Geojson,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum View {
    /// Sites and cables, countries as bands
    Map,
    /// Conduits in place of cables
    Plant,
    /// The legs of a service, and what they share
    Service,
    /// What is exposed to a risk
    Risk,
    /// The legs of a service along their kilometres: whose they are, where they lie, what may strike them; SVG only
    Strip,
}

pub(super) fn run(args: &GraphArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    loaded.with(&args.dates, |session| {
        let corridor = session.corridor;
        let cx = || Cx::new(session.texts, corridor, session.graph, session.today, session.as_of);
        if args.view == View::Strip {
            return strip(&session, args, &cx());
        }
        if args.width.is_some() && !matches!(args.format, Format::Svg | Format::Dot) {
            return Err(Failure::new(
                "who draws the picture lays it out: `--width` goes with `svg` and `dot`".to_owned(),
            ));
        }
        if args.on.is_some() && matches!(args.view, View::Map | View::Plant) {
            return Err(Failure::new("`--on` goes with the views `service`, `risk` and `strip`".to_owned()));
        }
        let page = args.width.map(svg::within);
        let drawn = match args.view {
            View::Strip => unreachable!("it is drawn above"),
            View::Map => picture::map(corridor, page),
            View::Plant => picture::plant(corridor, page),
            View::Service => {
                let service = ServiceId(subject(&session, args, Kind::Service)?);
                picture::service(corridor, session.graph, cx().verdicts(), service, page)
            }
            View::Risk => picture::risk(corridor, session.graph, RiskId(subject(&session, args, Kind::Risk)?), page),
        };
        if drawn.nodes.is_empty() {
            terminal::complain(match args.view {
                View::Map | View::Strip => "nothing to draw: no span joins two sites here",
                View::Plant => "nothing to draw: no conduit joins two sites here",
                View::Service => "nothing to draw: the service has no leg over anything",
                View::Risk => "nothing to draw: nothing is exposed to the risk",
            });
            return Ok(Exit::Nothing);
        }
        let text = match args.format {
            Format::Dot => dot::render(&drawn),
            Format::Svg => svg::render(&drawn),
            Format::Mermaid => mermaid::render(&drawn),
            Format::D2 => d2::render(&drawn),
            Format::Geojson => geojson::render(corridor, &drawn),
        };
        terminal::write_exact(&text)?;
        note_findings(&session);
        Ok(Exit::Clean)
    })
}

fn note_findings(session: &Session<'_>) {
    if !session.found.is_empty() {
        terminal::note("some declarations have findings and may be missing here: run `corridor check`");
    }
}

fn strip(session: &Session<'_>, args: &GraphArgs, cx: &Cx<'_>) -> Result<Exit, Failure> {
    if !matches!(args.format, Format::Svg) {
        return Err(Failure::new("a strip chart is drawn as SVG alone: say `--format svg`".to_owned()));
    }
    let service = ServiceId(subject(session, args, Kind::Service)?);
    let Some(text) = strip::render(cx, service, args.width.unwrap_or(strip::WIDTH)) else {
        terminal::complain("nothing to draw: no leg leads from one end to the other");
        return Ok(Exit::Nothing);
    };
    terminal::write_exact(&text)?;
    note_findings(session);
    Ok(Exit::Clean)
}

/// The index of the thing that the view is of; the only one of its kind where none is named.
fn subject(session: &Session<'_>, args: &GraphArgs, kind: Kind) -> Result<u32, Failure> {
    let of_kind = || session.corridor.declarations.iter().filter(move |declaration| declaration.kind == kind);
    let Some(id) = &args.on else {
        let mut all = of_kind();
        return match (all.next().and_then(|only| only.index), all.next()) {
            (Some(index), None) => Ok(index),
            _ => {
                Err(Failure::new(format!("say which {0} with `--on ID`; `corridor list {0}` lists them", kind.name())))
            }
        };
    };
    session.index_of(kind, id)
}
