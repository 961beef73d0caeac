//! An import brings nothing to the catalog (`language.md` section 5.9).
//!
//! An imported catalog is built for its own sake, whatever refers to it, so only what is certain is found: a file
//! that says nothing, one that is imported twice or by itself, and a schema that nothing refers to.

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Resolved};
use crate::schema::SchemaId;
use crate::source::{FileId, Role, Span};
use std::collections::{BTreeMap, BTreeSet, btree_map};

pub(super) static RULE: Rule = Rule { code: Code::warning("unused-import", page!("unused-import")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let imports = &cx.catalog.imports;
    let has_schemas = imports.iter().any(|import| import.role == Role::Schema);
    // Of a catalog with errors, what is missing may be what refers to it.
    let referred = (has_schemas && cx.catalog.whole).then(|| referred(cx));
    let mut first: BTreeMap<(FileId, FileId), Span> = BTreeMap::new();
    for import in imports {
        let schema = cx.catalog.schemas.of_file(import.to).filter(|_| import.role == Role::Schema);
        let unused = |id: SchemaId| referred.as_ref().is_some_and(|known| !known.contains(&id.document));
        let mut again = None;
        match first.entry((import.from, import.to)) {
            btree_map::Entry::Vacant(place) => drop(place.insert(import.span)),
            // An alias brings the same text to two places.
            btree_map::Entry::Occupied(place) => {
                again = Some(*place.get()).filter(|span| *span != import.span)
            }
        }
        let message = if import.from == import.to {
            "the file imports itself"
        } else if again.is_some() {
            "the file is imported twice"
        } else if import.is_empty && import.role == Role::Catalog {
            "the imported file says nothing"
        } else if schema.is_some_and(unused) {
            "nothing refers to the imported schema"
        } else {
            continue;
        };
        let diagnostic = Diagnostic::new(&RULE.code, import.span, message).help("leave the import out");
        diagnostics.push(match again {
            Some(span) => diagnostic.secondary(span, "first here"),
            None => diagnostic,
        });
    }
}

/// The documents of schemas that something outside of them refers to.
fn referred(cx: &RuleContext<'_>) -> BTreeSet<u32> {
    let schemas = &cx.catalog.schemas;
    let mut found = BTreeSet::new();
    for collection in &cx.catalog.collections {
        let derivation = collection.derivation.iter();
        let transforms = derivation.clone().flat_map(|derivation| &derivation.transforms);
        let given = [Some(collection.schema), collection.write_schema].into_iter();
        let given = given.chain(derivation.map(|derivation| derivation.register));
        let given = given.chain(transforms.map(|transform| transform.source_schema)).flatten();
        found.extend(given.filter_map(Resolved::ok).map(|schema| schema.document));
    }
    for (document, _) in (0..).zip(schemas.documents()) {
        for (id, ..) in schemas.all_references(document, 0) {
            let targets = schemas.targets(id).filter_map(Resolved::ok).map(|target| target.document);
            found.extend(targets.filter(|target| *target != document));
        }
    }
    found
}
