//! `corridor completions` and `corridor man`: what shells and `man` are told of the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::terminal;
use crate::cli::{Cli, Exit, Failure};

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "corridor", &mut out);
    terminal::write_exact(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Clean)
}

/// The page of the command itself, then one section for each of its commands.
pub(super) fn manual() -> Result<Exit, Failure> {
    let command = Cli::command();
    let failed = |error: std::io::Error| Failure::new(format!("writing the manual page: {error}"));
    let mut out = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut out).map_err(failed)?;
    let mut command = command;
    command.build();
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        let man = clap_mangen::Man::new(part.clone().display_name(format!("corridor {}", part.get_name())));
        let mut section = Vec::new();
        man.render_synopsis_section(&mut section).map_err(failed)?;
        man.render_description_section(&mut section).map_err(failed)?;
        man.render_options_section(&mut section).map_err(failed)?;
        man.render_extra_section(&mut section).map_err(failed)?;
        // Sections of a command become subsections of its own one.
        let section = String::from_utf8_lossy(&section).replace("\n.SH ", "\n.SS ");
        let section = section.strip_prefix(".SH ").map_or(section.clone(), |rest| format!(".SS {rest}"));
        out.extend(format!(".SH \"CORRIDOR {}\"\n{section}", part.get_name().to_uppercase()).bytes());
    }
    terminal::write_exact(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Clean)
}
