//! What documents reach of a schema, for who asks what tests leave out.

use crate::validator::Place;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What documents reached of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reached {
    /// The schemas that some value was valid against, on the way of a document that was valid as a whole.
    pub schemas: BTreeSet<Place>,
    /// The schemas whose `reduce` has reduced two sides.
    pub reductions: BTreeSet<Place>,
}

/// Keeps what documents reach. Since it only ever gains, threads may share it in any order.
#[derive(Debug, Default)]
pub(super) struct Record {
    reached: Mutex<Reached>,
}

impl Record {
    fn lock(&self) -> MutexGuard<'_, Reached> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn schemas(&self, places: impl IntoIterator<Item = Place>) {
        self.lock().schemas.extend(places);
    }

    pub(super) fn reduction(&self, place: &Place) {
        let mut reached = self.lock();
        if !reached.reductions.contains(place) {
            reached.reductions.insert(place.clone());
        }
    }

    pub(super) fn reached(&self) -> Reached {
        self.lock().clone()
    }
}
