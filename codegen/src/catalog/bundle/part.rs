//! Some parts of a document, each at its place.

use compiler::Node;
use std::collections::BTreeMap;

/// A tree with the wanted parts of a document. Items of arrays are members named by their index, which a JSON
/// Pointer finds in the same way.
pub(super) enum Part<'c> {
    /// A wanted part.
    Wanted(&'c Node),
    /// What holds wanted parts.
    Around(BTreeMap<String, Part<'c>>),
}

impl<'c> Part<'c> {
    /// The tree of parts by their JSON Pointers.
    pub(super) fn of(parts: impl Iterator<Item = (String, &'c Node)>) -> Part<'c> {
        let mut root = Part::Around(BTreeMap::new());
        for (pointer, node) in parts {
            let tokens = pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
            let mut at = &mut root;
            for token in tokens {
                // A part of a wanted part is there already.
                let Part::Around(members) = at else { break };
                at = members.entry(token).or_insert_with(|| Part::Around(BTreeMap::new()));
            }
            if matches!(at, Part::Around(_)) {
                *at = Part::Wanted(node);
            }
        }
        root
    }
}
