//! `corridor verify`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{Exit, Failure, terminal};
use crate::proof::evidence::{self, Unread, Verified};
use crate::render::escaped;

#[derive(Args, Debug)]
pub(super) struct VerifyArgs {
    /// The file that `corridor check --evidence FILE` wrote
    file: PathBuf,
}

pub(super) fn run(args: &VerifyArgs) -> Result<Exit, Failure> {
    let name = args.file.display();
    let text = text(&args.file).map_err(|error| Failure::new(format!("reading `{name}`: {error}")))?;
    let evidence = match evidence::read(&text) {
        Ok(evidence) => evidence,
        Err(Unread::Foreign(error)) => {
            return Err(Failure::new(format!("`{name}` is not evidence of version 1: {error}")));
        }
        Err(Unread::Malformed(error)) => {
            terminal::write(&format!("{}\n", escaped(&error)))?;
            terminal::note("the file is not of the form of evidence");
            return Ok(Exit::Denied);
        }
    };
    match evidence::verify(&evidence) {
        Ok(verified) => {
            terminal::write(&format!("consistent; not compared with declarations: {}\n", words(&verified)))?;
            Ok(Exit::Clean)
        }
        Err(faults) => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("{}\n", escaped(fault))).collect();
            terminal::write(&lines.concat())?;
            let count = faults.len();
            let faults = if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") };
            terminal::note(&format!("{faults}: the evidence does not prove its verdicts"));
            Ok(Exit::Denied)
        }
    }
}

/// The text of a file of evidence, which is not read without end.
fn text(path: &Path) -> io::Result<String> {
    const MOST_BYTES: u64 = 256 << 20;
    let mut text = String::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("it is larger than {MOST_BYTES} bytes")));
    }
    Ok(text)
}

fn words(verified: &Verified) -> String {
    let counted = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    [
        counted(verified.pairs, "verdict on a pair of legs", "verdicts on pairs of legs"),
        counted(verified.separations, "separation", "separations"),
        counted(verified.availabilities, "availability", "availabilities"),
        counted(verified.demands, "demand", "demands"),
    ]
    .join(", ")
        + &format!(" with {}", counted(verified.proofs, "proof", "proofs"))
}
