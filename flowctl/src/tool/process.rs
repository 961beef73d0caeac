//! Runs a program: with an environment that holds nothing but where programs are, and limits of time and size.
#![expect(
    clippy::disallowed_methods,
    reason = "this module is where programs are run, and their time is taken"
)]

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take.
const TIME: Duration = Duration::from_secs(600);
/// How much it may say.
const OUTPUT: u64 = 64 << 20;

/// What a program said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) success: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a program that installs packages, with the user's own environment: it knows registries and proxies. What would
/// have Node load other code is left out.
pub(crate) fn install(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    search: OsString,
) -> io::Result<Ran> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("PATH", search).env_remove("NODE_OPTIONS");
    finish(command)
}

/// Runs a program in a folder. `home` is where it may keep what it keeps.
pub(crate) fn run(
    program: &Path,
    arguments: &[&str],
    folder: &Path,
    search: OsString,
    home: &Path,
) -> io::Result<Ran> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env_clear().env("PATH", search).env("HOME", home);
    command.env("LC_ALL", "C.UTF-8");
    if cfg!(windows) {
        command.envs(std::env::vars_os().filter(|(name, _)| name == "SystemRoot"));
    }
    finish(command)
}

fn finish(mut command: Command) -> io::Result<Ran> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let reader = |stream: Option<Box<dyn Read + Send>>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stream.map(|stream| stream.take(OUTPUT).read_to_end(&mut bytes));
            read.unwrap_or(Ok(0)).map(|_| String::from_utf8_lossy(&bytes).into_owned())
        })
    };
    let out = reader(child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>));
    let err = reader(child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>));
    let end = Instant::now() + TIME;
    let mut pause = Duration::from_millis(1);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > end {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(ErrorKind::TimedOut, "it took more than ten minutes"));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let text = |reader: thread::JoinHandle<io::Result<String>>| {
        reader.join().unwrap_or_else(|_| Err(io::Error::other("its output could not be read")))
    };
    Ok(Ran { success: status.success(), out: text(out)?, err: text(err)? })
}
