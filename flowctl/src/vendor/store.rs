//! The vendor folder and its lock: reading documents that the lock vouches for, and writing them.
#![expect(clippy::disallowed_methods, reason = "this module reads and writes the vendor folder")]

use crate::Failure;
use crate::disk::{Disk, MAX_BYTES};
use crate::output::{self, State, hash, look};
use crate::root::relative;
use crate::vendor::folder;
use crate::vendor::lock::{Entry, FOLDER, LOCK_FILE, Lock};
use compiler::source::{FileError, Files, Uri};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The documents of the network that a build has at hand.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    root: PathBuf,
    /// The root as it is shown in messages, with a `/` at its end unless it is empty.
    shown: String,
    pub(crate) lock: Lock,
}

/// What is the matter with a document that the lock names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It has no file.
    Missing,
    /// Its file holds something else.
    Edited,
    /// Something else is at its place: this path.
    Blocked(String),
    /// The machine does not read it.
    Unreadable(FileError),
}

impl Store {
    /// The vendored documents of a build, whose root is canonical.
    ///
    /// # Errors
    /// There is a lock that cannot be read, or is none.
    pub(crate) fn open(root: &Path, current: &Path) -> Result<Store, Failure> {
        let shown = match relative(current, root) {
            here if here == "." => String::new(),
            root => format!("{root}/"),
        };
        let lock = format!("{shown}{LOCK_FILE}");
        let refuse = |why: String| Failure::new(format!("`{lock}` {why}"));
        let lock = match fs::symlink_metadata(root.join(LOCK_FILE)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Lock::default(),
            Err(error) => return Err(Failure::at(Path::new(&lock), "read", &error)),
            Ok(about) if !about.is_file() => {
                return Err(refuse("is not a regular file".to_owned()).help("move it elsewhere"));
            }
            Ok(_) => {
                let text = Disk::new(root, current).read(&Uri::local(LOCK_FILE));
                let text = text.map_err(|error| refuse(format!("cannot be read: {}", said(&error))))?;
                Lock::parse(&text, &lock)?
            }
        };
        Ok(Store { root: root.to_owned(), shown, lock })
    }

    /// The files that the lock vouches for, from the root on.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        self.lock.documents.values().map(|entry| entry.path.clone()).collect()
    }

    /// The document of a URL, if the lock has it.
    pub(crate) fn document(&self, uri: &Uri) -> Option<Result<Arc<str>, Fault>> {
        self.lock.documents.get(uri).map(|entry| self.intact(entry))
    }

    /// The text of an entry, whose file no link leads to and whose hash is that of the lock.
    fn intact(&self, entry: &Entry) -> Result<Arc<str>, Fault> {
        let mut place = self.root.clone();
        let mut seen = String::new();
        let mut names = entry.path.split('/').peekable();
        while let Some(name) = names.next() {
            place.push(name);
            seen = if seen.is_empty() { name.to_owned() } else { format!("{seen}/{name}") };
            let about = match fs::symlink_metadata(&place) {
                Ok(about) => about,
                Err(error) if error.kind() == ErrorKind::NotFound => return Err(Fault::Missing),
                Err(_) => return Err(Fault::Blocked(seen)),
            };
            let expected = if names.peek().is_none() { about.is_file() } else { about.is_dir() };
            if !expected {
                return Err(Fault::Blocked(seen));
            }
        }
        let text = Disk::new(&self.root, &self.root).read(&Uri::local(&entry.path));
        match text {
            Ok(text) if hash(text.as_bytes()) == entry.sha256 => Ok(text),
            Ok(_) | Err(FileError::NotUtf8 { .. } | FileError::TooLarge { .. }) => Err(Fault::Edited),
            Err(error) => Err(Fault::Unreadable(error)),
        }
    }

    /// Says of a faulty document what is wrong and what mends it.
    pub(crate) fn explain(&self, uri: &Uri, fault: &Fault) -> String {
        let path = self.lock.documents.get(uri).map_or("", |entry| &entry.path);
        let (shown, lock) = (&self.shown, LOCK_FILE);
        match fault {
            Fault::Missing => format!("its file `{shown}{path}` is missing; run `flowctl vendor`"),
            Fault::Edited => format!(
                "its file `{shown}{path}` does not match `{shown}{lock}`; \
                 fetch it again with `flowctl vendor --update {uri}`"
            ),
            Fault::Blocked(place) => format!(
                "`{shown}{place}` is in the way of its file; move it elsewhere, \
                 then run `flowctl vendor --update {uri}`"
            ),
            Fault::Unreadable(error) => format!("its file `{shown}{path}` cannot be read: {}", said(error)),
        }
    }

    /// Whether a document could be written to a path. What flowctl did not write stays as it is.
    ///
    /// # Errors
    /// Something else is there.
    pub(crate) fn check_place(&self, uri: &Uri, path: &str, text: &str) -> Result<(), String> {
        let shown = &self.shown;
        match look(&self.root, path) {
            Ok(State::Absent) => Ok(()),
            Ok(State::File(_)) if self.lock.documents.contains_key(uri) => Ok(()),
            Ok(State::File(found)) if found == text.as_bytes() => Ok(()),
            Ok(State::File(_)) => {
                Err(format!("`{shown}{path}` is in the way; flowctl did not write it, so move it elsewhere"))
            }
            Ok(State::Blocked(place)) => Err(format!("`{shown}{place}` is in the way; move it elsewhere")),
            Err(error) => Err(format!("`{shown}{path}` cannot be read: {}", crate::failure::said(&error))),
        }
    }

    /// Writes documents at places that [`Store::check_place`] accepted, and attributes for git beside them; then
    /// the lock, if it changes. Says whether there were no attributes.
    ///
    /// # Errors
    /// The machine does not write. The lock is that of before then.
    pub(crate) fn write(&self, lock: &Lock, texts: &[(&str, &str)]) -> Result<bool, Failure> {
        folder::sweep(&self.root);
        let failed = |path: &str, error| Failure::at(&Path::new(&self.shown).join(path), "written", &error);
        for (path, text) in texts {
            let file = self.root.join(path);
            let parent = file.parent().unwrap_or(&self.root);
            fs::create_dir_all(parent)
                .and_then(|()| output::replace(&file, text.as_bytes()))
                .map_err(|error| failed(path, error))?;
        }
        if *lock != self.lock || (!texts.is_empty() && !self.root.join(LOCK_FILE).is_file()) {
            let text = lock.text();
            output::replace(&self.root.join(LOCK_FILE), text.as_bytes())
                .map_err(|error| failed(LOCK_FILE, error))?;
        }
        match lock.documents.is_empty() {
            true => Ok(false),
            false => {
                folder::write_attributes(&self.root).map_err(|error| failed(&folder::attributes(), error))
            }
        }
    }

    /// Removes the files of entries that the lock does not have any more, and the folders that become empty.
    ///
    /// # Errors
    /// The machine does not remove a file.
    pub(crate) fn remove(&self, lock: &Lock, entries: &[Entry]) -> Result<(), Failure> {
        for Entry { path, .. } in entries {
            // What is not a regular file below regular folders is not what was written.
            let Ok(State::File(_)) = look(&self.root, path) else { continue };
            output::remove(&self.root.join(path))
                .map_err(|error| Failure::at(&Path::new(&self.shown).join(path), "removed", &error))?;
            for parent in Path::new(path).ancestors().skip(1).filter(|parent| *parent != Path::new("")) {
                // A folder that is not empty stays.
                if fs::remove_dir(self.root.join(parent)).is_err() {
                    break;
                }
            }
        }
        match lock.documents.is_empty() && !entries.is_empty() {
            true => folder::remove_attributes(&self.root).map_err(|error| {
                Failure::at(Path::new(&self.shown).join(folder::attributes()).as_path(), "removed", &error)
            }),
            false => Ok(()),
        }
    }

    /// The vendor folder, for messages.
    pub(crate) fn shown_folder(&self) -> String {
        format!("{}{FOLDER}", self.shown)
    }

    /// The attributes of the vendor folder for git, for messages.
    pub(crate) fn shown_attributes(&self) -> String {
        format!("{}{}", self.shown, folder::attributes())
    }

    /// The lock, for messages.
    pub(crate) fn shown_lock(&self) -> String {
        format!("{}{LOCK_FILE}", self.shown)
    }
}

/// Why a file of the vendor folder has no text, in words.
fn said(error: &FileError) -> String {
    match error {
        FileError::NotFound { .. } => "it is missing".to_owned(),
        FileError::IsFolder => "it is a folder".to_owned(),
        FileError::NotUtf8 { .. } => "it is not UTF-8".to_owned(),
        FileError::TooLarge { .. } => format!("it has more than {MAX_BYTES} bytes"),
        FileError::LeavesRoot { .. } => "it is a link out of the root of the build".to_owned(),
        FileError::Other(why) => why.clone(),
        FileError::Remote | _ => "it is not on this machine".to_owned(),
    }
}
