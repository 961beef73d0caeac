//! Values by the identity of resources. Each reference of a catalog looks one up.

use super::Uri;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// A value for each of some identities. Nothing depends on the order of hashes, which differs from run to run.
#[derive(Clone)]
pub(crate) struct ByUri<T>(HashMap<Uri, T>);

impl<T> Default for ByUri<T> {
    fn default() -> Self {
        ByUri(HashMap::new())
    }
}

impl<T> ByUri<T> {
    /// The value of an identity, if it has one.
    pub(crate) fn get(&self, uri: &Uri) -> Option<&T> {
        self.0.get(uri)
    }

    /// Gives an identity its value, in the place of the one that it had.
    pub(crate) fn insert(&mut self, uri: Uri, value: T) {
        self.0.insert(uri, value);
    }

    /// The value of an identity, which is this one if it had none.
    pub(crate) fn get_or_insert(&mut self, uri: Uri, value: T) -> &T {
        self.0.entry(uri).or_insert(value)
    }
}

impl<T: fmt::Debug> fmt::Debug for ByUri<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted: BTreeMap<&Uri, &T> = self.0.iter().collect();
        sorted.fmt(f)
    }
}
