//! What tests of a catalog have in common: who reads what, and in which order.

use crate::derive::{Collection, Transform};

/// The collections of a catalog, ready for tests.
#[derive(Debug)]
pub(super) struct Plan<'c> {
    pub(super) collections: &'c [Collection],
    /// The place of each collection in the order of names.
    ranks: Vec<usize>,
    /// The transforms that read each collection: the index of the collection that they derive, and their own.
    readers: Vec<Vec<(usize, usize)>>,
}

/// A transform that reads a collection.
pub(super) struct Reader<'c> {
    /// The collection that is derived.
    pub(super) task: usize,
    pub(super) transform: usize,
    pub(super) spec: &'c Transform,
}

impl<'c> Plan<'c> {
    pub(super) fn new(collections: &'c [Collection]) -> Plan<'c> {
        let mut by_name: Vec<usize> = (0..collections.len()).collect();
        by_name.sort_by_key(|index| collections.get(*index).map(|collection| &collection.name));
        let mut ranks = vec![0; collections.len()];
        for (rank, index) in by_name.into_iter().enumerate() {
            if let Some(place) = ranks.get_mut(index) {
                *place = rank;
            }
        }
        let mut readers = vec![Vec::new(); collections.len()];
        for (task, collection) in collections.iter().enumerate() {
            let transforms = collection.derivation.iter().flat_map(|derivation| &derivation.transforms);
            for (transform, spec) in transforms.enumerate() {
                if let Some(readers) = readers.get_mut(spec.source) {
                    readers.push((task, transform));
                }
            }
        }
        Plan { collections, ranks, readers }
    }

    /// The place of a collection in the order of names.
    pub(super) fn rank(&self, collection: usize) -> usize {
        self.ranks.get(collection).copied().unwrap_or(usize::MAX)
    }

    /// The transforms that read a collection, by what they derive and then as they are written.
    pub(super) fn readers(&self, collection: usize) -> impl Iterator<Item = Reader<'c>> {
        let readers = self.readers.get(collection).into_iter().flatten();
        readers.filter_map(|(task, transform)| {
            let derivation = self.collections.get(*task)?.derivation.as_ref()?;
            Some(Reader { task: *task, transform: *transform, spec: derivation.transforms.get(*transform)? })
        })
    }
}
