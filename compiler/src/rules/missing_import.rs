//! An entity refers to one of a file that it has no import path to or from (`language.md` N8, section 2.6).
//!
//! Names resolve over the whole build, so that nothing is wrong: this is found only where it is asked for.

use super::{Rule, RuleContext};
use crate::catalog::{BoundEndpoint, CollectionId};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Resolved};
use crate::source::{FileId, Role, Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) static RULE: Rule = Rule { code: Code::off("missing-import", page!("missing-import")), check };

/// A place that names an entity, the kind of the entity, and its name where it is defined.
type Reference<'c> = (Span, &'static str, &'c Spanned<Arc<str>>);

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut references = references(cx);
    references.retain(|(from, _, name)| from.file != name.span.file);
    references.sort_by_key(|(from, _, _)| *from);
    let (mut imports, mut imported) = (Edges::new(), Edges::new());
    for import in cx.catalog.imports.iter().filter(|import| import.role == Role::Catalog) {
        imports.entry(import.from).or_default().push(import.to);
        imported.entry(import.to).or_default().push(import.from);
    }
    // One finding says what all references between two files lack.
    let mut reported = BTreeSet::new();
    for of_file in references.chunk_by(|one, other| one.0.file == other.0.file) {
        let Some(file) = of_file.first().map(|(from, _, _)| from.file) else { continue };
        let reached = [reached(&imports, file), reached(&imported, file)];
        for (from, what, name) in of_file {
            let other = name.span.file;
            let pair = (file.min(other), file.max(other));
            if reached.iter().any(|files| files.contains(&other)) || !reported.insert(pair) {
                continue;
            }
            let message = format!("the {what} `{}` is defined in a file that is not imported", name.value);
            let diagnostic = Diagnostic::new(&RULE.code, *from, message)
                .label("used here")
                .secondary(name.span, "defined here")
                .note("neither of both files imports the other, directly or not")
                .help("import the file of the definition in that of the use");
            diagnostics.push(diagnostic);
        }
    }
}

/// All references between entities.
fn references<'c>(cx: &RuleContext<'c>) -> Vec<Reference<'c>> {
    let catalog = cx.catalog;
    let mut found: Vec<Reference<'c>> = Vec::new();
    let mut add = |from: Span, id: Resolved<CollectionId>| {
        let collection = id.ok().map(|id| catalog.collection(id)).filter(|collection| !collection.external);
        found.extend(collection.map(|collection| (from, "collection", &collection.name)));
    };
    for derivation in catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref()) {
        for transform in derivation.transforms.iter().filter(|transform| !transform.disabled) {
            add(transform.source_span, transform.source);
        }
    }
    let bindings = || {
        let bindings = catalog.tasks.iter().flat_map(|task| &task.bindings);
        bindings.filter(|binding| !binding.disabled)
    };
    for binding in bindings() {
        add(binding.collection_span, binding.collection);
    }
    for step in catalog.tests.iter().flat_map(|test| &test.steps) {
        add(step.collection_span, step.collection);
    }
    for binding in bindings() {
        if let Ok(BoundEndpoint::Named(id)) = binding.endpoint {
            found.push((binding.endpoint_span, "endpoint", &catalog.endpoint(id).name));
        }
    }
    found
}

type Edges = BTreeMap<FileId, Vec<FileId>>;

/// The files that edges lead to from one, however far.
fn reached(edges: &Edges, from: FileId) -> BTreeSet<FileId> {
    let mut found = BTreeSet::new();
    let mut walk = vec![from];
    while let Some(file) = walk.pop() {
        if found.insert(file) {
            walk.extend(edges.get(&file).into_iter().flatten());
        }
    }
    found
}
