//! Indexes of entities. An entity that was resolved is an id, never a string.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(u32);

            impl $name {
                pub(crate) fn new(index: usize) -> $name {
                    $name(u32::try_from(index).expect("a build has at most 2 million values"))
                }

                /// The position in the catalog's list.
                pub fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

ids! {
    /// A collection of the catalog.
    CollectionId;
    /// An endpoint of the catalog.
    EndpointId;
    /// A capture or a materialization of the catalog.
    TaskId;
    /// A test of the catalog.
    TestId;
}

/// The ids of a list of entities, in its order.
pub(crate) fn ids_of<T, Id>(entities: &[T], id: impl Fn(usize) -> Id) -> impl Iterator<Item = Id> {
    (0..entities.len()).map(id)
}
