//! The cache: trees of files that have been parsed before, one pack a project, in a folder of the user's.
//!
//! Any of it may be deleted at any time. A pack is replaced by renaming a whole one over it, so concurrent
//! runs see an old one or a new one; where two write at once, the later one stays. What cannot be read or
//! written is passed over: the files are parsed again.
#![expect(clippy::disallowed_methods, reason = "this module is where the cache is read and written")]

mod pack;

use compiler::TreeCache;
use pack::{Key, Pack};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// How the names of packs end.
const PACK: &str = "trees";
/// How the names of packs end while they are written.
const PARTIAL: &str = "partial";
/// The bytes that one project may keep; larger packs are not read.
const MAX_PACK: u64 = 256 << 20;
/// The bytes that all projects may keep.
const MAX_FOLDER: u64 = 512 << 20;
/// Trees that the run has not used are kept up to this, or to as much as it has used.
const UNUSED: usize = 1 << 20;
/// A pack is written again once the trees that it lacks are more than this part of it.
const STALE: usize = 64;
/// A pack that is still being written after this time has been given up.
const GIVEN_UP: Duration = Duration::from_secs(3600);

/// The trees of a project.
#[derive(Debug)]
pub(crate) struct Cache {
    file: PathBuf,
    pack: Pack,
    /// Which trees of the pack were asked for.
    used: Vec<AtomicBool>,
    /// Trees that the pack lacks.
    added: Mutex<BTreeMap<Key, Vec<u8>>>,
}

impl TreeCache for Cache {
    fn get(&self, key: &Key) -> Option<&[u8]> {
        let position = self.pack.position(key)?;
        self.used.get(position)?.store(true, Ordering::Relaxed);
        Some(self.pack.at(position)?.1)
    }

    fn put(&self, key: Key, tree: Vec<u8>) {
        if let Ok(mut added) = self.added.lock() {
            added.insert(key, tree);
        }
    }
}

impl Cache {
    /// The cache of a project, by its root, in a folder that need not be there.
    pub(crate) fn open(folder: &Path, root: &Path) -> Cache {
        let name: String = Sha256::digest(root.as_os_str().as_encoded_bytes())
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let file = folder.join(name).with_extension(PACK);
        let small = fs::metadata(&file).is_ok_and(|metadata| metadata.len() <= MAX_PACK);
        let bytes = if small { fs::read(&file).ok() } else { None };
        let pack = bytes.and_then(Pack::read).unwrap_or_default();
        let used = (0..pack.len()).map(|_| AtomicBool::new(false)).collect();
        Cache { file, pack, used, added: Mutex::default() }
    }

    /// Writes what the run has added, if that is worth it.
    pub(crate) fn save(self) {
        let added = self.added.into_inner().unwrap_or_default();
        let size = |trees: &[(Key, &[u8])]| trees.iter().map(|(_, tree)| tree.len()).sum::<usize>();
        let mut trees: Vec<(Key, &[u8])> = added.iter().map(|(key, tree)| (*key, tree.as_slice())).collect();
        let lacking = size(&trees);
        let is_used = |at: &usize| self.used.get(*at).is_some_and(|used| used.load(Ordering::Relaxed));
        let (used, unused): (Vec<usize>, Vec<usize>) = (0..self.pack.len()).partition(is_used);
        // A tree of the pack that was of no use has been added again.
        let old = |at: usize| self.pack.at(at).filter(|(key, _)| !added.contains_key(key));
        trees.extend(used.into_iter().filter_map(old));
        if lacking == 0 || lacking < (size(&trees) - lacking) / STALE {
            return;
        }
        let mut room = size(&trees).max(UNUSED);
        let others = unused.into_iter().filter_map(old).take_while(|(_, tree)| {
            let fits = tree.len() <= room;
            room = room.saturating_sub(tree.len());
            fits
        });
        trees.extend(others);
        let bytes = Pack::write(&trees);
        if bytes.len() as u64 <= MAX_PACK {
            let _ = write(&self.file, &bytes).and_then(|()| sweep(&self.file));
        }
    }
}

/// Replaces a pack. It need not outlive a crash of the machine, so nothing waits for the disk.
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        create(folder)?;
    }
    let partial = file.with_extension(format!("{}.{PARTIAL}", std::process::id()));
    let mut opened = OpenOptions::new().write(true).create_new(true).open(&partial)?;
    let written = opened.write_all(bytes);
    drop(opened);
    written.and_then(|()| fs::rename(&partial, file)).inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })
}

/// Creates a folder that nobody else reads (XDG Base Directory Specification).
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file of ours in the folder of the cache.
struct Found {
    modified: SystemTime,
    path: PathBuf,
    bytes: u64,
    whole: bool,
}

/// Our files in a folder; none where it is not there.
fn found(folder: &Path) -> io::Result<Vec<Found>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        let whole = extension == Some(PACK);
        if !whole && extension != Some(PARTIAL) {
            continue;
        }
        // One that is gone by now was removed by another run.
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        if let (true, Ok(modified)) = (metadata.is_file(), metadata.modified()) {
            files.push(Found { modified, path, bytes: metadata.len(), whole });
        }
    }
    Ok(files)
}

/// Removes what other runs have given up, and the packs that are oldest, until the folder is in its bounds.
fn sweep(kept: &Path) -> io::Result<()> {
    let Some(folder) = kept.parent() else { return Ok(()) };
    let now = fs::symlink_metadata(kept)?.modified()?;
    let mut files = found(folder)?;
    files.sort_by_key(|file| std::cmp::Reverse(file.modified));
    let mut total = 0;
    for file in files {
        let old = now.duration_since(file.modified).is_ok_and(|age| age > GIVEN_UP);
        total += file.bytes;
        if (!file.whole && old) || (file.whole && file.path != kept && total > MAX_FOLDER) {
            let _ = fs::remove_file(&file.path);
        }
    }
    Ok(())
}

/// How many packs there are in a folder, and their bytes.
///
/// # Errors
/// The folder cannot be read.
pub(crate) fn size(folder: &Path) -> io::Result<(usize, u64)> {
    let files = found(folder)?;
    Ok((files.len(), files.iter().map(|file| file.bytes).sum()))
}

/// Removes all packs of a folder, and nothing else in it.
///
/// # Errors
/// The folder cannot be read, or a pack cannot be removed.
pub(crate) fn clear(folder: &Path) -> io::Result<()> {
    for file in found(folder)? {
        match fs::remove_file(&file.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Cache, MAX_FOLDER, UNUSED, sweep};
    use compiler::TreeCache;
    use std::fs;
    use std::path::Path;

    /// Opens, asks for some trees and adds others of so many bytes, and saves.
    fn run(folder: &Path, asked: &[u8], added: &[u8], bytes: usize) {
        let cache = Cache::open(folder, Path::new("/project"));
        for key in asked {
            assert!(cache.get(&[*key; 32]).is_some(), "{key} is there");
        }
        added.iter().for_each(|key| cache.put([*key; 32], vec![*key; bytes]));
        cache.save();
    }

    fn kept(folder: &Path) -> Vec<u8> {
        let cache = Cache::open(folder, Path::new("/project"));
        (0..cache.pack.len()).map(|at| cache.pack.at(at).unwrap().0[0]).collect()
    }

    #[test]
    fn trees_that_are_not_used_go_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &[], &[1, 2, 3], UNUSED / 2);
        run(folder.path(), &[3], &[4], UNUSED / 2);
        assert_eq!(kept(folder.path()), [4, 3, 1, 2]);
        run(folder.path(), &[4], &[5], UNUSED / 2);
        assert_eq!(kept(folder.path()), [5, 4, 3, 1]);
    }

    #[test]
    fn a_pack_is_not_written_for_a_small_part_of_it() {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &[], &[1], UNUSED);
        run(folder.path(), &[1], &[2], UNUSED / 100);
        assert_eq!(kept(folder.path()), [1]);
        run(folder.path(), &[1], &[3], UNUSED / 50);
        assert_eq!(kept(folder.path()), [3, 1]);
    }

    #[test]
    fn the_oldest_packs_go_when_there_are_too_many() {
        let folder = tempfile::tempdir().unwrap();
        let sparse = |name: &str, bytes: u64| {
            let path = folder.path().join(name);
            fs::OpenOptions::new().write(true).create_new(true).open(&path).unwrap().set_len(bytes).unwrap();
            path
        };
        let old = [sparse("a.trees", MAX_FOLDER / 2), sparse("b.trees", MAX_FOLDER / 2)];
        for (seconds, path) in old.iter().enumerate() {
            let modified = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds as u64);
            fs::OpenOptions::new().write(true).open(path).unwrap().set_modified(modified).unwrap();
        }
        let (new, mine) = (sparse("c.trees", 1), sparse("notes.txt", MAX_FOLDER));
        sweep(&new).unwrap();
        assert_eq!((old[0].exists(), old[1].exists()), (false, true));
        assert!(new.exists() && mine.exists());
    }
}
