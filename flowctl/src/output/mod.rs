//! Writes generated files into a folder, guarded by a manifest (`language.md` D8).
//!
//! What was edited by hand is not overwritten, what is unchanged is not touched, and what is stale is
//! removed. Every file appears whole, by renaming. A second manifest, which announces what will be written
//! and disappears when it is, keeps a run that was cut short from looking like edits by hand. Nothing waits for
//! the disk, for all of it can be had again: what a crash of the machine leaves empty is written again.
#![expect(clippy::disallowed_methods, reason = "this module is where files are written and removed")]

mod manifest;
mod state;

use crate::Failure;
use manifest::{Listing, Manifest};
use state::{is_folder, is_inside};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

pub(crate) use manifest::hash;
pub(crate) use state::{State, look};

/// The name of the manifest in the folder.
pub const MANIFEST: &str = "manifest.json";

/// The manifest of a run that has begun to write and has not ended.
const PENDING: &str = "manifest.pending.json";

/// How the names begin under which files are written before they are renamed; the process's number follows,
/// so that two runs do not write to one file.
const PARTIAL: &str = ".flowctl-partial";

/// What may be done to the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write, unless a file was edited by hand.
    Write,
    /// Write, over edited files too.
    Force,
    /// Write nothing, only find out what would change.
    Check,
}

/// What was done, or would be. Paths are those of the generated files, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files with new text.
    pub wrote: Vec<String>,
    /// How many files have their text already.
    pub unchanged: usize,
    /// Stale files that went.
    pub removed: Vec<String>,
    /// Stale files that stayed, because they were edited.
    pub kept: Vec<String>,
    /// Files that must not be overwritten. If there are any, nothing was written.
    pub edited: Vec<String>,
    /// Whether anything changed, the manifest included.
    pub changed: bool,
}

/// Writes generated files, by path and text, into a folder that messages call `shown`.
///
/// # Errors
/// The folder cannot be written to, holds links where files are to be, or has a manifest that names files
/// outside of it.
pub fn write<'f>(
    folder: &Path,
    shown: &str,
    files: impl Iterator<Item = (&'f str, &'f str)>,
    mode: Mode,
) -> Result<Report, Failure> {
    let files: BTreeMap<&str, &str> = files.collect();
    let refused = |path: &&&str| !is_inside(path) || [MANIFEST, PENDING].contains(*path);
    if let Some(path) = files.keys().find(refused) {
        return Err(Failure::new(format!("`{path}` cannot be the path of a generated file")));
    }
    let folder = existing(folder, shown)?;
    let old = listing(&folder, MANIFEST, shown, mode)?;
    let pending = listing(&folder, PENDING, shown, mode)?;
    let survey = Survey { folder: &folder, shown, mode, listings: [&old, &pending] };
    let mut report = Report::default();
    survey.generated(&files, &mut report)?;
    survey.stale(&files, &mut report)?;
    let manifest = Manifest::of(&files);
    let text = manifest.text();
    let unfinished = !matches!(pending, Listing::Absent);
    let idle = report.wrote.is_empty() && report.removed.is_empty() && report.edited.is_empty();
    report.changed = !idle || unfinished || !old.is(&text);
    if mode == Mode::Check || !report.changed || !report.edited.is_empty() {
        return Ok(report);
    }
    if unfinished {
        sweep(&folder, old.paths().chain(pending.paths()));
    }
    let announced = manifest.with(&pending).text();
    apply(&folder, &files, [&announced, &text], &report)
        .map_err(|(path, error)| failed(shown, &path, "written", &error))?;
    Ok(report)
}

/// What is in the folder, and which of it is ours.
struct Survey<'s> {
    folder: &'s Path,
    shown: &'s str,
    mode: Mode,
    listings: [&'s Listing; 2],
}

impl Survey<'_> {
    fn look(&self, path: &str) -> Result<State, Failure> {
        look(self.folder, path).map_err(|error| failed(self.shown, path, "read", &error))
    }

    /// Whether an earlier run, or one that was cut short, wrote the file of these bytes, or left it empty.
    fn is_ours(&self, path: &str, found: &[u8]) -> bool {
        let sum = hash(found);
        let mut listings = self.listings.iter();
        listings.any(|listing| listing.lists(path, &sum) || found.is_empty() && listing.names(path))
    }

    /// Finds out which generated files are to be written.
    fn generated(&self, files: &BTreeMap<&str, &str>, report: &mut Report) -> Result<(), Failure> {
        let force = self.mode == Mode::Force;
        for (name, listing) in [MANIFEST, PENDING].into_iter().zip(self.listings) {
            if !force && matches!(listing, Listing::Foreign) {
                report.edited.push(name.to_owned());
            }
        }
        for (path, text) in files {
            match self.look(path)? {
                State::Absent => report.wrote.push((*path).to_owned()),
                State::File(found) if found == text.as_bytes() => report.unchanged += 1,
                State::File(found) if force || self.is_ours(path, &found) => {
                    report.wrote.push((*path).to_owned());
                }
                State::File(_) => report.edited.push((*path).to_owned()),
                State::Blocked(place) => {
                    let shown = self.shown;
                    return Err(Failure::new(format!("`{shown}/{place}` is in the way of `{shown}/{path}`"))
                        .help("flowctl writes regular files in regular folders only; move it elsewhere"));
                }
            }
        }
        Ok(())
    }

    /// Finds out which files of earlier runs are not generated any more.
    fn stale(&self, files: &BTreeMap<&str, &str>, report: &mut Report) -> Result<(), Failure> {
        // On a file system that ignores case, a stale file may be a new one.
        let fresh: BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
        let listed: BTreeSet<&str> = self.listings.iter().flat_map(|listing| listing.paths()).collect();
        for path in listed.into_iter().filter(|path| !fresh.contains(&path.to_lowercase())) {
            match self.look(path)? {
                State::Absent => {}
                State::File(found) if self.is_ours(path, &found) => report.removed.push(path.to_owned()),
                State::File(_) | State::Blocked(_) => report.kept.push(path.to_owned()),
            }
        }
        Ok(())
    }
}

/// Carries a report out, between the manifest that announces it and the one that records it.
fn apply(
    folder: &Path,
    files: &BTreeMap<&str, &str>,
    [announced, manifest]: [&str; 2],
    report: &Report,
) -> Result<(), (String, io::Error)> {
    let at = |path: &str| {
        let path = path.to_owned();
        move |error| (path, error)
    };
    fs::create_dir_all(folder).map_err(at(""))?;
    let working = !(report.wrote.is_empty() && report.removed.is_empty());
    if working {
        replace(&folder.join(PENDING), announced.as_bytes()).map_err(at(PENDING))?;
    }
    let mut parents = BTreeSet::new();
    for path in &report.wrote {
        let text = files.get(path.as_str()).copied().unwrap_or_default();
        let file = folder.join(path);
        let parent = file.parent().unwrap_or(folder);
        // Many files share a folder.
        if parents.insert(parent.to_owned()) {
            fs::create_dir_all(parent).map_err(at(path))?;
        }
        replace_as(&file, text.as_bytes(), Keep::Regenerable).map_err(at(path))?;
    }
    for path in &report.removed {
        remove(&folder.join(path)).map_err(at(path))?;
        let parents = Path::new(path).ancestors().skip(1).filter(|parent| *parent != Path::new(""));
        for parent in parents {
            // A folder that is not empty stays.
            if fs::remove_dir(folder.join(parent)).is_err() {
                break;
            }
        }
    }
    replace(&folder.join(MANIFEST), manifest.as_bytes()).map_err(at(MANIFEST))?;
    remove(&folder.join(PENDING)).map_err(at(PENDING))
}

/// Removes what a run that was cut short left half written beside the files of a manifest.
fn sweep<'p>(folder: &Path, paths: impl Iterator<Item = &'p str>) {
    let mut parents: Vec<&str> = paths.map(|path| path.rsplit_once('/').unwrap_or_default().0).collect();
    parents.push("");
    parents.sort_unstable();
    parents.dedup();
    for parent in parents.into_iter().filter(|parent| parent.is_empty() || is_folder(folder, parent)) {
        for entry in fs::read_dir(folder.join(parent)).into_iter().flatten().flatten() {
            if is_partial(&entry.path()) {
                // What cannot be removed does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Whether a file is one that [`replace`] had not renamed yet when it was cut short.
pub(crate) fn is_partial(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PARTIAL))
}

/// Writes a file of the user's choice, whole or not at all, through links.
///
/// # Errors
/// It cannot be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match path.canonicalize() {
        Ok(target) if target.is_file() => replace(&target, bytes),
        // A device or a pipe is written to, never replaced by a file.
        Ok(target) => OpenOptions::new().write(true).open(target)?.write_all(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => replace(path, bytes),
        Err(error) => Err(error),
    }
}

/// The text of a file of the user's.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::at(path, "read", &error))
}

/// Whether something is at a path, links not followed.
pub(crate) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Writes a file where nothing is, with its folders, below a root; false where something is.
///
/// # Errors
/// It cannot be written, or a link leads out of the root.
pub(crate) fn create(path: &Path, bytes: &[u8], root: &Path) -> io::Result<bool> {
    if is_there(path) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(root);
    let known = folder.ancestors().find_map(|folder| folder.canonicalize().ok());
    if !known.is_some_and(|known| known.starts_with(root)) {
        return Err(io::Error::other("a link on its way leads out of the root of the build"));
    }
    fs::create_dir_all(folder)?;
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        opened => opened?,
    };
    file.write_all(bytes)?;
    Ok(true)
}

/// Appends to a file of the user's choice.
///
/// # Errors
/// It cannot be written.
pub(crate) fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes)
}

/// Puts a new text in the place of the one that a file is expected to have, with the permissions of the file.
///
/// Says whether it did: a file that has another text is not touched.
///
/// # Errors
/// It cannot be read or written.
pub(crate) fn rewrite(path: &Path, old: &[u8], new: &[u8]) -> io::Result<bool> {
    let permissions = fs::symlink_metadata(path)?.permissions();
    if permissions.readonly() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let is_old = fs::read(path)? == old;
    if is_old {
        replace_as(path, new, Keep::Permissions(permissions))?;
    }
    Ok(is_old)
}

/// Replaces a file by renaming a whole one over it, which outlives a crash of the machine.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_as(path, bytes, Keep::Bytes)
}

/// What is kept of a file that is replaced.
enum Keep {
    /// Its new bytes, whatever happens.
    Bytes,
    /// These permissions, too.
    Permissions(fs::Permissions),
    /// Nothing: the bytes can be had again.
    Regenerable,
}

fn replace_as(path: &Path, bytes: &[u8], keep: Keep) -> io::Result<()> {
    let partial = path.with_file_name(format!("{PARTIAL}-{}", std::process::id()));
    let create = || OpenOptions::new().write(true).create_new(true).open(&partial);
    let mut file = match create() {
        // Another process of this number has left one.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => remove(&partial).and_then(|()| create())?,
        created => created?,
    };
    let permitted = match &keep {
        Keep::Permissions(permissions) => file.set_permissions(permissions.clone()),
        Keep::Bytes | Keep::Regenerable => Ok(()),
    };
    let written = permitted.and_then(|()| file.write_all(bytes)).and_then(|()| match keep {
        Keep::Bytes | Keep::Permissions(_) => file.sync_all(),
        Keep::Regenerable => Ok(()),
    });
    drop(file);
    written.and_then(|()| fs::rename(&partial, path)).inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The folder to write to; if it is there already, as the system knows it.
fn existing(folder: &Path, shown: &str) -> Result<PathBuf, Failure> {
    match folder.canonicalize() {
        Ok(known) if known.is_dir() => Ok(known),
        Ok(_) => {
            Err(Failure::new(format!("`{shown}` is not a folder"))
                .help("name another folder with `--out DIR`"))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(folder.to_owned()),
        Err(error) => Err(Failure::at(Path::new(shown), "read", &error)),
    }
}

/// A manifest of the folder. One that names places outside of the folder is believed in nothing.
fn listing(folder: &Path, name: &str, shown: &str, mode: Mode) -> Result<Listing, Failure> {
    let listing = match fs::symlink_metadata(folder.join(name)) {
        Ok(about) if about.is_file() => {
            let bytes = fs::read(folder.join(name)).map_err(|error| failed(shown, name, "read", &error))?;
            Listing::parse(&bytes)
        }
        Ok(_) => {
            return Err(
                Failure::new(format!("`{shown}/{name}` is not a regular file")).help("move it elsewhere")
            );
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Listing::Absent
        }
        Err(error) => return Err(failed(shown, name, "read", &error)),
    };
    let outside = listing.paths().find(|path| !is_inside(path)).map(str::to_owned);
    match outside {
        Some(path) if mode != Mode::Force => {
            Err(Failure::new(format!("`{shown}/{name}` lists `{path}`, which is not below `{shown}`"))
                .help("flowctl did not write this manifest; `flowctl build --force` replaces it"))
        }
        Some(_) => Ok(Listing::Foreign),
        None => Ok(listing),
    }
}

fn failed(shown: &str, path: &str, what: &str, error: &io::Error) -> Failure {
    Failure::at(&Path::new(shown).join(path), what, error)
}
