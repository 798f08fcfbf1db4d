//! What a long run is at, on the last line of the terminal; gone before anything else is written.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Shorter runs show nothing.
const SILENT: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(200);

static LINE: Mutex<Option<Line>> = Mutex::new(None);

struct Line {
    started: Instant,
    phase: &'static str,
    is_drawn: bool,
}

/// Says what is being done from now on, where standard error is a terminal and the run takes longer than a second.
pub(super) fn phase(phase: &'static str) {
    if !io::stderr().is_terminal() {
        return;
    }
    let mut line = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(line) = &mut *line {
        line.phase = phase;
    } else {
        *line = Some(Line { started: Instant::now(), phase, is_drawn: false });
        thread::spawn(draw);
    }
}

/// Ends it: the line is empty again.
pub(super) fn end() {
    let line = LINE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if line.is_some_and(|line| line.is_drawn) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

/// Draws the line until it is ended.
fn draw() {
    thread::sleep(SILENT);
    loop {
        if let Some(line) = &mut *LINE.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = write!(io::stderr(), "\r\x1b[K{} … {} s", line.phase, line.started.elapsed().as_secs());
            line.is_drawn = true;
        } else {
            return;
        }
        thread::sleep(TICK);
    }
}
