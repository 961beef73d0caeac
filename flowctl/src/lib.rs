//! The command line of the catalog compiler: moves bytes between the machine and the compiler.
//!
//! | module | owns |
//! |---|---|
//! | [`Args`] | which commands and flags there are |
//! | [`Environment`] | what is read from the process's environment |
//! | `root`, [`Disk`] | which files are a catalog, and reading them |
//! | `cache` | trees of files that were parsed before |
//! | [`settings`] | `flowctl.toml` and the flags that add to it |
//! | `vendor` | documents of the network: fetching them, their folder and `flow.lock` |
//! | [`output`] | writing generated files, guarded by a manifest |
//! | [`render`] | findings as text for people and as JSON |
//! | `watch` | doing work again when files change |
//! | `contract` | running contract tests, and what they come to |
//! | `commands` | one file each |
//!
//! It knows nothing of catalogs: what they mean is in `compiler`, what they become is in `codegen`.

mod args;
mod cache;
mod commands;
mod contract;
mod disk;
mod environment;
mod failure;
pub mod output;
pub mod render;
mod root;
mod session;
pub mod settings;
mod stream;
mod tool;
mod vendor;
mod watch;
mod workers;

pub use args::Args;
pub use disk::Disk;
pub use environment::Environment;
pub use failure::Failure;

use clap::Parser;
use std::ffi::OsString;
use std::io::Write;
use stream::Stream;

/// Done, and the catalog has no errors.
pub const EXIT_OK: u8 = 0;
/// The catalog has errors, or what `--fail-on` names, or `--check` found that something would change.
pub const EXIT_FINDINGS: u8 = 1;
/// The command line, the configuration or the machine is at fault.
pub const EXIT_USAGE: u8 = 2;
/// What flowctl itself has generated is wrong.
pub const EXIT_INTERNAL: u8 = 101;

/// Runs one command line and returns the exit code.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    environment: Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let (mut out, mut err) = (Stream::new(out), Stream::new(err));
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => return commands::usage(&error, &environment, &mut out, &mut err),
    };
    match commands::run(args, environment, &mut out, &mut err) {
        Ok(code) => code,
        Err(failure) => {
            // Where standard error cannot be written to, nothing is left to report to.
            let _ = failure.print(&mut err);
            EXIT_USAGE
        }
    }
}
