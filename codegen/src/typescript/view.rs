//! The declarations of a collection, with their names and texts decided.

use super::comment::comment;
use super::ident::source_type;
use super::types::type_of;
use crate::escape::visible;
use crate::page;
use askama::Template;
use compiler::Compilation;
use compiler::analysis::Shape;
use compiler::catalog::CollectionId;
use std::collections::BTreeSet;

/// A file of types.
#[derive(Template)]
#[template(path = "typescript/collection.d.ts")]
pub(super) struct CollectionView {
    /// The collection, as a text of one line.
    name: String,
    /// The catalog file that defines it.
    source: String,
    declarations: Vec<Declaration>,
}

struct Declaration {
    /// A comment with its line break, or nothing.
    comment: String,
    name: String,
    text: String,
}

impl CollectionView {
    /// What is declared of a collection. `folder` holds the files of the build.
    pub(super) fn new(compilation: &Compilation, id: CollectionId, folder: &[String]) -> CollectionView {
        let collection = compilation.catalog.collection(id);
        let analysis = compilation.analysis.collection(id);
        let file = compilation.sources.file(collection.span.file);
        let mut declarations = Vec::new();
        let mut declare = |name: &str, shape: &Shape| {
            let text = type_of(shape);
            declarations.push(Declaration { comment: comment(shape), name: name.to_owned(), text });
        };
        // Documents are checked against the schema for writers when they are published.
        if let Ok(shape) = &analysis.write_shape {
            declare("Document", shape);
        }
        if let Some(Ok(shape)) = &analysis.register {
            declare("Register", shape);
        }
        let mut taken = BTreeSet::new();
        let transforms = collection.derivation.iter().flat_map(|derivation| &derivation.transforms);
        for (transform, shape) in transforms.zip(&analysis.sources) {
            let name = source_type(&transform.name.value, &mut taken);
            if let Ok(shape) = shape {
                declare(&name, shape);
            }
        }
        CollectionView {
            name: visible(&collection.name.value),
            source: visible(&file.uri.relative_to(folder).to_string()),
            declarations,
        }
    }

    /// The file's text.
    pub(super) fn print(&self) -> String {
        page::print(self)
    }
}
