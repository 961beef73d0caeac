//! The program `flowctl`: joins the library to the process, its streams and its exit code.

use flowctl::Environment;
use std::io::{self, Write};
use std::process::ExitCode;

/// A check allocates millions of small values on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The text of a panic may quote the user's data, so only its place in our source is shown.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        let _ = writeln!(
            io::stderr(),
            "flowctl: internal error at {place} in version {version}; \
             please report this line and the command that you ran"
        );
    }));
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let code = match Environment::read() {
        Ok(environment) => flowctl::run(std::env::args_os(), environment, &mut out, &mut err),
        Err(error) => {
            let _ = writeln!(err, "error: the current folder cannot be read: {error}");
            flowctl::EXIT_USAGE
        }
    };
    let _ = out.flush();
    ExitCode::from(code)
}
