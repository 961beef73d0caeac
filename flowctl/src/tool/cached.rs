//! What a tool said of texts before: kept in the cache by the hash of all that it depends on.
#![expect(
    clippy::disallowed_methods,
    reason = "this module reads and writes what is cached, and files that it depends on"
)]

use super::{Job, Said};
use crate::output::{hash, replace};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// What is kept of a run.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Files that the tool has read beside those that it was given, and their hashes.
    files: Vec<(PathBuf, String)>,
    said: Vec<Said>,
}

/// The place of what a tool says of a job, if there is a cache: `options` is what else it depends on.
pub(super) fn place(job: &Job<'_>, options: &str) -> Option<PathBuf> {
    let mut hasher = Sha256::new();
    let mut add = |text: &str| {
        hasher.update(u64::try_from(text.len()).unwrap_or_default().to_le_bytes());
        hasher.update(text);
    };
    add(env!("CARGO_PKG_VERSION"));
    add(&job.program.version);
    add(options);
    for (path, text) in &job.project.files {
        add(path);
        add(text);
    }
    for (name, file) in &job.project.modules {
        let file = job.compiled.compilation.sources.file(*file);
        add(name);
        add(file.uri.as_str());
        add(&file.text);
    }
    let key: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Some(job.cache.as_ref()?.join(format!("{key}.types")))
}

/// What was said, if nothing that it depends on has changed.
pub(super) fn get(place: &Path) -> Option<Vec<Said>> {
    let kept: Kept = serde_json::from_slice(&fs::read(place).ok()?).ok()?;
    let same = |(path, known): &(PathBuf, String)| fs::read(path).is_ok_and(|bytes| hash(&bytes) == *known);
    kept.files.iter().all(same).then_some(kept.said)
}

/// Keeps what was said. What cannot be written is passed over: the tool runs again.
pub(super) fn put(place: &Path, said: &[Said], files: impl Iterator<Item = PathBuf>) {
    let read = files.filter_map(|path| fs::read(&path).ok().map(|bytes| (path, hash(&bytes))));
    let kept = Kept { files: read.collect(), said: said.to_vec() };
    if let (Ok(text), Some(folder)) = (serde_json::to_vec(&kept), place.parent()) {
        let _ = fs::create_dir_all(folder).and_then(|()| replace(place, &text));
    }
}
