//! `corridor verify`.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::cli::{Exit, Failure, terminal};
use crate::proof::evidence::{self, Verified};
use crate::render::escaped;

#[derive(Args, Debug)]
pub(super) struct VerifyArgs {
    /// The file that `corridor check --evidence FILE` wrote
    file: PathBuf,
}

pub(super) fn run(args: &VerifyArgs) -> Result<Exit, Failure> {
    let name = args.file.display();
    let text = fs::read_to_string(&args.file).map_err(|error| Failure::new(format!("reading `{name}`: {error}")))?;
    let evidence = evidence::read(&text)
        .map_err(|error| Failure::new(format!("`{name}` is no evidence of version 1: {error}")))?;
    match evidence::verify(&evidence) {
        Ok(verified) => {
            terminal::write(&format!("verified: {}\n", words(&verified)))?;
            Ok(Exit::Clean)
        }
        Err(faults) => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("{}\n", escaped(fault))).collect();
            terminal::write(&lines.concat())?;
            let count = faults.len();
            let verdicts = if count == 1 { "1 verdict is".to_owned() } else { format!("{count} verdicts are") };
            terminal::note(&format!("{verdicts} not proven"));
            Ok(Exit::Denied)
        }
    }
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
