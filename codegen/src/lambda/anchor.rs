//! Names of anchors in eras (`language.md` section 10.1), which call the type of an anchor by what it is an anchor of,
//! too: `DocumentLine`, `SourceFromOrdersLine`.

use super::Derived;
use super::typescript::TypeNames;
use crate::roots;
use crate::typescript::Anchored;
use compiler::Compilation;
use compiler::catalog::CollectionId;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The types of a collection, with those of its anchors; nothing where no schema has an anchor.
pub(super) fn of(compilation: &Compilation, id: CollectionId) -> Option<Anchored<'_>> {
    let has_anchors = !compilation.analysis.anchors.is_empty();
    has_anchors.then(|| Anchored::new(compilation, &roots::of(compilation, id)))
}

/// The names that eras have for the anchors of a collection.
pub(super) fn aliases(derived: &Derived<'_>, names: &TypeNames) -> String {
    let Some(anchored) = of(derived.compilation, derived.id) else { return String::new() };
    let mut text = String::new();
    let mut taken: BTreeSet<String> = anchored.model.types.iter().map(|named| named.name.clone()).collect();
    let first_source = 1 + usize::from(names.register.is_some());
    let mut prefixes = vec![(0, "Document".to_owned())];
    prefixes.extend(names.register.clone().map(|register| (1, register)));
    for (at, transform) in derived.transforms().into_iter().enumerate() {
        let own = [format!("Source{transform}"), format!("{transform}Source")];
        taken.extend(own.clone());
        prefixes.extend(own.map(|prefix| (first_source + at, prefix)));
    }
    for (root, prefix) in prefixes {
        for (anchor, name) in anchored.of_root(root) {
            let alias = format!("{prefix}{anchor}");
            if taken.insert(alias.clone()) {
                let _ = writeln!(text, "export type {alias} = types.{name};");
            }
        }
    }
    text
}
