//! `corridor import`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::edits::{self, Dry};
use crate::cli::session::{Loaded, Session};
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Dates, Exit, Failure, Folder};
use crate::diagnostic::Level;
use crate::edit::{Splices, format, put_field};
use crate::emit::{BACK, fibres_of};
use crate::import::{Answer, gnpy_results};
use crate::model::{ChannelId, Corridor, Db};
use crate::render::{Report, escaped, human};
use crate::rules::{self, Cx};
use crate::source::SourceFile;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    /// What the file is
    #[arg(value_enum, value_name = "FORMAT")]
    format: Format,
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    dates: Dates,
    #[command(flatten)]
    dry: Dry,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// What `gnpy-path-request -o` wrote: the GSNR of each channel
    GnpyResults,
}

/// The rule that judges what was brought back.
const RULE: &str = "gsnr-too-low";

/// The fields of a channel beside which a person would write it.
const BEHIND: [&str; 4] = ["slot", "capacity", "modulation", "required-gsnr"];

pub(super) fn run(args: &ImportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let Format::GnpyResults = args.format;
    let name = args.file.display();
    let text = fs::read_to_string(&args.file).map_err(|error| Failure::new(format!("reading `{name}`: {error}")))?;
    let answers = gnpy_results(&text).map_err(|error| Failure::new(format!("`{name}` is not taken: {error}")))?;
    let before = Loaded::new(&args.folder)?;
    let taken = before.with(&args.dates, |session| Ok(taken(&session, &answers)))?;
    let now = restyled(&before, &before.edited(&taken.splices));
    let denied = judged(&now, args, terminal, &taken.channels)?;
    let exit = edits::replace(&before, &now, args.dry)?;
    if !args.dry.is_dry() {
        terminal::write(&taken.lines.concat())?;
    }
    taken.blocked.iter().for_each(|said| terminal::note(said));
    taken.refused.iter().for_each(|refusal| terminal::complain(refusal));
    let count = |n: usize| if n == 1 { "1 channel".to_owned() } else { format!("{n} channels") };
    let changed = if args.dry.is_dry() { "to change" } else { "changed" };
    let note = format!("{}, {} {changed}", count(taken.channels.len()), taken.lines.len());
    let legs = match taken.legs {
        0 => String::new(),
        1 => "; what it says of 1 leg is not kept: GSNR belongs to channels".to_owned(),
        legs => format!("; what it says of {legs} legs is not kept: GSNR belongs to channels"),
    };
    terminal::note(&(note + &legs));
    Ok(if denied || !taken.refused.is_empty() { Exit::Denied } else { exit })
}

/// What is made of the answers.
#[derive(Default)]
struct Taken {
    splices: Splices,
    /// Each channel that has a figure now, and the figure.
    channels: BTreeMap<String, Db>,
    /// What changed, a line each.
    lines: Vec<String>,
    /// Answers that do not fit what is declared, a sentence each.
    refused: Vec<String>,
    /// What it says beside a figure, a sentence each.
    blocked: Vec<String>,
    legs: usize,
}

fn taken(session: &Session<'_>, answers: &[Answer]) -> Taken {
    let corridor = session.corridor;
    let named = corridor.channels.iter().zip(0..).map(|(channel, at)| (corridor.text(channel.id), ChannelId(at)));
    let named: BTreeMap<&str, ChannelId> = named.collect();
    let mut taken = Taken::default();
    // Of each channel what is answered of the way there and of the way back, in the order of the file.
    let mut order: Vec<&str> = Vec::new();
    let mut ways: BTreeMap<&str, [Option<&Answer>; 2]> = BTreeMap::new();
    for answer in answers {
        if answer.request.contains(':') {
            taken.legs += 1;
            continue;
        }
        let (id, way) = answer.request.strip_suffix(BACK).map_or((answer.request.as_str(), 0), |id| (id, 1));
        let of = ways.entry(id).or_insert_with(|| {
            order.push(id);
            [None; 2]
        });
        if of[way].is_some() {
            taken.refused.push(format!("`{}` is answered more than once: the first answer counts", escaped(id)));
        } else {
            of[way] = Some(answer);
        }
    }
    for id in order {
        let name = escaped(id);
        let found = named.get(id).ok_or_else(|| {
            let hint = if session.found.is_empty() { "" } else { ", or it has findings: `corridor check` tells them" };
            format!("no channel of that id is declared{hint}")
        });
        match found.and_then(|&channel| Ok((channel, figure(corridor, channel, &ways[id])?))) {
            Ok((channel, gsnr)) => take(session, channel, gsnr, &mut taken),
            Err(why) => taken.refused.push(format!("`{name}` is left as it is: {why}")),
        }
        taken.blocked.extend(ways[id].iter().flatten().filter_map(|answer| {
            // Which slots are free is ours to know.
            let word =
                answer.blocked.as_deref().filter(|word| answer.gsnr.is_some() && !word.ends_with("_SPECTRUM"))?;
            Some(format!("GNPy says of `{}`: `{}`", escaped(&answer.request), escaped(word)))
        }));
    }
    for list in taken.splices.values_mut() {
        list.sort_by_key(|(span, _)| *span);
    }
    taken
}

/// The GSNR of a channel by the answers of both ways; else why it is not taken.
fn figure(corridor: &Corridor<'_>, channel: ChannelId, ways: &[Option<&Answer>; 2]) -> Result<Db, String> {
    let declared = fibres_of(corridor, channel)?;
    let mut least = f64::INFINITY;
    for (answer, declared) in ways.iter().zip(&declared) {
        let Some(answer) = answer else { continue };
        let Some(gsnr) = answer.gsnr else {
            let why = answer.blocked.as_deref().map_or_else(String::new, |word| format!(", `{}`", escaped(word)));
            return Err(format!("GNPy computed no GSNR for it{why}"));
        };
        least = least.min(gsnr);
        // A plan of another network names no fibre of ours: what it passed is not known.
        if answer.fibres.is_empty() || answer.fibres == *declared {
            continue;
        }
        let mut pairs = answer.fibres.iter().zip(declared);
        let differs = match pairs.find(|(planned, declared)| planned != declared) {
            Some((planned, declared)) => format!("over `{}`, where it leads over `{declared}` now", escaped(planned)),
            None => format!("over {} fibres, where it leads over {} now", answer.fibres.len(), declared.len()),
        };
        return Err(format!("it was planned {differs}: generate and plan again"));
    }
    Ok(Db(least))
}

fn take(session: &Session<'_>, channel: ChannelId, gsnr: Db, taken: &mut Taken) {
    let channel = session.corridor.channel(channel);
    let declaration = session.corridor.declaration(channel.id);
    let id = declaration.id.to_owned();
    if channel.gsnr != Some(gsnr) {
        let value = format!("(dB){}", gsnr.0);
        let Some(splice) = put_field(session.texts, declaration.file, declaration.node, ["gsnr", &value], &BEHIND)
        else {
            taken.refused.push(format!("`{id}` is left as it is: it has no block to put `gsnr` into"));
            return;
        };
        taken.splices.entry(declaration.file).or_default().push(splice);
        let was = channel.gsnr.map_or_else(String::new, |was| format!(", was {was}"));
        taken.lines.push(format!("{id}: {gsnr}{was}\n"));
    }
    taken.channels.insert(id, gsnr);
}

/// Files that were in the one style are so after the edit.
fn restyled(before: &Loaded, now: &Loaded) -> Loaded {
    let pairs = before.sources.iter().zip(now.sources.iter());
    let files = pairs.map(|((_, old), (_, new))| {
        let had_style = old.text != new.text && format(&old.text).is_ok_and(|text| text == old.text);
        let text = had_style.then(|| format(&new.text).ok()).flatten();
        text.map_or_else(|| new.clone(), |text| SourceFile::new(new.path.clone(), text))
    });
    now.of(files.collect())
}

/// Shows the channels that do not work with what was brought back; whether one of them denies the corridor.
fn judged(
    now: &Loaded,
    args: &ImportArgs,
    terminal: &Terminal,
    channels: &BTreeMap<String, Db>,
) -> Result<bool, Failure> {
    now.with(&args.dates, |session| {
        let corridor = session.corridor;
        let reads = corridor.channels.iter().filter_map(|channel| Some((corridor.text(channel.id), channel.gsnr?)));
        let reads: BTreeMap<&str, Db> = reads.collect();
        if let Some((id, gsnr)) = channels.iter().find(|(id, gsnr)| reads.get(id.as_str()) != Some(gsnr)) {
            let put = format!("`gsnr` of `{id}` cannot be put in: write it by hand, `gsnr (dB){}`", gsnr.0);
            return Err(Failure::new(put));
        }
        let cx = Cx::new(session.texts, corridor, session.graph, session.today, session.as_of);
        let mut findings = rules::check(&cx, session.found);
        findings.retain(|finding| finding.rule == RULE && finding.waived_by.is_none());
        if findings.is_empty() {
            return Ok(false);
        }
        let report = Report {
            sources: session.texts.sources,
            findings: &findings,
            declarations: corridor.declarations.len(),
            below: "",
            fails: Level::Deny,
        };
        let style = human::Style { colour: terminal.colour, width: terminal.width, prefix: now.prefix.clone() };
        terminal::write(&human::findings(&report, &style))?;
        Ok(findings.iter().any(|finding| finding.level == Level::Deny))
    })
}
