//! What is in the vendor folder besides documents: its attributes for git, and what a run that was cut short left.
#![expect(clippy::disallowed_methods, reason = "this module writes and removes files of the vendor folder")]

use super::lock::FOLDER;
use crate::output::{self, State, is_partial, look};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the attributes in the folder.
const ATTRIBUTES: &str = ".gitattributes";

/// What they say. Git would change the line breaks of documents on some machines, and so their hashes.
const TEXT: &str =
    "# Written by `flowctl vendor`; commit it: flow.lock has the hashes of these very bytes.\n* -text\n";

/// The path of the attributes, from the root of the build on.
pub(super) fn attributes() -> String {
    format!("{FOLDER}/{ATTRIBUTES}")
}

/// Writes the attributes where there are none, and says whether it did. Those of somebody else stay.
pub(super) fn write_attributes(root: &Path) -> io::Result<bool> {
    let path = attributes();
    let absent = look(root, &path)? == State::Absent && root.join(FOLDER).is_dir();
    if absent {
        output::replace(&root.join(path), TEXT.as_bytes())?;
    }
    Ok(absent)
}

/// Removes the attributes that [`write_attributes`] wrote, and the folder if it is empty then.
pub(super) fn remove_attributes(root: &Path) -> io::Result<()> {
    let path = attributes();
    if look(root, &path)? == State::File(TEXT.into()) {
        output::remove(&root.join(path))?;
        // A folder that is not empty stays.
        let _ = fs::remove_dir(root.join(FOLDER));
    }
    Ok(())
}

/// Removes what a run that was cut short left half written, and the folders that it left empty.
pub(super) fn sweep(root: &Path) {
    for file in files(root).filter(|file| is_partial(file)) {
        remove(&file);
    }
    let folder = root.join(FOLDER);
    if fs::symlink_metadata(&folder).is_ok_and(|about| about.is_dir()) {
        sweep_below(&folder);
    }
}

fn sweep_below(folder: &Path) {
    let mut folders = vec![folder.to_owned()];
    let mut seen = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            // The type is that of a link, not of what it leads to.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() && is_partial(&entry.path()) => remove(&entry.path()),
                Ok(_) | Err(_) => {}
            }
        }
        seen.push(next);
    }
    // Innermost first; those that hold something stay.
    for folder in seen.iter().skip(1).rev() {
        let _ = fs::remove_dir(folder);
    }
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn remove(file: &Path) {
    // What cannot be removed does no harm.
    let _ = fs::remove_file(file);
}
