//! A part of a shape that most shapes lack, and that others share.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// What nothing is known of, as a value that all shapes without it share.
pub trait Unknown: Clone + Default + 'static {
    /// The value of a shape without it.
    fn unknown() -> &'static Self;
}

/// A part of a shape: [`Unknown`] until something is said. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Facet<T>(Option<Arc<T>>);

impl<T> Default for Facet<T> {
    fn default() -> Self {
        Facet(None)
    }
}

impl<T> Facet<T> {
    /// Whether nothing is said.
    pub fn is_unknown(&self) -> bool {
        self.0.is_none()
    }

    /// Whether both are the same part of one shape.
    pub(super) fn is_same(&self, other: &Facet<T>) -> bool {
        match (&self.0, &other.0) {
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl<T> From<T> for Facet<T> {
    fn from(part: T) -> Self {
        Facet(Some(Arc::new(part)))
    }
}

impl<T: Unknown> Deref for Facet<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::unknown())
    }
}

impl<T: Unknown> DerefMut for Facet<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}
