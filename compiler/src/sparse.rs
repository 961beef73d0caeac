//! A part that most values lack, and that others share: it takes a word where there is none.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A part that says nothing, which all values without it share.
pub trait Empty: Clone + Default + 'static {
    /// The part.
    fn empty() -> &'static Self;
}

/// A part that is [`Empty`] until something is written to it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sparse<T>(Option<Arc<T>>);

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Sparse(None)
    }
}

impl<T> Sparse<T> {
    /// Whether nothing was written to it.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether both are one part.
    pub(crate) fn is_same(&self, other: &Sparse<T>) -> bool {
        match (&self.0, &other.0) {
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl<T> From<T> for Sparse<T> {
    fn from(part: T) -> Self {
        Sparse(Some(Arc::new(part)))
    }
}

impl<T: Empty> Deref for Sparse<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::empty())
    }
}

impl<T: Empty> DerefMut for Sparse<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

/// Gives types their empty values.
macro_rules! empty {
    ($($part:ident)*) => {$(
        impl crate::sparse::Empty for $part {
            fn empty() -> &'static Self {
                static EMPTY: std::sync::LazyLock<$part> = std::sync::LazyLock::new($part::default);
                &EMPTY
            }
        }
    )*};
}

pub(crate) use empty;
