//! The `corridor` command.

use std::process::ExitCode;

/// Much of a run is many small values made in several threads; this takes a quarter of its time off.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    corridor::cli::run()
}
