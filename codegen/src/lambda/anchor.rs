//! Names of anchors (`language.md` section 10.1): a schema with an `$anchor` such as `Line` has the type `Line`, and
//! eras call it by what it is an anchor of, too: `DocumentLine`, `SourceFromOrdersLine`.
//!
//! Only anchors that a reference leads to have types of their own.

use super::Derived;
use super::typescript::TypeNames;
use crate::model::{self, words};
use crate::roots;
use crate::typescript::STYLE;
use compiler::Compilation;
use compiler::catalog::CollectionId;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The anchors of a collection that have types, as these are called.
pub(super) fn names(compilation: &Compilation, id: CollectionId) -> Vec<String> {
    let schemas = &compilation.catalog.schemas;
    let roots = roots::of(compilation, id);
    let anchors: BTreeSet<String> = roots
        .iter()
        .filter_map(|root| root.id)
        .flat_map(|id| schemas.anchors(id))
        .filter(|anchor| is_type(anchor))
        .map(|anchor| (STYLE.type_name)(&words(anchor)))
        .collect();
    if anchors.is_empty() {
        return Vec::new();
    }
    let model = model::build(&roots, schemas, &STYLE);
    let named = model.types.into_iter().skip(roots.len()).map(|named| named.name);
    named.filter(|name| anchors.contains(name)).collect()
}

/// Whether an anchor names a type: it begins with a capital letter.
fn is_type(anchor: &str) -> bool {
    anchor.starts_with(|c: char| c.is_ascii_uppercase()) && anchor.len() > 1
}

/// The names that eras have for the anchors of a collection.
pub(super) fn aliases(derived: &Derived<'_>, names: &TypeNames) -> String {
    let mut text = String::new();
    let mut taken: BTreeSet<String> = names.sources.iter().cloned().collect();
    taken.extend([names.document.clone(), "Register".to_owned()]);
    for anchor in self::names(derived.compilation, derived.id) {
        let transforms = derived.transforms();
        let sources = transforms.iter().map(|transform| format!("Source{transform}{anchor}"));
        for alias in [format!("Document{anchor}")].into_iter().chain(sources) {
            if taken.insert(alias.clone()) {
                let _ = writeln!(text, "export type {alias} = types.{anchor};");
            }
        }
    }
    text
}
