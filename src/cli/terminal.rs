//! What is written where: results to standard output, all else to standard error.

use std::io::{self, IsTerminal, Write};

use crate::cli::{Colour, Failure, progress};
use crate::model::Date;
use crate::render::tamed;

/// The terminal, or the pipe in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    pub colour: bool,
    /// Columns; 80 where there is no terminal to ask.
    pub width: usize,
}

impl Terminal {
    /// Columns of a text in a file.
    pub const FILE_WIDTH: usize = 80;

    pub fn new(colour: Colour) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let tty = io::stdout().is_terminal();
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => tty && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let width = if tty { measured.or(asked) } else { asked };
        Self { colour, width: width.unwrap_or(Self::FILE_WIDTH).clamp(40, 120) }
    }
}

/// Writes a result for people, in which nothing is a command of a CI runner.
pub(super) fn write(text: &str) -> Result<(), Failure> {
    write_exact(&tamed(text))
}

/// Writes a result for programs, to the byte. A reader that has gone is no failure.
pub(super) fn write_exact(text: &str) -> Result<(), Failure> {
    write_with(|out| out.write_all(text.as_bytes()))
}

/// The same of a result that is written in pieces.
pub(super) fn write_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    progress::end();
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("writing the result: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something beside the result.
pub(super) fn note(text: &str) {
    progress::end();
    let _ = writeln!(io::stderr(), "{}", tamed(text));
}

/// Says what could not be done.
pub(super) fn complain(text: &str) {
    progress::end();
    let _ = writeln!(io::stderr(), "{}", tamed(&format!("corridor: {text}")));
}

/// Today, in UTC.
pub(super) fn today() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::from_days((seconds / 86_400) as i64).expect("the clock shows a year that has four digits")
}
