//! Watching files: what a run looked at, as it was before, and waiting until something of it is another.
//!
//! Paths are looked at again and again, which needs no service of the system and holds for every kind of disk.
//! Each was noted before it was read, so that no change is missed that happens while a run goes on.
#![expect(clippy::disallowed_methods, reason = "how long a look takes decides how often there is one")]

use crate::failure::count;
use crate::root;
use crate::session::Session;
use crate::{EXIT_OK, Failure};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How long it waits between two looks.
const PERIOD: Duration = Duration::from_millis(300);
/// How long nothing may change before a run: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(60);
/// How often that is waited for, where something is written all the time.
const MAX_QUIET: usize = 20;
/// A look may take this part of the time: a catalog of many files is looked at less often.
const PART_OF_TIME: u32 = 20;

/// Paths that a run looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    seen: Arc<Mutex<BTreeMap<PathBuf, Stamp>>>,
}

/// What a path was like.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stamp {
    /// There was nothing that could be read.
    Missing,
    /// A file.
    File { bytes: u64, modified: Option<SystemTime> },
    /// A folder, of which the names of its catalogs count.
    Folder(Vec<OsString>),
}

impl Stamp {
    fn of(path: &Path) -> Stamp {
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => {
                let entries = fs::read_dir(path).into_iter().flatten().flatten();
                let names = entries.map(|entry: DirEntry| entry.file_name());
                let mut names: Vec<OsString> =
                    names.filter(|name| root::is_catalog(&name.to_string_lossy())).collect();
                names.sort();
                Stamp::Folder(names)
            }
            Ok(about) => Stamp::File { bytes: about.len(), modified: about.modified().ok() },
            Err(_) => Stamp::Missing,
        }
    }
}

impl Watch {
    fn seen(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Stamp>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a path that is about to be looked at. What it was like at first counts.
    pub(crate) fn note(&self, path: &Path) {
        let mut seen = self.seen();
        if !seen.contains_key(path) {
            seen.insert(path.to_owned(), Stamp::of(path));
        }
    }

    /// Waits until paths are not as they were, and returns those.
    fn wait(&self) -> Vec<PathBuf> {
        let seen = self.seen().clone();
        let mut pause = PERIOD;
        loop {
            thread::sleep(pause);
            let begin = Instant::now();
            if changed(&seen).is_empty() {
                pause = PERIOD.max(begin.elapsed() * PART_OF_TIME);
                continue;
            }
            settle(&seen);
            // What was moved away and back again is as it was.
            let changed = changed(&seen);
            if !changed.is_empty() {
                return changed;
            }
        }
    }
}

/// The paths that are not as they were.
fn changed(seen: &BTreeMap<PathBuf, Stamp>) -> Vec<PathBuf> {
    let changed = seen.iter().filter(|(path, stamp)| Stamp::of(path) != **stamp);
    changed.map(|(path, _)| path.clone()).collect()
}

/// Waits until nothing is written any more.
fn settle(seen: &BTreeMap<PathBuf, Stamp>) {
    let now = || seen.keys().map(|path| Stamp::of(path)).collect::<Vec<_>>();
    let mut before = now();
    for _ in 0..MAX_QUIET {
        thread::sleep(QUIET);
        let after = now();
        if after == before {
            return;
        }
        before = after;
    }
}

/// Does some work, and does it again whenever a path that it looked at has changed.
///
/// A failure of the work is printed and no end. The end is that of the process, or that nobody reads standard output
/// any more.
///
/// # Errors
/// A stream cannot be written to.
pub(crate) fn repeat(
    session: &mut Session<'_>,
    work: &mut dyn FnMut(&mut Session<'_>) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    for run in 2_u64.. {
        let watch = Watch::default();
        session.watch = Some(watch.clone());
        if let Err(failure) = work(session) {
            failure.print(session.err)?;
        }
        session.out.flush()?;
        if session.out.is_closed() {
            break;
        }
        let paths = count(watch.seen().len(), "path");
        session.remark(&format!("watching {paths}; Ctrl-C ends it"))?;
        let changed = watch.wait();
        let shown = changed.first().map(|path| root::relative(&session.environment.folder, path));
        let others = match changed.len() {
            0 | 1 => String::new(),
            all => format!(" and {} more", all - 1),
        };
        let shown = shown.unwrap_or_default();
        session.remark(&format!("\n--- run {run}: `{shown}`{others} changed ---"))?;
    }
    Ok(EXIT_OK)
}

#[cfg(test)]
mod tests {
    use super::{Watch, changed};
    use std::fs;

    #[test]
    fn a_path_is_another_one_if_it_appears_grows_or_goes() {
        let here = tempfile::tempdir().unwrap();
        let (file, missing) = (here.path().join("a.schema.yaml"), here.path().join("b.yaml"));
        fs::write(&file, "a").unwrap();
        let watch = Watch::default();
        for path in [&file, &missing, &here.path().to_owned()] {
            watch.note(path);
        }
        let now = || changed(&watch.seen());
        assert!(now().is_empty());
        // A folder is what its catalogs are, and no file that an editor puts beside them.
        fs::write(here.path().join(".a.swp"), "").unwrap();
        assert!(now().is_empty());
        fs::write(&missing, "b").unwrap();
        fs::write(&file, "aa").unwrap();
        assert_eq!(now(), [file.clone(), missing.clone()]);
        // What was noted first counts.
        watch.note(&file);
        assert_eq!(now(), [file.clone(), missing.clone()]);
        fs::remove_file(&missing).unwrap();
        fs::write(here.path().join("c.flow.yaml"), "").unwrap();
        assert_eq!(now(), [here.path().to_owned(), file]);
    }
}
