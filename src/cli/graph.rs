//! `corridor graph`.

use clap::{Args, ValueEnum};

use crate::cli::session::{Loaded, Session};
use crate::cli::terminal;
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::emit::{dot, picture};
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
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For Graphviz: `dot -Tsvg`
    Dot,
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
}

pub(super) fn run(args: &GraphArgs) -> Result<Exit, Failure> {
    let loaded = Loaded::new(&args.folder)?;
    loaded.with(&args.dates, |session| {
        let corridor = session.corridor;
        let drawn = match args.view {
            View::Map => picture::map(corridor),
            View::Plant => picture::plant(corridor),
            View::Service => {
                let service = ServiceId(subject(&session, args, Kind::Service)?);
                let cx = Cx::new(session.texts, corridor, session.graph, session.today, session.as_of);
                picture::service(corridor, session.graph, cx.verdicts(), service)
            }
            View::Risk => picture::risk(corridor, session.graph, RiskId(subject(&session, args, Kind::Risk)?)),
        };
        if drawn.nodes.is_empty() {
            terminal::complain("nothing to draw: no span joins two sites here");
            return Ok(Exit::Nothing);
        }
        let text = match args.format {
            Format::Dot => dot::render(&drawn),
        };
        terminal::write(&text)?;
        if !session.found.is_empty() {
            terminal::note("some declarations have findings and may be missing here: run `corridor check`");
        }
        Ok(Exit::Clean)
    })
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
