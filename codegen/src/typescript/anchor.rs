//! Names of anchors (`language.md` section 10.1): a schema with an `$anchor` such as `Line` has the type `Line`,
//! whether or not others refer to it.

use super::STYLE;
use crate::model::{self, Anchor, Model, Root};
use compiler::Compilation;
use compiler::schema::TypeAnchor;
use std::collections::BTreeSet;

/// The types of a collection, with those of its anchors.
pub(crate) struct Anchored<'c> {
    pub(crate) model: Model,
    /// The anchors that the bundle of each root has.
    by_root: Vec<Vec<TypeAnchor<'c>>>,
}

impl<'c> Anchored<'c> {
    /// The types of these roots.
    pub(crate) fn new(compilation: &'c Compilation, roots: &[Root]) -> Anchored<'c> {
        let (schemas, shapes) = (&compilation.catalog.schemas, &compilation.analysis.anchors);
        // Where no schema has an anchor, none is looked for.
        let bundle = |root: &Root| root.id.filter(|_| !shapes.is_empty());
        let by_root: Vec<Vec<TypeAnchor<'_>>> = (roots.iter())
            .map(|root| bundle(root).into_iter().flat_map(|id| schemas.type_anchors(id)).collect())
            .collect();
        let anchors = by_root.iter().flatten().filter_map(|anchor| {
            let (name, id) = (anchor.name.to_owned(), anchor.schema);
            shapes.get(&id).map(|shape| Anchor { name, id, shape: shape.clone() })
        });
        let anchors: Vec<Anchor> = anchors.collect();
        Anchored { model: model::build_with(roots, &anchors, schemas, &STYLE), by_root }
    }

    /// Anchors with what their types are called, each anchor once: first those of a root, then those of all others.
    pub(crate) fn of_root(&self, root: usize) -> Vec<(&'c str, &str)> {
        let own = self.by_root.get(root).into_iter().flatten();
        let mut seen = BTreeSet::new();
        own.chain(self.by_root.iter().flatten())
            .filter(|anchor| seen.insert(anchor.name))
            .filter_map(|anchor| Some((anchor.name, self.model.name_of(anchor.schema)?)))
            .collect()
    }

    /// Anchors whose types are called otherwise, with what these are called. No other type has the name of such an
    /// anchor.
    pub(super) fn renamed(&self) -> Vec<(&'c str, &str)> {
        let taken: BTreeSet<&str> = self.model.types.iter().map(|named| named.name.as_str()).collect();
        self.of_root(0).into_iter().filter(|(anchor, _)| !taken.contains(anchor)).collect()
    }
}
