//! A process that runs lambdas: it is asked by a line, and answers with one. Its environment is empty, it works in a
//! folder of its own, and it is ended when it takes too long or says too much.
#![expect(
    clippy::disallowed_methods,
    reason = "this module starts the processes of lambdas and takes their time"
)]

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child as Process, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How long an answer may be.
const ANSWER: u64 = 256 << 20;

/// How much of what it says beside answers is kept.
const SAID: usize = 16 << 10;

/// A process that answers.
pub(crate) struct Child {
    process: Process,
    input: ChildStdin,
    answers: Receiver<io::Result<Vec<u8>>>,
    said: Arc<Mutex<Vec<u8>>>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Gone {
    /// The process has ended.
    Ended {
        /// How.
        how: String,
        /// What it said last.
        said: String,
    },
    /// It took too long.
    Silent,
    /// Its answer is too long.
    Flooded,
}

impl Gone {
    /// A process that said nothing.
    pub(crate) fn ended(how: &impl ToString) -> Gone {
        Gone::Ended { how: how.to_string(), said: String::new() }
    }
}

impl Child {
    /// Starts a program in a folder. `search` is where it finds other programs.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&OsStr],
        folder: &Path,
        search: &OsString,
    ) -> io::Result<Child> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder);
        command.env_clear().env("PATH", search).env("HOME", folder).env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn()?;
        let (Some(input), Some(output), Some(errors)) =
            (process.stdin.take(), process.stdout.take(), process.stderr.take())
        else {
            return Err(io::Error::other("its streams cannot be reached"));
        };
        let (send, answers) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                let read = output.by_ref().take(ANSWER).read_until(b'\n', &mut line);
                match read {
                    Ok(0) => return,
                    Ok(_) if send.send(Ok(line)).is_ok() => {}
                    Ok(_) => return,
                    // Nobody waits for an error any more where that cannot be said.
                    Err(error) => return drop(send.send(Err(error))),
                }
            }
        });
        let said = Arc::new(Mutex::new(Vec::new()));
        let keep = said.clone();
        thread::spawn(move || {
            let mut errors = errors;
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = errors.read(&mut buffer) {
                let Ok(mut said) = keep.lock() else { return };
                said.extend(buffer.get(..length).unwrap_or_default());
                let surplus = said.len().saturating_sub(SAID);
                said.drain(..surplus);
            }
        });
        Ok(Child { process, input, answers, said })
    }

    /// Asks, and waits for a line.
    pub(crate) fn ask(&mut self, request: &[u8], time: Duration) -> Result<Vec<u8>, Gone> {
        let written = self.input.write_all(request).and_then(|()| self.input.flush());
        match written {
            Ok(()) => self.wait(time),
            Err(_) => Err(self.ended()),
        }
    }

    /// Waits for a line.
    pub(crate) fn wait(&mut self, time: Duration) -> Result<Vec<u8>, Gone> {
        match self.answers.recv_timeout(time) {
            Ok(Ok(line)) if line.ends_with(b"\n") => Ok(line),
            Ok(Ok(line)) if u64::try_from(line.len()).unwrap_or(u64::MAX) >= ANSWER => Err(Gone::Flooded),
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
            Err(RecvTimeoutError::Timeout) => Err(Gone::Silent),
        }
    }

    fn ended(&mut self) -> Gone {
        // It may still be about to end: what it says last is waited for.
        let status = (0..200).find_map(|_| {
            let status = self.process.try_wait().ok().flatten();
            if status.is_none() {
                thread::sleep(Duration::from_millis(5));
            }
            status
        });
        let status = status.map_or_else(|| "it closed its output".to_owned(), |status| status.to_string());
        let said = self.said.lock().map(|said| String::from_utf8_lossy(&said).into_owned());
        Gone::Ended { how: status, said: said.unwrap_or_default() }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Where it has ended already, there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
