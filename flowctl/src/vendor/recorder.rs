//! The files of a build that also notes which documents of the network the build asks for.

use crate::disk::Disk;
use crate::vendor::Store;
use compiler::source::{FileError, Files, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Reads from the disk and from what was fetched in this run, and notes the rest.
pub(crate) struct Recorder<'r> {
    /// The disk, with the folders that stand for URLs.
    disk: &'r Disk,
    store: &'r Store,
    /// The documents that arrived in this run.
    pub(crate) fetched: BTreeMap<Uri, Arc<str>>,
    /// Documents whose vendored file is not looked at.
    pub(crate) renewed: BTreeSet<Uri>,
    asked: Mutex<BTreeSet<Uri>>,
}

impl Recorder<'_> {
    pub(crate) fn new<'r>(disk: &'r Disk, store: &'r Store) -> Recorder<'r> {
        let (fetched, renewed, asked) = (BTreeMap::new(), BTreeSet::new(), Mutex::default());
        Recorder { disk, store, fetched, renewed, asked }
    }

    /// Every document of the network that was asked for since the last call and that no folder stands for.
    pub(crate) fn take_asked(&self) -> BTreeSet<Uri> {
        // A set is whole after every insertion, even if a thread panicked.
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The text of a document that is at hand, new or intact.
    pub(crate) fn at_hand(&self, uri: &Uri) -> Option<Arc<str>> {
        if let Some(text) = self.fetched.get(uri) {
            return Some(text.clone());
        }
        if self.renewed.contains(uri) {
            return None;
        }
        self.store.document(uri)?.ok()
    }
}

impl Files for Recorder<'_> {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        match self.disk.read(uri) {
            Err(FileError::Remote) => {
                self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(uri.clone());
                self.at_hand(uri).ok_or(FileError::Remote)
            }
            read => read,
        }
    }

    fn root_above(&self, levels: usize) -> Option<String> {
        self.disk.root_above(levels)
    }
}
